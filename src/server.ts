import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { modules } from '#app'
import { startEmbedded } from '#engine/db/embedded/embedded.ts'
import { buildServer, type ServerOptions } from '#engine/http/server.ts'
import { openRuntime, type Runtime, type RuntimeOptions } from '#engine/runtime.ts'
import { buildRegistry } from '#kernel/registry.ts'
import { sampleLoader } from './sample-loader.ts'
import type { Settings } from './settings.ts'
import { listensEverywhere, makeDataFolder, networkAddresses, portProblem, refuseTakenPort } from './surroundings.ts'

/** What commands and tests want otherwise than the environment says. */
export type SampanOptions = Partial<Pick<RuntimeOptions, 'worker' | 'log' | 'registry' | 'migrations' | 'clock'>>

/** The database and everything on it, without a server: for commands. Closing it stops the embedded database as well. */
export async function openSampan(
  settings: Settings,
  options: SampanOptions = {},
): Promise<{ runtime: Runtime; close(): Promise<void> }> {
  makeDataFolder(settings.dataFolder)
  const { dataFolder } = settings
  const embedded = settings.databaseUrl
    ? null
    : await startEmbedded({ dataFolder, ...(options.log ? { log: options.log } : {}) })
  const samples = sampleLoader(settings, options.log ?? console.error)
  try {
    const runtime = await openRuntime({
      databaseUrl: settings.databaseUrl ?? embedded!.url,
      ...(settings.directUrl ? { directUrl: settings.directUrl } : {}),
      ...(settings.readUrl ? { readUrl: settings.readUrl } : {}),
      embedded: embedded !== null,
      registry: buildRegistry(modules),
      dataFolder: settings.dataFolder,
      secret: secretOf(settings.dataFolder),
      baseUrl:
        settings.baseUrl ?? `http://${listensEverywhere(settings.host) ? '127.0.0.1' : settings.host}:${settings.port}`,
      origins: networkAddresses(settings),
      sample: samples.load,
      ...(settings.allowNetworks ? { allowNetworks: settings.allowNetworks } : {}),
      ...options,
    })
    return {
      runtime,
      async close() {
        await samples.stop()
        await runtime.close()
        await embedded?.stop()
      },
    }
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

/** Starts everything; answers where it listens and, for an empty installation, the one-time set-up link. */
export async function startServer(settings: Settings, options: Omit<ServerOptions, 'runtime'> & SampanOptions = {}) {
  // What cannot be said, as on a full disk, is no reason to end.
  process.stderr.on('error', () => {})
  await refuseTakenPort(settings)
  const sampan = await openSampan(settings, { log: (...words) => console.error(...words), ...options })
  const app = await buildServer({ ...options, runtime: sampan.runtime })
  try {
    await app.listen({ host: settings.host, port: settings.port })
  } catch (error) {
    await sampan.close()
    throw await portProblem(error, settings)
  }
  const address = app.server.address()
  const port = typeof address === 'object' && address ? address.port : settings.port
  const url = settings.baseUrl ?? `http://${listensEverywhere(settings.host) ? '127.0.0.1' : settings.host}:${port}`
  return {
    url,
    /** Where colleagues in the same network reach it. */
    network: networkAddresses({ host: settings.host, port }),
    runtime: sampan.runtime,
    setupLink: await firstPerson(sampan.runtime, settings, url),
    async close() {
      await app.close()
      await sampan.close()
    },
  }
}

/** An empty installation gets its administrator from the environment, or a link by which the first person names herself. */
async function firstPerson(runtime: Runtime, settings: Settings, url: string): Promise<string | null> {
  if (await runtime.catalogue.hasMembers()) return null
  if (!settings.admin) return `${url}/setup?token=${await runtime.catalogue.createSetupToken()}`
  await runtime.setUp({
    ...settings.admin,
    name: settings.admin.email.split('@')[0] ?? 'admin',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    sample: false,
  })
  return null
}

/** The secret that signs sessions: made once, kept with the data, so that a restart signs nobody out. */
function secretOf(dataFolder: string): string {
  const file = join(dataFolder, 'secret')
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(48).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  return readFileSync(file, 'utf8').trim()
}
