import { v7 as uuid } from 'uuid'
import { columnsOf } from '#kernel/fields/index.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, tableOf, type Workspace } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { ident, raw, sql } from '../db/sql.ts'
import { explainRemoval } from '../events/chain/explain.ts'
import { insertEvents } from '../events/event.ts'
import { workspaceObject } from '../events/no-object.ts'
import type { Op } from '../records/op.ts'
import { applyOps, writing } from '../records/write.ts'
import { sampleSession } from './fill.ts'
import { forgetSample, sampleMark } from './mark.ts'

/** What there is of the sample: records by object, and how many of them people have changed since. */
export type SampleCounts = { readonly records: Readonly<Record<string, number>>; readonly changedSince: number }

export async function countSample(workspace: Workspace): Promise<SampleCounts> {
  const records = Object.fromEntries(await countMarked(workspace.db, workspace, marked(workspace)))
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
    const objects = marked(workspace)
    const kept = await keepNeeded(w.db, workspace, objects)
    const own = await ownPointers(w.db, workspace, objects)
    let detached = 0
    for (const [key, byRecord] of own) {
      const ops = [...byRecord].map(([id, values]): Op => ({ do: 'update', id, values, given: { settled: true } }))
      detached += ops.length
      for (let i = 0; i < ops.length; i += 1_000)
        await applyOps({ ...w, trusted: true }, workspace.registry.object(key), ops.slice(i, i + 1_000))
    }
    const by = uuid()
    const removed = await erase(w.db, workspace, objects, by)
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
    await forgetSample(w.db, workspace)
    w.db.afterCommit(() => {
      workspace.directory.forget()
      workspace.hint('access')
    })
    return { removed, detached, kept }
  })
}

/** The objects whose records may be marked. */
function marked(workspace: Workspace): RegisteredObject[] {
  return [...workspace.registry.objects.values()].filter((object) => object.fields['importId'])
}

type Pointer = {
  readonly object: RegisteredObject
  readonly key: string
  readonly column: string
  readonly to: RegisteredObject
  readonly required: boolean
  readonly system: boolean
}

/** Every relation that is a column and leads to an object whose records may be marked. */
function pointers(workspace: Workspace, targets: readonly RegisteredObject[]): Pointer[] {
  const byKey = new Map(targets.map((object) => [object.key, object]))
  return [...workspace.registry.objects.values()].flatMap((object) =>
    Object.entries(object.fields).flatMap(([key, field]) => {
      const to = 'to' in field ? byKey.get(String(field.to)) : undefined
      const column = columnsOf(key, field)[0]
      if (!to || column?.kind !== 'id') return []
      return [
        { object, key, column: column.name, to, required: field.required === true, system: field.system === true },
      ]
    }),
  )
}

const sample = (alias: string) => sql`${ident(alias)}.import_id = ${sampleMark}`
const ownRow = (object: RegisteredObject) =>
  object.fields['importId'] ? sql`r.import_id is distinct from ${sampleMark}` : raw('true')

/** What own records cannot be without becomes the company's own, and what that cannot be without, and so on. */
async function keepNeeded(
  db: Transaction,
  workspace: Workspace,
  targets: readonly RegisteredObject[],
): Promise<number> {
  const required = pointers(workspace, targets).filter((p) => p.required && !p.system)
  let kept = 0
  for (let more = -1; more !== 0; kept += more) {
    more = 0
    for (const { object, column, to } of required)
      more += await db.count(
        sql`update ${tableOf(workspace, to.key)} t set import_id = null where ${sample('t')} and exists
          (select 1 from ${tableOf(workspace, object.key)} r where r.${ident(column)} = t.id and ${ownRow(object)})`,
      )
  }
  return kept
}

/** Relations of own records to sample records, to be emptied, by object and record. What only the system writes is emptied here. */
async function ownPointers(db: Transaction, workspace: Workspace, targets: readonly RegisteredObject[]) {
  const found = new Map<string, Map<string, Record<string, null>>>()
  for (const { object, key, column, to, required, system } of pointers(workspace, targets)) {
    if (required) continue
    const table = tableOf(workspace, object.key)
    const hit = sql`r.${ident(column)} = t.id and ${sample('t')} and ${ownRow(object)}`
    if (system) {
      await db.count(
        sql`update ${table} r set ${ident(column)} = null from ${tableOf(workspace, to.key)} t where ${hit}`,
      )
      continue
    }
    // Those in the recycle bin cannot be written to, and nobody reads them: emptied in place.
    await db.count(
      sql`update ${table} r set ${ident(column)} = null from ${tableOf(workspace, to.key)} t where ${hit} and r.deleted_at is not null`,
    )
    const byRecord = found.get(object.key) ?? new Map<string, Record<string, null>>()
    for (const [id] of await db.rows(sql`select r.id from ${table} r, ${tableOf(workspace, to.key)} t where ${hit}`))
      byRecord.set(String(id), { ...byRecord.get(String(id)), [key]: null })
    if (byRecord.size > 0) found.set(object.key, byRecord)
  }
  return found
}

