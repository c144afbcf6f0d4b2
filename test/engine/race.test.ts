import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { engineTable } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { defineAction, follow } from '#kernel/behaviour.ts'
import { type Answer, startSampan, type TestSampan } from '../harness.ts'
import { moon, planet, sky } from '../planets.ts'

/*
 * Many at once: exactly one winner, no gap, no double, and nobody waits for ever.
 * `RACES=10000 npx vitest run test/engine/race.test.ts` races so often for versions, numbers and repeated requests.
 */

const spin = defineAction(planet, 'spin', {
  label: { en: 'Spin', zh: '旋转' },
  input: {},
  run: async (record, _input, tx) => tx.update(planet, record.id, { moonCount: (record.moonCount ?? 0) + 1 }),
})
/** A rule that computes from what it reads, as totals do. */
const total = follow(moon, 'a planet knows the mass of its moons', async ({ after, before }, tx) => {
  for (const id of new Set([after.planet, before?.planet])) {
    if (!id) continue
    await tx.lock(planet, id)
    const moons = await tx.all.list(moon, { where: { planet: id }, limit: 1_000 })
    await tx.update(planet, id, { moonCount: moons.length })
  }
})

let sampan: TestSampan
let admin: Session
beforeAll(async () => {
  sampan = await startSampan({ modules: sky({ actions: [spin], rules: [total] }), language: 'en' })
  admin = sampan.admin
})
afterAll(() => sampan.close())

const clients = 50
const races = Number(process.env['RACES'] ?? 0)
const timeout = races ? 3_600_000 : 60_000
const many = <T>(n: number, run: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: n }, (_, i) => run(i)))
const make = async (object: string, values: Record<string, unknown>) =>
  (await sampan.call(admin, 'POST', `/api/v1/${object}`, values)).body
const read = async (object: string, id: string) => (await sampan.call(admin, 'GET', `/api/v1/${object}/${id}`)).body
const count = (answers: readonly Answer[], status: number) => answers.filter((a) => a.status === status).length

test('of fifty clients who change one record as they saw it, exactly one wins each version', { timeout }, async () => {
  const { id } = await make('planet', { name: 'Contested' })
  const racers = races ? 5 : clients
  for (let version = 1; version <= (races || 5); version++) {
    const answers = await many(racers, (i) =>
      sampan.call(admin, 'PATCH', `/api/v1/planet/${id}`, { mass: version * 100 + i }, { 'if-match': `"${version}"` }),
    )
    expect([count(answers, 200), count(answers, 412)]).toEqual([1, racers - 1])
    const winner = answers.find((a) => a.status === 200)!.body
    expect(await read('planet', id)).toMatchObject({ version: version + 1, mass: winner.mass })
    for (const { body } of answers.filter((a) => a.status === 412)) {
      expect(body.current.version).toBe(version + 1)
      expect(body.current.mass).toBe(winner.mass)
    }
  }
  const { body } = await sampan.call(admin, 'GET', `/api/v1/planet/${id}/timeline?limit=200`)
  const changes = body.data.flatMap((e: { changes: { mass?: [number, number] } }) =>
    e.changes.mass ? [e.changes.mass] : [],
  )
  // newest first: what one change left is what the next one found
  for (let i = 1; i < changes.length; i++) expect(changes[i - 1][0]).toBe(changes[i][1])
})

test('changes that name no version all happen, one after the other', async () => {
  const { id } = await make('planet', { name: 'Spun' })
  const answers = await many(clients, () => sampan.call(admin, 'POST', `/api/v1/planet/${id}/spin`))
  expect(count(answers, 200)).toBe(clients)
  expect(await read('planet', id)).toMatchObject({ moonCount: clients, version: clients + 1 })
})

