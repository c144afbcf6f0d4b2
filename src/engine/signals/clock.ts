import { nextTime } from '#kernel/flow-time.ts'
import { hourOf } from '#kernel/signal.ts'
import { engineTable, type Workspace } from '../context.ts'
import { sql } from '../db/sql.ts'
import type { LiveSignal } from '../flows/live.ts'
import type { Listening } from '../flows/start.ts'
import { fire } from './fire.ts'
import { hitsFor } from './heard.ts'

/** Signals that go by the clock fire for what came due since they last looked; answers how many looks were due. */
export async function fireTimed(workspace: Workspace, listening: Listening): Promise<number> {
  const timed = listening.signals.filter(({ definition }) => hourOf(definition) !== null)
  if (timed.length === 0) return 0
  await setTimers(workspace, timed)
  const table = engineTable(workspace, 'signal_timer')
  const byId = new Map(timed.map((signal) => [signal.id, signal]))
  const now = workspace.clock.now().toISOString()
  for (let looks = 0; ; looks++) {
    const looked = await workspace.db.transaction(async (tx) => {
      const [row] = await tx.rows(
        sql`select signal_id, since, due_at from ${table} where due_at <= ${now}::timestamptz and signal_id = any(${[...byId.keys()]}::uuid[])
          order by due_at limit 1 for update skip locked`,
      )
      if (!row) return false
      const [id, since, due] = row.map(String) as [string, string, string]
      const signal = byId.get(id) as LiveSignal
      const hits = await hitsFor(tx, workspace, listening, signal, { from: since, to: due })
      await fire(tx, workspace, listening, signal, hits)
      await tx.count(
        sql`update ${table} set since = due_at, due_at = ${next(workspace, signal, due)}::timestamptz where signal_id = ${id}::uuid`,
      )
      return true
    })
    if (!looked) return looks
  }
}

/** A signal that was switched on begins at that moment: what came due while it was off is not made up for. */
async function setTimers(workspace: Workspace, timed: readonly LiveSignal[]): Promise<void> {
  const table = engineTable(workspace, 'signal_timer')
  const rows = await workspace.db.rows(sql`select signal_id, live_since from ${table}`)
  const there = new Map(rows.map(([id, since]) => [String(id), String(since)]))
  for (const signal of timed)
    if (there.get(signal.id) !== signal.since)
      await workspace.db.count(
        sql`insert into ${table} (signal_id, live_since, since, due_at)
          values (${signal.id}::uuid, ${signal.since}::timestamptz, ${signal.since}::timestamptz, ${next(workspace, signal, signal.since)}::timestamptz)
          on conflict (signal_id) do update set live_since = excluded.live_since, since = excluded.since, due_at = excluded.due_at`,
      )
}

function next({ calendar }: Workspace, { definition }: LiveSignal, after: string): string {
  const trigger = { on: 'schedule', object: null, every: 'day', at: hourOf(definition) ?? '09:00' } as const
  return nextTime(trigger, after, calendar) as string
}
