import type { Span, SpecialDay, WorkingCalendar } from './calendar.ts'
import { specialDays } from './holidays/holidays.ts'
import { type OfficialCalendar, officialCalendars } from './holidays/index.ts'
import { type Language, languages } from './label.ts'
import { plainWatch, type WatchSettings } from './watch.ts'

/** What a company has settled for everybody in its workspace. */
export type CompanySettings = {
  /** IANA name: of the company itself, and of people who say nothing. */
  readonly timeZone: string
  /** In which people may work; their order is that of the product. */
  readonly languages: readonly Language[]
  /** The first day of a week: 1 is Monday, 7 Sunday (ISO 8601). */
  readonly firstDay: number
  /** The month in which the fiscal year begins, 1 to 12. */
  readonly fiscalMonth: number
  /** ISO 4217: in which sums are told. */
  readonly currency: string
  /** ISO 4217: which are offered where an amount is written. */
  readonly currencies: readonly string[]
  /** The fingerprint of its picture; null where it has none. */
  readonly logo: string | null
  readonly calendar: CalendarSettings
  /** By relation, such as `contact.account`: what a share of the record it leads to opens here. */
  readonly sharing: Readonly<Record<string, SharingLevel>>
  /** From when on it is told that somebody reads far more than usual. */
  readonly watch: WatchSettings
}

/** Nothing; to be seen; to be changed as well, where the share above allows that. */
export type SharingLevel = 'none' | 'read' | 'update'

/** What the working calendar is made of. */
export type CalendarSettings = {
  readonly holidays: OfficialCalendar
  /** The hours of each weekday, Monday first. */
  readonly week: WorkingCalendar['week']
  /** The company's own days; each comes before the official one. */
  readonly days: readonly OwnDay[]
  /** Years whose holidays somebody has completed by hand. */
  readonly years: readonly number[]
}

export type OwnDay = { readonly day: string; readonly work: boolean; readonly name: string }

const office: readonly Span[] = [
  ['09:00', '12:00'],
  ['13:00', '18:00'],
]

/** What holds where nobody has set anything. */
export const plainSettings: CompanySettings = {
  timeZone: 'Asia/Shanghai',
  languages,
  firstDay: 1,
  fiscalMonth: 1,
  currency: 'CNY',
  currencies: ['CNY', 'USD', 'EUR', 'HKD', 'TWD'],
  logo: null,
  calendar: { holidays: 'CN', week: [office, office, office, office, office, [], []], days: [], years: [] },
  sharing: {},
  watch: plainWatch,
}

/**
 * What is usual where the clocks show this zone: the settings that a new workspace begins with. A server without a place
 * (UTC) stands where its language is spoken.
 */
export function usualIn(zone: string, language: Language): CompanySettings {
  const nowhere = /^(UTC|GMT|Etc\/.*)$/.test(zone)
  const timeZone = nowhere ? homes[language] : zone
  const { currency, ...more } = places[timeZone] ?? elsewhere
  const calendar = { ...plainSettings.calendar, holidays: more.holidays }
  const currencies = [...new Set([currency, ...plainSettings.currencies])]
  return { ...plainSettings, timeZone, firstDay: more.firstDay, currency, currencies, calendar }
}

const homes: Readonly<Record<Language, string>> = { 'zh-CN': 'Asia/Shanghai', 'zh-TW': 'Asia/Taipei', en: 'UTC' }
type Place = { readonly holidays: OfficialCalendar; readonly currency: string; readonly firstDay: number }
const elsewhere: Place = { holidays: 'none', currency: 'USD', firstDay: 1 }
const china: Place = { holidays: 'CN', currency: 'CNY', firstDay: 1 }
const places: Readonly<Record<string, Place>> = {
  'Asia/Shanghai': china,
  'Asia/Chongqing': china,
  'Asia/Urumqi': china,
  'Asia/Taipei': { holidays: 'TW', currency: 'TWD', firstDay: 7 },
  'Asia/Hong_Kong': { holidays: 'none', currency: 'HKD', firstDay: 7 },
  'Asia/Macau': { holidays: 'none', currency: 'MOP', firstDay: 7 },
  'Asia/Singapore': { holidays: 'none', currency: 'SGD', firstDay: 1 },
  'Asia/Tokyo': { holidays: 'none', currency: 'JPY', firstDay: 7 },
  'Europe/London': { holidays: 'none', currency: 'GBP', firstDay: 1 },
  'Europe/Berlin': { holidays: 'none', currency: 'EUR', firstDay: 1 },
  'Europe/Paris': { holidays: 'none', currency: 'EUR', firstDay: 1 },
}

/** The working calendar of a company. */
export function calendarOf({ timeZone, calendar }: Pick<CompanySettings, 'timeZone' | 'calendar'>): WorkingCalendar {
  const { holidays, week, days, years } = calendar
  const official = officialCalendars[holidays]
  const own = days.map(({ day, work, name }): [string, SpecialDay] => [day, { work, name: { en: name, zh: name } }])
  return {
    timeZone,
    week,
    days: new Map([...specialDays(official), ...own]),
    known: holidays === 'none' ? null : new Set([...official.years, ...years]),
  }
}
