import { type JobHelpers, makeWorkerUtils, parseCronItems, type TaskList } from 'graphile-worker'
import type { Event, Job } from '#kernel/behaviour.ts'
import type { Workspace } from '../context.ts'
import { engineTable } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { openPool } from '../db/pool.ts'
import { sql } from '../db/sql.ts'
import { sendDigests } from '../digest/digest.ts'
import { areLive } from '../flows/live.ts'
import { listeningOf, startRuns } from '../flows/start.ts'
import { fillMatchKeys } from '../matching/fill.ts'
import { notifyDue } from '../notifications/due.ts'
import { isNoted } from '../notifications/kinds.ts'
import { notifyOf } from '../notifications/notify.ts'
import { Stopped } from '../pace.ts'
import { countQuality } from '../quality/count.ts'
import { countMends } from '../quality/mends.ts'
import { scoreDaily } from '../scores/job.ts'
import { learnWeekly } from '../scores/learn/weekly.ts'
import { hearSignals } from '../signals/heard.ts'
import { addDeliveries } from '../webhooks/outbox.ts'
import type { Workspaces } from '../workspaces.ts'
import { eventColumns, readEvent } from './event.ts'
import { handleEvent, runJob } from './work.ts'
import { keepWorking } from './worker.ts'

/** Takes events from the outbox of every workspace to the subscribers. */
export type Dispatcher = {
  /** Something was written: look now instead of at the next sweep. */
  wake(): void
  /** Dispatches and handles what there is; for tests and for the end of a command. */
  settle(): Promise<void>
  /** Does any event wait in an outbox? */
  busy(): Promise<boolean>
  stop(): Promise<void>
}

export type DispatcherOptions = {
  /** A direct connection, never through a pooler (growth.md, rule 17). */
  readonly url: string
  readonly workspaces: Workspaces
  /** Where people find the screen: mails lead there. */
  readonly baseUrl?: string
  /** Declared jobs; those with a `cron` run by the clock, once in every workspace. */
  readonly jobs?: readonly Job[]
  readonly log: (message: string, detail?: object) => void
  /** Called when there is something to send to webhooks. */
  readonly onDelivery?: () => void
  /** Called when runs of flows have begun. */
  readonly onRun?: () => void
  /** Time between two sweeps; the sweep is the truth, waking is a hint. */
  readonly sweepMs?: number
  readonly concurrency?: number
}

const batch = 500
/** Events of which people are notified in one go. */
const together = 100

/** Older records are given their keys for so long at a stretch; the next minute goes on. */
const fillMs = 40_000

/** The quality of records is counted for so long at a stretch, workspace by workspace. */
const countMs = 240_000

/** How long the work of a suspended workspace rests before somebody looks whether it may go on. */
const restMs = 60_000

