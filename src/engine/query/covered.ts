import { columnsOf } from '#kernel/fields/index.ts'
import type { Principal } from '../access/principal.ts'
import { tableOf, type Workspace } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { ident, join, type Sql, sql } from '../db/sql.ts'
import { isSearchable } from '../db/tables.ts'
import { codecOf } from '../records/codec.ts'

/**
 * The table of an object as somebody may see it: a subquery in which what is covered from her is empty. PostgreSQL pulls
 * it up into the statement around, so that every clause reads through it and other columns keep their indexes. Null where
 * nothing is covered from her.
 */
export function coveredTable(
  workspace: Pick<Workspace, 'schema' | 'registry'>,
  principal: Principal,
  objectKey: string,
): Sql | null {
  const places = principal.places(objectKey)
  if (!places || places.covered.length === 0) return null
  const object = workspace.registry.object(objectKey)
  const codec = codecOf(object)
  const at = new Map(
    places.covered.flatMap(({ field, at }) => {
      const declared = object.fields[field]
      return declared ? columnsOf(field, declared).map(({ name }) => [name, at] as const) : []
    }),
  )
  if (at.size === 0) return null
  const columns = [
    ...codec.names,
    ...(isSearchable(object) ? ['search', 'title_key'] : []),
    ...(object.matching ? ['match_keys'] : []),
  ].map((name) => {
    const covered = at.get(name)
    const column = ident('t', name)
    if (!covered) return column
    return sql`case when ${ident('t', places.column)} = any(${covered}::uuid[]) then null else ${column} end as ${ident(name)}`
  })
  return sql`(select ${join(columns)} from ${tableOf(workspace, objectKey)} t)`
}

/** Is anything covered from her on the record of that alias? For documents that mix fields. Null where nothing ever is. */
export function isCovered(principal: Principal, objectKey: string, alias: Sql): Sql | null {
  const places = principal.places(objectKey)
  const at = [...new Set(places?.covered.flatMap((one) => one.at))]
  return places && at.length > 0 ? sql`coalesce(${alias}.${ident(places.column)} = any(${at}::uuid[]), false)` : null
}

/** The fields that are covered from her, of each of these records. */
export async function coveredOf(
  workspace: Workspace,
  principal: Principal,
  objectKey: string,
  ids: readonly string[],
  on: Queryable = workspace.db,
): Promise<(id: string) => ReadonlySet<string>> {
  const places = principal.places(objectKey)
  if (!places || places.covered.length === 0 || ids.length === 0) return () => none
  const rows = await on.rows(
    sql`select t.id, t.${ident(places.column)} from ${tableOf(workspace, objectKey)} t where t.id = any(${[...new Set(ids)]}::uuid[])`,
  )
  const stands = new Map(rows.map(([id, at]) => [String(id), at]))
  return (id) => coveredAt(principal, objectKey, stands.get(id))
}

/** The fields that are covered from her where a record stands. */
export function coveredAt(principal: Principal, objectKey: string, at: unknown): ReadonlySet<string> {
  const places = principal.places(objectKey)
  if (!places || typeof at !== 'string') return none
  return new Set(places.covered.filter((one) => one.at.includes(at)).map(({ field }) => field))
}

const none: ReadonlySet<string> = new Set()
