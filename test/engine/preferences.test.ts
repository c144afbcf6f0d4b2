import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'

/* What a person likes on the screen is hers, small, and kept wherever she signs in. */

let sampan: TestSampan
beforeAll(async () => {
  sampan = await startSampan({ modules: sky(), language: 'en' })
})
afterAll(() => sampan.close())

const keep = (who: TestSampan['admin'], key: string, value: unknown) =>
  sampan.call(who, 'PATCH', `/api/v1/me/preferences/${key}`, { value })
const read = async (who: TestSampan['admin']) => (await sampan.call(who, 'GET', '/api/v1/me/preferences')).body

test('a wrong key, a large value and too many are refused', async () => {
  const { admin } = sampan
  for (const key of ['1st', 'a%20b', `a${'b'.repeat(60)}`]) expect((await keep(admin, key, 1)).status).toBe(422)
  expect((await keep(admin, 'large', 'x'.repeat(8_200))).status).toBe(422)
  const many = await sampan.person('Many', sampan.workspace.registry.roles.find((role) => !role.admin)!.key)
  for (let i = 0; i < 100; i++) expect((await keep(many, `k${i}`, i)).status).toBe(204)
  expect((await keep(many, 'k100', 1)).status).toBe(409)
  expect((await keep(many, 'k7', 'again')).status).toBe(204)
  expect(await read(many)).toMatchObject({ k7: 'again', k99: 99 })
})

test('it is kept, changed, forgotten, and nobody else sees it', async () => {
  const { admin } = sampan
  const other = await sampan.person('Other', sampan.workspace.registry.roles.find((role) => !role.admin)!.key)
  await keep(admin, 'started', 'closed')
  await keep(admin, 'list.density', { rows: 'tight' })
  expect(await read(admin)).toEqual({ started: 'closed', 'list.density': { rows: 'tight' } })
  expect(await read(other)).toEqual({})
  await keep(admin, 'started', null)
  expect(await read(admin)).toEqual({ 'list.density': { rows: 'tight' } })
})
