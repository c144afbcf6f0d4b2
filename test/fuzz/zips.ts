import { crc32, deflateRawSync } from 'node:zlib'

/* Archives as attackers write them: names, sizes and places are whatever is asked for. */

export type ZipPart = {
  readonly name: string | Buffer
  readonly bytes: Buffer | string
  /** The unpacked size that the archive claims. */
  readonly claims?: number
  readonly stored?: boolean
  /** Bit 11 says that the name is UTF-8, bit 0 that the part is encrypted. */
  readonly flags?: number
  /** Bytes that are packed already, with their true size. */
  readonly packed?: { readonly bytes: Buffer; readonly size: number }
}

type Place = { at: number; packed: Buffer; size: number; method: number; crc: number }

/** Writes an archive (APPNOTE 4.3). `overlap` lets every entry of the directory point at the bytes of the first part. */
export function zipOf(parts: readonly ZipPart[], options: { overlap?: boolean; says?: number } = {}): Buffer {
  const chunks: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  let first: Place | null = null
  for (const part of parts) {
    const name = Buffer.isBuffer(part.name) ? part.name : Buffer.from(part.name)
    const bytes = Buffer.from(part.bytes as string)
    const method = part.stored ? 0 : 8
    const packed = part.packed?.bytes ?? (method === 0 ? bytes : deflateRawSync(bytes))
    const own: Place = { at, packed, size: part.packed?.size ?? bytes.length, method, crc: crc32(bytes) }
    const from: Place = options.overlap && first ? first : own
    const size = part.claims ?? from.size
    const flags = part.flags ?? 0x800
    if (from === own) {
      const local = Buffer.alloc(30)
      local.writeUInt32LE(0x04034b50, 0)
      local.writeUInt16LE(20, 4)
      local.writeUInt16LE(flags, 6)
      local.writeUInt16LE(method, 8)
      local.writeUInt32LE(own.crc, 14)
      local.writeUInt32LE(packed.length, 18)
      local.writeUInt32LE(size, 22)
      local.writeUInt16LE(name.length, 26)
      chunks.push(local, name, packed)
      at += 30 + name.length + packed.length
    }
    first ??= own
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(20, 4)
    entry.writeUInt16LE(20, 6)
    entry.writeUInt16LE(flags, 8)
    entry.writeUInt16LE(from.method, 10)
    entry.writeUInt32LE(from.crc, 16)
    entry.writeUInt32LE(from.packed.length, 20)
    entry.writeUInt32LE(size, 24)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(from.at, 42)
    directory.push(entry, name)
  }
  const contents = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Math.min(options.says ?? parts.length, 0xffff), 8)
  end.writeUInt16LE(Math.min(options.says ?? parts.length, 0xffff), 10)
  end.writeUInt32LE(contents.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...chunks, contents, end])
}

/** A million zeros, or any other bytes, packed once and repeated: deflate without end costs nothing to make. */
export function bomb(bytes: number, fill = ' '): { bytes: Buffer; size: number } {
  return { bytes: deflateRawSync(Buffer.alloc(bytes, fill), { level: 9 }), size: bytes }
}

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

/** The parts of a workbook with one sheet; each may be replaced. */
export function workbookParts(parts: {
  sheet?: string | Buffer
  strings?: string
  styles?: string
  workbook?: string
  relations?: string
  head?: string
}): ZipPart[] {
  const head = parts.head ?? '<?xml version="1.0" encoding="UTF-8"?>'
  return [
    {
      name: '[Content_Types].xml',
      bytes: `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    },
    {
      name: '_rels/.rels',
      bytes: `${head}<Relationships><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      bytes:
        parts.workbook ??
        `${head}<workbook ${main} xmlns:r="${office}"><sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      bytes:
        parts.relations ??
        `${head}<Relationships><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    },
    { name: 'xl/sharedStrings.xml', bytes: parts.strings ?? `${head}<sst ${main}><si><t>名称</t></si></sst>` },
    { name: 'xl/styles.xml', bytes: parts.styles ?? `${head}<styleSheet ${main}/>` },
    {
      name: 'xl/worksheets/sheet1.xml',
      bytes: parts.sheet ?? sheetOf('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'),
    },
  ]
}

export function sheetOf(rows: string, after = '', head = '<?xml version="1.0" encoding="UTF-8"?>'): string {
  return `${head}<worksheet ${main}><sheetData>${rows}</sheetData>${after}</worksheet>`
}
