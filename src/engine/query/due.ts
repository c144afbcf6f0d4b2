import type { Due, DueQuery } from '#kernel/behaviour.ts'
import type { Deadline } from '#kernel/deadline.ts'
import { columnOf } from '#kernel/fields/index.ts'
import { Refusal } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Queryable } from '../db/database.ts'
import { ident, isOneOf, join, raw, type Sql, sql } from '../db/sql.ts'
import { dayOfRule, daysSql, joinedOn, type Told } from './deadline.ts'
import { past, type Query } from './query.ts'

/**
 * Records whose deadline by one of these rules is that day or sooner, in the order of their ids: one statement and one pass over
 * the table, however many rules there are. Reads past rights.
 */
export async function dueRecords(
  on: Queryable,
  query: Query,
  object: RegisteredObject,
  asked: DueQuery,
): Promise<Due[]> {
  if (asked.among?.length === 0) return []
  const all = past(query)
  const r = raw('r')
  const told = asked.among ? undefined : joinedOn(all, r)
  const days = asked.deadlines.map((rule) => dayOf(all, object, rule, r, told))
  const known = days.flatMap((day, i) => (day ? [{ place: i, day }] : []))
  if (known.length === 0) return []
  const owner = object.traits.includes('owned') ? sql`r.${ident(columnOf(object, 'owner'))}` : raw('null::uuid')
  const among = asked.among ? sql`${isOneOf(raw('r.id'), asked.among)} and ` : raw('')
  const rows = await on.rows(
    sql`select r.id, ${owner}, ${daysSql(known.map(({ day }) => day))}
      from ${all.from(object.key, 'r')} ${told ? join(told.joins, ' ') : raw('')}
      where ${among}r.deleted_at is null and least(${join(known.map(({ day }) => day))}) <= ${asked.until}::date`,
    // Planned with its values: whether it asks for few or for all makes the plan.
    { once: true },
  )
  return rows
    .flatMap(([id, ownerId, days]): Due[] => {
      const by = readDays(String(days))
        .filter(({ day }) => day <= asked.until)
        .map(({ place, day }) => ({ deadline: known[place]!.place, day }))
      return by.length > 0 ? [{ id: String(id), owner: ownerId as string | null, by }] : []
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** A rule that names what is there no more is no rule. */
function dayOf(all: Query, object: RegisteredObject, rule: Deadline, alias: Sql, told: Told | undefined): Sql | null {
  try {
    return dayOfRule(all, object, rule, alias, told)
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

function readDays(text: string): { readonly place: number; readonly day: string }[] {
  if (text === '') return []
  return text.split(',').map((one) => {
    const [place = '', day = ''] = one.split(' ')
    return { place: Number(place), day }
  })
}
