import type { Span } from './calendar.ts'
import type { CalendarSettings, CompanySettings, OwnDay } from './company-settings.ts'
import { officialCalendars } from './holidays/index.ts'
import { type Label, type Language, languages } from './label.ts'
import { type Problem, problem } from './problem.ts'
import { isTimeZone } from './time.ts'
import { weighedKinds } from './watch.ts'

/**
 * Reads what somebody wants changed of the settings: parts that are not named stay as they are, and so within the
 * calendar. Answers the whole as it would be, with everything that is wrong at its place.
 */
export function readCompanySettings(
  before: CompanySettings,
  wish: Readonly<Record<string, unknown>>,
): { settings: CompanySettings; problems: readonly Problem[] } {
  const problems: Problem[] = []
  const read = <T>(
    key: string,
    value: unknown,
    old: T,
    reader: (value: unknown, wrong: (at: string, message: Label) => void) => T,
  ): T =>
    value === undefined
      ? old
      : reader(value, (at, message) => void problems.push(problem(at ? `${key}.${at}` : key, message)))
  const calendar = wish['calendar']
  const part = typeof calendar === 'object' && calendar !== null ? (calendar as Record<string, unknown>) : {}
  if (calendar !== undefined && part !== calendar)
    problems.push(problem('calendar', { en: 'This is no calendar.', zh: '日历格式不正确。' }))
  const old = before.calendar
  const settings: CompanySettings = {
    timeZone: read('timeZone', wish['timeZone'], before.timeZone, readZone),
    languages: read('languages', wish['languages'], before.languages, readLanguages),
    firstDay: read('firstDay', wish['firstDay'], before.firstDay, readFirstDay),
    fiscalMonth: read('fiscalMonth', wish['fiscalMonth'], before.fiscalMonth, readMonth),
    currency: read('currency', wish['currency'], before.currency, readCurrency),
    currencies: read('currencies', wish['currencies'], before.currencies, readCurrencies),
    logo: before.logo,
    watch: read('watch', wish['watch'], before.watch, (value, wrong) => readWatch(before.watch, value, wrong)),
    sharing: read('sharing', wish['sharing'], before.sharing, (value, wrong) =>
      readSharing(before.sharing, value, wrong),
    ),
    calendar: {
      holidays: read('calendar.holidays', part['holidays'], old.holidays, readHolidays),
      week: read('calendar.week', part['week'], old.week, readWeek),
      days: read('calendar.days', part['days'], old.days, readDays),
      years: read('calendar.years', part['years'], old.years, readYears),
    },
  }
  // The currency of the company is one that people may use.
  const currencies = [settings.currency, ...settings.currencies.filter((code) => code !== settings.currency)]
  return { settings: { ...settings, currencies }, problems }
}

/** Is this an ISO 4217 code? */
export function isCurrency(code: string): boolean {
  return knownCurrencies.has(code)
}

const knownCurrencies = new Set(Intl.supportedValuesOf('currency'))
type Wrong = (at: string, message: Label) => void

function readZone(value: unknown, wrong: Wrong): string {
  if (typeof value === 'string' && value.includes('/') && isTimeZone(value)) return value
  if (value === 'UTC') return value
  wrong('', { en: 'Choose a time zone, such as Asia/Shanghai.', zh: '请选择时区，例如 Asia/Shanghai。' })
  return 'UTC'
}

function readLanguages(value: unknown, wrong: Wrong): readonly Language[] {
  const wanted = Array.isArray(value) ? value : []
  const chosen = languages.filter((language) => wanted.includes(language))
  if (chosen.length === 0 || chosen.length !== new Set(wanted).size)
    wrong('', { en: 'Choose from zh-CN, zh-TW and en, at least one.', zh: '请从 zh-CN、zh-TW、en 中至少选择一种。' })
  return chosen
}

function readFirstDay(value: unknown, wrong: Wrong): number {
  if (value === 1 || value === 6 || value === 7) return value
  wrong('', {
    en: 'A week begins on Monday (1), Saturday (6) or Sunday (7).',
    zh: '每周的第一天只能是周一（1）、周六（6）或周日（7）。',
  })
  return 1
}

function readMonth(value: unknown, wrong: Wrong): number {
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 12) return Number(value)
  wrong('', { en: 'A month is a number from 1 to 12.', zh: '月份应为 1 到 12 的整数。' })
  return 1
}

function readCurrency(value: unknown, wrong: Wrong): string {
  if (typeof value === 'string' && isCurrency(value)) return value
  wrong('', { en: 'The currency is a code of ISO 4217, such as CNY.', zh: '币种应为 ISO 4217 代码，例如 CNY。' })
  return 'CNY'
}

function readCurrencies(value: unknown, wrong: Wrong): readonly string[] {
  const codes = Array.isArray(value) ? value.map(String) : []
  const unknown = codes.find((code) => !isCurrency(code))
  if (!Array.isArray(value) || codes.length > 200)
    wrong('', { en: 'This is no list of currencies.', zh: '币种列表格式不正确。' })
  if (unknown !== undefined)
    wrong('', {
      en: `'${unknown.slice(0, 20)}' is no currency of ISO 4217.`,
      zh: `「${unknown.slice(0, 20)}」不是 ISO 4217 币种代码。`,
    })
  return [...new Set(codes)]
}

