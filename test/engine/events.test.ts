import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { engineTable } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'
import { keyOf, listenTo, type Stream } from './events-stream.ts'

/* Whoever listens hears what changes, as it changes, and of what is hidden from her nothing. */

let sampan: TestSampan
let base: string
let narrow: Session
let streams: Stream[] = []
beforeAll(async () => {
  sampan = await startSampan({ modules: sky(), language: 'en' })
  base = await sampan.app.listen({ port: 0, host: '127.0.0.1' })
  const { body: role } = await sampan.call(sampan.admin, 'POST', '/api/v1/role', {
    name: 'Narrow',
    key: 'narrow',
    grants: { planet: { read: ['own', { where: { kind: 'ice' } }], fields: { note: 'hidden', updatedBy: 'hidden' } } },
  })
  narrow = await sampan.person('Narrow', role.id)
})
afterAll(() => sampan.close())
afterEach(() => {
  for (const stream of streams) stream.close()
  streams = []
})

const listen = async (who: Session | { authorization?: string; cookie?: string }, query = '', headers = {}) => {
  const stream = await listenTo(sampan, base, who, query, headers)
  streams.push(stream)
  return stream
}
const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: unknown) =>
  sampan.call(sampan.admin, method, url, body)
const make = async (values: object, object = 'planet') =>
  (await call('POST', `/api/v1/${object}`, { name: 'P', ...values })).body.id as string
const told = (stream: Stream) => stream.heard.map(({ data }) => `${data['object']}.${data['kind']} ${data['recordId']}`)

test('nobody listens without signing in, to what she may not read, or to what does not exist', async () => {
  expect((await listen({})).status).toBe(401)
  expect((await listen({ authorization: 'Bearer smp_0000000000000000000000000000' })).status).toBe(401)
  expect((await listen(narrow, '?object=star')).status).toBe(404)
  expect((await listen(narrow, '?object=comet')).status).toBe(404)
  expect((await listen(narrow, '?record=qqq')).status).toBe(404)
})

test('each hears of the records that she may see, and which of her fields have changed', async () => {
  const all = await listen(sampan.admin)
  const some = await listen(narrow)
  const rock = await make({ kind: 'rock' })
  const ice = await make({ kind: 'ice' })
  await call('PATCH', `/api/v1/planet/${ice}`, { mass: 1, note: 'hidden' })
  // That only something hidden has changed is nothing to her.
  await call('PATCH', `/api/v1/planet/${ice}`, { note: 'again' })
  await make({}, 'star')
  await call('DELETE', `/api/v1/planet/${ice}`)
  await expect.poll(() => all.heard.length).toBe(6)
  await expect.poll(() => some.heard.length).toBe(3)
  expect(told(all)).toContain(`planet.created ${rock}`)
  expect(told(some)).toEqual([`planet.created ${ice}`, `planet.updated ${ice}`, `planet.deleted ${ice}`])
  expect(some.heard[1]).toMatchObject({ event: 'change', id: some.heard[1]!.data['id'] })
  expect(some.heard[1]!.data).toMatchObject({ fields: ['mass'], actorId: null })
  expect(all.heard[2]!.data).toMatchObject({
    fields: ['mass', 'note'],
    actorId: sampan.admin.principal.id,
  })
})

test('a stream may be of some objects, or of one record', async () => {
  const mine = await make({})
  const one = await listen(sampan.admin, `?record=${mine}`)
  const stars = await listen(sampan.admin, '?object=star,moon')
  const star = await make({}, 'star')
  const moon = await make({}, 'moon')
  await call('PATCH', `/api/v1/planet/${mine}`, { mass: 2 })
  await expect.poll(() => told(one)).toEqual([`planet.updated ${mine}`])
  await expect.poll(() => told(stars)).toEqual([`star.created ${star}`, `moon.created ${moon}`])
})

test('who comes again hears what she has missed; after too long she is told to look anew', async () => {
  const before = await listen(sampan.admin)
  const first = await make({})
  await expect.poll(() => before.heard.length).toBe(1)
  before.close()
  const missed = await make({})
  const again = await listen(sampan.admin, '', { 'last-event-id': before.heard[0]!.id! })
  await expect.poll(() => told(again)).toContain(`planet.created ${missed}`)
  expect(again.heard.map(({ id }) => id)).not.toContain(before.heard[0]!.id)
  void first
  const late = await listen(sampan.admin, '', { 'last-event-id': '01900000-0000-7000-8000-000000000000' })
  await expect.poll(() => late.heard[0]?.event).toBe('reset')
  // An id that is none is no reason to refuse.
  expect((await listen(sampan.admin, '', { 'last-event-id': 'qqq' })).status).toBe(200)
})

