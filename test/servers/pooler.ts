import { spawn } from 'node:child_process'
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { connectionUrl } from '#engine/db/embedded/connection.ts'
import type { OwnServer } from './own.ts'

/**
 * Starts pgbouncer in transaction mode before a server, on a socket beside the server's. Few connections, so that a
 * transaction is seldom where the one before was.
 * @param program its name or path
 */
export async function startPooler(program: string, server: OwnServer) {
  const { home, connection } = server
  const folder = join(home.folder, 'pooler')
  mkdirSync(folder, { mode: 0o755 })
  const config = join(folder, 'pgbouncer.ini')
  writeFileSync(join(folder, 'users'), `"${connection.user}" ""\n`)
  writeFileSync(
    config,
    `[databases]
* = host=${connection.host} port=${connection.port} user=${connection.user}
[pgbouncer]
listen_addr =
unix_socket_dir = ${folder}
listen_port = 6432
auth_type = trust
auth_file = ${join(folder, 'users')}
pool_mode = transaction
default_pool_size = 6
max_client_conn = 2000
logfile = ${join(folder, 'log')}
`,
  )
  if (home.runAs) for (const path of [folder, config]) chownSync(path, home.runAs.uid, home.runAs.gid)
  const child = spawn(program, [config], { ...home.runAs, cwd: '/', stdio: 'ignore' })
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`pgbouncer ended:\n${readFileSync(join(folder, 'log'), 'utf8')}`)))
  })
  failed.catch(() => {})
  const url = connectionUrl({ ...connection, host: folder, port: 6432 })
  await Promise.race([failed, answers(url)])
  return {
    url,
    async stop(): Promise<void> {
      child.removeAllListeners('exit')
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
    },
  }
}

async function answers(url: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.query('select 1')
      return await client.end()
    } catch (error) {
      if (attempt === 200) throw error
      await pause(25)
    }
  }
}
