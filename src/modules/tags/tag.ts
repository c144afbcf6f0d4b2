import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** A coloured word that people put on records of whatever object has the trait `tagged`. */
export const tag = defineObject('tag', {
  label: { en: 'Tag', zh: '标签' },
  plural: 'Tags',
  title: 'name',
  icon: 'tag',
  open: true,
  nested: true,
  traits: ['importable'],
  fields: {
    name: text({ label: { en: 'Name', zh: '名称' }, required: true, unique: true, search: 'name', max: 30 }),
    color: text({ label: { en: 'Colour', zh: '颜色' }, max: 20 }),
  },
  views: { list: ['name', 'color'], sort: ['name'], create: ['name', 'color'] },
})