function readHolidays(value: unknown, wrong: Wrong): CalendarSettings['holidays'] {
  if (typeof value === 'string' && Object.hasOwn(officialCalendars, value)) return value as CalendarSettings['holidays']
  const known = Object.keys(officialCalendars).join(', ')
  wrong('', { en: `Choose from ${known}.`, zh: `请从 ${known} 中选择。` })
  return 'none'
}

function readWeek(value: unknown, wrong: Wrong): CalendarSettings['week'] {
  if (!Array.isArray(value) || value.length !== 7) {
    wrong('', { en: 'A week has seven days, Monday first.', zh: '每周应有七天，从周一开始。' })
    return []
  }
  const week = value.map((hours, i) => readHours(hours, (message) => wrong(String(i), message)))
  if (week.every((hours) => hours.length === 0))
    wrong('', { en: 'At least one day of the week is worked.', zh: '每周至少有一个工作日。' })
  return week
}

function readHours(value: unknown, wrong: (message: Label) => void): readonly Span[] {
  const given = Array.isArray(value) && value.length <= 4 ? (value as unknown[]) : [null]
  const spans = given.map((span) => (Array.isArray(span) && span.length === 2 ? span.map(String) : ['', '']))
  const times = spans.flat()
  const right = times.every((time, i) => clock.test(time) && (i === 0 || time > (times[i - 1] ?? '')))
  if (!right)
    wrong({
      en: 'Working hours are at most four spans such as 09:00–18:00, one after the other.',
      zh: '工作时间最多四段，例如 09:00–18:00，各段先后不重叠。',
    })
  return right ? (spans as unknown as Span[]) : []
}

function readDays(value: unknown, wrong: Wrong): readonly OwnDay[] {
  if (!Array.isArray(value) || value.length > 1_000) {
    wrong('', { en: 'This is a list of at most 1,000 days.', zh: '最多 1,000 天。' })
    return []
  }
  const days = value.map((given, i): OwnDay => {
    const { day, work, name } = (given ?? {}) as Record<string, unknown>
    if (!isDay(day)) wrong(`${i}.day`, { en: 'This is not a day.', zh: '日期不正确。' })
    if (typeof work !== 'boolean')
      wrong(`${i}.work`, { en: 'Say whether the day is worked.', zh: '请说明当天是否上班。' })
    const text = typeof name === 'string' ? name.trim() : ''
    if (text === '' || [...text].length > 60)
      wrong(`${i}.name`, { en: 'Give the day a name of at most 60 characters.', zh: '请填写名称，最多 60 个字。' })
    return { day: String(day), work: work === true, name: text }
  })
  const twice = days.find(({ day }, i) => days.findIndex((other) => other.day === day) !== i)
  if (twice) wrong('', { en: `${twice.day} is there twice.`, zh: `${twice.day} 重复。` })
  return days.sort((a, b) => (a.day < b.day ? -1 : 1))
}

function readYears(value: unknown, wrong: Wrong): readonly number[] {
  const years = Array.isArray(value) ? value : [null]
  if (years.length > 100 || !years.every((year) => Number.isInteger(year) && year >= 1970 && year <= 2200))
    wrong('', { en: 'This is a list of years.', zh: '年份列表格式不正确。' })
  return [...new Set(years as number[])].sort((a, b) => a - b)
}

const watched = ['times', ...weighedKinds] as const

/** What is named is set, the rest stays. */
function readWatch(before: CompanySettings['watch'], value: unknown, wrong: Wrong): CompanySettings['watch'] {
  const wish = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  if (!wish) wrong('', { en: 'This is no set of numbers.', zh: '格式不正确。' })
  const given = Object.entries(wish ?? {})
  for (const [key, number] of given) {
    const least = key === 'times' ? 2 : 1
    const most = key === 'times' ? 20 : 100_000
    if (!watched.some((known) => known === key)) wrong(key, { en: 'There is no such number.', zh: '没有这一项。' })
    else if (!Number.isInteger(number) || Number(number) < least || Number(number) > most)
      wrong(key, { en: `A whole number from ${least} to ${most}.`, zh: `应为 ${least} 到 ${most} 的整数。` })
  }
  return { ...before, ...(wish as Partial<CompanySettings['watch']>) }
}

/** Each relation that is named is settled anew; `none` is not kept. Which relations there are is known to the engine. */
function readSharing(before: CompanySettings['sharing'], value: unknown, wrong: Wrong): CompanySettings['sharing'] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    wrong('', {
      en: "This names relations and levels, such as { 'child.parent': 'read' }.",
      zh: '格式应为「关系: 级别」，例如 { "child.parent": "read" }。',
    })
    return before
  }
  const given = Object.entries(value)
  for (const [relation, level] of given)
    if (level !== 'none' && level !== 'read' && level !== 'update')
      wrong(relation, { en: "The level is 'none', 'read' or 'update'.", zh: '级别只能是 none、read 或 update。' })
  const all = { ...before, ...(value as CompanySettings['sharing']) }
  return Object.fromEntries(Object.entries(all).filter(([, level]) => level !== 'none'))
}

const clock = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/

function isDay(value: unknown): boolean {
  if (typeof value !== 'string' || !/^(19|20|21)\d\d-\d\d-\d\d$/.test(value)) return false
  const at = new Date(value)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value)
}
