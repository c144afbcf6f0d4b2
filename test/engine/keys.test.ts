import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogueSchema } from '#engine/catalogue/catalogue.ts'
import type { Session } from '#engine/context.ts'
import { ident, sql } from '#engine/db/sql.ts'
import { buildServer } from '#engine/http/server.ts'
import { defineAction } from '#kernel/behaviour.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { planet, sky } from '../planets.ts'

/* A key may do less than its person, never more; it ends; and nobody calls too often. */

const touch = defineAction(planet, 'touch', {
  label: { en: 'Touch', zh: '触碰' },
  input: {},
  run: async (record, _input, tx) => tx.update(planet, record.id, { mass: 1 }),
})
let sampan: TestSampan
let narrow: Session
let record: string
beforeAll(async () => {
  sampan = await startSampan({ modules: sky({ actions: [touch] }), language: 'en' })
  const { body: role } = await sampan.call(sampan.admin, 'POST', '/api/v1/role', {
    name: 'Narrow',
    key: 'narrow',
    grants: { planet: { read: 'own', update: 'own', create: true, fields: { secret: 'hidden' } } },
  })
  narrow = await sampan.person('Narrow', role.id)
  record = (await sampan.call(sampan.admin, 'POST', '/api/v1/planet', { name: 'Earth', secret: 7 })).body.id
})
afterAll(() => sampan.close())

/** A key of the administrator, or of somebody else, and how to call with it. */
async function keyOf(scope: object | null, of = sampan.admin, more: object = {}) {
  const { status, body } = await sampan.call(of, 'POST', '/api/v1/api-keys', {
    name: 'k',
    ...(scope && { scope }),
    ...more,
  })
  expect(status, JSON.stringify(body)).toBe(201)
  return Object.assign(callWith(body.key), { id: body.id as string })
}
const callWith =
  (key: string) => async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) => {
    const headers = { authorization: `Bearer ${key}`, 'accept-language': 'en' }
    const answer = await sampan.app.inject({ method, url, headers, ...(payload ? { payload } : {}) })
    return { status: answer.statusCode, headers: answer.headers, body: answer.body ? answer.json() : null }
  }
const reads = { write: false, actions: false, export: false, configure: false }

test('a scope that cannot be read is refused, with every problem at its place', async () => {
  const wrong = async (scope: unknown, more: object = {}) =>
    (await sampan.call(sampan.admin, 'POST', '/api/v1/api-keys', { name: 'k', scope, ...more })).body.errors?.map(
      (e: { field: string }) => e.field,
    )
  expect(await wrong('all')).toEqual(['scope'])
  expect(await wrong({ write: 'yes', delete: true })).toEqual(['scope.write', 'scope.delete'])
  expect(await wrong({ objects: ['comet', 'planet'] }, { expiresAt: 'soon' })).toEqual(['expiresAt', 'scope.objects'])
  expect(await wrong({ objects: [] })).toEqual(['scope.objects'])
  expect(await wrong({ objects: 'planet' })).toEqual(['scope.objects'])
  expect(await wrong({ objects: { planet: true } })).toEqual(['scope.objects'])
  expect(await wrong(undefined, { expiresAt: '2001-01-01T00:00:00Z' })).toEqual(['expiresAt'])
  // an object that is not hers is as unknown as one that does not exist
  const hers = await sampan.call(narrow, 'POST', '/api/v1/api-keys', { name: 'k', scope: { objects: ['star'] } })
  expect(hers.status).toBe(422)
})

