import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { settingsFrom, startServer } from '../src/server.ts'

const root = new URL('../', import.meta.url)
const web = new URL('dist/web/', root)
const say = (text: string) => process.stdout.write(`${text}\n`)

try {
  if (needsBuild()) {
    say('Building the screens …')
    execFileSync(
      process.execPath,
      [new URL('node_modules/vite/bin/vite.js', root).pathname, 'build', '--logLevel', 'error'],
      { cwd: root, stdio: 'inherit' },
    )
  }
  const settings = settingsFrom(process.env)
  say(`Data: ${settings.databaseUrl ? 'the database of DATABASE_URL, ' : ''}${settings.dataFolder}`)
  const server = await startServer(settings, { web, logLevel: 'warn' })
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
  return ['src/web', 'src/kernel'].some((folder) => newest(new URL(folder, root).pathname) > built)
}
