import type { Label } from './label.ts'
import { addDays, dayOf, instantOf, startOfDay } from './time.ts'

/*
 * When a company works: hours of each weekday, holidays, and the weekends that make up for them (调休). Days are ISO texts,
 * instants ISO texts in UTC, as in time.ts; what lies between two hours is real time, also where the clocks are changed.
 */

/** Hours on the wall clock, `['09:00', '18:00']`; `24:00` is the end of the day. */
export type Span = readonly [from: string, to: string]

/** A day that is not as its weekday is: off, or worked all the same. */
export type SpecialDay = { readonly work: boolean; readonly name: Label }

/** When a company works. Made by `calendarOf` from what its administrators have set. */
export type WorkingCalendar = {
  /** IANA name. */
  readonly timeZone: string
  /** The hours of each weekday, Monday first; none is a day off. At least one day has some. */
  readonly week: readonly (readonly Span[])[]
  readonly days: ReadonlyMap<string, SpecialDay>
  /** The years whose holidays are complete; null where there are none to know. */
  readonly known: ReadonlySet<number> | null
}

/** Is this day worked? */
export function isWorkingDay({ week, days }: WorkingCalendar, day: string): boolean {
  return days.get(day)?.work ?? hoursOf(week, day).length > 0
}

/** Are the holidays of that day's year known? Where not, the week alone decides, and whoever shows a result says so. */
export function isKnown({ known }: WorkingCalendar, day: string): boolean {
  return known === null || known.has(Number(day.slice(0, 4)))
}

/**
 * The `n`th working day after a day, or before it when negative. For 0 the day itself where it is worked, else the next
 * one that is. Throws a RangeError where ten years bring none.
 */
export function addWorkingDays(calendar: WorkingCalendar, day: string, n: number): string {
  const step = n < 0 ? -1 : 1
  let at = n === 0 ? addDays(day, -1) : day
  for (let left = Math.abs(n) || 1, idle = 0; left > 0; ) {
    at = addDays(at, step)
    if (isWorkingDay(calendar, at)) [left, idle] = [left - 1, 0]
    else if (++idle > longest) throw new RangeError('No day of this calendar is worked.')
  }
  return at
}

/** How many working days lie after one day, up to and with another; negative when the second is earlier. */
export function workingDaysBetween(calendar: WorkingCalendar, from: string, to: string): number {
  if (to < from) return -workingDaysBetween(calendar, to, from)
  let count = 0
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isWorkingDay(calendar, day)) count++
  return count
}

/** The working hours from one instant to another, parts of an hour with them; negative when the second is earlier. */
export function workingHoursBetween(calendar: WorkingCalendar, from: string, to: string): number {
  const [begin, end] = [Date.parse(from), Date.parse(to)]
  if (end < begin) return -workingHoursBetween(calendar, to, from)
  const last = dayOf(to, calendar.timeZone)
  let ms = 0
  for (let day = dayOf(from, calendar.timeZone); day <= last; day = addDays(day, 1))
    for (const [opens, closes] of spansOn(calendar, day))
      ms += Math.max(0, Math.min(closes, end) - Math.max(opens, begin))
  return ms / hour
}

/**
 * The instant at which that many working hours have passed since another, or the one before which they have when
 * negative; 0 answers the instant itself. Throws a RangeError where ten years bring none.
 */
export function addWorkingHours(calendar: WorkingCalendar, from: string, hours: number): string {
  const step = hours < 0 ? -1 : 1
  const at = Date.parse(from)
  let left = Math.abs(Math.round(hours * hour))
  let day = dayOf(from, calendar.timeZone)
  for (let idle = 0; left > 0; day = addDays(day, step)) {
    const spans = spansOn(calendar, day)
    for (const [opens, closes] of step > 0 ? spans : spans.reverse()) {
      const [begin, end] = step > 0 ? [Math.max(opens, at), closes] : [Math.min(closes, at), opens]
      const room = Math.max(0, (end - begin) * step)
      if (room >= left) return new Date(begin + left * step).toISOString()
      left -= room
    }
    idle = spans.length > 0 ? 0 : idle + 1
    if (idle > longest) throw new RangeError('No day of this calendar is worked.')
  }
  return new Date(at).toISOString()
}

/** The hours of a day on the wall clock. A weekend that makes up for a holiday has those of the first worked weekday. */
export function hoursOn({ week, days }: WorkingCalendar, day: string): readonly Span[] {
  const special = days.get(day)
  const own = hoursOf(week, day)
  if (!special) return own
  if (!special.work) return []
  return own.length > 0 ? own : (week.find((hours) => hours.length > 0) ?? [])
}

const hour = 3_600_000
/** Days without work in a row after which nobody will work any more. */
const longest = 3_660

function hoursOf(week: WorkingCalendar['week'], day: string): readonly Span[] {
  return week[(new Date(day).getUTCDay() + 6) % 7] ?? []
}

/** The hours of a day as milliseconds. */
function spansOn(calendar: WorkingCalendar, day: string): [opens: number, closes: number][] {
  const at = (time: string) =>
    Date.parse(
      time === '24:00'
        ? startOfDay(addDays(day, 1), calendar.timeZone)
        : instantOf(`${day}T${time}:00.000`, calendar.timeZone),
    )
  return hoursOn(calendar, day).map(([from, to]) => [at(from), at(to)])
}
