import { isWorkingDay, type WorkingCalendar } from '#kernel/calendar.ts'
import { calendarOf, plainSettings } from '#kernel/company-settings.ts'
import type { FlowStep } from '#kernel/flow.ts'
import { afterSpan, type FlowSpan } from '#kernel/flow-time.ts'
import { addDays, dayOf, instantOf, startOfDay } from '#kernel/time.ts'

/** A step of a sequence. `anytime` goes out as soon as it is its turn, whatever the hour. */
export type SequenceStep = FlowStep & { readonly anytime?: boolean }

/** For each weekday, Monday first, from when to when something goes out (`HH:MM`); null for a day without. */
export type Windows = readonly (readonly [from: string, to: string] | null)[]

const office: Windows[number] = ['09:00', '18:00']
export const plainWindows: Windows = [office, office, office, office, office, null, null]

/** When something may go out to somebody: the hours of the sequence on the clock and the days of the recipient. */
export type Hours = { readonly windows: Windows; readonly working: boolean; readonly there: WorkingCalendar }

export type Planned = { readonly step: SequenceStep; readonly at: string }

/** When each step is done that is no wait, the first of them at `from` or after. Waits go by the calendar of the company. */
export function plan(steps: readonly SequenceStep[], from: string, hours: Hours, here: WorkingCalendar): Planned[] {
  const planned: Planned[] = []
  let at = from
  for (const step of steps) {
    if (step.kind === 'wait') at = afterSpan(at, spanOf(step), here)
    else {
      if (!step.anytime) at = nextOpen(at, hours)
      planned.push({ step, at })
    }
  }
  return planned
}

function spanOf({ input = {} }: SequenceStep): FlowSpan {
  return {
    amount: Number(input['amount'] ?? 1),
    unit: (input['unit'] ?? 'day') as FlowSpan['unit'],
    at: (input['at'] ?? null) as string | null,
    working: input['working'] === true,
  }
}

/** The first instant from this one on at which something may go out. The instant itself where no day has hours. */
export function nextOpen(instant: string, { windows, working, there }: Hours): string {
  const { timeZone } = there
  const first = dayOf(instant, timeZone)
  for (let i = 0; i < 400; i++) {
    const day = addDays(first, i)
    const open = hoursOn(windows, working, there, day)
    if (!open) continue
    const [from, to] = open.map((time) => at(day, time, timeZone)) as [string, string]
    if (instant < to) return instant > from ? instant : from
  }
  return instant
}

/** A day that is worked to make up for a holiday has the hours of the first weekday that has some. */
function hoursOn(windows: Windows, working: boolean, there: WorkingCalendar, day: string): Windows[number] {
  if (!working) return ofWeekday(windows, day)
  if (!isWorkingDay(there, day)) return null
  return ofWeekday(windows, day) ?? (there.days.get(day)?.work ? (windows.find((one) => one !== null) ?? null) : null)
}

function ofWeekday(windows: Windows, day: string): Windows[number] {
  return windows[(new Date(day).getUTCDay() + 6) % 7] ?? null
}

function at(day: string, time: string, zone: string): string {
  return time === '24:00' ? startOfDay(addDays(day, 1), zone) : instantOf(`${day}T${time}`, zone)
}

/** The start of the next day on which something may go out. */
export function nextDay(instant: string, hours: Hours): string {
  return nextOpen(startOfDay(addDays(dayOf(instant, hours.there.timeZone), 1), hours.there.timeZone), hours)
}

const places: Readonly<Record<string, { readonly timeZone: string; readonly holidays: 'CN' | 'TW' }>> = {
  CN: { timeZone: 'Asia/Shanghai', holidays: 'CN' },
  TW: { timeZone: 'Asia/Taipei', holidays: 'TW' },
}

const calendars = new Map(
  Object.entries(places).map(([country, { timeZone, holidays }]) => [
    country,
    calendarOf({ timeZone, calendar: { ...plainSettings.calendar, holidays } }),
  ]),
)

/** The working calendar of somebody who lives there: that of her country where it is known, else the company's own. */
export function calendarThere(country: string | null | undefined, here: WorkingCalendar): WorkingCalendar {
  const there = calendars.get(country ?? '')
  // A company knows its own days best.
  return !there || there.timeZone === here.timeZone ? here : there
}

/** Reads hours as they are kept. */
export function windowsOf(kept: unknown): Windows {
  return isWindows(kept) ? kept : plainWindows
}

const clock = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/

/** Seven days, at least one of them with hours, each from earlier to later. */
export function isWindows(given: unknown): given is Windows {
  return (
    Array.isArray(given) &&
    given.length === 7 &&
    given.some((day) => day !== null) &&
    given.every(
      (day) =>
        day === null ||
        (Array.isArray(day) &&
          day.length === 2 &&
          day.every((time) => typeof time === 'string' && clock.test(time)) &&
          day[0] < day[1]),
    )
  )
}

/** The later one of two instants. */
export function later(one: string, other: string): string {
  if (one < other) return other
  return one
}
