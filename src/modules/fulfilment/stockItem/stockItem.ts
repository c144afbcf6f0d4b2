import { boolean } from '#kernel/fields/boolean.ts'
import { money } from '#kernel/fields/money.ts'
import { number } from '#kernel/fields/number.ts'
import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** A sample, a catalogue or a present that is given away. What lies there is changed by movements alone, and is never below zero. */
export const stockItem = defineObject('stockItem', {
  label: { en: 'Stock item', zh: '样品与资料' },
  plural: 'Samples and catalogues',
  title: 'name',
  icon: 'package',
  traits: ['owned', 'importable'],
  fields: {
    name: text({ label: { en: 'Name', zh: '名称' }, required: true, search: 'name', max: 120 }),
    code: text({ label: { en: 'Code', zh: '编号' }, search: 'code', max: 40, unique: true }),
    kind: select({
      label: { en: 'Kind', zh: '类型' },
      required: true,
      default: 'catalogue',
      options: [
        { key: 'sample', label: { en: 'Sample', zh: '样品' }, color: 'violet' },
        { key: 'catalogue', label: { en: 'Catalogue', zh: '资料' }, color: 'blue' },
        { key: 'present', label: { en: 'Present', zh: '礼品' }, color: 'pink' },
      ],
    }),
    onHand: number({
      label: { en: 'On hand', zh: '库存' },
      system: true,
      required: true,
      default: 0,
      integer: true,
      min: 0,
      index: true,
    }),
    reorderLevel: number({
      label: { en: 'Reorder at', zh: '补货线' },
      integer: true,
      min: 0,
      help: {
        en: 'Whoever looks after it is told when there are so many or fewer.',
        zh: '库存降到该数量时提醒负责人。',
      },
    }),
    low: boolean({ label: { en: 'To be reordered', zh: '需补货' }, system: true, default: false, index: true }),
    value: money({ label: { en: 'Value of one', zh: '单价' }, min: 0 }),
    place: text({ label: { en: 'Place', zh: '货位' }, max: 40 }),
    product: relation('product', { label: { en: 'Product', zh: '对应产品' }, inverse: 'samples' }),
    active: boolean({ label: { en: 'In use', zh: '启用' }, default: true }),
  },
  views: {
    list: ['name', 'kind', 'code', 'onHand', 'reorderLevel', 'low', 'place', 'value', 'owner'],
    sort: ['name'],
    create: ['name', 'kind', 'reorderLevel', 'place'],
    header: ['kind', 'onHand', 'reorderLevel', 'low', 'place', 'owner'],
    page: [
      { label: { en: 'Item', zh: '物品' }, fields: ['name', 'kind', 'code', 'product', 'value', 'active'] },
      { label: { en: 'Stock', zh: '库存' }, fields: ['onHand', 'reorderLevel', 'low', 'place', 'owner'] },
    ],
  },
  emits: { ranLow: { label: { en: 'Ran low', zh: '库存不足' } } },
  indexes: [['kind', 'name']],
})
