import type { ApiTodayCheck } from '#kernel/api-today.ts'
import { backsUpDaily, backupFolder, backupState } from '../backup/kept.ts'
import { engineTable, type Session } from '../context.ts'
import { raw, type Sql, sql } from '../db/sql.ts'
import { securityObject } from '../events/no-object.ts'
import type { Runtime } from '../runtime.ts'

/** After so long an import that nobody has run is forgotten, an event that nobody was told of is stuck, a backup is old. */
const limits = { import: 3_600_000, outbox: 600_000, backup: 36 * 3_600_000 } as const

/** What an administrator should look at, most urgent first; nothing where all is well. */
export async function readChecks(runtime: Runtime, session: Session): Promise<ApiTodayCheck[]> {
  const { workspace } = session
  const now = workspace.clock.now().getTime()
  const ago = (ms: number) => new Date(now - ms).toISOString()
  const table = (name: string) => engineTable(workspace, name)
  const counted = async (
    about: Pick<ApiTodayCheck, 'key' | 'state' | 'to'>,
    statement: Sql,
  ): Promise<ApiTodayCheck[]> => {
    const [row] = await workspace.db.rows(statement)
    const count = Number(row?.[0] ?? 0)
    return count > 0 ? [{ ...about, count, at: (row?.[1] as string | null) ?? null }] : []
  }
  const found = await Promise.all([
    failedJobs(runtime, workspace.id),
    counted(
      { key: 'outbox', state: 'wrong', to: '/settings/health' },
      sql`select count(*), min(at) from (select at from ${table('event')} where dispatched_at is null
        and at < ${ago(limits.outbox)}::timestamptz limit 1000) waiting`,
    ),
    counted(
      { key: 'webhooks', state: 'wrong', to: '/settings/webhooks' },
      sql`select count(*), min(failing_since) from ${table('webhook')} where failing_since is not null or stopped is not null`,
    ),
    counted(
      { key: 'feeds', state: 'wrong', to: '/settings/feeds' },
      sql`select count(*), min(finished_at) from ${table('feed')} where error is not null and not paused`,
    ),
    backups(runtime, now),
    counted(
      { key: 'imports', state: 'warn', to: await firstImport() },
      sql`select count(*), min(created_at) from ${table('import')} where ${unfinished()}`,
    ),
    invited(runtime, session),
    counted(
      { key: 'draft', state: 'warn', to: '/settings/versions' },
      sql`select count(*), max(at) from ${table('configuration_draft')} where name = 'draft'`,
    ),
  ])
  return found.flat()

  /** Failed, or uploaded and left; half a year back, and those of a set by the set. */
  function unfinished(): Sql {
    return sql`created_at > ${ago(180 * 86_400_000)}::timestamptz and (status = 'failed'
      or (status in ('uploaded', 'running') and coalesce(beat_at, created_at) < ${ago(limits.import)}::timestamptz))`
  }

  async function firstImport(): Promise<string> {
    const [row] = await workspace.db.rows(
      sql`select id, object, set_id from ${table('import')} where ${unfinished()} order by created_at desc limit 1`,
    )
    if (!row) return '/'
    return row[2] ? `/import-set?id=${String(row[2])}` : `/${String(row[1])}/import?id=${String(row[0])}`
  }
}

/** Jobs of this workspace that were tried as often as they may be. */
async function failedJobs(runtime: Runtime, workspaceId: string): Promise<ApiTodayCheck[]> {
  const [there] = await runtime.db.rows(raw("select to_regclass('graphile_worker._private_jobs') is not null"))
  if (there?.[0] !== true) return []
  const [row] = await runtime.db.rows(
    sql`select count(*), min(updated_at) from graphile_worker._private_jobs
      where attempts >= max_attempts and payload ->> 'workspaceId' = ${workspaceId}`,
  )
  const count = Number(row?.[0] ?? 0)
  return count > 0
    ? [{ key: 'jobs', state: 'wrong', count, at: (row?.[1] as string | null) ?? null, to: '/settings/health' }]
    : []
}

/** Where the installation backs up by itself and the last backup is too old, or has failed. */
async function backups(runtime: Runtime, now: number): Promise<ApiTodayCheck[]> {
  if (!backsUpDaily()) return []
  const { kept, failed } = backupState(backupFolder(runtime.dataFolder))
  const last = kept.find(({ kind }) => kind === 'daily')?.at ?? null
  const old = last !== null && now - Date.parse(last) > limits.backup
  if (!failed && !old) return []
  const at = { at: last, to: '/settings/health' }
  if (failed) return [{ key: 'backupFailed', state: 'wrong', count: 1, ...at }]
  return [{ key: 'backups', state: 'warn', count: Math.floor((now - Date.parse(last!)) / 86_400_000), ...at }]
}

/** Active people with a way in who have never come by it. */
async function invited(runtime: Runtime, { workspace }: Session): Promise<ApiTodayCheck[]> {
  const [signIns, { people }] = await Promise.all([
    runtime.doors.overview(workspace.id),
    workspace.directory.everyone(),
  ])
  const away = signIns.filter(({ userId, seenAt }) => seenAt === null && people.get(userId)?.active)
  if (away.length === 0) return []
  // Whoever has signed out has no session either: the log knows.
  const [row] = await workspace.db.rows(
    sql`select count(*) from unnest(${away.map(({ userId }) => userId)}::uuid[]) p(id)
      where not exists (select 1 from ${engineTable(workspace, 'event')} e
        where e.object = ${securityObject}::text and e.record_id = p.id and e.kind = 'signedIn')`,
  )
  const count = Number(row?.[0] ?? 0)
  return count > 0 ? [{ key: 'invited', state: 'warn', count, at: null, to: '/settings/people' }] : []
}
