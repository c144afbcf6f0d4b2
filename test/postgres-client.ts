import { randomBytes } from 'node:crypto'
import pg from 'pg'

export type FreshDatabase = {
  /** A connection string of this database alone. */
  url: string
  /** The same through the pooler of this run, where there is one. */
  pooledUrl: string
  /** Removes it, whoever is still connected. */
  drop(): Promise<void>
}

/**
 * Makes a database of its own for one test file, empty or from a template that nobody is connected to.
 * Copying by WAL takes about 70 ms; copying by files forces a checkpoint.
 */
export async function freshDatabase({ template = 'template1' }: { template?: string } = {}): Promise<FreshDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await asAdministrator(`create database ${name} template ${pg.escapeIdentifier(template)} strategy wal_log`)
  return {
    url: urlOf(name),
    pooledUrl: urlOf(name, process.env.SAMPAN_TEST_POOLER_URL),
    drop: () => asAdministrator(`drop database if exists ${name} with (force)`),
  }
}

/** Runs one statement on the server's own database, such as making a template. */
export async function asAdministrator(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** The connection string of a database on the server of this run. */
export function urlOf(database: string, server = serverUrl()): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

function serverUrl(): string {
  const url = process.env.SAMPAN_TEST_DATABASE_URL
  if (!url) throw new Error('No PostgreSQL for this run: start tests with vitest, which runs test/postgres.ts first.')
  return url
}
