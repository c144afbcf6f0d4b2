import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { engineTable } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { startDispatcher } from '#engine/events/dispatcher.ts'
import { handleEvent } from '#engine/events/work.ts'
import { applyOps, writing } from '#engine/records/write.ts'
import { systemSession } from '#engine/workspaces.ts'
import { defineAction, type Event, subscribe, type Work } from '#kernel/behaviour.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { moon, planet, sky } from '../planets.ts'

/* The event row is the only outbox: subscribers hear of it at least once, and what they do is done once. */

let heard: string[] = []
/** What a subscriber is made to do, by its name. */
let act: Record<string, (event: Event, work: Work) => Promise<void>> = {}
const subscriber = (name: string, ...events: string[]) =>
  subscribe(name, events, async (event, work) => {
    heard.push(`${name} ${event.object}.${event.kind}`)
    await act[name]?.(event, work)
  })

const shout = defineAction(planet, 'shout', {
  label: { en: 'Shout', zh: '喊' },
  input: {},
  run: async (record, _input, tx) => tx.emit(planet, record.id, 'shouted', { loud: true }),
})

let sampan: TestSampan
beforeAll(async () => {
  sampan = await startSampan({
    worker: true,
    modules: sky({
      actions: [shout],
      subscribers: [
        subscriber('welcome', 'planet.created', 'planet.shouted'),
        subscriber('count', 'planet.created'),
        subscriber('chain', 'moon.created'),
      ],
    }),
  })
})
afterAll(() => sampan.close())
beforeEach(() => {
  heard = []
  act = {}
})

const make = async (name: string) =>
  (await sampan.call(sampan.admin, 'POST', '/api/v1/planet', { name })).body.id as string
const outbox = async () =>
  Number(
    (
      await sampan.workspace.db.rows(
        sql`select count(*) from ${engineTable(sampan.workspace, 'event')} where dispatched_at is null`,
      )
    )[0]![0],
  )
const until = async (holds: () => boolean | Promise<boolean>) => {
  for (let i = 0; i < 500 && !(await holds()); i++) await new Promise((done) => setTimeout(done, 10))
  expect(await holds()).toBe(true)
}
const moonsOf = async (id: string) =>
  (await sampan.call(sampan.admin, 'GET', `/api/v1/moon?where=${JSON.stringify({ planet: id })}`)).body.data.length
const eventOf = async (id: string) =>
  String(
    (
      await sampan.workspace.db.rows(
        sql`select id from ${engineTable(sampan.workspace, 'event')} where record_id = ${id}::uuid and kind = 'created'`,
      )
    )[0]![0],
  )

test('an event that nobody waits for is never in the outbox', async () => {
  await sampan.runtime.settle()
  const { body: made } = await sampan.call(sampan.admin, 'POST', '/api/v1/star', { name: 'Quiet' })
  await sampan.call(sampan.admin, 'PATCH', `/api/v1/star/${made.id}`, { mass: 1 })
  await sampan.call(sampan.admin, 'POST', '/api/v1/star/batch', { create: [{ name: 'a' }, { name: 'b' }] })
  const rows = await sampan.workspace.db.rows(
    sql`select kind, at = dispatched_at from ${engineTable(sampan.workspace, 'event')} where object = 'star'`,
  )
  expect(rows.map(([kind, told]) => `${kind} ${told}`)).toEqual([
    'created true',
    'updated true',
    'created true',
    'created true',
  ])
})

test('a refused write tells nobody', async () => {
  await sampan.call(sampan.admin, 'POST', '/api/v1/planet/batch', { create: [{ name: 'a' }, {}] })
  await sampan.runtime.settle()
  expect(heard).toEqual([])
})

test('a write wakes its subscribers, each hears of it once, and of what actions emit', async () => {
  const id = await make('Woken')
  await until(() => heard.length === 2)
  await sampan.call(sampan.admin, 'POST', `/api/v1/planet/${id}/shout`)
  await sampan.runtime.settle()
  expect(heard.sort()).toEqual(['count planet.created', 'welcome planet.created', 'welcome planet.shouted'])
  expect(await outbox()).toBe(0)
})

test('what was never announced is found by the sweep', async () => {
  // as if the process had ended between the commit and the hint
  const { workspace } = sampan
  const deaf = { ...systemSession(workspace), workspace: { ...workspace, hint: () => {} } }
  await writing(deaf, (w) =>
    applyOps({ ...w, trusted: true }, workspace.registry.object('planet'), [
      { do: 'create', values: { name: 'Silent' } },
    ]),
  )
  await until(() => heard.length === 2)
})

