/* One more server process: makes so many leads that are left open at once; writes how many it made. */
import { modules } from '#app'
import { isAway } from '#engine/db/pool.ts'
import { writeRecords } from '#engine/records/records.ts'
import { openRuntime } from '#engine/runtime.ts'
import { buildRegistry } from '#kernel/registry.ts'

const [databaseUrl = '', dataFolder = '', user = '', count = '', mark = ''] = process.argv.slice(2)
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
const principal = (await workspace!.directory.person(user))!
const session = { workspace: workspace!, principal, origin: { via: 'api' as const }, language: 'en' as const }
let made = 0
await Promise.all(
  Array.from({ length: Number(count) }, async (_, i) => {
    for (;;)
      try {
        const values = { name: `${mark} ${i}`, company: `${mark} ${i}`, owner: null }
        await writeRecords(session, workspace!.registry.object('lead'), [{ do: 'create', values }])
        made++
        return
      } catch (error) {
        // On a starved machine nobody waits for a connection for ever: a program would try once more.
        if (!isAway(error)) throw error
      }
  }),
)
await runtime.close()
process.stdout.write(JSON.stringify({ made }))
