import { modules } from '#app'
import { readMigrations } from '#engine/db/migrate.ts'
import { openRuntime } from '#engine/runtime.ts'
import { buildRegistry } from '#kernel/registry.ts'

const committed = readMigrations(new URL('../../migrations/workspace/', import.meta.url))
/** A step of the release after this one. */
const next = { name: '9000-next.sql', text: 'alter table {schema}.account add column next text', hash: 'next' }

/** Starts on the data of an older release, as a server would, and ends; killed on its way where SAMPAN_CRASH_AT says so; as the release after this one where MORE is set. */
const runtime = await openRuntime({
  databaseUrl: process.env['DATABASE_URL']!,
  dataFolder: process.env['SAMPAN_DATA']!,
  registry: buildRegistry(modules),
  secret: 'a secret that only tests know, and long enough',
  baseUrl: 'http://127.0.0.1:7717',
  worker: false,
  poolSize: 2,
  ...(process.env['MORE'] ? { migrations: [...committed, next] } : {}),
})
await runtime.close()
