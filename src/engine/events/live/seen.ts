import type { Event } from '#kernel/behaviour.ts'
import { canRead, type Principal } from '../../access/principal.ts'
import type { Workspace } from '../../context.ts'
import type { Queryable } from '../../db/database.ts'
import { join, raw, type Sql, sql } from '../../db/sql.ts'
import { queryOf } from '../../query/query.ts'

/** What a listener hears of an event: that it was, of which record, and which fields that she may see have changed. */
export type Heard = {
  readonly id: string
  readonly at: string
  readonly kind: string
  readonly object: string
  readonly recordId: string
  readonly actorId: string | null
  readonly fields: readonly string[]
}

/** How many people one statement asks for. */
const together = 40

/**
 * Which of these events each of these people may hear of. One condition per person and object, the same that every
 * statement carries; whoever may see all records of an object is not asked for.
 */
export async function whoSees(
  workspace: Workspace,
  principals: readonly Principal[],
  events: readonly Pick<Event, 'id' | 'object' | 'recordId'>[],
  on: Queryable = workspace.db,
): Promise<ReadonlyMap<Principal, ReadonlySet<string>>> {
  const byObject = Map.groupBy(events, (event) => event.object)
  const seen = new Map(principals.map((principal) => [principal, new Set<string>()]))
  const asked: { principal: Principal; is: Sql }[] = []
  const now = workspace.clock.now().toISOString()
  for (const [key, list] of byObject) {
    if (!workspace.registry.objects.has(key)) continue
    const ids = [...new Set(list.map(({ recordId }) => recordId))]
    for (const principal of principals) {
      if (principal.rights(key).scopes.read.length === 0) continue
      const query = queryOf({ workspace, principal }, now)
      const scope = query.scope(key, 'read', raw('r'))
      if (scope === null) for (const { id } of list) seen.get(principal)!.add(id)
      else
        asked.push({
          principal,
          is: sql`r.id from ${query.from(key, 'r')} where r.id = any(${ids}::uuid[]) and ${scope}`,
        })
    }
  }
  const byRecord = Map.groupBy(events, (event) => event.recordId)
  for (let from = 0; from < asked.length; from += together) {
    const some = asked.slice(from, from + together)
    const rows = await on.rows(
      join(
        some.map(({ is }, i) => sql`select ${i}::int as who, ${is}`),
        ' union all ',
      ),
      { once: true },
    )
    for (const [who, recordId] of rows)
      for (const { id } of byRecord.get(String(recordId)) ?? []) seen.get(some[Number(who)]!.principal)!.add(id)
  }
  return seen
}

/** What somebody who may see its record hears of an event; null where nothing has changed that she may see. */
export function heardBy(principal: Principal, event: Event, covered: ReadonlySet<string>): Heard | null {
  const changed = Object.keys(event.changes)
  const fields = changed.filter((key) => canRead(principal, event.object, key) && !covered.has(key))
  if (changed.length > 0 && fields.length === 0 && event.kind === 'updated') return null
  const who = event.kind === 'created' ? 'createdBy' : 'updatedBy'
  return {
    id: event.id,
    at: event.at,
    kind: event.kind,
    object: event.object,
    recordId: event.recordId,
    actorId: canRead(principal, event.object, who) ? event.actorId : null,
    fields,
  }
}
