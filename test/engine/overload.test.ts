import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { raw } from '#engine/db/sql.ts'
import { verifyWorkspace } from '#engine/doctor/verify.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'

/*
 * More than can be done at once: what is too much is sent away in words, what was acknowledged is there, and afterwards all
 * is as before. `CLIENTS=10000 SOCKETS=9000 npx vitest run test/engine/overload.test.ts` asks for more.
 */

const clients = Number(process.env['CLIENTS'] ?? 520)
const sockets = Number(process.env['SOCKETS'] ?? 800)

let sampan: TestSampan
beforeAll(async () => {
  sampan = await startSampan({ modules: sky(), language: 'en' })
})
afterAll(() => sampan.close())

const named = async (name: string) => {
  const where = encodeURIComponent(JSON.stringify({ name }))
  const { status, body } = await sampan.call(
    sampan.admin,
    'GET',
    `/api/v1/planet?count=exact&limit=1&select=name&where=${where}`,
  )
  expect(status).toBe(200)
  return body.total.value
}

test('who works here is known also while every connection is in a transaction that asks for it', async () => {
  const { admin, workspace } = sampan
  const { pool } = sampan.runtime.db
  const all = pool.options.max
  let inside = 0
  const asked = Array.from({ length: all }, () =>
    workspace.db.transaction(async (tx) => {
      await tx.rows(raw('select 1'))
      inside += 1
      await expect.poll(() => inside).toBe(all)
      workspace.directory.forget()
      return (await workspace.directory.person(admin.principal.id!))?.id
    }),
  )
  expect(await Promise.all(asked)).toEqual(asked.map(() => admin.principal.id))
})

test('when too many wait for the database the next is sent away at once; those who wait are served, and nothing is half done', {
  timeout: 300_000,
}, async () => {
  const { call, admin, workspace } = sampan
  const { pool } = sampan.runtime.db
  const write = () => call(admin, 'POST', '/api/v1/planet', { name: 'Crowded' })
  expect((await write()).status).toBe(201)
  // Every connection has something else to do, and some people wait for one before the crowd comes.
  const held = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()))
  const waiting = Array.from({ length: 20 }, write)
  await expect.poll(() => pool.waitingCount).toBeGreaterThan(0)
  const crowd = Array.from({ length: clients }, () =>
    pool.connect().then(
      (client) => client.release(),
      () => {}, // waited too long
    ),
  )
  const sentAway = await write().finally(() => {
    for (const client of held) client.release()
  })
  expect([sentAway.status, sentAway.body.detail]).toEqual([503, 'Too much to do right now; try again in a moment.'])
  await Promise.all(crowd)
  const answers = await Promise.all(waiting)
  const count = (status: number) => answers.filter((answer) => answer.status === status).length
  // On a slow machine the last of them have waited longer than anybody should, and are told so.
  expect([count(201) > 0, count(201) + count(503)]).toEqual([true, waiting.length])
  expect(await named('Crowded')).toBe(1 + count(201))
  expect((await write()).status).toBe(201)
  expect((await verifyWorkspace(workspace)).findings.filter(({ state }) => state === 'wrong')).toEqual([])
})

test('sockets on which nobody says anything take nobody’s place', async () => {
  await sampan.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = sampan.app.server.address() as AddressInfo
  const silent: Socket[] = []
  try {
    while (silent.length < sockets) {
      const some = Array.from({ length: 100 }, () => connect({ port, host: '127.0.0.1' }).on('error', () => {}))
      silent.push(...some)
      await Promise.all(some.map((socket) => once(socket, 'connect')))
    }
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`)
    expect(answer.status).toBe(200)
    expect(await named('Nobody')).toBe(0)
  } finally {
    for (const socket of silent) socket.destroy()
  }
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
})

test('a sum that nobody waits for any more is called off at the database, and its connection is good for the next', {
  timeout: 120_000,
}, async () => {
  const { runtime, workspace, admin, app } = sampan
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const person = { workspaceId: workspace.id, userId: admin.principal.id! }
  const { key } = await runtime.catalogue.createApiKey(person, 'sums')
  const ask = (signal?: AbortSignal) =>
    fetch(`http://127.0.0.1:${port}/api/v1/planet/group`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ by: [], measures: ['count'] }),
      ...(signal && { signal }),
    })
  expect((await ask()).status).toBe(200)
  const holder = await runtime.db.connect()
  const waiting = async () => {
    const { rows } = await holder.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    return rows.length
  }
  try {
    await holder.query('begin')
    await holder.query(`lock table "${workspace.schema}"."planet" in access exclusive mode`)
    const leaving = new AbortController()
    const gone = ask(leaving.signal).catch(() => 'gone')
    await expect.poll(waiting, { timeout: 60_000 }).toBe(1)
    leaving.abort()
    expect(await gone).toBe('gone')
    await expect.poll(waiting, { timeout: 60_000 }).toBe(0)
  } finally {
    await holder.query('rollback')
    holder.release()
  }
  expect((await ask()).status).toBe(200)
})
