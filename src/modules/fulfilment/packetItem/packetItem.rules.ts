import { check, derive, follow } from '#kernel/behaviour.ts'
import type { Money } from '#kernel/fields/money.ts'
import { problem } from '#kernel/problem.ts'
import { packet } from '../packet/packet.ts'
import { stockItem } from '../stockItem/stockItem.ts'
import { packetItem } from './packetItem.ts'

export const packetItemRules = [
  derive(packetItem, 'has the name and the value of its item', async ({ after }, tx) => {
    const item = await tx.all.get(stockItem, after.item)
    return item && { name: item.name, value: item.value && times(item.value, after.quantity) }
  }),

  check(
    packetItem,
    'what is packed stays as it is once it is picked',
    async ({ before, after, changes, deleted }, tx) => {
      const held = await tx.lock(packet, after.packet)
      if (!held || held.status === 'open') return
      // Data that comes with its past: it was in there before.
      if (before === null && held.pickedAt && after.createdAt < held.pickedAt) return
      if (before !== null && !deleted && !changes('item') && !changes('quantity') && !changes('packet')) return
      return problem('packet', { en: 'The packet is picked already.', zh: '包裹已拣货，不能再修改物品。' }, 'picked')
    },
  ),

  follow(packetItem, 'a packet is worth what is in it', async ({ before, after }, tx) => {
    for (const id of new Set([after.packet, before?.packet ?? after.packet])) {
      if (!(await tx.all.get(packet, id))) continue
      const items = await tx.all.list(packetItem, { where: { packet: id }, limit: 1_000 })
      await tx.update(packet, id, { value: sum(items.flatMap(({ value }) => value ?? [])) })
    }
  }),
]

/** Ten thousandths, so that nothing is lost. */
const fine = 10_000n

function exact({ amount }: Money): bigint {
  const [whole = '0', part = ''] = amount.split('.')
  return BigInt(whole) * fine + BigInt(part.padEnd(4, '0').slice(0, 4))
}

function text(value: bigint): string {
  return `${value / fine}.${String(value % fine).padStart(4, '0')}`
}

function times(value: Money, n: number): Money {
  return { amount: text(exact(value) * BigInt(n)), currency: value.currency }
}

/** The sum of what is in the currency of the first; none where there is none. */
function sum(values: readonly Money[]): Money | null {
  const [first] = values
  if (!first) return null
  const same = values.filter(({ currency }) => currency === first.currency)
  return { amount: text(same.reduce((whole, value) => whole + exact(value), 0n)), currency: first.currency }
}