test('who has just read what she shows hears what came meanwhile, and nothing from before', async () => {
  const made = await make({})
  const stream = await listen(sampan.admin, '?ago=60000')
  await expect.poll(() => told(stream)).toContain(`planet.created ${made}`)
  for (const ago of ['0', '-5', 'soon']) {
    const later = await listen(sampan.admin, `?ago=${ago}`)
    expect(later.status).toBe(200)
    const next = await make({})
    await expect.poll(() => told(later)).toEqual([`planet.created ${next}`])
    later.close()
  }
})

test('an event that commits late is heard, though younger ones were heard before it', async () => {
  const stream = await listen(sampan.admin)
  const planet = await make({})
  await expect.poll(() => stream.heard.length).toBe(1)
  const [row] = await sampan.workspace.db.rows(
    sql`select id from ${engineTable(sampan.workspace, 'event')} where record_id = ${planet}::uuid`,
  )
  // as if its transaction had begun two seconds earlier and committed only now
  const ms = Number.parseInt(String(row![0]).replaceAll('-', '').slice(0, 12), 16) - 2_000
  const hex = ms.toString(16).padStart(12, '0')
  const late = `${hex.slice(0, 8)}-${hex.slice(8)}-7abc-8abc-0123456789ab`
  await sampan.workspace.db.count(
    sql`insert into ${engineTable(sampan.workspace, 'event')} (id, at, kind, object, record_id, via, changes)
      select ${late}::uuid, at, 'updated', object, record_id, via, '{"mass": [1, 2]}'::jsonb
      from ${engineTable(sampan.workspace, 'event')} where id = ${row![0]}::uuid`,
  )
  await expect.poll(() => stream.heard.map(({ id }) => id)).toContain(late)
  expect(stream.heard).toHaveLength(2)
})

test('much at once is told in one word', async () => {
  const stream = await listen(sampan.admin)
  await call('POST', '/api/v1/star/batch', { create: Array.from({ length: 1_000 }, () => ({ name: 'x' })) })
  await expect.poll(() => stream.heard).toEqual([{ id: null, event: 'reset', data: {} }])
  expect(stream.ended()).toBe(false)
})

test('a stream ends when its listener is disabled, her key is revoked, or she signs out', async () => {
  const { body: roles } = await call('GET', '/api/v1/role?where={"key":"narrow"}')
  const leaving = await sampan.person('Leaving', roles.data[0].id)
  const hers = await listen(leaving)
  const staying = await listen(narrow)
  expect((await call('POST', `/api/v1/user/${leaving.principal.id}/disable`)).status).toBe(200)
  await expect.poll(hers.ended, { timeout: 2_000 }).toBe(true)
  const { body: key } = await call('POST', '/api/v1/api-keys', { name: 'stream' })
  const keyed = await listen({ authorization: `Bearer ${key.key}` })
  expect(keyed.status).toBe(200)
  await call('DELETE', `/api/v1/api-keys/${key.id}`)
  await expect.poll(keyed.ended, { timeout: 2_000 }).toBe(true)
  const signIn = await sampan.app.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    headers: { origin: 'http://127.0.0.1:7717' },
    payload: { email: 'admin@example.com', password: 'password-1234' },
  })
  const cookie = signIn.cookies.map((one) => `${one.name}=${encodeURIComponent(one.value)}`).join('; ')
  const screen = await listen({ cookie })
  expect(screen.status).toBe(200)
  await sampan.app.inject({
    method: 'POST',
    url: '/api/auth/sign-out',
    headers: { cookie, origin: 'http://127.0.0.1:7717' },
    payload: {},
  })
  await expect.poll(screen.ended, { timeout: 2_000 }).toBe(true)
  expect(staying.ended()).toBe(false)
})

test('rights that change hold for what comes next', async () => {
  const { body: role } = await call('POST', '/api/v1/role', {
    name: 'Wide',
    key: 'wide',
    grants: { star: { read: 'all' } },
  })
  const wide = await sampan.person('Wide', role.id)
  const stream = await listen(wide)
  const seen = await make({}, 'star')
  await expect.poll(() => told(stream)).toEqual([`star.created ${seen}`])
  await call('PATCH', `/api/v1/role/${role.id}`, { grants: { moon: { read: 'all' } } })
  await make({}, 'star')
  const moon = await make({}, 'moon')
  await expect.poll(() => told(stream)).toEqual([`star.created ${seen}`, `moon.created ${moon}`])
})

test('one person has eight streams at most', async () => {
  const key = { authorization: `Bearer ${await keyOf(sampan, narrow)}` }
  for (let i = 0; i < 8; i++) expect((await listen(key)).status).toBe(200)
  expect((await listen(key)).status).toBe(429)
  streams[0]!.close()
  await expect.poll(async () => (await listen(key)).status).toBe(200)
})
