import { followAll, type Tx } from '#kernel/behaviour.ts'
import type { Label } from '#kernel/label.ts'
import type { RecordOf, Where } from '#kernel/object.ts'
import { refuse } from '#kernel/problem.ts'
import { dayOf } from '#kernel/time.ts'
import { whereLimits } from '#kernel/where-parse.ts'
import { user } from '#modules/identity/user/user.ts'
import { holdingCap } from './holdingCap/holdingCap.ts'
import { isAmong } from './members.ts'
import type { Pooled } from './pooled.ts'

/**
 * Nobody comes to hold more than a cap allows, whichever way: claimed, assigned, created, imported, given back by an undo.
 * Whoever holds more already, because a cap came later, gains nothing that counts. Whoever gains is locked until the end, so
 * that two ways at once do not pass together; records are locked before people.
 */
export function capRule(object: Pooled, label: Label) {
  return followAll(
    object,
    'nobody holds more than a cap allows',
    async (changes, tx) => {
      const today = dayOf(tx.now, tx.calendar.timeZone)
      const gains = changes.flatMap(({ before, after, deleted }): Gain[] => {
        if (deleted || !after.owner) return []
        const comes = before?.owner !== after.owner
        const shelters = (after.protectedUntil ?? '') >= today && (comes || (before?.protectedUntil ?? '') < today)
        return comes || shelters ? [{ id: after.id, owner: after.owner, comes, shelters }] : []
      })
      if (gains.length === 0) return
      const caps = await tx.all.list(holdingCap, { where: { object: object.key }, limit: 200 })
      if (caps.length === 0) return
      const people = [...Map.groupBy(gains, ({ owner }) => owner)].sort(([a], [b]) => (a < b ? -1 : 1))
      for (const [id, hers] of people) {
        await tx.lock(user, id)
        for (const cap of caps) await checkCap(tx, object, label, cap, id, hers)
      }
    },
    { always: true },
  )
}

type Gain = {
  readonly id: string
  readonly owner: string
  /** It was not hers, or not under protection. */
  readonly comes: boolean
  readonly shelters: boolean
}

/** How many more somebody may come to hold, or to have protected. She is locked until the end, so that it stays true. */
export async function roomOf(
  tx: Tx,
  object: Pooled,
  userId: string,
  counts: 'held' | 'protected' = 'held',
): Promise<number> {
  const caps = await tx.all.list(holdingCap, { where: { object: object.key, counts }, limit: 200 })
  await tx.lock(user, userId)
  const rooms = await Promise.all(
    caps.map(async (cap) =>
      (await applies(tx, cap, userId))
        ? cap.most - (await heldUnder(tx, object, cap, userId))
        : Number.POSITIVE_INFINITY,
    ),
  )
  return Math.max(0, Math.min(Number.POSITIVE_INFINITY, ...rooms))
}

async function checkCap(
  tx: Tx,
  object: Pooled,
  label: Label,
  cap: Cap,
  userId: string,
  gains: readonly Gain[],
): Promise<void> {
  const counted = gains.filter((gain) => (cap.counts === 'protected' ? gain.shelters : gain.comes))
  if (counted.length === 0 || !(await applies(tx, cap, userId))) return
  const held = await heldUnder(tx, object, cap, userId)
  if (held <= cap.most) return
  const ids = counted.map(({ id }) => id)
  if (!(await anyUnder(tx, object, cap, userId, ids))) return
  const name = (await tx.all.get(user, userId))?.name ?? ''
  throw refuse(
    'conflict',
    'owner',
    {
      en: `“${cap.name}”: ${name} may hold ${cap.most} and would have ${held}. Possible when some are given back.`,
      zh: `「${cap.name}」：${name}最多可持有 ${cap.most} 条${label.zh}，这样会有 ${held} 条。退回一些后即可继续。`,
    },
    'cap',
  )
}

type Cap = RecordOf<typeof holdingCap>

/** A cap that names nobody is meant for everybody. */
async function applies(tx: Tx, cap: Cap, userId: string): Promise<boolean> {
  return (!cap.people?.length && !cap.teams?.length && !cap.roles?.length) || isAmong(tx, cap, userId)
}

function heldUnder(tx: Tx, object: Pooled, cap: Cap, userId: string, more: Where = {}): Promise<number> {
  return tx.all.count(object, {
    ...more,
    owner: userId,
    ...(cap.counts === 'protected' ? { protectedUntil: { gte: 'today' } } : {}),
    ...(cap.where ? { and: [cap.where as Where] } : {}),
  })
}

/** Does any of these count for the cap? */
async function anyUnder(tx: Tx, object: Pooled, cap: Cap, userId: string, ids: readonly string[]): Promise<boolean> {
  for (let i = 0; i < ids.length; i += whereLimits.values) {
    const some = ids.slice(i, i + whereLimits.values)
    if ((await heldUnder(tx, object, cap, userId, { id: { in: some } })) > 0) return true
  }
  return false
}