/** Deletes the marked records with their events, shares and comments, those first that nothing marked points at any more. */
async function erase(
  db: Transaction,
  workspace: Workspace,
  objects: readonly RegisteredObject[],
  by: string,
): Promise<Record<string, number>> {
  const counts = await countMarked(db, workspace, objects)
  const there = objects.filter((object) => counts.has(object.key))
  const among = pointers(workspace, there).filter((p) => !p.system)
  const helpers = await indexPointers(
    db,
    workspace,
    among.filter(({ to }) => (counts.get(to.key) ?? 0) > 500),
  )
  let left = there.toSorted((a, b) => counts.get(a.key)! - counts.get(b.key)!)
  const pointsAt = (to: RegisteredObject) =>
    among.filter((p) => p.to === to && p.object !== to && left.includes(p.object))
  while (left.length > 0) {
    // Where objects point at each other in a circle, the smallest is let go of.
    const next = left.find((object) => pointsAt(object).length === 0) ?? left[0]!
    for (const { object, column } of pointsAt(next))
      await db.count(
        sql`update ${tableOf(workspace, object.key)} set ${ident(column)} = null where import_id = ${sampleMark} and ${ident(column)} is not null`,
      )
    await deleteMarked(db, workspace, next, by)
    left = left.filter((object) => object !== next)
  }
  for (const name of helpers) await db.rows(sql`drop index ${ident(workspace.schema, name)}`, { once: true })
  return Object.fromEntries(counts)
}

async function countMarked(
  db: Pick<Transaction, 'rows'>,
  workspace: Workspace,
  objects: readonly RegisteredObject[],
): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const object of objects) {
    const [row] = await db.rows(
      sql`select count(*) from ${tableOf(workspace, object.key)} where import_id = ${sampleMark}`,
    )
    if (Number(row?.[0]) > 0) counts.set(object.key, Number(row?.[0]))
  }
  return counts
}

async function deleteMarked(
  db: Transaction,
  workspace: Workspace,
  object: RegisteredObject,
  by: string,
): Promise<void> {
  const table = tableOf(workspace, object.key)
  const mine = sql`x.object = ${object.key} and x.record_id = t.id and ${sample('t')}`
  await explainRemoval(db, workspace, sql`${table} t`, mine, by)
  await db.count(sql`delete from ${engineTable(workspace, 'event')} x using ${table} t where ${mine}`)
  for (const name of ['share', 'comment', 'follow', 'notification'])
    await db.count(sql`delete from ${engineTable(workspace, name)} x using ${table} t where ${mine}`)
  await db.count(
    sql`delete from ${engineTable(workspace, 'share')} x using ${table} t where x.grantee_id = t.id and ${sample('t')}`,
  )
  if (object.key === 'user')
    for (const [name, person] of [
      ['comment', 'author_id'],
      ['follow', 'user_id'],
      ['notification', 'user_id'],
      ['preference', 'user_id'],
      ['bulk_write', 'actor_id'],
    ] as const)
      await db.count(
        sql`delete from ${engineTable(workspace, name)} x using ${table} t where x.${ident(person)} = t.id and ${sample('t')}`,
      )
  if (object.key === 'user')
    await db.count(
      sql`delete from ${engineTable(workspace, 'reporting_line')} x using ${table} t where t.id in (x.above_id, x.below_id) and ${sample('t')}`,
    )
  await db.count(sql`delete from ${table} where import_id = ${sampleMark}`)
}

/**
 * The indexes of relations hold live records only, so PostgreSQL would read whole tables to learn that nothing points at a
 * deleted row any more. For the time of this transaction they are helped by plain ones.
 */
async function indexPointers(db: Transaction, workspace: Workspace, slow: readonly Pointer[]): Promise<string[]> {
  const names: string[] = []
  for (const { object, column } of slow) {
    const name = `sample_removal_${names.length}`
    await db.rows(
      sql`create index ${ident(name)} on ${tableOf(workspace, object.key)} (${ident(column)}) where ${ident(column)} is not null`,
      { once: true },
    )
    names.push(name)
  }
  return names
}
