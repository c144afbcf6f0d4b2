import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'

/** The preference that knows when somebody was here last. */
export const seenPreference = 'today.seen'

/** Whoever shows nothing for so long has left; a lunch or a meeting is no leaving. */
const awayMs = 3 * 3_600_000
const backMs = 14 * 86_400_000
const dayMs = 86_400_000

/**
 * Notes that the caller is here, at most once a minute. A program with her key is not she, and neither is an
 * administrator who looks through her eyes.
 */
export async function noteHere({ workspace, principal, key, seenBy }: Session): Promise<void> {
  if (key || seenBy || principal.id === null) return
  const table = engineTable(workspace, 'preference')
  const now = workspace.clock.now()
  const [minuteAgo, awayAgo] = [60_000, awayMs].map((ms) => new Date(now.getTime() - ms).toISOString())
  await workspace.db.count(
    sql`insert into ${table} as p (user_id, key, value, updated_at)
      values (${principal.id}::uuid, ${seenPreference}::text, jsonb_build_object('left', null), ${now.toISOString()}::timestamptz)
      on conflict (user_id, key) do update set updated_at = excluded.updated_at,
        value = case when p.updated_at < ${awayAgo}::timestamptz then jsonb_build_object('left', p.updated_at) else p.value end
      where p.updated_at < ${minuteAgo}::timestamptz`,
  )
}

/** When she was here last, before she came back; a day ago where that is not known, two weeks ago at most. ISO instant. */
export async function lastHere(session: Session): Promise<string> {
  await noteHere(session)
  const { workspace, principal } = session
  const now = workspace.clock.now().getTime()
  const [row] = await workspace.db.rows(
    sql`select value ->> 'left' from ${engineTable(workspace, 'preference')}
      where user_id = ${principal.id}::uuid and key = ${seenPreference}::text`,
  )
  const left = row?.[0] ? Date.parse(String(row[0])) : now - dayMs
  return new Date(Math.max(left, now - backMs)).toISOString()
}
