import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmbedded } from '#engine/db/embedded/embedded.ts'
import { ident, sql } from '#engine/db/sql.ts'
import { verifyWorkspace } from '#engine/doctor/verify.ts'
import { findWorkspace } from '#engine/workspace/lifecycle.ts'
import { moveWorkspace } from '#engine/workspace/move.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'

/* A workspace goes to another cluster and back while people write to it, and nobody notices more than a moment. */

let sampan: TestSampan
let other: { url: string; stop(): Promise<void> }
let folder: string
beforeAll(async () => {
  sampan = await startSampan({ modules: sky(), language: 'en' })
  folder = mkdtempSync(join(tmpdir(), 'sampan-move-'))
  // As root, postgres runs as somebody else, who must be able to pass.
  chmodSync(folder, 0o711)
  other = await startEmbedded({ dataFolder: folder, settings: { fsync: 'off', shared_buffers: '64MB' } })
})
afterAll(async () => {
  await sampan.close()
  await other.stop()
  rmSync(folder, { recursive: true })
})

const row = () => findWorkspace(sampan.runtime, 'Test')

test('to where it lies already, and to no database at all, it does not go', async () => {
  await expect(moveWorkspace(sampan.runtime, await row(), { to: 'home' })).rejects.toThrow('lies there already')
  const nowhere = 'postgresql://nobody@127.0.0.1:1/nothing'
  await expect(moveWorkspace(sampan.runtime, await row(), { to: nowhere })).rejects.toThrow('ECONNREFUSED')
  expect(await row()).toMatchObject({ cluster: null, movingTo: null, movedFrom: null })
})

test('killed at any step it is in one place, whole, and the same command ends it', { timeout: 300_000 }, async () => {
  const { call, admin, workspace } = sampan
  await call(admin, 'POST', '/api/v1/planet/batch', {
    create: Array.from({ length: 150 }, (_, n) => ({ name: `First ${n}`, note: '一二三 '.repeat(20) })),
  })
  // all of it, so that a row which is missing anywhere is missed
  const content = async () =>
    (await call(admin, 'GET', '/api/v1/planet?limit=200&sort=-createdAt,name&count=exact')).body as { data: unknown[] }
  const before = await content()
  expect(before.data).toHaveLength(150)
  // Each step is one of a way there or back again, which the next one begins where the last has ended.
  let here = null as string | null
  for (const [step, hasMoved] of [
    ['move.copied', false],
    ['move.fenced', false],
    ['move.renamed', true],
    ['move.arrived', true],
  ] as const) {
    const from = here
    const to = from === null ? other.url : 'home'
    expect([step, await kill(step, to)]).toEqual([step, 'SIGKILL'])
    // whoever asks next finds it, and finds it whole
    expect([step, await content()]).toEqual([step, before])
    const lies = (await row()).cluster
    expect([step, lies !== from]).toEqual([step, hasMoved])
    const moved = await moveWorkspace(sampan.runtime, await row(), { to })
    here = (await row()).cluster
    expect([step, moved.cluster, here === null]).toEqual([step, here ?? 'home', from !== null])
    expect([step, await content()]).toEqual([step, before])
    expect(await schemasAt(from === null ? sampan.databaseUrl : other.url)).toEqual([])
  }
  expect(await schemasAt(other.url)).toEqual([])
  expect(await schemasAt(sampan.databaseUrl)).toEqual([workspace.schema])
})

test('under load nothing is lost, not a number is skipped, and the longest wait is short', {
  timeout: 300_000,
}, async () => {
  const { call, admin, workspace, runtime } = sampan
  for (let i = 0; i < 10; i++)
    await call(admin, 'POST', '/api/v1/planet/batch', {
      create: Array.from({ length: 500 }, (_, n) => ({ name: `Old ${i} ${n}`, note: '一二三 '.repeat(20) })),
    })
  const load = startLoad(4)
  const there = await moveWorkspace(runtime, await row(), { to: other.url })
  expect(await row()).toMatchObject({ cluster: there.cluster, movingTo: null, movedFrom: null })
  const back = await moveWorkspace(runtime, await row(), { to: 'home' })
  const { acknowledged, refused, slowest } = await load.stop()
  expect(refused).toEqual([])
  expect(acknowledged.length).toBeGreaterThan(50)
  console.log(
    `${there.rows} rows moved there and back under ${acknowledged.length} writes: writers waited ${Math.round(there.pauseMs)} and ${Math.round(back.pauseMs)} ms, the slowest answer took ${Math.round(slowest)} ms`,
  )
  const rows = await workspace.db.rows(sql`select id, number from ${ident(workspace.schema, 'planet')}`)
  const ids = new Set(rows.map(([id]) => String(id)))
  expect(acknowledged.filter((id) => !ids.has(id))).toEqual([])
  const numbers = rows.map(([, number]) => Number(String(number).slice(2))).sort((a, b) => a - b)
  expect(numbers).toEqual(rows.map((_, i) => i + 1))
  const { findings } = await verifyWorkspace(workspace)
  expect(findings.filter((f) => f.state === 'wrong')).toEqual([])
  expect(await schemasAt(other.url)).toEqual([])
  expect(await schemasAt(sampan.databaseUrl)).toEqual([workspace.schema])
})

/** People who write without a break, until they are stopped. */
function startLoad(people: number) {
  const { call, admin } = sampan
  const acknowledged: string[] = []
  const refused: unknown[] = []
  let [going, slowest] = [true, 0]
  const write = async (who: number) => {
    for (let n = 0; going; n++) {
      const began = performance.now()
      const { status, body } = await call(admin, 'POST', '/api/v1/planet', { name: `New ${who} ${n}` })
      slowest = Math.max(slowest, performance.now() - began)
      if (status === 201) acknowledged.push(body.id)
      else refused.push([status, body])
    }
  }
  const working = Array.from({ length: people }, (_, who) => write(who))
  return {
    async stop() {
      going = false
      await Promise.all(working)
      return { acknowledged, refused, slowest }
    },
  }
}

function kill(step: string, to: string): Promise<string> {
  const env = {
    ...process.env,
    NODE_ENV: 'test',
    DATABASE_URL: sampan.databaseUrl,
    SAMPAN_DATA: sampan.runtime.dataFolder,
    MOVE_TO: to,
    SAMPAN_CRASH_AT: step,
  }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'move-child.ts')], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let words = ''
  child.stderr.on('data', (chunk: Buffer) => {
    words += chunk.toString('utf8')
  })
  return new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? `${code}: ${words}`)))
}

async function schemasAt(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query("select nspname from pg_namespace where nspname like 'w\\_%' order by 1")
  await client.end()
  return rows.map(({ nspname }) => nspname)
}
