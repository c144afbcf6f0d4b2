import type { Connection } from './connection.ts'

/** PostgreSQL settings by name, as they are written in postgresql.conf. */
export type Settings = Readonly<Record<string, string | number>>

/** For a laptop or a small server with 2 to 4 cores and an SSD. Durable: what was acknowledged survives a power cut. */
const defaults: Settings = {
  max_connections: 100,
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  random_page_cost: 1.1,
  // Compiling a plan costs more than any query of a CRM gains by it.
  jit: 'off',
  fsync: 'on',
  // So that a workspace can be moved to another cluster while people work.
  wal_level: 'logical',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

/** The `-c` arguments of postgres: the defaults, what the caller wants, and where to listen. */
export function settingArguments(wanted: Settings, connection: Connection): string[] {
  const listen =
    process.platform === 'win32'
      ? { listen_addresses: connection.host, port: connection.port }
      : {
          listen_addresses: '',
          port: connection.port,
          unix_socket_directories: connection.host,
          unix_socket_permissions: '0700',
        }
  return Object.entries({ ...defaults, ...wanted, ...listen }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
