import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineTable, tableOf } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'

/* A workspace that is older than tags is given the right to make them, once, and what somebody has decided stays. */

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
const older = async (keys: readonly string[]) => {
  const { workspace } = sampan
  const table = tableOf(workspace, 'role')
  await workspace.db.count(sql`update ${table} set grants = grants - 'tag' where key = any(${keys}::text[])`)
  await workspace.db.count(sql`delete from ${engineTable(workspace, 'setting')} where key like 'upgrade %'`)
}
const begun = ['salesManager', 'sales', 'service', 'marketing']

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
