import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeVictim, type Victim } from '../../src/bench/crash/child.ts'

/* A file of barrels, each naming a crate that is made for it and another barrel, killed at every step of coming and going. */

const rows = 4_500
const crates = 40
const file = [
  'Name,Crate,Above,Litres',
  ...Array.from({ length: rows }, (_, i) => `Barrel ${i},Crate ${i % crates},Barrel ${rows - 1 - i},${i}`),
  'Barrel 7,Crate 7,,7',
  ',Crate 1,,1',
].join('\n')

const importing = [
  'import.staged',
  'import.recognised',
  'import.linked',
  'import.commit:1',
  'import.committed:1',
  'import.commit:2',
  'import.link:2',
  'import.written',
  'import.finished',
]
const undoing = ['undo.claimed', 'undo.commit:1', 'undo.committed:1', 'undo.commit:2', 'undo.written']

let victim: Victim
let database: pg.Client
beforeAll(async () => {
  victim = await makeVictim()
}, 300_000)
afterAll(() => victim.close())

test('an import and its undo, killed at each of their steps, go on: no row twice, none half, none left', async () => {
  const form = new FormData()
  form.set('file', new Blob([file]), 'barrels.csv')
  const { id, plan } = await api('POST', '/api/v1/imports?object=barrel', form)
  const references = { crate: { unknown: 'create', names: {} }, above: { unknown: 'refuse', names: {} } }

  await api('PATCH', `/api/v1/imports/${id}`, { plan: { ...plan, references } })

  for (const point of importing) {
    await restart(point)
    await api('POST', `/api/v1/imports/${id}/run`, {}).catch(() => {})
    await victim.exited()
  }
  await restart()
  const done = await api('GET', `/api/v1/imports/${id}`)
  expect(done).toMatchObject({ status: 'done', report: { rows: rows + 2, created: rows, skipped: 1, refused: 1 } })
  expect(done.report.alsoCreated).toMatchObject({ crate: { count: crates } })
  for (const c of done.report.columns) expect(c.read, c.field).toBe(c.stored + c.empty + c.refused + c.skipped)
  expect(await count('barrel where deleted_at is null and above_id is not null and crate_id is not null')).toBe(rows)
  expect(await count('barrel')).toBe(rows)
  expect(await count('crate')).toBe(crates)
  expect(await count(`event where object = 'barrel' and kind = 'created'`)).toBe(rows)
  expect(
    await count(
      `barrel r where version <> (select count(*) from "${victim.schema()}".event e where e.record_id = r.id)`,
    ),
  ).toBe(0)

  for (const point of undoing) {
    await restart(point)
    await api('POST', `/api/v1/imports/${id}/undo`, {}).catch(() => {})
    await victim.exited()
  }
  await restart()
  await api('POST', `/api/v1/imports/${id}/undo`, {})
  const undone = await settled(id)
  expect(undone).toMatchObject({ status: 'undone', undo: { removed: rows + crates, restored: 0, kept: [] } })
  expect(await count('barrel where deleted_at is null')).toBe(0)
  expect(await count('crate where deleted_at is null')).toBe(0)
  expect(await count(`event where object = 'barrel' and kind = 'deleted'`)).toBe(rows)
}, 300_000)

/** Starts the server anew, and makes whatever it was at look long silent, as it would be after a minute. */
async function restart(crashAt?: string): Promise<void> {
  await victim.killServer()
  await victim.start(crashAt)
  database = new pg.Client({ connectionString: victim.findPostgres()!.url })
  database.on('error', () => {})
  await database.connect()
  await database.query(`update "${victim.schema()}".import set beat_at = beat_at - interval '5 minutes'`)
}

// biome-ignore lint/suspicious/noExplicitAny: an answer is whatever it is
async function api(method: string, path: string, body?: unknown): Promise<any> {
  const json = body !== undefined && !(body instanceof FormData)
  const answer = await fetch(`${victim.url()}${path}`, {
    method,
    headers: { authorization: `Bearer ${victim.key()}`, ...(json ? { 'content-type': 'application/json' } : {}) },
    ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : (body as FormData) }),
  })
  return answer.json()
}

async function settled(id: string) {
  for (;;) {
    const it = await api('GET', `/api/v1/imports/${id}`)
    if (it.status !== 'running' && it.status !== 'undoing') return it
  }
}

async function count(from: string): Promise<number> {
  const [table, ...rest] = from.split(' ')
  const { rows } = await database.query(`select count(*) as n from "${victim.schema()}"."${table}" ${rest.join(' ')}`)
  return Number(rows[0].n)
}
