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
 * Generated rules and histories over time zones, working weeks, holidays and the weekends that make up for them: the
 * countdown, its filter, the simulation, the notices and the job say what the kernel's calendar says when one counts by hand.
 */

const day = 86_400_000
// The mainland's holidays are known for this year and the next.
let time = Date.parse('2025-03-20T03:00:00.000Z')
let sampan: TestSampan
let admin: ReturnType<typeof handOf>
let fang: Session
let pool: Told
beforeAll(async () => {
  sampan = await startSampan({ clock: { now: () => new Date(time) } })
  admin = handOf(sampan, sampan.admin)
  fang = await sampan.person('王芳', 'sales')
  pool = await admin.make('pool', { name: '公海', object: 'account' })
})
afterAll(() => sampan.close())
/** The workspace as it is now: a change of its settings opens it anew. */
const here = () => sampan.runtime.workspaces.get(sampan.workspace.id)!

type Case = {
  readonly zone: string
  readonly calendar: {
    readonly holidays: 'CN' | 'TW' | 'none'
    readonly week: number
    /** Days of the company's own, so many from today: off, or worked all the same. */
    readonly own: readonly { readonly at: number; readonly work: boolean }[]
  }
  /** The day, so many from today, before which nothing goes. */
  readonly starts: number | null
  readonly match: 'all' | 'any'
  readonly conditions: readonly { readonly sign: string; readonly days: number; readonly working: boolean }[]
  /** Of each account: hours ago that it was got, that it was visited, that an opportunity was made; a day of protection. */
  readonly histories: readonly {
    readonly held: number
    readonly visit: number | null
    readonly deal: number | null
    readonly protect: number | null
    /** Why the rule leaves it alone: where it is neither, the day counts. */
    readonly exempt: 'locked' | 'open' | null
  }[]
}

