import { readFile, stat } from 'node:fs/promises'
import { BiffReader, biffRecords } from './biff.ts'
import { type Cell, cellText, dateCell, numberCell, unguard } from './cell.ts'
import { openCompound } from './compound.ts'
import type { Merge, Row } from './header.ts'
import type { Limits } from './limits.ts'
import { fillDown } from './merges.ts'
import { unreadable } from './refusals.ts'
import { readXlsGlobals, type XlsGlobals } from './xls-globals.ts'

/** A sheet of an old workbook as rows, read as often as asked. */
export type XlsSource = {
  sheets: string[]
  sheet: string
  merges: Merge[]
  /** Rows and columns that the sheet does not show. */
  hidden: Hidden
  rows(): AsyncIterable<Row>
}
export type Hidden = { rows: number; columns: number }

/** An old workbook has at most 65,536 rows of 256 columns; it is held in memory while it is read. */
const mostBytes = 200_000_000

/**
 * Opens a sheet of an Excel workbook of 1993 to 2003 ([MS-XLS], BIFF8 and BIFF5), the first visible one unless it is
 * named. Formulas count by the values that were stored with them. Refuses protected and damaged files.
 */
export async function openXls(path: string, options: { sheet?: string; limits: Limits }): Promise<XlsSource> {
  if ((await stat(path)).size > mostBytes) throw unreadable.tooLarge()
  const compound = openCompound(await readFile(path))
  if (compound.names.includes('EncryptedPackage')) throw unreadable.encrypted()
  const name = ['Workbook', 'Book', 'WORKBOOK', 'BOOK'].find((one) => compound.names.includes(one))
  if (!name) throw unreadable.notATable()
  const stream = compound.read(name)
  const globals = readXlsGlobals(stream)
  const visible = globals.sheets.filter(({ hidden }) => !hidden)
  const sheets = visible.length > 0 ? visible : globals.sheets
  const sheet = options.sheet === undefined ? sheets[0] : sheets.find((one) => one.name === options.sheet)
  if (!sheet) throw options.sheet === undefined ? unreadable.notATable() : unreadable.noSheet(options.sheet)
  const { rows, merges, hidden } = readSheet(stream, sheet.at, globals, options.limits)
  return {
    sheets: sheets.map((one) => one.name),
    sheet: sheet.name,
    merges,
    hidden,
    async *rows() {
      const fill = fillDown(merges)
      for (const { line, cells } of rows) {
        const filled = fill(line, [...cells])
        if (filled.some((cell) => cell !== '')) yield { line, cells: filled }
      }
    },
  }
}

function readSheet(stream: Buffer, from: number, globals: XlsGlobals, limits: Limits) {
  const byRow = new Map<number, Cell[]>()
  const merges: Merge[] = []
  const hidden: Hidden = { rows: 0, columns: 0 }
  let depth = 0
  let waiting: { row: number; column: number } | null = null
  const put = (row: number, column: number, cell: Cell) => {
    if (cellText(cell).length > limits.cell) throw unreadable.cell(row + 1, limits.cell)
    const cells = byRow.get(row) ?? []
    byRow.set(row, cells)
    while (cells.length < column) cells.push('')
    cells[column] = cell
  }
  for (const { type, parts } of biffRecords(stream, from)) {
    if (type === 0x0809) depth++ // a chart inside the sheet begins like a sheet
    if (type === 0x000a && --depth === 0) break
    if (depth !== 1) continue
    const r = new BiffReader(parts)
    const place = () => ({ row: r.u16(), column: r.u16(), format: r.u16() })
    switch (type) {
      case 0x00fd: {
        const { row, column } = place()
        put(row, column, textCell(globals.strings[r.u32()] ?? ''))
        break
      }
      case 0x0204:
      case 0x00d6: {
        const { row, column } = place()
        const count = r.u16()
        put(row, column, textCell(globals.wide ? r.text(count) : r.bytes(count, globals.codePage)))
        break
      }
      case 0x0203: {
        const { row, column, format } = place()
        put(row, column, numeric(parts[0]!.readDoubleLE(6), format, globals))
        break
      }
      case 0x027e: {
        const { row, column, format } = place()
        put(row, column, numeric(rkNumber(r.u32()), format, globals))
        break
      }
      case 0x00bd: {
        const row = r.u16()
        let column = r.u16()
        for (let left = (parts[0]!.length - 6) / 6; left >= 1; left--) {
          const format = r.u16()
          put(row, column++, numeric(rkNumber(r.u32()), format, globals))
        }
        break
      }
      case 0x0205: {
        const { row, column } = place()
        put(row, column, truth(r.u8(), r.u8() === 1))
        break
      }
      case 0x0006: {
        const { row, column, format } = place()
        const value = parts[0]!.subarray(6, 14)
        if (value.length < 8) throw unreadable.damaged()
        if (value.readUInt16LE(6) !== 0xffff) put(row, column, numeric(value.readDoubleLE(0), format, globals))
        else if (value[0] === 0) waiting = { row, column }
        else if (value[0] !== 3) put(row, column, truth(value[2]!, value[0] === 2))
        break
      }
      case 0x0207: {
        const count = r.u16()
        const text = globals.wide ? r.text(count) : r.bytes(count, globals.codePage)
        if (waiting) put(waiting.row, waiting.column, textCell(text))
        waiting = null
        break
      }
      case 0x00e5:
        for (let left = r.u16(); left > 0; left--) {
          const [top, bottom, first, last] = [r.u16(), r.u16(), r.u16(), r.u16()]
          merges.push({ top: top + 1, bottom: bottom + 1, left: first, right: last })
        }
        break
      case 0x0208:
        r.skip(12)
        if (r.u16() & 0x20) hidden.rows++
        break
      case 0x007d: {
        const [first, last] = [r.u16(), r.u16()]
        r.skip(4)
        if (r.u16() & 1 && last < 256) hidden.columns += last - first + 1
        break
      }
    }
  }
  const rows = [...byRow].sort(([a], [b]) => a - b).map(([row, cells]): Row => ({ line: row + 1, cells }))
  return { rows, merges, hidden }
}

function textCell(text: string): Cell {
  return unguard(text.replaceAll('\u0000', ''))
}

/** [MS-XLS] 2.5.217: 30 bits of a number, whole or broken, and whether it stands for a hundredth. */
function rkNumber(rk: number): number {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32LE((rk & 0xfffffffc) >>> 0, 4)
  const value = rk & 2 ? rk >> 2 : bytes.readDoubleLE(0)
  return rk & 1 ? value / 100 : value
}

function numeric(value: number, format: number, { dateFormats, date1904 }: XlsGlobals): Cell {
  if (!dateFormats.has(format) || !Number.isFinite(value) || value < 0 || value > 2_958_466) return numberCell(value)
  // before 1 March 1900 Excel counts a day that never was; below one day it is a time
  const days = value < 1 ? value : date1904 ? value + 1462 : value < 60 ? value + 1 : value
  return dateCell(new Date(Date.UTC(1899, 11, 30) + Math.round(days * 86_400_000)))
}

const errors: Readonly<Record<number, string>> = {
  0: '#NULL!',
  7: '#DIV/0!',
  15: '#VALUE!',
  23: '#REF!',
  29: '#NAME?',
  36: '#NUM!',
  42: '#N/A',
}

function truth(value: number, error: boolean): Cell {
  if (error) return { kind: 'error', text: errors[value] ?? '#N/A' }
  return { kind: 'boolean', text: value ? 'TRUE' : 'FALSE', value: value !== 0 }
}
