import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engineTable, type Session, tableOf } from '#engine/context.ts'
import { isAway } from '#engine/db/pool.ts'
import { sql } from '#engine/db/sql.ts'
import { verifyWorkspace } from '#engine/doctor/verify.ts'
import { runJob } from '#engine/events/work.ts'
import { importFile, undoImport } from '#engine/import/import.ts'
import { past, queryOf } from '#engine/query/query.ts'
import { loadStored } from '#engine/records/load.ts'
import { applyOps, writing } from '#engine/records/write.ts'
import { Refusal } from '#kernel/problem.ts'
import { type Answer, startSampan, type TestSampan } from '../../../test/harness.ts'
import { handOf, type Told } from '../../../test/modules/hand.ts'
import { type SideProcess, startSide } from '../../../test/modules/side-process.ts'

/*
 * Everything that changes whose a record is, on the same records at once, in two server processes: claim, assignment, recycling and its undo, merge and
 * split, import and its undo, edits, a bulk edit and its undo. Whatever comes first: one owner or one pool, nobody over a
 * limit, no event lost, and the history of each record says what the record is.
 * `SAMPAN_RACE_ROUNDS=2000 npx vitest run src/modules/pools/at-once.test.ts` races for long.
 */

const rounds = Number(process.env.SAMPAN_RACE_ROUNDS ?? 3)
const day = 86_400_000
let sampan: TestSampan
let side: SideProcess
let admin: ReturnType<typeof handOf>
let boss: Session
let sellers: Session[]
let base: Told
let back: Told
const folder = mkdtempSync(join(tmpdir(), 'sampan-at-once-'))

beforeAll(async () => {
  sampan = await startSampan({ language: 'en' })
  side = startSide(sampan)
  admin = handOf(sampan, sampan.admin)
  const team = (await admin.make('team', { name: 'All' })).id
  boss = await sampan.person('Boss', 'salesManager', { teamId: team })
  sellers = []
  for (let i = 0; i < 8; i++) sellers.push(await sampan.person(`Seller ${i}`, 'sales', { teamId: team }))
  base = { object: 'account', teams: [team], managers: [boss.principal.id] }
  back = await admin.make('pool', { name: 'Back', ...base })
  const rule = await admin.make('recyclingRule', {
    name: 'Held for a day',
    object: 'account',
    pool: back.id,
    active: true,
    where: { name: { startsWith: 'Due' } },
    conditions: [{ sign: 'held', days: 1 }],
  })
  await started(rule.id)
})
afterAll(async () => {
  await side.stop()
  await sampan.close()
  rmSync(folder, { recursive: true })
})

/** What is switched on begins a week later; here it has begun. */
async function started(rule: string): Promise<void> {
  await sampan.workspace.db.count(
    sql`update ${tableOf(sampan.workspace, 'recyclingRule')} set starts_on = null where id = ${rule}::uuid`,
  )
  sampan.workspace.directory.forget()
}

const accounts = () => tableOf(sampan.workspace, 'account')
/** Requests go to this process and to the other in turn. */
let turn = 0
const ask: SideProcess['call'] = (...asked) => (++turn % 2 ? sampan.call(...asked) : side.call(...asked))
const call = (who: Session, url: string, body: object = {}) => ask(who, 'POST', `/api/v1/account/${url}`, body)
/** How many somebody holds. */
const heldBy = async (owner: string): Promise<number> => {
  const [row] = await sampan.workspace.db.rows(
    sql`select count(*) from ${accounts()} where owner_id = ${owner}::uuid and deleted_at is null`,
  )
  return Number(row![0])
}
/** Work of the engine's own, which may be refused like a request. On a starved machine it is tried again, as by a person. */
async function work(run: () => Promise<unknown>): Promise<Answer> {
  for (;;)
    try {
      await run()
      return { status: 200, headers: {}, body: null }
    } catch (error) {
      if (error instanceof Refusal) return { status: 409, headers: {}, body: error.problems }
      if (!isAway(error)) throw error
    }
}
const bring = async (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return importFile(sampan.runtime, sampan.admin, { object: 'account', path, plan: { duplicates: 'update' } })
}