test('numbers given out at the same time have no gap and no double, though some of the writes are refused', {
  timeout,
}, async () => {
  const before = Number((await make('planet', { name: 'First' })).number.slice(2))
  const write = (i: number) =>
    i % 3 === 0
      ? sampan.call(admin, 'POST', '/api/v1/planet', { name: 'Refused', serial: 'taken' })
      : i % 3 === 1
        ? sampan.call(admin, 'POST', '/api/v1/planet/batch', { create: [{ name: `a ${i}` }, { name: `b ${i}` }] })
        : sampan.call(admin, 'POST', '/api/v1/planet', { name: `c ${i}` })
  const answers: Answer[] = []
  while (answers.length < Math.max(clients, races)) answers.push(...(await many(clients, write)))
  const numbers = answers
    .filter((a) => a.status < 300)
    .flatMap(({ body }) => (body.data ?? [body]).map((p: { number: string }) => Number(p.number.slice(2))))
    .sort((a, b) => a - b)
  expect(numbers).toEqual(numbers.map((_, i) => before + 1 + i))
  expect(count(answers, 422)).toBe((answers.length / clients) * Math.ceil(clients / 3) - 1)
})

test('a request sent fifty times at once is done once, and everybody gets its answer', { timeout }, async () => {
  const times = races ? 4 : clients
  for (let key = 1; key <= (races || 1); key++) {
    const answers = await many(times, () =>
      sampan.call(admin, 'POST', '/api/v1/planet', { name: `Only ${key}` }, { 'idempotency-key': `raced-key-${key}` }),
    )
    expect(new Set(answers.map((a) => a.status))).toEqual(new Set([201]))
    expect(new Set(answers.map((a) => a.body.id)).size).toBe(1)
  }
  const found = await sampan.call(
    admin,
    'GET',
    `/api/v1/planet?count=exact&limit=1&where=${JSON.stringify({ name: { startsWith: 'Only ' } })}`,
  )
  expect(found.body.total.value).toBe(races || 1)
})

test('of fifty who take the same unique value, one has it', async () => {
  const answers = await many(clients, (i) =>
    sampan.call(admin, 'POST', '/api/v1/planet', { name: `U${i}`, serial: 'unique' }),
  )
  expect([count(answers, 201), count(answers, 422)]).toEqual([1, clients - 1])
})

test('batches and bulk actions in opposite orders all come through', async () => {
  const ids: string[] = (
    await sampan.call(admin, 'POST', '/api/v1/planet/batch', {
      create: Array.from({ length: 20 }, (_, i) => ({ name: `Ordered ${i}` })),
    })
  ).body.data.map((p: { id: string }) => p.id)
  const orders = [ids, ids.toReversed(), ids.toSorted(() => 0.3 - Math.random())]
  const answers = await many(24, (i) => {
    const order = orders[i % 3]!
    return i % 2
      ? sampan.call(admin, 'POST', '/api/v1/planet/batch', { update: order.map((id) => ({ id, mass: i })) })
      : sampan.call(admin, 'POST', '/api/v1/planet/bulk/spin', { ids: order })
  })
  expect(answers.map((a) => a.status)).toEqual(answers.map(() => 200))
  for (const id of ids) expect((await read('planet', id)).moonCount).toBe(12)
})

test('a total that a rule keeps is right after children came and went at the same time', async () => {
  const { id } = await make('planet', { name: 'Parent' })
  const moons = await many(30, (i) => make('moon', { name: `M${i}`, planet: id }))
  await many(10, (i) => sampan.call(admin, 'DELETE', `/api/v1/moon/${moons[i].id}`))
  const { total } = (
    await sampan.call(admin, 'GET', `/api/v1/moon?count=exact&where=${JSON.stringify({ planet: id })}`)
  ).body
  expect(total.value).toBe(20)
  expect((await read('planet', id)).moonCount).toBe(20)
})

test('people changed at the same time keep their reporting lines', async () => {
  const boss = await sampan.person('Boss', 'readOnly')
  const people = []
  for (let i = 0; i < 6; i++) people.push(await sampan.person(`Worker ${i}`, 'readOnly'))
  const answers = await Promise.all(
    people.map((p) => sampan.call(admin, 'PATCH', `/api/v1/user/${p.principal.id}`, { manager: boss.principal.id })),
  )
  expect(answers.map((a) => a.status)).toEqual(answers.map(() => 200))
  const rows = await sampan.workspace.db.rows(
    sql`select below_id from ${engineTable(sampan.workspace, 'reporting_line')} where above_id = ${boss.principal.id}::uuid and depth = 1`,
  )
  expect(rows.map(([id]) => id).sort()).toEqual(people.map((p) => p.principal.id).sort())
  const seen = await sampan.workspace.directory.person(boss.principal.id!)
  expect(seen!.peopleBelow).toHaveLength(7)
})
