import { parseNumberText } from '#kernel/text/number-text.ts'

/**
 * What stands in a cell. Text, and everything of a CSV file, is a plain string; a typed cell of a workbook keeps its
 * kind beside the `text` a person reads. Dates are ISO text without a zone, numbers exact decimal text.
 */
export type Cell = string | TypedCell
export type TypedCell =
  | { kind: 'number'; text: string; value: string; suspicious?: 'digits-lost' }
  | { kind: 'date'; text: string; value: string }
  | { kind: 'boolean'; text: string; value: boolean }
  | { kind: 'error'; text: string }

/** The text of a cell as a person reads it. */
export function cellText(cell: Cell | undefined): string {
  return typeof cell === 'string' ? cell : (cell?.text ?? '')
}

/**
 * A number of a workbook. Excel keeps 15 digits, so more are float noise behind the point and a loss before it
 * (`digits-lost`: identity cards, bank accounts, order numbers).
 */
export function numberCell(value: number): TypedCell {
  if (!Number.isFinite(value)) return { kind: 'error', text: String(value) }
  const short = String(Number.isSafeInteger(value) ? value : Number(value.toPrecision(15)))
  const text = short.includes('e') ? (parseNumberText(short)?.value ?? short) : short
  return Math.abs(value) >= 1e15
    ? { kind: 'number', text, value: text, suspicious: 'digits-lost' }
    : { kind: 'number', text, value: text }
}

/** A date of a workbook, which is a day and a time without a zone; below day 1 it is a time only. */
export function dateCell(date: Date): TypedCell {
  if (Number.isNaN(date.getTime())) return { kind: 'error', text: '#VALUE!' }
  // seconds: a time of day is a fraction of a day and hardly ever exact
  const iso = new Date(Math.round(date.getTime() / 1000) * 1000).toISOString().slice(0, 19)
  const text = iso.startsWith('1899') ? iso.slice(11) : iso.endsWith('T00:00:00') ? iso.slice(0, 10) : iso
  return { kind: 'date', text, value: text }
}

/** A text without what guards it against being run as a formula: zero-width characters, and an apostrophe before = + - @. */
export function unguard(text: string): string {
  const first = text.charCodeAt(0)
  if (first === 39) return text.replace(/^'(?='*[=+\-@\t\r]|'*\d)/, '')
  return first >= 0x200b ? text.replace(/^[\u200b-\u200d\u2060\ufeff]+/, '') : text
}

/** The opposite: a text that a spreadsheet will not run. Reading it back with `unguard` gives the same text. */
export function guard(text: string): string {
  return /^'*[=+\-@\t\r]|^'+\d/.test(text) ? `'${text}` : text
}
