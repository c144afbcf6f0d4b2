import type { ApiToday, ApiTodayChanged } from '#kernel/api-today.ts'
import type { Event } from '#kernel/behaviour.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { canRead } from '../access/principal.ts'
import { engineTable } from '../context.ts'
import { join, raw, type Sql, sql } from '../db/sql.ts'
import { commentKinds } from '../notifications/kinds.ts'
import { flowNames } from '../query/by-flow.ts'
import { presentRecords } from '../query/list.ts'
import type { Query } from '../query/query.ts'
import { tell } from '../query/told.ts'

/** Records looked at of each object, records shown, events of each. */
const most = { touched: 100, records: 20, events: 5 } as const

type Row = {
  readonly object: string
  readonly recordId: string
  readonly event: Pick<Event, 'id' | 'at' | 'kind' | 'actorId' | 'changes' | 'data'> & {
    readonly via: string
    readonly flow: string | null
  }
}

/**
 * What others have done since that instant to the records that the reader owns, by record, the latest first. Her records
 * come from the index over owner and last change, their events from the index over the record; fields that she may not
 * see are not told.
 */
export async function readChanged(query: Query, since: string): Promise<ApiToday['changed']> {
  const { registry } = query.workspace
  const owned = [...registry.objects.values()].filter(
    ({ key, traits }) =>
      traits.includes('owned') &&
      query.principal.rights(key).scopes.read.length > 0 &&
      canRead(query.principal, key, 'owner') &&
      canRead(query.principal, key, 'updatedAt'),
  )
  if (owned.length === 0 || query.principal.id === null) return { data: [], more: false }
  const byRecord = Map.groupBy(await eventsOf(query, owned, since), ({ object, recordId }) => `${object} ${recordId}`)
  const all = [...byRecord.values()]
  const data = await present(query, all.slice(0, most.records))
  return { data, more: all.length > most.records }
}

async function eventsOf(query: Query, owned: readonly RegisteredObject[], since: string): Promise<Row[]> {
  const touched = owned.map(
    (object) => sql`(select ${raw(`'${object.key}'`)} as object, r.id from ${query.from(object.key, 'r')}
      where r.owner_id = ${query.principal.id}::uuid and r.updated_at > ${since}::timestamptz and ${query.reach(object, {})}
      order by r.updated_at desc limit ${most.touched}::int)`,
  )
  const rows = await query.workspace.db.rows(
    sql`select e.object, e.record_id, e.id, e.at, e.kind, e.actor_id, e.via, e.via_id, e.changes, e.data
      from (${join(touched, ' union all ')}) t cross join lateral (${ofOne(query, since)}) e
      order by e.at desc, e.id desc limit ${most.touched * most.events}::int`,
  )
  return rows.map(([object, recordId, id, at, kind, actorId, via, viaId, changes, data]) => ({
    object: String(object),
    recordId: String(recordId),
    event: {
      id: String(id),
      at: String(at),
      kind: String(kind),
      actorId: actorId as string | null,
      via: String(via),
      flow: via === 'flow' && viaId !== null ? String(viaId) : null,
      changes: (changes ?? {}) as Event['changes'],
      data: data as Event['data'],
    },
  }))
}

/** What others did to the record `t`. */
function ofOne(query: Query, since: string): Sql {
  return sql`select e.object, e.record_id, e.id, e.at, e.kind, e.actor_id, e.via, e.via_id, e.changes, e.data from ${engineTable(query.workspace, 'event')} e
    where e.object = t.object and e.record_id = t.id and e.at > ${since}::timestamptz
      and e.actor_id is distinct from ${query.principal.id}::uuid and e.kind <> all(${commentKinds}::text[])
    order by e.at desc, e.id desc limit ${most.events}::int`
}

/** The records with their names and what is told of each event; what tells nothing is left out. */
async function present(query: Query, records: readonly (readonly Row[])[]): Promise<ApiTodayChanged[]> {
  const rows = records.flat()
  const byObject = Map.groupBy(rows, ({ object }) => object)
  const actors = await namesOf(query, 'user', [...new Set(rows.flatMap(({ event }) => event.actorId ?? []))])
  const flows = await flowNames(
    query,
    rows.flatMap(({ event }) => event.flow ?? []),
  )
  const parts = await Promise.all(
    [...byObject].map(async ([key, list]) => {
      const object = query.workspace.registry.object(key)
      const [titles, told] = await Promise.all([
        namesOf(query, key, [...new Set(list.map(({ recordId }) => recordId))]),
        tell(
          query,
          object,
          list.map(({ event, recordId }) => ({ ...event, recordId })),
        ),
      ])
      return { titles, told: list.map(({ event }, i) => [event.id, told[i]!] as const) }
    }),
  )
  const titles = new Map(parts.flatMap((part) => [...part.titles]))
  const told = new Map(parts.flatMap((part) => part.told))
  return records.flatMap((list) => {
    const { object, recordId } = list[0]!
    if (!titles.has(recordId)) return []
    const events = list.flatMap(({ event: { id, at, kind, actorId, via, flow } }) => {
      const { changes } = told.get(id)!
      if (kind === 'updated' && Object.keys(changes).length === 0) return []
      const who = kind === 'created' ? 'createdBy' : 'updatedBy'
      const actor =
        actorId && canRead(query.principal, object, who) ? { id: actorId, title: actors.get(actorId) ?? null } : null
      const by = flow === null ? {} : { flow: { id: flow, title: flows.get(flow) ?? null } }
      return [{ id, at, kind, actor, via, ...by, changes }]
    })
    return events.length > 0 ? [{ object, id: recordId, title: titles.get(recordId) ?? null, events }] : []
  })
}

/** Names of the records that the reader may see; null where she may not know the name. */
async function namesOf(query: Query, key: string, ids: readonly string[]): Promise<Map<string, string | null>> {
  const object = query.workspace.registry.object(key)
  if (ids.length === 0 || query.principal.rights(key).scopes.read.length === 0) return new Map()
  const told = canRead(query.principal, key, object.title)
  const records = await presentRecords(query, object, ids, told ? [object.title] : [])
  return new Map(
    records.map((record) => [String(record['id']), told ? ((record[object.title] as string | null) ?? null) : null]),
  )
}
