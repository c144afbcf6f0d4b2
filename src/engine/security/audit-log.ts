import type { ApiAuditEntry } from '#kernel/api-security.ts'
import { parseId } from '#kernel/fields/relation.ts'
import { refuse } from '#kernel/problem.ts'
import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import { eventColumns, readEvent } from '../events/event.ts'
import { securityObject } from '../events/no-object.ts'
import { readCursor, writeCursor } from '../query/cursor.ts'
import { presentRecords } from '../query/list.ts'
import { queryOf } from '../query/query.ts'

/**
 * What of the log is asked for: `who` a person, as the one who acted or the one it is about; `object` and `record` what
 * it is about, `kind` what happened, `entry` one of its entries; `from` and `to` instants, the latter left out; `after` the `next` of the page before.
 */
export type AuditAsked = Readonly<Record<string, unknown>> & { readonly limit?: number }

/** Everything that happened in the workspace, newest first, a page at a time; for administrators, which the route sees to. */
export async function auditLog(
  session: Session,
  asked: AuditAsked,
): Promise<{ data: ApiAuditEntry[]; next: string | null }> {
  const { workspace } = session
  const limit = asked.limit ?? 50
  const [from, to] = [instant(asked['from'], 'from'), instant(asked['to'], 'to')]
  const [who, record, entry] = [
    id(asked['who'], 'who', { en: 'There is no such person.', zh: '没有找到该成员。' }),
    id(asked['record'], 'record', { en: 'This is no id of a record.', zh: '记录编号不正确。' }),
    id(asked['entry'], 'entry', { en: 'This is no id of an entry.', zh: '条目编号不正确。' }),
  ]
  const [object, kind] = [word(asked['object']), word(asked['kind'])]
  const cursor = typeof asked['after'] === 'string' && asked['after'] ? readCursor(asked['after'], 'audit', []) : null
  // Ids begin with the time they were made at, so the primary key is the order of the log.
  const rows = await workspace.db.rows(
    sql`select ${eventColumns}, (select a.block from ${engineTable(workspace, 'audit_entry')} a where a.event_id = id)
      from ${engineTable(workspace, 'event')}
      where (${cursor?.id ?? null}::uuid is null or id < ${cursor?.id ?? null}::uuid)
        and (${who}::uuid is null or actor_id = ${who}::uuid or record_id = ${who}::uuid)
        and (${object}::text is null or object = ${object}::text) and (${record}::uuid is null or record_id = ${record}::uuid)
        and (${entry}::uuid is null or id = ${entry}::uuid)
        and (${kind}::text is null or kind = ${kind}::text)
        and (${from}::timestamptz is null or at >= ${from}::timestamptz) and (${to}::timestamptz is null or at < ${to}::timestamptz)
      order by id desc limit ${limit + 1}::int`,
  )
  const { people } = await workspace.directory.everyone()
  const entries = rows.slice(0, limit).map((row) => {
    const { actorId, origin, causeId: _, ...event } = readEvent(row)
    const block = row.at(-1)
    return {
      ...event,
      actor: actorId ? { id: actorId, name: people.get(actorId)?.name ?? '—' } : null,
      via: origin.via,
      data: event.data as ApiAuditEntry['data'],
      block: block === null || block === undefined ? null : Number(block),
    }
  })
  const titles = await titlesOf(session, entries)
  const data = entries.map((entry): ApiAuditEntry => {
    const title = entry.object === securityObject ? people.get(entry.recordId)?.name : titles.get(entry.recordId)
    const kept = workspace.registry.objects.get(entry.object)?.private && !titles.has(entry.recordId)
    return { ...entry, ...(kept ? withoutValues(entry) : {}), title: title ?? null }
  })
  const last = data.at(-1)
  return { data, next: rows.length > limit && last ? writeCursor({ sort: 'audit', values: [], id: last.id }) : null }
}

/** What was done to somebody's private record: which fields, and not what stood in them. */
function withoutValues({ changes, data }: Pick<ApiAuditEntry, 'changes' | 'data'>) {
  const none = (value: unknown) => (value === null || value === undefined ? null : '•')
  const pairs = Object.entries(changes).map(([key, [from, to]]) => [key, [none(from), none(to)] as const])
  return {
    changes: Object.fromEntries(pairs) as ApiAuditEntry['changes'],
    data: data && Object.fromEntries(Object.keys(data).map((key) => [key, '•'])),
  }
}

/** What the records are called by now, those in the recycle bin too, by id; as far as the reader may know. */
async function titlesOf(
  session: Session,
  entries: readonly { readonly object: string; readonly recordId: string }[],
): Promise<ReadonlyMap<string, string>> {
  const query = queryOf(session)
  const wanted = [...Map.groupBy(entries, (entry) => entry.object)].flatMap(([key, of]) => {
    const object = session.workspace.registry.objects.get(key)
    if (!object || session.principal.rights(key).scopes.read.length === 0) return []
    const ids = [...new Set(of.map((entry) => entry.recordId))]
    return [false, true].map((deleted) => ({ object, ids, deleted }))
  })
  const found = await Promise.all(
    wanted.map(async ({ object, ids, deleted }) =>
      (await presentRecords(query, object, ids, [object.title], undefined, { deleted })).map(
        (record) => [String(record['id']), String(record[object.title] ?? '')] as const,
      ),
    ),
  )
  return new Map(found.flat())
}

function word(given: unknown): string | null {
  return typeof given === 'string' && given !== '' ? given : null
}

function instant(given: unknown, field: string): string | null {
  if (given === undefined || given === '') return null
  const at = typeof given === 'string' ? Date.parse(given) : Number.NaN
  if (Number.isFinite(at)) return new Date(at).toISOString()
  throw refuse('invalid', field, { en: 'This is not a date or an instant.', zh: '日期或时间格式不正确。' })
}

function id(given: unknown, field: string, wrong: { en: string; zh: string }): string | null {
  if (given === undefined || given === '') return null
  const parsed = parseId(given)
  if ('wrong' in parsed || parsed.value === null) throw refuse('invalid', field, wrong)
  return parsed.value
}
