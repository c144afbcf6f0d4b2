import { defineAction } from '#kernel/behaviour.ts'
import { number } from '#kernel/fields/number.ts'
import { text } from '#kernel/fields/text.ts'
import { moveStock } from '../move.ts'
import { stockItem } from './stockItem.ts'

const note = text({ label: { en: 'Note', zh: '备注' }, max: 200 })

export const stockItemActions = [
  defineAction(stockItem, 'receive', {
    label: { en: 'Came in', zh: '入库' },
    icon: 'package',
    input: {
      quantity: number({
        label: { en: 'How many', zh: '数量' },
        required: true,
        integer: true,
        min: 1,
        max: 1_000_000,
      }),
      note,
    },
    run: (record, input, tx) =>
      moveStock(tx, [{ item: record.id, quantity: input.quantity, reason: 'received', note: input.note }]),
  }),

  defineAction(stockItem, 'count', {
    label: { en: 'Counted', zh: '盘点' },
    help: { en: 'Sets what lies there to what was counted.', zh: '将库存改为实际盘点的数量。' },
    icon: 'list-details',
    input: {
      onHand: number({ label: { en: 'How many lie there', zh: '实际数量' }, required: true, integer: true, min: 0 }),
      note,
    },
    async run(record, input, tx) {
      const held = await tx.lock(stockItem, record.id)
      const quantity = input.onHand - (held?.onHand ?? 0)
      if (quantity !== 0) await moveStock(tx, [{ item: record.id, quantity, reason: 'counted', note: input.note }])
    },
  }),
]