test('a key that reads changes nothing: no record, no action, no setting, no key', async () => {
  const call = await keyOf(reads)
  expect((await call('GET', `/api/v1/planet/${record}`)).body.secret).toBe(7)
  for (const [method, url, body] of [
    ['POST', '/api/v1/planet', { name: 'x' }],
    ['PATCH', `/api/v1/planet/${record}`, { mass: 3 }],
    ['DELETE', `/api/v1/planet/${record}`],
    ['POST', `/api/v1/planet/${record}/touch`, {}],
    ['POST', '/api/v1/planet/bulk/touch', { ids: [record] }],
    ['POST', '/api/v1/planet/batch', { create: [{ name: 'x' }] }],
    ['POST', `/api/v1/planet/${record}/shares`, { granteeId: narrow.principal.id }],
    ['PATCH', '/api/v1/me', { name: 'x' }],
    ['POST', '/api/v1/api-keys', { name: 'x' }],
    ['POST', '/api/v1/people', { name: 'x', email: 'x@y.cn' }],
    ['POST', '/api/v1/role', { name: 'x' }],
    ['POST', '/api/v1/imports', {}],
  ] as const)
    expect((await call(method, url, body)).status, `${method} ${url}`).toBe(403)
  expect((await call('POST', '/api/v1/planet/group', { by: ['kind'] })).status).toBe(200)
  expect((await call('GET', '/api/v1/planet/export?format=csv')).status).toBe(403)
  expect((await call('GET', '/api/v1/exports')).status).toBe(404)
  const { body: meta } = await call('GET', '/api/v1/meta')
  expect(meta.objects.planet.rights).toEqual({
    create: false,
    update: false,
    delete: false,
    export: false,
    import: false,
    merge: false,
    whole: true,
  })
  expect(meta.objects.planet.actions).toEqual([])
})

test('a key of single objects reaches nothing else, through no relation, search or report', async () => {
  const { body: star } = await sampan.call(sampan.admin, 'POST', '/api/v1/star', { name: 'Sun', mass: 5 })
  await sampan.call(sampan.admin, 'PATCH', `/api/v1/planet/${record}`, { star: star.id })
  const call = await keyOf({ write: true, objects: ['planet'] })
  expect((await call('GET', `/api/v1/star/${star.id}`)).status).toBe(404)
  expect((await call('GET', `/api/v1/planet/${record}`)).body.star).toEqual({ hidden: true })
  expect((await call('GET', '/api/v1/planet?select=star.name')).status).toBe(422)
  expect((await call('GET', '/api/v1/search?q=Sun')).body.data).toEqual([])
  expect((await call('POST', '/api/v1/planet/group', { by: ['star.name'] })).status).toBe(422)
  expect(Object.keys((await call('GET', '/api/v1/meta')).body.objects)).toEqual(['planet'])
  expect((await call('PATCH', `/api/v1/planet/${record}`, { mass: 4 })).status).toBe(200)
  // to run actions, to take things out and to configure are each said
  expect((await call('POST', `/api/v1/planet/${record}/touch`, {})).status).toBe(403)
  const acts = await keyOf({ write: true, actions: true, objects: ['planet'] })
  expect((await acts('POST', `/api/v1/planet/${record}/touch`, {})).status).toBe(200)
  const takes = await keyOf({ export: true, objects: ['planet'] })
  const csv = await sampan.app.inject({
    url: '/api/v1/planet/export?format=csv',
    headers: {
      authorization: `Bearer ${(await sampan.call(sampan.admin, 'POST', '/api/v1/api-keys', { name: 'k', scope: { export: true } })).body.key}`,
    },
  })
  expect(csv.statusCode).toBe(200)
  expect((await takes('GET', '/api/v1/star/export?format=csv')).status).toBe(404)
})

test('a key that may write records does not configure, unless it says so', async () => {
  const writes = await keyOf({ write: true, actions: true, export: true })
  expect((await writes('POST', '/api/v1/star', { name: 'Vega' })).status).toBe(201)
  expect((await writes('POST', '/api/v1/role', { name: 'x', key: 'x', grants: {} })).status).toBe(403)
  expect((await writes('PATCH', `/api/v1/user/${narrow.principal.id}`, { name: 'x' })).status).toBe(403)
  expect((await writes('PATCH', '/api/v1/me', {})).status).toBe(403)
  expect((await writes('POST', '/api/v1/people', {})).status).toBe(403)
  expect((await writes('GET', '/api/v1/exports')).status).toBe(404)
  const configures = await keyOf({ write: true, configure: true })
  expect((await configures('POST', '/api/v1/role', { name: 'x', key: 'x', grants: {} })).status).toBe(201)
  // nobody gets a wider key by a narrow one
  expect((await configures('POST', '/api/v1/api-keys', { name: 'x' })).status).toBe(403)
})

