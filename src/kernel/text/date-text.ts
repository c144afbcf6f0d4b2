export type DateOrder = 'ymd' | 'dmy' | 'mdy'

/**
 * Reads a date, or a date with a time, as people write it: ISO, `2026/3/5`, `2026.3.5`, `2026年3月5日`,
 * `民國115/3/5`, `5 Mar 2026`, and day or month first by `order`. Gives `2026-03-05`, or `2026-03-05T14:30:00` with
 * `Z` or an offset only when the text had one; null for anything that is no day of the calendar. Never a Date: a
 * birthday has no time zone.
 */
export function parseDateText(text: string, order: DateOrder = 'ymd'): string | null {
  if (text.length > 80) return null
  const words = text
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\u202a-\u202e\ufeff]/g, '')
    .replace(
      /\(?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]\)?|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]?/gi,
      ' ',
    )
    .replace(/\s+/g, ' ')
    .trim()
  const found = readDay(words, order)
  if (!found) return null
  const day = isoDay(found.year, found.month, found.day)
  if (!day || found.rest === '') return day
  const time = readTime(found.rest)
  return time && `${day}T${time}`
}

/** Turns an Excel day number into an ISO date, or a date-time when it has a fraction; null outside Excel's calendar. */
export function fromExcelSerial(serial: number, options: { date1904?: boolean } = {}): string | null {
  const seconds = Math.round(serial * 86_400)
  // Excel's 1900 calendar has a 29 February 1900 (day 60) that never was
  const whole = Math.floor(seconds / 86_400)
  if (!(seconds >= 0) || serial >= 2_958_466 || (!options.date1904 && (whole < 1 || whole === 60))) return null
  const offset = options.date1904 ? 1462 : whole < 60 ? 1 : 0
  const iso = new Date((seconds + (offset - 25_569) * 86_400) * 1000).toISOString()
  return seconds % 86_400 === 0 ? iso.slice(0, 10) : iso.slice(0, 19)
}

/** Turns milliseconds since 1970 (13 digits, as some exports write them) into ISO text in UTC; null when out of range. */
export function fromEpochMs(text: string): string | null {
  return /^\d{12,13}$/.test(text.trim()) ? new Date(Number(text)).toISOString() : null
}

/**
 * Decides from a column's samples whether day, month or year comes first. `ambiguous` means every sample can be read
 * both ways, or they contradict each other: ask the person.
 */
export function guessDateOrder(samples: Iterable<string>): { order: DateOrder; ambiguous: boolean } {
  const triples = Array.from(samples, (s) => numeric.exec(s.normalize('NFKC').trim())?.slice(1) ?? []).filter(
    (t) => t.length,
  )
  const open = triples.filter(([first = '']) => first.length < 3)
  const fits = (order: DateOrder) => open.every(([a, b, c]) => dayOf(order, a!, b!, c!) !== null)
  const orders = (['dmy', 'mdy', 'ymd'] as const).filter(
    (o) => fits(o) && (o !== 'ymd' || open.every((t) => t[2]!.length < 3)),
  )
  if (open.length === 0) return { order: 'ymd', ambiguous: false }
  if (orders.length === 1) return { order: orders[0]!, ambiguous: false }
  const dotted = Array.from(samples, (s) => /^\d+\./.test(s.trim())).some(Boolean)
  return { order: dotted ? 'dmy' : (orders.find((o) => o !== 'dmy') ?? 'mdy'), ambiguous: true }
}

type Found = { year: number; month: number; day: number; rest: string }

const numeric = /^(\d{1,4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,4})(?!\d)/
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

