import type { Tx } from '#kernel/behaviour.ts'
import type { RecordOf } from '#kernel/object.ts'
import { type Problem, problem, refuse } from '#kernel/problem.ts'
import { addDays, dayOf, localOf, startOfDay } from '#kernel/time.ts'
import { user } from '#modules/identity/user/user.ts'
import { belongs } from './members.ts'
import { pool } from './pool/pool.ts'
import { poolClaim } from './poolClaim/poolClaim.ts'
import type { Pooled } from './pooled.ts'
import { checkQuota } from './quota.ts'
import { notBefore } from './when.ts'

/**
 * Makes a pooled record the claimer's, and notes it in the ledger. Everybody who gives records away locks in one order: the
 * record, what it is recognised by, the person. So the claimer is locked after the record has become hers, and only then
 * what counts is counted, so that of her claims at once each counts the others. Refuses with the reason and the time from
 * which it becomes possible.
 */
export async function claimRecord(tx: Tx, object: Pooled, title: string, record: RecordOf<Pooled>): Promise<void> {
  const me = await claimer(tx)
  const from = await poolOf(tx, record)
  await mustBelong(tx, from)
  await checkQuota(tx, from, me)
  checkCoolOff(tx, from, record, me)
  const today = dayOf(tx.now, tx.calendar.timeZone)
  await tx.update(object, record.id, {
    owner: me,
    pool: null,
    heldReason: 'claimed',
    heldNote: from.name,
    ...(from.protectDays === null ? {} : { protectedUntil: addDays(today, from.protectDays) }),
  })
  await tx.lock(user, me)
  await checkQuota(tx, from, me)
  await note(tx, 'claim', from, object, title, record)
}

/**
 * Shows the masked fields of a pooled record without a claim, as often a day as its pool allows; a second look at the
 * same record on a day is free.
 */
export async function lookAt(tx: Tx, object: Pooled, title: string, record: RecordOf<Pooled>) {
  const me = await claimer(tx)
  const from = await poolOf(tx, record)
  await mustBelong(tx, from)
  await tx.lock(user, me)
  const shown = (from.maskedFields ?? []) as readonly string[]
  const values = () => Object.fromEntries(shown.map((key) => [key, (record as Readonly<Record<string, unknown>>)[key]]))
  const where = { owner: me, pool: from.id, kind: 'look', at: { within: 'today' } } as const
  const [seen, looks] = await Promise.all([
    tx.all.count(poolClaim, { ...where, record: record.id }),
    tx.all.count(poolClaim, where),
  ])
  if (seen > 0) return { values: values() }
  if (from.looksPerDay === null)
    throw refuse('conflict', null, { en: 'It shows after the claim.', zh: '拾取后才显示。' }, 'claim-first')
  if (looks >= from.looksPerDay)
    throw notBefore(
      startOfTomorrow(tx),
      tx.actor.timeZone,
      'looks',
      {
        en: `You have looked at ${looks} records of “${from.name}” today; ${from.looksPerDay} a day is the limit.`,
        zh: `你今天在「${from.name}」已查看 ${looks} 条，每日上限为 ${from.looksPerDay} 条`,
      },
      { en: 'More', zh: '可再查看' },
    )
  await note(tx, 'look', from, object, title, record)
  return { values: values() }
}

/** What is told of a record that she could have claimed until somebody else did. */
export async function claimedByOther(tx: Tx, object: Pooled, id: string): Promise<Problem | null> {
  const [last] = await tx.all.list(poolClaim, { where: { record: id, kind: 'claim' }, sort: ['-at'], limit: 1 })
  const from = last && (await tx.all.get(pool, last.pool))
  const now = last && (await tx.all.get(object, id))
  if (!last || !from || !now || now.pool !== null || now.owner !== last.owner || !(await belongs(tx, from))) return null
  const who = (await tx.all.get(user, last.owner ?? ''))?.name ?? ''
  const at = localOf(last.at, tx.actor.timeZone).slice(0, 16).replace('T', ' ')
  if (last.owner === tx.actor.id)
    return problem(null, { en: `You claimed it at ${at}.`, zh: `你已于 ${at} 拾取。` }, 'claimed')
  return problem(
    null,
    {
      en: `${who} claimed it at ${at}. It can be claimed when it is back in the pool.`,
      zh: `${who}已于 ${at} 拾取，退回公海池后才能再拾取。`,
    },
    'claimed',
  )
}

