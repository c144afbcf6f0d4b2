import { language, say, timeZone } from './language.ts'

/**
 * 1234567.5 → `1,234,567.5`; also the text of a number, as the rows of a file have it.
 * All our languages group alike, and the first number of `Intl` costs more than a row.
 */
export function formatNumber(given: number | string, scale = 6): string {
  const value = Number(given)
  const [whole = '', rest = ''] = String(value).split('.')
  if (!/^-?\d+$/.test(whole) || !/^\d*$/.test(rest) || rest.length > scale)
    return number({ maximumFractionDigits: scale }).format(value)
  return `${grouped(whole)}${rest ? `.${rest}` : ''}`
}

/** An exact amount with its currency: `¥1,100.04`. Grouped as text, so that no digit is lost. */
export function formatMoney({ amount, currency }: { amount: string; currency: string }): string {
  const [whole = '0', cents = ''] = amount.replace('-', '').split('.')
  const rest = cents === '' ? '' : `.${cents.padEnd(2, '0')}`
  return `${amount.startsWith('-') ? '−' : ''}${symbol(currency)}${grouped(whole)}${rest}`
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',')
}

/** An amount as a person would say it: `¥1,280 万`, `$12.8M`. */
export function shortMoney({ amount, currency }: { amount: string; currency: string }): string {
  return symbol(currency) + shortNumber(Number(amount))
}

/** 12800000 → `1,280 万` in Chinese, `12.8M` in English. */
export function shortNumber(value: number): string {
  if (language() === 'en') return number({ notation: 'compact', maximumFractionDigits: 1 }).format(value)
  const size = Math.abs(value)
  const [unit, word] =
    size >= 1e8 ? [1e8, say({ en: '', zh: ' 亿' })] : size >= 1e4 ? [1e4, say({ en: '', zh: ' 万' })] : [1, '']
  return number({ maximumSignificantDigits: size / unit >= 1000 ? 4 : 3 }).format(value / unit) + word
}

/** `2026-03-05` → 今天, 3 月 5 日, 2025-03-05 (in Taiwan 2025/03/05); Today, 5 Mar, 5 Mar 2025. */
export function formatDate(iso: string, now = today()): string {
  const days = daysBetween(now, iso)
  const near = nearby[language() === 'en' ? 'en' : 'zh'][days + 1]
  if (days >= -1 && days <= 1 && near) return near
  const [year, month, day] = iso.split('-').map(Number)
  const sameYear = String(year) === now.slice(0, 4)
  if (language() !== 'en') {
    if (sameYear) return `${month} 月 ${day} 日`
    return language() === 'zh-TW' ? iso.slice(0, 10).replaceAll('-', '/') : iso.slice(0, 10)
  }
  return `${day} ${months[(month ?? 1) - 1]}${sameYear ? '' : ` ${year}`}`
}

const nearby = { zh: ['昨天', '今天', '明天'], en: ['Yesterday', 'Today', 'Tomorrow'] }
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** An instant in the reader's time zone: `今天 14:30`, `5 Mar 14:30`. */
export function formatInstant(iso: string): string {
  const { day, time } = local(iso)
  return `${formatDate(day)} ${time}`
}

/** How long ago, for what has just happened; else the day and the time. */
export function formatAgo(iso: string, now = Date.now()): string {
  const minutes = Math.floor((now - Date.parse(iso)) / 60_000)
  if (minutes < 0 || minutes >= 60) return formatInstant(iso)
  if (minutes < 1) return say({ en: 'just now', zh: '刚刚' })
  return say({ en: `${minutes} min ago`, zh: `${minutes} 分钟前` })
}

/** Today in the reader's time zone as `2026-03-05`. */
export function today(): string {
  const minute = `${Math.floor(Date.now() / 60_000)} ${timeZone()}`
  if (minute !== asked) [asked, day] = [minute, local(new Date().toISOString()).day]
  return day
}
// A list asks once for each of its days, and the answer changes at a full minute.
let [asked, day] = ['', '']

/** A day moved by a number of days. */
export function addDays(iso: string, days: number): string {
  const date = new Date(`${iso}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

/** Whole days from one day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to.slice(0, 10)}T00:00:00Z`) - Date.parse(`${from.slice(0, 10)}T00:00:00Z`)) / 864e5)
}

/** Day and time of an instant in the reader's time zone. */
export function local(iso: string): { day: string; time: string } {
  const eight = eightHours.has(timeZone() ?? '') && iso >= '1992'
  if (eight) {
    const at = new Date(Date.parse(iso) + 8 * 3_600_000).toISOString()
    return { day: at.slice(0, 10), time: at.slice(11, 16) }
  }
  const parts = Object.fromEntries(
    clock()
      .formatToParts(new Date(iso))
      .map((part) => [part.type, part.value]),
  )
  return { day: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` }
}

/** Where clocks have not changed since 1992: most readers are there, and the calendar of `Intl` is slow to begin. */
const eightHours = new Set(['Asia/Shanghai', 'Asia/Taipei', 'Asia/Hong_Kong', 'Asia/Macau', 'Asia/Singapore'])

/** The instant at which clocks of the reader's time zone show this day and time. */
export function instant(day: string, time: string): string {
  const guess = Date.parse(`${day}T${time}:00Z`)
  const seen = local(new Date(guess).toISOString())
  const off = Date.parse(`${seen.day}T${seen.time}:00Z`) - guess
  return new Date(guess - off).toISOString()
}

const clocks = new Map<string, Intl.DateTimeFormat>()
function clock(): Intl.DateTimeFormat {
  const zone = timeZone() ?? ''
  const known = clocks.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-CA', {
    ...(zone && { timeZone: zone }),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  clocks.set(zone, made)
  return made
}

const numbers = new Map<string, Intl.NumberFormat>()
function number(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language() + JSON.stringify(options)
  const made = numbers.get(key) ?? new Intl.NumberFormat(language(), options)
  numbers.set(key, made)
  return made
}

const symbols: Readonly<Record<string, string>> = {
  CNY: '¥',
  USD: '$',
  EUR: '€',
  GBP: '£',
  HKD: 'HK$',
  TWD: 'NT$',
  JPY: 'JP¥',
  SGD: 'S$',
}
/** 人民币, US Dollar. */
export function currencyName(code: string): string {
  return new Intl.DisplayNames(language(), { type: 'currency' }).of(code) ?? code
}

function symbol(currency: string): string {
  return symbols[currency] ?? `${currency} `
}