/** Starts dispatching and working in this process. Any number of processes may do so side by side. */
export async function startDispatcher(options: DispatcherOptions): Promise<Dispatcher> {
  const { url, workspaces, log, concurrency = 4 } = options
  const pool = openPool(url, { max: concurrency + 3, application_name: 'sampan-worker' })
  const utils = await makeWorkerUtils({ pgPool: pool })
  await utils.migrate()
  const stopping = new AbortController()
  const worker = await keepWorking({
    url,
    pool,
    taskList: tasks(options, stopping.signal),
    cron: cronOf(options.jobs ?? []),
    concurrency,
    log,
  })
  let stopped = false
  let looking: Promise<void> | null = null
  let again = false
  const look = (): Promise<void> => {
    if (looking) {
      again = true
      return looking
    }
    looking = sweep().finally(() => {
      looking = null
      if (again && !stopped) {
        again = false
        void safely()
      }
    })
    return looking
  }
  const sweep = async () => {
    const all = await workspaces.all()
    if (workspaces.retired()) return
    for (const workspace of all)
      while (!stopped && (await dispatch(workspace, utils, options.onDelivery, options.onRun)) === batch);
  }
  const safely = () => look().catch((error: unknown) => log('dispatching failed', { error: String(error) }))
  const timer = setInterval(safely, options.sweepMs ?? 1_000)
  return {
    wake: () => void safely(),
    async settle() {
      // A sweep under way may have begun before the events that are to be settled; the one after it has not.
      const earlier = looking !== null
      await look()
      if (earlier) await look()
      for (;;) {
        const { rows } = await pool.query(
          'select 1 from graphile_worker.jobs where attempts < max_attempts and run_at <= now() limit 1',
        )
        if (rows.length === 0) return
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    async busy() {
      for (const workspace of await workspaces.all()) {
        const rows = await workspace.db.rows(
          sql`select 1 from ${engineTable(workspace, 'event')} where dispatched_at is null limit 1`,
        )
        if (rows.length > 0) return true
      }
      return false
    },
    async stop() {
      stopped = true
      stopping.abort()
      clearInterval(timer)
      await looking?.catch(() => {})
      await worker.stop()
      await pool.end()
    },
  }
}

/**
 * Leases undispatched events, gives each of its subscribers a job and each of its webhooks a delivery, sets flows off, has people notified, marks them. A crash
 * in between repeats it; deliveries roll back with the mark, and job keys and the handlers make the rest harmless.
 */
async function dispatch(
  workspace: Workspace,
  utils: Awaited<ReturnType<typeof makeWorkerUtils>>,
  onDelivery: () => void = () => {},
  onRun: () => void = () => {},
): Promise<number> {
  const table = engineTable(workspace, 'event')
  const listening = await listeningOf(workspace)
  const dispatched = await workspace.db.transaction(async (tx) => {
    const rows = await tx.rows(
      sql`select ${eventColumns} from ${table} where dispatched_at is null order by id limit ${batch}::int for update skip locked`,
    )
    // A flow that went live before one of these was written hears of it.
    if (rows.length > 0 && !(await areLive(tx, workspace, listening))) return null
    const events = rows.map(readEvent)
    if ((await addDeliveries(tx, workspace, events)) > 0) tx.afterCommit(onDelivery)
    const begun = await startRuns(tx, workspace, events, listening)
    if (begun + (await hearSignals(tx, workspace, events, listening)) > 0) tx.afterCommit(onRun)
    const jobs = events.flatMap((event) =>
      subscribersOf(workspace, event).map((name) => ({
        identifier: 'event',
        payload: { workspaceId: workspace.id, eventId: event.id, subscriber: name },
        jobKey: `${event.id} ${name}`,
        maxAttempts: 12,
      })),
    )
    const noted = events.filter((event) => isNoted(workspace, event)).map(({ id }) => id)
    const notes = Array.from({ length: Math.ceil(noted.length / together) }, (_, i) => {
      const eventIds = noted.slice(i * together, (i + 1) * together)
      return {
        identifier: 'notify',
        payload: { workspaceId: workspace.id, eventIds },
        jobKey: `${eventIds[0]} notify`,
        maxAttempts: 12,
      }
    })
    if (jobs.length + notes.length > 0) await utils.addJobs([...jobs, ...notes])
    crashPoint('dispatch.enqueued')
    if (rows.length > 0)
      await tx.count(
        sql`update ${table} set dispatched_at = ${workspace.clock.now().toISOString()}::timestamptz where id = any(${rows.map(([id]) => id)}::uuid[])`,
      )
    return rows.length
  })
  return dispatched ?? dispatch(workspace, utils, onDelivery, onRun)
}

function subscribersOf(workspace: Workspace, event: Event): string[] {
  const name = `${event.object}.${event.kind}`
  return workspace.registry.subscribers.filter((s) => s.events.includes(name)).map((s) => s.name)
}

function tasks({ workspaces, baseUrl }: DispatcherOptions, stop: AbortSignal): TaskList {
  // Another process may have made the workspace a moment ago: what is not open yet is opened, not passed over.
  const opened = async (id: string) => workspaces.get(id) ?? (await workspaces.all()).find((one) => one.id === id)
  // A workspace at rest keeps its work: it is looked at again later. What is purged has none.
  const later = async (workspaceId: string, { job, addJob }: JobHelpers) => {
    if (workspaces.statusOf(workspaceId) === null) return
    const { task_identifier: task, payload, key } = job
    await addJob(task, payload, {
      ...(key ? { jobKey: key } : {}),
      runAt: new Date(Date.now() + restMs),
      maxAttempts: 12,
    })
  }
  return {
    event: async (payload, helpers) => {
      const { workspaceId, eventId, subscriber } = payload as {
        workspaceId: string
        eventId: string
        subscriber: string
      }
      const workspace = await opened(workspaceId)
      if (!workspace) return later(workspaceId, helpers)
      await handleEvent(workspace, eventId, subscriber)
      crashPoint('work.handled')
    },
    notify: async (payload, helpers) => {
      const { workspaceId, eventIds } = payload as { workspaceId: string; eventIds: string[] }
      const workspace = await opened(workspaceId)
      if (!workspace) return later(workspaceId, helpers)
      await notifyOf(workspace, eventIds)
      crashPoint('notify.kept')
    },
    notifyDue: async () => {
      for (const workspace of await workspaces.all()) await notifyDue(workspace)
    },
    digests: async () => {
      for (const workspace of baseUrl ? await workspaces.all() : []) await sendDigests(workspace, baseUrl!)
    },
    matchKeys: async () => {
      for (const workspace of await workspaces.all()) await fillMatchKeys(workspace, fillMs, stop)
    },
    scores: async () => {
      for (const workspace of await workspaces.all()) {
        await learnWeekly(workspace)
        await scoreDaily(workspace)
      }
    },
    quality: async () => {
      for (const workspace of await workspaces.all()) {
        await countMends(workspace)
        await countQuality(workspace, countMs, stop)
      }
    },
    // What the clock has begun becomes a job per workspace, known by its time, so that it is never two.
    schedule: async (payload, { addJob }) => {
      const { name, _cron } = payload as { name: string; _cron: { ts: string } }
      for (const { id: workspaceId } of await workspaces.all())
        await addJob('job', { workspaceId, name, input: {} }, { jobKey: `${workspaceId} ${name} ${_cron.ts}` })
    },
    job: async (payload, helpers) => {
      const { workspaceId, name, input } = payload as {
        workspaceId: string
        name: string
        input: Record<string, unknown>
      }
      const workspace = await opened(workspaceId)
      if (!workspace) return later(workspaceId, helpers)
      try {
        await runJob(workspace, name, input, stop)
      } catch (error) {
        if (!(error instanceof Stopped)) throw error
        const { task_identifier: task, key } = helpers.job
        await helpers.addJob(task, payload, key ? { jobKey: key } : {})
      }
    },
  }
}

function cronOf(jobs: readonly Job[]) {
  const options = { backfillPeriod: 0 }
  return parseCronItems([
    ...jobs.flatMap(({ name, cron }) =>
      cron ? [{ task: 'schedule', identifier: name, match: cron, payload: { name }, options }] : [],
    ),
    { task: 'notifyDue', identifier: 'notifyDue', match: '* * * * *', options },
    { task: 'digests', identifier: 'digests', match: '*/10 * * * *', options },
    { task: 'scores', identifier: 'scores', match: '11 * * * *', options },
    { task: 'quality', identifier: 'quality', match: '*/5 * * * *', options },
    { task: 'matchKeys', identifier: 'matchKeys', match: '* * * * *', options },
  ])
}
