import { dirname } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineTable, tableOf } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { verifyWorkspace } from '#engine/doctor/verify.ts'
import { runJob } from '#engine/events/work.ts'
import { fillMatchKeys } from '#engine/matching/fill.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { killed } from './step-killed.ts'

/* A merge, and taking it apart, killed at each of its steps: nothing has happened, and done again all of it has. */

const contacts = 1_100
let sampan: TestSampan
beforeAll(async () => {
  sampan = await startSampan()
})
afterAll(() => sampan.close())

test('killed at any step nothing is half merged and nothing half parted', async () => {
  const { call, admin } = sampan
  const made = async (name: string) => (await call(admin, 'POST', '/api/v1/account', { name })).body.id as string
  const [survivor, lost] = [await made('华信科技有限公司'), await made('华信科技')]
  for (let i = 0; i < contacts; i += 550)
    await call(admin, 'POST', '/api/v1/contact/batch', {
      create: Array.from({ length: 550 }, (_, k) => ({ name: `联系人 ${i + k}`, account: lost })),
    })
  const place = {
    databaseUrl: sampan.databaseUrl,
    dataFolder: dirname(sampan.runtime.files.folder),
    who: admin.principal.id!,
  }
  const request = { ids: [survivor, lost], survivor }

  const before = await content()
  for (const point of ['merge.moved:2', 'merge.written']) {
    expect([point, await killed('merge', point, { ...place, merge: request })]).toEqual([point, 'SIGKILL'])
    expect(await content()).toBe(before)
  }
  const { body } = await call(admin, 'POST', '/api/v1/account/merge', request)
  expect(body.merge.moved).toBeGreaterThanOrEqual(contacts)
  const merged = await content()
  for (const point of ['split.moved:2', 'split.written']) {
    const step = { ...place, id: body.merge.id }
    expect([point, await killed('split', point, step)]).toEqual([point, 'SIGKILL'])
    expect(await content()).toBe(merged)
  }
  expect((await call(admin, 'POST', `/api/v1/account/merges/${body.merge.id}/split`)).body.stays).toEqual([])
  expect(await content()).toBe(before)
  const { findings } = await verifyWorkspace(sampan.workspace)
  expect(findings.filter(({ state }) => state === 'wrong')).toEqual([])
})

test('a scan killed between its portions goes on behind them, and finds what is alike once', async () => {
  const { workspace } = sampan
  const place = { databaseUrl: sampan.databaseUrl, dataFolder: dirname(sampan.runtime.files.folder) }
  await fillMatchKeys(workspace)
  // So long ago that nothing written then can still be under way.
  await workspace.db.count(sql`update ${tableOf(workspace, 'contact')} set updated_at = updated_at - interval '1 day'`)
  expect(await killed('scan', 'scan.portion:4', place)).toBe('SIGKILL')
  const at = async () =>
    workspace.db.rows(sql`select scanned_id from ${engineTable(workspace, 'matching')} where object = 'contact'`)
  const [[reached]] = (await at()) as [[string]]
  expect(reached).not.toBeNull()
  await runJob(workspace, 'find duplicates', {})
  expect((await at())[0]![0]).not.toBe(reached)
  const { body } = await sampan.call(sampan.admin, 'GET', '/api/v1/duplicate?count=exact')
  expect(body.data).toMatchObject([{ name: '华信科技有限公司', count: 2 }])
})

async function content(): Promise<string> {
  const { workspace } = sampan
  const of = (table: ReturnType<typeof tableOf>) =>
    sql`select md5(string_agg((to_jsonb(r) - 'version' - 'updated_at' - 'updated_by_id')::text, '' order by r.id)) from ${table} r`
  const sums = ['account', 'contact', 'employment'].map((key) => of(tableOf(workspace, key)))
  const rows = await Promise.all(
    [...sums, of(engineTable(workspace, 'former_id'))].map((one) => workspace.db.rows(one)),
  )
  return JSON.stringify(rows)
}
