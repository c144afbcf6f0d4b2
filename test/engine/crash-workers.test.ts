import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPool } from '#engine/db/pool.ts'
import { startDispatcher } from '#engine/events/dispatcher.ts'
import { rescueJobs } from '#engine/events/worker.ts'
import { applyOps, writing } from '#engine/records/write.ts'
import { subscribe } from '#kernel/behaviour.ts'
import { defineModule } from '#kernel/module.ts'
import { files } from '#modules/files/module.ts'
import { identity } from '#modules/identity/module.ts'
import { crate, echo, slip } from '../../src/bench/crash/harbour.ts'
import { startSampan, type TestSampan } from '../harness.ts'

const heard: string[] = []
const gate = Promise.withResolvers<void>()
const listen = subscribe('a crate is heard of', ['crate.created'], async (event) => {
  heard.push(event.recordId)
  if (heard.length === 1) await gate.promise
})

const label = { en: 'Harbour', zh: '港口' }
const harbour = defineModule({
  key: 'harbour',
  label,
  requires: ['identity', 'files'],
  objects: [crate, slip, echo],
  subscribers: [listen],
})

let sampan: TestSampan
let pool: pg.Pool
beforeAll(async () => {
  sampan = await startSampan({ modules: [identity, files, harbour], worker: true })
  pool = openPool(sampan.databaseUrl, { max: 2 })
})
afterAll(async () => {
  gate.resolve()
  await pool.end()
  await sampan.close()
})

test('a worker frees the jobs of the dead and leaves those of the living alone', async () => {
  const crates = sampan.workspace.registry.object('crate')
  const create = () => writing(sampan.admin, (w) => applyOps(w, crates, [{ do: 'create', values: { name: 'Tea' } }]))
  await create()
  await expect.poll(() => heard.length).toBe(1)
  const [busy] = (await pool.query('select locked_by from graphile_worker._private_jobs where locked_by is not null'))
    .rows
  expect(await rescueJobs(pool)).toEqual([])

  const beside = await startDispatcher({
    url: sampan.databaseUrl,
    workspaces: sampan.runtime.workspaces,
    log: () => {},
  })
  expect(heard).toHaveLength(1)

  const add =
    "select graphile_worker.add_job('event', '{}'::json, run_at => timestamptz '2099-01-01', max_attempts => 12, job_key => 'left')"
  await pool.query(add)
  await pool.query("update graphile_worker._private_jobs set locked_by = 'dead', locked_at = run_at where key = 'left'")
  await pool.query(add) // its event is dispatched again before anybody notices
  expect(await rescueJobs(pool)).toEqual(['dead'])
  const left = await pool.query(
    "select key, attempts, locked_by from graphile_worker._private_jobs where run_at = timestamptz '2099-01-01'",
  )
  expect(left.rows).toEqual([{ key: 'left', attempts: 0, locked_by: null }])
  await beside.stop()
  const { rows } = await pool.query('select locked_by from graphile_worker._private_jobs where locked_by = $1', [
    busy.locked_by,
  ])
  expect(rows).toHaveLength(1)

  gate.resolve()
  await sampan.runtime.settle()
  expect(heard).toHaveLength(1)
})
