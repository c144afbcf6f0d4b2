import { isDeepStrictEqual } from 'node:util'
import { v7 as uuid } from 'uuid'
import type { ApiSplit } from '#kernel/api-merge.ts'
import type { Values } from '#kernel/object.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { canRead } from '../access/principal.ts'
import { engineTable, type Session } from '../context.ts'
import { crashPoint } from '../crash.ts'
import type { Queryable } from '../db/database.ts'
import { and, raw, sql } from '../db/sql.ts'
import { presentRecords } from '../query/list.ts'
import { past, type Query, queryOf } from '../query/query.ts'
import type { Stored } from '../records/codec.ts'
import { loadStored } from '../records/load.ts'
import type { Writing } from '../records/op.ts'
import { groupsOf, type Rewrite, rewriteRecords } from '../records/revert.ts'
import { writing } from '../records/write.ts'
import { type Carried, carryBack } from './carried.ts'
import { mayMerge } from './members.ts'
import { mergeOf } from './merges.ts'

const chunk = 1_000
const changing = ['created', 'updated', 'deleted']
/** Records that are named because something of them stays as it is. */
const named = 200

/** What taking a merge apart would do: nothing is written. */
export async function proposeSplit(session: Session, object: RegisteredObject, id: string): Promise<ApiSplit> {
  const query = queryOf(session)
  const { db } = session.workspace
  const merge = await mergeOf(query, db, object, id)
  let back = 0
  const stays: Staying[] = []
  for await (const { object: of, list } of undone(query, db, id)) {
    back += list.length
    for (const { before, stays: fields } of list)
      if (fields.length > 0) stays.push({ object: of, id: before.id, fields })
  }
  return { merge, back, stays: await tellStaying(query, db, stays) }
}

/**
 * Takes a merge apart, told by its events: what pointed at a record that was merged away points there again, the survivor
 * has its former values, and each of the others is back as it was. What has changed since stays with the survivor and is
 * told. Refuses while a later merge of the same records stands.
 */
export async function splitMerge(session: Session, object: RegisteredObject, id: string): Promise<ApiSplit> {
  mayMerge(session, object)
  return writing({ ...session, causeId: uuid() }, async (w) => {
    const { workspace } = session
    const table = engineTable(workspace, 'merge')
    const [row] = await w.db.rows(
      sql`select survivor_id, merged_ids, carried from ${table} where id = ${id}::uuid and object = ${object.key} for update`,
    )
    if (!row) throw notFound()
    const [survivor, lost] = [String(row[0]), row[1] as string[]]
    const known = await lockParts(w, object, survivor, lost)
    const merge = await mergeOf(w.query, w.db, object, id)
    if (!merge.splittable)
      throw refuse(
        'conflict',
        null,
        merge.splitAt
          ? { en: 'This merge has been taken apart already.', zh: '这次合并已经拆分。' }
          : { en: 'Take the later merge apart first.', zh: '请先拆分之后的那次合并。' },
        'not-now',
      )
    if (!known) throw notFound()

    await w.db.count(
      sql`delete from ${engineTable(workspace, 'former_id')} where object = ${object.key} and merge_id = ${id}::uuid`,
    )
    const trusted: Writing = { ...w, trusted: true }
    let back = 0
    const stays: Staying[] = []
    for await (const { object: of, list } of undone(past(w.query), w.db, id, { held: true })) {
      back += await rewriteRecords(trusted, of, list)
      for (const { before, stays: fields } of list)
        if (fields.length > 0) stays.push({ object: of, id: before.id, fields })
      crashPoint('split.moved')
    }
    await carryBack(w, { object: object.key, survivor }, row[2] as Carried)
    await w.db.count(
      sql`update ${table} set split_at = ${w.now}::timestamptz, split_by = ${session.principal.id}::uuid where id = ${id}::uuid`,
    )
    await w.tx.emit(object, survivor, 'split', { merge: id, parted: lost })
    crashPoint('split.written')
    return { merge: await mergeOf(w.query, w.db, object, id), back, stays: await tellStaying(w.query, w.db, stays) }
  })
}

/** Locks the survivor and the others in the order of their ids; answers whether she may change all of them. */
async function lockParts(
  w: Writing,
  object: RegisteredObject,
  survivor: string,
  lost: readonly string[],
): Promise<boolean> {
  const ids = [survivor, ...lost]
  await w.db.rows(
    sql`select r.id from ${past(w.query).from(object.key, 'r')} where r.id = any(${ids}::uuid[]) order by r.id for update`,
  )
  const scope = (deleted: boolean) => w.query.reach(object, { verb: 'update', deleted })
  const rows = await w.db.rows(
    sql`select r.id from ${w.query.from(object.key, 'r')} where ${and([sql`r.id = ${survivor}::uuid`, scope(false)])}
      union all select r.id from ${w.query.from(object.key, 'r')} where ${and([sql`r.id = any(${lost}::uuid[])`, scope(true)])}`,
  )
  return rows.length === ids.length
}

