/* Runs the job at the instant that it is told, and is killed at the point that its environment names, or by whoever told it. */
import { once } from 'node:events'
import { modules } from '#app'
import { runJob } from '#engine/events/work.ts'
import { openRuntime } from '#engine/runtime.ts'
import { buildRegistry } from '#kernel/registry.ts'

const [databaseUrl = '', dataFolder = ''] = process.argv.slice(2)
let now = new Date().toISOString()
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
process.send!('ready')
;[now] = await once(process, 'message')
const [workspace] = await runtime.workspaces.all()
await runJob(workspace!, 'recycle', {})
process.disconnect()
await runtime.close()
