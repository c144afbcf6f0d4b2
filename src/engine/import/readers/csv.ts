import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import iconv from 'iconv-lite'
import { unguard } from './cell.ts'
import { detectDelimiter } from './delimiter.ts'
import { detectEncoding, readHead } from './encoding.ts'
import type { Row } from './header.ts'
import type { Limits } from './limits.ts'
import { unreadable } from './refusals.ts'

/** A text file as rows, read as often as asked; memory is bounded by the longest record. */
export type CsvSource = { encoding: string; delimiter: string; rows(): AsyncIterable<Row> }

/** Opens a CSV, TSV or other separated text file (RFC 4180, with the slack people need); detects what is not given. */
export async function openCsv(
  path: string,
  options: { encoding?: string; delimiter?: string; limits: Limits },
): Promise<CsvSource> {
  const { encoding, bom } = await encodingOf(path, options.encoding)
  const bytes = await readHead(path, 65_536)
  if (bytes.includes(0) && !/^(?:utf-?16|ucs-?2|utf-?32)/i.test(encoding)) throw unreadable.notATable()
  const head = iconv.decode(bytes.subarray(bom), encoding)
  const delimiter = options.delimiter ?? detectDelimiter(head)
  const said = /^sep=.\r?\n/i.test(head) ? 1 : 0
  return {
    encoding,
    delimiter,
    rows: () => csvRows(path, { encoding, bom, delimiter, skip: said, limits: options.limits }),
  }
}

async function encodingOf(path: string, wanted?: string): Promise<{ encoding: string; bom: number }> {
  if (wanted !== undefined && !iconv.encodingExists(wanted)) throw unreadable.encoding(wanted)
  const found = await detectEncoding(path)
  return wanted === undefined || wanted === found.encoding ? found : { encoding: wanted, bom: found.bom }
}

type Counted = { line: number; cells: string[] }
type Reading = { encoding: string; bom: number; delimiter: string; skip: number; limits: Limits }

async function* csvRows(path: string, { encoding, bom, delimiter, skip, limits }: Reading): AsyncGenerator<Row> {
  const file = createReadStream(path, { start: bom, highWaterMark: 1 << 18 })
  const text = Readable.from(decoded(file, encoding), { objectMode: true })
  let line = skip + 1
  // Lines with nothing in them end here: a file of nothing else would be handed on a million times.
  const counted = (cells: string[]): Counted | null => {
    const row = { line, cells }
    line += 1 + cells.reduce((breaks, cell) => breaks + lineBreaks(cell), 0)
    return cells.length <= limits.columns && cells.every((cell) => cell === '') ? null : row
  }
  const records = parse({
    // its types know only rows that stay lists of texts
    on_record: counted as unknown as (cells: string[]) => string[] | null,
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    from_line: skip + 1,
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: limits.record,
  })
  text.on('error', (error) => records.destroy(error))
  text.pipe(records)
  try {
    for await (const { line: at, cells } of records as AsyncIterable<Counted>) {
      if (cells.length > limits.columns) throw unreadable.columns(limits.columns)
      if (cells.some((cell) => cell.length > limits.cell)) throw unreadable.cell(at, limits.cell)
      yield { line: at, cells: cells.map(unguard) }
    }
  } catch (error) {
    if (error instanceof CsvError) throw unreadable.quote(line)
    throw error
  } finally {
    text.destroy()
    file.destroy()
  }
}

function lineBreaks(cell: string): number {
  return cell.includes('\n') || cell.includes('\r') ? cell.split(/\r\n|[\r\n]/).length - 1 : 0
}

/** Text in pieces, for the parser's chunks; a surrogate pair is never cut because the decoders keep it back. */
async function* decoded(file: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  if (/^utf-?8$/i.test(encoding)) return yield* file
  const decoder = iconv.getDecoder(encoding)
  for await (const chunk of file) yield Buffer.from(decoder.write(chunk))
  yield Buffer.from(decoder.end() ?? '')
}
