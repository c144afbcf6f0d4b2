import type { Language } from '../label.ts'

/**
 * Reads a length of time as people write it: `45s`, `45 秒`, `2 分 30 秒`, `1h 5m`, `1.5 min`, and by the clock `1:30`
 * (minutes and seconds) or `0:01:30`. A number alone is of the unit given. Answers whole seconds, null where it is none.
 */
export function parseDuration(input: string, alone: 'minutes' | 'seconds'): number | null {
  const text = input.normalize('NFKC').trim().toLowerCase()
  const clock = /^(?:(\d{1,4}):)?(\d{1,4}):([0-5]\d)$/.exec(text)
  if (clock) {
    const [, hours = '0', minutes = '0', seconds = '0'] = clock
    if (clock[1] !== undefined && Number(minutes) > 59) return null
    return Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)
  }
  if (/^\d+(?:\.\d+)?$/.test(text)) return whole(Number(text) * (alone === 'minutes' ? 60 : 1))
  const parts = [...text.matchAll(part)]
  if (parts.length === 0 || parts.map(([all]) => all).join('') !== text) return null
  const lengths = parts.map(([, , unit = '']) => lengthOf(unit))
  // Larger before smaller, each once.
  if (lengths.some((length, i) => i > 0 && length >= lengths[i - 1]!)) return null
  return whole(parts.reduce((sum, [, number], i) => sum + Number(number) * lengths[i]!, 0))
}

/** A length of time as one reads it: `45 s`, `2 min 30 s`, `1 h 5 min`; `45 秒`, `2 分 30 秒`, `1 小时 5 分`. */
export function durationText(seconds: number, language: Language): string {
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  const words = names[language === 'en' ? 'en' : language === 'zh-TW' ? 'tw' : 'zh']
  const said = parts.flatMap((number, i) => (number > 0 ? [`${number} ${words[i]}`] : []))
  return said.length > 0 ? said.join(' ') : `0 ${words[2]}`
}

/** For tables: `0:02:30`, which spreadsheets take for a time and `parseDuration` for what it was. */
export function durationClock(seconds: number): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

const part =
  /(\d+(?:\.\d+)?)\s*(hours?|hrs?|h|minutes?|mins?|min|m|seconds?|secs?|s|小时|小時|时|時|分钟|分鐘|分|秒钟|秒鐘|秒)\s*/g
const names = { en: ['h', 'min', 's'], zh: ['小时', '分', '秒'], tw: ['小時', '分', '秒'] } as const

function lengthOf(unit: string): number {
  if (/^(?:h|小|时|時)/.test(unit)) return 3_600
  return /^(?:m|分)/.test(unit) ? 60 : 1
}

function whole(seconds: number): number | null {
  const rounded = Math.round(seconds)
  return Number.isSafeInteger(rounded) ? rounded : null
}
