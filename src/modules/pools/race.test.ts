import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { tableOf } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { type Answer, startSampan, type TestSampan } from '../../../test/harness.ts'
import { handOf, type Told } from '../../../test/modules/hand.ts'
import { startSide } from '../../../test/modules/side-process.ts'

/* Many at once on one PostgreSQL: never two owners, never over a limit, never a lost event. */

const rounds = Number(process.env.SAMPAN_RACE_ROUNDS ?? 3)
const crowd = 64

let sampan: TestSampan
let admin: ReturnType<typeof handOf>
let boss: Session
let team: string
let sellers: Session[]
beforeAll(async () => {
  sampan = await startSampan({ language: 'en' })
  admin = handOf(sampan, sampan.admin)
  team = (await admin.make('team', { name: 'All' })).id
  boss = await sampan.person('Boss', 'salesManager', { teamId: team })
  sellers = []
  for (let i = 0; i < crowd; i++) sellers.push(await sampan.person(`Seller ${i}`, 'sales', { teamId: team }))
}, 120_000)
afterAll(() => sampan.close())

const makePool = (values: object = {}): Promise<Told> =>
  admin.make('pool', { name: 'Pool', object: 'account', teams: [team], managers: [boss.principal.id], ...values })
const pooled = async (pool: string, count = 1, values: object = {}): Promise<string[]> => {
  const create = Array.from({ length: count }, (_, i) => ({ name: `Company ${i}`, pool, ...values }))
  const { body } = await sampan.call(sampan.admin, 'POST', '/api/v1/account/batch', { create })
  return body.data.map((r: Told) => r.id)
}
const act = (who: Session, id: string, action: string, input: object = {}) =>
  sampan.call(who, 'POST', `/api/v1/account/${id}/${action}`, input)
const won = (answers: readonly Answer[]) => answers.filter(({ status }) => status < 300).length
/** Owner, pool and version as stored, the number of its events and of its claims. */
const stored = async (id: string) => {
  const account = tableOf(sampan.workspace, 'account')
  const ledger = tableOf(sampan.workspace, 'poolClaim')
  const [row] = await sampan.workspace.db.rows(sql`select r.owner_id, r.pool_id, r.version,
    (select count(*) from ${sql`${account}`} x where x.id = r.id and x.owner_id is not null and x.pool_id is not null),
    (select count(*) from ${ledger} c where c.record = r.id::text and c.kind = 'claim'), r.deleted_at is not null
    from ${account} r where r.id = ${id}::uuid`)
  const { body } = await sampan.call(sampan.admin, 'GET', `/api/v1/account/${id}/timeline?limit=200`)
  const [owner, pool, version, both, claims, deleted] = row as [
    string | null,
    string | null,
    number,
    number,
    number,
    boolean,
  ]
  return {
    owner,
    pool,
    version,
    both,
    claims,
    deleted,
    events: body.data?.filter((e: Told) => e.type === 'event') as Told[],
  }
}

test('of 64 claimants on one record exactly one gets it, and each other is told who did', async () => {
  for (let round = 0; round < rounds; round++) {
    const pool = await makePool()
    const [id = ''] = await pooled(pool.id)
    const answers = await Promise.all(sellers.map((seller) => act(seller, id, 'claim')))
    expect(won(answers)).toBe(1)
    const winner = sellers[answers.findIndex(({ status }) => status < 300)]!
    expect(await stored(id)).toMatchObject({ owner: winner.principal.id, pool: null, both: 0, claims: 1, version: 2 })
    const losers = answers.filter(({ status }) => status >= 300)
    expect(new Set(losers.map(({ status, body }) => `${status} ${body.errors[0].code}`))).toEqual(
      new Set(['409 claimed']),
    )
    expect(losers[0]!.body.errors[0].detail).toContain(winner.principal.name)
  }
})

test('one person who claims 64 records at once stays within the day, the period and the cap', async () => {
  for (let round = 0; round < rounds; round++) {
    const seller = sellers[round % crowd]!
    const [perDay, most] = [3 + (round % 3), 2 + (round % 5)]
    const pool = await makePool({ claimsPerDay: perDay })
    const held = (await admin.list('account', { owner: seller.principal.id })).length
    const cap = await admin.make('holdingCap', {
      name: 'Cap',
      object: 'account',
      most: held + most,
      people: [seller.principal.id],
    })
    const ids = await pooled(pool.id, crowd)
    const answers = await Promise.all(ids.map((id) => act(seller, id, 'claim')))
    expect(won(answers)).toBe(Math.min(perDay, most))
    expect(await admin.list('account', { owner: seller.principal.id })).toHaveLength(held + Math.min(perDay, most))
    await admin.remove('holdingCap', cap.id)
  }
})

