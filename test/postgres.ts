import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { dropTemplates } from './postgres-client.ts'
import { careless, startOwn } from './servers/own.ts'
import { startPooler } from './servers/pooler.ts'

/**
 * One PostgreSQL for a whole run: the one of `TEST_DATABASE_URL`, whose user may create databases, or one in a temporary
 * folder: the embedded one, or that of the folder `SAMPAN_TEST_PG` (such as /usr/lib/postgresql/15). Tests find it in
 * `SAMPAN_TEST_DATABASE_URL`, which `freshDatabase` reads. With `SAMPAN_TEST_POOLER=pgbouncer` that program stands
 * between, in transaction mode; its address is in `SAMPAN_TEST_POOLER_URL`.
 */
export default async function setup(): Promise<() => Promise<void>> {
  process.env.SAMPAN_TEST_RUN = randomBytes(4).toString('hex')
  // Programs that tests start begin in half the time.
  process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../node_modules/.cache/compiled')
  const given = process.env.TEST_DATABASE_URL
  if (given) {
    process.env.SAMPAN_TEST_DATABASE_URL = given
    return dropTemplates
  }
  const settings = { ...careless, max_connections: 200 }
  const postgres = await startOwn({ native: process.env.SAMPAN_TEST_PG, settings })
  process.env.SAMPAN_TEST_DATABASE_URL = postgres.url
  const pooler = process.env.SAMPAN_TEST_POOLER ? await startPooler(process.env.SAMPAN_TEST_POOLER, postgres) : null
  if (pooler) process.env.SAMPAN_TEST_POOLER_URL = pooler.url
  return async () => {
    await pooler?.stop()
    await postgres.close()
  }
}
