import { typeOf } from '#kernel/fields/index.ts'
import type { Label } from '#kernel/label.ts'
import { type DateOrder, fromEpochMs, fromExcelSerial, parseDateText } from '#kernel/text/date-text.ts'
import { foldText } from '#kernel/text/fold.ts'
import { parseNumberText } from '#kernel/text/number-text.ts'
import { instantOf } from '#kernel/time.ts'
import { type Cell, cellText } from './readers/cell.ts'
import type { Target } from './targets.ts'

/** How the cells of one column are read. */
export type CellOptions = {
  readonly dateOrder: DateOrder
  readonly decimal?: '.' | ','
  readonly currency?: string
  /** Local times are of this zone. */
  readonly timeZone: string
  /** Choices as written, folded → key or null. */
  readonly choices: ReadonlyMap<string, string | null>
}

/** A cell as a value of its field; `null` value for a choice that was decided to be left empty. */
export type ReadCell = { readonly value: unknown } | { readonly wrong: Label; readonly code: string }

/** Reads a cell that is not empty into what the field's type takes; names of other records are not looked up here. */
export function readCell(cell: Cell, target: Target, options: CellOptions): ReadCell {
  if (typeof cell !== 'string' && cell.kind === 'error')
    return {
      wrong: { en: `The cell holds an error (${cell.text}).`, zh: `单元格是错误值（${cell.text}）。` },
      code: 'cell-error',
    }
  const { field } = target
  const given = target.part !== '' ? { value: cellText(cell).trim() } : input(cell, field.type, options)
  if ('wrong' in given) return given
  if (given.value === null || target.part !== '') return given
  const parsed = typeOf(field).parse(given.value, field)
  return 'wrong' in parsed ? { wrong: parsed.wrong, code: 'invalid' } : { value: parsed.value }
}

function input(cell: Cell, type: string, options: CellOptions): ReadCell {
  const text = cellText(cell).trim()
  switch (type) {
    case 'number':
    case 'percent':
    case 'money':
      return numberInput(cell, text, type, options)
    case 'date':
      return dateInput(cell, text, options)
    case 'datetime':
      return datetimeInput(cell, text, options)
    case 'select':
      return chosen(text, options)
    case 'multiSelect':
      return { value: severalOf(text, options) }
    case 'boolean':
      return { value: typeof cell !== 'string' && cell.kind === 'boolean' ? cell.value : text }
    case 'longText':
      return lossless(cell, cellText(cell))
    case 'json':
      return jsonInput(text)
    default:
      return lossless(cell, text)
  }
}

/** A number cell that Excel has cut to 15 digits was a code; what is left of it is wrong. */
function lossless(cell: Cell, text: string): ReadCell {
  if (typeof cell === 'string' || cell.kind !== 'number' || !cell.suspicious) return { value: text }
  return {
    wrong: {
      en: `The spreadsheet has lost digits of this number (${text}). Store the column as text.`,
      zh: `这个数字在表格中已丢失末尾几位（${text}），请把该列设为文本格式后重新填写。`,
    },
    code: 'digits-lost',
  }
}

function numberInput(cell: Cell, text: string, type: string, options: CellOptions): ReadCell {
  const number =
    typeof cell !== 'string' && cell.kind === 'number'
      ? { value: cell.value }
      : parseNumberText(text, options.decimal ? { decimal: options.decimal } : {})
  if (!number) return { value: text }
  if ('percent' in number && type === 'money') return { value: text }
  if (type !== 'money') return { value: number.value }
  const currency = ('currency' in number ? number.currency : undefined) ?? options.currency
  return { value: { amount: number.value, ...(currency ? { currency } : {}) } }
}

function dateInput(cell: Cell, text: string, options: CellOptions): ReadCell {
  const read = isoOf(cell, text, options.dateOrder)
  return { value: read ? read.slice(0, 10) : text }
}

function datetimeInput(cell: Cell, text: string, { dateOrder, timeZone }: CellOptions): ReadCell {
  const read = isoOf(cell, text, dateOrder)
  if (!read) return { value: text }
  if (/(?:Z|[+-]\d\d:\d\d)$/.test(read)) return { value: read }
  return { value: instantOf(read.length === 10 ? `${read}T00:00:00` : read, timeZone) }
}

function isoOf(cell: Cell, text: string, order: DateOrder): string | null {
  if (typeof cell !== 'string' && cell.kind === 'date') return cell.value.length >= 10 ? cell.value : null
  if (typeof cell !== 'string' && cell.kind === 'number') return fromExcelSerial(Number(cell.value))
  return parseDateText(text, order) ?? fromEpochMs(text)
}

function chosen(text: string, { choices }: CellOptions): ReadCell {
  const mended = choices.get(foldText(text))
  return { value: mended === undefined ? text : mended }
}

function severalOf(text: string, { choices }: CellOptions): unknown {
  if (choices.size === 0) return text.replace(/^\[(.*)\]$/s, '$1')
  const words = splitSeveral(text)
  if (!words.some((word) => choices.has(foldText(word)))) return text
  return words.flatMap((word) => choices.get(foldText(word)) ?? (choices.has(foldText(word)) ? [] : [word]))
}

/** Several values of one cell: `a、b；c`, `[a，b]`. */
export function splitSeveral(text: string): string[] {
  return text
    .replace(/^\[(.*)\]$/s, '$1')
    .split(/[,;，；、|\n]+| ::: /)
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

function jsonInput(text: string): ReadCell {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return { wrong: { en: 'This is not JSON.', zh: '这不是有效的 JSON。' }, code: 'invalid' }
  }
}
