import type { ApiAuditEntry } from '#kernel/api-security.ts'
import { parseId } from '#kernel/fields/relation.ts'
import { refuse } from '#kernel/problem.ts'
import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import { eventColumns, readEvent } from '../events/event.ts'
import { readCursor, writeCursor } from '../query/cursor.ts'

/** What of the log is asked for: `who` a person, `what` a kind or an object, `from` and `to` instants. */
type Asked = Readonly<Record<string, unknown>> & { readonly limit?: number }

/** Everything that happened in the workspace, newest first, a page at a time; for administrators, which the route sees to. */
export async function auditLog(
  session: Session,
  asked: Asked,
): Promise<{ data: ApiAuditEntry[]; next: string | null }> {
  const { workspace } = session
  const limit = asked.limit ?? 50
  const [from, to] = [instant(asked['from'], 'from'), instant(asked['to'], 'to')]
  const cursor = typeof asked['after'] === 'string' && asked['after'] ? readCursor(asked['after'], 'audit', []) : null
  const who = asked['who'] ? person(asked['who']) : null
  const what = typeof asked['what'] === 'string' && asked['what'] !== '' ? asked['what'] : null
  // Ids begin with the time they were made at, so the primary key is the order of the log.
  const rows = await workspace.db.rows(
    sql`select ${eventColumns}, (select a.block from ${engineTable(workspace, 'audit_entry')} a where a.event_id = id)
      from ${engineTable(workspace, 'event')}
      where (${cursor?.id ?? null}::uuid is null or id < ${cursor?.id ?? null}::uuid)
        and (${who}::uuid is null or actor_id = ${who}::uuid or record_id = ${who}::uuid)
        and (${what}::text is null or kind = ${what}::text or object = ${what}::text)
        and (${from}::timestamptz is null or at >= ${from}::timestamptz) and (${to}::timestamptz is null or at < ${to}::timestamptz)
      order by id desc limit ${limit + 1}::int`,
  )
  const everyone = await workspace.directory.everyone()
  const data = rows.slice(0, limit).map((row): ApiAuditEntry => {
    const { actorId, origin, causeId: _, ...event } = readEvent(row)
    const block = row.at(-1)
    return {
      ...event,
      actor: actorId ? { id: actorId, name: everyone.people.get(actorId)?.name ?? '—' } : null,
      via: origin.via,
      data: event.data as ApiAuditEntry['data'],
      block: block === null || block === undefined ? null : Number(block),
    }
  })
  const last = data.at(-1)
  return { data, next: rows.length > limit && last ? writeCursor({ sort: 'audit', values: [], id: last.id }) : null }
}

function instant(given: unknown, field: string): string | null {
  if (given === undefined || given === '') return null
  const at = typeof given === 'string' ? Date.parse(given) : Number.NaN
  if (Number.isFinite(at)) return new Date(at).toISOString()
  throw refuse('invalid', field, { en: 'This is not a date or an instant.', zh: '日期或时间格式不正确。' })
}

function person(given: unknown): string {
  const id = parseId(given)
  if ('wrong' in id || id.value === null)
    throw refuse('invalid', 'who', { en: 'There is no such person.', zh: '没有找到该成员。' })
  return id.value
}
