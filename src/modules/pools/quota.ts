import type { Tx } from '#kernel/behaviour.ts'
import type { Label } from '#kernel/label.ts'
import type { RecordOf } from '#kernel/object.ts'
import { addDays, dayOf, startOfDay } from '#kernel/time.ts'
import type { pool } from './pool/pool.ts'
import { poolClaim } from './poolClaim/poolClaim.ts'
import { notBefore } from './when.ts'

type Pool = RecordOf<typeof pool>

/** How many claims somebody has left in a pool, and from when she may claim again where it is none now. */
export type Quota = {
  /** null where there is no limit. */
  readonly left: number | null
  readonly perDay: number | null
  readonly claimedToday: number
  readonly nextAt: string | null
  /** What she waits for until then. */
  readonly waitsFor: Full | 'interval' | null
}
/** A limit that is reached: so many claims in so many days. */
type Full = { readonly claimed: number; readonly most: number; readonly days: number }

/** Counts the ledger of a person in a pool. For a claim, lock the person first: only so do two at once not pass together. */
export async function quotaOf(tx: Tx, of: Pool, userId: string): Promise<Quota> {
  const zone = tx.calendar.timeZone
  const today = dayOf(tx.now, zone)
  const claims = await claimsSince(
    tx,
    of,
    userId,
    startOfDay(addDays(today, 1 - Math.max(of.periodDays ?? 1, 1)), zone),
  )
  const dawn = startOfDay(today, zone)
  const claimedToday = claims.filter(({ at }) => at >= dawn).length
  const limits: (Full & { nextAt: string })[] = []
  if (of.claimsPerDay !== null) {
    const nextAt = startOfDay(addDays(today, 1), zone)
    limits.push({ claimed: claimedToday, most: of.claimsPerDay, days: 1, nextAt })
  }
  if (of.claimsPerPeriod !== null && of.periodDays !== null) {
    // Newest first: a place becomes free when the claim that filled the limit leaves the period.
    const filled = claims[of.claimsPerPeriod - 1]
    const nextAt = filled ? startOfDay(addDays(dayOf(filled.at, zone), of.periodDays), zone) : tx.now
    limits.push({ claimed: claims.length, most: of.claimsPerPeriod, days: of.periodDays, nextAt })
  }
  const last = of.minutesBetween === null ? undefined : await lastClaim(tx, of, userId)
  const rested = last && new Date(Date.parse(last.at) + of.minutesBetween! * 60_000).toISOString()
  const waits = [
    ...limits.filter(({ claimed, most }) => claimed >= most).map(({ nextAt, ...full }) => ({ at: nextAt, for: full })),
    ...(rested && rested > tx.now ? [{ at: rested, for: 'interval' as const }] : []),
  ].sort((a, b) => (a.at < b.at ? -1 : 1))
  const longest = waits.at(-1)
  return {
    left: limits.length === 0 ? null : Math.max(0, Math.min(...limits.map(({ claimed, most }) => most - claimed))),
    perDay: of.claimsPerDay,
    claimedToday,
    nextAt: longest?.at ?? null,
    waitsFor: longest?.for ?? null,
  }
}

/** Refuses a claim that is over a limit, or too soon after the last one. */
export async function checkQuota(tx: Tx, of: Pool, userId: string): Promise<void> {
  const { nextAt, waitsFor } = await quotaOf(tx, of, userId)
  if (nextAt === null || waitsFor === null) return
  throw waitsFor === 'interval'
    ? notBefore(nextAt, tx.actor.timeZone, 'interval', {
        en: `Between two claims in “${of.name}” there are ${of.minutesBetween} minutes.`,
        zh: `「${of.name}」两次拾取至少间隔 ${of.minutesBetween} 分钟`,
      })
    : notBefore(nextAt, tx.actor.timeZone, 'quota', reached(of, waitsFor))
}

function reached({ name }: Pool, { claimed, most, days }: Full): Label {
  return days === 1
    ? {
        en: `You have claimed ${claimed} in “${name}” today; ${most} a day is the limit.`,
        zh: `你今天在「${name}」已拾取 ${claimed} 条，每日上限为 ${most} 条`,
      }
    : {
        en: `You have claimed ${claimed} in “${name}” in ${days} days; ${most} is the limit.`,
        zh: `你 ${days} 天内在「${name}」已拾取 ${claimed} 条，上限为 ${most} 条`,
      }
}

function claimsSince(tx: Tx, of: Pool, userId: string, since: string) {
  const most = Math.max(of.claimsPerDay ?? 0, of.claimsPerPeriod ?? 0, 1)
  return tx.all.list(poolClaim, {
    where: { owner: userId, pool: of.id, kind: 'claim', at: { gte: since } },
    sort: ['-at'],
    limit: most + 1_000,
  })
}

async function lastClaim(tx: Tx, of: Pool, userId: string) {
  const where = { owner: userId, pool: of.id, kind: 'claim' }
  const [last] = await tx.all.list(poolClaim, { where, sort: ['-at'], limit: 1 })
  return last
}
