import type { ApiTimeline, TimelineEntry } from '#kernel/api.ts'
import type { ApiComment } from '#kernel/api-notifications.ts'
import type { Event } from '#kernel/behaviour.ts'
import { columnOf, columnsOf } from '#kernel/fields/index.ts'
import { notFound } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { canRead } from '../access/principal.ts'
import { commentSourceSql, presentComments } from '../comments/comments.ts'
import { engineTable } from '../context.ts'
import { ident, join, limitTo, raw, type Sql, sql } from '../db/sql.ts'
import { linkTable } from '../db/tables.ts'
import { formerIdsSql } from '../merging/former.ts'
import { commentKinds } from '../notifications/kinds.ts'
import { flowNames } from './by-flow.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { presentRecords } from './list.ts'
import type { Query } from './query.ts'
import { visibleField } from './select.ts'
import { type Told, tell } from './told.ts'

/**
 * What happened to a record, newest first: its own events, what people say about it, and the records (calls, visits) that
 * point at it by a relation marked `timeline`. Each source is read from its index up to one page, then merged, so that ten years
 * cost what one week does. Fields that the reader may not see are left out of what changed. With `field`, only the events
 * that changed it; a field that she may not see is refused like an unknown one. With `type`, only entries of that type.
 */
export async function readTimeline(
  query: Query,
  object: RegisteredObject,
  id: string,
  options: { after?: string; limit?: number; field?: string; type?: TimelineEntry['type'] } = {},
): Promise<ApiTimeline> {
  const { field, type } = options
  if (field !== undefined) visibleField(query, object, field, 'field')
  const limit = Math.min(Math.max(options.limit ?? 50, 1), 200)
  const cursor = options.after ? readCursor(options.after, 'timeline', ['timestamptz']) : null
  const before = (at: Sql, entry: Sql) =>
    cursor
      ? sql` and ${at} <= ${cursor.values[0]}::timestamptz and (${at} < ${cursor.values[0]}::timestamptz or ${entry} < ${cursor.id}::uuid)`
      : raw('')
  const event = engineTable(query.workspace, 'event')
  // What happened to records that have become part of this one happened to it.
  const parts = await query.workspace.db.rows(formerIdsSql(query.workspace, object.key, id))
  const former = parts.map(([part]) => String(part))
  const those =
    former.length > 0
      ? sql`= any(${[id, ...former]}::uuid[]) and (e.record_id = ${id}::uuid or e.kind <> 'deleted')`
      : sql`= ${id}::uuid`
  const changes = sql`(select e.at, e.id, ${raw("'event'")} as type, e.kind, e.object, e.record_id, e.actor_id, e.via, e.via_id, e.changes, e.data
      from ${event} e where e.object = ${object.key}::text and e.record_id ${those} and e.kind <> all(${commentKinds}::text[])${before(raw('e.at'), raw('e.id'))}
      ${field === undefined ? raw('') : sql`and e.changes ? ${field}::text`} order by e.at desc, e.id desc ${limitTo(limit + 1)})`
  const said = () =>
    sql`(${commentSourceSql(query, object, id, before)} order by c.at desc, c.id desc ${limitTo(limit + 1)})`
  const around = () =>
    pointers(query, object).map(({ from, points, at }) => {
      const scope = query.scope(from.key, 'read', ident('r'))
      return sql`(select ${ident('r', at)} as at, r.id, ${raw("'record'")} as type, ${raw("'record'")} as kind, ${raw(`'${from.key}'`)} as object, r.id as record_id,
        r.created_by_id as actor_id, ${raw("''")} as via, ${raw('null::text')} as via_id, ${raw('null::jsonb')} as changes, ${raw('null::jsonb')} as data
        from ${query.from(from.key, 'r')} where ${points(id)} and r.deleted_at is null and ${ident('r', at)} is not null
        ${scope ? sql`and ${scope}` : raw('')}${before(ident('r', at), raw('r.id'))}
        order by ${ident('r', at)} desc, r.id desc ${limitTo(limit + 1)})`
    })
  const asked = (one: TimelineEntry['type']) =>
    (type === undefined || type === one) && (field === undefined || one === 'event')
  const sources: Sql[] = [
    ...(asked('event') ? [changes] : []),
    ...(asked('comment') ? [said()] : []),
    ...(asked('record') ? around() : []),
  ]
  const [seen, rows] = await Promise.all([
    presentRecords(query, object, [id], []),
    sources.length === 0
      ? []
      : query.workspace.db.rows(
          // Nothing is read of a record that she does not see, so that it takes no longer than one that does not exist.
          sql`select at, id, type, kind, object, record_id, actor_id, via, via_id, changes, data from (${join(sources, ' union all ')}) entries
        where exists (select 1 from ${query.from(object.key, 'r')} where r.id = ${id}::uuid and ${query.reach(object, {})})
        order by at desc, id desc ${limitTo(limit + 1)}`,
        ),
  ])
  if (seen.length === 0) throw notFound()
  const shown = rows.slice(0, limit)
  const [actors, flows, records, comments, told] = await Promise.all([
    actorsOf(query, shown),
    flowNames(query, shown.flatMap(flowOf)),
    recordsOf(query, shown),
    presentComments(
      query,
      shown.flatMap((row) => (row[2] === 'comment' ? [String(row[1])] : [])),
    ),
    tell(
      query,
      object,
      shown.map(([, , , kind, , recordId, , , , changes, data]) => ({
        recordId: String(recordId),
        kind: String(kind),
        changes: (changes ?? {}) as Event['changes'],
        data: data as Event['data'],
      })),
    ),
  ])
  const data = shown.map((row, i) => entryOf(query, row, actors, flows, records, comments, told[i]!))
  const last = shown.at(-1)
  return {
    data,
    next:
      rows.length > limit && last ? writeCursor({ sort: 'timeline', values: [last[0]], id: String(last[1]) }) : null,
  }
}

