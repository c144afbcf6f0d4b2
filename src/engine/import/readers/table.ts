import { stat } from 'node:fs/promises'
import type { Refusal } from '#kernel/problem.ts'
import { storable } from '../storable.ts'
import { cellText } from './cell.ts'
import { openCsv } from './csv.ts'
import { readHead } from './encoding.ts'
import { findHeader, type Header, type Merge, type Row } from './header.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { unreadable } from './refusals.ts'
import { openVcard } from './vcard.ts'
import { type Hidden, openXls } from './xls.ts'
import { openXlsx } from './xlsx.ts'

export type TableOptions = {
  encoding?: string
  delimiter?: string
  sheet?: string
  /** The line of the header as a person counts; 0 when the file has none. */
  headerRow?: number
  limits?: Partial<Limits>
}

export type TableKind = 'csv' | 'xlsx' | 'xls' | 'vcf'

/** A table in a file: how it is written, its header, and its rows without the empty ones. */
export type TableSource = {
  kind: TableKind
  encoding?: string
  delimiter?: string
  sheets?: string[]
  sheet?: string
  /** How many rows and columns the sheet does not show; they are read like the others. */
  hidden?: Hidden
  header: Header
  /** The rows below the header, from the start each time; one row is in memory at a time, and a buffer of about a megabyte. */
  rows(): AsyncIterable<Row>
}

/**
 * Opens a table by what is in the file, not by its name: CSV, TSV and other separated text in any usual encoding, an
 * XLSX workbook, an old XLS one, or cards (vCard). Refuses with a Refusal what is no table, is damaged, protected, or asks
 * for too much.
 */
export async function openTable(path: string, options: TableOptions = {}): Promise<TableSource> {
  const limits = { ...defaultLimits, ...options.limits }
  const head = await readHead(path, 4096)
  if (head.length === 0 || (await stat(path)).size === 0) throw unreadable.empty()
  const wrong = refusalFor(head)
  if (wrong) throw wrong
  if (head.toString('latin1', 0, 2) === 'PK') {
    const { sheets, sheet, merges, hidden, rows } = await openXlsx(path, { sheet: options.sheet, limits })
    return { kind: 'xlsx', sheets, sheet, ...shown(hidden), ...(await withHeader(rows, merges, options.headerRow)) }
  }
  if (head.length >= 4 && head.readUInt32BE(0) === 0xd0cf11e0) {
    const { sheets, sheet, merges, hidden, rows } = await openXls(path, { sheet: options.sheet, limits })
    return { kind: 'xls', sheets, sheet, ...shown(hidden), ...(await withHeader(rows, merges, options.headerRow)) }
  }
  if (isCards(head)) return { kind: 'vcf', ...(await openVcard(path)) }
  const { encoding, delimiter, rows } = await openCsv(path, { ...options, limits })
  return { kind: 'csv', encoding, delimiter, ...(await withHeader(rows, [], options.headerRow)) }
}

/** How many rows are looked at to find the header and show samples. */
const previewRows = 40

async function withHeader(
  rows: () => AsyncIterable<Row>,
  merges: Merge[],
  headerRow?: number,
): Promise<Pick<TableSource, 'header' | 'rows'>> {
  const preview: Row[] = []
  for await (const row of rows()) {
    preview.push(row)
    if (preview.length >= Math.max(previewRows, (headerRow ?? 0) + 10)) break
  }
  if (preview.length === 0) throw unreadable.empty()
  const header = findHeader(preview, merges, headerRow)
  const last = preview[preview.findIndex((row) => row.line === header.row) + header.levels - 1]?.line ?? 0
  return { header, rows: () => below(rows(), last) }
}

async function* below(rows: AsyncIterable<Row>, line: number): AsyncGenerator<Row> {
  for await (const row of rows)
    if (row.line > line && row.cells.some((cell) => cellText(cell).trim() !== ''))
      yield { ...row, cells: row.cells.map((cell) => (typeof cell === 'string' ? storable(cell) : cell)) }
}

function shown(hidden: Hidden): { hidden?: Hidden } {
  return hidden.rows + hidden.columns > 0 ? { hidden } : {}
}

/** Cards may be written in two bytes a letter. */
function isCards(head: Buffer): boolean {
  return /^(?:ï»¿|ÿþ|þÿ)?begin:vcard/.test(
    head.toString('latin1').replaceAll('\0', '').trimStart().slice(0, 40).toLowerCase(),
  )
}

function refusalFor(head: Buffer): Refusal | null {
  if (head.length < 2) return null
  const text = head.toString('latin1').trimStart().slice(0, 2000).toLowerCase()
  if (/^(?:ï»¿)?<(?:!doctype|html|table|meta|\?xml|head)/.test(text)) return unreadable.web()
  if (/^(?:%pdf|\x89png|gif8|\xff\xd8\xff|rar!|7z\xbc\xaf|{\\rtf|[[{]+\s*")/.test(text)) return unreadable.notATable()
  return head.readUInt16BE(0) === 0x1f8b ? unreadable.notATable() : null
}
