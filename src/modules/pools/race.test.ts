import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineTable, type Session, tableOf } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { inTurn } from '#engine/matching/turn.ts'
import { type Answer, startSampan, type TestSampan } from '../../../test/harness.ts'
import { handOf, type Told } from '../../../test/modules/hand.ts'
import { type SideProcess, startSide } from '../../../test/modules/side-process.ts'

/*
 * Many at once, in two server processes on one PostgreSQL: never two owners, never over a limit, never a lost event.
 * `SAMPAN_RACE_ROUNDS=1000 npx vitest run src/modules/pools/race.test.ts` races for long, with other limits each time; `SAMPAN_RACE_SEED` repeats a race.
 */

const rounds = Number(process.env.SAMPAN_RACE_ROUNDS ?? 2)
const seed = Number(process.env.SAMPAN_RACE_SEED ?? (process.env.SAMPAN_RACE_ROUNDS ? Date.now() % 2 ** 31 : 7))
const timeout = 120_000 + rounds * 20_000
const crowd = 64

let sampan: TestSampan
let side: SideProcess
let admin: ReturnType<typeof handOf>
let boss: Session
let team: string
let sellers: Session[]
let pool: Told
let cap: Told
/** Accounts that each race lays anew in one statement: what a round costs is the race. */
let ids: string[]
beforeAll(async () => {
  sampan = await startSampan({ language: 'en' })
  side = startSide(sampan)
  admin = handOf(sampan, sampan.admin)
  team = (await admin.make('team', { name: 'All' })).id
  boss = await sampan.person('Boss', 'salesManager', { teamId: team })
  sellers = []
  for (let i = 0; i < crowd; i++) sellers.push(await sampan.person(`Seller ${i}`, 'sales', { teamId: team }))
  pool = await makePool('Pool')
  cap = await admin.make('holdingCap', {
    name: 'Cap',
    object: 'account',
    most: 1_000,
    people: [sellers[0]!.principal.id],
  })
  const create = Array.from({ length: 24 }, (_, i) => ({ name: `Company ${i}`, pool: pool.id }))
  const { body } = await sampan.call(sampan.admin, 'POST', '/api/v1/account/batch', { create })
  ids = body.data.map((r: Told) => r.id)
})
afterAll(async () => {
  await side.stop()
  await sampan.close()
})

const makePool = (name: string): Promise<Told> =>
  admin.make('pool', { name, object: 'account', teams: [team], managers: [boss.principal.id], maskedFields: ['phone'] })
/** Requests go to this process and to the other in turn. */
let turn = 0
const call: SideProcess['call'] = (...asked) => (++turn % 2 ? sampan.call(...asked) : side.call(...asked))
const act = (who: Session, id: string, action: string, input: object = {}) =>
  call(who, 'POST', `/api/v1/account/${id}/${action}`, input)
const won = (answers: readonly Answer[]) => answers.filter(({ status }) => status < 300).length
const whys = (answers: readonly Answer[]) =>
  new Set(answers.flatMap(({ status, body }) => (status < 300 ? [] : [`${status} ${body.errors[0].code}`])))

type Limits = {
  readonly perDay: number | null
  readonly perPeriod: number | null
  readonly periodDays: number | null
  readonly minutesBetween: number | null
  readonly protectDays: number | null
  readonly looksPerDay: number | null
  readonly cap: { readonly most: number; readonly counts: 'held' | 'protected'; readonly levelA: boolean }
  /** Claims and looks of the first seller: on this day, and some days ago. */
  readonly today: number
  readonly before: number
  readonly looked: number
  /** Of the accounts she holds the first ones: every other of level A, all under protection or none. */
  readonly holds: number
  readonly sheltered: boolean
}
const none: Limits = {
  perDay: null,
  perPeriod: null,
  periodDays: null,
  minutesBetween: null,
  protectDays: null,
  looksPerDay: null,
  cap: { most: 1_000, counts: 'held', levelA: false },
  today: 0,
  before: 0,
  looked: 0,
  holds: 0,
  sheltered: false,
}

