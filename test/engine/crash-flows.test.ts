import { dirname } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineTable, tableOf } from '#engine/context.ts'
import { type Sql, sql } from '#engine/db/sql.ts'
import { startDispatcher } from '#engine/events/dispatcher.ts'
import { startRunner } from '#engine/flows/runner.ts'
import { queryOf } from '#engine/query/query.ts'
import { hitsOf } from '#engine/signals/hits.ts'
import { dayOf } from '#kernel/time.ts'
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
  // Many runs are at a step together.
  for (const point of ['flow.performed:2', 'flow.advanced:1'])
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
})

test('a signal that is killed as it fires, by what it hears and by the clock, has fired once under two workers', async () => {
  const { call, admin, workspace } = sampan
  const put = async (object: string, values: object, verb: string) => {
    const { body } = await call(admin, 'POST', `/api/v1/${object}`, values)
    expect((await call(admin, 'POST', `/api/v1/${object}/${body.id}/${verb}`, {})).status).toBe(200)
    return body.id as string
  }
  const signal = async (name: string, definition: object) => {
    const id = await put('signal', { name, definition }, 'switchOn')
    const trigger = { on: 'signal', object: definition['object' as never], signal: id }
    const steps = [{ id: 'task', kind: 'task', input: { subject: `${name} {{name}}` } }]
    await put('flow', { name, draft: { trigger, steps } }, 'publish')
  }
  const rises = { is: 'change', field: 'employees', way: 'rises', factor: 10, days: 30 }
  await signal('S', { object: 'account', when: rises, where: { name: { startsWith: '信号' } }, cooldown: 30 })
  const born = { is: 'date', field: 'birthday', days: 0, years: 'each', at: '09:00' }
  await signal('T', { object: 'contact', when: born, cooldown: 0 })
  const { body } = await call(admin, 'POST', '/api/v1/account/batch', {
    create: Array.from({ length: many }, (_, i) => ({ name: `信号客户 ${i}`, employees: 10 })),
  })
  await call(admin, 'POST', '/api/v1/account/batch', {
    update: body.data.map(({ id }: { id: string }) => ({ id, employees: 1_000 })),
  })
  const place = { databaseUrl: sampan.databaseUrl, dataFolder: dirname(sampan.runtime.files.folder) }
  expect(await killed('work', 'signal.fired', place)).toBe('SIGKILL')
  const { workspaces } = sampan.runtime
  const options = { workspaces, log: () => {}, sweepMs: 50 }
  const dispatchers = [1, 2].map(() => startDispatcher({ ...options, url: sampan.databaseUrl }))
  const runners = [1, 2].map(() => startRunner(options))
  // The clock of the other signal is set by now; its time comes, for people who are there already.
  const timer = engineTable(workspace, 'signal_timer')
  const set = async () => (await workspace.db.rows(sql`select due_at - interval '1 day' from ${timer}`))[0]?.[0]
  await expect.poll(set, { timeout: 30_000 }).toBeTruthy()
  const due = dayOf(String(await set()), 'Asia/Shanghai')
  await call(admin, 'POST', '/api/v1/contact/batch', {
    create: Array.from({ length: many }, (_, i) => ({ name: `寿星 ${i}`, birthday: `1990-${due.slice(5)}` })),
  })
  await workspace.db.count(sql`update ${tableOf(workspace, 'contact')} set created_at = created_at - interval '9 days'`)
  await workspace.db.count(
    sql`update ${timer} set due_at = due_at - interval '1 day', since = since - interval '3 days'`,
  )

  const fires = async () =>
    (await workspace.db.rows(sql`select record_id from ${engineTable(workspace, 'signal_fire')}`)).map(String)
  await expect.poll(async () => (await fires()).length, { timeout: 60_000 }).toBe(2 * many)
  const left = sql`select count(*) from ${engineTable(workspace, 'flow_run')} where finished_at is null or status <> 'done'`
  await expect.poll(async () => Number((await workspace.db.rows(left))[0]?.[0]), { timeout: 60_000 }).toBe(0)
  await Promise.all([...(await Promise.all(dispatchers)), ...runners].map((one) => one.stop()))
  expect(new Set(await fires()).size).toBe(2 * many)
  const { body: tasks } = await call(admin, 'GET', '/api/v1/activity?select=subject&limit=200')
  const subjects = tasks.data.map(({ subject }: { subject: string }) => subject)
  for (const name of ['S', 'T'])
    expect(new Set(subjects.filter((subject: string) => subject.startsWith(`${name} `))).size).toBe(many)
  expect(subjects.filter((subject: string) => /^[ST] /.test(subject))).toHaveLength(2 * many)
})

