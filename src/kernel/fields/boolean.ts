import { say } from '../label.ts'
import { parseBooleanText } from '../text/boolean-text.ts'
import { type Field, type FieldOptions, plain } from './field.ts'

export type BooleanField = FieldOptions & { readonly type: 'boolean' }

/** Yes or no. */
export function boolean<const O extends FieldOptions>(options: O): O & Field<boolean> & { readonly type: 'boolean' } {
  return { type: 'boolean', ...options }
}

export const booleanType = plain<BooleanField, boolean>({
  label: { en: 'Yes or no', zh: '是否' },
  kind: 'boolean',
  sql: 'boolean',
  parse(input) {
    if (typeof input === 'boolean') return { value: input }
    const value = typeof input === 'string' || typeof input === 'number' ? parseBooleanText(String(input)) : null
    return value === null ? { wrong: { en: 'This is neither yes nor no.', zh: '这里应填「是」或「否」。' } } : { value }
  },
  toText: (value, _field, language) => say(value ? { en: 'Yes', zh: '是' } : { en: 'No', zh: '否' }, language),
})