type Staying = { readonly object: RegisteredObject; readonly id: string; readonly fields: readonly string[] }
type Undone = { readonly object: RegisteredObject; readonly list: readonly (Rewrite & { stays: string[] })[] }

/**
 * What each record that the merge changed would be without it: the survivor first, so that what only one may have is free
 * for the others again.
 */
async function* undone(query: Query, on: Queryable, cause: string, { held = false } = {}): AsyncGenerator<Undone> {
  const { registry } = query.workspace
  const event = engineTable(query.workspace, 'event')
  const touched = await on.rows(
    sql`select e.object, e.record_id, bool_or(e.kind = 'deleted') from ${event} e
      where e.cause_id = ${cause}::uuid and e.kind = any(${changing}::text[]) group by 1, 2 order by 3, 1, 2`,
  )
  for (const [group, rows] of Map.groupBy(touched, ([object, , gone]) => `${object} ${gone}`)) {
    const object = registry.objects.get(group.split(' ')[0]!)
    if (!object) continue
    for (let i = 0; i < rows.length; i += chunk) {
      const ids = rows.slice(i, i + chunk).map(([, id]) => String(id))
      const told = await on.rows(
        sql`select record_id, kind, changes from ${event} where cause_id = ${cause}::uuid and object = ${object.key}
          and record_id = any(${ids}::uuid[]) and kind = any(${changing}::text[]) order by id`,
      )
      const records = await loadStored(
        on,
        past(query),
        object,
        sql`r.id = any(${ids}::uuid[]) order by r.id ${raw(held ? 'for no key update of r' : '')}`,
      )
      const events = Map.groupBy(told, ([id]) => String(id))
      yield { object, list: records.map((record) => without(object, record, events.get(record.id) ?? [])) }
    }
  }
}

/** A record as it would be without some of its changes. */
function without(
  object: RegisteredObject,
  before: Stored,
  events: readonly (readonly unknown[])[],
): Undone['list'][number] {
  // What a rule made on the occasion goes, unless somebody has gone on with it.
  if (events.some(([, kind]) => kind === 'created'))
    return Number(before['version']) === events.length
      ? { before, values: {}, stays: [], deleted: true }
      : { before, values: {}, stays: [object.title] }
  const changes = new Map<string, { from: unknown; to: unknown }>()
  for (const [, , told] of events)
    for (const [key, [from, to]] of Object.entries((told ?? {}) as Record<string, [unknown, unknown]>))
      changes.set(key, { from: changes.has(key) ? changes.get(key)!.from : from, to })
  const values: Record<string, unknown> = {}
  const stays: string[] = []
  for (const [key, { from, to }] of changes) {
    if (!object.fields[key]) continue
    const former = formerValue(before[key] ?? null, from, to)
    const links = object.fields[key]!.type === 'relations' && Array.isArray(former.value)
    if (former.known) values[key] = links ? (former.value as string[]).toSorted() : former.value
    else stays.push(key)
  }
  // Of what means something together only, all goes back or nothing.
  for (const key of groupsOf(object, stays))
    if (key in values) {
      delete values[key]
      stays.push(key)
    }
  const deleted = events.some(([, kind]) => kind === 'deleted')
  return { before, values: values as Values, stays, ...(deleted ? { deleted: false } : {}) }
}

/** Of a list goes what the merge put in, and comes back what it took out; another value only where it stands as it was put. */
function formerValue(now: unknown, from: unknown, to: unknown): { known: boolean; value?: unknown } {
  if (isDeepStrictEqual(now, to ?? null)) return { known: true, value: from }
  const isList = (value: unknown) => value === null || value === undefined || Array.isArray(value)
  if (![now, from, to].every(isList) || ![from, to].some(Array.isArray)) return { known: false }
  const [current, old, put] = [now, from, to].map((list) => (list ?? []) as unknown[]) as [
    unknown[],
    unknown[],
    unknown[],
  ]
  const kept = current.filter((one) => old.includes(one) || !put.includes(one))
  const value = [...kept, ...old.filter((one) => !put.includes(one) && !kept.includes(one))]
  return { known: true, value: value.length > 0 ? value : null }
}

/** What stays, as far as she may see it. */
async function tellStaying(query: Query, on: Queryable, stays: readonly Staying[]): Promise<ApiSplit['stays']> {
  const told: ApiSplit['stays'][number][] = []
  for (const [object, list] of Map.groupBy(stays.slice(0, named), (one) => one.object)) {
    if (query.principal.rights(object.key).scopes.read.length === 0) continue
    const ids = list.map(({ id }) => id)
    const select = canRead(query.principal, object.key, object.title) ? [object.title] : []
    const shown = new Map(
      (await presentRecords(query, object, ids, select, on)).map((record) => [String(record['id']), record]),
    )
    for (const { id, fields } of list) {
      const record = shown.get(id)
      const seen = fields.filter((key) => canRead(query.principal, object.key, key))
      if (record && seen.length > 0)
        told.push({ object: object.key, id, title: (record[object.title] as string) ?? null, fields: seen })
    }
  }
  return told
}
