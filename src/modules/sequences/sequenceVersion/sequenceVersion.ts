import { json } from '#kernel/fields/json.ts'
import { number } from '#kernel/fields/number.ts'
import { relation } from '#kernel/fields/relation.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** The steps of a sequence as they went live at some time. They never change: who is enrolled stays on them. */
export const sequenceVersion = defineObject('sequenceVersion', {
  label: { en: 'Version of a sequence', zh: '序列版本' },
  plural: 'Versions of sequences',
  title: 'name',
  nested: true,
  byRules: true,
  fields: {
    name: text({ label: { en: 'Name', zh: '名称' }, required: true, system: true, max: 100 }),
    sequence: relation('sequence', {
      label: { en: 'Sequence', zh: '培育序列' },
      required: true,
      system: true,
      inverse: 'versions',
      onDelete: 'cascade',
    }),
    number: number({ label: { en: 'Number', zh: '版本号' }, integer: true, required: true, system: true }),
    steps: json({ label: { en: 'Steps', zh: '步骤' }, required: true, system: true }),
    note: text({ label: { en: 'What is new', zh: '更新说明' }, system: true, max: 300 }),
  },
  views: { list: ['sequence', 'number', 'note', 'createdBy', 'createdAt'], sort: ['-createdAt'] },
  indexes: [['sequence', 'number']],
})
