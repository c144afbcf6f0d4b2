import { v7 as uuid } from 'uuid'
import { columnsOf } from '#kernel/fields/index.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, tableOf, type Workspace } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { ident, isOneOf, type Sql, sql } from '../db/sql.ts'
import { explainRemoval } from '../events/chain/explain.ts'
import { insertEvents } from '../events/event.ts'
import { workspaceObject } from '../events/no-object.ts'
import { flowObject, signalObject } from '../flows/live.ts'
import { countAnew } from '../quality/past.ts'
import { past } from '../query/query.ts'
import { loadStored } from '../records/load.ts'
import { rewriteRecords } from '../records/revert.ts'
import { writing } from '../records/write.ts'
import { sampleSession } from './fill.ts'
import { forgetSample, keptOfSample, sampleMark } from './mark.ts'

/** What there is of the sample: records by object, and how many of them people have changed since. */
export type SampleCounts = { readonly records: Readonly<Record<string, number>>; readonly changedSince: number }

export async function countSample(workspace: Workspace): Promise<SampleCounts> {
  const parts = await sampleParts(workspace.db, workspace)
  const records = Object.fromEntries(await countParts(workspace.db, workspace, parts))
  const event = engineTable(workspace, 'event')
  const [row] = await workspace.db.rows(
    sql`select count(distinct e.record_id) from ${event} e where e.via_id is distinct from ${sampleMark}
      and exists (select 1 from ${event} s where s.object = e.object and s.record_id = e.record_id and s.via_id = ${sampleMark})`,
  )
  return { records, changedSince: Number(row?.[0] ?? 0) }
}

/** What a removal did: `kept` became the company's own because records of its own cannot be without them. */
export type Removed = {
  readonly removed: Readonly<Record<string, number>>
  readonly detached: number
  readonly kept: number
}

/**
 * Takes the sample out again, in one transaction. Records of the company's own stay: where one points at a sample record it
 * is detached, through the write path; where it cannot be without it, that one is kept and is the company's from now on.
 */
export async function removeSample(workspace: Workspace): Promise<Removed> {
  return writing(sampleSession(workspace), async (w) => {
    const parts = await sampleParts(w.db, workspace)
    await addConsequences(w.db, workspace, parts)
    const keptIds = new Set(await keptOfSample(w.db, workspace))
    const kept = await keepNeeded(w.db, workspace, parts, keptIds)
    const own = await ownPointers(w.db, workspace, parts)
    let detached = 0
    for (const [key, byRecord] of own) {
      const object = workspace.registry.object(key)
      const ids = [...byRecord.keys()]
      for (let i = 0; i < ids.length; i += 1_000) {
        const named = sql`r.id = any(${ids.slice(i, i + 1_000)}::uuid[]) order by r.id for no key update of r`
        const records = await loadStored(w.db, past(w.query), object, named)
        // Whatever a rule would have of such a record, it cannot point at what is not there.
        const rewritten = records.map((before) => ({ before, values: byRecord.get(before.id)! }))
        detached += await rewriteRecords({ ...w, trusted: true }, object, rewritten)
      }
    }
    const by = uuid()
    const removed = await erase(w.db, workspace, parts, by)
    await insertEvents(w.db, workspace, [
      {
        id: by,
        at: w.now,
        kind: 'sampleRemoved',
        object: workspaceObject,
        recordId: workspace.id,
        actorId: w.session.principal.id,
        origin: { via: 'system' },
        changes: {},
        data: removed,
        causeId: null,
      },
    ])
    await forgetSample(w.db, workspace, keptIds)
    await countAnew(w.db, workspace)
    w.db.afterCommit(() => {
      workspace.directory.forget()
      workspace.hint('access')
    })
    return { removed, detached, kept }
  })
}

/** Records of one object that belong to the sample: those that bear its mark, or these where its records bear none. */
type Part = { readonly object: RegisteredObject; readonly ids: Set<string> | null }

