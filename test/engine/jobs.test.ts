import { makeWorkerUtils } from 'graphile-worker'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defineJob } from '#kernel/behaviour.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { planet, sky } from '../planets.ts'

const census = defineJob('name the planet of the hour', {
  cron: '0 * * * *',
  run: (work) => work.write(async (tx) => void (await tx.create(planet, { name: '整点星' }))),
})

let sampan: TestSampan
beforeAll(async () => {
  sampan = await startSampan({ worker: true, modules: sky({ jobs: [census] }) })
})
afterAll(() => sampan.close())

test('what the clock begins is done in every workspace, by the system, on the one write path', async () => {
  const { rows } = await sampan.runtime.db.pool.query<{ identifier: string }>(
    'select identifier from graphile_worker._private_known_crontabs',
  )
  expect(rows.map((row) => row.identifier).sort()).toEqual([
    'digests',
    'matchKeys',
    census.name,
    'notifyDue',
    'quality',
    'scores',
  ])
  // The hour strikes.
  const clock = await makeWorkerUtils({ connectionString: sampan.databaseUrl })
  await clock.addJob('schedule', { name: census.name, _cron: { ts: '2026-03-01T08:00:00Z' } })
  await clock.release()
  const list = () => sampan.call(sampan.admin, 'GET', '/api/v1/planet')
  await expect.poll(async () => (await list()).body.data.length, { timeout: 20_000 }).toBe(1)
  expect((await list()).body.data[0]).toMatchObject({ name: '整点星', createdBy: null })
})
