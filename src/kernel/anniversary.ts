import { addDays } from './time.ts'

/** The oldest that anything with a date gets to be, in years. */
const eldest = 150

/**
 * The dates for which a day is the one: so many days and years after them. In a year that has no 29 February it counts as
 * the 28th. A list of dates is what an index finds, however many years there are.
 * @param years so many, each one (`'each'`), or none
 */
export function datesFor(day: string, days: number, years: number | 'each' | undefined): readonly string[] {
  const from = addDays(day, -days)
  if (years === undefined) return [from]
  if (years !== 'each') return yearsBefore(from, years)
  return Array.from({ length: eldest }, (_, i) => yearsBefore(from, i + 1)).flat()
}

function yearsBefore(day: string, years: number): readonly string[] {
  const year = Number(day.slice(0, 4)) - years
  if (year < 1) return []
  const own = day.slice(5)
  const feasts = own === '02-28' && !isLeap(Number(day.slice(0, 4))) ? [own, '02-29'] : [own]
  return feasts.filter((one) => one !== '02-29' || isLeap(year)).map((one) => `${String(year).padStart(4, '0')}-${one}`)
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}
