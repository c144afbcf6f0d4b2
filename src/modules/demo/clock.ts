import type { Random } from './random.ts'

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** China has one time zone and, since 1991, no summer time. */
const offset = 8 * hour

/** Midnight in China of the day that holds the instant. */
export function dayOf(at: number): number {
  return Math.floor((at + offset) / day) * day - offset
}

/** The calendar day in China as an ISO date. */
export function dateOf(at: number): string {
  return new Date(at + offset).toISOString().slice(0, 10)
}

/** Work is done on weekdays that are no public holiday. Of the moving feasts only the spring festival is known. */
export function isWorkday(at: number): boolean {
  const date = dateOf(at)
  const weekday = new Date(at + offset).getUTCDay()
  if (weekday === 0 || weekday === 6) return false
  if (/-10-0[1-7]$|-05-0[1-5]$|-01-01$/.test(date)) return false
  return !springFestivals.some(([from, to]) => date >= from && date <= to)
}

/** The first working day at or after an instant, as its midnight. */
export function workdayFrom(at: number): number {
  let d = dayOf(at)
  while (!isWorkday(d)) d += day
  return d
}

/** A moment in office hours, to the minute, on the first working day from `at` on. */
export function officeTime(random: Random, at: number): number {
  const minutes = random.chance(0.52) ? random.int(9 * 60, 11 * 60 + 50) : random.int(13 * 60 + 30, 18 * 60 + 20)
  return workdayFrom(at) + minutes * minute
}

export function iso(at: number): string {
  return new Date(at).toISOString()
}

const springFestivals = [
  ['2023-01-21', '2023-01-27'],
  ['2024-02-10', '2024-02-17'],
  ['2025-01-28', '2025-02-04'],
  ['2026-02-15', '2026-02-23'],
  ['2027-02-05', '2027-02-11'],
  ['2028-01-25', '2028-01-31'],
] as const
