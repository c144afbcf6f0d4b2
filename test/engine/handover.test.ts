import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import type { ApiHandover, ApiHandoverPreview, ApiInventory, HandoverRule } from '#kernel/api-handover.ts'
import { check } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { planet, sky } from '../planets.ts'

/* Somebody leaves: what she answers for is found, goes to others record by record, and comes back as it was. */

let time = Date.parse('2026-03-02T01:00:00.000Z')
const doom = check(planet, 'nobody gives Doom away', ({ before, after, changes }) =>
  before && changes('owner') && after.note === 'Doom'
    ? problem('owner', { en: 'Doom stays.', zh: '末日星不能转移。' })
    : null,
)

let sampan: TestSampan
let admin: Session
let leaver: Session
let receivers: Session[]
let blind: Session
beforeAll(async () => {
  sampan = await startSampan({
    modules: sky({ rules: [doom] }),
    language: 'en',
    clock: { now: () => new Date(time) },
  })
  admin = sampan.admin
  const keeper = { read: 'own', update: 'own', create: true }
  const role = await post('role', {
    name: 'Keeper',
    grants: { planet: keeper, moon: keeper, visit: keeper, savedView: keeper },
  })
  const other = await post('role', { name: 'Blind', grants: { moon: keeper } })
  leaver = await sampan.person('Wang', role.body.id)
  receivers = []
  for (const name of ['Li', 'Zhao', 'Chen']) receivers.push(await sampan.person(name, role.body.id))
  blind = await sampan.person('Blind', other.body.id)
  const kinds = ['rock', 'gas', 'ice']
  const planets = await post('planet/batch', {
    create: Array.from({ length: 30 }, (_, i) => ({
      name: `P${i}`,
      kind: kinds[i % 3],
      price: { amount: String((i + 1) * 10), currency: 'CNY' },
      owner: idOf(leaver),
      keeper: i < 4 ? idOf(leaver) : null,
    })),
  })
  await post('moon/batch', {
    create: planets.body.data.map((one: { id: string }, i: number) => ({
      name: `M${i}`,
      planet: i < 25 ? one.id : null,
      owner: idOf(leaver),
    })),
  })
  await post('planet', { name: 'Li had this', owner: idOf(receivers[0]!) })
  await post('savedView', { name: 'Mine', object: 'planet', settings: {}, owner: idOf(leaver) })
  await post('savedView', { name: 'Ours', object: 'planet', settings: {}, shared: true, owner: idOf(leaver) })
})
afterAll(() => sampan.close())

const idOf = (session: Session) => session.principal.id!
const post = (url: string, body: unknown, as = admin) => sampan.call(as, 'POST', `/api/v1/${url}`, body)
const get = async (url: string, as = admin) => (await sampan.call(as, 'GET', `/api/v1/${url}`)).body
const to = () => receivers.map(idOf)
const rules = (): HandoverRule[] => [
  { object: 'moon', field: 'owner', with: ['planet'], to: to() },
  { object: 'planet', field: 'owner', where: { kind: 'ice' }, to: [to()[0]!] },
  { object: 'planet', field: 'owner', to: to(), split: 'value' },
  { object: 'planet', field: 'keeper', to: [to()[1]!] },
  { object: 'savedView', field: 'owner', to: [to()[2]!] },
]
const path = () => `people/${idOf(leaver)}`
async function settled(id: string): Promise<ApiHandover> {
  for (;;) {
    const it = await get(`handovers/${id}`)
    if (it.status !== 'running' && it.status !== 'undoing') return it
    await new Promise((done) => setTimeout(done, 20))
  }
}
/** All that a handover could touch, but for the version and who changed it last. */
async function content() {
  const said: unknown[] = []
  for (const table of ['planet', 'moon', 'saved_view', 'user', 'user_roles']) {
    const rows = await sampan.workspace.db.rows(
      sql`select (to_jsonb(r) - 'version' - 'updated_at' - 'updated_by' - 'search')::text from ${tableIn(table)} r order by 1`,
    )
    said.push(rows.map(([row]) => row))
  }
  return said
}
const tableIn = (name: string) => sql([`"${sampan.workspace.schema}"."${name}"`] as unknown as TemplateStringsArray)

