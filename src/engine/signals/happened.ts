import { columnOf } from '#kernel/fields/index.ts'
import type { SignalEvent } from '#kernel/signal.ts'
import { engineTable } from '../context.ts'
import { ident, type Sql, sql } from '../db/sql.ts'
import type { Query } from '../query/query.ts'
import type { Period } from './hits.ts'

/**
 * When something happened to records, or to those that point at them, as far as the reader sees these: rows of `subject`,
 * `id` of the event, `at`.
 */
export function happened(
  query: Query,
  event: SignalEvent,
  { from, to }: Period,
  only: { readonly subjects?: readonly string[]; readonly events?: readonly string[] } = {},
): Sql {
  const object = query.workspace.registry.object(event.object)
  const subject = event.via === undefined ? ident('o', 'id') : ident('o', columnOf(object, event.via))
  const { field, became } = event
  return sql`select ${subject} as subject, e.id, e.at from ${engineTable(query.workspace, 'event')} e
    join ${query.from(object.key, 'o')} on o.id = e.record_id
    where e.object = ${object.key}::text and ${field !== undefined && event.kind === 'updated' ? sql`e.kind <> 'created'` : sql`e.kind = ${event.kind}::text`}
      and e.at > ${from}::timestamptz and e.at <= ${to}::timestamptz and ${subject} is not null and ${query.reach(object, { alias: 'o' })}
      ${field === undefined ? sql`` : sql`and e.changes ? ${field}::text`}
      ${field === undefined || became === undefined ? sql`` : sql`and e.changes #>> array[${field}::text, '1'] = any(${became.map(String)}::text[])`}
      ${only.subjects ? sql`and ${subject} = any(${[...only.subjects]}::uuid[])` : sql``}
      ${only.events ? sql`and e.id = any(${[...only.events]}::uuid[])` : sql``}`
}
