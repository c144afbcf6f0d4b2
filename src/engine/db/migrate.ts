import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { Database } from './database.ts'
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
 * Brings one schema up to date, in one transaction under a lock: all of it or nothing.
 * Refuses when the schema has steps that this program does not know (it is older than its data), or a step whose text has changed.
 * @returns the names of the steps that ran
 */
export async function migrateSchema(
  db: Database,
  schema: string,
  migrations: readonly Migration[],
  now: string,
): Promise<string[]> {
  return db.transaction(async (tx) => {
    await tx.rows(sql`select pg_advisory_xact_lock(${lockKey(schema)}::bigint)`)
    await tx.rows(raw(`set local lock_timeout = '10s'`), { once: true })
    await tx.rows(sql`create schema if not exists ${ident(schema)}`, { once: true })
    const journal = ident(schema, 'migration')
    await tx.rows(
      sql`create table if not exists ${journal} (
        name text not null, hash text not null, at timestamptz(3) not null, constraint migration_pk primary key (name))`,
      { once: true },
    )
    const done = new Map(
      (await tx.rows(sql`select name, hash from ${journal} order by name`)).map(([name, hash]) => [
        String(name),
        String(hash),
      ]),
    )
    const known = new Set(migrations.map((m) => m.name))
    const foreign = [...done.keys()].filter((name) => !known.has(name))
    if (foreign.length > 0)
      throw new Error(
        `The data of '${schema}' is newer than this program: it has the migration ${foreign.join(', ')}. Start the newer program again.`,
      )
    const ran: string[] = []
    for (const migration of migrations) {
      const hash = done.get(migration.name)
      if (hash === migration.hash) continue
      if (hash)
        throw new Error(
          `The migration ${migration.name} has been changed since it ran in '${schema}'. Restore its text.`,
        )
      for (const statement of statementsOf(migration.text, schema)) await tx.rows(raw(statement), { once: true })
      await tx.count(
        sql`insert into ${journal} (name, hash, at) values (${migration.name}, ${migration.hash}, ${now}::timestamptz)`,
      )
      ran.push(migration.name)
    }
    return ran
  })
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
