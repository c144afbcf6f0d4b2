import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { usableBinaries } from '#engine/db/embedded/binaries.ts'
import { createCluster } from '#engine/db/embedded/cluster.ts'
import { connectionUrl, keepDoor, openDoor } from '#engine/db/embedded/connection.ts'
import { claimHome, type Home } from '#engine/db/embedded/home.ts'
import { forgetStaleLocks } from '#engine/db/embedded/lock.ts'
import { runServer, type Server } from '#engine/db/embedded/server.ts'
import type { Settings } from '#engine/db/embedded/settings.ts'

/** Nothing in a test has to survive a power cut. */
export const careless: Settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '128MB',
}

/** A PostgreSQL server of a test's own, which it may stop, kill and start again. */
export type OwnServer = Awaited<ReturnType<typeof startOwn>>

export type OwnOptions = {
  /** The folder with `bin/postgres` of another PostgreSQL; without it the embedded one runs. */
  readonly native?: string | undefined
  /** Where it lies; made, and removed at the end, where none is given. */
  readonly folder?: string
  readonly settings?: Settings
  /** Puts the cluster into an empty home instead of `initdb`: a copy of another server's. */
  readonly cluster?: (home: Home, cluster: string) => void
}

/** Starts a server on a socket in a folder of its own, as an unprivileged user where this process is root's. */
export async function startOwn({ native, folder, settings = careless, cluster }: OwnOptions = {}) {
  const place = folder ?? mkdtempSync(join(tmpdir(), 'sampan-postgres-'))
  // As root, postgres runs as somebody else, who must be able to pass.
  chmodSync(place, 0o711)
  const home = claimHome(place, () => {})
  const programs = native ?? (await usableBinaries(home, () => {}))
  const files = join(home.folder, 'cluster')
  if (!existsSync(files)) {
    if (cluster) cluster(home, files)
    else if (native) initialise(home, native, files)
    else await createCluster(home, programs, { durable: false, log: () => {} })
  }
  const connection = await openDoor(home)
  let server: Server | null = null
  const own = {
    url: connectionUrl(connection),
    /** The same server under the name of its socket folder, for programs that take no URL. */
    connection,
    home,
    /** The data directory. */
    cluster: files,
    /** Runs one of its programs, such as `pg_basebackup`, as the user of the server. */
    run: (program: string, args: readonly string[]) =>
      execFileSync(join(programs, 'bin', program), args, { ...home.runAs, cwd: '/', encoding: 'utf8', stdio: 'pipe' }),
    async start(more: Settings = {}): Promise<void> {
      keepDoor(home, connection)
      forgetStaleLocks(home, connection)
      server = await runServer(home, programs, connection, { ...settings, ...more })
    },
    async stop(): Promise<void> {
      await server?.stop()
      server = null
    },
    get pid() {
      return server?.pid ?? 0
    },
    /** Ends it as a power cut would, its children too. */
    async kill(): Promise<void> {
      if (!server) return
      process.kill(server.pid, 'SIGKILL')
      await server.exited
      server = null
    },
    async close(): Promise<void> {
      await own.stop()
      if (!folder) rmSync(place, { recursive: true, force: true })
    },
  }
  await own.start()
  return own
}

/** Stops every process of a server without a word, as a machine that hangs; answers how to let it go on. Linux only. */
export function freeze(server: OwnServer): () => void {
  const all = [server.pid, ...childrenOf(server.pid)]
  for (const pid of all) process.kill(pid, 'SIGSTOP')
  return () => {
    for (const pid of all) process.kill(pid, 'SIGCONT')
  }
}

function childrenOf(parent: number): number[] {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8')
  return children.split(' ').filter(Boolean).map(Number)
}

/** As Debian would, but for the name of the user. */
function initialise(home: Home, native: string, cluster: string): void {
  const run = (program: string, args: readonly string[], input = '') =>
    execFileSync(join(native, 'bin', program), args, { ...home.runAs, cwd: home.folder, input, stdio: 'pipe' })
  run('initdb', [
    ...['-D', cluster, '--username=sampan', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    ...['--auth-local=trust', '--auth-host=reject'],
  ])
  run('postgres', ['--single', '-D', cluster, 'postgres'], 'create database sampan\n')
}
