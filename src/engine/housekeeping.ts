import { endForgotten } from './access/as.ts'
import { engineTable, type Workspace } from './context.ts'
import { sql } from './db/sql.ts'
import { tidyRuns } from './flows/tidy.ts'

const hour = 3_600_000
/**
 * A request may be sent again for a day, an event told again, a webhook's log and the calls of a flow's address read for
 * a month, notifications and who read how much looked at for half a year; after that the notes of it go.
 */
const kept = [
  { table: 'idempotency', hours: 24 },
  { table: 'handled', hours: 24 * 30 },
  { table: 'webhook_delivery', hours: 24 * 30 },
  { table: 'notification', hours: 24 * 180 },
  { table: 'notice_mail', hours: 24 * 90 },
  { table: 'flow_call', hours: 24 * 30 },
  { table: 'presence', hours: 1 },
  { table: 'reading', hours: 24 * 180 },
  { table: 'reading_seen', hours: 36 },
] as const

/** Ends what ran out of time and clears what has served its time, a few thousand rows at once so that nobody waits. */
export async function keepHouse(workspace: Workspace): Promise<void> {
  await endForgotten(workspace)
  const now = workspace.clock.now().getTime()
  for (const { table, hours } of kept) {
    const name = engineTable(workspace, table)
    const before = new Date(now - hours * hour).toISOString()
    const some = sql`delete from ${name} where ctid = any(array(select ctid from ${name} where at < ${before}::timestamptz limit 5000))`
    while ((await workspace.db.count(some)) === 5_000);
  }
  await tidyRuns(workspace)
}
