import { money } from '#kernel/fields/money.ts'
import { number } from '#kernel/fields/number.ts'
import { relation } from '#kernel/fields/relation.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** What a packet holds of one item. */
export const packetItem = defineObject('packetItem', {
  label: { en: 'Packed item', zh: '装箱物品' },
  plural: 'Packed items',
  title: 'name',
  nested: true,
  fields: {
    packet: relation('packet', {
      label: { en: 'Packet', zh: '包裹' },
      required: true,
      inverse: 'items',
      index: true,
      onDelete: 'cascade',
    }),
    item: relation('stockItem', {
      label: { en: 'Item', zh: '物品' },
      required: true,
      inverse: 'packed',
      index: true,
      onDelete: 'refuse',
      where: { active: true },
    }),
    quantity: number({
      label: { en: 'Quantity', zh: '数量' },
      required: true,
      default: 1,
      integer: true,
      min: 1,
      max: 10_000,
    }),
    name: text({ label: { en: 'Name', zh: '名称' }, system: true, max: 120 }),
    value: money({ label: { en: 'Value', zh: '金额' }, system: true }),
  },
  views: {
    list: ['item', 'quantity', 'value', 'packet'],
    sort: ['createdAt'],
    create: ['packet', 'item', 'quantity'],
    header: ['packet', 'quantity', 'value'],
    page: [{ label: { en: 'Item', zh: '物品' }, fields: ['packet', 'item', 'quantity', 'value'] }],
  },
})
