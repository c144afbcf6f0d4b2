import { existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { give, type Home } from './home.ts'

export type Connection = {
  /** A folder with the Unix socket, or on Windows the loopback address. */
  host: string
  port: number
  user: string
  database: string
  /** Only where there is no Unix socket to guard. */
  password?: string
}

/** A socket address holds 104 bytes on macOS and 108 on Linux (unix(7)), `/.s.PGSQL.5432` and the final zero included. */
const longestSocketFolder = 104 - '/.s.PGSQL.5432'.length - 1

/**
 * Where PostgreSQL shall listen. On Unix a socket in a folder that only its owner may enter, so that neither a port nor
 * a password is needed; a short one below /tmp when the data folder's name is too long for a socket.
 */
export async function openDoor(home: Home): Promise<Connection> {
  if (process.platform === 'win32') return loopback(home.folder, await freePort())
  const inside = join(home.folder, 'socket')
  const host = Buffer.byteLength(inside) > longestSocketFolder ? mkdtempSync(shortTemporary()) : inside
  return { host, port: 5432, user: 'sampan', database: 'sampan' }
}

/** Makes sure that the folder of the socket is there: a postgres that ends takes it along. */
export function keepDoor(home: Home, { host }: Connection): void {
  if (process.platform === 'win32') return
  mkdirSync(host, { recursive: true, mode: 0o700 })
  give(home, host)
}

/** The door of a server that runs already, by what it wrote into `postmaster.pid`. */
export function knownDoor(folder: string, host: string, port: number): Connection {
  if (process.platform === 'win32') return loopback(folder, port)
  return { host, port, user: 'sampan', database: 'sampan' }
}

/** A connection string that pg and libpq read alike. */
export function connectionUrl({ host, port, user, password, database }: Connection): string {
  const secret = password ? `:${encodeURIComponent(password)}` : ''
  return `postgresql://${user}${secret}@${encodeURIComponent(host)}:${port}/${database}`
}

export function passwordFile(folder: string): string {
  return join(folder, 'password')
}

function loopback(folder: string, port: number): Connection {
  const password = existsSync(passwordFile(folder)) ? readFileSync(passwordFile(folder), 'utf8').trim() : ''
  return { host: '127.0.0.1', port, user: 'sampan', database: 'sampan', password }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** TMPDIR may be long itself, and closed to the user PostgreSQL runs as. */
function shortTemporary(): string {
  return join(existsSync('/tmp') ? '/tmp' : tmpdir(), 'sampan-')
}
