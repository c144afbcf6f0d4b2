import type { Tx } from '#kernel/behaviour.ts'
import type { Draft } from '#kernel/object.ts'
import { refuse } from '#kernel/problem.ts'
import { stockItem } from './stockItem/stockItem.ts'
import { stockMovement } from './stockMovement/stockMovement.ts'

export type Move = Pick<Draft<typeof stockMovement>, 'reason' | 'packet' | 'note'> & {
  readonly item: string
  readonly quantity: number
}

/**
 * Puts items in or takes them out, all of them or none. Items are locked one after the other in the order of their ids, so that
 * two who pick at once wait for each other. Refuses where there are too few, and says of what.
 */
export async function moveStock(tx: Tx, moves: readonly Move[]): Promise<void> {
  const inOrder = [...moves].sort((a, b) => (a.item < b.item ? -1 : 1))
  for (const { item, quantity, ...why } of inOrder) {
    const held = await tx.lock(stockItem, item)
    if (!held) throw refuse('conflict', null, { en: 'An item is gone.', zh: '有物品已不存在。' }, 'gone')
    const left = held.onHand + quantity
    if (left < 0)
      throw refuse(
        'conflict',
        null,
        {
          en: `There are only ${held.onHand} of “${held.name}”; ${-quantity} are needed.`,
          zh: `「${held.name}」库存只有 ${held.onHand}，需要 ${-quantity}。`,
        },
        'too-few',
      )
    await tx.update(stockItem, item, { onHand: left })
    await tx.create(stockMovement, { item, name: held.name, quantity, left, ...why })
  }
}
