import { publish } from '#engine/custom/administration.ts'
import { draftMigration } from '#engine/db/draft.ts'
import { openRuntime } from '#engine/runtime.ts'
import { systemSession } from '#engine/workspaces.ts'
import { buildRegistry } from '#kernel/registry.ts'
import { sky } from '../planets.ts'

/* Publishes the draft that lies in a database, and is killed at the point that its environment names. */

const [databaseUrl = '', dataFolder = '', later = '0'] = process.argv.slice(2)
const registry = buildRegistry(sky())
const runtime = await openRuntime({
  databaseUrl,
  registry,
  migrations: [{ name: '0001-made.sql', text: draftMigration(registry, null)!.text, hash: 'made' }],
  dataFolder,
  secret: 'a secret that only tests know, and long enough',
  baseUrl: 'http://127.0.0.1:7719',
  clock: { now: () => new Date(Date.now() + Number(later)) },
  worker: false,
  poolSize: 3,
})
const [workspace] = await runtime.workspaces.all()
await publish(runtime.configurations, systemSession(workspace!), {})
await runtime.configurations.settle()
await runtime.close()
