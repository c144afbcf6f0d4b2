import type { Workspace } from '../context.ts'
import { ident, or, raw, type Sql, sql } from '../db/sql.ts'
import { findsDeep, type Pattern } from './pattern.ts'

/** A column that may hold words, as the database has it: also of a field that is no longer declared. */
export type TextColumn = { readonly table: string; readonly column: string; readonly type: string }

/** Every column of a workspace in which words may stand. The search index is made of the others and made anew with them. */
export async function textColumns(workspace: Workspace): Promise<TextColumn[]> {
  const rows = await workspace.db.rows(
    sql`select c.relname, a.attname, t.typname from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      join pg_catalog.pg_type t on t.oid = a.atttypid
      where n.nspname = ${workspace.schema} and c.relkind = 'r' and t.typname in ('text', '_text', 'varchar', 'json', 'jsonb')
      order by c.relname, a.attnum`,
  )
  return rows.map(([table, column, type]) => ({ table: String(table), column: String(column), type: String(type) }))
}

/** One row in which a person's marks stand. */
export type Hit = {
  /** Where the row lies now; good for as long as nobody writes it. */
  readonly place: string
  /** Its id, where the table has one. */
  readonly id: string | null
  readonly values: Readonly<Record<string, unknown>>
}

const page = 500

/** Rows of a table in which a pattern is found, a few hundred at a time, in the order they lie. */
export async function* hitsIn(
  workspace: Workspace,
  table: string,
  columns: readonly TextColumn[],
  pattern: Pattern,
): AsyncGenerator<Hit[]> {
  const names = columns.map((c) => c.column)
  const hasId = await hasColumn(workspace, table, 'id')
  const test = or(columns.map((c) => sql`${asText(c)} ~* ${pattern.sql}`))
  const list = names.map((name) => ident('t', name)).reduce((all, one) => sql`${all}, ${one}`)
  for (let after = '(0,0)'; ; ) {
    const rows = await workspace.db.rows(
      sql`select t.ctid::text, ${hasId ? raw('t.id::text') : raw('null::text')}, ${list} from ${ident(workspace.schema, table)} t
        where t.ctid > ${after}::tid and (${test}) order by t.ctid limit ${page}::int`,
      { once: true },
    )
    if (rows.length === 0) return
    after = String(rows.at(-1)![0])
    const hits = rows.map(([place, id, ...values]) => ({
      place: String(place),
      id: id === null ? null : String(id),
      values: Object.fromEntries(names.map((name, i) => [name, values[i]])),
    }))
    yield hits.filter((hit) => findsDeep(hit.values, pattern))
    if (rows.length < page) return
  }
}

/** How many rows of each table bear the marks. */
export async function countHits(workspace: Workspace, pattern: Pattern, without: readonly string[] = []) {
  const counts = new Map<string, number>()
  for (const [table, columns] of Map.groupBy(await textColumns(workspace), (c) => c.table)) {
    if (without.includes(table)) continue
    for await (const hits of hitsIn(workspace, table, columns, pattern))
      if (hits.length > 0) counts.set(table, (counts.get(table) ?? 0) + hits.length)
  }
  return counts
}

function asText({ column, type }: TextColumn): Sql {
  const cell = ident('t', column)
  return type === '_text' ? sql`array_to_string(${cell}, ' ')` : sql`${cell}::text`
}

async function hasColumn(workspace: Workspace, table: string, column: string): Promise<boolean> {
  const rows = await workspace.db.rows(
    sql`select 1 from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ${workspace.schema} and c.relname = ${table} and a.attname = ${column} and not a.attisdropped`,
  )
  return rows.length > 0
}
