import { problem, Refusal } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { addDays, dayOf, localOf, startOfDay } from '#kernel/time.ts'
import { engineTable, type Session, tableOf } from '../context.ts'
import { ident, sql } from '../db/sql.ts'

/**
 * Counts that somebody opens a record where she may open only so many a day, such as a pool, and refuses the one beyond, with
 * the instant from which it is possible again. What she has opened on that day she opens as often as she likes.
 */
export async function countOpening(session: Session, object: RegisteredObject, id: string): Promise<void> {
  const { workspace, principal, seenBy } = session
  const places = principal.places(object.key)
  if (seenBy || !places || places.opens.length === 0) return
  const [row] = await workspace.db.rows(
    sql`select ${ident(places.column)} from ${tableOf(workspace, object.key)} where id = ${id}::uuid and deleted_at is null`,
  )
  const limit = places.opens.find(({ at }) => at === row?.[0])
  if (!limit) return
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
        where user_id = ${principal.id}::uuid and day = ${today}::date and kind = ${kind} and object = ${object.key}`,
    )
    if (counted?.[1] === true) return
    if (Number(counted?.[0] ?? 0) >= limit.most) throw enough(limit, startOfDay(addDays(today, 1), timeZone), principal)
    await tx.count(
      sql`insert into ${seen} (user_id, day, kind, object, record_id, at)
        values (${principal.id}::uuid, ${today}::date, ${kind}, ${object.key}, ${id}::uuid, ${now}::timestamptz)`,
    )
  })
}

function enough(
  limit: { readonly most: number; readonly name: string },
  at: string,
  by: Session['principal'],
): Refusal {
  const when = localOf(at, by.timeZone).slice(0, 16).replace('T', ' ')
  const words = {
    en: `You have opened ${limit.most} records of “${limit.name}” today. More from ${when}; what you have opened stays open, and what you claim is yours.`,
    zh: `你今天在「${limit.name}」已打开 ${limit.most} 条，${when} 起可以再打开；已打开的仍可查看，也可以直接拾取。`,
  }
  return new Refusal('forbidden', [problem(null, words, 'opens')], { possibleAt: at })
}
