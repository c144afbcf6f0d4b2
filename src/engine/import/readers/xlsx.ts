import { type Cell, cellText, dateCell, numberCell, unguard } from './cell.ts'
import type { Merge, Row } from './header.ts'
import type { Limits } from './limits.ts'
import { fillDown } from './merges.ts'
import { unreadable } from './refusals.ts'
import { repack } from './repack.ts'
import { readSharedStrings, sharedIndex } from './shared-strings.ts'
import { readMerges, readWorkbook } from './workbook.ts'
import type { Hidden } from './xls.ts'
import { Zip } from './zip.ts'

/** A sheet of a workbook as rows, read as often as asked. */
export type XlsxSource = {
  sheets: string[]
  sheet: string
  merges: Merge[]
  hidden: Hidden
  rows(): AsyncIterable<Row>
}

/** Opens a sheet of an XLSX workbook, the first visible one unless it is named. */
export async function openXlsx(path: string, options: { sheet?: string; limits: Limits }): Promise<XlsxSource> {
  const { limits } = options
  const zip = await Zip.open(path)
  const workbook = await readWorkbook(zip, limits)
  const sheet = options.sheet === undefined ? workbook.sheets[0] : workbook.sheets.find((s) => s.name === options.sheet)
  if (!sheet) throw unreadable.noSheet(options.sheet ?? '')
  let strings: Promise<string[]> | null = null
  const { merges, hidden } = await readMerges(zip, sheet.path, limits.sheetBytes)
  return {
    sheets: workbook.sheets.map(({ name }) => name),
    sheet: sheet.name,
    merges,
    hidden,
    async *rows() {
      strings ??= workbook.strings ? readSharedStrings(zip, workbook.strings, limits) : Promise.resolve([])
      yield* sheetRows(() => repack(zip, workbook, sheet.path, limits), merges, limits, await strings)
    },
  }
}

async function* sheetRows(
  source: () => ReturnType<typeof repack>,
  merges: Merge[],
  limits: Limits,
  strings: readonly string[],
): AsyncGenerator<Row> {
  const { streamXlsxRows } = await import('hucre/xlsx') // in memory only once there is a workbook
  const { stream, wanted, close } = source()
  const rows = streamXlsxRows(stream)
  const fill = fillDown(merges)
  try {
    for (;;) {
      const next = await wanted(() => rows.next())
      if (next.done) return
      const line = next.value.index + 1
      if (next.value.values.length > limits.columns) throw unreadable.columns(limits.columns)
      const cells = fill(
        line,
        next.value.values.map((value) => toCell(value, strings)),
      )
      if (cells.some((cell) => cellText(cell).length > limits.cell)) throw unreadable.cell(line, limits.cell)
      if (cells.some((cell) => cell !== '')) yield { line, cells }
    }
  } catch (error) {
    if (error instanceof Error && /^(?:Hucre|Parse|Zip|Xml)Error$/.test(error.name)) throw unreadable.damaged()
    throw error
  } finally {
    await rows.return()
    await close()
  }
}

function toCell(value: string | number | boolean | Date | null | undefined, strings: readonly string[]): Cell {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') {
    const index = sharedIndex(value)
    const text = index === null ? value : (strings[index] ?? '')
    return errors.has(text) ? { kind: 'error', text } : unguard(text)
  }
  if (typeof value === 'number') return numberCell(value)
  if (typeof value === 'boolean') return { kind: 'boolean', text: value ? 'TRUE' : 'FALSE', value }
  return dateCell(value)
}

const errors = new Set([
  '#N/A',
  '#REF!',
  '#VALUE!',
  '#NAME?',
  '#DIV/0!',
  '#NULL!',
  '#NUM!',
  '#SPILL!',
  '#CALC!',
  '#GETTING_DATA',
])
