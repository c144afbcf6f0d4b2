import { durationText, parseDuration } from '../text/duration.ts'
import { decimal } from './decimal.ts'
import { type Field, type FieldOptions, plain } from './field.ts'

export type NumberOptions = FieldOptions & {
  /** Whole numbers only. */
  readonly integer?: boolean
  /** Most digits after the point; 6 where it says nothing. More are rounded half up, away from zero. */
  readonly scale?: number
  /** How long something took, in seconds: read and told as people say it, `30s`, `2 分 30 秒`. */
  readonly unit?: 'seconds'
  readonly min?: number
  readonly max?: number
}
export type NumberField = NumberOptions & { readonly type: 'number' }

/** A plain number. Not for money, which is exact and has a currency. */
export function number<const O extends NumberOptions>(options: O): O & Field<number> & { readonly type: 'number' } {
  return { type: 'number', ...options }
}

/** Is this how long something took? */
export function isDuration(field: Field): boolean {
  return field.type === 'number' && 'unit' in field && field.unit === 'seconds'
}

export const numberType = plain<NumberField, number>({
  label: { en: 'Number', zh: '数字' },
  kind: 'number',
  sql: (field) => (field.integer ? 'bigint' : 'numeric(20,6)'),
  parse(input, field) {
    if (field.unit && typeof input === 'string') {
      const seconds = parseDuration(input, 'seconds')
      if (seconds === null) return { wrong: noDuration }
      return inBounds(seconds, field)
    }
    const exact = decimal(input, {
      digits: field.integer ? 16 : 14,
      scale: field.integer ? 6 : Math.min(field.scale ?? 6, 6),
    })
    if (exact === null) return { wrong: { en: 'This is not a number.', zh: '这不是有效的数字。' } }
    const value = Number(exact)
    if (field.integer && !Number.isSafeInteger(value))
      return { wrong: { en: 'This must be a whole number.', zh: '这里应填整数。' } }
    return inBounds(value, field)
  },
  fromRow: ([cell]) => (cell === null || cell === undefined ? null : Number(cell)),
  toText: (value, field, language) => (field.unit ? durationText(value, language) : String(value)),
  aggregates: ['sum', 'avg', 'min', 'max'],
})

const noDuration = {
  en: 'This is no length of time. Write 30s, 2m 30s or 1:30.',
  zh: '这不是有效的时长，可以写 30 秒、2 分 30 秒或 1:30。',
}

/** Refuses what lies below `min` or above `max`. */
export function inBounds(value: number, { min, max }: { readonly min?: number; readonly max?: number }) {
  if (min !== undefined && value < min) return { wrong: { en: `At least ${min}.`, zh: `不能小于 ${min}。` } }
  if (max !== undefined && value > max) return { wrong: { en: `At most ${max}.`, zh: `不能大于 ${max}。` } }
  return { value }
}
