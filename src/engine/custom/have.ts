import type { Queryable } from '../db/database.ts'
import { type Sql, sql } from '../db/sql.ts'

/** What stands in a schema, as PostgreSQL's own catalogue tells. */
export type Have = ReadonlyMap<string, HaveTable>
export type HaveTable = {
  /** Type of each column, as `format_type` writes it. */
  readonly columns: ReadonlyMap<string, string>
  readonly constraints: ReadonlyMap<
    string,
    { readonly valid: boolean; readonly foreign: boolean; readonly columns: readonly string[] }
  >
  readonly indexes: ReadonlyMap<string, { readonly valid: boolean; readonly columns: readonly string[] }>
}

type Building = {
  columns: Map<string, string>
  constraints: Map<string, { valid: boolean; foreign: boolean; columns: readonly string[] }>
  indexes: Map<string, { valid: boolean; columns: readonly string[] }>
}

/** Reads the tables of a schema with their columns, constraints and indexes. */
export async function readHave(on: Pick<Queryable, 'rows'>, schema: string): Promise<Have> {
  const columns = await on.rows(columnsOf(schema), { once: true })
  const constraints = await on.rows(constraintsOf(schema), { once: true })
  const indexes = await on.rows(indexesOf(schema), { once: true })
  const have = new Map<string, Building>()
  const table = (name: unknown): Building => {
    const known = have.get(String(name)) ?? { columns: new Map(), constraints: new Map(), indexes: new Map() }
    have.set(String(name), known)
    return known
  }
  for (const [name, column, type] of columns) table(name).columns.set(String(column), String(type))
  for (const [name, constraint, valid, type, names] of constraints)
    table(name).constraints.set(String(constraint), {
      valid: valid === true,
      foreign: type === 'f',
      columns: names as string[],
    })
  for (const [name, index, valid, names] of indexes)
    table(name).indexes.set(String(index), { valid: valid === true, columns: names as string[] })
  return have
}

function columnsOf(schema: string): Sql {
  return sql`select c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where n.nspname = ${schema} and c.relkind = 'r' order by c.relname, a.attnum`
}

function constraintsOf(schema: string): Sql {
  return sql`select c.relname, k.conname, k.convalidated, k.contype,
      array(select a.attname::text from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum = any(k.conkey))
    from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = ${schema} order by c.relname, k.conname`
}

function indexesOf(schema: string): Sql {
  return sql`select c.relname, i.relname, x.indisvalid,
      array(select a.attname::text from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum = any(x.indkey))
    from pg_catalog.pg_index x join pg_catalog.pg_class i on i.oid = x.indexrelid join pg_catalog.pg_class c on c.oid = x.indrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = ${schema} order by c.relname, i.relname`
}
