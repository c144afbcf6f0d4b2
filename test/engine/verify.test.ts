import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyWorkspace } from '#engine/doctor/verify.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'

/* Whatever breaks a workspace behind our back is found, by the invariant that it breaks. */

let sampan: TestSampan
let planet: string
beforeAll(async () => {
  sampan = await startSampan({ modules: sky(), language: 'en' })
  const { call, admin } = sampan
  const star = (await call(admin, 'POST', '/api/v1/star', { name: 'Sun' })).body.id
  planet = (await call(admin, 'POST', '/api/v1/planet', { name: 'Mars', star, price: '12' })).body.id
  await call(admin, 'POST', '/api/v1/planet', { name: 'Venus', star })
  await call(admin, 'DELETE', `/api/v1/planet/${planet}`)
  await call(admin, 'POST', `/api/v1/planet/${planet}/restore`)
})
afterAll(() => sampan.close())

const wrong = async () =>
  (await verifyWorkspace(sampan.workspace)).findings.flatMap(({ check, state }) => (state === 'wrong' ? [check] : []))
const run = (text: string) => sampan.runtime.db.pool.query(text.replaceAll('{schema}', `"${sampan.workspace.schema}"`))

test('a workspace as it is made keeps every invariant', async () => {
  const { findings } = await verifyWorkspace(sampan.workspace)
  expect(findings.filter(({ state }) => state === 'wrong')).toEqual([])
  expect(findings.map(({ check }) => check.split(' ')[0])).toEqual(
    expect.arrayContaining(['I1', 'I2', 'I3', 'I5', 'I6', 'I7', 'I8', 'I9']),
  )
})

test.each<[string, string, string, string]>([
  [
    'I1 references',
    'a relation to nobody',
    `alter table {schema}.planet drop constraint planet_star_id_fk; update {schema}.planet set star_id = '00000000-0000-7000-8000-ffffffffffff' where name = 'Venus'`,
    `update {schema}.planet set star_id = null where name = 'Venus';
     alter table {schema}.planet add constraint planet_star_id_fk foreign key (star_id) references {schema}.star (id)`,
  ],
  [
    'I2 workspace',
    'a key that leads elsewhere',
    'create schema elsewhere; create table elsewhere.star (id uuid primary key); alter table {schema}.moon add constraint away foreign key (planet_id) references elsewhere.star (id) not valid',
    'alter table {schema}.moon drop constraint away; drop schema elsewhere cascade',
  ],
  [
    'events',
    'a change that no event tells of',
    `update {schema}.planet set version = version + 1 where name = 'Mars'`,
    `update {schema}.planet set version = version - 1 where name = 'Mars'`,
  ],
  [
    'I7 lives',
    'a record that went without an event',
    `update {schema}.planet set deleted_at = now() where name = 'Mars'`,
    `update {schema}.planet set deleted_at = null where name = 'Mars'`,
  ],
  [
    'I8 money',
    'an amount without a currency',
    `update {schema}.planet set price_currency = null where name = 'Mars'`,
    `update {schema}.planet set price_currency = 'CNY' where name = 'Mars'`,
  ],
  [
    'I9 search',
    'a record that cannot be found',
    `update {schema}.planet set search = null where name = 'Venus'`,
    `update {schema}.planet set search = ''::tsvector where name = 'Venus'`,
  ],
])('%s finds %s', async (check, _what, harm, mend) => {
  await run(harm)
  expect(await wrong()).toContain(check)
  await run(mend)
  expect(await wrong()).toEqual([])
})
