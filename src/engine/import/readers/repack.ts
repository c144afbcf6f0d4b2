import type { Limits } from './limits.ts'
import { unreadable } from './refusals.ts'
import { markShared } from './shared-strings.ts'
import type { Workbook } from './workbook.ts'
import type { Zip } from './zip.ts'

/**
 * Hands one sheet to the streaming parser as a workbook of its own, in the order in which the parser can read it without
 * holding the archive: contents, styles, and the sheet last and unpacked, its shared texts marked. Bytes flow only while `wanted`
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
    ),
  )
  if (workbook.styles) {
    // Excel's own limit; the parser looks at a format for each cell that has it.
    const styles = (await zip.read(workbook.styles, limits.contentsBytes)).toString('latin1')
    yield* text('xl/styles.xml', styles.replace(/formatCode=("[^"]{256,}"|'[^']{256,}')/g, 'formatCode="General"'))
  }
  yield* rows('xl/worksheets/sheet1.xml', zip, sheet, limits.sheetBytes)
}

function* text(name: string, content: string): Generator<Uint8Array> {
  const bytes = Buffer.from(content)
  yield localHeader(name, bytes.length)
  yield bytes
}

/** Bytes until something ends; the parser goes through what does not again and again. */
const longestText = 16_000_000

/** The parser takes a megabyte at a time; handing it less makes it copy what it has again and again. */
const piece = 1 << 20

async function* rows(name: string, zip: Zip, path: string, limit: number): AsyncGenerator<Uint8Array> {
  yield localHeader(name, zip.entries.get(path)!.size)
  let open: Buffer[] = []
  let size = 0
  for await (const chunk of zip.stream(path, limit)) {
    open.push(chunk)
    size += chunk.length
    if (size < piece) continue
    const all = Buffer.concat(open)
    // A cell that the end of the piece cuts goes with the next.
    const whole = Math.max(all.lastIndexOf('</'), 0)
    if (all.length - whole > longestText) throw unreadable.tooLarge()
    if (whole > 0) yield markShared(all.subarray(0, whole))
    open = [all.subarray(whole)]
    size = all.length - whole
  }
  if (size > 0) yield markShared(Buffer.concat(open))
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
