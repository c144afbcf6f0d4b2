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
/** By how much it is later than it is, in ms. */
let later = 0
const config = '/api/v1/configuration'
const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: unknown) =>
  sampan.call(sampan.admin, method, url, body)
const here = () => sampan.runtime.workspaces.get(sampan.workspace.id)!

beforeAll(async () => {
  sampan = await startSampan({ modules: sky(), clock: { now: () => new Date(Date.now() + later) } })
})
afterAll(() => sampan.close())

/** Publishes the draft in another process that is killed at a point. */
async function killedAt(point: string): Promise<void> {
  const child = spawn(
    process.execPath,
    [
      fileURLToPath(new URL('custom-child.ts', import.meta.url)),
      sampan.databaseUrl,
      sampan.runtime.dataFolder,
      String(later),
    ],
    { env: { ...process.env, NODE_ENV: 'test', SAMPAN_CRASH_AT: point }, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  expect(signal, `${point}: ${said}`).toBe('SIGKILL')
}

const points = [
  'configuration.noted',
  'configuration.tables',
  'configuration.columns',
  'configuration.constraints',
  'configuration.indexes:2',
  'configuration.visible',
  'configuration.search',
  'configuration.cleaning',
]

test.each(points)('killed at %s', async (point) => {
  const n = point.split('.')[1]!.replace(/\W/g, '')
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
  await killedAt(point)
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
})

test('killed when a freed column is empty and has not changed hands: the new field is empty everywhere, and whole', async () => {
  const settled = () => expect.poll(() => readRun(here()), { timeout: 8_000, interval: 50 }).toBeNull()
  const add = async (body: object) => expect((await call('POST', `${config}/draft/fields`, body)).status).toBe(201)
  const publish = async () => {
    expect((await call('POST', `${config}/publish`, {})).status).toBeLessThan(300)
    await settled()
  }
  await add({ object: 'planet', key: 'rumour', type: 'text', label: 'Rumour' })
  await publish()
  expect((await call('POST', '/api/v1/planet', { name: 'Told of', rumour: 'there is gold' })).status).toBe(201)
  await call('DELETE', `${config}/draft/fields/planet.rumour?repair=true`)
  await publish()
  later = 31 * 86_400_000
  await add({ object: 'planet', key: 'motto', type: 'text', label: 'Motto' })
  expect((await call('GET', `${config}/plan`)).body.statements.join()).toContain('"x_rumour" to "x_motto"')
  await killedAt('configuration.emptied')
  await settled()
  const { data } = (await call('GET', '/api/v1/planet?select=name,motto&limit=1000')).body
  expect(data.length).toBeGreaterThan(5)
  expect(data.filter((row: { motto: unknown }) => row.motto !== null)).toEqual([])
  const { registry, schema, db } = here()
  const [have, wanted] = [await readHave(db, schema), tablesOf(registry)]
  expect([...stepsTo(have, wanted), ...stepsAfter(have, wanted)]).toEqual([])
  expect((await call('POST', '/api/v1/planet', { name: 'With words', motto: 'onwards' })).body.motto).toBe('onwards')
})

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
