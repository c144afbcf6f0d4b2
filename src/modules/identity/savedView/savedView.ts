import { boolean } from '#kernel/fields/boolean.ts'
import { json } from '#kernel/fields/json.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** A list as somebody likes it: filter, columns, order. */
export const savedView = defineObject('savedView', {
  label: { en: 'Saved view', zh: '视图' },
  plural: 'Saved views',
  title: 'name',
  icon: 'layout-list',
  nested: true,
  traits: ['owned'],
  pending: { shared: true },
  fields: {
    name: text({ label: { en: 'Name', zh: '名称' }, required: true, max: 100 }),
    object: text({ label: { en: 'Of', zh: '所属对象' }, required: true, fixed: true, max: 60 }),
    settings: json({ label: { en: 'Settings', zh: '设置' }, required: true }),
    shared: boolean({ label: { en: 'For everybody', zh: '全员可见' }, default: false }),
  },
  views: { list: ['name', 'object', 'shared', 'owner'], sort: ['name'], create: ['name', 'shared'] },
  indexes: [['object', 'name']],
})
