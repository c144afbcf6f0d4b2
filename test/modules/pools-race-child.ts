/* One more server process: each of these people claims each of these records; writes how many each got. */
import { modules } from '#app'
import { isAway } from '#engine/db/pool.ts'
import { runAction } from '#engine/records/records.ts'
import { openRuntime } from '#engine/runtime.ts'
import { Refusal } from '#kernel/problem.ts'
import { buildRegistry } from '#kernel/registry.ts'

const [databaseUrl = '', dataFolder = '', users = '', ids = ''] = process.argv.slice(2)
const runtime = await openRuntime({
  databaseUrl,
  registry: buildRegistry(modules),
  dataFolder,
  secret: 'a secret that only tests know, and long enough',
  baseUrl: 'http://127.0.0.1:7717',
  worker: false,
  poolSize: 8,
})
const [workspace] = await runtime.workspaces.all()
const got: Record<string, number> = {}
await Promise.all(
  users.split(',').map(async (user) => {
    const principal = (await workspace!.directory.person(user))!
    const session = { workspace: workspace!, principal, origin: { via: 'api' as const }, language: 'en' as const }
    const wanted = ids.split(',')
    for (const id of wanted) {
      try {
        await runAction(session, workspace!.registry.object('account'), 'claim', [id], {})
        got[user] = (got[user] ?? 0) + 1
      } catch (error) {
        // On a starved machine nobody waits for a connection for ever: a person would try once more.
        if (isAway(error)) wanted.push(id)
        else if (!(error instanceof Refusal)) throw error
      }
    }
  }),
)
await runtime.close()
process.stdout.write(JSON.stringify(got))
