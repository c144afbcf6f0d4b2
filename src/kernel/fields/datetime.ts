import { parseDateText } from '../text/date-text.ts'
import { type Field, type FieldOptions, plain } from './field.ts'

export type DatetimeOptions = FieldOptions & {
  /** Shown as the time that is left until then. */
  readonly countdown?: boolean
}
export type DatetimeField = DatetimeOptions & { readonly type: 'datetime' }

/** An instant as ISO 8601 in UTC with milliseconds: `2026-03-05T06:30:00.000Z`. */
export function datetime<const O extends DatetimeOptions>(
  options: O,
): O & Field<string> & { readonly type: 'datetime' } {
  return { type: 'datetime', ...options }
}

export const datetimeType = plain<DatetimeField, string>({
  label: { en: 'Date and time', zh: '日期时间' },
  kind: 'datetime',
  sql: 'timestamptz(3)',
  parse(input) {
    const text = typeof input === 'string' && /^\d{4}/.test(input.trim()) ? parseDateText(input) : null
    if (!text || text.length === 10)
      return {
        wrong: {
          en: 'This is not a time such as 2026-03-05T14:30:00+08:00.',
          zh: '这不是有效的时间，例如 2026-03-05T14:30:00+08:00。',
        },
      }
    if (!/(?:Z|[+-]\d\d:\d\d)$/.test(text))
      return { wrong: { en: 'The time lacks its time zone, such as +08:00.', zh: '时间缺少时区，例如 +08:00。' } }
    const value = new Date(text).toISOString()
    // an offset may carry the first and last day of the calendar out of the years that are stored
    return /^(?!0000)\d{4}-/.test(value)
      ? { value }
      : { wrong: { en: 'This year is out of range.', zh: '年份超出范围。' } }
  },
  fromRow: ([cell]) => (cell === null || cell === undefined ? null : isoInstant(cell)),
  toText: (value) => `${value.slice(0, 10)} ${value.slice(11, 19)} UTC`,
  aggregates: ['min', 'max'],
})

function isoInstant(cell: unknown): string {
  const text = String(cell)
  return text.length === 24 && text.endsWith('Z') ? text : new Date(cell instanceof Date ? cell : text).toISOString()
}
