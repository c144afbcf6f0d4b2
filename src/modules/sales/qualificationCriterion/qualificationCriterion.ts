import { boolean } from '#kernel/fields/boolean.ts'
import { longText } from '#kernel/fields/longText.ts'
import { number } from '#kernel/fields/number.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** What must be known of a lead before it counts as qualified: budget, need, who decides. Administrators keep the list. */
export const qualificationCriterion = defineObject('qualificationCriterion', {
  label: { en: 'Qualification criterion', zh: '确认条件' },
  plural: 'Qualification criteria',
  title: 'name',
  icon: 'circle-check',
  open: true,
  nested: true,
  fields: {
    name: text({ label: { en: 'Criterion', zh: '条件' }, required: true, unique: true, max: 80 }),
    required: boolean({
      label: { en: 'Required', zh: '必须满足' },
      default: true,
      help: { en: 'Without it no lead is qualified.', zh: '不满足则不能确认线索。' },
    }),
    active: boolean({ label: { en: 'Active', zh: '启用' }, default: true }),
    order: number({ label: { en: 'Order', zh: '顺序' }, integer: true, default: 100 }),
    hint: longText({ label: { en: 'How to tell', zh: '判断方法' }, max: 500 }),
  },
  views: {
    list: ['name', 'required', 'active', 'order'],
    sort: ['order', 'name'],
    create: ['name', 'required', 'hint'],
    page: [{ label: { en: 'Criterion', zh: '条件' }, fields: ['name', 'required', 'active', 'order', 'hint'] }],
  },
})
