import type { Writable } from 'node:stream'
import pg from 'pg'
import { crashPoint } from '../crash.ts'
import { openPool } from './pool.ts'
import { raw, type Sql, sql, statementName } from './sql.ts'

/** A row as an array of cells, in the order of the select list. */
export type Row = readonly unknown[]

/** Where statements run: a pool or one transaction. */
export type Queryable = {
  /**
   * Runs a statement; rows come as arrays. Prepared by name unless `once`. Outside of a transaction, a statement with a
   * `signal` is called off at the server when that is given, and has no rows then.
   */
  rows(statement: Sql, options?: { once?: boolean; signal?: AbortSignal }): Promise<Row[]>
  /** Rows that an insert, update or delete touched, or a select returned. */
  count(statement: Sql): Promise<number>
}

export type Transaction = Queryable & {
  /** Work to do once the transaction has committed; never if it does not. */
  afterCommit(work: () => void): void
  /**
   * Statements whose outcome nobody waits for before the end: what follows is sent with them. The commit waits for them,
   * and their error is the transaction's.
   */
  later(statements: Promise<unknown>): void
  /**
   * This transaction holds a row that many wait for. It lets go of it when it commits, not only when the commit is on
   * disk, which is a hundred times later; it still answers nobody before that. Whoever comes after it is written after
   * it, so that a crash cannot keep the later one and lose the earlier.
   */
  letGoEarly(): void
}

export type Database = Queryable & {
  /** Runs in one transaction; what throws rolls back. Serialization failures and deadlocks are tried again, five times at most. */
  transaction<T>(run: (tx: Transaction) => Promise<T>): Promise<T>
  /** Reads everything as it is at one instant, whatever is written meanwhile, for as long as it takes. Never tried again. */
  snapshot<T>(run: (at: Queryable) => Promise<T>): Promise<T>
  /** A connection of its own, for COPY; give it back by calling `release`. */
  connect(): Promise<pg.PoolClient>
  readonly pool: pg.Pool
  end(): Promise<void>
}

export type DatabaseOptions = {
  readonly url: string
  readonly max?: number
  /** Off behind a pooler that does not know named statements (growth.md, rule 16). */
  readonly prepare?: boolean
  readonly name?: string
  /** How long anybody waits for a connection, and for an answer, where it is not as usual. */
  readonly patienceMs?: number
  readonly answerMs?: number
}

/** SQLSTATEs after which the same transaction may succeed (growth.md, rule 21). */
const retryable = new Set(['40001', '40P01'])

// Times and dates stay text, as the fields read them; int8 is a number where it is exact.
const { types } = pg
const timestampText = (value: string) => new Date(value).toISOString()
const parsers = new Map<number, (value: string) => unknown>([
  [1082, (value) => value],
  [1184, timestampText],
  [1114, (value) => value],
  [20, (value) => Number(value)],
  [1700, (value) => value],
])
const typeParsers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    parsers.get(oid) ?? types.getTypeParser(oid, format as 'text'),
} as pg.CustomTypesConfig

/** Opens a pool. Connections are recycled, so that memory per workspace stays bounded (growth.md, rule 18). */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = openPool(options.url, {
    max: options.max ?? 20,
    idleTimeoutMillis: 60_000,
    maxLifetimeSeconds: 1_800,
    application_name: options.name ?? 'sampan',
    types: typeParsers,
    pipeline: true,
    ...(options.patienceMs ? { connectionTimeoutMillis: options.patienceMs } : {}),
    ...(options.answerMs ? { query_timeout: options.answerMs } : {}),
  })
  const prepare = options.prepare ?? true
  const on = (client: { query: pg.Pool['query'] | pg.PoolClient['query'] }): Queryable => ({
    async rows(statement, { once = false } = {}) {
      return (await send(client, statement, prepare && !once)).rows as unknown as Row[]
    },
    async count(statement) {
      return (await send(client, statement, prepare)).rowCount ?? 0
    },
  })
  const database: Database = {
    ...on(pool),
    async rows(statement, how = {}) {
      return how.signal ? wanted(database, statement, how.signal) : on(pool).rows(statement, how)
    },
    pool,
    connect: () => pool.connect(),
    end: () => pool.end(),
    async snapshot(run) {
      const client = await pool.connect()
      let broken = false
      try {
        await client.query('begin isolation level repeatable read read only')
        await client.query('set local statement_timeout = 0')
        return await run(on(client))
      } finally {
        await client.query('rollback').catch(() => {
          broken = true
        })
        client.release(broken)
      }
    },
    async transaction(run) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await once(pool, on, run)
        } catch (error) {
          const code = (error as { code?: string }).code
          if (!code || !retryable.has(code) || attempt >= 5) throw error
          await new Promise((resolve) => setTimeout(resolve, 5 * 2 ** attempt + Math.random() * 10))
        }
      }
    },
  }
  return database
}

