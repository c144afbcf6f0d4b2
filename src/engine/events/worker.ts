import { createHash, randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Logger, type ParsedCronItem, run, type TaskList, type WorkerEvents } from 'graphile-worker'
import pg from 'pg'

export type WorkerOptions = {
  /** A direct connection, never through a pooler (growth.md, rule 17). */
  readonly url: string
  readonly pool: pg.Pool
  readonly taskList: TaskList
  /** What begins by the clock; one of the workers side by side enqueues it. */
  readonly cron: ParsedCronItem[]
  readonly concurrency: number
  readonly log: (message: string, detail?: object) => void
}

/** How long jobs at hand may go on when the database has gone away from under them. */
const graceMs = 3_000

/** How long jobs at hand may take to their end, or to heed that they are to stop, when the server stops. */
const patienceMs = 20_000

/** How often the jobs of other workers that have died meanwhile are looked for. */
const rescueMs = 30_000

/**
 * Works on jobs until it is stopped. It does so in turns: a turn lasts as long as one connection to the database, which
 * holds the lock that says "this worker lives"; when the connection breaks, a new turn begins under a new name.
 */
export async function keepWorking(options: WorkerOptions): Promise<{ stop(): Promise<void> }> {
  let turn = await takeTurn(options)
  let stopped = false
  const going = go()
  return {
    async stop() {
      stopped = true
      await turn.stop()
      await going
    },
  }

  async function go(): Promise<void> {
    for (;;) {
      await turn.over
      if (stopped) return
      options.log('the worker lost its database and begins again')
      await turn.stop()
      while (!stopped && !(await begin())) await pause(500)
      if (stopped) return turn.stop()
    }
  }

  async function begin(): Promise<boolean> {
    try {
      turn = await takeTurn(options)
      return true
    } catch (error) {
      options.log('the worker could not begin', { error: String(error) })
      return false
    }
  }
}

type Turn = {
  /** Settles when the turn cannot go on, or was stopped. */
  readonly over: Promise<void>
  /** Finishes the jobs at hand. May be called twice. */
  stop(): Promise<void>
}

async function takeTurn({ url, pool, taskList, cron, concurrency, log }: WorkerOptions): Promise<Turn> {
  const name = `sampan-${process.pid}-${randomUUID()}`
  const life = new pg.Client({ connectionString: url, application_name: 'sampan-worker-life' })
  const { promise: over, resolve: end } = Promise.withResolvers<void>()
  let stopping: Promise<void> | undefined
  let wanted = false
  life.on('error', () => {}) // 'end' follows
  life.on('end', () => end())
  await life.connect()
  try {
    await life.query('select pg_advisory_lock($1::bigint)', [lockOf(name)])
    await rescueJobs(pool)
    const events: WorkerEvents = new EventEmitter()
    // Before the pool asks for its first job: jobs are locked by the name that `life` answers for.
    events.on('pool:create', ({ workerPool }) => {
      workerPool.id = name
    })
    events.on('pool:gracefulShutdown', () => {
      if (!wanted) end()
    })
    const runner = await run({
      pgPool: releasedOnce(pool),
      concurrency,
      pollInterval: 1_000,
      noHandleSignals: true,
      taskList,
      parsedCronItems: cron,
      events,
      logger: new Logger(() => (level, message) => {
        if (level === 'error' || level === 'warning') log(message)
      }),
      // Without batches nobody hears of a failure to end a job, and it ends the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    })
    runner.promise.catch(() => {}) // `over` has told
    const rescue = setInterval(() => {
      rescueJobs(pool).catch((error: unknown) => log('rescuing jobs failed', { error: String(error) }))
    }, rescueMs)
    const stop = async () => {
      wanted = true
      clearInterval(rescue)
      // graphile-worker 0.18 miscounts failed batches and may then wait for ever (`allgood` in its main.js).
      const enough = over.then(() => pause(graceMs, undefined, { ref: false }))
      await Promise.race([runner.stop().catch(() => {}), enough, pause(patienceMs, undefined, { ref: false })])
      await life.end()
    }
    return {
      over,
      stop() {
        stopping ??= stop()
        return stopping
      },
    }
  } catch (error) {
    await life.end()
    throw error
  }
}

/**
 * Jobs of a worker that was killed would stay locked for four hours. A worker whose lock can be taken lives no more: its
 * jobs are freed at once. Those of workers that live beside this one are left alone.
 */
export async function rescueJobs(pool: pg.Pool): Promise<string[]> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const { rows } = await client.query<{ name: string }>(
      `select locked_by as name from graphile_worker._private_jobs where locked_by is not null
       union select locked_by from graphile_worker._private_job_queues where locked_by is not null`,
    )
    const dead: string[] = []
    for (const { name } of rows) {
      const lock = await client.query('select pg_try_advisory_xact_lock($1::bigint) as free', [lockOf(name)])
      if (lock.rows[0]?.free === true) dead.push(name)
    }
    if (dead.length > 0) await client.query('select graphile_worker.force_unlock_workers($1::text[])', [dead])
    await client.query(superseded)
    await client.query('commit')
    return dead
  } catch (error) {
    broken = error as Error
    throw error
  } finally {
    client.release(broken)
  }
}

/**
 * An event that is dispatched again while its job is locked gets a second job; graphile-worker takes the key from the
 * first one and lets it never run again. Where its worker died it would stay for ever and look given up.
 */
const superseded = `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
  where t.id = j.task_id and t.identifier = 'event' and j.key is null and j.locked_by is null and j.attempts >= j.max_attempts`

function lockOf(name: string): string {
  return createHash('sha256').update(`sampan worker ${name}`).digest().readBigInt64BE().toString()
}

/**
 * The same pool, where giving back a client twice does nothing. graphile-worker 0.18 does so when its connection breaks as
 * it stops, and waits for nothing: what was thrown there would end the process.
 */
function releasedOnce(pool: pg.Pool): pg.Pool {
  return new Proxy(pool, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target)
      if (typeof value !== 'function') return value
      if (key !== 'connect') return value.bind(target)
      return (taken?: Parameters<pg.Pool['connect']>[0]) => {
        if (!taken) return target.connect()
        target.connect((error, client, release) => {
          let given = false
          taken(error, client, (broken) => {
            if (given) return
            given = true
            release(broken)
          })
        })
      }
    },
  })
}
