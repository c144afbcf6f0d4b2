import { parseDateText } from '../text/date-text.ts'
import { type Field, type FieldOptions, plain } from './field.ts'

export type DateField = FieldOptions & { readonly type: 'date' }

/** A day of the calendar as `2026-03-05`. It has no time and no time zone. */
export function date<const O extends FieldOptions>(options: O): O & Field<string> & { readonly type: 'date' } {
  return { type: 'date', ...options }
}

export const dateType = plain<DateField, string>({
  label: { en: 'Date', zh: '日期' },
  kind: 'date',
  sql: 'date',
  parse(input) {
    const value = typeof input === 'string' && yearFirst.test(input.trim()) ? parseDateText(input) : null
    return value?.length === 10
      ? { value }
      : { wrong: { en: 'This is not a date such as 2026-03-05.', zh: '这不是有效的日期，例如 2026-03-05。' } }
  },
  fromRow: ([cell]) => (cell === null || cell === undefined ? null : String(cell).slice(0, 10)),
  aggregates: ['min', 'max'],
})

/** Only what begins with its year is read without asking: `03/05/26` could be three different days. */
const yearFirst = /^(?:\d{4}|民國|民国|中華民國|中华民国)/