/** What a record has to wait for before somebody may claim it, whatever she has left; the longest of it. */
export function coolOffOf(
  tx: Tx,
  from: RecordOf<typeof pool>,
  record: RecordOf<Pooled>,
  me: string,
): { readonly at: string; readonly for: 'coolOff' | 'inflow' } | null {
  const since = record.heldSince ?? record.createdAt
  const after = (ms: number) => new Date(Date.parse(since) + ms).toISOString()
  const waits = [
    ...(from.inflowHours === null ? [] : [{ at: after(from.inflowHours * 3_600_000), for: 'inflow' as const }]),
    ...(from.coolOffDays === null || record.previousOwner !== me
      ? []
      : [{ at: after(from.coolOffDays * 86_400_000), for: 'coolOff' as const }]),
  ]
  const open = waits.filter(({ at }) => at > tx.now).sort((a, b) => (a.at < b.at ? -1 : 1))
  return open.at(-1) ?? null
}

function checkCoolOff(tx: Tx, from: RecordOf<typeof pool>, record: RecordOf<Pooled>, me: string): void {
  const wait = coolOffOf(tx, from, record, me)
  if (wait?.for === 'coolOff')
    throw notBefore(wait.at, tx.actor.timeZone, 'cool-off', {
      en: `You had it last; for ${from.coolOffDays} days others come first.`,
      zh: `你是前负责人，${from.coolOffDays} 天内优先由他人拾取`,
    })
  if (wait?.for === 'inflow')
    throw notBefore(wait.at, tx.actor.timeZone, 'inflow', {
      en: `What has just come into “${from.name}” waits for ${from.inflowHours} hours.`,
      zh: `新进入「${from.name}」的记录要等 ${from.inflowHours} 小时`,
    })
}

async function claimer(tx: Tx): Promise<string> {
  if (tx.actor.id === null)
    throw refuse('forbidden', null, { en: 'Only people claim.', zh: '只有人员可以拾取。' }, 'nobody')
  return tx.actor.id
}

async function poolOf(tx: Tx, record: RecordOf<Pooled>) {
  const found = record.pool ? await tx.all.get(pool, record.pool) : null
  if (!found) throw refuse('conflict', null, { en: 'It is in no pool.', zh: '它不在公海池中。' }, 'not-now')
  return found
}

async function mustBelong(tx: Tx, from: RecordOf<typeof pool>): Promise<void> {
  if (await belongs(tx, from)) return
  throw refuse(
    'forbidden',
    null,
    { en: `You do not belong to “${from.name}”.`, zh: `你不是「${from.name}」的成员。` },
    'not-member',
  )
}

async function note(
  tx: Tx,
  kind: 'claim' | 'look',
  from: RecordOf<typeof pool>,
  object: Pooled,
  title: string,
  record: RecordOf<Pooled>,
): Promise<void> {
  const name = (record as Readonly<Record<string, unknown>>)[title]
  await tx.create(poolClaim, {
    owner: tx.actor.id,
    kind,
    pool: from.id,
    object: object.key as 'account',
    record: record.id,
    recordName: typeof name === 'string' ? name.slice(0, 200) : null,
    at: tx.now,
  })
}

function startOfTomorrow(tx: Tx): string {
  return startOfDay(addDays(dayOf(tx.now, tx.calendar.timeZone), 1), tx.calendar.timeZone)
}
