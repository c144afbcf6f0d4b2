import { decimal } from './decimal.ts'
import { type Field, type FieldOptions, plain } from './field.ts'
import { inBounds } from './number.ts'

export type PercentOptions = FieldOptions & {
  /** 0 where it says nothing. */
  readonly min?: number
  /** 100 where it says nothing. */
  readonly max?: number
}
export type PercentField = PercentOptions & { readonly type: 'percent' }

/** A share in hundredths: 12.5 is 12.5 %. At most two decimals. */
export function percent<const O extends PercentOptions>(options: O): O & Field<number> & { readonly type: 'percent' } {
  return { type: 'percent', ...options }
}

export const percentType = plain<PercentField, number>({
  label: { en: 'Percent', zh: '百分比' },
  kind: 'number',
  sql: 'numeric(9,2)',
  parse(input, field) {
    const exact = decimal(typeof input === 'string' ? input.replace(/\s*[%％]\s*$/, '') : input, {
      digits: 7,
      scale: 2,
    })
    if (exact === null) return { wrong: { en: 'This is not a percentage.', zh: '这不是有效的百分比。' } }
    return inBounds(Number(exact), { min: field.min ?? 0, max: field.max ?? 100 })
  },
  fromRow: ([cell]) => (cell === null || cell === undefined ? null : Number(cell)),
  toText: (value) => `${value}%`,
  aggregates: ['avg', 'min', 'max'],
})
