import { join } from 'node:path'
import type { FileStore } from '../files/store.ts'
import { recordsOf } from './body.ts'
import { openTable, type TableSource } from './readers/table.ts'
import type { ImportRow } from './store.ts'

/** Opens the file of an import as it was read when its plan was made; its rows are records only. */
export async function openFile(files: FileStore, row: Pick<ImportRow, 'fileHash' | 'analysis'>): Promise<TableSource> {
  const { source, headerRow } = row.analysis
  const table = await openTable(pathOf(files, row.fileHash), {
    headerRow,
    ...(source.encoding ? { encoding: source.encoding } : {}),
    ...(source.delimiter ? { delimiter: source.delimiter } : {}),
    ...(source.sheet ? { sheet: source.sheet } : {}),
  })
  return recordsOf(table)
}

/** Where the bytes of a stored file lie. */
export function pathOf(files: FileStore, sha256: string): string {
  return join(files.folder, sha256.slice(0, 2), sha256)
}
