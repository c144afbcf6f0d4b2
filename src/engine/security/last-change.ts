import type { ApiLastChange } from '#kernel/api-settings.ts'
import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'

/**
 * Who changed last what an event of one of these objects tells, of one of these kinds where any are named. Null where
 * nobody has. Asked about settings, whose events are few: the events of the objects are found by their index.
 */
export async function lastChange(
  session: Session,
  objects: readonly string[],
  kinds: readonly string[],
): Promise<ApiLastChange | null> {
  const { workspace } = session
  const [row] = await workspace.db.rows(
    sql`with found as materialized (
        select id, at, actor_id, kind from ${engineTable(workspace, 'event')} where object = any(${objects}::text[])
      )
      select id, at, actor_id from found
      where cardinality(${kinds}::text[]) = 0 or kind = any(${kinds}::text[]) order by id desc limit 1`,
  )
  if (!row) return null
  const [entry, at, actor] = row
  const person = actor ? (await workspace.directory.everyone()).people.get(String(actor)) : undefined
  return { entry: String(entry), at: String(at), by: actor ? { id: String(actor), name: person?.name ?? '—' } : null }
}
