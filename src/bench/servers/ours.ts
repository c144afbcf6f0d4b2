import { personByEmail } from '#engine/access/people.ts'
import { buildServer } from '#engine/http/server.ts'
import { openSampan } from '#server'
import { administrator, manager } from '../fill/people.ts'
import { listeningPort, serveParent } from './child.ts'

export type OursReady = {
  readonly port: number
  readonly schema: string
  readonly keys: { readonly admin: string; readonly manager: string }
}

/** Sampan as `npm start` runs it, worker and all, but for the limit of requests a minute. */
const [dataFolder = '', databaseUrl] = process.argv.slice(2)
const sampan = await openSampan({ dataFolder, ...(databaseUrl ? { databaseUrl } : {}), host: '127.0.0.1', port: 0 })
const { runtime } = sampan
const app = await buildServer({ runtime, logLevel: 'warn', rateLimit: 1_000_000_000 })
await app.listen({ host: '127.0.0.1', port: 0 })
const [workspace] = runtime.workspaces.opened()
if (!workspace) throw new Error('There is no workspace to measure.')
const key = async (email: string) => {
  const userId = await personByEmail(workspace, email)
  return (await runtime.catalogue.createApiKey({ workspaceId: workspace.id, userId: userId! }, 'bench')).key
}
const ready: OursReady = {
  port: listeningPort(app),
  schema: workspace.schema,
  keys: { admin: await key(administrator), manager: await key(manager) },
}
serveParent(ready, async () => {
  await app.close()
  await sampan.close()
})
