import { followAll, type Tx } from '#kernel/behaviour.ts'
import type { Where } from '#kernel/object.ts'
import { addDays, dayOf } from '#kernel/time.ts'
import { roomOf } from './caps.ts'
import { pool } from './pool/pool.ts'
import type { Pooled } from './pooled.ts'

/**
 * What begins with an owner is protected as long as the first pool by name says where it would belong. Where a cap leaves
 * no room for more protected ones it begins without: to have something new is no reason to refuse it.
 */
export function protectNew(object: Pooled) {
  return followAll(object, 'what is new is protected as the pool says where it would belong', async (changes, tx) => {
    const made = changes.flatMap(({ before, after, deleted }) =>
      before === null && !deleted && after.owner && after.protectedUntil === null
        ? [{ id: after.id, owner: after.owner }]
        : [],
    )
    if (made.length === 0) return
    const today = dayOf(tx.now, tx.calendar.timeZone)
    const patches: { id: string; protectedUntil: string }[] = []
    for (const [owner, hers] of [...Map.groupBy(made, (one) => one.owner)].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const days = await daysOf(
        tx,
        object,
        hers.map(({ id }) => id),
      )
      if (days.size === 0) continue
      const room = await roomOf(tx, object, owner, 'protected')
      for (const [id, length] of [...days].slice(0, Math.min(room, days.size)))
        patches.push({ id, protectedUntil: addDays(today, length) })
    }
    await tx.updateAll(object, patches)
  })
}

/** For how many days each is protected. */
async function daysOf(tx: Tx, object: Pooled, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const where = { object: object.key, newProtectDays: { empty: false } }
  const pools = await tx.all.list(pool, { where, sort: ['name'], limit: 200 })
  const days = new Map<string, number>()
  for (const one of pools) {
    const left = ids.filter((id) => !days.has(id))
    if (left.length === 0) break
    const fits = await tx.all.ids(object, { id: { in: left }, ...(one.where ? { and: [one.where as Where] } : {}) })
    for (const id of fits) days.set(id, one.newProtectDays!)
  }
  return days
}