/** All accounts stand in the pool as they came, but for those that she holds; the ledger says what she has claimed. */
async function lay(limits: Limits): Promise<void> {
  const { workspace } = sampan
  const [account, ledger] = [tableOf(workspace, 'account'), tableOf(workspace, 'poolClaim')]
  const owner = sellers[0]!.principal.id
  const { cap: most } = limits
  const rows = [
    ...Array.from({ length: limits.today }, () => ['claim', 0]),
    ...Array.from({ length: limits.before }, () => ['claim', 1]),
    ...Array.from({ length: limits.looked }, () => ['look', 0]),
  ]
  await workspace.db.count(sql`with
    p as (update ${tableOf(workspace, 'pool')} set claims_per_day = ${limits.perDay}::int, claims_per_period = ${limits.perPeriod}::int,
      period_days = ${limits.periodDays}::int, minutes_between = ${limits.minutesBetween}::int, protect_days = ${limits.protectDays}::int,
      looks_per_day = ${limits.looksPerDay}::int where id = ${pool.id}::uuid),
    c as (update ${tableOf(workspace, 'holdingCap')} set most = ${most.most}::int, counts = ${most.counts},
      "where" = ${most.levelA ? '{"level":"A"}' : null}::jsonb where id = ${cap.id}::uuid),
    d as (delete from ${ledger}),
    l as (insert into ${ledger} (id, version, created_at, updated_at, kind, pool_id, object, record, at, owner_id)
      select gen_random_uuid(), 1, now(), now(), x.kind, ${pool.id}::uuid, 'account', gen_random_uuid()::text,
        date_trunc('day', now(), 'Asia/Shanghai') - x.days * interval '1 day', ${owner}::uuid
      from jsonb_to_recordset(${JSON.stringify(rows.map(([kind, days]) => ({ kind, days })))}::jsonb) x(kind text, days int))
    update ${account} a set owner_id = case when x.n <= ${limits.holds}::int then ${owner}::uuid end,
      pool_id = case when x.n > ${limits.holds}::int then ${pool.id}::uuid end, previous_owner_id = null, held_reason = 'created', deleted_at = null,
      level = case when x.n % 2 = 1 then 'A' else 'B' end,
      protected_until = case when x.n <= ${limits.holds}::int and ${limits.sheltered}::boolean then current_date + 30 end
    from unnest(${ids}::uuid[]) with ordinality x(id, n) where a.id = x.id`)
}

/** Owner, pool and whether deleted, as stored, with the number of claims; each version of a record has its event. */
async function stored(some: readonly string[] = ids) {
  const { workspace } = sampan
  const rows = await workspace.db.rows(sql`select r.id, r.owner_id, r.pool_id, r.version, r.deleted_at is not null,
    (select count(*) from ${tableOf(workspace, 'poolClaim')} c where c.record = r.id::text and c.kind = 'claim'),
    (select count(*) from ${engineTable(workspace, 'event')} e where e.object = 'account' and e.record_id = r.id
      and e.kind in ('created', 'updated', 'deleted', 'restored'))
    from ${tableOf(workspace, 'account')} r where r.id = any(${some}::uuid[]) order by r.id`)
  return rows.map(([id, owner, at, version, deleted, claims, events]) => {
    expect(owner !== null && at !== null, String(id)).toBe(false)
    expect(Number(events), String(id)).toBe(Number(version))
    return { id, owner, pool: at, deleted, claims: Number(claims) }
  })
}

