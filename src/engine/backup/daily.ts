import { createHash } from 'node:crypto'
import { connectAlone } from '../db/pool.ts'
import { backupState, type KeepOptions, keepBackup } from './kept.ts'

/** The hour of the day, where the server stands, after which a day's backup is due. */
const nightHour = 3
const lookMs = 10 * 60_000

export type DailyOptions = Pick<KeepOptions, 'databaseUrl' | 'dataFolder' | 'folder' | 'version'> & {
  readonly now: () => Date
  /** Nothing is backed up before somebody has been set up. */
  readonly worthwhile: () => Promise<boolean>
  readonly log: (message: string, detail?: object) => void
  /** Time after the start until the first look. */
  readonly firstMs?: number
}

export type DailyBackups = {
  /** Makes one at once, where none is being made. @returns whether it has begun */
  start(): boolean
  running(): boolean
  stop(): Promise<void>
}

/**
 * Backs up once a day, beside the running server: at night, or when the machine is on again after one. Of several
 * processes on one database one does it.
 */
export function startDailyBackups(options: DailyOptions): DailyBackups {
  let current: Promise<unknown> | null = null
  const begin = (due: (last: string | null, now: Date) => boolean) => {
    if (current) return false
    current = backUpIf(due, options)
      .catch((error: unknown) => options.log('the daily backup failed', { error: (error as Error).message }))
      .finally(() => {
        current = null
      })
    return true
  }
  const first = setTimeout(begin, options.firstMs ?? 60_000, isDue)
  const timer = setInterval(begin, lookMs, isDue)
  return {
    start: () => begin(() => true),
    running: () => current !== null,
    async stop() {
      clearTimeout(first)
      clearInterval(timer)
      await current
    },
  }
}

/** Makes a backup where one is due. @returns whether one was made */
async function backUpIf(
  due: (last: string | null, now: Date) => boolean,
  options: Omit<DailyOptions, 'log' | 'firstMs'>,
): Promise<boolean> {
  const now = options.now()
  if (!due(lastDaily(options.folder), now) || !(await options.worthwhile())) return false
  const client = await connectAlone(options.databaseUrl, 'sampan-backup')
  try {
    // Held by the connection: a process that dies lets go of it.
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1::bigint) as mine', [lock])
    if (!rows[0]?.mine || !due(lastDaily(options.folder), now)) return false
    await keepBackup({ ...options, kind: 'daily', now: now.toISOString() })
    return true
  } finally {
    await client.end()
  }
}

/** Whether a night has begun since the last one. */
export function isDue(last: string | null, now: Date): boolean {
  if (!last) return true
  const night = new Date(now)
  night.setHours(nightHour, 0, 0, 0)
  if (night > now) night.setDate(night.getDate() - 1)
  return new Date(last) < night
}

function lastDaily(folder: string): string | null {
  return backupState(folder).kept.find(({ kind }) => kind === 'daily')?.at ?? null
}

const lock = createHash('sha256').update('sampan daily backup').digest().readBigInt64BE().toString()
