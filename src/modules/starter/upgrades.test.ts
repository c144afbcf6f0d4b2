import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineTable, tableOf } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { starterRoles } from './roles.ts'

/* A workspace that is older than an object is given the rights to it, once, and what somebody has decided stays. */

let sampan: TestSampan
beforeAll(async () => {
  sampan = await startSampan()
})
afterAll(() => sampan.close())

const grants = async (key: string) => {
  const where = encodeURIComponent(JSON.stringify({ key }))
  const { body } = await sampan.call(sampan.admin, 'GET', `/api/v1/role?where=${where}`)
  return body.data[0]
}
const older = async (keys: readonly string[], objects: readonly string[] = ['tag']) => {
  const { workspace } = sampan
  const table = tableOf(workspace, 'role')
  await workspace.db.count(
    sql`update ${table} set grants = grants - ${objects}::text[] where key = any(${keys}::text[])`,
  )
  await workspace.db.count(sql`delete from ${engineTable(workspace, 'setting')} where key like 'upgrade %'`)
}
/** What the roles of 0.1.0 know; the rest has come since, and each needs its line among the upgrades. */
const first = [
  'savedView',
  'file',
  'role',
  'account',
  'contact',
  'employment',
  'lead',
  'opportunity',
  'opportunityLine',
]
const since = [...new Set(starterRoles.flatMap((seed) => Object.keys(seed.grants)))].filter(
  (object) => ![...first, 'activity', 'product'].includes(object),
)
const begun = starterRoles.map(({ key }) => key)

test('a new workspace has it from the beginning, and no start changes that', async () => {
  const { version, grants: before } = await grants('sales')
  await sampan.runtime.workspaces.migrate()
  expect(await grants('sales')).toMatchObject({ version, grants: before })
})

test('a right that was taken away stays away', async () => {
  await older(['sales'])
  await sampan.runtime.workspaces.migrate()
  expect((await grants('sales')).grants.tag).toBeUndefined()
})

test('an older one is given it, once, and the audit log says so', async () => {
  await older(begun)
  await sampan.runtime.workspaces.migrate()
  for (const key of begun) expect((await grants(key)).grants.tag).toEqual({ read: 'all', create: true })
  const { id, grants: now } = await grants('sales')
  const log = await sampan.call(sampan.admin, 'GET', `/api/v1/audit?record=${id}&kind=updated`)
  expect(log.body.data[0]).toMatchObject({ via: 'system', actor: null })
  const { tag: _, ...without } = now
  await sampan.call(sampan.admin, 'PATCH', `/api/v1/role/${id}`, { grants: without })
  await sampan.runtime.workspaces.migrate()
  expect((await grants('sales')).grants.tag).toBeUndefined()
})

test('one of the first release is given all that has come since, but what one of its roles says already', async () => {
  const { id, grants: whole } = await grants('service')
  await older(begun, since)
  const { grants: rest } = await grants('service')
  const decided = { read: 'none' }
  await sampan.call(sampan.admin, 'PATCH', `/api/v1/role/${id}`, { grants: { ...rest, dealRegistration: decided } })
  await sampan.runtime.workspaces.migrate()
  const { dealRegistration: _, ...others } = whole
  expect((await grants('service')).grants).toEqual({ ...others, dealRegistration: decided })
  for (const seed of starterRoles.filter(({ key }) => key !== 'service')) {
    const { grants: now } = await grants(seed.key)
    expect(Object.keys(now).sort(), seed.key).toEqual(
      Object.keys(seed.grants)
        .filter((object) => object !== 'dealRegistration')
        .sort(),
    )
    expect(now.poolClaim).toEqual(seed.grants.poolClaim)
  }
})

test('who answers for the records of several people may merge them, unless somebody has decided', async () => {
  const { workspace } = sampan
  const before = (await grants('salesManager')).grants
  expect(before.account.merge).toBe(true)
  await workspace.db.count(
    sql`update ${tableOf(workspace, 'role')} set grants = (select jsonb_object_agg(key, value - 'merge') from jsonb_each(grants)) where key = any(${begun}::text[])`,
  )
  await older([])
  await sampan.runtime.workspaces.migrate()
  expect((await grants('salesManager')).grants).toEqual(before)
  expect((await grants('sales')).grants.account.merge).toBeUndefined()
})

test('who plans sequences may enrol leads, unless somebody has decided', async () => {
  const before = (await grants('marketing')).grants
  const without = { ...before.lead, actions: before.lead.actions.filter((one: string) => one !== 'enrol') }
  const { workspace } = sampan
  await workspace.db.count(
    sql`update ${tableOf(workspace, 'role')} set grants = grants || ${JSON.stringify({ lead: without })}::jsonb where key = 'marketing'`,
  )
  await older([])
  await sampan.runtime.workspaces.migrate()
  expect((await grants('marketing')).grants).toEqual(before)
  const { id } = await grants('marketing')
  await sampan.call(sampan.admin, 'PATCH', `/api/v1/role/${id}`, { grants: { ...before, lead: without } })
  await sampan.runtime.workspaces.migrate()
  expect((await grants('marketing')).grants.lead).toEqual(without)
})
