import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

/** Lines that go to the server at once. */
const together = 500

/** Streams rows into a table; cells as PostgreSQL reads them in text. */
export async function copyRows(
  client: pg.Client,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly unknown[]>,
): Promise<void> {
  const target = client.query(copyFrom(`copy ${table} (${columns.map((c) => `"${c}"`).join(', ')}) from stdin`))
  await pipeline(Readable.from(chunks(rows)), target)
}

function* chunks(rows: Iterable<readonly unknown[]>): Generator<string> {
  let text = ''
  let lines = 0
  for (const row of rows) {
    text += `${row.map(cellText).join('\t')}\n`
    if (++lines % together === 0) {
      yield text
      text = ''
    }
  }
  if (text) yield text
}

/** One cell in COPY's text format (PostgreSQL manual, COPY, "Text Format"). */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '\\N'
  return String(cell).replace(/[\\\t\n\r]/g, (c) =>
    c === '\\' ? '\\\\' : c === '\t' ? '\\t' : c === '\n' ? '\\n' : '\\r',
  )
}

/** Tokens as the text of a tsvector. */
export function vectorText(tokens: readonly string[]): string {
  return tokens.map((token) => `'${token.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`).join(' ')
}

/** Takes foreign keys and indexes away, lets `work` fill the tables, and makes them again: a fifth of the time. */
export async function withoutIndexes(
  client: pg.Client,
  schema: string,
  tables: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const of = [schema, tables]
  const { rows: foreign } = await client.query<{ table: string; name: string; text: string }>(
    `select r.relname as table, c.conname as name, pg_get_constraintdef(c.oid) as text from pg_constraint c join pg_class r on r.oid = c.conrelid
     join pg_namespace n on n.oid = r.relnamespace where n.nspname = $1 and r.relname = any($2) and c.contype = 'f'`,
    of,
  )
  const { rows: indexes } = await client.query<{ name: string; text: string }>(
    `select indexname as name, indexdef as text from pg_indexes where schemaname = $1 and tablename = any($2) and indexname not like '%\\_pk'`,
    of,
  )
  for (const { table, name } of foreign)
    await client.query(`alter table "${schema}"."${table}" drop constraint "${name}"`)
  for (const { name } of indexes) await client.query(`drop index "${schema}"."${name}"`)
  await work()
  for (const { text } of indexes) await client.query(text)
  for (const { table, name, text } of foreign)
    await client.query(`alter table "${schema}"."${table}" add constraint "${name}" ${text}`)
}
