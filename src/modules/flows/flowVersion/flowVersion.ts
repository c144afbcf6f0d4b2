import { json } from '#kernel/fields/json.ts'
import { number } from '#kernel/fields/number.ts'
import { relation } from '#kernel/fields/relation.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** A flow as it went live at some time. It never changes: what runs on it runs on it to its end. */
export const flowVersion = defineObject('flowVersion', {
  label: { en: 'Version of a flow', zh: '流程版本' },
  plural: 'Versions of flows',
  title: 'name',
  nested: true,
  byRules: true,
  fields: {
    name: text({ label: { en: 'Name', zh: '名称' }, required: true, system: true, max: 100 }),
    flow: relation('flow', {
      label: { en: 'Flow', zh: '流程' },
      required: true,
      system: true,
      inverse: 'versions',
      onDelete: 'cascade',
    }),
    number: number({ label: { en: 'Number', zh: '版本号' }, integer: true, required: true, system: true }),
    definition: json({ label: { en: 'What it does', zh: '内容' }, required: true, system: true }),
    note: text({ label: { en: 'What is new', zh: '更新说明' }, system: true, max: 300 }),
  },
  views: { list: ['flow', 'number', 'note', 'createdBy', 'createdAt'], sort: ['-createdAt'] },
})