test('a database that cuts every connection in the middle of runs, as when it restarts, loses and doubles nothing', async () => {
  const { call, admin, workspace } = sampan
  const steps = [
    { id: 'count', kind: 'update', input: { employees: { is: 'coalesce(employees, 0) + 1' } } },
    { id: 'task', kind: 'task', input: { subject: '断线 {{name}}' } },
    { id: 'again', kind: 'update', input: { employees: { is: 'employees + 100' } } },
  ]
  const trigger = { on: 'created', object: 'account', where: { name: { startsWith: '断线' } } }
  const { body: flow } = await call(admin, 'POST', '/api/v1/flow', { name: 'Cut', draft: { trigger, steps } })
  expect((await call(admin, 'POST', `/api/v1/flow/${flow.id}/publish`, {})).status).toBe(200)
  await call(admin, 'POST', '/api/v1/account/batch', {
    create: Array.from({ length: many }, (_, i) => ({ name: `断线 ${i}`, employees: 0 })),
  })
  const { workspaces } = sampan.runtime
  const options = { workspaces, log: () => {}, sweepMs: 50 }
  const dispatcher = await startDispatcher({ ...options, url: sampan.databaseUrl })
  const runners = [1, 2].map(() => startRunner(options))
  const axe = new pg.Client({ connectionString: sampan.databaseUrl })
  await axe.connect()
  const schema = `"${workspace.schema}"`
  const found = async () =>
    (
      await axe.query(
        `select count(*) filter (where status = 'done') as done, count(*) as all, coalesce(sum(steps), 0) as steps
         from ${schema}.flow_run where flow_id = $1`,
        [flow.id],
      )
    ).rows[0]
  // Each time something has moved everybody is cut off.
  let before = -1
  for (let cuts = 0; cuts < 6; ) {
    const { steps: moved, done } = await found()
    if (Number(done) === many) break
    if (Number(moved) <= before) continue
    before = Number(moved)
    cuts++
    await axe.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
  }
  await expect.poll(async () => Number((await found()).done), { timeout: 90_000 }).toBe(many)
  expect(Number((await found()).all)).toBe(many)
  await Promise.all([dispatcher, ...runners].map((one) => one.stop()))
  await axe.end()
  const { body: accounts } = await call(admin, 'GET', '/api/v1/account?select=name,employees&limit=200')
  const counted = accounts.data.filter(({ name }: { name: string }) => name.startsWith('断线'))
  expect(counted.map(({ employees }: { employees: number }) => employees)).toEqual(Array(many).fill(101))
  const { body: tasks } = await call(admin, 'GET', '/api/v1/activity?select=subject&limit=200')
  const subjects = tasks.data.map(({ subject }: { subject: string }) => subject)
  expect(subjects.filter((subject: string) => subject.startsWith('断线 ')).toSorted()).toEqual(
    counted.map(({ name }: { name: string }) => `断线 ${name}`).toSorted(),
  )
})

test('the dates of a signal are found by the index of their column', async () => {
  const { workspace, admin, call } = sampan
  await call(admin, 'POST', '/api/v1/contact/batch', {
    create: Array.from({ length: 1_000 }, (_, i) => ({
      name: `生日 ${i}`,
      birthday: new Date(Date.UTC(1960, 0, 1 + i * 17)).toISOString().slice(0, 10),
    })),
  })
  await workspace.db.pool.query(`analyze "${workspace.schema}"."contact"`)
  const seen: string[] = []
  await workspace.db.transaction(async (tx) => {
    // Of so few people a scan is cheaper; what is asked is whether the index answers it at all.
    await tx.rows(sql`select set_config('enable_seqscan', 'off', true)`)
    for (const years of [17, 'each'] as const) {
      const on = {
        rows: async (statement: Sql) => {
          seen.push((await tx.rows(sql`explain ${statement}`)).join('\n'))
          return tx.rows(statement)
        },
      }
      const query = queryOf({ workspace, principal: admin.principal })
      const period = { from: '2026-03-01T00:00:00.000Z', to: '2026-03-02T00:00:00.000Z', query, on }
      const when = { is: 'date', field: 'birthday', days: 0, years, at: '09:00' } as const
      await hitsOf({ object: 'contact', when, cooldown: 0 }, period)
    }
  })
  expect(seen).toHaveLength(2)
  for (const plan of seen) expect(plan).toMatch(/contact_birthday_idx/)
})
