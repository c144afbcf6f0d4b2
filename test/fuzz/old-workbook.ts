import { utils, write } from 'cfb'

/** A small workbook as Excel 97 wrote it ([MS-XLS] 2.4): texts, numbers, dates, a formula, a merged cell. */
export function oldWorkbook(): Buffer {
  const texts = ['Name', 'Mass', 'Found', '火星', 'Venus', '长'.repeat(300)]
  const shared = Buffer.concat([
    u32(texts.length),
    u32(texts.length),
    ...texts.flatMap((text) => [u16(text.length), Buffer.from([1]), Buffer.from(text, 'utf16le')]),
  ])
  const sheet = Buffer.concat([
    bof(0x10),
    ...[0, 1, 2].map((i) => record(0x00fd, u16(0, i, 0), u32(i))),
    ...[3, 4, 5].flatMap((text, i) => [
      record(0x00fd, u16(i + 1, 0, 0), u32(text)),
      record(0x0203, u16(i + 1, 1, 0), f64(i * 1.5)),
      record(0x0203, u16(i + 1, 2, 1), f64(46_000 + i)),
    ]),
    record(0x0006, u16(4, 1, 0), f64(9), u16(0), u32(0), u16(0)),
    record(0x00e5, u16(1, 1, 2, 0, 0)),
    record(0x000a),
  ])
  const globals = (offset: number) =>
    Buffer.concat([
      bof(5),
      ...[0, 14].map((format) => record(0x00e0, u16(0, format), Buffer.alloc(16))),
      record(0x0085, u32(offset), Buffer.from([0, 0, 1, 0]), Buffer.from('s')),
      record(0x00fc, shared),
      record(0x000a),
    ])
  const file = utils.cfb_new()
  utils.cfb_add(file, 'Workbook', Buffer.concat([globals(globals(0).length), sheet]))
  return Buffer.from(write(file, { type: 'buffer' }))
}

function bof(kind: number): Buffer {
  return record(0x0809, u16(0x0600, kind, 0, 0), u32(0), u32(0))
}

function record(type: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([u16(type, body.length), body])
}

function u16(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 2)
  for (const [i, n] of numbers.entries()) bytes.writeUInt16LE(n, i * 2)
  return bytes
}

function u32(n: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(n)
  return bytes
}

function f64(n: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(n)
  return bytes
}
