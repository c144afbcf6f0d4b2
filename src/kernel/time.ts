import type { Reckoning, RelativePeriod } from './where.ts'

/*
 * Days are ISO texts (`2026-03-05`), instants ISO texts in UTC with milliseconds (`2026-03-05T06:30:00.000Z`), zones IANA
 * names. Zone rules come from Intl, so that browser and server agree and the database never needs to know a zone.
 */

/** The day of an instant in a zone. */
export function dayOf(instant: string, zone: string): string {
  return isoDay(localMs(Date.parse(instant), zone))
}

/** The wall clock of an instant in a zone: `2026-03-05T14:30:00.000`. */
export function localOf(instant: string, zone: string): string {
  return new Date(localMs(Date.parse(instant), zone)).toISOString().slice(0, 23)
}

/**
 * The first minute of the wall clock that an instant in a zone does not lie after, for people: `2026-03-05 14:31`. What
 * becomes possible at 14:30:07 is told as 14:31, since at 14:30 it is not.
 */
export function minuteAfter(instant: string, zone: string): string {
  const full = new Date(Math.ceil(Date.parse(instant) / 60_000) * 60_000).toISOString()
  return localOf(full, zone).slice(0, 16).replace('T', ' ')
}

/**
 * The first instant of a day in a zone. Where the clocks skip midnight it is the moment they jump; where midnight
 * happens twice it is the first; a day that never was begins when the next one does.
 */
export function startOfDay(day: string, zone: string): string {
  return instantOf(`${day}T00:00:00.000`, zone)
}

/**
 * The instant at which the wall clock of a zone shows a local time (`2026-03-05T14:30`, seconds optional): the earlier
 * of two; the moment of the jump for a time that the clocks skip. Throws a RangeError for what is no time.
 */
export function instantOf(local: string, zone: string): string {
  const wanted = Date.parse(`${local}Z`)
  if (Number.isNaN(wanted)) throw new RangeError(`Not a local time: ${local}`)
  const offsets = [wanted - halfDay * 2, wanted + halfDay * 2].map((ms) => localMs(ms, zone) - ms)
  const instants = offsets.map((offset) => wanted - offset).sort((a, b) => a - b)
  const exact = instants.find((ms) => localMs(ms, zone) === wanted)
  return new Date(exact ?? firstReaching(wanted, zone)).toISOString()
}

/** `n` days later, or earlier when negative. */
export function addDays(day: string, n: number): string {
  return isoDay(Date.parse(day) + n * 86_400_000)
}

/** The same day `n` months later; the last of the month where that month is shorter. */
export function addMonths(day: string, n: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const first = Date.UTC(year, month - 1 + n, 1)
  const last = new Date(Date.UTC(year, month + n, 0)).getUTCDate()
  return isoDay(first + (Math.min(date, last) - 1) * 86_400_000)
}

/** The first day of a day's week: its Monday (ISO 8601), or another weekday, 7 for Sunday. */
export function startOfWeek(day: string, firstDay = 1): string {
  return addDays(day, -((new Date(day).getUTCDay() - firstDay + 7) % 7))
}

/** Whole days from one day to another; negative when the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

/** The days of a period around `today`, as [first day, day after the last). */
export function periodDays(
  period: RelativePeriod,
  today: string,
  { firstDay = 1, fiscalMonth = 1 }: Reckoning = {},
): readonly [from: string, to: string] {
  if (typeof period === 'object') {
    const shift = (n: number) =>
      period.unit === 'month' ? addMonths(today, n) : addDays(today, period.unit === 'week' ? n * 7 : n)
    return 'last' in period ? [shift(-period.last), addDays(today, 1)] : [today, addDays(shift(period.next), 1)]
  }
  const { unit, at } = named[period]
  if (unit === 'day') return [addDays(today, at), addDays(today, at + 1)]
  if (unit === 'week') {
    const start = startOfWeek(today, firstDay)
    return [addDays(start, at * 7), addDays(start, at * 7 + 7)]
  }
  const months = { month: 1, quarter: 3, year: 12, fiscalQuarter: 3, fiscalYear: 12 }[unit]
  const first = unit === 'fiscalQuarter' || unit === 'fiscalYear' ? fiscalMonth : 1
  const month = (Number(today.slice(5, 7)) - first + 12) % 12
  const start = addMonths(`${today.slice(0, 8)}01`, -(month % months))
  return [addMonths(start, at * months), addMonths(start, (at + 1) * months)]
}

/** Is this the name of a time zone? */
export function isTimeZone(name: string): boolean {
  try {
    return Boolean(formatter(name))
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

type Named = Extract<RelativePeriod, string>

const named: Record<
  Named,
  { unit: 'day' | 'week' | 'month' | 'quarter' | 'year' | 'fiscalQuarter' | 'fiscalYear'; at: number }
> = {
  today: { unit: 'day', at: 0 },
  yesterday: { unit: 'day', at: -1 },
  tomorrow: { unit: 'day', at: 1 },
  thisWeek: { unit: 'week', at: 0 },
  lastWeek: { unit: 'week', at: -1 },
  nextWeek: { unit: 'week', at: 1 },
  thisMonth: { unit: 'month', at: 0 },
  lastMonth: { unit: 'month', at: -1 },
  nextMonth: { unit: 'month', at: 1 },
  thisQuarter: { unit: 'quarter', at: 0 },
  lastQuarter: { unit: 'quarter', at: -1 },
  nextQuarter: { unit: 'quarter', at: 1 },
  thisYear: { unit: 'year', at: 0 },
  lastYear: { unit: 'year', at: -1 },
  nextYear: { unit: 'year', at: 1 },
  thisFiscalQuarter: { unit: 'fiscalQuarter', at: 0 },
  lastFiscalQuarter: { unit: 'fiscalQuarter', at: -1 },
  nextFiscalQuarter: { unit: 'fiscalQuarter', at: 1 },
  thisFiscalYear: { unit: 'fiscalYear', at: 0 },
  lastFiscalYear: { unit: 'fiscalYear', at: -1 },
  nextFiscalYear: { unit: 'fiscalYear', at: 1 },
}

/** The words for periods that a filter knows. */
export const periodNames = Object.keys(named) as readonly Named[]

const halfDay = 43_200_000

function isoDay(ms: number): string {
  const text = new Date(ms).toISOString()
  return text.slice(0, text.indexOf('T')) // beyond the year 9999 there is a sign and two digits more
}

/** The wall clock at an instant, as milliseconds of a UTC day that looks the same. */
function localMs(ms: number, zone: string): number {
  const whole = Math.floor(ms / 1000) * 1000
  const parts: Record<string, number> = {}
  for (const { type, value } of formatter(zone).formatToParts(whole)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  const clock = new Date(0)
  clock.setUTCFullYear(year, month - 1, day) // Date.UTC takes years below 100 for 19xx
  clock.setUTCHours(hour, minute, second)
  return clock.getTime() + (ms - whole)
}

/** The first instant whose wall clock shows `wanted` or later. */
function firstReaching(wanted: number, zone: string): number {
  let before = wanted - 3 * halfDay
  let after = wanted + 3 * halfDay
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (localMs(middle, zone) < wanted) before = middle
    else after = middle
  }
  return after
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(zone: string): Intl.DateTimeFormat {
  let made = formatters.get(zone)
  if (!made) {
    made = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formatters.set(zone, made)
  }
  return made
}
