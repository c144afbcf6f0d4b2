import type pg from 'pg'
import { qualified, quoted } from '../backup/tables.ts'

/** The tables of a schema by name: the logged ones (`p`), or the unlogged (`u`). */
export async function tableNames(client: pg.Client, schema: string, persistence = 'p'): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relkind = 'r' and c.relpersistence = $2 order by c.relname`,
    [schema, persistence],
  )
  return rows.map(({ name }) => name)
}

/** Table by table: one transaction over hundreds of tables would need more locks than a server has. */
export async function dropSchema(client: pg.Client, schema: string): Promise<void> {
  for (const persistence of ['p', 'u'])
    for (const name of await tableNames(client, schema, persistence))
      await client.query(`drop table if exists ${qualified(schema, name)} cascade`)
  await client.query(`drop schema if exists ${quoted(schema)} cascade`)
}