/** Reads as long as somebody waits for it. In a transaction, so that the connection is of nobody else until the server has heard. */
async function wanted(db: Database, statement: Sql, signal: AbortSignal): Promise<Row[]> {
  const reading = db.transaction(async (tx) => {
    const [backend] = await tx.rows(raw('select pg_backend_pid()'))
    let heard: Promise<unknown> | undefined
    const callOff = () => {
      // where that cannot be said, the statement goes on to its end
      heard = db.rows(sql`select pg_cancel_backend(${Number(backend![0])}::int)`).catch(() => {})
    }
    signal.addEventListener('abort', callOff)
    try {
      return signal.aborted ? [] : await tx.rows(statement)
    } finally {
      signal.removeEventListener('abort', callOff)
      await heard
    }
  })
  return reading.catch((error: unknown) => {
    if (signal.aborted) return []
    throw error
  })
}

async function once<T>(
  pool: pg.Pool,
  on: (client: pg.PoolClient) => Queryable,
  run: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  const after: (() => void)[] = []
  const pending: Promise<unknown>[] = []
  let broken = false
  let early = false
  try {
    // Sent with the first statement of the transaction: the pipeline keeps their order.
    gather(client)
    const begun = client.query('begin')
    begun.catch(() => {})
    const gathering = {
      query(config: pg.QueryConfig) {
        gather(client)
        return client.query(config)
      },
    }
    const result = await run({
      ...on(gathering as pg.PoolClient),
      afterCommit: (work) => after.push(work),
      later(statements) {
        statements.catch(() => {})
        pending.push(statements)
      },
      letGoEarly() {
        if (early) return
        early = true
        gather(client)
        client.query('set local synchronous_commit = off').catch(() => {})
      },
    })
    crashPoint('commit.before')
    gather(client)
    const committing = client.query('commit')
    // A commit of its own, of nothing: it waits until all before it is on disk. Sent along with the other.
    const flushing = early ? client.query(`select pg_logical_emit_message(true, 'sampan', '')`) : null
    const [committed] = await Promise.all([committing, flushing, begun, ...pending])
    // What was sent last may have failed unseen; then the server takes a commit for a rollback.
    if (committed.command !== 'COMMIT')
      throw new Error('The transaction was rolled back by the statement before its commit.')
    crashPoint('commit.after')
    for (const work of after) work()
    return result
  } catch (error) {
    await client.query('rollback').catch(() => {
      broken = true
    })
    // After a statement has failed, the ones behind it fail for that reason alone.
    for (const outcome of await Promise.allSettled(pending)) if (outcome.status === 'rejected') throw outcome.reason
    throw error
  } finally {
    client.release(broken)
  }
}

const gathered = new WeakSet<Writable>()

/**
 * Lets everything that is sent to the server before this turn ends go in one piece: to hand a piece to the operating
 * system costs more than to write it, and a transaction has many.
 */
function gather(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection
  if (gathered.has(stream)) return
  gathered.add(stream)
  stream.cork()
  process.nextTick(() => {
    gathered.delete(stream)
    stream.uncork()
  })
}

async function send(client: { query: unknown }, statement: Sql, named: boolean) {
  const { text, values } = statement.compile()
  const query = client.query as (config: object) => Promise<pg.QueryArrayResult>
  return query.call(client, { text, values, rowMode: 'array', ...(named ? { name: statementName(text) } : {}) })
}
