import { modules } from '#app'
import { openRuntime } from '#engine/runtime.ts'
import { buildRegistry } from '#kernel/registry.ts'

/** Starts on the data of an older release, as a server would, and ends; killed on its way where SAMPAN_CRASH_AT says so. */
const runtime = await openRuntime({
  databaseUrl: process.env['DATABASE_URL']!,
  dataFolder: process.env['SAMPAN_DATA']!,
  registry: buildRegistry(modules),
  secret: 'a secret that only tests know, and long enough',
  baseUrl: 'http://127.0.0.1:7717',
  worker: false,
  poolSize: 2,
})
await runtime.close()
