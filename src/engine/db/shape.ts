import type pg from 'pg'
import { refuse } from '#kernel/problem.ts'

/**
 * A schema as the statements that make it, one for each table, column, constraint and index, foreign keys last, as
 * PostgreSQL itself writes them. Two schemas of one name are alike when their statements are.
 */
export type Shape = readonly string[]

/** Reads the shape of a schema: what migrations made of it, and what administrators added since. */
export async function shapeOf(client: pg.ClientBase, schema: string): Promise<Shape> {
  const { rows } = await client.query<{ statement: string }>(shapeQuery, [schema])
  return rows.map(({ statement }) => statement)
}

/** Makes what a schema lacks of a shape. Refuses statements that no Sampan writes: a backup is a file, and files come from anywhere. */
export async function complete(client: pg.ClientBase, schema: string, wanted: Shape): Promise<void> {
  const there = new Set(await shapeOf(client, schema))
  for (const statement of wanted) {
    if (there.has(statement)) continue
    refuseForeign(schema, statement)
    // With a parameter list the server takes one statement and no more.
    await client.query({ text: statement, values: [], queryMode: 'extended' } as pg.QueryConfig)
  }
}

/** The same statements for a schema of another name. */
export function renamed(shape: Shape, from: string, to: string): Shape {
  return shape.map((statement) => statement.replaceAll(`${from}.`, `${to}.`).replaceAll(`"${from}".`, `"${to}".`))
}

function refuseForeign(schema: string, statement: string): void {
  const begins = [`CREATE TABLE ${schema}.`, `CREATE UNLOGGED TABLE ${schema}.`, `ALTER TABLE ${schema}.`]
  const known =
    begins.some((words) => statement.startsWith(words)) ||
    new RegExp(`^CREATE (UNIQUE )?INDEX "?\\w+"? ON ${schema}\\.`).test(statement)
  const called = [...statement.replace(/'(?:[^']|'')*'/g, '').matchAll(/([\w".]+)\s*\(/g)].map(([, name]) => name!)
  const strange = called.filter((name) => !plain.test(name) && !name.startsWith(`${schema}.`))
  if (known && strange.length === 0) return
  throw refuse('invalid', null, {
    en: `The backup wants to make something that Sampan does not make: ${statement.slice(0, 200)}`,
    zh: `备份中包含 Sampan 不会生成的结构：${statement.slice(0, 200)}`,
  })
}

/** What may stand before a bracket in a definition: words of SQL, types with a length, index methods and functions without effect. */
const plain =
  /^(CHECK|KEY|UNIQUE|IN|ANY|ALL|AND|OR|NOT|WHERE|WITH|INCLUDE|AS|btree|brin|gin|timestamp|timestamptz|numeric|character|varying|varchar|lower|upper|coalesce|length|char_length|octet_length|jsonb_typeof|cardinality|array_length|to_tsvector|md5|btrim|COALESCE|date_trunc|"\w+")$/

const shapeQuery = `
with t as (
  select c.oid, c.relname, format('%I.%I', n.nspname, c.relname) as name, c.relpersistence
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relkind = 'r'
), s as (
  select 1 as step, relname, 0 as place, '' as name,
    format('CREATE %sTABLE %s ()', case relpersistence when 'u' then 'UNLOGGED ' else '' end, name) as statement from t
  union all
  select 2, t.relname, a.attnum, '', format('ALTER TABLE %s ADD COLUMN %I %s', t.name, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod))
    || coalesce((select format(' COLLATE %I.%I', ln.nspname, l.collname) from pg_catalog.pg_collation l join pg_catalog.pg_namespace ln on ln.oid = l.collnamespace
        join pg_catalog.pg_type ty on ty.oid = a.atttypid where l.oid = a.attcollation and a.attcollation <> ty.typcollation), '')
    || case when a.attgenerated = 's' then format(' GENERATED ALWAYS AS (%s) STORED', pg_catalog.pg_get_expr(d.adbin, d.adrelid))
         when d.oid is not null then format(' DEFAULT %s', pg_catalog.pg_get_expr(d.adbin, d.adrelid)) else '' end
    || case when a.attnotnull then ' NOT NULL' else '' end
  from t join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
  left join pg_catalog.pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
  union all
  select case k.contype when 'f' then 5 else 3 end, t.relname, 0, k.conname,
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', t.name, k.conname, pg_catalog.pg_get_constraintdef(k.oid))
  from t join pg_catalog.pg_constraint k on k.conrelid = t.oid where k.contype <> 'n'
  union all
  select 4, t.relname, 0, i.relname, pg_catalog.pg_get_indexdef(x.indexrelid)
  from t join pg_catalog.pg_index x on x.indrelid = t.oid join pg_catalog.pg_class i on i.oid = x.indexrelid
  where x.indisvalid and not exists (select 1 from pg_catalog.pg_constraint k where k.conindid = x.indexrelid and k.contype in ('p', 'u', 'x'))
)
select statement from s order by step, relname collate "C", place, name collate "C"`
