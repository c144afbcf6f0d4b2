import type { ApiRecord } from '#kernel/api.ts'
import type { CalendarView, Values } from '#kernel/object.ts'
import { addDays, instant, local } from '../../ui/format.ts'

/** What a calendar shows at once. */
export type Span = 'month' | 'week' | 'day'

/** A record in one column of a calendar; `from` and `to` are minutes of the day, null for what has no time of day. */
export type Placed = {
  readonly record: ApiRecord
  readonly day: string
  readonly from: number | null
  readonly to: number
}

/** What lasts as long as nothing says otherwise, in minutes. */
const usual = 30
const dayEnd = 24 * 60

/** The days that a calendar shows: whole weeks for a month. `first` is the first day of a week, 1 for Monday. */
export function daysOf(span: Span, day: string, first: number): string[] {
  if (span === 'day') return [day]
  if (span === 'week') return row(weekStart(day, first), 7)
  const start = weekStart(`${day.slice(0, 7)}-01`, first)
  const last = addDays(monthStep(`${day.slice(0, 7)}-01`, 1), -1)
  return row(start, start <= addDays(last, -35) ? 42 : 35)
}

/** The same place in the span before or after. */
export function step(span: Span, day: string, by: number): string {
  if (span === 'month') return monthStep(`${day.slice(0, 7)}-01`, by)
  return addDays(day, span === 'week' ? by * 7 : by)
}

function row(from: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => addDays(from, i))
}

function weekStart(day: string, first: number): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return addDays(day, -((weekday - first + 7) % 7))
}

function monthStep(first: string, by: number): string {
  const date = new Date(`${first}T00:00:00Z`)
  date.setUTCMonth(date.getUTCMonth() + by)
  return date.toISOString().slice(0, 10)
}

/** Records at their days, what lasts over midnight on each of them, in the order of the clock. */
export function place(records: readonly ApiRecord[], { at, until }: CalendarView, days: readonly string[]): Placed[] {
  const shown = new Set(days)
  return records
    .flatMap((record) => placesOf(record, record[at], until ? record[until] : null))
    .filter(({ day }) => shown.has(day))
    .sort((a, b) => (a.from ?? -1) - (b.from ?? -1))
}

function placesOf(record: ApiRecord, at: unknown, until: unknown): Placed[] {
  if (typeof at !== 'string') return []
  if (at.length === 10) return [{ record, day: at, from: null, to: dayEnd }]
  const begin = local(at)
  const from = minutes(begin.time)
  if (typeof until !== 'string' || until <= at)
    return [{ record, day: begin.day, from, to: Math.min(from + usual, dayEnd) }]
  const end = local(until)
  const places: Placed[] = []
  for (let day = begin.day; day <= end.day && places.length < 42; day = addDays(day, 1)) {
    const to = day === end.day ? minutes(end.time) : dayEnd
    if (to > 0) places.push({ record, day, from: day === begin.day ? from : 0, to })
  }
  return places
}

/** What stands beside others at the same time; `rest` are those for which there is no room left. */
export type Lane = Placed & { readonly lane: number; readonly of: number; readonly rest?: number }

/** Side by side what overlaps, `most` at the most: the last place then says how many more there are. */
export function lanes(placed: readonly Placed[], most: number): Lane[] {
  const result: Lane[] = []
  let group: (Placed & { readonly from: number; readonly lane: number })[] = []
  let ends: number[] = []
  const close = () => {
    const of = Math.min(ends.length, most)
    const room = ends.length > most ? most - 1 : most
    const rest = group.filter(({ lane }) => lane >= room)
    for (const one of group) if (one.lane < room) result.push({ ...one, of })
    if (rest[0])
      result.push({ ...rest[0], to: Math.max(...rest.map(({ to }) => to)), lane: room, of, rest: rest.length })
    group = []
    ends = []
  }
  for (const one of placed) {
    const { from } = one
    if (from === null) continue
    if (group.length > 0 && ends.every((end) => end <= from)) close()
    const free = ends.findIndex((end) => end <= from)
    const lane = free === -1 ? ends.length : free
    ends[lane] = Math.max(one.to, from + 20)
    group.push({ ...one, from, lane })
  }
  close()
  return result
}

/**
 * What to write so that a record stands so many days and minutes later. Null where what the calendar goes by is not
 * among what may be moved: something that has happened has happened.
 */
export function shift(
  record: ApiRecord,
  { at, moves = [at] }: CalendarView,
  by: { readonly days: number; readonly minutes?: number },
): Values | null {
  if (!moves.some((key) => record[key] != null && record[key] === record[at])) return null
  return Object.fromEntries(
    moves.flatMap((key) => {
      const value = record[key]
      return typeof value === 'string' ? [[key, later(value, by)]] : []
    }),
  )
}

function later(value: string, by: { readonly days: number; readonly minutes?: number }): string {
  if (value.length === 10) return addDays(value, by.days)
  const { day, time } = local(value)
  const minute = minutes(time) + (by.minutes ?? 0)
  const days = by.days + Math.floor(minute / dayEnd)
  return instant(addDays(day, days), clock(((minute % dayEnd) + dayEnd) % dayEnd))
}

export function minutes(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return hour * 60 + minute
}

/** 545 → `09:05`. */
export function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}
