import type { SpecialDay } from '../calendar.ts'
import type { Label } from '../label.ts'
import { addDays } from '../time.ts'

/** Days off of one holiday, from the first to the last, and the days that are worked for it (调休). */
export type Holiday = {
  readonly name: Label
  readonly off: readonly [first: string, last: string]
  readonly work?: readonly string[]
}

/** The official calendar of a place. */
export type Holidays = {
  readonly label: Label
  /** Years whose calendar has been published and is here whole. */
  readonly years: readonly number[]
  readonly days: readonly Holiday[]
}

/** Every day of a calendar that is not as its weekday is. */
export function specialDays({ days }: Holidays): [day: string, special: SpecialDay][] {
  return days.flatMap(({ name, off: [first, last], work = [] }) => {
    const found: [string, SpecialDay][] = work.map((day) => [day, { work: true, name }])
    for (let day = first; day <= last; day = addDays(day, 1)) found.push([day, { work: false, name }])
    return found
  })
}
