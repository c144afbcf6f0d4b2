import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/**
 * `npm run test:pg15` runs all stories on Debian's PostgreSQL 15, `npm run test:pgbouncer` those that depend on the way
 * to the database through pgbouncer in transaction mode. Both bring what is missing by apt-get where they may, and say
 * what to do where not. Files named behind `--` run instead of the usual ones.
 */
type Place = {
  readonly package: string
  readonly there: () => boolean
  readonly env: Readonly<Record<string, string>>
  readonly tests: readonly string[]
}

const server = '/usr/lib/postgresql/15'
const stories = ['first-day', 'http', 'write', 'race', 'leak', 'outbox', 'import', 'custom', 'webhooks', 'workspaces']
const places: Readonly<Record<string, Place>> = {
  pg15: {
    package: 'postgresql-15',
    there: () => existsSync(join(server, 'bin', 'postgres')),
    env: { SAMPAN_TEST_PG: server },
    tests: ['--project', 'stories'],
  },
  pgbouncer: {
    package: 'pgbouncer',
    there: () => runs('pgbouncer', ['--version']),
    env: { SAMPAN_TEST_POOLER: 'pgbouncer' },
    tests: stories.map((name) => `test/engine/${name}.test.ts`),
  },
}

const [name = '', ...files] = process.argv.slice(2).filter((argument) => argument !== '--')
const place = places[name]
if (!place) stop(`There is no place '${name}'. Places: ${Object.keys(places).join(', ')}.`)
if (!place.there()) bring(place.package)
if (!place.there()) stop(`${place.package} is missing. Install it: sudo apt-get install ${place.package}`)
const root = dirname(import.meta.dirname)
const { status } = spawnSync('vitest', ['run', ...(files.length > 0 ? files : place.tests)], {
  cwd: root,
  env: { ...process.env, ...place.env, PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter) },
  stdio: 'inherit',
})
process.exitCode = status ?? 1

function bring(wanted: string): void {
  if (process.getuid?.() !== 0) return
  console.log(`Installing ${wanted}.`)
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', wanted]])
    spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
}

function runs(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0
}

function stop(sentence: string): never {
  console.error(sentence)
  process.exit(2)
}
