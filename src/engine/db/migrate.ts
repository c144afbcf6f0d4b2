import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { crashPoint } from '../crash.ts'
import type { Database, Transaction } from './database.ts'
import { ident, raw, sql } from './sql.ts'

/** One committed step. Its text is frozen: it is never read from today's declarations. */
export type Migration = { readonly name: string; readonly text: string; readonly hash: string }

/** Reads the committed migrations of a folder, in order of their names. */
export function readMigrations(folder: URL): Migration[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const text = readFileSync(new URL(name, folder), 'utf8')
      return { name, text, hash: createHash('sha256').update(text).digest('hex') }
    })
}

/**
 * Brings one schema up to date, a transaction for each step with its note in the journal: killed at any moment, a step has
 * run and is noted, or neither. Processes that start at once take turns. A step waits ten seconds for a table at most, then
 * lets everybody through and tries again.
 * Refuses when the schema has steps that this program does not know (it is older than its data), or a step whose text has changed.
 * @returns the names of the steps that ran here
 */
export async function migrateSchema(
  db: Database,
  schema: string,
  migrations: readonly Migration[],
  now: string,
): Promise<string[]> {
  const ran: string[] = []
  for (;;) {
    const name = await patiently(() => db.transaction((tx) => runNext(tx, schema, migrations, now)))
    if (name === null) return ran
    crashPoint('migrate.committed')
    ran.push(name)
  }
}

/** Runs the first step that is missing; null when there is none. */
async function runNext(
  tx: Transaction,
  schema: string,
  migrations: readonly Migration[],
  now: string,
): Promise<string | null> {
  await tx.rows(sql`select pg_advisory_xact_lock(${lockKey(schema)}::bigint)`)
  await tx.rows(raw(`set local lock_timeout = '10s'`), { once: true })
  await tx.rows(raw(`set local statement_timeout = '60min'`), { once: true })
  await tx.rows(sql`create schema if not exists ${ident(schema)}`, { once: true })
  const journal = ident(schema, 'migration')
  await tx.rows(
    sql`create table if not exists ${journal} (
      name text not null, hash text not null, at timestamptz(3) not null, constraint migration_pk primary key (name))`,
    { once: true },
  )
  const rows = await tx.rows(sql`select name, hash from ${journal} order by name`)
  const done = new Map(rows.map(([name, hash]) => [String(name), String(hash)]))
  const known = new Set(migrations.map((m) => m.name))
  const foreign = [...done.keys()].filter((name) => !known.has(name))
  if (foreign.length > 0)
    throw new Error(
      `The data of '${schema}' is newer than this program: it has the migration ${foreign.join(', ')}. Start the newer program again.`,
    )
  const changed = migrations.find((m) => done.has(m.name) && done.get(m.name) !== m.hash)
  if (changed)
    throw new Error(`The migration ${changed.name} has been changed since it ran in '${schema}'. Restore its text.`)
  const next = migrations.find((m) => !done.has(m.name))
  if (!next) return null
  for (const statement of statementsOf(next.text, schema)) {
    await tx.rows(raw(statement), { once: true })
    crashPoint('migrate.statement')
  }
  await tx.count(sql`insert into ${journal} (name, hash, at) values (${next.name}, ${next.hash}, ${now}::timestamptz)`)
  crashPoint('migrate.noted')
  return next.name
}

/** Tries again where a table was in use for too long (SQLSTATE 55P03), five times at most. */
async function patiently<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++)
    try {
      return await run()
    } catch (error) {
      if ((error as { code?: string }).code !== '55P03' || attempt >= 5) throw error
      await pause(500 * attempt)
    }
}

/** The statements of a migration, for one schema. A statement ends with a semicolon at the end of a line. */
function statementsOf(text: string, schema: string): string[] {
  ident(schema)
  return text
    .replace(/^--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim().replaceAll('{schema}', `"${schema}"`))
    .filter((statement) => statement !== '')
}

function lockKey(schema: string): string {
  return createHash('sha256').update(`sampan migrate ${schema}`).digest().readBigInt64BE().toString()
}
