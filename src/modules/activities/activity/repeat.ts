import { addWorkingDays, isWorkingDay, type WorkingCalendar } from '#kernel/calendar.ts'
import type { RecordOf } from '#kernel/object.ts'
import { addDays, addMonths, dayOf, instantOf, localOf, startOfWeek } from '#kernel/time.ts'
import type { activity } from './activity.ts'

type Repeating = Pick<
  RecordOf<typeof activity>,
  'repeat' | 'repeatEvery' | 'repeatOn' | 'repeatNth' | 'repeatUntil' | 'dueAt' | 'startAt'
>

/** More turns than that are never caught up with. */
const most = 5_000

/**
 * When a task that repeats is due next: by its rule from the day on which it was due, at the same time of day, and not before
 * tomorrow, so that one that was left lying comes once. Null where it does not repeat or its last day has come.
 */
export function nextTime(task: Repeating, now: string, calendar: WorkingCalendar): string | null {
  const from = task.dueAt ?? task.startAt
  if (!task.repeat || !from) return null
  const today = dayOf(now, calendar.timeZone)
  let day = task.repeat === 'afterDone' ? today : dayOf(from, calendar.timeZone)
  for (let turn = 0; turn < most; turn++) {
    day = after(task, day, calendar)
    if (day > today) break
  }
  if (task.repeatUntil && day > task.repeatUntil) return null
  return instantOf(`${day}${localOf(from, calendar.timeZone).slice(10)}`, calendar.timeZone)
}

function after(task: Repeating, day: string, calendar: WorkingCalendar): string {
  const every = Math.max(task.repeatEvery ?? 1, 1)
  switch (task.repeat) {
    case 'workingDay':
      return addWorkingDays(calendar, day, every)
    case 'week':
      return nextWeekday(day, every, task.repeatOn ?? [])
    case 'month':
      return addMonths(day, every)
    case 'nthWorkingDay':
      return addWorkingDays(calendar, addDays(monthOn(day, every), -1), Math.max(task.repeatNth ?? 1, 1))
    case 'lastWorkingDay': {
      const last = addDays(monthOn(day, every + 1), -1)
      return isWorkingDay(calendar, last) ? last : addWorkingDays(calendar, last, -1)
    }
    default:
      return addDays(day, every)
  }
}

/** The next of these weekdays (1 is Monday): later this week, else the first one so many weeks on. */
function nextWeekday(day: string, every: number, on: readonly string[]): string {
  const monday = startOfWeek(day)
  const days = on.map((one) => addDays(monday, Number(one) - 1)).sort()
  const later = days.find((one) => one > day)
  if (later) return later
  return addDays(days[0] ?? day, 7 * every)
}

/** The first day of the month that is so many months on. */
function monthOn(day: string, months: number): string {
  return addMonths(`${day.slice(0, 7)}-01`, months)
}
