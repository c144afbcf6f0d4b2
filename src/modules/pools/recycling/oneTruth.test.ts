import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineTable, type Session, tableOf } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { runJob } from '#engine/events/work.ts'
import { addWorkingDays } from '#kernel/calendar.ts'
import { addDays, dayOf } from '#kernel/time.ts'
import { startSampan, type TestSampan } from '../../../../test/harness.ts'
import { handOf, type Told } from '../../../../test/modules/hand.ts'

/*
 * Generated rules, two at a time, and histories over time zones, working weeks, holidays and the weekends that make up for
 * them: the countdown, its rule and its filter, the simulation, the notices and the job say what the kernel's calendar says
 * when one counts by hand.
 * `SAMPAN_PROPERTY_RUNS=200 npx vitest run src/modules/pools/recycling/oneTruth.test.ts` asks for long; `SAMPAN_PROPERTY_SEED` repeats.
 */

const day = 86_400_000
// The mainland's holidays are known for this year and the next.
const begun = Date.parse('2025-03-20T03:00:00.000Z')
let time = begun
let rounds = 0
let sampan: TestSampan
let admin: ReturnType<typeof handOf>
let fang: Session
let boss: Session
let stage: string
let pool: Told
beforeAll(async () => {
  sampan = await startSampan({ clock: { now: () => new Date(time) } })
  admin = handOf(sampan, sampan.admin)
  fang = await sampan.person('王芳', 'sales')
  boss = await sampan.person('周敏', 'salesManager')
  await admin.change('user', fang.principal.id!, { manager: boss.principal.id })
  stage = (await admin.list('stage', {}))[0].id
  pool = await admin.make('pool', { name: '公海', object: 'account' })
  for (const about of ['account', 'opportunity'])
    await admin.make('approvalPolicy', {
      name: `${about} 的说明`,
      about,
      definition: {
        of: { do: 'update', fields: ['description'] },
        steps: [{ by: [{ by: 'person', ids: [boss.principal.id] }], mode: 'any' }],
        hold: 'record',
      },
    })
})
afterAll(() => sampan.close())
/** The workspace as it is now: a change of its settings opens it anew. */
const here = () => sampan.runtime.workspaces.get(sampan.workspace.id)!

type Rule = {
  /** The day, so many from today, before which nothing goes. */
  readonly starts: number | null
  readonly match: 'all' | 'any'
  readonly conditions: readonly { readonly sign: string; readonly days: number; readonly working: boolean }[]
  readonly exempt: readonly string[]
  /** Only accounts of level A. */
  readonly levelA: boolean
  readonly mailCounts: boolean
  /** From how many seconds a call counts, where the rule says so. */
  readonly leastCall: number | null
}
/** What an account has been through: hours ago that it was got, that something happened or is said to; days from today. */
type History = {
  readonly held: number
  readonly levelA: boolean
  readonly acts: readonly { readonly ago: number; readonly kind: string; readonly counts: boolean }[]
  readonly deal: { readonly made: number; readonly status: 'open' | 'lost' | 'won'; readonly won: number } | null
  readonly protect: number | null
  readonly locked: boolean
  /** What waits for an approval: the account itself, or its deal where it has one; and whether that locks it. */
  readonly pending: { readonly on: 'account' | 'deal'; readonly hold: 'record' | 'none' } | null
}
type Case = {
  readonly zone: string
  readonly calendar: {
    readonly holidays: 'CN' | 'TW' | 'none'
    readonly week: number
    /** Days of the company's own, so many from today: off, or worked all the same. */
    readonly own: readonly { readonly at: number; readonly work: boolean }[]
  }
  readonly rules: readonly [Rule, Rule]
  readonly histories: readonly History[]
}