/** The relations, of whatever object, whose records appear in this object's timeline. */
function pointers(query: Query, object: RegisteredObject) {
  return [...query.workspace.registry.objects.values()].flatMap((from) =>
    Object.entries(from.fields).flatMap(([key, field]) => {
      if (!('timeline' in field) || !field.timeline || !('to' in field) || field.to !== object.key) return []
      if (!canRead(query.principal, from.key, key)) return []
      const at = from.happensAt ? columnOf(from, from.happensAt) : 'created_at'
      const link = engineTable(query.workspace, linkTable(from, key))
      const points = (id: string) =>
        field.type === 'relations'
          ? sql`r.id in (select l.source_id from ${link} l where l.target_id = ${id}::uuid)`
          : sql`${ident('r', columnsOf(key, field)[0]!.name)} = ${id}::uuid`
      return [{ from, points, at }]
    }),
  )
}

async function actorsOf(query: Query, rows: readonly (readonly unknown[])[]): Promise<Map<string, string>> {
  const ids = [...new Set(rows.flatMap((row) => [row[6], actedFor(row)]).filter((id) => id !== null))].map(String)
  if (ids.length === 0) return new Map()
  const user = query.workspace.registry.object('user')
  if (!canRead(query.principal, user.key, user.title)) return new Map()
  const people = await presentRecords(query, user, ids, [user.title])
  return new Map(people.map((person) => [String(person['id']), String(person[user.title])]))
}

/** For whom the actor stood in, as the event says it. */
function actedFor(row: readonly unknown[]): string | null {
  const id = (row[10] as Event['data'])?.['actedFor']
  return typeof id === 'string' ? id : null
}

/** The flow that did it, where none did nothing. */
function flowOf(row: readonly unknown[]): string[] {
  return row[7] === 'flow' && row[8] !== null ? [String(row[8])] : []
}

async function recordsOf(
  query: Query,
  rows: readonly (readonly unknown[])[],
): Promise<Map<string, Record<string, unknown>>> {
  const wanted = Map.groupBy(
    rows.filter((row) => row[2] === 'record'),
    (row) => String(row[4]),
  )
  const lists = await Promise.all(
    [...wanted].map(([key, list]) =>
      presentRecords(
        query,
        query.workspace.registry.object(key),
        list.map((row) => String(row[5])),
        null,
      ),
    ),
  )
  return new Map(lists.flat().map((record) => [String(record['id']), record]))
}

function entryOf(
  query: Query,
  row: readonly unknown[],
  actors: ReadonlyMap<string, string>,
  flows: ReadonlyMap<string, string>,
  records: ReadonlyMap<string, Record<string, unknown>>,
  comments: readonly ApiComment[],
  told: Told,
): TimelineEntry {
  const [at, id, type, kind, about, recordId, actorId, via] = row
  // Who did it is what the record keeps as its maker or last changer, and as hidden as that.
  const who = type === 'record' || kind === 'created' ? 'createdBy' : 'updatedBy'
  const actor =
    actorId === null || !canRead(query.principal, String(about), who)
      ? null
      : { id: String(actorId), title: actors.get(String(actorId)) ?? null }
  const stood = actedFor(row)
  const [flow] = flowOf(row)
  const entry = {
    id: String(id),
    at: String(at),
    kind: String(kind),
    object: String(about),
    recordId: String(recordId),
    actor,
    ...(actor && stood !== null ? { actedFor: { id: stood, title: actors.get(stood) ?? null } } : {}),
    via: String(via),
    ...(flow ? { flow: { id: flow, title: flows.get(flow) ?? null } } : {}),
  }
  if (type === 'record')
    return { ...entry, type: 'record', record: records.get(String(recordId)) as TimelineEntry['record'] & object }
  const comment = type === 'comment' && comments.find((one) => one.id === id)
  if (comment) return { ...entry, type: 'comment', actor: { id: comment.by.id, title: comment.by.name }, comment }
  return { ...entry, type: 'event', ...told }
}
