import { join } from 'node:path'
import { usableBinaries } from './binaries.ts'
import { createCluster } from './cluster.ts'
import { type Connection, connectionUrl, keepDoor, openDoor } from './connection.ts'
import { claimHome } from './home.ts'
import { keepRunning } from './keeper.ts'
import { findServer, forgetStaleLocks, waitUntilFree } from './lock.ts'
import { runServer } from './server.ts'
import type { Settings } from './settings.ts'

export type Embedded = {
  /** A PostgreSQL connection string; over a Unix socket except on Windows. */
  url: string
  connection: Connection
  /** The process id of postgres itself; another one after it had to be started again. */
  readonly pid: number
  /** Settles when postgres has ended because it was stopped. Killed by anybody else, it is started again. */
  exited: Promise<void>
  /** Ends postgres and waits: open transactions are rolled back, all that was committed is on disk. May be called twice. */
  stop(): Promise<void>
}

export type EmbeddedOptions = {
  /** Where Sampan keeps its data; made if missing. The database lives below it, in `database/`. */
  dataFolder: string
  /** Hears what takes longer than a moment, one sentence each. */
  log?: (sentence: string) => void
  /** PostgreSQL settings over the defaults of `settings.ts`, such as `{ fsync: 'off' }` for tests. */
  settings?: Settings
}

/**
 * Starts the PostgreSQL that came with npm and answers when it takes connections; makes the user and the database
 * `sampan` the first time. It ends with this process, even if
 * that is killed; killed itself, it is started again in the same place.
 * Refuses, in a sentence for the person at the keyboard: a folder it cannot use, one that another Sampan uses,
 * a machine it has no programs for.
 */
export async function startEmbedded({ dataFolder, log = () => {}, settings = {} }: EmbeddedOptions): Promise<Embedded> {
  const home = claimHome(dataFolder, log)
  await waitUntilFree(home, log)
  const native = await usableBinaries(home, log)
  await createCluster(home, native, { durable: settings.fsync !== 'off', log })
  const connection = await openDoor(home)
  const server = await keepRunning(() => {
    keepDoor(home, connection)
    forgetStaleLocks(home, connection)
    return runServer(home, native, connection, settings)
  }, log)
  return Object.assign(server, { url: connectionUrl(connection), connection })
}

/** The database of the Sampan that runs on this data folder, for commands beside it; nothing if none runs. */
export function findEmbedded(dataFolder: string): { url: string; connection: Connection; pid: number } | undefined {
  const server = findServer(join(dataFolder, 'database'))
  return server && { url: connectionUrl(server.connection), connection: server.connection, pid: server.pid }
}
