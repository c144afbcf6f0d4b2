import { json } from '#kernel/fields/json.ts'
import { number } from '#kernel/fields/number.ts'
import { relations } from '#kernel/fields/relations.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'
import { pooledOptions } from '../pooledObjects.ts'

/** How many records a person may hold, or have under protection. Who is not named by any list is meant by an empty one. */
export const holdingCap = defineObject('holdingCap', {
  label: { en: 'Holding cap', zh: '持有上限' },
  plural: 'Holding caps',
  title: 'name',
  icon: 'stairs',
  open: true,
  nested: true,
  fields: {
    name: text({ label: { en: 'Name', zh: '名称' }, required: true, max: 60 }),
    object: select({ label: { en: 'Of', zh: '对象' }, required: true, fixed: true, options: pooledOptions }),
    counts: select({
      label: { en: 'Counts', zh: '计数范围' },
      required: true,
      default: 'held',
      options: [
        { key: 'held', label: { en: 'Records held', zh: '持有的记录' } },
        { key: 'protected', label: { en: 'Records under protection', zh: '保护中的记录' } },
      ],
    }),
    most: number({ label: { en: 'At most', zh: '上限' }, required: true, integer: true, min: 0 }),
    where: json({
      label: { en: 'Which count', zh: '计入条件' },
      help: { en: 'Only records that match count. None: all do.', zh: '只计符合条件的记录；不填则全部计入。' },
    }),
    people: relations('user', {
      label: { en: 'People', zh: '成员' },
      help: {
        en: 'Where no people, teams or roles are chosen it is meant for everybody.',
        zh: '成员、团队、角色都不选，则适用于所有人。',
      },
    }),
    teams: relations('team', { label: { en: 'Teams', zh: '团队' } }),
    roles: relations('role', { label: { en: 'Roles', zh: '角色' } }),
  },
  views: { list: ['name', 'object', 'counts', 'most'], sort: ['name'], create: ['name', 'object', 'most'] },
})
