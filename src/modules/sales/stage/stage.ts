import { json } from '#kernel/fields/json.ts'
import { number } from '#kernel/fields/number.ts'
import { percent } from '#kernel/fields/percent.ts'
import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** A step of a pipeline, with what an opportunity must have to stand there. */
export const stage = defineObject('stage', {
  label: { en: 'Stage', zh: '阶段' },
  plural: 'Stages',
  title: 'name',
  icon: 'stairs',
  open: true,
  nested: true,
  fields: {
    pipeline: relation('pipeline', {
      label: { en: 'Pipeline', zh: '销售流程' },
      required: true,
      fixed: true,
      inverse: 'stages',
      index: true,
      onDelete: 'cascade',
    }),
    name: text({ label: { en: 'Name', zh: '名称' }, required: true, max: 60 }),
    order: number({ label: { en: 'Order', zh: '排序' }, integer: true, required: true, default: 0 }),
    kind: select({
      label: { en: 'Kind', zh: '性质' },
      required: true,
      default: 'open',
      options: [
        { key: 'open', label: { en: 'Open', zh: '进行中' }, color: 'blue' },
        { key: 'won', label: { en: 'Won', zh: '赢单' }, color: 'green' },
        { key: 'lost', label: { en: 'Lost', zh: '输单' }, color: 'gray' },
      ],
    }),
    probability: percent({ label: { en: 'Probability', zh: '赢率' }, required: true, default: 0 }),
    requiredFields: json({
      label: { en: 'Required fields', zh: '准入字段' },
      help: {
        en: 'Keys of the fields that an opportunity must have here, such as ["amount"].',
        zh: '进入本阶段必须填写的商机字段，例如 ["amount"]。',
      },
    }),
    color: text({ label: { en: 'Colour', zh: '颜色' }, max: 20 }),
  },
  views: {
    list: ['name', 'pipeline', 'order', 'kind', 'probability'],
    sort: ['pipeline', 'order'],
    create: ['pipeline', 'name', 'order', 'probability'],
    page: [
      {
        label: { en: 'Stage', zh: '基本信息' },
        fields: ['pipeline', 'name', 'order', 'kind', 'probability', 'requiredFields', 'color'],
      },
    ],
  },
  indexes: [['pipeline', 'order']],
})
