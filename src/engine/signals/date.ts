import { datesFor } from '#kernel/anniversary.ts'
import { columnOf } from '#kernel/fields/index.ts'
import type { Label } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { SignalWhen } from '#kernel/signal.ts'
import { addDays, dayOf, instantOf, startOfDay } from '#kernel/time.ts'
import { and, ident, join, type Sql, sql } from '../db/sql.ts'
import type { Query } from '../query/query.ts'
import type { Among } from './change.ts'
import type { Hit, Search } from './hits.ts'

type Dated = Extract<SignalWhen, { is: 'date' }>

/** More days than these are looked up as one stretch, and sorted out afterwards. */
const most = 200

/** Records whose date is so many days and years away from a day of the period, at an hour of that day; by the index of its column. */
export async function dateHits(when: Dated, { object, where }: Among, search: Search): Promise<readonly Hit[]> {
  const { query, on } = search
  const { timeZone } = query.workspace.calendar
  const due = dueOn(when, search, timeZone)
  if (due.size === 0) return []
  const isDay = object.fields[when.field]?.type === 'date'
  const column = ident('r', columnOf(object, when.field))
  const rows = await on.rows(
    sql`select r.id, ${column}, r.created_at from ${query.from(object.key, 'r')}
      where ${dateIn(query, object, when.field, [...due.keys()])} and ${query.reach(object, where ? { where } : {})} order by r.id`,
  )
  return rows
    .flatMap(([id, value, madeAt]): Hit[] => {
      const day = isDay ? String(value).slice(0, 10) : dayOf(String(value), timeZone)
      return (due.get(day) ?? [])
        .filter((at) => String(madeAt) <= at)
        .map((at) => ({ record: String(id), at, key: `${at} ${String(id)}`, why: says(object, when.field, day) }))
    })
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/** Is the date of a record one of these days? By the index of its column, where it has one. */
export function dateIn(query: Query, object: RegisteredObject, field: string, days: readonly string[]): Sql {
  const column = ident('r', columnOf(object, field))
  if (object.fields[field]?.type === 'date') return sql`${column} = any(${[...days]}::date[])`
  const { timeZone } = query.workspace.calendar
  const within = (from: string, to: string) =>
    sql`(${column} >= ${startOfDay(from, timeZone)}::timestamptz and ${column} < ${startOfDay(addDays(to, 1), timeZone)}::timestamptz)`
  if (days.length === 0) return sql`false`
  const sorted = days.toSorted()
  return days.length > most
    ? and([within(sorted[0]!, sorted.at(-1)!)])
    : sql`(${join(
        sorted.map((day) => within(day, day)),
        ' or ',
      )})`
}

/** The dates for which it fires within the period, each with the instants at which it does. */
function dueOn(
  { days, years, at }: Dated,
  { from, to }: Search,
  timeZone: string,
): ReadonlyMap<string, readonly string[]> {
  const due = new Map<string, string[]>()
  for (let day = dayOf(from, timeZone); day <= dayOf(to, timeZone); day = addDays(day, 1)) {
    const instant = new Date(instantOf(`${day}T${at}`, timeZone)).toISOString()
    if (instant <= from || instant > to) continue
    for (const date of datesFor(day, days, years)) due.set(date, [...(due.get(date) ?? []), instant])
  }
  return due
}

function says({ fields }: RegisteredObject, field: string, day: string): Label {
  const { en, zh } = fields[field]!.label
  return { en: `${en}: ${day}`, zh: `${zh}：${day}` }
}