test(
  'of 64 claimants on one record exactly one gets it, and each other is told who did',
  async () => {
    for (let round = 0; round < rounds; round++) {
      await lay(none)
      const id = ids[round % ids.length]!
      const answers = await Promise.all(sellers.map((seller) => act(seller, id, 'claim')))
      expect(won(answers)).toBe(1)
      const winner = sellers[answers.findIndex(({ status }) => status < 300)]!
      expect(await stored([id])).toMatchObject([{ owner: winner.principal.id, pool: null, claims: 1 }])
      expect(whys(answers)).toEqual(new Set(['409 claimed']))
      const loser = answers.find(({ status }) => status >= 300)!
      expect(loser.body.errors[0].detail).toContain(winner.principal.name)
    }
  },
  timeout,
)

test('whoever claims waits for those who bring the like before she is locked, so that nobody waits for her in a circle', async () => {
  await lay(none)
  const { workspace } = sampan
  const [seller, id] = [sellers[0]!, ids[0]!]
  const account = workspace.registry.object('account')
  let claim: Promise<Answer> | undefined
  await workspace.db.transaction(async (db) => {
    await inTurn(db, workspace, account, [{ name: 'Company 0' }])
    claim = act(seller, id, 'claim')
    const waiting = async () =>
      (
        await db.rows(sql`select 1 from pg_locks l join pg_database d on d.oid = l.database
        where d.datname = current_database() and l.locktype = 'advisory' and not l.granted`)
      ).length
    await expect.poll(waiting).toBe(1)
    const free = await db.rows(sql`select id from ${tableOf(workspace, 'user')} where id = ${seller.principal.id}::uuid
      for no key update skip locked`)
    expect(free).toHaveLength(1)
  })
  expect((await claim)!.status).toBe(200)
})

const some = (most: number, least = 0) => fc.integer({ min: least, max: most })
const limits: fc.Arbitrary<Limits> = fc.record({
  perDay: fc.option(some(5, 1)),
  perPeriod: fc.option(some(5, 1)),
  periodDays: some(7, 2),
  minutesBetween: fc.option(fc.constant(30), { freq: 1 }),
  protectDays: fc.option(some(9, 1)),
  looksPerDay: fc.constant(null),
  cap: fc.record({ most: some(6), counts: fc.constantFrom('held', 'protected'), levelA: fc.boolean() }),
  today: some(2),
  before: some(2),
  looked: some(2),
  holds: some(4),
  sheltered: fc.boolean(),
})

/** Minutes since the day began, when the claims of this day were. */
const sinceDawn = () => (Date.now() / 60_000 + 8 * 60) % (24 * 60)

/** How many of so many accounts somebody gets who claims all at once: as many as the strictest limit leaves. */
function roomOf(limit: Limits, count: number): number {
  const left = [
    limit.perDay === null ? count : limit.perDay - limit.today,
    limit.perPeriod === null ? count : limit.perPeriod - limit.today - limit.before,
    limit.minutesBetween === null ? count : limit.today > 0 && sinceDawn() < limit.minutesBetween ? 0 : 1,
  ]
  // Every other account is of level A.
  const ofLevel = (n: number) => (limit.cap.levelA ? Math.ceil(n / 2) : n)
  const counted = limit.cap.counts === 'protected' && limit.protectDays === null ? 0 : ofLevel(count)
  const there = limit.cap.counts === 'protected' && !limit.sheltered ? 0 : ofLevel(limit.holds)
  const underCap = Math.min(counted, Math.max(0, limit.cap.most - there)) + count - counted
  return Math.max(0, Math.min(...left, underCap))
}

test(
  'at the edge of every limit, alone and together, as many pass as the strictest leaves',
  async () => {
    const [seller] = sellers as [Session]
    for (const limit of fc.sample(limits, { numRuns: 6 * rounds, seed })) {
      await lay(limit)
      const wanted = ids.slice(4, 12)
      const answers = await Promise.all(wanted.map((id) => act(seller, id, 'claim')))
      const room = roomOf(limit, wanted.length)
      expect(won(answers), JSON.stringify(limit)).toBe(room)
      const now = (await stored(ids)).filter(({ owner }) => owner === seller.principal.id)
      expect(now).toHaveLength(limit.holds + room)
      expect(now.filter(({ claims }) => claims === 1)).toHaveLength(room)
      for (const why of whys(answers)) expect(['409 quota', '409 interval', '409 cap']).toContain(why)
    }
  },
  timeout,
)