test('a subscriber that fails is told again, and what it did half is not done twice', async () => {
  let tries = 0
  act['welcome'] = async (event, work) => {
    tries++
    if (tries === 1)
      await work.write(async (tx) => {
        await tx.create(moon, { name: 'Half', planet: event.recordId })
        throw new Error('the power went')
      })
    await work.write((tx) => tx.create(moon, { name: 'Whole', planet: event.recordId }))
    // after the effect, before the job is marked done
    if (tries === 2) throw new Error('the power went again')
  }
  const id = await make('Stubborn')
  await until(() => tries === 1)
  // graphile-worker waits before it tries again; the test does not
  const again = () =>
    sampan.runtime.db.pool.query("update graphile_worker._private_jobs set run_at = '2001-01-01' where attempts > 0")
  await until(async () => {
    await again()
    return tries >= 2
  })
  await until(async () => {
    await again()
    const { rows } = await sampan.runtime.db.pool.query('select 1 from graphile_worker._private_jobs')
    return rows.length === 0
  })
  expect(await moonsOf(id)).toBe(1)
  expect(heard.filter((h) => h === 'count planet.created')).toHaveLength(1)
})

test('told twice, at once or later, it does its work once', async () => {
  act['welcome'] = async (event, work) => {
    await work.write((tx) => tx.create(moon, { name: 'Once', planet: event.recordId }))
  }
  const id = await make('Twice')
  await sampan.runtime.settle()
  const event = await eventOf(id)
  await Promise.all(Array.from({ length: 8 }, () => handleEvent(sampan.workspace, event, 'welcome')))
  // the dispatcher went down after it gave out the jobs and before it noted so
  await sampan.workspace.db.count(
    sql`update ${engineTable(sampan.workspace, 'event')} set dispatched_at = null where id = ${event}::uuid`,
  )
  await sampan.runtime.settle()
  expect(await moonsOf(id)).toBe(1)
  expect(await outbox()).toBe(0)
})

test('what a subscriber writes names its cause, and is told on', async () => {
  act['welcome'] = async (event, work) => {
    await work.write((tx) => tx.create(moon, { name: 'Caused', planet: event.recordId }))
  }
  const id = await make('Cause')
  await sampan.runtime.settle()
  await until(() => heard.includes('chain moon.created'))
  const [row] = await sampan.workspace.db.rows(
    sql`select cause_id, via, actor_id from ${engineTable(sampan.workspace, 'event')} where object = 'moon' order by id desc limit 1`,
  )
  expect(row).toEqual([await eventOf(id), 'job', null])
})

test('a subscriber that would write in two pieces is stopped: a crash between them would lose the second', async () => {
  const { id } = (await sampan.call(sampan.admin, 'POST', '/api/v1/planet', { name: 'Pieces' })).body
  await sampan.runtime.settle()
  act['count'] = async (_event, work) => {
    await work.write(async () => {})
    await work.write(async () => {})
  }
  await sampan.workspace.db.count(sql`delete from ${engineTable(sampan.workspace, 'handled')}`)
  await expect(handleEvent(sampan.workspace, await eventOf(id), 'count')).rejects.toThrow(
    "The subscriber 'count' writes twice",
  )
})

test('many events go out in batches, by several dispatchers at once, and none is lost', async () => {
  const { workspace, runtime } = sampan
  const deaf = { ...systemSession(workspace), workspace: { ...workspace, hint: () => {} } }
  const other = await startDispatcher({ url: sampan.databaseUrl, workspaces: runtime.workspaces, log: () => {} })
  for (let i = 0; i < 2; i++)
    await writing(deaf, (w) =>
      applyOps(
        { ...w, trusted: true },
        workspace.registry.object('planet'),
        Array.from({ length: 400 }, (_, n) => ({ do: 'create' as const, values: { name: `Many ${i} ${n}` } })),
      ),
    )
  await Promise.all([runtime.settle(), other.settle()])
  await until(() => heard.length >= 1600)
  await other.stop()
  expect(heard.filter((h) => h === 'welcome planet.created')).toHaveLength(800)
  expect(heard.filter((h) => h === 'count planet.created')).toHaveLength(800)
  expect(await outbox()).toBe(0)
})

test('a workspace that another process has just made is not passed over', async () => {
  const { runtime } = sampan
  const made = await runtime.workspaces.create('Second', 'en')
  // this worker has never heard of it
  const opened = runtime.workspaces
  const blind = { ...opened, get: (id: string) => (id === made.id ? null : opened.get(id)) }
  const other = await startDispatcher({ url: sampan.databaseUrl, workspaces: blind, log: () => {}, sweepMs: 3_600_000 })
  await writing(systemSession(made), (w) =>
    applyOps({ ...w, trusted: true }, made.registry.object('planet'), [{ do: 'create', values: { name: 'New' } }]),
  )
  await other.settle()
  await until(() => heard.length === 2)
  await other.stop()
})
