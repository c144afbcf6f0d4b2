import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineTable, type Session, tableOf } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { runJob } from '#engine/events/work.ts'
import { startSampan, type TestSampan } from '../../../../test/harness.ts'
import { handOf, type Told } from '../../../../test/modules/hand.ts'

/*
 * The nightly job is killed somewhere, again and again, and goes on: each record is recycled once and told of once, the
 * batches count them, and what was recycled can be taken back.
 * `SAMPAN_KILL_ROUNDS=300 npx vitest run src/modules/pools/recycling/killed.test.ts` kills for long.
 */

const rounds = Number(process.env.SAMPAN_KILL_ROUNDS ?? 1)
const day = 86_400_000
const child = fileURLToPath(new URL('../../../../test/modules/pools-recycle-child.ts', import.meta.url))
/** How many are due by either rule, and how many are warned of on each of three days. A transaction takes 500. */
const [byOne, byOther, warned] = [560, 120, 6]

let time = Date.parse('2027-02-01T02:00:00.000Z')
let sampan: TestSampan
let admin: ReturnType<typeof handOf>
let fang: Session
let pool: Told
let rules: Told[]
let ids: string[]
beforeAll(async () => {
  sampan = await startSampan({ clock: { now: () => new Date(time) } })
  admin = handOf(sampan, sampan.admin)
  fang = await sampan.person('王芳', 'sales')
  pool = await admin.make('pool', { name: '公海', object: 'account' })
  rules = []
  for (const name of ['甲', '乙'])
    rules.push(
      await admin.make('recyclingRule', {
        name,
        object: 'account',
        pool: pool.id,
        active: true,
        where: { name: { startsWith: name } },
        conditions: [{ sign: 'held', days: 10 }],
      }),
    )
  const names = [...Array<string>(byOne + 3 * warned).fill('甲'), ...Array<string>(byOther).fill('乙')]
  const create = names.map((name, i) => ({ name: `${name} ${i}` }))
  const { body } = await sampan.call(fang, 'POST', '/api/v1/account/batch', { create })
  ids = body.data.map(({ id }: Told) => id)
  await sampan.workspace.db.count(sql`update ${accounts()} set created_at = created_at - interval '90 days'`)
})
afterAll(() => sampan.close())

const accounts = () => tableOf(sampan.workspace, 'account')
const events = () => engineTable(sampan.workspace, 'event')
const today = () => new Date(time).toISOString().slice(0, 10)
const run = () => runJob(sampan.workspace, 'recycle', {})

/** A new day: all are hers again, long enough for most of them, and no rule rests. */
async function lay(): Promise<void> {
  time += day
  const { workspace } = sampan
  // From the first on those of the days ahead, then those that are due.
  const days = ids.map((_, i) => (i < warned ? 10 : i < 2 * warned ? 8 : i < 3 * warned ? 4 : 20))
  await workspace.db.count(sql`update ${accounts()} a set owner_id = ${fang.principal.id}::uuid, pool_id = null, return_count = null,
    held_reason = 'created', held_since = ${new Date(time).toISOString()}::timestamptz - x.days * interval '1 day'
    from unnest(${ids}::uuid[], ${days}::int[]) x(id, days) where a.id = x.id`)
  await workspace.db.count(sql`update ${tableOf(workspace, 'recyclingRule')} set starts_on = null`)
  workspace.directory.forget()
}

/** Somewhere on the way: at a named step for the first time or a later one, or after some milliseconds. */
const places = ['sweep.chunk', 'commit.before', 'write.followed', 'commit.after', 'moment'] as const
type Victim = { readonly process: ChildProcess; readonly at: string; readonly ready: Promise<boolean> }
function begin(n: number): Victim {
  const place = places[n % places.length]!
  const turn = Math.floor(n / places.length)
  // To start takes commits as well: who is killed there has not begun.
  const at = place === 'moment' ? place : `${place}:${1 + (turn % (place.startsWith('commit') ? 24 : 8))}`
  const env = { ...process.env, NODE_ENV: 'test', ...(place === 'moment' ? {} : { SAMPAN_CRASH_AT: at }) }
  const started = fork(child, [sampan.databaseUrl, sampan.runtime.dataFolder], { env })
  const ready = Promise.race([once(started, 'message').then(() => true), once(started, 'exit').then(() => false)])
  return { process: started, at, ready }
}
async function kill({ process: one, at, ready }: Victim, n: number): Promise<void> {
  if (!(await ready)) return
  const ended = once(one, 'exit')
  one.send(new Date(time).toISOString())
  if (at === 'moment') {
    await pause(30 + ((n * 37) % 900))
    one.kill('SIGKILL')
  }
  const [code, signal] = await ended
  // Who was to be killed later than that has come to the end.
  expect(signal ?? code, at).toBeOneOf(['SIGKILL', 0])
  if (signal) killed++
}
let killed = 0