function readDay(text: string, order: DateOrder): Found | null {
  const roc = /^(?:民國|民国|中華民國|中华民国)\s?(\d{1,3})\s?[年\-/.]\s?(\d{1,2})\s?[月\-/.]\s?(\d{1,2})\s?日?/.exec(
    text,
  )
  if (roc) return found(text, roc, Number(roc[1]) + 1911, roc[2]!, roc[3]!)
  const han = /^(\d{2,4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号號]?/.exec(text)
  if (han) return found(text, han, fullYear(han[1]!), han[2]!, han[3]!)
  const compact = /^((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)/.exec(text)
  if (compact) return found(text, compact, Number(compact[1]), compact[2]!, compact[3]!)
  const named =
    /^(\d{1,2})[ -]?([a-z]{3,9})\.?[ ,-]+(\d{4}|\d\d)(?!\d)|^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})/i.exec(
      text,
    )
  if (named) {
    const month = months.indexOf((named[2] ?? named[4])!.slice(0, 3).toLowerCase()) + 1
    return found(text, named, fullYear((named[3] ?? named[6])!), String(month), (named[1] ?? named[5])!)
  }
  const plain = numeric.exec(text)
  const day = plain && dayOf(order, plain[1]!, plain[2]!, plain[3]!)
  return day && { ...day, rest: text.slice(plain[0].length).trim() }
}

function found(text: string, match: RegExpExecArray, year: number, month: string, day: string): Found {
  return { year, month: Number(month), day: Number(day), rest: text.slice(match[0].length).trim() }
}

/** Three numbers in an order; a first number of three or four digits is always a year, of three a 民國 one. */
function dayOf(order: DateOrder, a: string, b: string, c: string): Omit<Found, 'rest'> | null {
  const [y, m, d] = a.length > 2 || order === 'ymd' ? [a, b, c] : order === 'dmy' ? [c, b, a] : [c, a, b]
  if (d.length > 2 || y.length === 1) return null
  const day = { year: fullYear(y), month: Number(m), day: Number(d) }
  return isoDay(day.year, day.month, day.day) ? day : null
}

/** 26 → 2026, 75 → 1975, 115 → 2026 (民國). */
function fullYear(digits: string): number {
  const n = Number(digits)
  if (digits.length === 3) return n + 1911
  return digits.length > 3 ? n : n < 70 ? n + 2000 : n + 1900
}

function isoDay(year: number, month: number, day: number): string | null {
  const lengths = [
    31,
    year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28,
    31,
    30,
    31,
    30,
    31,
    31,
    30,
    31,
    30,
    31,
  ]
  if (year < 1 || year > 9999 || day < 1 || day > (lengths[month - 1] ?? 0)) return null
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

const clock =
  /^[t,]?\s?(?<half>上午|下午|早上|晚上|中午|凌晨)?\s?(?<h>\d{1,2})(?:[:点點时時](?<m>\d{1,2})?)(?:[:分](?:(?<s>\d{1,2})(?<f>\.\d{1,9})?秒?)?)?\s?(?<meridiem>[ap]\.?m\.?)?\s?(?<zone>z|utc|gmt|[-+]\d\d:?\d\d)?$/i

function readTime(text: string): string | null {
  const t = clock.exec(text)?.groups
  if (!t) return null
  const late = t.half ? /下午|晚上|中午/.test(t.half) : t.meridiem?.toLowerCase().startsWith('p')
  const early = t.half ? !late : t.meridiem && !late
  let hour = Number(t.h)
  if ((t.meridiem || t.half) && hour > 12 && early) return null
  if (late && hour < 12 && !(t.half === '中午' && hour === 11)) hour += 12
  if (early && hour === 12) hour = 0
  const [minute, second] = [Number(t.m ?? 0), Number(t.s ?? 0)]
  if (hour > 23 || minute > 59 || second > 59) return null
  const pad = (n: number) => String(n).padStart(2, '0')
  return `${pad(hour)}:${pad(minute)}:${pad(second)}${t.f ?? ''}${zoneOf(t.zone)}`
}

function zoneOf(zone: string | undefined): string {
  if (!zone) return ''
  return /^[-+]/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(-2)}` : 'Z'
}