const span = ['09:00', '17:00'] as const
/** Which weekdays are worked, Monday first. */
const weeks = ['1111100', '1111110', '1111001', '0101010'].map((week) =>
  [...week].map((worked) => (worked === '1' ? [span] : [])),
)
const hours = fc.integer({ min: 1, max: 24 * 70 })
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
  starts: fc.option(fc.integer({ min: -30, max: 15 })),
  match: fc.constantFrom('all' as const, 'any' as const),
  conditions: fc.array(
    fc.record({
      sign: fc.constantFrom('noFollowUp', 'noOpportunity', 'held', 'protectionEnded'),
      days: fc.integer({ min: 1, max: 45 }),
      working: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  histories: fc.array(
    fc.record({
      held: hours,
      visit: fc.option(hours),
      deal: fc.option(hours),
      protect: fc.option(fc.integer({ min: -20, max: 20 })),
      exempt: fc.constantFrom(null, null, null, 'locked' as const, 'open' as const),
    }),
    { minLength: 3, maxLength: 5 },
  ),
})

test('countdown, filter, simulation, notices and job agree with the calendar', async () => {
  await fc.assert(fc.asyncProperty(cases, agree), {
    numRuns: Number(process.env.SAMPAN_PROPERTY_RUNS ?? 16),
    seed: 7,
    endOnFailure: true,
  })
}, 240_000)

async function agree({ zone, calendar: wanted, starts, match, conditions, histories }: Case): Promise<void> {
  time += 23 * day + 5_000_000
  const now = time
  const today = dayOf(new Date(now).toISOString(), zone)
  const days = wanted.own.map(({ at, work }) => ({ day: addDays(today, at), work, name: '自定' }))
  const { holidays } = wanted
  await settle({ timeZone: zone, calendar: { holidays, week: weeks[wanted.week]!, days, years: [] } })
  const calendar = here().calendar
  expect(calendar.timeZone).toBe(zone)
  const startsOn = starts === null ? null : addDays(today, starts)
  const [stage] = await admin.list('stage', {})
  const mark = `例 ${now}`
  const expected = new Map<string, string | null>()
  for (const [i, one] of histories.entries()) {
    time = now - 71 * day
    const account = await handOf(sampan, fang).make('account', { name: `${mark} ${i}` })
    const at = (ago: number) => new Date(now - ago * 3_600_000).toISOString()
    const [protectedUntil, held] = [
      one.protect === null ? null : addDays(dayOf(new Date(now).toISOString(), zone), one.protect),
      at(one.held),
    ]
    await here().db.count(
      sql`update ${tableOf(here(), 'account')} set held_since = ${held}::timestamptz, protected_until = ${protectedUntil}::date,
        locked = ${one.exempt === 'locked'} where id = ${account.id}::uuid`,
    )
    if (one.visit !== null) {
      time = Date.parse(at(one.visit))
      await handOf(sampan, fang).make('activity', {
        kind: 'visit',
        subject: '拜访',
        status: 'done',
        account: account.id,
      })
    }
    const spared = one.exempt === 'locked' || (one.exempt === 'open' && one.deal !== null)
    if (one.deal !== null) {
      time = Date.parse(at(one.deal))
      const made = await handOf(sampan, fang).make('opportunity', {
        name: '商机',
        account: account.id,
        stage: stage.id,
      })
      if (one.exempt !== 'open') await admin.act('opportunity', made.id, 'lose', { lostReason: 'other' })
    }
    const latest = (instants: readonly (string | null)[]) =>
      instants
        .filter((x) => x !== null)
        .sort()
        .at(-1) as string
    const runs = conditions.map(({ sign, days, working }) => {
      const visit = one.visit === null ? null : at(one.visit)
      const deal = one.deal === null ? null : at(one.deal)
      const from =
        sign === 'protectionEnded'
          ? protectedUntil
          : dayOf(latest([held, sign === 'noFollowUp' ? visit : sign === 'noOpportunity' ? deal : null]), zone)
      return from === null ? null : working ? addWorkingDays(calendar, from, days) : addDays(from, days)
    })
    const known = runs.filter((run) => run !== null).sort()
    const run = match === 'any' ? (known[0] ?? null) : known.length < runs.length ? null : known.at(-1)!
    const floors = [run, protectedUntil, startsOn].filter((one) => one !== null).sort()
    expected.set(account.id, run === null || spared ? null : floors.at(-1)!)
  }
  time = now
  const rule = await admin.make('recyclingRule', {
    name: mark,
    object: 'account',
    pool: pool.id,
    match,
    conditions,
    exempt: ['open', 'locked'],
    where: { name: { startsWith: mark } },
  })
  const horizon = addDays(today, 10)
  const due = (until: string) =>
    [...expected]
      .filter(([, on]) => on !== null && on <= until)
      .map(([id]) => id)
      .sort()
  const { result } = await admin.act('recyclingRule', rule.id, 'simulate', { ahead: 10 })
  // What would be begins at once; the first day of a rule comes with the rule.
  if (startsOn === null || startsOn <= today) {
    expect(result.would.count).toBe(due(horizon).length)
    expect(result.records.map(({ id }: Told) => id).sort()).toEqual(due(horizon))
  }
  await admin.change('recyclingRule', rule.id, { active: true })
  // What is switched on begins later for owners; here it has begun long ago.
  await here().db.count(
    sql`update ${tableOf(here(), 'recyclingRule')} set starts_on = ${startsOn}::date where id = ${rule.id}::uuid`,
  )
  here().directory.forget()
  const seen = await admin.list('account', { name: { startsWith: mark } })
  expect(new Map(seen.map(({ id, recyclesOn }) => [id, recyclesOn]))).toEqual(expected)
  const filtered = await admin.list('account', { name: { startsWith: mark }, recyclesOn: { lte: horizon } })
  expect(filtered.map(({ id }) => id).sort()).toEqual(due(horizon))
  await runJob(here(), 'recycle', {})
  for (const ahead of [7, 3, 1]) {
    const told = await here().db.rows(
      sql`select record_id from ${engineTable(here(), 'notification')} where kind = ${`recyclesIn${ahead}`} and record_id = any(${[...expected.keys()]}::uuid[])`,
    )
    const last = addDays(today, ahead - 1)
    expect(told.map(([id]) => id).sort(), `${ahead} days ahead`).toEqual(
      [...expected].flatMap(([id, on]) => (on === last ? [id] : [])).sort(),
    )
  }
  const gone = await admin.list('account', { name: { startsWith: mark }, pool: pool.id })
  expect(gone.map(({ id }) => id).sort()).toEqual(due(addDays(today, -1)))
  await admin.change('recyclingRule', rule.id, { active: false })
}

async function settle(values: object): Promise<void> {
  const { status, body } = await sampan.call(sampan.admin, 'PATCH', '/api/v1/settings', values)
  if (status >= 300) throw new Error(JSON.stringify(body))
}