/** Twelve accounts: six wait in a pool, six are due to go back to one; a file has brought them all. */
async function lay(round: number, pool: Told, owner: string) {
  const rows = Array.from({ length: 12 }, (_, i) => `${round}-${i},${i < 6 ? 'Free' : 'Due'} ${round} ${i}`)
  const brought = await bring(`${round}.csv`, `Id,Name\n${rows.join('\n')}\n`)
  const found = await admin.list('account', { sourceId: { in: rows.map((row) => row.split(',')[0]) } })
  const ids = found.sort((a, b) => a.id.localeCompare(b.id)).map(({ id }) => String(id))
  const update = ids.map((id, i) => (i < 6 ? { id, pool: pool.id } : { id, owner }))
  const { status, body } = await sampan.call(sampan.admin, 'POST', '/api/v1/account/batch', { update })
  expect(status, JSON.stringify(body)).toBe(200)
  const long = new Date(Date.now() - 10 * day).toISOString()
  await sampan.workspace.db.count(
    sql`update ${accounts()} set held_since = ${long}::timestamptz, created_at = ${long}::timestamptz where id = any(${ids.slice(6)}::uuid[])`,
  )
  return { ids, brought: brought.id }
}

const stored = async (id: string) => {
  const { owner, pool, employees } = await admin.see('account', id)
  return [owner?.id ?? null, pool?.id ?? null, employees]
}

test('who has a record goes back as a whole or not at all when a merge is taken apart', async () => {
  const [one, other] = [sellers[0]!.principal.id!, sellers[1]!.principal.id!]
  const survivor = await admin.make('account', { name: 'Waits in a pool', pool: back.id })
  const lost = await admin.make('account', { name: 'Is somebody’s', owner: one })
  const { merge } = (await call(sampan.admin, 'merge', { ids: [survivor.id, lost.id], survivor: survivor.id })).body
  expect(await stored(survivor.id)).toEqual([one, null, null])
  await admin.change('account', survivor.id, { owner: other })
  const split = await call(sampan.admin, `merges/${merge.id}/split`)
  expect(split.status).toBe(200)
  expect(split.body.stays[0].fields).toEqual(expect.arrayContaining(['owner', 'pool', 'heldSince']))
  expect(await stored(survivor.id)).toEqual([other, null, null])
  expect(await stored(lost.id)).toEqual([one, null, null])
})

describe('what somebody writes while an undo looks at it stays hers', () => {
  const other = () => sellers[1]!.principal.id!
  /** Begins an undo and, while it waits for the record, gives the record to somebody else. */
  async function meanwhile<T>(id: string, undo: () => Promise<T>): Promise<T> {
    const { workspace } = sampan
    let undone: Promise<T> | undefined
    await writing(sampan.admin, async (w) => {
      await w.db.rows(sql`select id from ${accounts()} where id = ${id}::uuid for no key update`)
      undone = undo()
      undone.catch(() => {})
      const waiting = async () =>
        (
          await workspace.db.rows(sql`select 1 from pg_locks l join pg_stat_activity a on a.pid = l.pid
            where a.datname = current_database() and not l.granted`)
        ).length
      await expect.poll(waiting).toBe(1)
      await applyOps(w, workspace.registry.object('account'), [{ do: 'update', id, values: { owner: other() } }])
    })
    return (await undone) as T
  }

  test('a recycling that is taken back', async () => {
    const { id } = await admin.make('account', { name: 'Due alone', owner: sellers[0]!.principal.id })
    const long = new Date(Date.now() - 10 * day).toISOString()
    await sampan.workspace.db.count(
      sql`update ${accounts()} set held_since = ${long}::timestamptz, created_at = ${long}::timestamptz where id = ${id}::uuid`,
    )
    await runJob(sampan.workspace, 'recycle', {})
    expect(await stored(id)).toEqual([null, back.id, null])
    const [batch] = await admin.list('recycling', { status: 'done' })
    const { body } = await meanwhile(id, () => sampan.call(boss, 'POST', `/api/v1/recycling/${batch.id}/undo`))
    expect(body.result).toEqual({ undone: 0, kept: 1 })
    expect(await stored(id)).toEqual([other(), null, null])
    await started(batch.rule.id)
  })

  test('a bulk edit', async () => {
    const { id } = await admin.make('account', { name: 'Pooled', pool: back.id })
    const where = { id: { in: [id] } }
    const { count, hash } = (await call(sampan.admin, 'selection', { where })).body
    const values = { owner: sellers[0]!.principal.id }
    const done = await call(sampan.admin, 'bulk', { do: 'update', selection: { where, count, hash }, values })
    const { body } = await meanwhile(id, () => call(sampan.admin, `undo/${done.body.id}`))
    expect(body).toMatchObject({ asked: 1, changed: 0 })
    expect(await stored(id)).toEqual([other(), null, null])
  })

  test('an import', async () => {
    await bring('one.csv', 'Id,Name\nalone,Alone\n')
    const [{ id } = { id: '' }] = await admin.list('account', { sourceId: 'alone' })
    const again = await bring('one-again.csv', 'Id,Employees\nalone,7\n')
    await meanwhile(id, async () => (await undoImport(sampan.admin, again.id)).ended)
    expect(await stored(id)).toEqual([other(), null, 7])
    // All the same: then what the import gave goes, and who has it is nobody's undo.
    const given = await bring('one-given.csv', `Id,Employees,Owner\nalone,8,${sellers[0]!.principal.name}\n`)
    expect(await stored(id)).toEqual([sellers[0]!.principal.id, null, 8])
    await admin.change('account', id, { pool: back.id })
    await (await undoImport(sampan.admin, given.id, { force: true })).ended
    expect(await stored(id)).toEqual([null, back.id, 7])
  })
})

