import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { engineTable } from '#engine/context.ts'
import { raw, sql } from '#engine/db/sql.ts'
import { anchorsOf, dropAnchor } from '#engine/events/chain/anchor.ts'
import { canonical, readExactly } from '#engine/events/chain/canonical.ts'
import { explainRedaction } from '#engine/events/chain/explain.ts'
import { headOf, openSealer } from '#engine/events/chain/seal.ts'
import { verifyChain } from '#engine/events/chain/verify.ts'
import { insertEvents } from '#engine/events/event.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'

/* The audit log: sealed beside the writes, whole whatever commits when, and nobody changes it unseen. */

let now = Date.parse('2026-11-20T08:00:00.000Z')
const clock = { now: () => new Date(now) }
const sealer = openSealer()
let sampan: TestSampan
beforeAll(async () => {
  sampan = await startSampan({ modules: sky(), language: 'en', clock })
})
afterAll(() => sampan.close())

const seal = () => sealer.round(sampan.workspace, { all: true })
const verify = () =>
  verifyChain(sampan.workspace.db, sampan.workspace, anchorsOf(sampan.runtime.dataFolder, sampan.workspace.schema))
const event = () => engineTable(sampan.workspace, 'event')
const make = async (name: string) =>
  (await sampan.call(sampan.admin, 'POST', '/api/v1/planet', { name, mass: 1.5 })).body.id as string
const eventOf = async (recordId: string) =>
  String((await sampan.workspace.db.rows(sql`select id from ${event()} where record_id = ${recordId}::uuid`))[0]![0])
/** Does something in a transaction that is rolled back, and answers what the verification says meanwhile. */
const meanwhile = async (run: (tx: { count(s: ReturnType<typeof sql>): Promise<number> }) => Promise<unknown>) => {
  let wrong: { what: string; block: number; eventId: string | null }[] = []
  await sampan.workspace.db
    .transaction(async (tx) => {
      await run(tx)
      wrong = [
        ...(await verifyChain(tx, sampan.workspace, anchorsOf(sampan.runtime.dataFolder, sampan.workspace.schema)))
          .wrong,
      ]
      throw new Error('undo')
    })
    .catch((error: Error) => expect(error.message).toBe('undo'))
  return wrong
}

beforeEach(() => {
  now += 60_000
})

test('canonical JSON is the one of RFC 8785, and no digit of a number goes unseen', () => {
  expect(canonical({ b: [1, { z: null, a: '€' }], '\u20ac': 1, '\r': 2, 1: true })).toBe(
    '{"\\r":2,"1":true,"b":[1,{"a":"€","z":null}],"€":1}',
  )
  expect(canonical([333333333.3333333, 1e30, 4.5, 0.002, 1e-27])).toBe('[333333333.3333333,1e+30,4.5,0.002,1e-27]')
  const texts = ['{"a":1.50}', '{"a":1.5}', '{"a":12345678901234567890}', '{"a":12345678901234567891}']
  expect(new Set(texts.map((text) => canonical(readExactly(text)))).size).toBe(4)
})

test('every event is sealed once, in blocks that follow each other', async () => {
  await make('Before')
  expect((await verify()).waiting).toBeGreaterThan(0)
  expect(await seal()).toBeGreaterThan(0)
  expect(await seal()).toBe(0)
  await make('After')
  await seal()
  const report = await verify()
  expect(report).toMatchObject({ blocks: 2, waiting: 0, wrong: [] })
  const [row] = await sampan.workspace.db.rows(sql`select count(*) from ${event()}`)
  expect(report.events).toBe(Number(row![0]))
})

test('few and young events wait for company, not longer than minutes', async () => {
  await make('Young')
  expect(await sealer.round(sampan.workspace)).toBe(0)
  now += 6 * 60_000
  expect(await sealer.round(sampan.workspace)).toBe(1)
})

test('what commits late, or was made while the clock went wrong, comes into a later block', async () => {
  const { workspace } = sampan
  const { promise: hold, resolve: letGo } = Promise.withResolvers<void>()
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const id = `${(now - 1_000)
    .toString(16)
    .padStart(12, '0')
    .replace(/^(.{8})/, '$1-')}-7000-8000-000000000001`
  const told = (eventId: string, at: number) => ({
    id: eventId,
    at: new Date(at).toISOString(),
    kind: 'late',
    object: 'planet',
    recordId: eventId,
    actorId: null,
    origin: { via: 'system' as const },
    changes: {},
    data: null,
    causeId: null,
  })
  const late = workspace.db.transaction(async (tx) => {
    await insertEvents(tx, workspace, [told(id, now)])
    begin()
    await hold
  })
  await begun
  now += 5_000
  await make('Meanwhile')
  expect(await seal()).toBe(1)
  letGo()
  await late
  expect(await seal()).toBe(1)
  // an id of a year ago, as after a clock that was set back: only the sweep of the day looks there
  const old = '0192f000-0000-7000-8000-000000000002'
  await workspace.db.transaction((tx) => insertEvents(tx, workspace, [told(old, now)]))
  expect(await seal()).toBe(0)
  now += 86_400_000 + 1
  await seal()
  expect(await verify()).toMatchObject({ waiting: 0 })
})

