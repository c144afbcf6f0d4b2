import { defineAction, type Tx } from '#kernel/behaviour.ts'
import { number } from '#kernel/fields/number.ts'
import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { refuse } from '#kernel/problem.ts'
import { letter } from '#modules/letters/letter/letter.ts'
import { moveStock } from '../move.ts'
import { packetItem } from '../packetItem/packetItem.ts'
import { carriers, packet } from './packet.ts'

export const packetActions = [
  defineAction(packet, 'add', {
    label: { en: 'Add an item', zh: '添加物品' },
    icon: 'package',
    when: { status: 'open' },
    input: {
      item: relation('stockItem', { label: { en: 'Item', zh: '物品' }, required: true, where: { active: true } }),
      quantity: number({ label: { en: 'Quantity', zh: '数量' }, required: true, default: 1, integer: true, min: 1 }),
    },
    async run(record, { item, quantity }, tx) {
      await tx.create(packetItem, { packet: record.id, item, quantity })
    },
  }),

  defineAction(packet, 'pick', {
    label: { en: 'Picked', zh: '完成拣货' },
    help: { en: 'Takes what is in it out of stock.', zh: '物品从库存扣减。' },
    icon: 'circle-check',
    when: { status: 'open' },
    input: {},
    async run(record, _input, tx) {
      const items = await itemsOf(tx, record.id)
      if (items.length === 0 && record.letter === null)
        throw refuse('conflict', null, { en: 'There is nothing in it.', zh: '包裹里还没有物品。' }, 'empty')
      await moveStock(
        tx,
        items.map(({ item, quantity }) => ({ item, quantity: -quantity, reason: 'picked', packet: record.id })),
      )
      await tx.update(packet, record.id, { status: 'picked', pickedAt: tx.now })
    },
  }),

  defineAction(packet, 'post', {
    label: { en: 'Posted', zh: '寄出' },
    icon: 'truck',
    when: { status: 'picked' },
    input: {
      carrier: select({ label: packet.fields.carrier.label, required: true, default: 'sf', options: carriers }),
      tracking: text({ label: packet.fields.tracking.label, max: 60 }),
    },
    async run(record, { carrier, tracking }, tx) {
      await tx.update(packet, record.id, { status: 'posted', postedAt: tx.now, carrier, tracking })
      // The letter goes with it.
      const written = record.letter ? await tx.lock(letter, record.letter) : null
      if (written?.status === 'printed') await tx.update(letter, written.id, { status: 'posted', postedAt: tx.now })
    },
  }),

  defineAction(packet, 'arrive', {
    label: { en: 'Received', zh: '已签收' },
    icon: 'circle-check',
    when: { status: 'posted' },
    input: {},
    async run(record, _input, tx) {
      await tx.update(packet, record.id, { status: 'received', receivedAt: tx.now })
    },
  }),

  defineAction(packet, 'cancel', {
    label: { en: 'Cancel', zh: '取消' },
    help: { en: 'What was picked goes back into stock.', zh: '已拣出的物品退回库存。' },
    icon: 'circle-x',
    minor: true,
    when: { status: { in: ['open', 'picked'] } },
    input: {},
    async run(record, _input, tx) {
      if (record.status === 'picked')
        await moveStock(
          tx,
          (await itemsOf(tx, record.id)).map(({ item, quantity }) => ({
            item,
            quantity,
            reason: 'returned',
            packet: record.id,
          })),
        )
      await tx.update(packet, record.id, { status: 'cancelled', pickedAt: null })
    },
  }),
]

/** What is in a packet, each item once. */
async function itemsOf(tx: Tx, id: string): Promise<{ item: string; quantity: number }[]> {
  const items = await tx.all.list(packetItem, { where: { packet: id }, limit: 1_000 })
  const byItem = Map.groupBy(items, ({ item }) => item)
  return [...byItem].map(([item, list]) => ({ item, quantity: list.reduce((n, { quantity }) => n + quantity, 0) }))
}
