/* Runs the job at an instant, and is killed at the point that its environment names. */
import { modules } from '#app'
import { runJob } from '#engine/events/work.ts'
import { openRuntime } from '#engine/runtime.ts'
import { buildRegistry } from '#kernel/registry.ts'

const [databaseUrl = '', dataFolder = '', now = ''] = process.argv.slice(2)
const runtime = await openRuntime({
  databaseUrl,
  registry: buildRegistry(modules),
  dataFolder,
  secret: 'a secret that only tests know, and long enough',
  baseUrl: 'http://127.0.0.1:7717',
  worker: false,
  poolSize: 3,
  clock: { now: () => new Date(now) },
})
const [workspace] = await runtime.workspaces.all()
await runJob(workspace!, 'recycle', {})
await runtime.close()
