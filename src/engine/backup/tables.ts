import { createHash } from 'node:crypto'
import type pg from 'pg'
import { to } from 'pg-copy-streams'
import type { BackupTable } from './manifest.ts'

/** What a connection must be set to, so that COPY writes the same bytes everywhere. Lasts until the transaction ends. */
export async function speakPlainly(client: pg.ClientBase): Promise<void> {
  for (const [name, value] of [
    ['timezone', 'UTC'],
    ['datestyle', 'ISO, YMD'],
    ['intervalstyle', 'postgres'],
    ['extra_float_digits', '1'],
    ['bytea_output', 'hex'],
    ['work_mem', '64MB'],
    ['statement_timeout', '0'],
  ])
    await client.query(`select set_config('${name}', '${value}', true)`)
}

/** Every table of a schema with its columns and its exact number of rows, of those that a condition lets in. */
export async function tablesOf(
  client: pg.ClientBase,
  schema: string,
  conditionOf: (table: string) => string = () => '',
): Promise<BackupTable[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; key: string[] | null }>(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns,
       array_agg(a.attname::text order by array_position(k.conkey, a.attnum)) filter (where a.attnum = any(k.conkey)) as key
     from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     left join pg_catalog.pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
     where n.nspname = $1 and c.relkind = 'r' group by c.relname order by c.relname`,
    [schema],
  )
  const tables: BackupTable[] = []
  for (const { name, columns, key } of rows) {
    const { rows: counted } = await client.query<{ count: string }>(
      `select count(*)::text as count from ${qualified(schema, name)}${where(conditionOf(name))}`,
    )
    tables.push({ name, columns, key: key ?? columns, rows: Number(counted[0]!.count) })
  }
  return tables
}

/** Copies a table out in the order of its key, so that the same rows are always the same bytes, piece by piece; answers how many rows there were and the SHA-256 of all pieces together. */
export async function copyOut(
  client: pg.ClientBase,
  schema: string,
  table: Pick<BackupTable, 'name' | 'columns' | 'key'>,
  piece: (bytes: Buffer) => Promise<void> = async () => {},
  condition = '',
): Promise<{ rows: number; sha256: string }> {
  const rows = `select ${table.columns.map(quoted).join(', ')} from ${qualified(schema, table.name)}${where(condition)} order by ${table.key.map(quoted).join(', ')}`
  const stream = client.query(to(`copy (${rows}) to stdout`))
  const digest = createHash('sha256')
  let held: Buffer[] = []
  let size = 0
  const flush = async () => {
    const bytes = Buffer.concat(held)
    held = []
    size = 0
    await piece(bytes)
  }
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    digest.update(chunk)
    held.push(chunk)
    size += chunk.length
    if (size >= pieceSize) await flush()
  }
  if (size > 0) await flush()
  return { rows: stream.rowCount, sha256: digest.digest('hex') }
}

const pieceSize = 4 << 20

function where(condition: string): string {
  return condition === '' ? '' : ` where ${condition}`
}

/** `"schema"."table" ("a", "b")`. The names come from PostgreSQL's own catalogue or from a manifest, so they are quoted whatever they are. */
export function target(schema: string, table: Pick<BackupTable, 'name' | 'columns'>): string {
  return `${qualified(schema, table.name)} (${table.columns.map(quoted).join(', ')})`
}

export function qualified(schema: string, table: string): string {
  return `${quoted(schema)}.${quoted(table)}`
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
