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

type Reading = { encoding: string; bom: number; delimiter: string; skip: number; limits: Limits }

async function* csvRows(path: string, { encoding, bom, delimiter, skip, limits }: Reading): AsyncGenerator<Row> {
  const file = createReadStream(path, { start: bom, highWaterMark: 1 << 18 })
  const text = Readable.from(decoded(file, encoding), { objectMode: true })
  const records = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    from_line: skip + 1,
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: limits.record,
  })
  text.on('error', (error) => records.destroy(error))
  text.pipe(records)
  let line = skip + 1
  try {
    for await (const record of records as AsyncIterable<string[]>) {
      if (record.length > limits.columns) throw unreadable.columns(limits.columns)
      if (record.some((cell) => cell.length > limits.cell)) throw unreadable.cell(line, limits.cell)
      if (record.some((cell) => cell !== '')) yield { line, cells: record.map(unguard) }
      line += 1 + record.reduce((breaks, cell) => breaks + lineBreaks(cell), 0)
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
