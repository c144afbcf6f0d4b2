import { cleanText } from '../text/fold.ts'
import { type Field, type FieldOptions, isAsTyped, plain } from './field.ts'

export type EmailField = FieldOptions & { readonly type: 'email' }

/** An e-mail address, in lower case. */
export function email<const O extends FieldOptions>(options: O): O & Field<string> & { readonly type: 'email' } {
  return { type: 'email', ...options }
}

/** One name, one @, a domain with a dot. Whether anybody reads it, only a letter can tell. */
const shape = /^[^\s@<>()[\]\\,;:"。，；]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}$/u

export const emailType = plain<EmailField, string>({
  label: { en: 'E-mail', zh: '邮箱' },
  reaches: true,
  kind: 'text',
  sql: 'text',
  asTyped: isAsTyped,
  parse(input) {
    const text = typeof input === 'string' ? cleanText(input).replace('＠', '@').replace('．', '.') : ''
    const value = text.replace(/^mailto:/i, '').toLowerCase()
    // RFC 5321 §4.5.3.1: 254 in all, 64 before the @
    const fits = value.length <= 254 && value.indexOf('@') <= 64
    return fits && shape.test(value) && !/^\.|\.\.|\.@/.test(value)
      ? { value }
      : { wrong: { en: 'This is not an e-mail address.', zh: '这不是有效的邮箱地址。' } }
  },
})
