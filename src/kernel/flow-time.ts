import { addWorkingDays, addWorkingHours, isWorkingDay, type WorkingCalendar } from './calendar.ts'
import type { FlowTrigger } from './flow.ts'
import { addDays, addMonths, dayOf, instantOf, localOf } from './time.ts'

/* Every time at which a flow goes on is reckoned here, from a given instant and the calendar of the company. */

export type FlowSpan = {
  readonly amount: number
  readonly unit: 'minute' | 'hour' | 'workingHour' | 'day' | 'workingDay'
  /** Then at this hour of the wall clock: on that day where it is still to come, else on the next. */
  readonly at?: string | null
  /** And on a day on which the company works. */
  readonly working?: boolean
}

/** The instant after a span. */
export function afterSpan(now: string, { amount, unit, at, working }: FlowSpan, calendar: WorkingCalendar): string {
  const plain = passed(now, amount, unit, calendar)
  return at || working ? onDay(plain, now, at ?? null, working === true, calendar) : plain
}

function passed(now: string, amount: number, unit: FlowSpan['unit'], calendar: WorkingCalendar): string {
  if (unit === 'workingHour') return addWorkingHours(calendar, now, amount)
  if (unit === 'minute' || unit === 'hour')
    return new Date(Date.parse(now) + amount * (unit === 'hour' ? 3_600_000 : 60_000)).toISOString()
  const { timeZone } = calendar
  const today = dayOf(now, timeZone)
  const day = unit === 'day' ? addDays(today, amount) : amount > 0 ? addWorkingDays(calendar, today, amount) : today
  return instantOf(`${day}T${localOf(now, timeZone).slice(11)}`, timeZone)
}

/** Moves an instant to an hour of the clock and a working day, never before now. */
function onDay(instant: string, now: string, at: string | null, working: boolean, calendar: WorkingCalendar): string {
  const { timeZone } = calendar
  const hour = at ?? localOf(instant, timeZone).slice(11)
  let day = dayOf(instant, timeZone)
  const on = () => instantOf(`${day}T${hour}`, timeZone)
  if (on() < now) day = addDays(day, 1)
  if (working && !isWorkingDay(calendar, day)) day = addWorkingDays(calendar, day, 0)
  return on()
}

/** When a flow that goes by the clock is next due, after an instant; null for one that does not. */
export function nextTime(trigger: FlowTrigger, after: string, calendar: WorkingCalendar): string | null {
  if (trigger.on !== 'date' && trigger.on !== 'schedule') return null
  const { timeZone } = calendar
  if (trigger.on === 'schedule' && trigger.every === 'hour') return nextHour(trigger.at, after, timeZone)
  const today = dayOf(after, timeZone)
  for (let i = 0; i < 800; i++) {
    const day = addDays(today, i)
    const at = instantOf(`${day}T${trigger.at}`, timeZone)
    if (at > after && (trigger.on === 'date' || falls(trigger, day, calendar))) return at
  }
  return null
}

function nextHour(at: string, after: string, timeZone: string): string {
  const minute = at.slice(3)
  const [day, hour] = [localOf(after, timeZone).slice(0, 10), localOf(after, timeZone).slice(11, 13)]
  const here = instantOf(`${day}T${hour}:${minute}`, timeZone)
  return here > after ? here : new Date(Date.parse(here) + 3_600_000).toISOString()
}

/** Does a flow by the clock fall on this day? One that wants a working day moves on to the next that is one. */
function falls(trigger: Extract<FlowTrigger, { on: 'schedule' }>, day: string, calendar: WorkingCalendar): boolean {
  if (!trigger.working || trigger.every === 'day')
    return named(trigger, day) && (!trigger.working || isWorkingDay(calendar, day))
  if (!isWorkingDay(calendar, day)) return false
  let from = day
  while (!isWorkingDay(calendar, addDays(from, -1))) from = addDays(from, -1)
  for (let at = from; at <= day; at = addDays(at, 1)) if (named(trigger, at)) return true
  return false
}

function named({ every, weekday, day: ofMonth = 1 }: Extract<FlowTrigger, { on: 'schedule' }>, day: string): boolean {
  if (every === 'week') return ((new Date(day).getUTCDay() + 6) % 7) + 1 === weekday
  if (every !== 'month') return true
  const last = Number(addDays(addMonths(`${day.slice(0, 8)}01`, 1), -1).slice(8))
  return Number(day.slice(8)) === Math.min(ofMonth, last)
}
