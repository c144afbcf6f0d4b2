import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { personByEmail } from '#engine/access/people.ts'
import { rolesOf } from '#engine/custom/plan.ts'
import { startEmbedded } from '#engine/db/embedded/embedded.ts'
import { openSampan, startServer } from '#server'
import { loadDemo } from '../../sample.ts'
import { fill } from '../fill/fill.ts'
import { administrator } from '../fill/people.ts'

export type Served = {
  readonly url: string
  readonly email: string
  readonly password: string
  close(): Promise<void>
}

type Options = { readonly records: number | null; readonly dataFolder: string; readonly say: (text: string) => void }

const root = new URL('../../../', import.meta.url)
const password = 'bench-password'

/** Builds the screens and serves them over a company that was made once: the demo company, or a filled database. */
export async function serveScreens({ records, dataFolder, say }: Options): Promise<Served> {
  const web = join(dataFolder, 'web')
  say('Building the screens …')
  const vite = new URL('node_modules/vite/bin/vite.js', root)
  if (!existsSync(vite))
    throw new Error('The screens are measured in a checkout with its tools of development: run npm install.')
  execFileSync(process.execPath, [vite.pathname, 'build', '--logLevel', 'error', '--emptyOutDir', '--outDir', web], {
    cwd: root,
    stdio: 'inherit',
  })
  const database = await startEmbedded({ dataFolder, log: say })
  try {
    // the address is part of who may sign in, so it is known before
    const settings = { dataFolder, databaseUrl: database.url, host: '127.0.0.1', port: await freePort() }
    const sampan = await openSampan(settings, { worker: false })
    try {
      if (records === null) await makeDemo(sampan.runtime, say)
      else await fill(sampan.runtime, database.url, records, say)
    } finally {
      await sampan.close()
    }
    const server = await startServer(settings, {
      web: pathToFileURL(`${web}/`),
      logLevel: 'silent',
      rateLimit: 1_000_000_000,
    })
    return {
      url: server.url,
      email: administrator,
      password,
      async close() {
        await server.close()
        await database.stop()
      },
    }
  } catch (error) {
    await database.stop()
    throw error
  }
}

async function makeDemo(runtime: Awaited<ReturnType<typeof openSampan>>['runtime'], say: (text: string) => void) {
  if ((await runtime.workspaces.all()).length > 0) return
  say('Making the demo company; the first time only …')
  const { workspaceId } = await runtime.setUp({
    company: '远帆智联',
    name: '林晓',
    email: administrator,
    password,
    language: 'zh-CN',
    timeZone: 'Asia/Shanghai',
    sample: false,
  })
  const workspace = runtime.workspaces.get(workspaceId)!
  const director = await personByEmail(workspace, administrator)
  const roles = Object.fromEntries((await rolesOf(workspace)).map(({ id, key }) => [String(key), id]))
  await loadDemo(runtime, workspace, { roles, ...(director ? { director } : {}) })
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done))
  const { port } = probe.address() as { port: number }
  await new Promise((done) => probe.close(done))
  return port
}