test('a plan that cannot be carried out is refused at its place, and nothing is written', async () => {
  const rule = { object: 'planet', field: 'owner', to: to() }
  const tries: [unknown, string][] = [
    [{}, 'rules'],
    [{ rules: [] }, 'rules'],
    [{ rules: [{ ...rule, object: 'plnet' }] }, 'rules.0.field'],
    [{ rules: [{ ...rule, field: 'createdBy' }] }, 'rules.0.field'],
    [{ rules: [{ ...rule, to: [] }] }, 'rules.0.to'],
    [{ rules: [{ ...rule, to: [idOf(leaver)] }] }, 'rules.0.to.0'],
    [{ rules: [{ ...rule, to: ['nobody'] }] }, 'rules.0.to.0'],
    [{ rules: [{ ...rule, to: [idOf(blind)] }] }, 'rules.0.to.0'],
    [{ rules: [{ ...rule, with: ['note'] }] }, 'rules.0.with'],
    [{ rules: [{ ...rule, split: 'luck' }] }, 'rules.0.split'],
    [{ rules: [{ object: 'moon', field: 'owner', to: to(), split: 'value' }] }, 'rules.0.split'],
    [{ rules: [{ ...rule, where: { knd: 'ice' } }] }, 'where.knd'],
    [{ rules: [rule], note: 'x'.repeat(4_001) }, 'note'],
    [{ rules: [rule], lastDay: 'soon' }, 'lastDay'],
    [{ rules: [{ ...rule, where: { name: 'nothing' } }] }, 'rules'],
    [{ rules: [rule], count: 7 }, 'count'],
  ]
  for (const [body, field] of tries) {
    const { status, body: said } = await post(`${path()}/handover`, body)
    expect([body, [409, 422].includes(status), said.errors?.[0]?.field]).toEqual([body, true, field])
  }
  expect((await get('handovers')).data).toEqual([])
})

test('nobody but an administrator learns of it', async () => {
  for (const who of [leaver, receivers[0]!]) {
    expect((await sampan.call(who, 'GET', `/api/v1/${path()}/inventory`)).status).toBe(404)
    expect((await post(`${path()}/handover`, { rules: rules() }, who)).status).toBe(404)
    expect((await sampan.call(who, 'GET', '/api/v1/handovers')).status).toBe(404)
  }
})

test('the inventory finds everything by what the objects declare, by stage and with values', async () => {
  const found: ApiInventory = await get(`${path()}/inventory`)
  const short = found.things.map(({ object, field, count, past }) => [object, field, count, past])
  expect(short).toEqual(
    expect.arrayContaining([
      ['planet', 'owner', 30, 0],
      ['planet', 'keeper', 4, 0],
      ['moon', 'owner', 30, 0],
      ['savedView', 'owner', 1, 1],
    ]),
  )
  expect(short).toHaveLength(4)
  const planets = found.things.find(({ object, field }) => object === 'planet' && field === 'owner')!
  expect(planets.groups).toContainEqual({
    value: 'ice',
    count: 10,
    sums: [{ amount: '1650', currency: 'CNY' }],
  })
  expect(found.things.find(({ object }) => object === 'moon')!.relations).toEqual(['planet'])
  expect(found.keys).toHaveLength(1)
})

test('the preview tells loads before and after; parts go with their whole; what no rule takes stays', async () => {
  const { status, body } = await post(`${path()}/handover/preview`, { rules: rules() })
  expect(status).toBe(200)
  const preview = body as ApiHandoverPreview
  expect(preview.count).toBe(30 + 30 + 4 + 1)
  expect(preview.stays).toEqual([])
  const li = preview.receivers.find(({ name }) => name === 'Li')!
  const planets = li.loads.find(({ object, field }) => object === 'planet' && field === 'owner')!
  expect(planets).toMatchObject({ before: 1, valueBefore: 0 })
  expect(planets.after).toBeGreaterThan(10)
  // ten ice planets go to Li by the second rule; the others come out even by value
  const others = preview.receivers
    .filter(({ name }) => name !== 'Li')
    .map(({ loads }) => loads.find(({ object, field }) => object === 'planet' && field === 'owner')!.valueAfter!)
  expect(Math.abs(others[0]! - others[1]!)).toBeLessThan(200)
  const some = await post(`${path()}/handover/preview`, { rules: [rules()[1]!] })
  expect(some.body.stays).toContainEqual({ object: 'planet', field: 'owner', count: 20 })
})

