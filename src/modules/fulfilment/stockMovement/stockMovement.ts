import { number } from '#kernel/fields/number.ts'
import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** Items that came in or went out. Their sum is what lies there. */
export const stockMovement = defineObject('stockMovement', {
  label: { en: 'Stock movement', zh: '库存变动' },
  plural: 'Stock movements',
  title: 'name',
  icon: 'history',
  nested: true,
  byRules: true,
  fields: {
    item: relation('stockItem', {
      label: { en: 'Item', zh: '物品' },
      required: true,
      inverse: 'movements',
      onDelete: 'cascade',
    }),
    name: text({ label: { en: 'Called', zh: '物品名称' }, system: true, max: 120 }),
    quantity: number({ label: { en: 'Quantity', zh: '数量' }, required: true, integer: true }),
    reason: select({
      label: { en: 'Reason', zh: '原因' },
      required: true,
      options: [
        { key: 'received', label: { en: 'Came in', zh: '入库' }, color: 'green' },
        { key: 'picked', label: { en: 'Picked', zh: '拣货' }, color: 'blue' },
        { key: 'returned', label: { en: 'Put back', zh: '退回' }, color: 'teal' },
        { key: 'counted', label: { en: 'Counted', zh: '盘点' }, color: 'gray' },
      ],
    }),
    left: number({ label: { en: 'On hand after it', zh: '变动后库存' }, required: true, integer: true, min: 0 }),
    packet: relation('packet', { label: { en: 'Packet', zh: '包裹' }, inverse: 'movements' }),
    note: text({ label: { en: 'Note', zh: '备注' }, max: 200 }),
  },
  views: {
    list: ['name', 'quantity', 'reason', 'left', 'packet', 'createdAt', 'createdBy'],
    sort: ['-createdAt'],
    header: ['item', 'quantity', 'reason', 'left'],
    page: [{ label: { en: 'Movement', zh: '变动' }, fields: ['item', 'quantity', 'reason', 'left', 'packet', 'note'] }],
  },
  indexes: [['item', 'createdAt'], ['createdAt']],
})
