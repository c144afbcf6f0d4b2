import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startServer } from '../src/server.ts'
import { settingsFrom, unknownSettings, withSecrets } from '../src/settings.ts'

const root = new URL('../', import.meta.url)
const web = new URL('dist/web/', root)
const say = (text: string) => process.stdout.write(`${text}\n`)

try {
  if (needsBuild()) {
    say('Building the screens …')
    execFileSync(
      process.execPath,
      [new URL('node_modules/vite/bin/vite.js', root).pathname, 'build', '--logLevel', 'error'],
      // Vite keeps compiled code among the temporary files of the machine; a start leaves nothing outside its folder.
      { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' } },
    )
  }
  const env = { ...withSecrets(process.env), ...options() }
  const settings = settingsFrom(env)
  for (const sentence of unknownSettings(process.env)) process.stderr.write(`${sentence}\n`)
  say(`Data: ${settings.databaseUrl ? 'the database of DATABASE_URL, ' : ''}${settings.dataFolder}`)
  const server = await startServer(settings, {
    web,
    logLevel: 'warn',
    ...(env['SAMPAN_METRICS_TOKEN'] ? { metricsToken: env['SAMPAN_METRICS_TOKEN'] } : {}),
  })
  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    say(`${signal}: stopping …`)
    await server.close()
    process.exit(0)
  }
  process.on('SIGINT', () => void stop('SIGINT'))
  process.on('SIGTERM', () => void stop('SIGTERM'))
  if (server.setupLink) say(`\nSet up your company, once:\n  ${server.setupLink}\n`)
  for (const address of server.network) say(`In your network: ${address}`)
  say(`Sampan 同舟 is ready: ${server.url}`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

/** `npm start -- --port 8080 --data /srv/sampan`: what is said here counts before the environment. */
function options(): Record<string, string> {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, host: { type: 'string' }, data: { type: 'string' } },
  })
  const names = { port: 'PORT', host: 'HOST', data: 'SAMPAN_DATA' } as const
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [names[key as keyof typeof names], value]))
}

/** The screens are built when they are not there, or older than what they are made of. */
function needsBuild(): boolean {
  const index = new URL('index.html', web)
  if (!existsSync(index)) return true
  const built = statSync(index).mtimeMs
  const newest = (folder: string): number =>
    Math.max(
      0,
      ...readdirSync(folder, { withFileTypes: true }).map((e) =>
        e.isDirectory() ? newest(join(folder, e.name)) : statSync(join(folder, e.name)).mtimeMs,
      ),
    )
  return ['src/web', 'src/kernel', 'src/words'].some((folder) => newest(new URL(folder, root).pathname) > built)
}
