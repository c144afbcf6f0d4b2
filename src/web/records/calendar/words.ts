import { language, reckoning } from '../../ui/language.ts'
import type { Span } from './range.ts'

/** The first day of a week, 0 for Sunday. */
export function firstDay(): number {
  return reckoning().firstDay % 7
}

/** `周三`, `Wed`. */
export function weekday(day: string): string {
  return format(day, { weekday: 'short' })
}

/** `2026 年 11 月 28 日星期六`. */
export function longDay(day: string): string {
  return format(day, { dateStyle: 'full' })
}

/** What is shown: a month, the days of a week, a day. */
export function spanTitle(span: Span, days: readonly string[], day: string): string {
  if (span === 'month') return format(day, { year: 'numeric', month: 'long' })
  if (span === 'day') return longDay(day)
  const [from, to] = [days[0]!, days.at(-1)!]
  const whole = { year: 'numeric', month: 'long', day: 'numeric' } as const
  return `${format(from, whole)} – ${format(to, from.slice(0, 4) === to.slice(0, 4) ? { month: 'long', day: 'numeric' } : whole)}`
}

function format(day: string, options: Intl.DateTimeFormatOptions): string {
  return spaced(new Intl.DateTimeFormat(language(), { ...options, timeZone: 'UTC' }).format(at(day)))
}

function at(day: string): Date {
  return new Date(`${day}T00:00:00Z`)
}

/** Blanks between digits and Chinese, as people set it. */
function spaced(text: string): string {
  return text.replace(/(\d)(?=[年月日])/g, '$1 ').replace(/([年月])(?=\d)/g, '$1 ')
}