const span = ['09:00', '17:00'] as const
/** Which weekdays are worked, Monday first. */
const weeks = ['1111100', '1111110', '1111001', '0101010'].map((week) =>
  [...week].map((worked) => (worked === '1' ? [span] : [])),
)
/** What happens with an account, and whether it is a follow-up to rules that say nothing about it. */
const acts = [
  { kind: 'visit', counts: true },
  { kind: 'call', counts: true },
  { kind: 'note', counts: true },
  { kind: 'call45', counts: true },
  { kind: 'call20', counts: true },
  { kind: 'noAnswer', counts: false },
  { kind: 'shortNote', counts: false },
  { kind: 'task', counts: false },
  { kind: 'mail', counts: true },
  { kind: 'mailing', counts: false },
]
const actOf: Record<string, object> = {
  visit: { kind: 'visit', subject: '拜访' },
  call: { kind: 'call', subject: '电话', outcome: 'interested' },
  note: { kind: 'note', subject: '客户下周扩产要来看样品' },
  call45: { kind: 'call', subject: '电话', durationSeconds: 45 },
  call20: { kind: 'call', subject: '电话', durationSeconds: 20 },
  noAnswer: { kind: 'call', subject: '电话', outcome: 'noAnswer', durationSeconds: 50 },
  shortNote: { kind: 'note', subject: '嗯' },
  task: { kind: 'visit', subject: '将去拜访' },
}
/** How long a call took that says so. */
const secondsOf: Record<string, number> = { call45: 45, call20: 20 }
const mailOf: Record<string, object> = {
  mail: { to: 'a@b.example', subject: '报价', marketing: false },
  mailing: { to: 'a@b.example', subject: '新品', marketing: true },
}
/** Accounts of a case: to ask of more costs little. */
const most = process.env.SAMPAN_PROPERTY_RUNS ? 40 : 8
const runs = Number(process.env.SAMPAN_PROPERTY_RUNS ?? 10)
const hours = fc.integer({ min: 1, max: 24 * 70 })
/** Hours ago, or still to come. */
const sometime = fc.oneof({ weight: 4, arbitrary: hours }, { weight: 1, arbitrary: fc.integer({ min: -48, max: -1 }) })
const cases: fc.Arbitrary<Case> = fc.record({
  zone: fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Europe/Berlin', 'Pacific/Apia', 'Asia/Kolkata'),
  calendar: fc.record({
    holidays: fc.constantFrom('CN' as const, 'CN' as const, 'TW' as const, 'none' as const),
    week: fc.nat(weeks.length - 1),
    own: fc.uniqueArray(fc.record({ at: fc.integer({ min: -70, max: 30 }), work: fc.boolean() }), {
      selector: ({ at }) => at,
      maxLength: 12,
    }),
  }),
  rules: fc.tuple(rule(), rule()),
  histories: fc.array(history(), { minLength: most - 3, maxLength: most, size: 'max' }),
})

