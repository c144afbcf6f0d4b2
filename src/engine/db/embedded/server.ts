import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { refuse } from '#kernel/problem.ts'
import type { Connection } from './connection.ts'
import { give, type Home } from './home.ts'
import { findServer, inUse, lockedBy, ownerSetting } from './lock.ts'
import { type Settings, settingArguments } from './settings.ts'

/** The code of the refusal to start while children of a killed postgres still use the cluster. */
export const oldChildren = 'old-children'

export type Server = { readonly pid: number; exited: Promise<void>; stop(): Promise<void> }

/**
 * Runs postgres under a small shell that holds a pipe from this process. A killed process cannot say goodbye, but its
 * pipe closes: then the shell interrupts postgres, which shuts down cleanly. The shell is the leader of its own session,
 * so that Ctrl+C reaches only this process, which can finish its requests before it stops the database.
 */
const supervisor = `
socket=$1; shift
"$@" 3<&- &
postgres=$!
( read -r _ <&3; kill -INT $postgres ) 2>/dev/null &
watch=$!
exec 3<&-
trap 'kill -INT $postgres' INT TERM HUP
while kill -0 $postgres 2>/dev/null; do wait $postgres; code=$?; done
kill $watch 2>/dev/null
rmdir "$socket" 2>/dev/null
exit $code
`

/** Starts postgres on a cluster and answers when it takes connections. Refuses when it ends before that, with its last words. */
export async function runServer(
  home: Home,
  native: string,
  connection: Connection,
  settings: Settings,
): Promise<Server> {
  const cluster = join(home.folder, 'cluster')
  const log = openLog(home)
  const postgres = [
    join(native, 'bin', 'postgres'),
    ...['-D', cluster, '-c', `${ownerSetting}=${process.pid}`],
    ...settingArguments(settings, connection),
  ]
  if (process.platform === 'win32') return runOnWindows(home, native, postgres.slice(1))
  const child = spawn('/bin/sh', ['-c', supervisor, 'sampan-database', connection.host, ...postgres], {
    ...home.runAs,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log, 'pipe'],
  })
  closeSync(log)
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const pid = await becomeReady(home, child)
  // Postgres must not keep a process alive that has nothing else to do.
  child.unref()
  for (const stream of child.stdio) if (stream && 'unref' in stream) (stream as { unref(): void }).unref()
  const stop = async () => {
    child.ref()
    if (child.exitCode === null && child.signalCode === null) interrupt(pid)
    await exited
  }
  return { pid, exited, stop }
}

async function becomeReady(home: Home, child: ChildProcess): Promise<number> {
  const from = statSync(logFile(home)).size
  for (;;) {
    // One look at its file: the one before, which was killed, left its own there, which is exchanged at any moment.
    const server = findServer(home.folder)
    if (server?.ready && server.owner === process.pid) return server.pid
    if (child.exitCode !== null || child.signalCode !== null) throw notStarted(home, from)
    await pause(4)
  }
}

/** Two that start in the same moment both find the folder free; postgres lets only one of them in. */
function notStarted(home: Home, from: number) {
  const other = findServer(home.folder)
  if (other) return inUse(home.folder, other.owner)
  const words = readFileSync(logFile(home)).subarray(from).toString('utf8').trim()
  return refuse(
    'conflict',
    null,
    {
      en: `PostgreSQL did not start. Its log ${logFile(home)} ends with:\n${words}`,
      zh: `PostgreSQL 没有启动。日志 ${logFile(home)} 的结尾是：\n${words}`,
    },
    words.includes('pre-existing shared memory block') ? oldChildren : 'conflict',
  )
}

function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGINT')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function logFile(home: Home): string {
  return join(home.folder, 'postgres.log')
}

/** Warnings and worse go to `postgres.log`; the previous one is kept once it is larger than 10 MB. */
function openLog(home: Home): number {
  const file = logFile(home)
  if (existsSync(file) && statSync(file).size > 10_000_000) renameSync(file, `${file}.1`)
  const log = openSync(file, 'a', 0o600)
  give(home, file)
  return log
}

/**
 * Windows has no shell to watch over postgres, and `pg_ctl` must start it, since postgres refuses an administrator's
 * rights: a killed Sampan leaves it running until the next start, which stops it. Written by the manual, not yet run.
 */
async function runOnWindows(home: Home, native: string, settings: string[]): Promise<Server> {
  const cluster = join(home.folder, 'cluster')
  const control = (...args: string[]) =>
    promisify(execFile)(join(native, 'bin', 'pg_ctl.exe'), [...args, '-w', '-D', cluster])
  await control(
    'start',
    '-l',
    logFile(home),
    '-o',
    settings
      .slice(2)
      .map((argument) => `"${argument}"`)
      .join(' '),
  )
  const pid = lockedBy(home.folder) ?? 0
  const { promise: exited, resolve } = Promise.withResolvers<void>()
  const stop = async () => {
    if (findServer(home.folder)) await control('stop', '-m', 'fast')
    resolve()
  }
  return { pid, exited, stop }
}
