import { derive, follow } from '#kernel/behaviour.ts'
import { stockItem } from './stockItem.ts'

export const stockItemRules = [
  derive(stockItem, 'is low at its level and below', ({ after }) => ({
    low: after.active !== false && after.reorderLevel !== null && after.onHand <= after.reorderLevel,
  })),

  follow(stockItem, 'tells that it has run low', async ({ before, after, deleted }, tx) => {
    if (!deleted && before !== null && after.low && !before.low) await tx.emit(stockItem, after.id, 'ranLow')
  }),
]
