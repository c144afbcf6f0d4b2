import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { refuse } from '#kernel/problem.ts'
import { passwordFile } from './connection.ts'
import { give, type Home } from './home.ts'
import { makeWhole } from './whole.ts'

const version = '18'

/**
 * Makes the cluster with its user and its database `sampan`, unless it is there.
 * Refuses a cluster of another major version, which these programs cannot read.
 */
export async function createCluster(
  home: Home,
  native: string,
  { durable, log }: { durable: boolean; log: (sentence: string) => void },
): Promise<void> {
  const cluster = join(home.folder, 'cluster')
  if (existsSync(cluster)) return refuseOtherVersion(cluster)
  log('Creating the database.')
  const program = (name: string) => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  const unsynced = durable ? [] : ['--no-sync']
  const identity = ['--username=sampan', '--encoding=UTF8', ...locale, ...guard(home)]
  await makeWhole(cluster, async (unfinished) => {
    await run(home, program('initdb'), ['-D', unfinished, ...identity, ...unsynced])
    await run(home, program('postgres'), ['--single', '-D', unfinished, 'postgres'], 'create database sampan\n')
  })
}

function refuseOtherVersion(cluster: string): void {
  const found = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  if (found === version) return
  throw refuse('conflict', null, {
    en: `${cluster} was made by PostgreSQL ${found}; this Sampan brings ${version}. Start it with the Sampan that made it, back up, and restore here.`,
    zh: `${cluster} 由 PostgreSQL ${found} 创建，而当前 Sampan 内置的是 ${version}。请用原来的 Sampan 启动并备份，再在这里恢复。`,
  })
}

/**
 * Same order and same letters on every machine, without the system's locales. LC_CTYPE must still know Unicode: pg_trgm
 * asks it what a letter is, and under C no Chinese character is one. macOS has no C.UTF-8, Windows nothing like it.
 */
const locale = [
  ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
  ...(process.platform === 'linux' ? ['--locale=C.UTF-8'] : ['--locale=C']),
  ...(process.platform === 'darwin' ? ['--lc-ctype=en_US.UTF-8'] : []),
]

/** The folder of the socket is the guard; a loopback port, which everybody may try, needs a password. */
function guard(home: Home): string[] {
  if (process.platform !== 'win32') return ['--auth-local=trust', '--auth-host=reject']
  writeFileSync(passwordFile(home.folder), randomBytes(24).toString('base64url'), { mode: 0o600 })
  give(home, passwordFile(home.folder))
  return ['--auth=scram-sha-256', `--pwfile=${passwordFile(home.folder)}`]
}

/** `postgres --single` ends well even when a statement failed, so its words count too. */
async function run(home: Home, program: string, args: string[], input = ''): Promise<void> {
  const child = spawn(program, args, { ...home.runAs, cwd: home.folder })
  child.stdin.end(input)
  const [code, out, err] = await Promise.all([
    new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject)),
    text(child.stdout),
    text(child.stderr),
  ])
  if (code === 0 && !/(ERROR|FATAL|PANIC): {2}/.test(err)) return
  throw refuse('conflict', null, {
    en: `The database could not be created in ${home.folder}:\n${(err || out).trim()}`,
    zh: `无法在 ${home.folder} 中创建数据库：\n${(err || out).trim()}`,
  })
}
