import type { Span } from '#kernel/calendar.ts'
import { language } from '../../ui/language.ts'

/** `09:00–12:00, 13:00–18:00`; '' for a day off. */
export function hoursText(hours: readonly Span[]): string {
  return hours.map(([from, to]) => `${from}–${to}`).join(', ')
}

/** Reads hours as people write them: `9-12, 13:00—18:00`, full-width marks too. Null where they make no sense. */
export function readHours(text: string): Span[] | null {
  const plain = text
    .normalize('NFKC')
    .replace(/[、;；]/g, ',')
    .replace(/[–—~～至到]|\bto\b/g, '-')
    .replace(/\s/g, '')
  const spans = plain
    .split(',')
    .filter((part) => part !== '')
    .map((part) => part.split('-').map(clock))
  const times = spans.flat()
  const right =
    spans.length <= 4 &&
    spans.every((span) => span.length === 2) &&
    times.every((time, i) => time !== null && (i === 0 || time > (times[i - 1] ?? '')))
  return right ? (spans as unknown as Span[]) : null
}

function clock(text: string): string | null {
  const [, hour = '', minute = '00'] = /^(\d{1,2})(?:[:.](\d\d))?$/.exec(text) ?? []
  const time = `${hour.padStart(2, '0')}:${minute}`
  return /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(time) ? time : null
}

/** The name of a weekday, 0 is Monday. */
export function weekdayName(day: number, width: 'long' | 'narrow'): string {
  const monday = Date.UTC(2024, 0, 1)
  return new Intl.DateTimeFormat(language(), { weekday: width, timeZone: 'UTC' }).format(monday + day * 86_400_000)
}
