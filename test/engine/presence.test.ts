import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { engineTable, type Session } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import type { ApiPresence } from '#kernel/api.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'
import { listenTo, type Stream } from './events-stream.ts'

/* Who else looks at a record: told to those who look there too and may know, by whatever process, and soon no more. */

let sampan: TestSampan
let base: string
let ada: Session
let bea: Session
let narrow: Session
let streams: Stream[] = []
beforeAll(async () => {
  sampan = await startSampan({ modules: sky(), language: 'en' })
  base = await sampan.app.listen({ port: 0, host: '127.0.0.1' })
  const role = async (key: string, grants: object) =>
    (await sampan.call(sampan.admin, 'POST', '/api/v1/role', { name: key, key, grants })).body.id as string
  const all = await role('seer', { planet: { read: 'all', update: 'all' } })
  ada = await sampan.person('Ada', all)
  bea = await sampan.person('Bea', all)
  narrow = await sampan.person(
    'Narrow',
    await role('narrow', { planet: { read: [{ where: { kind: 'ice' } }], fields: { mass: 'hidden' } } }),
  )
})
afterAll(() => sampan.close())
afterEach(() => {
  for (const stream of streams) stream.close()
  streams = []
})

let windows = 0
/** A browser that listens and shows a record. */
async function open(who: Session, looking: object[], at = base) {
  const client = `window-${++windows}`
  const stream = await listenTo(sampan, at, who, `?client=${client}`)
  streams.push(stream)
  const look = async (next: object[]) =>
    expect((await sampan.call(who, 'POST', '/api/v1/presence', { client, looking: next })).status).toBe(204)
  await look(looking)
  const here = () => {
    const last = stream.heard.findLast(({ event }) => event === 'presence')?.data as ApiPresence | undefined
    return last?.people.map(({ name, field }) => (field ? `${name} ${field}` : name)) ?? null
  }
  return { client, stream, look, here }
}
const make = async (values: object) =>
  (await sampan.call(sampan.admin, 'POST', '/api/v1/planet', { name: 'P', ...values })).body.id as string

test('nobody says so without signing in, as a client without a name, or of too much', async () => {
  const post = (who: Session | null, body: object) => sampan.call(who, 'POST', '/api/v1/presence', body)
  expect((await post(null, { client: 'window-0', looking: [] })).status).toBe(401)
  expect((await post(ada, { client: 'x', looking: [] })).body.errors[0].field).toBe('client')
  const looking = Array.from({ length: 21 }, () => ({ object: 'planet', record: ada.principal.id }))
  expect((await post(ada, { client: 'window-0', looking })).body.errors[0].field).toBe('looking')
})

test('two who look at the same record see each other, and which field one is editing', async () => {
  const record = await make({ kind: 'ice' })
  const a = await open(ada, [{ object: 'planet', record }])
  const b = await open(bea, [{ object: 'planet', record }])
  await expect.poll(a.here).toEqual(['Bea'])
  await expect.poll(b.here).toEqual(['Ada'])
  await b.look([{ object: 'planet', record, field: 'mass' }])
  await expect.poll(a.here).toEqual(['Bea mass'])
  await b.look([{ object: 'planet', record: await make({}) }])
  await expect.poll(a.here).toEqual([])
})

test('whoever closes the window is gone at once', async () => {
  const record = await make({ kind: 'ice' })
  const a = await open(ada, [{ object: 'planet', record }])
  const b = await open(bea, [{ object: 'planet', record }])
  await expect.poll(a.here).toEqual(['Bea'])
  b.stream.close()
  await expect.poll(a.here).toEqual([])
})

test('a record that she may not see is as if she did not look; a field that she may not see is not named', async () => {
  const rock = await make({ kind: 'rock' })
  const ice = await make({ kind: 'ice' })
  const a = await open(ada, [
    { object: 'planet', record: rock },
    { object: 'planet', record: ice, field: 'mass' },
  ])
  const n = await open(narrow, [
    { object: 'planet', record: rock },
    { object: 'planet', record: ice },
  ])
  await expect.poll(n.here).toEqual(['Ada'])
  await expect.poll(a.here).toEqual(['Narrow'])
  const about = (one: typeof a) => one.stream.heard.map(({ data }) => data['recordId'])
  expect(about(n)).not.toContain(rock)
  expect(about(a)).not.toContain(rock)
})

test('it is told across processes of the operating system, and whose process was killed is gone soon', async () => {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('presence-child.ts', import.meta.url)), sampan.databaseUrl, sampan.runtime.dataFolder],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  try {
    const [said] = (await once(child.stdout, 'data')) as [Buffer]
    const there = String(said).trim()
    const record = await make({ kind: 'ice' })
    const a = await open(ada, [{ object: 'planet', record }])
    const b = await open(bea, [{ object: 'planet', record }], there)
    await expect.poll(a.here).toEqual(['Bea'])
    await expect.poll(b.here).toEqual(['Ada'])
    await b.look([{ object: 'planet', record, field: 'mass' }])
    await expect.poll(a.here).toEqual(['Bea mass'])
    b.stream.close()
    await expect.poll(a.here).toEqual([])
    const lost = await open(bea, [{ object: 'planet', record }], there)
    await expect.poll(a.here).toEqual(['Bea'])
    child.kill('SIGKILL')
    await once(child, 'exit')
    const table = engineTable(ada.workspace, 'presence')
    const left = await ada.workspace.db.rows(sql`select user_id from ${table} where client = ${lost.client}`)
    expect(left).toEqual([[bea.principal.id]])
    // the quarter of a minute passes in which nobody says that she is still there
    await ada.workspace.db.count(sql`update ${table} set at = at - interval '15 seconds' where client = ${lost.client}`)
    await expect.poll(a.here).toEqual([])
  } finally {
    child.kill('SIGKILL')
  }
})
