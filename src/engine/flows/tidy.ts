import type { Label } from '#kernel/label.ts'
import { dayOf } from '#kernel/time.ts'
import { engineTable, tableOf, type Workspace } from '../context.ts'
import { sql } from '../db/sql.ts'
import { flowObject, hasFlows, liveFlows } from './live.ts'
import { tellOwner } from './tell.ts'

const keptDays = 180

const gone: Label = { en: 'The flow was deleted.', zh: '流程已删除。' }

/**
 * Runs that have ended go after half a year, a few thousand at once so that nobody waits; those of a deleted flow end.
 * Whoever is to review a flow today is asked.
 */
export async function tidyRuns(workspace: Workspace): Promise<void> {
  if (!hasFlows(workspace)) return
  const now = workspace.clock.now()
  const before = new Date(now.getTime() - keptDays * 86_400_000).toISOString()
  const [run, step] = [engineTable(workspace, 'flow_run'), engineTable(workspace, 'flow_step')]
  for (;;) {
    const rows = await workspace.db.rows(
      sql`select id from ${run} where finished_at < ${before}::timestamptz order by finished_at limit 2000`,
    )
    if (rows.length === 0) break
    const ids = rows.map(([id]) => String(id))
    await workspace.db.transaction(async (tx) => {
      await tx.count(sql`delete from ${step} where run_id = any(${ids}::uuid[])`)
      await tx.count(sql`delete from ${run} where id = any(${ids}::uuid[])`)
    })
  }
  await workspace.db.count(
    sql`update ${run} set status = 'stopped', step = null, due_at = null, watch_id = null, finished_at = ${now.toISOString()}::timestamptz,
      reason = ${JSON.stringify(gone)}::jsonb where finished_at is null and flow_id in (
        select f.id from ${tableOf(workspace, flowObject)} f where f.deleted_at is not null)`,
  )
  await askReviews(workspace, now)
}

/** Owners of flows whose day of review has come hear of it, once a day at most. */
async function askReviews(workspace: Workspace, now: Date): Promise<void> {
  const today = dayOf(now.toISOString(), workspace.calendar.timeZone)
  const rows = await workspace.db.rows(
    sql`select id from ${tableOf(workspace, flowObject)} where review_on = ${today}::date and status = 'live' and deleted_at is null`,
  )
  const due = new Set(rows.map(([id]) => String(id)))
  if (due.size === 0) return
  for (const flow of (await liveFlows(workspace)).flows)
    if (due.has(flow.id)) await tellOwner(workspace, flow, 'flowReview')
}
