import { makeWorkerUtils } from 'graphile-worker'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDispatcher } from '#engine/events/dispatcher.ts'
import { defineJob } from '#kernel/behaviour.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { planet, sky } from '../planets.ts'

/* A server that is told to stop waits for no job to its end: the job ends between two of its steps and is done again. */

let steps = 0
const endless = defineJob('look at the planets for ever', {
  async run(work) {
    for (;;) {
      await work.sweep(planet, {}, uuid(), async () => {})
      steps++
    }
  },
})

let sampan: TestSampan
beforeAll(async () => {
  sampan = await startSampan({ modules: sky({ jobs: [endless] }) })
  await sampan.call(sampan.admin, 'POST', '/api/v1/planet', { name: '一颗星' })
})
afterAll(() => sampan.close())

test('a job at hand ends when the server stops, and waits to be done again', async () => {
  const told: string[] = []
  const dispatcher = await startDispatcher({
    url: sampan.databaseUrl,
    workspaces: sampan.runtime.workspaces,
    log: (message) => told.push(message),
  })
  const work = await makeWorkerUtils({ connectionString: sampan.databaseUrl })
  const payload = { workspaceId: sampan.workspace.id, name: endless.name, input: {} }
  await work.addJob('job', payload, { jobKey: 'for ever' })
  await expect.poll(() => steps, { timeout: 20_000 }).toBeGreaterThan(1)
  await dispatcher.stop()
  const stopped = steps
  const { rows } = await sampan.runtime.db.pool.query(
    `select j.key, j.locked_by, j.attempts from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where t.identifier = 'job'`,
  )
  expect(rows).toEqual([{ key: 'for ever', locked_by: null, attempts: 0 }])
  expect(told).toEqual([])
  expect(steps).toBe(stopped)
  await work.release()
})
