import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'

/** The process that listens on a port. */
export type Holder = { readonly pid: number; readonly name: string }

/** Who listens on a port, where the system tells: Linux by /proc, others by lsof. Null where nobody says, as of another user's. */
export async function holderOf(port: number): Promise<Holder | null> {
  if (existsSync('/proc/net/tcp')) return holderByProc(port)
  return holderByLsof(port)
}

/** Lines of /proc/net/tcp: number, local address:port in hex, remote, state (0A listens), …, inode as the tenth (proc(5)). */
function holderByProc(port: number): Holder | null {
  const hex = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const sockets = new Set(
    ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
      linesOf(file)
        .map((line) => line.trim().split(/\s+/))
        .filter(([, local = '', , state]) => local.endsWith(hex) && state === '0A')
        .map((columns) => `socket:[${columns[9]}]`),
    ),
  )
  if (sockets.size === 0) return null
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const pid = pids.find((one) => openFiles(one).some((file) => sockets.has(file)))
  if (!pid) return null
  const [command = ''] = linesOf(`/proc/${pid}/cmdline`).join('').split('\0')
  return { pid: Number(pid), name: basename(command) || 'a program' }
}

/** What a process has open; nothing where it belongs to somebody else or has just ended. */
function openFiles(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`)
      } catch {
        return ''
      }
    })
  } catch {
    return []
  }
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}

/** `-F pc` says a line `p` with the id and a line `c` with the command (lsof(8)). */
function holderByLsof(port: number): Promise<Holder | null> {
  const args = ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']
  return new Promise((resolve) => {
    execFile('lsof', args, { timeout: 2_000 }, (_error, out) => resolve(readLsof(out)))
  })
}

/** Reads what `lsof -Fpc` says of its first process. */
export function readLsof(out: string): Holder | null {
  const [, pid, name] = /^p(\d+)\n(?:.*\n)*?c(.+)$/m.exec(out) ?? []
  return pid && name ? { pid: Number(pid), name } : null
}
