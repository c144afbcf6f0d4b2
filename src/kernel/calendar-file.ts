import type { OwnDay } from './company-settings.ts'
import { addDays } from './time.ts'

/**
 * Reads the days of an iCalendar file (RFC 5545): its events of whole days. One whose name says that it is worked (补班,
 * 上班, 调休上班, make-up work day) is a working day, every other one is off. `leftOut` counts what is no such day: events
 * with an hour, those that repeat, those that are cancelled. Null for a text that is no iCalendar file.
 */
export function readCalendarFile(text: string): { days: readonly OwnDay[]; leftOut: number } | null {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/)
  if (lines[0]?.trim().toUpperCase() !== 'BEGIN:VCALENDAR') return null
  const days = new Map<string, OwnDay>()
  let leftOut = 0
  let event: Map<string, string> | null = null
  for (const line of lines) {
    if (/^BEGIN:VEVENT\s*$/i.test(line)) event = new Map()
    else if (/^END:VEVENT\s*$/i.test(line) && event) {
      const found = daysOf(event)
      if (found.length === 0) leftOut++
      for (const day of found) days.set(day.day, day)
      event = null
    } else if (event) {
      const [, name = '', value = ''] = /^([A-Za-z-]+)(?:;[^:]*)?:(.*)$/.exec(line) ?? []
      if (name && !event.has(name.toUpperCase())) event.set(name.toUpperCase(), value.trim())
    }
  }
  return { days: [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1)), leftOut }
}

/** The longest that a holiday lasts. */
const longest = 31

function daysOf(event: ReadonlyMap<string, string>): OwnDay[] {
  const first = dayIn(event.get('DTSTART'))
  if (first === null || event.has('RRULE') || event.get('STATUS')?.toUpperCase() === 'CANCELLED') return []
  const end = dayIn(event.get('DTEND')) ?? addDays(first, 1) // the day after the last
  const name = clean(event.get('SUMMARY') ?? '') || first
  const work = /[补補上]\S{0,2}班|班[）)\]]?$|work(ing)?[ -]?day/i.test(name) && !/休班/.test(name)
  const days: OwnDay[] = []
  for (let day = first; days.length === 0 || (day < end && days.length < longest); day = addDays(day, 1))
    days.push({ day, work, name })
  return days
}

function dayIn(value: string | undefined): string | null {
  const [, year, month, date] = /^(\d{4})(\d\d)(\d\d)$/.exec(value ?? '') ?? []
  const day = `${year}-${month}-${date}`
  return year && !Number.isNaN(Date.parse(day)) ? day : null
}

function clean(text: string): string {
  return [...text.replace(/\\n/gi, ' ').replace(/\\(.)/g, '$1').trim()].slice(0, 60).join('')
}
