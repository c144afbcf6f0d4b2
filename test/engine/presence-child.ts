import { draftMigration } from '#engine/db/draft.ts'
import { buildServer } from '#engine/http/server.ts'
import { openRuntime } from '#engine/runtime.ts'
import { buildRegistry } from '#kernel/registry.ts'
import { sky } from '../planets.ts'

/* Serves the company of a test from a process of its own, and says where; until its input ends. */

const [databaseUrl = '', dataFolder = ''] = process.argv.slice(2)
const registry = buildRegistry(sky())
const runtime = await openRuntime({
  databaseUrl,
  registry,
  migrations: [{ name: '0001-made.sql', text: draftMigration(registry, null)!.text, hash: 'made' }],
  dataFolder,
  secret: 'a secret that only tests know, and long enough',
  baseUrl: 'http://127.0.0.1:7721',
  worker: false,
  poolSize: 3,
})
const app = await buildServer({ runtime, logLevel: 'silent' })
process.stdout.write(`${await app.listen({ port: 0, host: '127.0.0.1' })}\n`)
process.stdin.resume()
process.stdin.once('end', () => void app.close().then(() => runtime.close()))
