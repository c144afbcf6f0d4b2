import { money } from '#kernel/fields/money.ts'
import { number } from '#kernel/fields/number.ts'
import { percent } from '#kernel/fields/percent.ts'
import { relation } from '#kernel/fields/relation.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** A product within an opportunity. The opportunity's amount is the sum of its lines. */
export const opportunityLine = defineObject('opportunityLine', {
  label: { en: 'Opportunity line', zh: '产品明细' },
  plural: 'Opportunity lines',
  title: 'name',
  icon: 'list-details',
  nested: true,
  traits: ['importable'],
  fields: {
    opportunity: relation('opportunity', {
      label: { en: 'Opportunity', zh: '商机' },
      required: true,
      fixed: true,
      inverse: 'lines',
      index: true,
      onDelete: 'cascade',
    }),
    product: relation('product', { label: { en: 'Product', zh: '产品' }, inverse: 'opportunityLines', index: true }),
    name: text({
      label: { en: 'Name', zh: '名称' },
      required: true,
      max: 200,
      help: { en: "The product's, where it is left empty.", zh: '留空时取产品名称。' },
    }),
    quantity: number({ label: { en: 'Quantity', zh: '数量' }, required: true, default: 1, min: 0, scale: 4 }),
    price: money({
      label: { en: 'Price', zh: '单价' },
      required: true,
      min: 0,
      help: { en: "The product's, where it is left empty.", zh: '留空时取产品标准价。' },
    }),
    discount: percent({ label: { en: 'Discount', zh: '折扣率' }, default: 0 }),
    total: money({ label: { en: 'Total', zh: '小计' }, system: true }),
  },
  views: {
    list: ['name', 'product', 'quantity', 'price', 'discount', 'total'],
    sort: ['createdAt'],
    create: ['product', 'quantity', 'price', 'discount'],
    page: [
      {
        label: { en: 'Line', zh: '明细' },
        fields: ['opportunity', 'product', 'name', 'quantity', 'price', 'discount', 'total'],
      },
    ],
  },
})