/** What bears no mark is known by the event of its making. */
async function sampleParts(db: Pick<Transaction, 'rows'>, workspace: Workspace): Promise<Part[]> {
  const kept = await keptOfSample(db, workspace)
  const made = Map.groupBy(
    await db.rows(
      sql`select object, record_id from ${engineTable(workspace, 'event')} where via_id = ${sampleMark} and kind = 'created'
        and object = any(${[...workspace.registry.objects.values()].flatMap((one) => (bearsMark(one) ? [] : [one.key]))}::text[])`,
    ),
    ([key]) => String(key),
  )
  return [...workspace.registry.objects.values()].map((object) => {
    const ids = (made.get(object.key) ?? []).map(([, id]) => String(id)).filter((id) => !kept.has(id))
    return { object, ids: bearsMark(object) ? null : new Set(ids) }
  })
}

function bearsMark(object: RegisteredObject): boolean {
  return object.fields['importId'] !== undefined
}

/** What rules have made since of the sample's records, and cannot be without them, goes with them: a claim, a batch of a rule. */
async function addConsequences(db: Transaction, workspace: Workspace, parts: readonly Part[]): Promise<void> {
  for (const { from, to, column, required } of pointers(workspace, parts)) {
    if (!required || !from.object.byRules || !from.ids) continue
    const found = await db.rows(
      sql`select r.id from ${tableOf(workspace, from.object.key)} r join ${tableOf(workspace, to.object.key)} t
        on r.${ident(column)} = t.id where ${isSample('t', to)}`,
    )
    for (const [id] of found) from.ids.add(String(id))
  }
}

type Pointer = {
  readonly from: Part
  readonly key: string
  readonly column: string
  readonly to: Part
  readonly required: boolean
  readonly system: boolean
}

/** Every relation that is a column and leads to an object of which there is a sample. */
function pointers(workspace: Workspace, targets: readonly Part[]): Pointer[] {
  const byKey = new Map(targets.filter(({ ids }) => ids?.size !== 0).map((part) => [part.object.key, part]))
  const all = new Map(targets.map((part) => [part.object.key, part]))
  return [...workspace.registry.objects.values()].flatMap((object) =>
    Object.entries(object.fields).flatMap(([key, field]): Pointer[] => {
      const to = 'to' in field ? byKey.get(String(field.to)) : undefined
      const column = columnsOf(key, field)[0]
      if (!to || column?.kind !== 'id') return []
      const from = all.get(object.key) ?? { object, ids: new Set<string>() }
      return [{ from, key, column: column.name, to, required: field.required === true, system: field.system === true }]
    }),
  )
}

function isSample(alias: string, { ids }: Part): Sql {
  const row = ident(alias)
  return ids === null ? sql`${row}.import_id = ${sampleMark}` : isOneOf(sql`${row}.id`, [...ids])
}

function isOwn(alias: string, { ids }: Part): Sql {
  const row = ident(alias)
  return ids === null
    ? sql`${row}.import_id is distinct from ${sampleMark}`
    : sql`not ${isOneOf(sql`${row}.id`, [...ids])}`
}

/** What own records cannot be without becomes the company's own, and what that cannot be without, and so on. */
async function keepNeeded(
  db: Transaction,
  workspace: Workspace,
  parts: readonly Part[],
  keptIds: Set<string>,
): Promise<number> {
  const required = pointers(workspace, parts).filter((p) => p.required && !p.system)
  let kept = 0
  for (let more = -1; more !== 0; kept += more) {
    more = 0
    for (const { from, column, to } of required) {
      const table = tableOf(workspace, to.object.key)
      const needed = sql`${isSample('t', to)} and exists
        (select 1 from ${tableOf(workspace, from.object.key)} r where r.${ident(column)} = t.id and ${isOwn('r', from)})`
      if (to.ids === null) more += await db.count(sql`update ${table} t set import_id = null where ${needed}`)
      else
        for (const [id] of await db.rows(sql`select t.id from ${table} t where ${needed}`)) {
          to.ids.delete(String(id))
          keptIds.add(String(id))
          more += 1
        }
    }
  }
  return kept
}

