import { columnsOf } from '#kernel/fields/index.ts'
import { columnOf, upwards } from '../access/inherited.ts'
import type { Principal } from '../access/principal.ts'
import { tableOf, type Workspace } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { and, ident, join, or, type Sql, sql } from '../db/sql.ts'
import { isSearchable } from '../db/tables.ts'
import { codecOf } from '../records/codec.ts'

type Where = Pick<Workspace, 'schema' | 'registry'>

/**
 * The table of an object as somebody may see it: a subquery in which what is covered from her is empty. PostgreSQL pulls
 * it up into the statement around, so that every clause reads through it and other columns keep their indexes. What is
 * covered stands in it once more as it is, under the name of `beneath`. Null where nothing is covered from her.
 */
export function coveredTable(workspace: Where, principal: Principal, objectKey: string, now: string): Sql | null {
  const covered = coveredColumns(workspace, principal, objectKey)
  if (covered.size === 0) return null
  const object = workspace.registry.object(objectKey)
  const codec = codecOf(object)
  const alias = ident('t')
  const when = new Map(coversOf(workspace, principal, objectKey, alias, now).map(({ field, is }) => [field, is]))
  const columns = [
    ...codec.names,
    ...(isSearchable(object) ? ['search', 'title_key'] : []),
    ...(object.matching ? ['match_keys'] : []),
  ].flatMap((name) => {
    const field = covered.get(name)
    const column = ident('t', name)
    if (field === undefined) return [column]
    const under = beneath(name)
    return [
      sql`case when ${when.get(field)!} then null else ${column} end as ${ident(name)}`,
      ...(under ? [sql`${column} as ${ident(under)}`] : []),
    ]
  })
  return sql`(select ${join(columns)} from ${tableOf(workspace, objectKey)} t)`
}

/**
 * The columns of an object that may be covered from her, and the field of each. A condition on one of them that no empty
 * cell meets is said of the column beneath as well: so it keeps its index.
 */
export function coveredColumns(workspace: Where, principal: Principal, objectKey: string): ReadonlyMap<string, string> {
  const fields = new Set(
    [principal.places(objectKey), ...principal.placesAbove(objectKey)].flatMap((one) =>
      (one?.covered ?? []).map(({ field }) => field),
    ),
  )
  const object = workspace.registry.objects.get(objectKey)
  return new Map(
    [...fields].flatMap((field) => {
      const declared = object?.fields[field]
      return declared ? columnsOf(field, declared).map(({ name }) => [name, field] as const) : []
    }),
  )
}

/** The name of the column itself in a covered table: no column begins with a capital. Null where the name is too long for it. */
export function beneath(name: string): string | null {
  return name.length > 61 ? null : `B_${name}`
}

/** Is anything covered from her on the record of that alias? For documents that mix fields. Null where nothing ever is. */
export function isCovered(
  { workspace, principal, now }: { readonly workspace: Where; readonly principal: Principal; readonly now: string },
  objectKey: string,
  alias: Sql,
): Sql | null {
  const covers = coversOf(workspace, principal, objectKey, alias, now)
  return covers.length > 0 ? sql`(${or(covers.map(({ is }) => is))}) is true` : null
}

/** The fields that are covered from her, of each of these records. */
export async function coveredOf(
  workspace: Workspace,
  principal: Principal,
  objectKey: string,
  ids: readonly string[],
  on: Queryable = workspace.db,
): Promise<(id: string) => ReadonlySet<string>> {
  const covers = ids.length > 0 ? coversOf(workspace, principal, objectKey, ident('t'), nowIn(workspace)) : []
  if (covers.length === 0) return () => none
  const rows = await on.rows(
    sql`select t.id, ${join(covers.map(({ is }) => sql`(${is}) is true`))}
      from ${tableOf(workspace, objectKey)} t where t.id = any(${[...new Set(ids)]}::uuid[])`,
  )
  const found = new Map(
    rows.map(([id, ...are]) => [
      String(id),
      new Set(covers.flatMap(({ field }, i) => (are[i] === true ? [field] : []))),
    ]),
  )
  return (id) => found.get(id) ?? none
}

/** The fields of an object that are covered from her in some of its records. */
export function everCovered(principal: Principal, objectKey: string): ReadonlySet<string> {
  const places = [principal.places(objectKey), ...principal.placesAbove(objectKey)]
  return new Set(places.flatMap((one) => (one?.covered ?? []).map(({ field }) => field)))
}

const none: ReadonlySet<string> = new Set()

/** When each field of the record of that alias is covered from her. What hangs where it is covered is open to its owner. */
function coversOf(
  workspace: Where,
  principal: Principal,
  objectKey: string,
  alias: Sql,
  now: string,
): readonly { readonly field: string; readonly is: Sql }[] {
  const places = principal.places(objectKey)
  const here = (places?.covered ?? []).map(({ field, at }) => ({
    field,
    is: sql`${alias}.${ident(places!.column)} = any(${at}::uuid[])`,
  }))
  const above = principal.placesAbove(objectKey).flatMap(({ hops, column, covered }) =>
    covered.map(({ field, at }) => {
      const { from, first, last } = upwards(workspace, { hops })
      // A scalar: of an `exists` PostgreSQL would make a hash of all that stands there before the first row of a page.
      const stands = sql`(select ${last}.${ident(column)} from ${from} where ${first}.id = ${alias}.${columnOf(workspace, hops[0]!)})`
      const there = sql`${stands} = any(${at}::uuid[])`
      const foreign = notHers(workspace, principal, objectKey, alias, now)
      return { field, is: foreign ? and([foreign, there]) : there }
    }),
  )
  return [...Map.groupBy([...here, ...above], ({ field }) => field)].map(([field, list]) => ({
    field,
    is: list.length === 1 ? list[0]!.is : or(list.map(({ is }) => is)),
  }))
}

/** Neither she nor somebody for whom she acts owns it; null where nobody does. */
export function notHers(
  { registry }: Where,
  principal: Principal,
  objectKey: string,
  alias: Sql,
  now: string,
): Sql | null {
  if (!registry.object(objectKey).traits.includes('owned') || principal.id === null) return null
  const hers = [principal.id, ...principal.covers.flatMap((cover) => (now < cover.until ? [cover.for.id] : []))]
  return sql`(${alias}.owner_id = any(${hers}::uuid[])) is not true`
}

function nowIn({ clock }: Workspace): string {
  return clock.now().toISOString()
}