test('two sealers at once seal each event once', async () => {
  for (let i = 0; i < 5; i++) {
    await Promise.all(Array.from({ length: 4 }, (_, n) => make(`Race ${i} ${n}`)))
    const counts = await Promise.all(
      [openSealer(), openSealer(), sealer].map((s) => s.round(sampan.workspace, { all: true })),
    )
    expect(counts.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(4)
    await seal()
  }
  expect((await verify()).wrong.filter(({ what }) => what !== 'inserted')).toEqual([])
})

test('every kind of tampering is found, with its block', async () => {
  const id = await eventOf(await make('Victim'))
  await seal()
  const block = (await headOf(sampan.workspace.db, sampan.workspace))!.number
  await make('Later')
  await seal()
  dropAnchor(sampan.runtime.dataFolder, sampan.workspace.schema, (await headOf(sampan.workspace.db, sampan.workspace))!)
  const before = (await verify()).wrong
  const found = async (statement: ReturnType<typeof sql>) => {
    const wrong = await meanwhile((tx) => tx.count(statement))
    return wrong.filter((one) => !before.some((old) => old.what === one.what && old.eventId === one.eventId))
  }
  const edits = [
    sql`update ${event()} set changes = jsonb_set(changes, '{mass}', '[null, 1.50]') where id = ${id}::uuid`,
    sql`update ${event()} set data = '{}' where id = ${id}::uuid`,
    sql`update ${event()} set actor_id = null where id = ${id}::uuid`,
    sql`update ${event()} set at = at + interval '1 ms' where id = ${id}::uuid`,
    sql`update ${event()} set kind = 'updated' where id = ${id}::uuid`,
    sql`update ${event()} set via = 'system' where id = ${id}::uuid`,
  ]
  for (const edit of edits) expect(await found(edit)).toEqual([{ what: 'edited', block, eventId: id }])
  expect(await found(sql`delete from ${event()} where id = ${id}::uuid`)).toEqual([
    { what: 'deleted', block, eventId: id },
  ])
  const entry = engineTable(sampan.workspace, 'audit_entry')
  const blocks = engineTable(sampan.workspace, 'audit_block')
  expect(
    await found(sql`update ${entry} set salt = null, redacted_by = ${id}::uuid where event_id = ${id}::uuid`),
  ).toEqual([{ what: 'unexplained', block, eventId: id }])
  expect((await found(sql`delete from ${entry} where event_id = ${id}::uuid`)).map((one) => one.what)).toContain(
    'block',
  )
  expect(
    (await found(sql`update ${blocks} set sealed_at = sealed_at + interval '1 ms' where number = ${block}::int`))[0],
  ).toEqual({
    what: 'block',
    block,
    eventId: null,
  })
  expect((await found(sql`delete from ${blocks} where number = ${block}::int`)).map((one) => one.what)).toContain(
    'block',
  )
  // the newest block with all that was in it, as if it had never been: the anchor knows
  const cut = await meanwhile(async (tx) => {
    for (const statement of [
      sql`delete from ${event()} where id in (select event_id from ${entry} where block = ${block + 1}::int)`,
      sql`delete from ${entry} where block = ${block + 1}::int`,
      sql`delete from ${blocks} where number = ${block + 1}::int`,
    ])
      await tx.count(statement)
  })
  expect(cut).toContainEqual({ what: 'anchor', block: block + 1, eventId: null })
  // an event slipped in among those of two days ago
  const forged = await meanwhile((tx) =>
    tx.count(
      sql`insert into ${event()} (id, at, kind, object, record_id, via, changes) select ${'01900000-0000-7000-8000-00000000000f'}::uuid,
        ${new Date(now - 23 * 3_600_000 - 3 * 3_600_000).toISOString()}::timestamptz, kind, object, record_id, via, changes from ${event()} where id = ${id}::uuid`,
    ),
  )
  expect(forged.map((one) => one.what)).toContain('inserted')
  expect((await verify()).wrong).toEqual(before)
})

test('an anchor is a line a day, and the chain must lead to it', async () => {
  const { runtime, workspace } = sampan
  now += 86_400_000
  await make('Next day')
  await seal()
  const head = (await headOf(workspace.db, workspace))!
  dropAnchor(runtime.dataFolder, workspace.schema, head)
  const file = join(runtime.dataFolder, 'audit', `${workspace.schema}.txt`)
  expect(readFileSync(file, 'utf8').trim().split('\n').length).toBe(2)
  writeFileSync(file, readFileSync(file, 'utf8').replace(head.hash, '0'.repeat(64)))
  expect((await verify()).wrong.map((one) => one.what)).toContain('anchor')
  dropAnchor(runtime.dataFolder, workspace.schema, head)
})

test('values that are erased for a person leave the chain whole, and it says so', async () => {
  const { workspace } = sampan
  const id = await eventOf(await make('Secret name'))
  const by = await eventOf(await make('Request'))
  await workspace.db.count(sql`update ${event()} set kind = 'erased' where id = ${by}::uuid`)
  await seal()
  const before = (await verify()).wrong.length
  await workspace.db.transaction(async (tx) => {
    await explainRedaction(tx, workspace, [id], by)
    await tx.count(sql`update ${event()} set changes = ${raw("'{}'")}::jsonb where id = ${id}::uuid`)
  })
  const report = await verify()
  expect([report.wrong.length, report.redacted]).toEqual([before, 1])
  // the chain still knows who did it, to what, and when
  expect(
    await meanwhile((tx) => tx.count(sql`update ${event()} set actor_id = null where id = ${id}::uuid`)),
  ).toContainEqual(expect.objectContaining({ what: 'edited', eventId: id }))
})
