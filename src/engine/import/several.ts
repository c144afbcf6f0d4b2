import type { Field } from '#kernel/fields/field.ts'
import { typeOf } from '#kernel/fields/index.ts'
import { parsePhones } from '#kernel/text/phone.ts'

/** Several values of one cell: `a、b；c`, `a ::: b`, `[a，b]`, `["a","b"]`. */
export function splitSeveral(text: string): string[] {
  return (
    listOf(text) ??
    text
      .replace(/^\[(.*)\]$/s, '$1')
      .split(/[,;，；、|\n]+| ::: /)
      .map((word) => word.trim())
      .filter((word) => word !== '')
  )
}

/** A JSON array of words, as some programs write several values into a cell. */
function listOf(text: string): string[] | null {
  if (!/^\[\s*(?:"|\d|\])/.test(text)) return null
  try {
    const list = JSON.parse(text) as unknown
    return Array.isArray(list) ? list.filter((one) => ['string', 'number'].includes(typeof one)).map(String) : null
  } catch {
    return null
  }
}

/**
 * The first number or address of a cell that may hold several, with notes between them. A telephone keeps the whole
 * cell as written; `more` are the other values.
 */
export function firstOf(text: string, field: Field): { value: unknown; more?: readonly string[] } {
  const fits = (word: string) => 'value' in typeOf(field).parse(word, field)
  if (field.type === 'phone') {
    const list = listOf(text)
    const whole = list ? list.join(' / ') : text.replaceAll(' ::: ', ' / ')
    return {
      value: whole,
      more: parsePhones(whole)
        .slice(1)
        .map((one) => one.raw),
    }
  }
  const bracketed = /<([^<>\s]+@[^<>\s]+)>/.exec(text)?.[1]
  if (field.type === 'email' && bracketed && fits(bracketed)) return { value: bracketed }
  if (fits(text)) return { value: text }
  const words = (listOf(text) ?? text.split(/[\s,;，；、|]+|\/(?!\/)| ::: /)).filter((word) => word !== '')
  const at = words.findIndex(fits)
  return at < 0 ? { value: text } : { value: words[at], more: words.filter((_, i) => i !== at) }
}
