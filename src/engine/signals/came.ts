import type { SignalDefinition } from '#kernel/signal.ts'
import { type Sql, sql } from '../db/sql.ts'
import type { Query } from '../query/query.ts'
import { happened } from './happened.ts'
import type { Search } from './hits.ts'

/** When what a signal is for came for each of these, within its days; they are known by their number. */
export async function cameOf(
  { outcome }: SignalDefinition,
  hits: readonly { readonly record: string; readonly at: string }[],
  { query, on }: { readonly query: Query; readonly on: Search['on'] },
): Promise<ReadonlyMap<number, string>> {
  if (!outcome || hits.length === 0) return new Map()
  const times = hits.map(({ at }) => Date.parse(at))
  const period = {
    from: new Date(Math.min(...times)).toISOString(),
    to: new Date(Math.max(...times) + outcome.days * 86_400_000).toISOString(),
  }
  const subjects = hits.length > 2_000 ? undefined : [...new Set(hits.map(({ record }) => record))]
  const rows = await on.rows(sql`
    with hit as (${listed(hits)}), came as materialized (${happened(query, outcome.event, period, subjects ? { subjects } : {})})
    select h.n, min(c.at) from hit h join came c on c.subject = h.record and c.at > h.at
      and c.at <= h.at + make_interval(days => ${outcome.days}::int) group by 1`)
  return new Map(rows.map(([n, at]) => [Number(n), String(at)]))
}

function listed(hits: readonly { readonly record: string; readonly at: string }[]): Sql {
  const rows = hits.map(({ record, at }, n) => ({ n, record, at }))
  return sql`select n, record, at from json_to_recordset(${JSON.stringify(rows)}::json) as x (n integer, record uuid, at timestamptz)`
}
