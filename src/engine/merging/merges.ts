import type { ApiMerge } from '#kernel/api-merge.ts'
import { columnOf } from '#kernel/fields/index.ts'
import { notFound } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { canRead } from '../access/principal.ts'
import { engineTable } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { and, ident, isOneOf, raw, type Sql, sql } from '../db/sql.ts'
import { presentRecords } from '../query/list.ts'
import { past, type Query } from '../query/query.ts'

/** One merge, as somebody may see it who sees the survivor. */
export async function mergeOf(query: Query, on: Queryable, object: RegisteredObject, id: string): Promise<ApiMerge> {
  const [found] = await read(query, on, object, sql`m.id = ${id}::uuid`)
  if (!found) throw notFound()
  return found
}

/** The merges by which a record has become what it is, the latest first. */
export async function mergesOf(query: Query, object: RegisteredObject, survivor: string): Promise<ApiMerge[]> {
  const [seen] = await presentRecords(query, object, [survivor], [])
  if (!seen) throw notFound()
  return read(query, query.workspace.db, object, sql`m.survivor_id = ${survivor}::uuid`)
}

async function read(query: Query, on: Queryable, object: RegisteredObject, condition: Sql): Promise<ApiMerge[]> {
  const { workspace, principal } = query
  const table = engineTable(workspace, 'merge')
  const rows = await on.rows(
    sql`select m.id, m.survivor_id, m.merged_ids, m.moved, m.at, m.by_id, m.split_at,
        m.split_at is null and not exists (select 1 from ${table} l where l.object = m.object and l.split_at is null and l.id > m.id
          and (l.survivor_id = m.survivor_id or l.merged_ids @> array[m.survivor_id]))
      from ${table} m where m.object = ${object.key} and ${condition} order by m.id desc limit 100`,
  )
  const survivors = rows.map(([, survivor]) => String(survivor))
  const seen = await on.rows(
    sql`select r.id from ${query.from(object.key, 'r')} where ${and([isOneOf(raw('r.id'), survivors), query.reach(object, {})])}`,
  )
  const visible = new Set(seen.map(([id]) => String(id)))
  const titles = await titlesOf(
    query,
    on,
    object,
    rows.flatMap(([, , merged]) => merged as string[]),
  )
  const { people } = await workspace.directory.everyone()
  return rows.flatMap(([id, survivor, merged, moved, at, by, splitAt, last]): ApiMerge[] =>
    visible.has(String(survivor))
      ? [
          {
            id: String(id),
            object: object.key,
            survivor: String(survivor),
            merged: (merged as string[]).map((one) => ({ id: one, title: titles.get(one) ?? null })),
            at: String(at),
            by: by === null ? null : { id: String(by), name: people.get(String(by))?.name ?? null },
            moved: Number(moved),
            splitAt: splitAt as string | null,
            splittable: last === true && principal.rights(object.key).merge,
          },
        ]
      : [],
  )
}

/** Titles of records that are merged away: of those that she could see if they were there. */
async function titlesOf(query: Query, on: Queryable, object: RegisteredObject, ids: readonly string[]) {
  if (ids.length === 0 || !canRead(query.principal, object.key, object.title)) return new Map<string, string>()
  const scope = query.scope(object.key, 'read', ident('r'))
  const title = past(query).from(object.key, 'r')
  const rows = await on.rows(
    sql`select r.id, ${ident('r', columnOf(object, object.title))} from ${title} where ${isOneOf(raw('r.id'), ids)}${scope ? sql` and ${scope}` : raw('')}`,
  )
  return new Map(rows.map(([id, text]) => [String(id), String(text ?? '')]))
}
