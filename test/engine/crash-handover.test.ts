import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeVictim, type Victim } from '../../src/bench/crash/child.ts'

/* A handover killed at every step goes on behind its last receiver: no record given twice, none lost, each with its event. */

const crates = 2_400
const receivers = 3
const giving = ['handover.chunk:1', 'handover.chunk:2', 'handover.given:1', 'handover.given:1']
const undoing = ['handover.undo:1', 'handover.undo:3']

let victim: Victim
let database: pg.Client
beforeAll(async () => {
  victim = await makeVictim()
  await connect()
}, 300_000)
afterAll(async () => {
  await database.end().catch(() => {})
  await victim.close()
})

test('no record twice, none lost, and the undo likewise', async () => {
  const role = (await api('GET', '/api/v1/role')).data[0].id
  const people: string[] = []
  for (let i = 0; i <= receivers; i++)
    people.push((await api('POST', '/api/v1/people', { name: `P${i}`, email: `p${i}@example.com`, role })).id)
  const [leaver, ...to] = people as [string, ...string[]]
  for (let i = 0; i < crates; i += 800)
    await api('POST', '/api/v1/crate/batch', {
      create: Array.from({ length: 800 }, (_, k) => ({ name: `C${i + k}`, weight: i + k, owner: leaver })),
    })
  const before = await content()
  const rules = [{ object: 'crate', field: 'owner', to }]

  let id = ''
  for (const point of giving) {
    await restart(point)
    if (id === '') {
      await api('POST', `/api/v1/people/${leaver}/handover`, { rules, count: crates }).catch(() => {})
      await victim.exited()
      await restart()
      id = (await api('GET', '/api/v1/handovers')).data[0].id
    } else {
      await api('POST', `/api/v1/handovers/${id}/run`, {}).catch(() => {})
      await victim.exited()
    }
  }
  await restart()
  await api('POST', `/api/v1/handovers/${id}/run`, {})
  const done = await settled(id)
  expect(done).toMatchObject({ status: 'done', total: crates, done: crates, kept: [] })
  for (const one of done.receivers) expect(one.count).toBe(crates / receivers)
  expect(await count(`crate where owner_id = '${leaver}'`)).toBe(0)
  expect(await count(`event where cause_id = '${id}' and object = 'crate'`)).toBe(crates)
  expect(await count('crate where version <> 2')).toBe(0)

  for (const point of undoing) {
    await restart(point)
    await api('POST', `/api/v1/handovers/${id}/undo`, {}).catch(() => {})
    await victim.exited()
  }
  await restart()
  await api('POST', `/api/v1/handovers/${id}/run`, {})
  expect(await settled(id)).toMatchObject({ status: 'undone', notUndone: [] })
  expect(await content()).toEqual(before)
  expect(await count('crate where version <> 3')).toBe(0)
}, 300_000)

async function connect() {
  database = new pg.Client({ connectionString: victim.findPostgres()!.url })
  database.on('error', () => {})
  await database.connect()
}

async function restart(crashAt?: string): Promise<void> {
  await database.end().catch(() => {})
  await victim.killServer()
  await victim.start(crashAt)
  await connect()
}

// biome-ignore lint/suspicious/noExplicitAny: an answer is whatever it is
async function api(method: string, path: string, body?: unknown): Promise<any> {
  const answer = await fetch(`${victim.url()}${path}`, {
    method,
    headers: { authorization: `Bearer ${victim.key()}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return answer.json()
}

async function settled(id: string) {
  for (;;) {
    const it = await api('GET', `/api/v1/handovers/${id}`)
    if (it.status !== 'running' && it.status !== 'undoing') return it
  }
}

async function content(): Promise<string> {
  const { rows } = await database.query(
    `select md5(string_agg((to_jsonb(r) - 'version' - 'updated_at' - 'updated_by')::text, '' order by id)) as sum from "${victim.schema()}".crate r`,
  )
  return rows[0].sum
}

async function count(from: string): Promise<number> {
  const [table, ...rest] = from.split(' ')
  const { rows } = await database.query(`select count(*) as n from "${victim.schema()}"."${table}" ${rest.join(' ')}`)
  return Number(rows[0].n)
}
