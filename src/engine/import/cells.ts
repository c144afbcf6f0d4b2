import { typeOf } from '#kernel/fields/index.ts'
import { isDuration } from '#kernel/fields/number.ts'
import type { Label } from '#kernel/label.ts'
import { type DateOrder, fromEpochMs, fromExcelSerial, parseDateText } from '#kernel/text/date-text.ts'
import { foldText } from '#kernel/text/fold.ts'
import { parseNumberText } from '#kernel/text/number-text.ts'
import { readName } from '#kernel/text/person-name.ts'
import { instantOf } from '#kernel/time.ts'
import { type Cell, cellText } from './readers/cell.ts'
import { firstOf, splitSeveral } from './several.ts'
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
  /** What becomes of words that are no choice; `refuse` where it is not given. */
  readonly others?: 'refuse' | 'empty' | 'note'
}

/**
 * A cell as a value of its field; `null` value for a choice that was decided to be left empty. `more` is what the cell
 * said beyond one value: further numbers and addresses, words that are no choice.
 */
export type ReadCell =
  | { readonly value: unknown; readonly more?: readonly string[] }
  | { readonly wrong: Label; readonly code: string }

/** Reads a cell that is not empty into what the field's type takes; names of other records are not looked up here. */
export function readCell(cell: Cell, target: Target, options: CellOptions): ReadCell {
  if (typeof cell !== 'string' && cell.kind === 'error')
    return {
      wrong: { en: `The cell holds an error (${cell.text}).`, zh: `单元格是错误值（${cell.text}）。` },
      code: 'cell-error',
    }
  const { field } = target
  const given = target.part !== '' ? lossless(cell, cellText(cell).trim()) : input(cell, target, options)
  if ('wrong' in given) return given
  if (given.value === null || target.part !== '') return given
  const parsed = typeOf(field).parse(given.value, field)
  if ('wrong' in parsed) return isNothing(given.value) ? { value: undefined } : { wrong: parsed.wrong, code: 'invalid' }
  return { value: parsed.value, ...(given.more?.length ? { more: given.more } : {}) }
}

function input(cell: Cell, { field }: Target, options: CellOptions): ReadCell {
  const text = cellText(cell).trim()
  switch (field.type) {
    case 'number':
      // A cell with a time says how long, and so do words; a number alone is seconds.
      if (isDuration(field)) return { value: text }
      return numberInput(cell, text, field.type, options)
    case 'percent':
    case 'money':
      return numberInput(cell, text, field.type, options)
    case 'date':
      return dateInput(cell, text, options)
    case 'datetime':
      return datetimeInput(cell, text, options)
    case 'select':
      return chosen(text, field, options)
    case 'multiSelect':
      return severalOf(text, field, options)
    case 'boolean':
      return { value: typeof cell !== 'string' && cell.kind === 'boolean' ? cell.value : text }
    case 'phone':
    case 'email':
    case 'url': {
      const given = lossless(cell, text)
      return 'wrong' in given ? given : firstOf(text, field)
    }
    case 'longText':
      return lossless(cell, cellText(cell))
    case 'json':
      return jsonInput(text)
    default: {
      const given = lossless(cell, text)
      return 'nameOf' in field && field.nameOf === 'person' && 'value' in given ? { value: readName(text) } : given
    }
  }
}

/** Words with which people leave a cell empty, where they are no value of the field. */
const nothing = new Set([
  '-',
  '--',
  '—',
  '——',
  '/',
  '\\',
  'n/a',
  'na',
  'null',
  'none',
  '#n/a',
  '无',
  '無',
  '暂无',
  '未填写',
  '0/0/00',
  '0000-00-00',
])

function isNothing(value: unknown): boolean {
  return typeof value === 'string' && nothing.has(value.trim().toLowerCase())
}

const scientific = /^[+-]?\d(?:\.\d+)?e\+\d{2,3}$/i

/** A number cell that Excel has cut to 15 digits was a code; what is left of it is wrong. So is `6.22202E+18` in a text. */
function lossless(cell: Cell, text: string): ReadCell {
  const cut = typeof cell === 'string' ? scientific.test(text) : cell.kind === 'number' && cell.suspicious !== undefined
  if (!cut) return { value: text }
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
  return parseDateText(text, order) ?? fromEpochMs(text) ?? serialText(text)
}

/** A day number that some program has written as text; of five digits, which are the years 1927 to 2173. */
function serialText(text: string): string | null {
  return /^[1-9]\d{4}(?:\.\d+)?$/.test(text) ? fromExcelSerial(Number(text)) : null
}

type FieldOf = Target['field']

function chosen(text: string, field: FieldOf, { choices, others }: CellOptions): ReadCell {
  const mended = choices.get(foldText(text))
  if (mended !== undefined) return { value: mended }
  if (others === undefined || others === 'refuse' || 'value' in typeOf(field).parse(text, field)) return { value: text }
  return { value: null, ...(others === 'note' ? { more: [text] } : {}) }
}

/** The choices of a cell: the whole of it where that is one, else its words; a slash parts words only where both are choices. */
function severalOf(text: string, field: FieldOf, { choices, others }: CellOptions): ReadCell {
  const isChoice = (word: string) => choices.has(foldText(word)) || 'value' in typeOf(field).parse([word], field)
  const words = isChoice(text)
    ? [text]
    : splitSeveral(text).flatMap((word) => {
        const parts = word.split('/').map((part) => part.trim())
        return !isChoice(word) && parts.length > 1 && parts.every(isChoice) ? parts : [word]
      })
  const strange = others === 'empty' || others === 'note' ? words.filter((word) => !isChoice(word)) : []
  const kept = words
    .filter((word) => !strange.includes(word))
    .flatMap((word) => choices.get(foldText(word)) ?? (choices.has(foldText(word)) ? [] : [word]))
  return { value: kept.length > 0 ? kept : null, ...(others === 'note' && strange.length > 0 ? { more: strange } : {}) }
}

function jsonInput(text: string): ReadCell {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return { wrong: { en: 'This is not JSON.', zh: '这不是有效的 JSON。' }, code: 'invalid' }
  }
}
