import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSampan, type TestSampan } from '../harness.ts'

let sampan: TestSampan
beforeAll(async () => {
  sampan = await startSampan()
})
afterAll(() => sampan.close())

test('nobody who has not signed in gets anything', async () => {
  for (const url of ['/api/v1/account', '/api/v1/meta', '/api/v1/search?q=a', '/openapi.json'])
    expect((await sampan.call(null, 'GET', url)).status).toBe(401)
})

test('a customer is created, found, changed, told of, deleted and restored', async () => {
  const { call, admin } = sampan
  const made = await call(admin, 'POST', '/api/v1/account', {
    name: '曾氏机电设备有限公司',
    phone: '021-5888 1234',
    level: 'A',
  })
  expect(made.body).toMatchObject({ name: '曾氏机电设备有限公司', version: 1 })
  expect(made.status).toBe(201)
  const url = `/api/v1/account/${made.body.id}`
  expect((await call(admin, 'GET', url)).body.owner).toMatchObject({ id: admin.principal.id, title: '管理员' })
  for (const q of ['曾氏', '机', 'zengshi', 'zsjd', '1234']) {
    const found = await call(admin, 'GET', `/api/v1/search?q=${encodeURIComponent(q)}`)
    expect(
      found.body.data.map((r: { id: string }) => r.id),
      q,
    ).toContain(made.body.id)
  }
  const changed = await call(admin, 'PATCH', url, { level: 'B' }, { 'if-match': '"1"' })
  expect(changed.body).toMatchObject({ level: 'B', version: 2 })
  const stale = await call(admin, 'PATCH', url, { level: 'C' }, { 'if-match': '"1"' })
  expect(stale.status).toBe(412)
  expect(stale.body.current).toMatchObject({ level: 'B', version: 2 })
  const page = await call(admin, 'GET', `${url}/page`)
  expect(page.status, JSON.stringify(page.body)).toBe(200)
  expect(page.body.timeline.data.map((e: { kind: string }) => e.kind)).toEqual(['updated', 'created'])
  expect((await call(admin, 'DELETE', url)).status).toBe(204)
  expect((await call(admin, 'GET', url)).status).toBe(404)
  expect((await call(admin, 'POST', `${url}/restore`)).body).toMatchObject({ level: 'B' })
  const list = await call(admin, 'GET', `/api/v1/account?where=${encodeURIComponent('{"level":"B"}')}&count=exact`)
  expect(list.body).toMatchObject({ total: { value: 1, exact: true }, next: null })
})

test('what is wrong is said at its field, all at once, in the language of the caller', async () => {
  const { call, admin } = sampan
  const refused = await call(admin, 'POST', '/api/v1/account', { phone: 'x', nmae: 'a', level: 'Q' })
  expect(refused.status).toBe(422)
  expect(refused.body.errors.map((e: { field: string }) => e.field)).toEqual(expect.arrayContaining(['nmae', 'level']))
})
