import { execFileSync } from 'node:child_process'
import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { refuse } from '#kernel/problem.ts'
import { type Connection, knownDoor } from './connection.ts'
import type { Home } from './home.ts'

/** The setting by which a running postgres tells which process it belongs to. */
export const ownerSetting = 'sampan.owner'

type RunningServer = {
  pid: number
  owner: number
  /** Whether it has written that it takes connections: line 8 of `postmaster.pid` (storage-file-layout). */
  ready: boolean
  connection: Connection
}

/**
 * The postgres that runs on this home, if any. `postmaster.pid` outlives a crash, and its number may belong to any
 * process by now, so it is believed only if that process is a postgres on our cluster.
 */
export function findServer(folder: string): RunningServer | undefined {
  const path = join(folder, 'cluster')
  const lock = readLock(join(path, 'postmaster.pid'))
  if (!lock) return undefined
  const command = commandOf(lock.pid)
  if (!command.includes('postgres') || !command.includes(realpathSync(path))) return undefined
  const owner = Number(command.match(new RegExp(`${ownerSetting}=(\\d+)`))?.[1] ?? 0)
  return {
    pid: lock.pid,
    owner,
    ready: lock.status === 'ready',
    connection: knownDoor(folder, lock.host, lock.port),
  }
}

/**
 * Refuses while another Sampan uses this home. When that Sampan is dead and its postgres is still on the way out,
 * waits for it.
 */
export async function waitUntilFree(home: Home, log: (sentence: string) => void): Promise<void> {
  const server = findServer(home.folder)
  if (!server) return
  if (isAlive(server.owner)) throw inUse(home.folder, server.owner)
  log(`The database of a Sampan that was killed (process ${server.owner}) is closing.`)
  process.kill(server.pid, 'SIGINT')
  while (findServer(home.folder)) await pause(20)
}

/**
 * Postgres refuses to start while the number in a lock file belongs to a live process of its user, though that may be
 * an editor by now. The file itself must stay: from it postgres learns whether its old children still use the cluster.
 * So the number is replaced by one that no process can have.
 */
export function forgetStaleLocks(home: Home, { host, port }: Connection): void {
  for (const file of [join(home.folder, 'cluster', 'postmaster.pid'), join(host, `.s.PGSQL.${port}.lock`)]) {
    const lock = readLock(file)
    if (!lock || !isAlive(lock.pid)) continue
    if (findServer(home.folder)) return
    const words = textOf(file)
    if (words !== null) writeFileSync(file, words.replace(/^\d+/, '2147483647'))
  }
}

/** The number in `postmaster.pid`, whatever process it belongs to. */
export function lockedBy(folder: string): number | undefined {
  return readLock(join(folder, 'cluster', 'postmaster.pid'))?.pid
}

/** The refusal of a second Sampan on the same data. */
export function inUse(folder: string, pid: number) {
  return refuse('conflict', null, {
    en: `Another Sampan (process ${pid}) already uses ${folder}. Stop it first, or choose another data folder.`,
    zh: `另一个 Sampan（进程 ${pid}）正在使用 ${folder}。请先停止它，或换一个数据目录。`,
  })
}

export function isAlive(pid: number): boolean {
  if (pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function readLock(file: string): { pid: number; port: number; host: string; status: string } | undefined {
  const words = textOf(file)
  if (words === null) return undefined
  const lines = words.split('\n')
  const pid = Math.abs(Number(lines[0]))
  if (!pid) return undefined
  return { pid, port: Number(lines[3] ?? 0), host: lines[4] ?? '', status: (lines[7] ?? '').trim() }
}

/** A postgres that ends takes its lock along at any moment. */
function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** The command line of a process; empty if there is no such process, or it may not be seen. */
function commandOf(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    if (process.platform === 'win32') return ask('powershell', ['-NoProfile', '-Command', windowsQuestion(pid)])
    return ask('ps', ['-o', 'command=', '-p', String(pid)])
  } catch {
    return ''
  }
}

function windowsQuestion(pid: number): string {
  return `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`
}

function ask(program: string, args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
}
