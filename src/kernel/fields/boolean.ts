import { say } from '../label.ts'
import { parseBooleanText } from '../text/boolean-text.ts'
import { type Field, type FieldOptions, plain } from './field.ts'

/** A way to reach a person that she may not want. */
export type Contacting = 'call' | 'mail'

type BooleanOptions = FieldOptions & {
  /** A yes says that whom the record is about is not to be reached in these ways: screens strike them out, with the label as the reason. */
  readonly forbids?: readonly Contacting[]
}

export type BooleanField = BooleanOptions & { readonly type: 'boolean' }

/** Yes or no. */
export function boolean<const O extends BooleanOptions>(options: O): O & Field<boolean> & { readonly type: 'boolean' } {
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
