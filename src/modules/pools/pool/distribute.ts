import { defineAction, type Tx } from '#kernel/behaviour.ts'
import { number } from '#kernel/fields/number.ts'
import { relations } from '#kernel/fields/relations.ts'
import { select } from '#kernel/fields/select.ts'
import { refuse } from '#kernel/problem.ts'
import { roomOf } from '../caps.ts'
import { leads } from '../members.ts'
import { asPooled } from '../pooled.ts'
import { pooledOf } from '../pooledObjects.ts'
import { pool } from './pool.ts'

/** Those who manage a pool give what has waited longest to several people, in turn or to whoever holds least; caps hold. */
export const distribute = defineAction(pool, 'distribute', {
  label: { en: 'Distribute', zh: '批量分配' },
  help: {
    en: 'What has waited longest goes first. Who has reached a cap is passed over.',
    zh: '等待最久的先分配；达到持有上限的成员会被跳过。',
  },
  icon: 'users-group',
  needs: 'read',
  input: {
    to: relations('user', { label: { en: 'To', zh: '分配给' }, required: true, where: { active: true } }),
    how: select({
      label: { en: 'How', zh: '方式' },
      required: true,
      default: 'roundRobin',
      options: [
        { key: 'roundRobin', label: { en: 'In turn', zh: '轮流' } },
        { key: 'load', label: { en: 'Whoever holds least', zh: '持有最少者优先' } },
      ],
    }),
    count: number({ label: { en: 'How many', zh: '数量' }, required: true, integer: true, min: 1, max: 1_000 }),
  },
  async run(record, { to, how, count }, tx) {
    if (!leads(tx, record))
      throw refuse('forbidden', null, { en: 'Those who manage the pool distribute.', zh: '只有公海池管理员可以分配。' })
    const object = asPooled(pooledOf(record.object).object)
    const waiting = await tx.lockAll(object, { where: { pool: record.id }, limit: count })
    const people = await roomsOf(tx, record.object, to)
    const given: { id: string; owner: string }[] = []
    for (const one of waiting) {
      const open = people.filter(({ room }) => room > 0)
      const next = how === 'load' ? open.sort((a, b) => a.held - b.held)[0] : open.sort((a, b) => a.turns - b.turns)[0]
      if (!next) break
      next.room--
      next.held++
      next.turns++
      given.push({ id: one.id, owner: next.id })
    }
    await tx.updateAll(
      object,
      given.map((one) => ({ ...one, pool: null, heldReason: 'assigned' as const, heldNote: record.name })),
    )
    const tally = people.map(({ id, turns }) => [id, turns] as const)
    return { assigned: given.length, left: waiting.length - given.length, to: Object.fromEntries(tally) }
  },
})

async function roomsOf(tx: Tx, key: string, ids: readonly string[]) {
  const object = asPooled(pooledOf(key).object)
  const held = new Map(
    (await tx.all.sums(object, { by: 'owner', where: { owner: { in: [...ids] } } })).map((s) => [s.key, s.count]),
  )
  // In one order, whatever order they are named in: so nobody who is locked waits for another who is.
  const rooms = new Map<string, number>()
  for (const id of [...ids].sort()) rooms.set(id, await roomOf(tx, object, id))
  return ids.map((id) => ({ id, held: held.get(id) ?? 0, turns: 0, room: rooms.get(id) ?? 0 }))
}
