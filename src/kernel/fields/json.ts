import { type Field, type FieldOptions, plain } from './field.ts'
import type { Option } from './select.ts'

/** A JSON object or array. */
export type Json = { readonly [key: string]: unknown } | readonly unknown[]

export type JsonOptions = FieldOptions & {
  /** What its own screen offers to choose from, by the key of the object that the record is about. */
  readonly choices?: Readonly<Record<string, readonly Option[]>>
  /** Before these it offers what keeps records of each object with their owner, as the objects that are there declare it. */
  readonly offersKeepings?: true
}
export type JsonField = JsonOptions & { readonly type: 'json' }

/** Settings in a form of their own, such as a saved view. Cannot be filtered or sorted by. */
export function json<const O extends JsonOptions>(options: O): O & Field<Json> & { readonly type: 'json' } {
  return { type: 'json', ...options }
}

const most = 100_000

export const jsonType = plain<JsonField, Json>({
  label: { en: 'Settings', zh: '设置' },
  kind: 'json',
  sql: 'jsonb',
  parse(input) {
    if (typeof input !== 'object' || input === null)
      return { wrong: { en: 'This must be a JSON object or array.', zh: '这里应为 JSON 对象或数组。' } }
    const text = JSON.stringify(input)
    if (text.length > most) return { wrong: { en: 'This is too large.', zh: '内容过大。' } }
    // PostgreSQL keeps no U+0000 in jsonb, and UTF-8 no lone surrogate; nothing else is escaped so
    if (/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/.test(text))
      return { wrong: { en: 'This holds a character that cannot be stored.', zh: '内容含有无法保存的字符。' } }
    return { value: JSON.parse(text) as Json }
  },
  // as text, since the driver would make a PostgreSQL array of a JSON one
  toRow: (value) => [JSON.stringify(value)],
  fromRow: ([cell]) => (typeof cell === 'string' ? JSON.parse(cell) : ((cell ?? null) as Json | null)),
  toText: (value) => JSON.stringify(value),
})
