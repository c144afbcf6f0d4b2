import { problem, Refusal } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { addDays, dayOf, minuteAfter, startOfDay } from '#kernel/time.ts'
import { columnOf, upwards } from '../access/inherited.ts'
import type { Places } from '../access/standing.ts'
import { engineTable, type Session, tableOf } from '../context.ts'
import { and, ident, type Sql, sql } from '../db/sql.ts'
import { notHers } from '../query/covered.ts'
import { queryOf } from '../query/query.ts'

/**
 * Counts that somebody opens a record where she may open only so many a day, such as a pool, and refuses the one beyond, with
 * the instant from which it is possible again. What she has opened on that day she opens as often as she likes. What hangs
 * on such a record is a way to it: whoever opens that opens the record, unless it is hers.
 */
export async function countOpening(session: Session, object: RegisteredObject, id: string): Promise<void> {
  if (session.seenBy) return
  for (const way of waysToCounted(session, object)) {
    const [row] = await session.workspace.db.rows(way.find(id))
    const limit = way.opens.find(({ at }) => at === row?.[0])
    if (limit) await countOne(session, limit, { object: way.object, id: String(row![1]) })
  }
}

type Limit = Places['opens'][number]

/** Where it is counted that she opens the record itself, and what it hangs on. */
function waysToCounted(
  { workspace, principal }: Session,
  object: RegisteredObject,
): readonly { readonly object: string; readonly opens: readonly Limit[]; find(id: string): Sql }[] {
  const places = principal.places(object.key)
  const here = {
    object: object.key,
    opens: places?.opens ?? [],
    find: (id: string) =>
      sql`select t.${ident(places!.column)}, t.id from ${tableOf(workspace, object.key)} t where t.id = ${id}::uuid and t.deleted_at is null`,
  }
  const above = principal.placesAbove(object.key).map(({ hops, column, opens }) => ({
    object: hops.at(-1)!.to,
    opens,
    find(id: string) {
      const { from, first, last, live } = upwards(workspace, { hops })
      const query = queryOf({ workspace, principal })
      // What she does not see is neither counted nor told.
      const only = [
        query.scope(object.key, 'read', ident('t')),
        notHers(workspace, principal, object.key, ident('t'), query.now),
      ]
      return sql`select ${last}.${ident(column)}, ${last}.id from ${tableOf(workspace, object.key)} t cross join ${from}
        where t.id = ${id}::uuid and t.deleted_at is null and ${first}.id = t.${columnOf(workspace, hops[0]!)} and ${live}
          and ${and(only.filter((one) => one !== null))}`
    },
  }))
  return [here, ...above].filter(({ opens }) => opens.length > 0)
}

async function countOne(
  { workspace, principal }: Session,
  limit: Limit,
  { object, id }: { readonly object: string; readonly id: string },
): Promise<void> {
  const { timeZone } = workspace.settings
  const now = workspace.clock.now().toISOString()
  const today = dayOf(now, timeZone)
  const seen = engineTable(workspace, 'reading_seen')
  const kind = `at ${limit.at}`
  await workspace.db.transaction(async (tx) => {
    // Whoever opens two at once is asked one after the other, so that each counts the other.
    await tx.rows(
      sql`select 1 from ${engineTable(workspace, 'user')} where id = ${principal.id}::uuid for no key update`,
    )
    const [counted] = await tx.rows(
      sql`select count(*), coalesce(bool_or(record_id = ${id}::uuid), false) from ${seen}
        where user_id = ${principal.id}::uuid and day = ${today}::date and kind = ${kind} and object = ${object}`,
    )
    if (counted?.[1] === true) return
    if (Number(counted?.[0] ?? 0) >= limit.most) throw enough(limit, startOfDay(addDays(today, 1), timeZone), principal)
    await tx.count(
      sql`insert into ${seen} (user_id, day, kind, object, record_id, at)
        values (${principal.id}::uuid, ${today}::date, ${kind}, ${object}, ${id}::uuid, ${now}::timestamptz)`,
    )
  })
}

function enough(
  limit: { readonly most: number; readonly name: string },
  at: string,
  by: Session['principal'],
): Refusal {
  const when = minuteAfter(at, by.timeZone)
  const words = {
    en: `You have opened ${limit.most} records of “${limit.name}” today, as many as one may. More from ${when}; what you have opened stays open, and what you claim is yours.`,
    zh: `你今天在「${limit.name}」已打开 ${limit.most} 条，达到每日上限，${when} 起可再打开；已打开的仍可查看，也可以直接拾取。`,
  }
  return new Refusal('forbidden', [problem(null, words, 'opens')], { possibleAt: at })
}