test(
  'whatever comes first, there is one owner or one pool, within all limits, and the history says so',
  async () => {
    for (let round = 0; round < rounds; round++) {
      const [target, other] = [sellers[round % 8]!, sellers[(round + 1) % 8]!]
      const owner = target.principal.id!
      const pool = await admin.make('pool', { name: `Pool ${round}`, claimsPerDay: 3, ...base })
      const { ids, brought } = await lay(round, pool, other.principal.id!)
      const held = await heldBy(owner)
      const cap = await admin.make('holdingCap', { name: 'Cap', object: 'account', most: held + 4, people: [owner] })
      const [free, due] = [ids.slice(0, 6), ids.slice(6)]
      const rows = ids.map((_, i) => `${round}-${i},${i + 1}`)
      const answers = await Promise.all([
        ...free.flatMap((id) => [target, other, sellers[(round + 2) % 8]!].map((who) => call(who, `${id}/claim`))),
        ...free.slice(0, 3).map((id) => call(boss, `${id}/assign`, { to: owner })),
        ...due.slice(0, 3).map((id) => ask(sampan.admin, 'PATCH', `/api/v1/account/${id}`, { owner })),
        ...ids.map((id, i) => ask(sampan.admin, 'PATCH', `/api/v1/account/${id}`, { description: `Edit ${i}` })),
        mergedAndParted([free[0]!, due[0]!], free[0]!, round % 2 === 0),
        mergedAndParted([free[1]!, free[2]!, due[1]!], due[1]!, round % 3 === 0),
        mergedAndParted([due[1]!, due[2]!], due[2]!, false),
        recycledAndTakenBack(round % 2 === 1),
        changedInBulk(ids.slice(3, 9), owner),
        work(() => bring(`${round}-again.csv`, `Id,Employees\n${rows.join('\n')}\n`)),
        ...(round % 3 === 2 ? [work(async () => (await undoImport(sampan.admin, brought)).ended)] : []),
      ])
      const list = answers.flat()
      // Whoever finds the server busy is told so, and has done nothing.
      expect(list.filter(({ status }) => status >= 500 && status !== 503).map(({ body }) => body)).toEqual([])
      await holds(ids)
      expect(await heldBy(owner)).toBeLessThanOrEqual(held + 4)
      await withinTheDay(pool.id)
      await admin.remove('holdingCap', cap.id)
    }
    await allHappened()
    const { findings } = await verifyWorkspace(sampan.workspace)
    expect(findings.filter(({ state }) => state === 'wrong')).toEqual([])
  },
  120_000 + rounds * 30_000,
)

/** Nothing of it was there for show: in each round something was claimed, assigned, recycled and merged, and taken back in some. */
async function allHappened(): Promise<void> {
  const rows = await sampan.workspace.db.rows(
    sql`select changes->'heldReason'->>1, count(*) from ${engineTable(sampan.workspace, 'event')} where object = 'account' group by 1`,
  )
  const count = new Map(rows.map(([why, n]) => [why, Number(n)]))
  for (const why of ['claimed', 'transferred', 'recycled']) expect(count.get(why), why).toBeGreaterThanOrEqual(rounds)
  expect(await merged()).toBeGreaterThan(0)
}
const merged = async () => {
  const [row] = await sampan.workspace.db.rows(sql`select count(*) from ${engineTable(sampan.workspace, 'former_id')}`)
  return Number(row![0])
}

