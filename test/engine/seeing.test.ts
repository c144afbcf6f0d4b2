import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { ident, sql } from '#engine/db/sql.ts'
import { keepHouse } from '#engine/housekeeping.ts'
import { startSampan, type TestSampan } from '../harness.ts'

/* An administrator looks through somebody's eyes: what she sees, nothing written, told of both, over by itself. */

let sampan: TestSampan
let wang: Session
let now = new Date('2026-03-05T02:00:00Z')
beforeAll(async () => {
  sampan = await startSampan({ clock: { now: () => now } })
  wang = await sampan.person('王芳', 'sales')
})
afterAll(() => sampan.close())

const begin = async () => {
  const begun = await sampan.call(sampan.admin, 'POST', '/api/v1/access/seeing', {
    person: wang.principal.id,
    reason: '她说看不到客户',
  })
  expect(begun.status, JSON.stringify(begun.body)).toBe(201)
  const set = String(begun.headers['set-cookie'])
  expect(set).toMatch(/HttpOnly; SameSite=Strict/)
  return { cookie: set.split(';')[0]! }
}
const kinds = async (id: string | null) =>
  (
    await sampan.workspace.db.rows(
      sql`select kind from ${ident(sampan.workspace.schema, 'event')} where object = 'user' and record_id = ${id}::uuid and kind like 'see%' order by at, id`,
    )
  ).map(([kind]) => kind)

test('only administrators look, and only through the eyes of somebody who is none and works here', async () => {
  const { call, admin } = sampan
  const ask = (who: Session | null, person: unknown) => call(who, 'POST', '/api/v1/access/seeing', { person })
  expect((await ask(null, wang.principal.id)).status).toBe(401)
  expect((await ask(wang, admin.principal.id)).status).toBe(404)
  expect((await ask(admin, admin.principal.id)).status).toBe(422)
  expect((await ask(admin, 'nobody')).status).toBe(422)
  // a cookie is worth nothing to anybody else
  const eyes = await begin()
  expect((await call(wang, 'GET', '/api/v1/meta', undefined, eyes)).status).toBe(409)
})

test('the administrator sees exactly what she sees, changes nothing, and takes nothing out', async () => {
  const { call, admin } = sampan
  const { body: hers } = await call(wang, 'POST', '/api/v1/account', { name: '王的客户' })
  const { body: other } = await call(admin, 'POST', '/api/v1/account', { name: '别人的客户' })
  const eyes = await begin()
  const meta = await call(admin, 'GET', '/api/v1/meta', undefined, eyes)
  const own = await call(wang, 'GET', '/api/v1/meta')
  expect(meta.body.seeing).toMatchObject({ person: { name: '王芳' }, until: '2026-03-05T02:30:00.000Z' })
  expect({ ...meta.body, seeing: undefined }).toEqual({ ...own.body, seeing: undefined })
  for (const path of ['/api/v1/account', '/api/v1/search?q=客户', `/api/v1/account/${hers.id}/page`])
    expect((await call(admin, 'GET', path, undefined, eyes)).body).toEqual((await call(wang, 'GET', path)).body)
  expect((await call(admin, 'GET', `/api/v1/account/${other.id}`, undefined, eyes)).status).toBe(404)
  expect((await call(admin, 'POST', '/api/v1/account/group', { by: ['owner'] }, eyes)).status).toBe(200)
  expect((await call(admin, 'GET', '/api/v1/exports', undefined, eyes)).status).toBe(404)
  const writes: ['POST' | 'PATCH' | 'DELETE', string, unknown?][] = [
    ['POST', '/api/v1/account', { name: 'x' }],
    ['PATCH', `/api/v1/account/${hers.id}`, { name: 'x' }],
    ['DELETE', `/api/v1/account/${hers.id}`],
    ['POST', `/api/v1/account/${hers.id}/shares`, { granteeId: wang.principal.id }],
    ['POST', '/api/v1/api-keys', { name: 'x' }],
    ['PATCH', '/api/v1/me', { name: 'x' }],
    ['POST', '/api/v1/account/export', {}],
    ['POST', '/api/v1/access/seeing', { person: wang.principal.id }],
  ]
  for (const [method, path, body] of writes) {
    const { status, body: said } = await call(admin, method, path, body, eyes)
    expect([status, said.errors?.[0]?.code], `${method} ${path}`).toEqual([403, 'seeing'])
  }
  const manager = await sampan.person('经理', 'salesManager')
  const { headers } = await call(admin, 'POST', '/api/v1/access/seeing', { person: manager.principal.id })
  const managers = { cookie: String(headers['set-cookie']).split(';')[0]! }
  expect((await call(manager, 'GET', '/api/v1/account/export')).status).toBe(200)
  expect((await call(admin, 'GET', '/api/v1/account/export', undefined, managers)).status).toBe(403)
})

test('it ends when asked and by itself after half an hour; both ends are told of both', async () => {
  const { call, admin, workspace } = sampan
  const eyes = await begin()
  expect((await call(admin, 'DELETE', '/api/v1/access/seeing', undefined, eyes)).status).toBe(204)
  const over = await call(admin, 'GET', '/api/v1/account', undefined, eyes)
  expect([over.status, over.body.errors[0].code]).toEqual([409, 'seeing-ended'])
  expect(String(over.headers['set-cookie'])).toMatch(/Max-Age=0/)
  const again = await begin()
  now = new Date('2026-03-05T02:30:00Z')
  expect((await call(admin, 'GET', '/api/v1/account', undefined, again)).status).toBe(409)
  await begin()
  now = new Date('2026-03-05T04:00:00Z')
  await keepHouse(workspace)
  const told = await kinds(wang.principal.id)
  expect(told.filter((kind) => kind === 'seenStarted')).toHaveLength(told.filter((kind) => kind === 'seenEnded').length)
  expect((await kinds(admin.principal.id)).filter((kind) => kind === 'seeingStarted').length).toBeGreaterThan(4)
})
