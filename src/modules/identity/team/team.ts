import { relation, user } from '#kernel/fields/relation.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** People who work together; teams form a tree. */
export const team = defineObject('team', {
  label: { en: 'Team', zh: '团队' },
  plural: 'Teams',
  title: 'name',
  icon: 'users-group',
  open: true,
  nested: true,
  traits: ['importable'],
  fields: {
    name: text({ label: { en: 'Name', zh: '名称' }, required: true, search: 'name', max: 100 }),
    parent: relation('team', { label: { en: 'Part of', zh: '上级团队' }, inverse: 'teams' }),
    leader: user({ label: { en: 'Leader', zh: '团队主管' }, inverse: 'leads' }),
  },
  views: {
    list: ['name', 'parent', 'leader'],
    sort: ['name'],
    create: ['name', 'parent', 'leader'],
    header: ['parent', 'leader'],
    page: [{ label: { en: 'Team', zh: '基本信息' }, fields: ['name', 'parent', 'leader'] }],
  },
})