async function mergedAndParted(ids: readonly string[], survivor: string, part: boolean): Promise<Answer[]> {
  const merged = await call(sampan.admin, 'merge', { ids, survivor })
  if (!part || merged.status >= 300) return [merged]
  return [merged, await call(sampan.admin, `merges/${merged.body.merge.id}/split`)]
}

async function recycledAndTakenBack(back: boolean): Promise<Answer[]> {
  const went = await work(() => runJob(sampan.workspace, 'recycle', {}))
  const [batch] = await admin.list('recycling', { status: 'done' })
  if (!back || !batch) return [went]
  const undone = await ask(boss, 'POST', `/api/v1/recycling/${batch.id}/undo`)
  await started(batch.rule.id)
  return [went, undone]
}

async function changedInBulk(ids: readonly string[], owner: string): Promise<Answer[]> {
  const where = { id: { in: ids } }
  const { count, hash } = (await call(sampan.admin, 'selection', { where })).body
  const done = await call(sampan.admin, 'bulk', {
    do: 'update',
    selection: { where, count, hash },
    values: { owner },
  })
  return done.status >= 300 ? [done] : [done, await call(sampan.admin, `undo/${done.body.id}`)]
}

/** Each record as it stands against what its events tell of it, one after the other. */
async function holds(ids: readonly string[]): Promise<void> {
  const { workspace } = sampan
  const object = workspace.registry.object('account')
  const records = await loadStored(
    workspace.db,
    past(queryOf(sampan.admin)),
    object,
    sql`r.id = any(${ids}::uuid[]) order by r.id`,
  )
  expect(records).toHaveLength(ids.length)
  const events = await workspace.db.rows(
    sql`select record_id, kind, changes from ${engineTable(workspace, 'event')}
      where object = 'account' and record_id = any(${ids}::uuid[]) and kind in ('created', 'updated', 'deleted', 'restored') order by id`,
  )
  const former = new Map(
    (
      await workspace.db.rows(
        sql`select id, survivor_id from ${engineTable(workspace, 'former_id')} where id = any(${ids}::uuid[])`,
      )
    ).map(([id, survivor]) => [String(id), String(survivor)]),
  )
  for (const record of records) {
    const its = events.filter(([id]) => id === record.id)
    expect(record['owner'] !== null && record['pool'] !== null, record.id).toBe(false)
    expect(its, record.id).toHaveLength(Number(record['version']))
    const told: Record<string, unknown> = {}
    let deleted = false
    for (const [, kind, changes] of its) {
      if (kind === 'deleted' || kind === 'restored') deleted = kind === 'deleted'
      for (const [key, [from, to]] of Object.entries(changes as Record<string, [unknown, unknown]>)) {
        // What the test itself has put back in time has no event.
        if (key !== 'heldSince') expect(told[key] ?? null, `${record.id} ${key}`).toEqual(from)
        told[key] = to
      }
    }
    expect(deleted).toBe(record.deletedAt !== null)
    const differs = Object.keys(told).filter((key) => !isDeepStrictEqual(told[key] ?? null, record[key] ?? null))
    expect(
      differs.filter((key) => key !== 'heldSince'),
      record.id,
    ).toEqual([])
    if (former.has(record.id)) expect(record.deletedAt).not.toBeNull()
  }
}

/** Nobody has more claims in a pool than its day allows, and each is one that the record knows. */
async function withinTheDay(pool: string): Promise<void> {
  const claims = await admin.list('poolClaim', { pool, kind: 'claim' })
  for (const [, list] of Map.groupBy(claims, ({ owner }) => owner.id)) expect(list.length).toBeLessThanOrEqual(3)
  const known = await sampan.workspace.db.rows(
    sql`select count(*) from ${engineTable(sampan.workspace, 'event')} where object = 'account' and kind = 'updated'
      and changes->'heldReason'->>1 = 'claimed' and changes->'pool'->>0 = ${pool} and changes->'heldNote'->>1 is not null and via = 'api'
      and cause_id is null`,
  )
  expect(claims).toHaveLength(Number(known[0]![0]))
}