test('it is carried out as it was shown, tells what stays and why, and comes back as it was', async () => {
  const doomed = (await get('planet?where={"name":"P3"}')).data[0]
  await sampan.call(admin, 'PATCH', `/api/v1/planet/${doomed.id}`, { note: 'Doom' })
  const before = await content()
  const { body: preview } = await post(`${path()}/handover/preview`, { rules: rules() })
  const begun = await post(`${path()}/handover`, { rules: rules(), count: preview.count, lastDay: '2026-03-31' })
  expect(begun.status).toBe(202)
  const done = await settled(begun.body.id)
  expect(done).toMatchObject({ status: 'done', total: 65, done: 65, lastDay: '2026-03-31' })
  expect(done.kept).toEqual([{ detail: 'Doom stays.', count: 1, records: [{ object: 'planet', id: doomed.id }] }])
  const left: ApiInventory = await get(`${path()}/inventory`)
  expect(left.things.map(({ object, count, past }) => [object, count, past])).toEqual([
    ['planet', 1, 0],
    ['savedView', 0, 1],
  ])
  const moons = (await get('moon?limit=100&select=name,owner,planet.owner,createdBy')).data
  for (const { owner, planet: whole, createdBy } of moons) {
    if (whole && whole.owner.id !== idOf(leaver)) expect(owner.id).toBe(whole.owner.id)
    expect(createdBy.id).toBe(idOf(admin))
  }
  const events = await sampan.workspace.db.rows(
    sql`select object, count(*) from ${tableIn('event')} where cause_id = ${done.id}::uuid group by 1 order by 1`,
  )
  expect(events).toEqual([
    ['moon', 30],
    ['planet', 29 + 4],
    ['savedView', 1],
  ])
  expect((await post(`handovers/${done.id}/run`, {})).status).toBe(202)
  expect((await settled(done.id)).done).toBe(65)

  const undone = await post(`handovers/${done.id}/undo`, {})
  expect(undone.status).toBe(202)
  expect(await settled(done.id)).toMatchObject({ status: 'undone', notUndone: [] })
  expect(await content()).toEqual(before)
  expect((await post(`handovers/${done.id}/undo`, {})).status).toBe(409)
})

test('an undo leaves alone what was changed since, and says so; after a week there is none', async () => {
  const [rule] = [{ object: 'planet', field: 'owner', where: { kind: 'gas' }, to: [to()[0]!] }]
  const { body: begun } = await post(`${path()}/handover`, { rules: [rule] })
  const { total } = await settled(begun.id)
  expect(total).toBe(10)
  const [passed, renamed, dropped] = (await get('planet?where={"kind":"gas"}&sort=name')).data
  await sampan.call(admin, 'PATCH', `/api/v1/planet/${passed.id}`, { owner: to()[2] })
  await sampan.call(admin, 'PATCH', `/api/v1/planet/${renamed.id}`, { note: 'New here' })
  await sampan.call(admin, 'DELETE', `/api/v1/planet/${dropped.id}`)
  await post(`handovers/${begun.id}/undo`, {})
  const undone = await settled(begun.id)
  expect(undone.notUndone.map(({ count, records }) => [count, records[0]!.id]).sort()).toEqual(
    [
      [1, passed.id],
      [1, dropped.id],
    ].sort(),
  )
  const now = await get(`planet/${renamed.id}`)
  expect([now.owner.id, now.note]).toEqual([idOf(leaver), 'New here'])
  expect((await get(`planet/${passed.id}`)).owner.id).toBe(to()[2])

  const { body: again } = await post(`${path()}/handover`, { rules: [rule] })
  expect((await settled(again.id)).undoUntil).toBe(new Date(time + 7 * 86_400_000).toISOString())
  time += 8 * 86_400_000
  expect((await get(`handovers/${again.id}`)).undoUntil).toBeNull()
  expect((await post(`handovers/${again.id}/undo`, {})).status).toBe(409)
})

test('each step of the checklist is one click, and is signed', async () => {
  const [{ id }] = (await get(`handovers?person=${idOf(leaver)}`)).data
  expect((await post(`handovers/${id}/checks/party`, {})).status).toBe(404)
  expect((await sampan.call(leaver, 'GET', '/api/v1/meta')).status).toBe(200)
  for (const check of ['sessions', 'keys', 'signIn', 'signOff'])
    expect((await post(`handovers/${id}/checks/${check}`, {})).body.checks[check].by).toBe('管理员')
  expect((await sampan.call(leaver, 'GET', '/api/v1/meta')).status).toBe(401)
  const { person, keys } = await get(`${path()}/inventory`)
  expect([person.active, keys]).toEqual([false, []])
})
