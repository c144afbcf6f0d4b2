import { cleanName, cleanText } from '../text/fold.ts'
import { type Field, type FieldOptions, isAsTyped, plain } from './field.ts'

export type TextOptions = FieldOptions & {
  /** Most code points; 255 where it says nothing. */
  readonly max?: number
  /** Whose name it is: files may bring a person's in parts, and a company's in several spellings. */
  readonly nameOf?: 'person' | 'company'
}
export type TextField = TextOptions & { readonly type: 'text' }

/** One line of text. Width, invisible characters and outer blanks are cleaned on entry. */
export function text<const O extends TextOptions>(options: O): O & Field<string> & { readonly type: 'text' } {
  return { type: 'text', ...options }
}

export const textType = plain<TextField, string>({
  label: { en: 'Text', zh: '单行文本' },
  kind: 'text',
  sql: 'text',
  asTyped: isAsTyped,
  parse(input, field) {
    if (typeof input !== 'string' && typeof input !== 'number')
      return { wrong: { en: 'This must be text.', zh: '这里应填文字。' } }
    const value = (field.nameOf === 'person' ? cleanName : cleanText)(String(input)).replace(/[\r\n]+/g, ' ')
    const max = field.max ?? 255
    if ([...value].length > max) return { wrong: { en: `At most ${max} characters.`, zh: `最多 ${max} 个字。` } }
    return { value: value === '' ? null : value }
  },
})