function rule(): fc.Arbitrary<Rule> {
  return fc.record({
    starts: fc.option(fc.integer({ min: -30, max: 15 })),
    match: fc.constantFrom('all', 'any'),
    conditions: fc.array(
      fc.record({
        sign: fc.constantFrom('noFollowUp', 'noOpportunity', 'noDeal', 'held', 'protectionEnded'),
        days: fc.integer({ min: 1, max: 45 }),
        working: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    exempt: fc.subarray(['won', 'open', 'approval', 'locked']),
    levelA: fc.boolean(),
    mailCounts: fc.boolean(),
    leastCall: fc.constantFrom(null, null, 20, 30),
  })
}

function history(): fc.Arbitrary<History> {
  const rarely = fc.constantFrom(false, false, false, true)
  return fc.record({
    held: hours,
    levelA: fc.boolean(),
    acts: fc.array(
      fc.record({ ago: sometime, act: fc.constantFrom(...acts) }).map(({ ago, act }) => ({ ago, ...act })),
      { maxLength: 3 },
    ),
    deal: fc.option(fc.record({ made: hours, status: fc.constantFrom('open', 'lost', 'won'), won: hours })),
    protect: fc.option(fc.integer({ min: -20, max: 20 })),
    locked: rarely,
    pending: fc.option(fc.record({ on: fc.constantFrom('account', 'deal'), hold: fc.constantFrom('record', 'none') }), {
      freq: 2,
    }),
  })
}

test(
  'countdown, filter, simulation, notices and job agree with the calendar',
  async () => {
    await fc.assert(fc.asyncProperty(cases, agree), {
      numRuns: runs,
      seed: Number(process.env.SAMPAN_PROPERTY_SEED ?? 7),
      endOnFailure: true,
    })
  },
  240_000 + runs * 20_000,
)

async function agree({ zone, calendar: wanted, rules, histories }: Case): Promise<void> {
  // Another day and another hour each time, within the years whose holidays are known.
  time = begun + ((++rounds * (23 * day + 5_000_000)) % (560 * day))
  const now = new Date(time).toISOString()
  const today = dayOf(now, zone)
  const days = wanted.own.map(({ at, work }) => ({ day: addDays(today, at), work, name: '自定' }))
  await settle({
    timeZone: zone,
    calendar: { holidays: wanted.holidays, week: weeks[wanted.week]!, days, years: [] },
  })
  expect(here().calendar.timeZone).toBe(zone)
  const mark = `例 ${rounds}`
  const ids = await live(mark, histories, today)
  const first = await makeRule(`${mark} 一`, mark, rules[0])
  const second = await makeRule(`${mark} 二`, mark, rules[1])
  const horizon = addDays(today, 10)
  const lasts = histories.map((one) => rules.map((rule) => lastDay(rule, one, today, zone)))
  /** Those whose first day by these rules is that or sooner; a simulation asks what would be if they began at once. */
  const due = (until: string, by: readonly number[], { atOnce = false } = {}) =>
    ids.filter((_, i) =>
      by.some((n) =>
        isBy(atOnce ? lastDay({ ...rules[n]!, starts: null }, histories[i]!, today, zone) : lasts[i]![n]!, until),
      ),
    )
  await simulates(first, due(horizon, [0], { atOnce: true }), [])
  await switchOn(first, rules[0], today)
  await simulates(second, due(horizon, [0, 1], { atOnce: true }), due(horizon, [0], { atOnce: true }))
  await switchOn(second, rules[1], today)

  const expected = ids.map((id, i) => {
    const [one, other] = lasts[i] as [string | null, string | null]
    const name = one !== null && (other === null || one <= other) ? first.name : other === null ? null : second.name
    return [id, [one, other].filter((x) => x !== null).sort()[0] ?? null, name] as const
  })
  const seen = await admin.list('account', { name: { startsWith: `${mark} ` } })
  expect(seen.map(({ id, recyclesOn, recycleRule }) => [id, recyclesOn, recycleRule]).sort()).toEqual(
    [...expected].sort(),
  )
  const filtered = await admin.list('account', { name: { startsWith: `${mark} ` }, recyclesOn: { lte: horizon } })
  expect(filtered.map(({ id }) => id).sort()).toEqual(due(horizon, [0, 1]))

  await runJob(here(), 'recycle', {})
  const told = await here().db.rows(
    sql`select kind, record_id, user_id from ${engineTable(here(), 'notification')} where record_id = any(${ids}::uuid[])`,
  )
  const toldOf = (kind: string, who: Session) =>
    told.flatMap(([k, id, user]) => (k === kind && user === who.principal.id ? [String(id)] : [])).sort()
  for (const ahead of [7, 3, 1]) {
    const then = expected.flatMap(([id, on]) => (on === addDays(today, ahead - 1) ? [id] : [])).sort()
    expect(toldOf(`recyclesIn${ahead}`, fang), `${ahead} days ahead`).toEqual(then)
    if (ahead === 1) expect(toldOf('teamRecyclesTomorrow', boss)).toEqual(then)
  }
  const gone = await admin.list('account', { name: { startsWith: `${mark} ` }, pool: pool.id })
  expect(gone.map(({ id, heldNote }) => [id, heldNote]).sort()).toEqual(
    expected.flatMap(([id, on, name]) => (isBy(on, addDays(today, -1)) ? [[id, name]] : [])).sort(),
  )
  for (const { id } of [first, second]) await admin.change('recyclingRule', id, { active: false })
}

const isBy = (on: string | null, until: string) => on !== null && on <= until

/** The accounts as they have become by now; answers their ids in the order of the histories. */
async function live(mark: string, histories: readonly History[], today: string): Promise<string[]> {
  const at = (ago: number) => new Date(time - ago * 3_600_000).toISOString()
  const made = async (object: string, create: readonly object[]): Promise<string[]> => {
    if (create.length === 0) return []
    const { status, body } = await sampan.call(fang, 'POST', `/api/v1/${object}/batch`, { create })
    expect(status, JSON.stringify(body)).toBe(200)
    return body.data.map(({ id }: Told) => id)
  }
  const ids = await made(
    'account',
    histories.map(({ levelA }, i) => ({ name: `${mark} ${i}`, level: levelA ? 'A' : 'B' })),
  )
  const rows = histories.map(({ held, protect, locked }, i) => ({
    id: ids[i],
    held: at(held),
    until: protect === null ? null : addDays(today, protect),
    locked,
  }))
  const db = here().db
  await db.count(sql`update ${tableOf(here(), 'account')} a set created_at = ${at(24 * 71)}::timestamptz, held_since = x.held, protected_until = x.until, locked = x.locked
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) x(id uuid, held timestamptz, until date, locked boolean) where a.id = x.id`)
  const done = histories.flatMap(({ acts }, i) => acts.map((act) => ({ ...act, account: ids[i] })))
  const [mails, activities] = [done.filter(({ kind }) => mailOf[kind]), done.filter(({ kind }) => actOf[kind])]
  const stated = await made(
    'activity',
    activities.map(({ ago, kind, account }) => ({
      ...actOf[kind],
      account,
      ...(kind === 'task' ? { startAt: at(ago) } : { status: 'done', doneAt: at(Math.max(ago, 0)) }),
    })),
  )
  // What cannot be said any more may have been said before: something done that is still to come.
  await db.count(sql`update ${tableOf(here(), 'activity')} t set done_at = x.at, at = x.at
    from jsonb_to_recordset(${JSON.stringify(activities.flatMap(({ ago, kind }, i) => (ago < 0 && kind !== 'task' ? [{ id: stated[i], at: at(ago) }] : [])))}::jsonb) x(id uuid, at timestamptz) where t.id = x.id`)
  const written = await made(
    'mailMessage',
    mails.map(({ kind, account }) => ({ ...mailOf[kind], account })),
  )
  await db.count(sql`update ${tableOf(here(), 'mailMessage')} t set status = 'sent', at = x.at
    from jsonb_to_recordset(${JSON.stringify(mails.map(({ ago }, i) => ({ id: written[i], at: at(ago) })))}::jsonb) x(id uuid, at timestamptz) where t.id = x.id`)
  const deals = histories.flatMap(({ deal }, i) => (deal ? [{ ...deal, account: ids[i] }] : []))
  const opportunities = await made(
    'opportunity',
    deals.map(({ account }) => ({ name: '商机', account, stage, amount: { amount: '5000', currency: 'CNY' } })),
  )
  for (const [status, verb, input] of [
    ['won', 'win', {}],
    ['lost', 'lose', { lostReason: 'other' }],
  ] as const) {
    const those = opportunities.filter((_, i) => deals[i]!.status === status)
    if (those.length === 0) continue
    const { status: code, body } = await sampan.call(sampan.admin, 'POST', `/api/v1/opportunity/bulk/${verb}`, {
      ids: those,
      input,
    })
    expect(code, JSON.stringify(body)).toBe(200)
  }
  const dated = deals.map(({ made, won, status }, i) => ({
    id: opportunities[i],
    made: at(made),
    won: status === 'won' ? at(won) : null,
  }))
  await db.count(sql`update ${tableOf(here(), 'opportunity')} o set created_at = x.made, won_at = x.won
    from jsonb_to_recordset(${JSON.stringify(dated)}::jsonb) x(id uuid, made timestamptz, won timestamptz) where o.id = x.id`)
  const dealOf = new Map(deals.map(({ account }, i) => [account, opportunities[i]]))
  const waiting = histories.flatMap(({ pending }, i) => {
    const [object, id] =
      pending?.on === 'deal' ? (['opportunity', dealOf.get(ids[i])] as const) : (['account', ids[i]] as const)
    return pending && id ? [{ object, id, hold: pending.hold }] : []
  })
  await db.count(sql`insert into ${engineTable(here(), 'approval')}
      (id, object, record_id, policies, steps, hold, fields, self, mail, asker_id, status, step, round, asked_at)
    select gen_random_uuid(), x.object, x.id, '[]', '[]', x.hold, '{}', false, false, ${fang.principal.id}::uuid, 'waiting', 0, 1, ${at(0)}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(waiting)}::jsonb) x(object text, id uuid, hold text)`)
  return ids
}

const makeRule = (
  name: string,
  mark: string,
  { match, conditions, exempt, levelA, mailCounts, leastCall }: Rule,
): Promise<Told> =>
  admin.make('recyclingRule', {
    name,
    object: 'account',
    pool: pool.id,
    match,
    conditions,
    exempt,
    mailCounts,
    followUp: leastCall === null ? null : followUpFrom(leastCall),
    where: { name: { startsWith: `${mark} ` }, ...(levelA ? { level: 'A' } : {}) },
  })

const followUpFrom = (seconds: number) => ({
  or: [
    { kind: { in: ['meeting', 'visit'] } },
    { kind: 'call', outcome: { ne: 'noAnswer' }, durationSeconds: { gte: seconds } },
    { kind: 'note', textLength: { gte: 10 } },
  ],
})

/** What is switched on begins later for owners; here it has begun when the case says. */
async function switchOn({ id }: Told, { starts }: Rule, today: string): Promise<void> {
  await admin.change('recyclingRule', id, { active: true })
  const startsOn = starts === null ? null : addDays(today, starts)
  await here().db.count(
    sql`update ${tableOf(here(), 'recyclingRule')} set starts_on = ${startsOn}::date where id = ${id}::uuid`,
  )
  here().directory.forget()
}

async function simulates({ id }: Told, would: readonly string[], now: readonly string[]): Promise<void> {
  const { result } = await admin.act('recyclingRule', id, 'simulate', { ahead: 10 })
  expect([result.would.count, result.now.count]).toEqual([would.length, now.length])
  expect(result.records.map((one: Told) => one.id).sort()).toEqual(would)
}

/** The last day of an account by a rule, counted by hand; null where it has none. */
function lastDay(rule: Rule, one: History, today: string, zone: string): string | null {
  if (rule.levelA && !one.levelA) return null
  if (one.locked && rule.exempt.includes('locked')) return null
  if (one.deal && rule.exempt.includes(one.deal.status)) return null
  if (one.pending && (one.pending.on === 'account' || one.deal) && rule.exempt.includes('approval')) return null
  const at = (ago: number) => new Date(time - ago * 3_600_000).toISOString()
  const protectedUntil = one.protect === null ? null : addDays(today, one.protect)
  const runs = rule.conditions.map(({ sign, days, working }) => {
    const signs: Record<string, readonly number[]> = {
      noFollowUp: one.acts.flatMap(({ kind, counts, ago }) =>
        counts && (kind !== 'mail' || rule.mailCounts) && isLongEnough(rule, kind) ? [Math.max(ago, 0)] : [],
      ),
      noOpportunity: one.deal ? [one.deal.made] : [],
      noDeal: one.deal?.status === 'won' ? [one.deal.won] : [],
    }
    const latest = at(Math.min(one.held, ...(signs[sign] ?? [])))
    const from = sign === 'protectionEnded' ? protectedUntil : dayOf(latest, zone)
    return from === null ? null : working ? addWorkingDays(here().calendar, from, days) : addDays(from, days)
  })
  const known = runs.filter((run) => run !== null).sort()
  const run = rule.match === 'any' ? (known[0] ?? null) : known.length < runs.length ? null : known.at(-1)!
  if (run === null) return null
  const starts = rule.starts === null ? null : addDays(today, rule.starts)
  return [run, protectedUntil, starts]
    .filter((day) => day !== null)
    .sort()
    .at(-1)!
}

/** A rule that asks for a length counts no call that says none. */
const isLongEnough = ({ leastCall }: Rule, kind: string) =>
  leastCall === null || !kind.startsWith('call') || (secondsOf[kind] ?? -1) >= leastCall

async function settle(values: object): Promise<void> {
  const { status, body } = await sampan.call(sampan.admin, 'PATCH', '/api/v1/settings', values)
  if (status >= 300) throw new Error(JSON.stringify(body))
}