test(
  'wherever it is killed, each record goes once, is told of once, and can be taken back',
  async () => {
    // The next one starts while the last one's work is looked at.
    let count = 0
    let next: Victim | null = begin(count++)
    for (let n = 0; n < rounds; n++) {
      await lay()
      const [{ 0: from }] = (await sampan.workspace.db.rows(sql`select max(id::text) from ${events()}`)) as [[string]]
      // Now and then the one that goes on is killed as well.
      for (let times = n % 4 === 3 ? 2 : 1; times > 0; times--) {
        await kill(next ?? begin(count++), count)
        next = n < rounds - 1 ? begin(count++) : null
      }
      // Two that run at once, as after a restart, do it once between them.
      await Promise.all(n % 2 === 0 ? [run(), run()] : [run()])
      await holds(from, n % 3 === 0)
    }
    next?.process.kill('SIGKILL')
    expect(killed).toBeGreaterThan(0)
    if (rounds > 10) console.log(`${rounds} rounds, ${killed} kills on the way.`)
  },
  120_000 + rounds * 30_000,
)

test('what is taken back while the job goes on stays back, and the rest of it is left alone', async () => {
  await lay()
  const going = run()
  const batchOf = async () => (await admin.list('recycling', { day: today(), rule: rules[0]!.id }))[0]
  await expect.poll(batchOf).toBeTruthy()
  await admin.act('recycling', (await batchOf()).id, 'undo')
  await going
  const [row] = await sampan.workspace.db.rows(
    sql`select count(*) from ${accounts()} where held_reason = 'recycled' and name like '甲%'`,
  )
  expect(Number(row![0])).toBe(0)
})

/** What has been since an event: whether everything that was due went once; then, if so wished, whether it all comes back. */
async function holds(from: string, back: boolean): Promise<void> {
  const { workspace } = sampan
  const rows = await workspace.db.rows(sql`select e.record_id, e.cause_id from ${events()} e
    where e.id > ${from}::uuid and e.object = 'account' and e.changes->'heldReason'->>1 = 'recycled'`)
  expect(rows).toHaveLength(byOne + byOther)
  expect(new Set(rows.map(([id]) => id))).toEqual(new Set(ids.slice(3 * warned)))
  const batches = await admin.list('recycling', { day: today() })
  expect(new Set(batches.map(({ rule, count }) => `${rule.id} ${count}`))).toEqual(
    new Set([`${rules[0]!.id} ${byOne}`, `${rules[1]!.id} ${byOther}`]),
  )
  expect(batches).toHaveLength(2)
  expect(new Set(rows.map(([, cause]) => cause))).toEqual(new Set(batches.map(({ id }) => id)))
  const [state] =
    await workspace.db.rows(sql`select count(*) filter (where owner_id is null and pool_id = ${pool.id}::uuid and return_count = 1),
    count(*) filter (where owner_id = ${fang.principal.id}::uuid and pool_id is null and return_count is null),
    sum(version) - (select count(*) from ${events()} e where e.object = 'account' and e.record_id = any(${ids}::uuid[]))
    from ${accounts()} where id = any(${ids}::uuid[])`)
  expect(state!.map(Number)).toEqual([byOne + byOther, 3 * warned, 0])
  const told = await workspace.db.rows(sql`select kind, record_id from ${engineTable(workspace, 'notification')}
    where record_id = any(${ids.slice(0, 3 * warned)}::uuid[]) and at = ${new Date(time).toISOString()}::timestamptz`)
  for (const [i, ahead] of [1, 3, 7].entries())
    expect(told.flatMap(([kind, id]) => (kind === `recyclesIn${ahead}` ? [String(id)] : [])).sort()).toEqual(
      ids.slice(i * warned, (i + 1) * warned).sort(),
    )
  if (!back) return
  for (const { id, count } of batches) {
    const { result } = await admin.act('recycling', id, 'undo')
    expect(result).toEqual({ undone: count, kept: 0 })
  }
  const [mine] = await workspace.db.rows(
    sql`select count(*) from ${accounts()} where owner_id = ${fang.principal.id}::uuid and pool_id is null and return_count is null`,
  )
  expect(Number(mine![0])).toBe(ids.length)
}
