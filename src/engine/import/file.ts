import { join } from 'node:path'
import type { FileStore } from '../files/store.ts'
import { recordsOf } from './body.ts'
import type { Row } from './readers/header.ts'
import { openTable, type TableSource } from './readers/table.ts'
import type { ImportRow } from './store.ts'

/**
 * Opens the file of an import as it was read when its plan was made; its rows are records only.
 * @param fixes mended cells by line, which take the place of the file's
 */
export async function openFile(
  files: FileStore,
  row: Pick<ImportRow, 'fileHash' | 'analysis'>,
  fixes: ReadonlyMap<number, Readonly<Record<string, string>>> = new Map(),
): Promise<TableSource> {
  const { source, headerRow } = row.analysis
  const table = await openTable(pathOf(files, row.fileHash), {
    headerRow,
    ...(source.encoding ? { encoding: source.encoding } : {}),
    ...(source.delimiter ? { delimiter: source.delimiter } : {}),
    ...(source.sheet ? { sheet: source.sheet } : {}),
  })
  const records = recordsOf(table)
  return fixes.size === 0 ? records : { ...records, rows: () => mended(records, fixes) }
}

async function* mended(
  table: TableSource,
  fixes: ReadonlyMap<number, Readonly<Record<string, string>>>,
): AsyncGenerator<Row> {
  for await (const row of table.rows()) {
    const fix = fixes.get(row.line)
    if (fix) for (const [column, text] of Object.entries(fix)) row.cells[Number(column)] = text
    yield fix ? { ...row, cells: Array.from(row.cells, (cell) => cell ?? '') } : row
  }
}

/** Where the bytes of a stored file lie. */
export function pathOf(files: FileStore, sha256: string): string {
  return join(files.folder, sha256.slice(0, 2), sha256)
}
