import { cleanText } from '../text/fold.ts'
import { type Field, type FieldOptions, plain } from './field.ts'

export type AutonumberOptions = FieldOptions & {
  /** What stands before the digits: `SQ-`. */
  readonly prefix?: string
  /** Fewest digits; 6 where it says nothing. */
  readonly digits?: number
}
export type AutonumberField = AutonumberOptions & { readonly type: 'autonumber' }

/** A number that the engine gives out inside the write: `SQ-000017`. Nobody writes it, and no two records share one. */
export function autonumber<const O extends AutonumberOptions>(
  options: O,
): O & Field<string> & { readonly type: 'autonumber'; readonly system: true; readonly unique: true } {
  return { ...options, type: 'autonumber', system: true, unique: true }
}

/** How the `n`-th number of a field reads: 17 → `SQ-000017`. */
export function autonumberText(field: AutonumberOptions, n: number | bigint): string {
  return (field.prefix ?? '') + String(n).padStart(field.digits ?? 6, '0')
}

export const autonumberType = plain<AutonumberField, string>({
  label: { en: 'Automatic number', zh: '自动编号' },
  kind: 'text',
  sql: 'text',
  parse(input) {
    const value = typeof input === 'string' ? cleanText(input) : ''
    if (value === '' || [...value].length > 60)
      return { wrong: { en: 'A number is text of at most 60 characters.', zh: '编号应为不超过 60 个字的文字。' } }
    return { value }
  },
})
