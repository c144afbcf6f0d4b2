import { Transform } from 'node:stream'
import { crc32, inflateRawSync } from 'node:zlib'

/** What a workbook says about itself: its properties, and a sheet of its own behind the others. */
export type Stamp = {
  readonly creator: string
  readonly title: string
  readonly description: string
  /** ISO instant. */
  readonly created: string
  readonly sheet: string
  readonly rows: readonly (readonly [name: string, value: string])[]
}

/**
 * Puts properties (ISO/IEC 29500-2, docProps/core.xml) and a last sheet into a workbook that streams by. The parts which
 * list the others stand at its end, so only that end is held in memory and written anew; the rows pass as they are.
 * @param stampOf asked once all rows are through
 */
export function stamping(stampOf: () => Stamp): Transform {
  let tail = Buffer.alloc(0)
  let passed = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      tail = Buffer.concat([tail, chunk])
      const ready = Math.max(tail.length - tailBytes, 0)
      if (ready < tailBytes) return done()
      passed += ready
      this.push(tail.subarray(0, ready))
      tail = tail.subarray(ready)
      done()
    },
    flush(done) {
      try {
        done(null, stamped(tail, passed, stampOf()))
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)))
      }
    },
  })
}

/** Styles, theme and the lists of parts are a few kilobytes; the table of strings is not used. */
const tailBytes = 1 << 16

type Entry = { readonly name: string; readonly record: Buffer; readonly offset: number }

/** The end of a ZIP (PKWARE APPNOTE 4.3), with the parts that list others written anew and two more. */
function stamped(tail: Buffer, passed: number, stamp: Stamp): Buffer {
  const { entries } = directory(tail, passed)
  const cut = entries.find((entry) => entry.name === 'xl/workbook.xml')
  if (!cut) throw new Error('The workbook has no end to stamp.')
  const kept = entries.filter((entry) => entry.offset < cut.offset)
  const text = (name: string) => partText(tail, passed, entries, name)
  const number = kept.filter((entry) => entry.name.startsWith('xl/worksheets/')).length + 1
  const relation = `rIdMark`
  const parts: [string, string][] = [
    [`xl/worksheets/sheet${number}.xml`, sheetXml(stamp)],
    ['docProps/core.xml', coreXml(stamp)],
    [
      'xl/workbook.xml',
      text('xl/workbook.xml').replace(
        '</sheets>',
        `<sheet name="${xmlText(stamp.sheet)}" sheetId="${number}" r:id="${relation}"/></sheets>`,
      ),
    ],
    [
      'xl/_rels/workbook.xml.rels',
      text('xl/_rels/workbook.xml.rels').replace(
        '</Relationships>',
        `<Relationship Id="${relation}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet${number}.xml"/></Relationships>`,
      ),
    ],
    [
      '_rels/.rels',
      text('_rels/.rels').replace(
        '</Relationships>',
        '<Relationship Id="rIdCore" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>',
      ),
    ],
    [
      '[Content_Types].xml',
      text('[Content_Types].xml').replace(
        '</Types>',
        `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`,
      ),
    ],
  ]
  const out = [tail.subarray(0, cut.offset - passed)]
  let at = cut.offset
  const records = kept.map((entry) => entry.record)
  for (const [name, content] of parts) {
    const { local, central } = storedEntry(name, Buffer.from(content), at)
    out.push(local)
    records.push(central)
    at += local.length
  }
  const central = Buffer.concat(records)
  return Buffer.concat([...out, central, endRecord(records.length, central.length, at)])
}

function directory(tail: Buffer, passed: number): { entries: Entry[] } {
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  const from = end < 0 ? -1 : tail.readUInt32LE(end + 16) - passed
  if (from < 0) throw new Error('The workbook has no directory within its end.')
  const entries: Entry[] = []
  for (let at = from; at < end && tail.readUInt32LE(at) === 0x02014b50; ) {
    const [name, extra, comment] = [28, 30, 32].map((place) => tail.readUInt16LE(at + place)) as [
      number,
      number,
      number,
    ]
    const size = 46 + name + extra + comment
    entries.push({
      name: tail.toString('utf8', at + 46, at + 46 + name),
      record: tail.subarray(at, at + size),
      offset: tail.readUInt32LE(at + 42),
    })
    at += size
  }
  return { entries }
}

function partText(tail: Buffer, passed: number, entries: readonly Entry[], name: string): string {
  const entry = entries.find((one) => one.name === name)
  if (!entry) throw new Error(`The workbook has no ${name}.`)
  const at = entry.offset - passed
  const from = at + 30 + tail.readUInt16LE(at + 26) + tail.readUInt16LE(at + 28)
  const bytes = tail.subarray(from, from + entry.record.readUInt32LE(20))
  return (entry.record.readUInt16LE(10) === 8 ? inflateRawSync(bytes) : bytes).toString('utf8')
}

/** An entry that is stored as it is, with sizes said before. */
function storedEntry(name: string, content: Buffer, offset: number): { local: Buffer; central: Buffer } {
  const title = Buffer.from(name)
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(0x0800, 2)
  common.writeUInt16LE(0, 4)
  common.writeUInt16LE(0x0021, 8) // 1 January 1980: when it was made stands in the properties
  common.writeUInt32LE(crc32(content), 10)
  common.writeUInt32LE(content.length, 14)
  common.writeUInt32LE(content.length, 18)
  common.writeUInt16LE(title.length, 22)
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE(offset, 10)
  return {
    local: Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), common, title, content]),
    central: Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), common, rest, title]),
  }
}

function endRecord(entries: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries, 8)
  end.writeUInt16LE(entries, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(offset, 16)
  return end
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

function sheetXml({ rows }: Stamp): string {
  const cell = (text: string) => `<c t="inlineStr"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`
  const lines = rows.map(([name, value]) => `<row>${cell(name)}${cell(value)}</row>`).join('')
  return `${declaration}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cols><col min="1" max="1" width="18" customWidth="1"/><col min="2" max="2" width="90" customWidth="1"/></cols><sheetData>${lines}</sheetData></worksheet>`
}

function coreXml({ creator, title, description, created }: Stamp): string {
  return `${declaration}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${xmlText(title)}</dc:title><dc:creator>${xmlText(creator)}</dc:creator><dc:description>${xmlText(description)}</dc:description><dcterms:created xsi:type="dcterms:W3CDTF">${xmlText(created)}</dcterms:created></cp:coreProperties>`
}

/** Text for XML 1.0: marks escaped, what may not stand in it left out. */
function xmlText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
}
