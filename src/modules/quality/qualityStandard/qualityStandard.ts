import { json } from '#kernel/fields/json.ts'
import { number } from '#kernel/fields/number.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** What is asked of the records of an object. Where there is none, its declaration says it. Who may read this sees the figures. */
export const qualityStandard = defineObject('qualityStandard', {
  label: { en: 'Quality standard', zh: '数据质量标准' },
  plural: 'Quality standards',
  title: 'object',
  icon: 'circle-check',
  nested: true,
  standing: true,
  fields: {
    object: text({ label: { en: 'Of', zh: '对象' }, required: true, fixed: true, unique: true, max: 40 }),
    fields: json({
      label: { en: 'Fields', zh: '必填字段' },
      help: {
        en: 'Keys of fields that should be filled: ["name", "phone"].',
        zh: '应当填写的字段标识：["name", "phone"]。',
      },
    }),
    ages: json({
      label: { en: 'Which grow stale', zh: '会陈旧的记录' },
      help: { en: 'A filter of the object; all where left empty.', zh: '该对象的筛选条件，留空表示全部。' },
    }),
    freshDays: number({
      label: { en: 'Fresh for days', zh: '有效天数' },
      integer: true,
      min: 1,
      max: 1_000,
      default: 180,
      help: { en: 'Untouched for longer, a record counts as stale.', zh: '超过这么久没有更新，算作陈旧。' },
    }),
  },
  views: { list: ['object', 'freshDays', 'updatedAt', 'updatedBy'], sort: ['object'], create: ['object', 'freshDays'] },
})
