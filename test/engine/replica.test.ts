import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'
import { follow } from '../servers/follow.ts'
import { careless, freeze, type OwnServer, startOwn } from '../servers/own.ts'

/* A primary and a streaming replica: what is heavy is read there, and nobody ever notices. */

const native = process.env.SAMPAN_TEST_PG
let primary: OwnServer
let replica: OwnServer
let sampan: TestSampan
beforeAll(async () => {
  primary = await startOwn({ native, settings: { ...careless, synchronous_commit: 'on' } })
  replica = await follow(primary, native)
  sampan = await startSampan({ modules: sky(), language: 'en', on: { url: primary.url, readUrl: replica.url } })
})
afterAll(async () => {
  await sampan?.close()
  await replica?.close()
  await primary?.close()
})

const make = async (name: string) =>
  expect((await sampan.call(sampan.admin, 'POST', '/api/v1/planet', { name })).status).toBe(201)
const count = async (): Promise<number> => {
  const { status, body } = await sampan.call(sampan.admin, 'POST', '/api/v1/planet/group', {
    by: [],
    measures: ['count'],
  })
  expect(status).toBe(200)
  return body.data[0].measures[0]
}
/** Who has answered so far. */
async function answered(): Promise<{ replica: number; primary: number }> {
  const text = await sampan.runtime.metrics.text()
  const of = (by: string) =>
    Number(text.match(new RegExp(`sampan_replica_reads_total\\{by="${by}"\\} (\\d+)`))?.[1] ?? 0)
  return { replica: of('replica'), primary: of('primary') }
}
async function ask(server: OwnServer, text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  try {
    return Object.values((await client.query(text)).rows[0] ?? {})[0]
  } finally {
    await client.end()
  }
}
/** The next reads come from the replica again: it is left alone for a while after it was found wanting. */
const trusted = () =>
  expect
    .poll(
      async () => {
        const before = (await answered()).replica
        await count()
        return (await answered()).replica - before
      },
      { timeout: 30_000 },
    )
    .toBe(1)

describe('a replica', () => {
  test('answers groups and exports, and one sees her own write at once, each time', async () => {
    await make('Mercury')
    await trusted()
    expect(await ask(replica, 'select pg_is_in_recovery()')).toBe(true)
    const before = await answered()
    for (let i = 0; i < 30; i++) {
      const there = await count()
      await make(`Planet ${i}`)
      expect(await count()).toBe(there + 1)
    }
    const file = await sampan.call(sampan.admin, 'GET', '/api/v1/planet/export?format=csv')
    expect(String(file.body).trim().split('\n')).toHaveLength((await count()) + 1)
    const after = await answered()
    expect(after.replica - before.replica).toBeGreaterThan(55)
    expect(
      Number(await ask(replica, `select count(*) from pg_stat_activity where application_name = 'sampan-replica'`)),
    ).toBeGreaterThan(0)
  })

  test('hears nothing of what is wrong with a question: it is refused as ever', async () => {
    const { status, body } = await sampan.call(sampan.admin, 'POST', '/api/v1/planet/group', { by: ['nothing'] })
    expect([status, body.errors?.[0]?.field]).toEqual([422, 'by'])
  })

  test('that has stopped following leaves the answer to the primary', async () => {
    await trusted()
    await ask(replica, 'select pg_wal_replay_pause()')
    const [there, before] = [await count(), await answered()]
    await make('Vulcan')
    expect(await count()).toBe(there + 1)
    expect(await answered()).toEqual({ replica: before.replica, primary: before.primary + 1 })
    await ask(replica, 'select pg_wal_replay_resume()')
    await trusted()
    expect(await count()).toBe(there + 1)
  })

  test('that is killed is noticed by nobody, and used again when it is back', async () => {
    const there = await count()
    await replica.kill()
    for (let i = 1; i < 5; i++) {
      await make(`Pluto ${i}`)
      expect(await count()).toBe(there + i)
    }
    await replica.start()
    await trusted()
  })

  test.runIf(process.platform === 'linux')('that is frozen, and says nothing at all, is not waited for', async () => {
    const there = await count()
    const thaw = freeze(replica)
    await make('Ceres')
    expect(await count()).toBe(there + 1)
    thaw()
    await trusted()
  })

  test('that became a server of its own answers no more', async () => {
    await trusted()
    await ask(replica, 'select pg_promote()')
    const before = (await answered()).replica
    const there = await count()
    await make('Eris')
    expect(await count()).toBe(there + 1)
    expect((await answered()).replica).toBe(before)
  })
})
