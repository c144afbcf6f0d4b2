import { PassThrough, pipeline, Readable, type Transform } from 'node:stream'
import { guard } from './cell.ts'
import { type Stamp, stamping } from './stamp.ts'

/** `kind` says how a workbook stores the column: numbers as numbers, days as dates. Everything else is text. */
export type WriterColumn = { name: string; kind?: 'text' | 'number' | 'date' | 'datetime' | 'boolean'; width?: number }
export type WriterCell = string | number | boolean | null | undefined

/** `write` waits while the reader of `stream` is behind; `end` resolves when all of it is handed over. */
export type TableWriter = { stream: Readable; write(row: readonly WriterCell[]): Promise<void>; end(): Promise<void> }

/**
 * Writes a table as a stream, header first: CSV (UTF-8 with a mark, CRLF, RFC 4180) or XLSX. A text that a spreadsheet
 * would run as a formula gets an apostrophe in front, which `openTable` takes away again; numbers do not. Decimals come
 * as text (`1100.04`) and days as ISO text, so nothing is lost on the way.
 * @param options.stamp what a workbook says about itself; asked when the last row is in
 */
export function tableWriter(
  kind: 'csv' | 'xlsx',
  columns: readonly WriterColumn[],
  options: { sheet?: string; stamp?: () => Stamp } = {},
): TableWriter {
  return kind === 'csv' ? csvWriter(columns) : xlsxWriter(columns, options.sheet ?? 'Sheet1', options.stamp)
}

function csvWriter(columns: readonly WriterColumn[]): TableWriter {
  const stream = new PassThrough({ highWaterMark: 1 << 16 })
  let buffer = `\ufeff${csvLine(columns.map(({ name }) => guard(name)))}`
  const flush = async () => {
    if (stream.destroyed) throw stream.errored ?? new Error('The reader of the table went away')
    const text = buffer
    buffer = ''
    if (!stream.write(text)) await drained(stream)
  }
  return {
    stream,
    async write(row) {
      buffer += csvLine(columns.map((column, i) => plain(row[i], column)))
      if (buffer.length > 1 << 15) await flush()
    },
    async end() {
      await flush()
      stream.end()
    },
  }
}

/** Resolves when the stream takes more, or never will. */
function drained(stream: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done).off('close', done)
      resolve()
    }
    stream.on('drain', done).on('close', done)
  })
}

function csvLine(cells: string[]): string {
  return `${cells.map((cell) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`
}

const numeric = /^-?\d+(?:\.\d+)?$/

function plain(cell: WriterCell, { kind }: WriterColumn): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell !== 'string') return String(cell)
  return kind === 'number' && numeric.test(cell) ? cell : guard(cell)
}

function xlsxWriter(columns: readonly WriterColumn[], sheet: string, stamp?: () => Stamp): TableWriter {
  const queue = channel<readonly WriterCell[]>(256)
  const rows = async function* () {
    for await (const row of queue.items) yield columns.map((column, i) => typed(row[i], column))
  }
  const definitions = columns.map(({ name, kind, width }) => ({
    header: guard(name),
    width: width ?? 16,
    numFmt: formats[kind ?? 'text'],
  }))
  const bytes = async function* () {
    const { writeXlsxStream } = await import('hucre/xlsx') // in memory only once somebody wants a workbook
    const written = writeXlsxStream(rows(), { name: sheet, columns: definitions, freezePane: { rows: 1 } })
    yield* Readable.fromWeb(written as Parameters<typeof Readable.fromWeb>[0])
  }
  const plain = Readable.from(bytes(), { objectMode: false })
  plain.once('close', queue.close)
  const stream = stamp ? compose(plain, stamping(stamp)) : plain
  return { stream, write: queue.put, end: async () => queue.finish() }
}

/** One stream behind another; when either goes, so does the other. */
function compose(from: Readable, through: Transform): Readable {
  pipeline(from, through, () => {}) // an error is that of the stream that is read
  return through
}

const formats: Record<string, string | undefined> = { text: '@', date: 'yyyy-mm-dd', datetime: 'yyyy-mm-dd hh:mm:ss' }

/** A workbook's numbers have 15 digits; what has more stays text. */
function typed(cell: WriterCell, { kind }: WriterColumn): string | number | boolean | Date | null {
  if (cell === null || cell === undefined || cell === '') return null
  if (typeof cell !== 'string') return cell
  if (kind === 'number' && numeric.test(cell) && cell.replace(/\D/g, '').length <= 15) return Number(cell)
  if (
    (kind === 'date' || kind === 'datetime') &&
    /^(?:19|20|21)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?$/.test(cell)
  ) {
    const date = new Date(`${cell.replace(' ', 'T').padEnd(11, 'T').padEnd(16, '00:00')}Z`)
    if (!Number.isNaN(date.getTime())) return date
  }
  return guard(cell)
}

/** A bounded queue between who writes and who reads. */
function channel<T>(size: number): {
  items: AsyncIterable<T>
  put(item: T): Promise<void>
  finish(): void
  close(): void
} {
  const items: T[] = []
  let state: 'open' | 'finished' | 'closed' = 'open'
  let changed = Promise.withResolvers<void>()
  const notify = () => {
    changed.resolve()
    changed = Promise.withResolvers()
  }
  const settle = (to: 'finished' | 'closed') => () => {
    if (state === 'open') state = to
    notify()
  }
  return {
    items: (async function* () {
      for (;;) {
        const batch = items.splice(0)
        if (batch.length > 0) notify()
        yield* batch
        if (items.length > 0) continue
        if (state !== 'open') return
        await changed.promise
      }
    })(),
    async put(item) {
      while (items.length >= size && state === 'open') await changed.promise
      if (state !== 'open') throw new Error('The reader of the table went away')
      items.push(item)
      if (items.length === 1) notify()
    },
    finish: settle('finished'),
    close: settle('closed'),
  }
}