test(
  'nobody looks more often than a day allows',
  async () => {
    for (let round = 0; round < rounds; round++) {
      const [looksPerDay, looked] = [round % 5, round % 3]
      await lay({ ...none, looksPerDay, looked })
      const answers = await Promise.all(ids.slice(0, 6).map((id) => act(sellers[0]!, id, 'look')))
      expect(won(answers)).toBe(Math.max(0, looksPerDay - looked))
      expect([...whys(answers)]).toEqual(['409 looks'])
    }
  },
  timeout,
)

test(
  'claims against assignments, edits, a bulk edit with its undo, moves and deletion',
  async () => {
    const other = await makePool('Other')
    const [target, ...others] = sellers as [Session, ...Session[]]
    const owner = target.principal.id
    for (let round = 0; round < rounds; round++) {
      const most = 2 + (round % 4)
      await lay({ ...none, cap: { ...none.cap, most } })
      const some = ids.slice(0, 12)
      const undone = async () => {
        const where = { id: { in: some } }
        const { count, hash } = (await call(sampan.admin, 'POST', '/api/v1/account/selection', { where })).body
        const work = { do: 'update', selection: { where, count, hash }, values: { owner } }
        const done = await call(sampan.admin, 'POST', '/api/v1/account/bulk', work)
        if (done.status < 300) await call(sampan.admin, 'POST', `/api/v1/account/undo/${done.body.id}`)
        return done
      }
      const answers = await Promise.all([
        ...some.flatMap((id, i) => [
          act(target, id, 'claim'),
          act(others[(round + i) % others.length]!, id, 'claim'),
          act(boss, id, 'assign', { to: owner }),
          call(sampan.admin, 'PATCH', `/api/v1/account/${id}`, { owner }),
          i % 3 === 0 ? act(boss, id, 'moveToPool', { pool: other.id }) : act(others[3]!, id, 'claim'),
          ...(i % 4 === 0 ? [call(sampan.admin, 'DELETE', `/api/v1/account/${id}`)] : []),
        ]),
        undone(),
      ])
      // Whoever finds the server busy is told so, and has done nothing.
      expect(answers.filter(({ status }) => status >= 500 && status !== 503).map(({ body }) => body)).toEqual([])
      const now = await stored(ids)
      expect(now.filter((one) => one.owner === owner && !one.deleted).length).toBeLessThanOrEqual(most)
    }
  },
  timeout,
)

test(
  'people who claim in two server processes: one owner each, and nobody over her day',
  async () => {
    for (let round = 0; round < rounds; round++) {
      const perDay = 1 + (round % 4)
      await lay({ ...none, perDay })
      const some = ids.slice(0, 4 * perDay)
      const people = sellers.slice(1, 5)
      const claimAll = async (who: Session, from: SideProcess['call'], first: number) => {
        for (const [i] of some.entries()) {
          const id = some[(first + i) % some.length]!
          for (;;) {
            const { status, body } = await from(who, 'POST', `/api/v1/account/${id}/claim`, {})
            // Nobody waits for a connection for ever: a person would try once more.
            if (status === 503) continue
            if (status >= 300 && body.errors[0].code === 'quota') return
            expect([200, 409]).toContain(status)
            break
          }
        }
      }
      await Promise.all(people.flatMap((who, i) => [claimAll(who, sampan.call, i), claimAll(who, side.call, round)]))
      const now = await stored(some)
      expect(now.filter(({ pool: at, claims }) => at !== null || claims !== 1)).toEqual([])
      for (const who of people) expect(now.filter(({ owner }) => owner === who.principal.id)).toHaveLength(perDay)
    }
  },
  timeout,
)
