import type { Marks } from './fields.ts'

/** Finds the marks of a person in any text, and puts something else in their place. */
export type Pattern = {
  /** The same as text of a PostgreSQL regular expression; it may find a little more, never less. */
  readonly sql: string
  finds(text: string): boolean
  replace(text: string, by: string): string
}

/** A pattern of marks; null where there is nothing to look for. */
export function patternOf(marks: Marks): Pattern | null {
  const words = [...marks.words, ...marks.names].map((word) => escaped(word))
  const numbers = marks.digits.map((digits) => [...digits].join(between))
  if (words.length + numbers.length === 0) return null
  const inText = [...words, ...numbers.map((number) => `(?<!\\d)(?:(?:\\+|00)?86${between})?0?${number}(?!\\d)`)]
  const find = new RegExp(inText.join('|'), 'i')
  const all = new RegExp(inText.join('|'), 'gi')
  return {
    sql: [...words, ...numbers].join('|'),
    finds: (text) => find.test(text),
    replace: (text, by) => text.replace(all, by),
  }
}

/** People write numbers with blanks, dots, dashes and brackets between the digits. */
const between = '[ .()/-]*'

/** What would mean something in an expression, here or in PostgreSQL, stands for itself. */
function escaped(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

/** The same value with every mark in its texts replaced; the very same where there is none. */
export function replaceDeep<T>(value: T, pattern: Pattern, by: string): T {
  if (typeof value === 'string') return (pattern.finds(value) ? pattern.replace(value, by) : value) as T
  if (Array.isArray(value)) {
    const changed = value.map((one) => replaceDeep(one, pattern, by))
    return (changed.some((one, i) => one !== value[i]) ? changed : value) as T
  }
  if (typeof value !== 'object' || value === null) return value
  let differs = false
  const changed = Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      const [name, next] = [replaceDeep(key, pattern, by), replaceDeep(one, pattern, by)]
      differs ||= name !== key || next !== one
      return [name, next]
    }),
  )
  return (differs ? changed : value) as T
}

/** Does any text in the value bear a mark? */
export function findsDeep(value: unknown, pattern: Pattern): boolean {
  return replaceDeep(value, pattern, '') !== value
}