const edges = [
  { limit: 'a period', pool: { claimsPerPeriod: 3, periodDays: 7 }, passes: 3, code: 'quota' },
  { limit: 'a rest between two', pool: { minutesBetween: 30 }, passes: 1, code: 'interval' },
  {
    limit: 'the stricter of two',
    pool: { claimsPerDay: 4, claimsPerPeriod: 2, periodDays: 2 },
    passes: 2,
    code: 'quota',
  },
  { limit: 'a cap on what matches', cap: { where: { level: 'A' }, most: 2 }, passes: 2, code: 'cap' },
  {
    limit: 'a cap on what is protected',
    pool: { protectDays: 5 },
    cap: { counts: 'protected', most: 3 },
    passes: 3,
    code: 'cap',
  },
  { limit: 'looks', pool: { looksPerDay: 2, maskedFields: ['phone'] }, by: 'look', passes: 2, code: 'looks' },
] as const

test.each(edges)('at the edge of $limit as many pass as it allows', async (edge) => {
  for (let round = 0; round < rounds; round += 3) {
    const seller = sellers[50 + (round % 8)]!
    const pool = await makePool('pool' in edge ? edge.pool : {})
    const ids = await pooled(pool.id, 12, { level: 'A' })
    const held = await admin.list('account', { owner: seller.principal.id, level: 'A' })
    const shelter = held.filter(({ protectedUntil }) => protectedUntil !== null).length
    const before = 'cap' in edge && 'counts' in edge.cap ? shelter : held.length
    const people = [seller.principal.id]
    const cap =
      'cap' in edge &&
      (await admin.make('holdingCap', {
        name: 'Cap',
        object: 'account',
        people,
        ...edge.cap,
        most: before + edge.cap.most,
      }))
    const answers = await Promise.all(ids.map((id) => act(seller, id, 'by' in edge ? edge.by : 'claim')))
    expect(won(answers)).toBe(edge.passes)
    const losers = answers.filter(({ status }) => status >= 300)
    expect(new Set(losers.map(({ body }) => body.errors[0].code))).toEqual(new Set([edge.code]))
    if (cap) await admin.remove('holdingCap', cap.id)
  }
})

test('claims against assignments, edits, a bulk edit with its undo, moves and deletion', async () => {
  for (let round = 0; round < rounds; round++) {
    const [pool, other] = [await makePool(), await makePool()]
    const [target, ...some] = [sellers[round % 10]!, ...sellers.slice(10, 30)]
    const held = (await admin.list('account', { owner: target.principal.id })).length
    const cap = await admin.make('holdingCap', {
      name: 'Cap',
      object: 'account',
      most: held + 4,
      people: [target.principal.id],
    })
    const ids = await pooled(pool.id, 12)
    const owner = target.principal.id
    const undone = async () => {
      const where = { id: { in: ids } }
      const { count, hash } = (await sampan.call(sampan.admin, 'POST', '/api/v1/account/selection', { where })).body
      const work = { do: 'update', selection: { where, count, hash }, values: { owner } }
      const done = await sampan.call(sampan.admin, 'POST', '/api/v1/account/bulk', work)
      if (done.status < 300) await sampan.call(sampan.admin, 'POST', `/api/v1/account/undo/${done.body.id}`)
      return done
    }
    const answers = await Promise.all([
      ...ids.flatMap((id, i) => [
        act(target, id, 'claim'),
        act(some[i % some.length]!, id, 'claim'),
        act(boss, id, 'assign', { to: owner }),
        sampan.call(sampan.admin, 'PATCH', `/api/v1/account/${id}`, { owner }),
        i % 3 === 0 ? act(boss, id, 'moveToPool', { pool: other.id }) : act(some[3]!, id, 'claim'),
        ...(i % 4 === 0 ? [sampan.call(sampan.admin, 'DELETE', `/api/v1/account/${id}`)] : []),
      ]),
      undone(),
    ])
    expect(answers.filter(({ status }) => status >= 500).map(({ body }) => body)).toEqual([])
    expect((await admin.list('account', { owner })).length).toBeLessThanOrEqual(held + 4)
    for (const id of ids) {
      const { both, version, events, deleted, owner: now, pool: at } = await stored(id)
      expect([both, now !== null && at !== null]).toEqual([0, false])
      // One event for each version: none is lost, none doubled. What is in the bin shows none.
      if (!deleted) expect(events).toHaveLength(version)
    }
    await admin.remove('holdingCap', cap.id)
  }
})

test(
  'two server processes claim the same records: one owner each, and nobody over her day',
  async () => {
    const [one, two] = [0, 1].map(() =>
      startSide<{ users: string[]; ids: string[] }, Record<string, number>>(sampan, './pools-race-child.ts'),
    )
    const users = sellers.slice(40, 48).map((seller) => String(seller.principal.id))
    for (let round = 0; round < rounds; round += 3) {
      const perDay = 3 + (round % 5)
      const pool = await makePool({ claimsPerDay: perDay })
      const ids = await pooled(pool.id, 8 * perDay)
      const got = await Promise.all([one!.ask({ users, ids }), two!.ask({ users, ids })])
      for (const user of users) expect((got[0][user] ?? 0) + (got[1][user] ?? 0)).toBe(perDay)
      for (const id of ids) expect(await stored(id)).toMatchObject({ pool: null, claims: 1, version: 2, both: 0 })
    }
    await Promise.all([one!.stop(), two!.stop()])
  },
  120_000 + rounds * 20_000,
)
