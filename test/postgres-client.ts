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

/**
 * Answers the name of a database of Sampan that `fill` has filled, for `freshDatabase` to copy: the first who asks in a run fills
 * it, whoever asks meanwhile waits. `fill` leaves nobody connected.
 */
export async function templateDatabase(what: string, fill: (url: string) => Promise<void>): Promise<string> {
  const name = `${templatePrefix()}_${what}`.replaceAll('-', '_').toLowerCase()
  const client = new pg.Client({ connectionString: serverUrl() })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(hashtext($1))', [name])
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount) return name
    const database = await freshDatabase()
    await fill(database.url)
    await forgetKey(database.url)
    await client.query(
      `alter database ${pg.escapeIdentifier(new URL(database.url).pathname.slice(1))} rename to ${name}`,
    )
    return name
  } finally {
    await client.end()
  }
}

/** Each copy gets a data folder, and with it a key, of its own. */
async function forgetKey(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('delete from sampan.encryption_key')
  await client.end()
}

/** Removes what `templateDatabase` made in this run. */
export async function dropTemplates(): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() })
  await client.connect()
  const { rows } = await client.query('select datname from pg_database where starts_with(datname, $1)', [
    templatePrefix(),
  ])
  for (const { datname } of rows) await client.query(`drop database ${pg.escapeIdentifier(datname)} with (force)`)
  await client.end()
}

const templatePrefix = () => `template_${process.env.SAMPAN_TEST_RUN}`

/** Runs one statement on the server's own database. */
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