/** Relations of own records to sample records, to be emptied, by object and record. What only the system writes is emptied here. */
async function ownPointers(db: Transaction, workspace: Workspace, parts: readonly Part[]) {
  const found = new Map<string, Map<string, Record<string, null>>>()
  for (const { from, key, column, to, required, system } of pointers(workspace, parts)) {
    if (required) continue
    const { object } = from
    const table = tableOf(workspace, object.key)
    const target = tableOf(workspace, to.object.key)
    const hit = sql`r.${ident(column)} = t.id and ${isSample('t', to)} and ${isOwn('r', from)}`
    if (system) {
      await db.count(sql`update ${table} r set ${ident(column)} = null from ${target} t where ${hit}`)
      continue
    }
    // Those in the recycle bin cannot be written to, and nobody reads them: emptied in place.
    await db.count(
      sql`update ${table} r set ${ident(column)} = null from ${target} t where ${hit} and r.deleted_at is not null`,
    )
    const byRecord = found.get(object.key) ?? new Map<string, Record<string, null>>()
    for (const [id] of await db.rows(sql`select r.id from ${table} r, ${target} t where ${hit}`))
      byRecord.set(String(id), { ...byRecord.get(String(id)), [key]: null })
    if (byRecord.size > 0) found.set(object.key, byRecord)
  }
  return found
}

/** Deletes the records of the sample with their events, shares and comments, those first that nothing of it points at any more. */
async function erase(
  db: Transaction,
  workspace: Workspace,
  parts: readonly Part[],
  by: string,
): Promise<Record<string, number>> {
  const counts = await countParts(db, workspace, parts)
  const sizeOf = ({ object }: Part) => counts.get(object.key) ?? 0
  const there = parts.filter((part) => sizeOf(part) > 0)
  const among = pointers(workspace, there).filter((p) => !p.system && there.includes(p.from))
  const helpers = await indexPointers(
    db,
    workspace,
    among.filter(({ to }) => sizeOf(to) > 500),
  )
  let left = there.toSorted((a, b) => sizeOf(a) - sizeOf(b))
  const pointsAt = (to: Part) => among.filter((p) => p.to === to && p.from !== to && left.includes(p.from))
  while (left.length > 0) {
    // Where objects point at each other in a circle, the smallest is let go of.
    const next = left.find((part) => pointsAt(part).length === 0) ?? left[0]!
    for (const { from, column } of pointsAt(next))
      await db.count(
        sql`update ${tableOf(workspace, from.object.key)} r set ${ident(column)} = null where ${isSample('r', from)} and ${ident(column)} is not null`,
      )
    await deletePart(db, workspace, next, by)
    left = left.filter((part) => part !== next)
  }
  for (const name of helpers) await db.rows(sql`drop index ${ident(workspace.schema, name)}`, { once: true })
  return Object.fromEntries(counts)
}

async function countParts(
  db: Pick<Transaction, 'rows'>,
  workspace: Workspace,
  parts: readonly Part[],
): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const part of parts) {
    if (part.ids?.size === 0) continue
    const { key } = part.object
    const [row] = await db.rows(sql`select count(*) from ${tableOf(workspace, key)} r where ${isSample('r', part)}`)
    if (Number(row?.[0]) > 0) counts.set(key, Number(row?.[0]))
  }
  return counts
}

async function deletePart(db: Transaction, workspace: Workspace, part: Part, by: string): Promise<void> {
  const { object } = part
  const table = tableOf(workspace, object.key)
  const gone = isSample('t', part)
  const mine = sql`x.object = ${object.key} and x.record_id = t.id and ${gone}`
  await explainRemoval(db, workspace, sql`${table} t`, mine, by)
  for (const name of ['event', 'share', 'comment', 'follow', 'notification'])
    await db.count(sql`delete from ${engineTable(workspace, name)} x using ${table} t where ${mine}`)
  const asked = sql`(select a.id from ${engineTable(workspace, 'approval')} a join ${table} t on a.record_id = t.id
    where a.object = ${object.key} and ${gone})`
  for (const [name, key] of [
    ['approval_note', 'approval_id'],
    ['approval_seat', 'approval_id'],
    ['approval', 'id'],
  ] as const)
    await db.count(sql`delete from ${engineTable(workspace, name)} x where x.${ident(key)} in ${asked}`)
  const merged = sql`x.object = ${object.key} and ${gone}`
  await db.count(
    sql`delete from ${engineTable(workspace, 'former_id')} x using ${table} t where ${merged} and t.id in (x.id, x.survivor_id)`,
  )
  await db.count(
    sql`delete from ${engineTable(workspace, 'merge')} x using ${table} t where ${merged} and (t.id = x.survivor_id or x.merged_ids @> array[t.id])`,
  )
  await db.count(
    sql`delete from ${engineTable(workspace, 'share')} x using ${table} t where x.grantee_id = t.id and ${gone}`,
  )
  await deleteAutomation(db, workspace, object.key, sql`${table} t`, gone)
  if (object.key === 'user') await deleteTraces(db, workspace, sql`${table} t`, gone)
  await db.count(sql`delete from ${table} t where ${gone}`)
}

