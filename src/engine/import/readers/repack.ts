import type { Limits } from './limits.ts'
import type { Workbook } from './workbook.ts'
import type { Zip } from './zip.ts'

/**
 * Hands one sheet to the streaming parser as a workbook of its own, in the order in which the parser can read it without
 * holding the archive: contents, styles, shared texts, and the sheet last and unpacked. Bytes flow only while `wanted`
 * waits for a row; otherwise the parser would run ahead of whoever stores the rows, and hold them all.
 */
export function repack(
  zip: Zip,
  workbook: Workbook,
  sheet: string,
  limits: Limits,
): {
  stream: ReadableStream<Uint8Array>
  wanted<T>(next: () => Promise<T>): Promise<T>
  close(): Promise<void>
} {
  const chunks = parts(zip, workbook, sheet, limits)
  let waiting = 0
  let wake: (() => void) | null = null
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (waiting === 0)
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        const { value, done } = await chunks.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
    },
    { highWaterMark: 0 },
  )
  return {
    stream,
    async wanted(next) {
      waiting++
      wake?.()
      wake = null
      try {
        return await next()
      } finally {
        waiting--
      }
    },
    async close() {
      await chunks.return(undefined)
      wake?.()
    },
  }
}

async function* parts(
  zip: Zip,
  workbook: Workbook,
  sheet: string,
  limits: Limits,
): AsyncGenerator<Uint8Array, undefined> {
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const relations = (...all: string[]) =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.join('')}</Relationships>`
  const relation = (id: string, kind: string, target: string) =>
    `<Relationship Id="${id}" Type="${office}/${kind}" Target="${target}"/>`
  yield* text('[Content_Types].xml', '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
  yield* text('_rels/.rels', relations(relation('rId1', 'officeDocument', 'xl/workbook.xml')))
  yield* text(
    'xl/workbook.xml',
    `<workbook xmlns:r="${office}"><workbookPr date1904="${workbook.date1904 ? 1 : 0}"/><sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  )
  yield* text(
    'xl/_rels/workbook.xml.rels',
    relations(
      relation('rId1', 'worksheet', 'worksheets/sheet1.xml'),
      workbook.styles ? relation('rId2', 'styles', 'styles.xml') : '',
      workbook.strings ? relation('rId3', 'sharedStrings', 'sharedStrings.xml') : '',
    ),
  )
  if (workbook.styles) yield* part('xl/styles.xml', zip, workbook.styles, limits.partBytes)
  if (workbook.strings) yield* part('xl/sharedStrings.xml', zip, workbook.strings, limits.partBytes)
  yield* part('xl/worksheets/sheet1.xml', zip, sheet, limits.sheetBytes)
}

function* text(name: string, content: string): Generator<Uint8Array> {
  const bytes = Buffer.from(content)
  yield localHeader(name, bytes.length)
  yield bytes
}

/** The parser takes a megabyte at a time; handing it less makes it copy what it has again and again. */
const piece = 1 << 20

async function* part(name: string, zip: Zip, path: string, limit: number): AsyncGenerator<Uint8Array> {
  yield localHeader(name, zip.entries.get(path)!.size)
  let chunks: Buffer[] = []
  let size = 0
  for await (const chunk of zip.stream(path, limit)) {
    chunks.push(chunk)
    size += chunk.length
    if (size < piece) continue
    const all = Buffer.concat(chunks)
    yield all.subarray(0, piece)
    chunks = [all.subarray(piece)]
    size -= piece
  }
  if (size > 0) yield Buffer.concat(chunks)
}

/** APPNOTE 4.3.7: the header of a part that is stored as it is. */
function localHeader(name: string, size: number): Uint8Array {
  const bytes = Buffer.alloc(30 + name.length)
  bytes.writeUInt32LE(0x04034b50, 0)
  bytes.writeUInt16LE(20, 4)
  bytes.writeUInt32LE(size, 18)
  bytes.writeUInt32LE(size, 22)
  bytes.writeUInt16LE(name.length, 26)
  bytes.write(name, 30, 'latin1')
  return bytes
}
