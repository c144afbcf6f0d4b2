import pg from 'pg'

/**
 * A pool that outlives its database. A connection that dies, idle or at work, fails its own queries and nothing else;
 * without a listener its 'error' would end the process. Nobody waits for a connection longer than a quarter of a minute.
 */
export function openPool(
  url: string,
  config: Omit<pg.PoolConfig, 'connectionString'> & { pipeline?: boolean },
): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 15_000, ...config })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/**
 * A connection outside of the pools, named as the server shows it. Like theirs, it fails its own queries when it dies, and
 * nothing else.
 */
export async function connectAlone(url: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: name })
  client.on('error', () => {}) // the query at hand, or the next one, says so
  await client.connect()
  return client
}

/** SQLSTATE classes and codes of a server that goes, comes or is full (errcodes-appendix). */
const sqlStates = /^(08...|53300|57P0[1-5])$/
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
])
/** What pg and pg-pool throw without a code. */
const words =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/

/** Whether the database is away: then nothing is wrong with the request, and it may be sent again. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, syscall } = error as NodeJS.ErrnoException
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isAway)
  if (code && sqlStates.test(code)) return true
  if (code && syscall) return networkCodes.has(code) && (code !== 'ENOENT' || syscall === 'connect')
  return words.test(error.message)
}
