import { dirname } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineTable } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { startRunner } from '#engine/flows/runner.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { killed } from './step-killed.ts'

/* Workers that are killed in the middle of flows, and two at once behind them: each step of each run is done once, none is left out. */

const many = 24
let sampan: TestSampan
beforeAll(async () => {
  sampan = await startSampan()
})
afterAll(() => sampan.close())

test('killed at each step, two workers side by side go on, and everything has happened once', async () => {
  const { call, admin, workspace } = sampan
  const flow = async (name: string, trigger: object) => {
    const steps = [
      { id: 'count', kind: 'update', input: { employees: { is: 'coalesce(employees, 0) + 1' } } },
      { id: 'task', kind: 'task', input: { subject: `${name} {{name}}` } },
      { id: 'again', kind: 'update', input: { employees: { is: 'employees + 100' } } },
    ]
    const { body } = await call(admin, 'POST', '/api/v1/flow', { name, draft: { trigger, steps } })
    expect((await call(admin, 'POST', `/api/v1/flow/${body.id}/publish`, {})).status).toBe(200)
    return body.id as string
  }
  const filter = { name: { startsWith: '流程' } }
  await flow('A', { on: 'created', object: 'account', where: filter })
  await flow('B', { on: 'schedule', object: 'account', every: 'day', at: '09:00', where: filter })
  await call(admin, 'POST', '/api/v1/account/batch', {
    create: Array.from({ length: many }, (_, i) => ({ name: `流程客户 ${i}` })),
  })

  const place = { databaseUrl: sampan.databaseUrl, dataFolder: dirname(sampan.runtime.files.folder) }
  for (const point of ['flow.performed:5', 'flow.advanced:9'])
    expect([point, await killed('work', point, place)]).toEqual([point, 'SIGKILL'])
  // The time of the other flow has come.
  await workspace.db.count(sql`update ${engineTable(workspace, 'flow_timer')} set due_at = due_at - interval '1 day'`)
  expect(await killed('work', 'flow.timed', place)).toBe('SIGKILL')

  const log = () => {}
  const two = [1, 2].map(() => startRunner({ workspaces: sampan.runtime.workspaces, log, sweepMs: 50 }))
  const left = async () =>
    Number(
      (
        await workspace.db.rows(
          sql`select count(*) from ${engineTable(workspace, 'flow_run')} where finished_at is null or status <> 'done'`,
        )
      )[0]?.[0],
    )
  await expect.poll(left, { timeout: 30_000, interval: 50 }).toBe(0)
  await Promise.all(two.map((one) => one.stop()))

  const { body: accounts } = await call(admin, 'GET', '/api/v1/account?select=name,employees&limit=100')
  const counted = accounts.data.filter(({ name }: { name: string }) => name.startsWith('流程'))
  expect(counted.map(({ employees }: { employees: number }) => employees % 101)).toEqual(Array(many).fill(0))
  const { body: tasks } = await call(admin, 'GET', '/api/v1/activity?select=subject&limit=200')
  const subjects = tasks.data.map(({ subject }: { subject: string }) => subject)
  expect(new Set(subjects).size).toBe(subjects.length)
  const [runs] = await workspace.db.rows(sql`select count(*) from ${engineTable(workspace, 'flow_run')}`)
  expect(subjects).toHaveLength(Number(runs?.[0]))
  expect(subjects.filter((subject: string) => subject.startsWith('A '))).toHaveLength(many)
  expect(subjects.filter((subject: string) => subject.startsWith('B ')).length).toBeGreaterThanOrEqual(many)
}, 120_000)