test('a scope never adds to what the person may', async () => {
  const call = await keyOf({ write: true, actions: true, export: true, configure: true }, narrow)
  expect((await call('GET', `/api/v1/planet/${record}`)).status).toBe(404)
  expect((await call('GET', '/api/v1/star')).status).toBe(404)
  expect((await call('GET', '/api/v1/planet/export?format=csv')).status).toBe(403)
  expect((await call('POST', '/api/v1/people', {})).status).toBe(404)
  expect((await call('POST', '/api/v1/planet', { name: 'Own', secret: 1 })).status).toBe(422)
})

test('a key is shown once, recognised by its beginning, says when it was used, and ends by itself or at once', async () => {
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString()
  const call = await keyOf(reads, narrow, { expiresAt })
  expect((await call('GET', '/api/v1/meta')).status).toBe(200)
  const { body } = await sampan.call(narrow, 'GET', '/api/v1/api-keys')
  const entry = body.data.find((one: { id: string }) => one.id === call.id)
  expect(entry).toMatchObject({ name: 'k', scope: reads, expiresAt, revokedAt: null })
  expect(entry.prefix).toMatch(/^smp_.{5}$/)
  expect(Date.now() - Date.parse(entry.lastUsedAt)).toBeLessThan(60_000)
  expect(JSON.stringify(body)).not.toMatch(/"hash"|smp_[\w-]{20}/)
  const fresh = await keyOf(reads, narrow, { expiresAt })
  const { db } = sampan.runtime
  await db.count(
    sql`update ${ident(catalogueSchema, 'api_key')} set expires_at = ${'2020-01-01T00:00:00Z'}::timestamptz where id = ${fresh.id}::uuid`,
  )
  expect((await fresh('GET', '/api/v1/meta')).status).toBe(401)
  await sampan.call(narrow, 'DELETE', `/api/v1/api-keys/${call.id}`)
  expect((await call('GET', '/api/v1/meta')).status).toBe(401)
})

test('who calls too often is told when to come again; each key, person and stranger by herself', async () => {
  const app = await buildServer({ runtime: sampan.runtime, logLevel: 'silent', rateLimit: 5 })
  const ask = (authorization?: string, remoteAddress = '10.0.0.1') =>
    app.inject({ url: '/api/v1/meta', remoteAddress, headers: authorization ? { authorization } : {} })
  const key = async () =>
    `Bearer ${(await sampan.runtime.catalogue.createApiKey({ workspaceId: sampan.workspace.id, userId: narrow.principal.id! }, 'x')).key}`
  const [one, other, third] = [await key(), await key(), await key()]
  const first = await ask(one, '10.0.0.2')
  expect(first.statusCode).toBe(200)
  expect(first.headers['ratelimit-policy']).toBe('"address";q=5;w=60, "key";q=5;w=60, "person";q=10;w=60')
  expect(first.headers['ratelimit']).toMatch(/^"address";r=4;t=\d+, "key";r=4;t=\d+, "person";r=9;t=\d+$/)
  for (let i = 0; i < 4; i++) expect((await ask(one)).statusCode).toBe(200)
  const much = await ask(one)
  expect(much.statusCode).toBe(429)
  expect(Number(much.headers['retry-after'])).toBeGreaterThan(0)
  expect(much.headers['content-type']).toContain('application/problem+json')
  expect(much.json()).toMatchObject({ status: 429, errors: [{ code: 'throttled' }] })
  // another key of hers goes on, until both together are too much
  for (let i = 0; i < 5; i++) expect((await ask(other)).statusCode).toBe(200)
  expect((await ask(third)).statusCode).toBe(429)
  // a stranger is counted by her address, and does not use up what others have
  for (let i = 0; i < 5; i++) expect((await ask(undefined, '10.0.0.9')).statusCode).toBe(401)
  expect((await ask(undefined, '10.0.0.9')).statusCode).toBe(429)
  expect((await ask(undefined, '10.0.0.8')).statusCode).toBe(401)
  await app.close()
})
