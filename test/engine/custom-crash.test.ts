import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tableOf } from '#engine/context.ts'
import { readHave } from '#engine/custom/have.ts'
import { readRun } from '#engine/custom/publish.ts'
import { stepsAfter, stepsTo } from '#engine/custom/steps.ts'
import { sql } from '#engine/db/sql.ts'
import { tablesOf } from '#engine/db/tables.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'

/* A publication that is killed at any step goes on by itself; nobody ever sees half of it, and no writer waits for it. */

let sampan: TestSampan
const config = '/api/v1/configuration'
const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: unknown) =>
  sampan.call(sampan.admin, method, url, body)
const here = () => sampan.runtime.workspaces.get(sampan.workspace.id)!

beforeAll(async () => {
  sampan = await startSampan({ modules: sky() })
})
afterAll(() => sampan.close())

/** Publishes the draft in another process that is killed at a point. */
async function killedAt(point: string): Promise<void> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('custom-child.ts', import.meta.url)), sampan.databaseUrl, sampan.runtime.dataFolder],
    { env: { ...process.env, NODE_ENV: 'test', SAMPAN_CRASH_AT: point }, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  expect(signal, `${point}: ${said}`).toBe('SIGKILL')
}

test.each(['noted', 'tables', 'columns', 'constraints', 'indexes:2', 'visible', 'search', 'cleaning'])(
  'killed at %s',
  async (point) => {
    const n = point.replace(/\W/g, '')
    await call('POST', '/api/v1/planet', { name: `Before ${n}` })
    const item = async (section: string, body: object) =>
      expect((await call('POST', `${config}/draft/${section}`, body)).status).toBe(201)
    await item('objects', { key: `moonlet${n}`, label: 'Moonlet', plural: 'Moonlets', title: 'name' })
    await item('fields', { object: `moonlet${n}`, key: 'around', type: 'relation', label: 'Around', to: 'planet' })
    await item('fields', {
      object: 'planet',
      key: `word${n}`,
      type: 'text',
      label: `Word ${n}`,
      search: 'code',
      index: true,
    })
    await item('fields', { object: 'planet', key: `guard${n}`, type: 'user', label: `Guard ${n}` })
    // Something to tidy up: an index that the version before has.
    const known = Object.keys((await call('GET', `${config}`)).body.document.fields).findLast((key) =>
      key.startsWith('planet.word'),
    )
    if (known) await call('PATCH', `${config}/draft/fields/${known}`, { index: false })
    const before = (await call('GET', '/api/v1/meta')).body
    await killedAt(`configuration.${point}`)
    const meta = (await call('GET', '/api/v1/meta')).body
    const whole = meta.objects[`moonlet${n}`] !== undefined && meta.objects.planet.fields[`word${n}`] !== undefined
    const nothing = meta.objects[`moonlet${n}`] === undefined && meta.objects.planet.fields[`word${n}`] === undefined
    expect(meta.configuration === before.configuration ? nothing : whole).toBe(true)
    await expect.poll(() => readRun(here()), { timeout: 8_000, interval: 50 }).toBeNull()
    const { registry, schema, db } = here()
    expect(registry.version).toBe(before.configuration + 1)
    const [have, wanted] = [await readHave(db, schema), tablesOf(registry)]
    expect([...stepsTo(have, wanted), ...stepsAfter(have, wanted)]).toEqual([])
    const made = await call('POST', '/api/v1/planet', {
      name: 'After',
      [`word${n}`]: `W${n}`,
      [`guard${n}`]: sampan.admin.principal.id,
    })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    expect((await call('POST', `/api/v1/moonlet${n}`, { name: 'Small', around: made.body.id })).status).toBe(201)
    expect((await call('GET', `/api/v1/search?q=W${n}`)).body.data).toHaveLength(1)
    const [row] = await db.rows(
      sql`select count(*) from ${tableOf(here(), 'planet')} r where r.deleted_at is null and r.search is null`,
    )
    expect(row?.[0]).toBe(0)
  },
)

test('writers go on while fields are added, though somebody reads the table all the while', async () => {
  for (const key of ['one', 'two', 'three'])
    await call('POST', `${config}/draft/fields`, {
      object: 'planet',
      key: `busy${key}`,
      type: 'number',
      label: `Busy ${key}`,
      index: true,
    })
  let stop = false
  const written: number[] = []
  const writer = async () => {
    while (!stop) {
      const answer = await call('POST', '/api/v1/planet', { name: 'Busy' })
      written.push(answer.status)
    }
  }
  const writers = [writer(), writer(), writer()]
  // A reader's transaction keeps the table from being altered; nobody may queue behind the one who waits for it.
  const reader = await here().db.connect()
  await reader.query('begin')
  await reader.query(`select count(*) from "${here().schema}"."planet"`)
  const publishing = call('POST', `${config}/publish`, {})
  const during = written.length
  await expect.poll(() => written.length, { timeout: 8_000 }).toBeGreaterThan(during + 30)
  await reader.query('commit')
  reader.release()
  const run = await publishing
  await expect.poll(() => readRun(here()), { timeout: 8_000, interval: 50 }).toBeNull()
  stop = true
  await Promise.all(writers)
  expect([200, 202]).toContain(run.status)
  expect(new Set(written)).toEqual(new Set([201]))
  expect((await call('POST', '/api/v1/planet', { name: 'Late', busyone: 1 })).status).toBe(201)
})
