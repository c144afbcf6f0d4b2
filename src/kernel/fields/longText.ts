import { cleanLines } from '../text/fold.ts'
import { type Field, type FieldOptions, isAsTyped, plain } from './field.ts'

export type LongTextOptions = FieldOptions & {
  /** Most code points; 100,000 where it says nothing. */
  readonly max?: number
}
export type LongTextField = LongTextOptions & { readonly type: 'longText' }

/** Text of several lines. */
export function longText<const O extends LongTextOptions>(
  options: O,
): O & Field<string> & { readonly type: 'longText' } {
  return { type: 'longText', ...options }
}

export const longTextType = plain<LongTextField, string>({
  label: { en: 'Long text', zh: '多行文本' },
  kind: 'text',
  sql: 'text',
  asTyped: (input, value) =>
    isAsTyped(typeof input === 'string' ? input.replace(/[^\S\r\n]*(?:\r\n?|\n)/g, '\n') : input, value),
  parse(input, field) {
    if (typeof input !== 'string' && typeof input !== 'number')
      return { wrong: { en: 'This must be text.', zh: '这里应填文字。' } }
    const value = cleanLines(String(input))
    const max = field.max ?? 100_000
    if (value.length > max && [...value].length > max)
      return { wrong: { en: `At most ${max} characters.`, zh: `最多 ${max} 个字。` } }
    return { value: value === '' ? null : value }
  },
})