/** What fired and ran for the records that go, and of the signals and flows among them. */
async function deleteAutomation(
  db: Transaction,
  workspace: Workspace,
  key: string,
  records: Sql,
  gone: Sql,
): Promise<void> {
  const [run, step, fired] = ['flow_run', 'flow_step', 'signal_fire'].map((name) => engineTable(workspace, name))
  const about = sql`x.object = ${key} and x.record_id = t.id and ${gone}`
  const endRuns = async (hit: Sql) => {
    await db.count(sql`delete from ${step!} s using ${run!} x, ${records} where s.run_id = x.id and ${hit}`)
    await db.count(sql`delete from ${run!} x using ${records} where ${hit}`)
  }
  await endRuns(about)
  await db.count(sql`delete from ${fired!} x using ${records} where ${about}`)
  if (key === flowObject) await endRuns(sql`x.flow_id = t.id and ${gone}`)
  const tables =
    { [flowObject]: ['flow_timer', 'flow_call'], [signalObject]: ['signal_timer', 'signal_fire'] }[key] ?? []
  for (const name of tables)
    await db.count(
      sql`delete from ${engineTable(workspace, name)} x using ${records} where x.${ident(`${key}_id`)} = t.id and ${gone}`,
    )
  if (key === flowObject)
    await db.count(
      sql`delete from ${engineTable(workspace, 'flow_address')} x using ${records} where x.id = t.id and ${gone}`,
    )
}

/** What the engine keeps of people beside their record. */
async function deleteTraces(db: Transaction, workspace: Workspace, people: Sql, gone: Sql): Promise<void> {
  for (const [name, person] of [
    ['comment', 'author_id'],
    ['follow', 'user_id'],
    ['notification', 'user_id'],
    ['preference', 'user_id'],
    ['bulk_write', 'actor_id'],
  ] as const)
    await db.count(
      sql`delete from ${engineTable(workspace, name)} x using ${people} where x.${ident(person)} = t.id and ${gone}`,
    )
  await db.count(
    sql`delete from ${engineTable(workspace, 'reporting_line')} x using ${people} where t.id in (x.above_id, x.below_id) and ${gone}`,
  )
  const handover = engineTable(workspace, 'handover')
  await db.count(
    sql`delete from ${engineTable(workspace, 'handover_item')} x using ${handover} h, ${people}
      where x.handover_id = h.id and h.person_id = t.id and ${gone}`,
  )
  await db.count(sql`delete from ${handover} h using ${people} where h.person_id = t.id and ${gone}`)
}

/**
 * The indexes of relations hold live records only, so PostgreSQL would read whole tables to learn that nothing points at a
 * deleted row any more. For the time of this transaction they are helped by plain ones.
 */
async function indexPointers(db: Transaction, workspace: Workspace, slow: readonly Pointer[]): Promise<string[]> {
  const names: string[] = []
  for (const { from, column } of slow) {
    const name = `sample_removal_${names.length}`
    await db.rows(
      sql`create index ${ident(name)} on ${tableOf(workspace, from.object.key)} (${ident(column)}) where ${ident(column)} is not null`,
      { once: true },
    )
    names.push(name)
  }
  return names
}
