import type { ApiMeasure } from '#kernel/api-signals.ts'
import { differenceOf } from '#kernel/compare-shares.ts'
import type { SignalDefinition } from '#kernel/signal.ts'
import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import { queryOf } from '../query/query.ts'
import { cameOf } from './came.ts'
import { definitionOfSignal } from './read.ts'

/** Groups smaller than this say nothing, whatever their interval. */
const fewest = 30
const most = 50_000

/** What came of the fires of a signal whose time is over, beside that of the records that were held back. */
export async function measureSignal(session: Session, id: string): Promise<ApiMeasure> {
  const { workspace } = session
  const definition: SignalDefinition | null = await definitionOfSignal(session, id)
  const days = definition?.outcome?.days ?? null
  const query = queryOf(session)
  const rows = await workspace.replica.rows(
    sql`select record_id, at, status from ${engineTable(workspace, 'signal_fire')}
      where signal_id = ${id}::uuid and status in ('fired', 'held') order by at desc limit ${most}::int`,
  )
  const fires = rows.map(([record, at, status]) => ({ record: String(record), at: String(at), status: String(status) }))
  const over = (at: string) => days === null || Date.parse(at) + days * 86_400_000 <= Date.parse(query.now)
  const done = fires.filter(({ at }) => over(at))
  const came = definition ? await cameOf(definition, done, { query, on: workspace.replica }) : new Map()
  const shareOf = (status: string) => {
    const group = done.flatMap((one, n) => (one.status === status ? [n] : []))
    return { count: group.length, came: group.filter((n) => came.has(n)).length }
  }
  const [fired, held] = [shareOf('fired'), shareOf('held')]
  const difference = days === null ? null : differenceOf(fired, held)
  return {
    fired,
    held,
    open: fires.length - done.length,
    difference,
    certain:
      difference !== null && Math.min(fired.count, held.count) >= fewest && (difference.low > 0 || difference.high < 0),
    days,
  }
}
