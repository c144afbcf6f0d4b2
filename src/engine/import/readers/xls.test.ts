import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { utils, write } from 'cfb'
import iconv from 'iconv-lite'
import { afterAll, describe, expect, test } from 'vitest'
import { Refusal } from '#kernel/problem.ts'
import { cellText } from './cell.ts'
import { openTable, type TableOptions } from './table.ts'

/* Old workbooks, put together record by record as Excel of their time wrote them ([MS-XLS]). */

const folder = mkdtempSync(join(tmpdir(), 'sampan-xls-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const put = (bytes: Buffer) => {
  const path = join(folder, `${files++}.xls`)
  writeFileSync(path, bytes)
  return path
}

const u8 = (...n: number[]) => Buffer.from(n)
const u16 = (...n: number[]) => Buffer.concat(n.map((one) => Buffer.from([one & 255, one >> 8])))
const u32 = (n: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(n >>> 0)
  return bytes
}
const f64 = (n: number) => {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(n)
  return bytes
}
const record = (type: number, ...parts: Buffer[]) => {
  const body = Buffer.concat(parts)
  return Buffer.concat([u16(type, body.length), body])
}
const wide = (text: string) => Buffer.concat([u8(1), Buffer.from(text, 'utf16le')])
const bof = (kind: number, version = 0x0600) => record(0x0809, u16(version, kind, 0, 0), u32(0), u32(0))
const eof = record(0x000a)

type Sheet = { name: string; hidden?: boolean; records: Buffer[] }
/** Formats of cells: 0 general, 1 a built-in date, 2 and 3 of the workbook's own. */
const formats = [
  ...['yyyy"年"m"月"d"日"', '0.00"days"'].map((code, i) => record(0x041e, u16(164 + i), u16(code.length), wide(code))),
  ...[0, 14, 164, 165].map((format) => record(0x00e0, u16(0, format), Buffer.alloc(16))),
]
function sst(texts: string[], piece = 8_000): Buffer[] {
  // long texts are cut in the middle, and the rest says anew how wide its letters are
  const head = Buffer.concat([u32(texts.length), u32(texts.length)])
  const chunks: Buffer[] = [head]
  for (const text of texts) {
    let current = chunks.at(-1)!
    let rest = text
    current = Buffer.concat([current, u16(text.length), u8(1)])
    for (;;) {
      const room = Math.max(0, Math.floor((piece - current.length) / 2))
      current = Buffer.concat([current, Buffer.from(rest.slice(0, room), 'utf16le')])
      rest = rest.slice(room)
      chunks[chunks.length - 1] = current
      if (rest === '') break
      current = u8(1)
      chunks.push(current)
    }
  }
  return chunks.map((chunk, i) => record(i === 0 ? 0x00fc : 0x003c, chunk))
}

function workbook(sheets: Sheet[], texts: string[] = [], more: Buffer[] = []): Buffer {
  const globals = (offsets: number[]) => [
    bof(5),
    ...more,
    ...formats,
    ...sheets.map(({ name, hidden }, i) =>
      record(0x0085, u32(offsets[i]!), u8(hidden ? 1 : 0, 0), u8(name.length), wide(name)),
    ),
    ...sst(texts),
    eof,
  ]
  const bodies = sheets.map(({ records }) => Buffer.concat([bof(0x10), ...records, eof]))
  const start = Buffer.concat(globals(sheets.map(() => 0))).length
  const offsets = bodies.map((_, i) => start + bodies.slice(0, i).reduce((sum, b) => sum + b.length, 0))
  return container(Buffer.concat([...globals(offsets), ...bodies]))
}
function container(stream: Buffer, name = 'Workbook'): Buffer {
  const file = utils.cfb_new()
  utils.cfb_add(file, name, stream)
  return Buffer.from(write(file, { type: 'buffer' }))
}

const label = (row: number, column: number, text: number) => record(0x00fd, u16(row, column, 0), u32(text))
const number = (row: number, column: number, value: number, format = 0) =>
  record(0x0203, u16(row, column, format), f64(value))
const texts = ['客户名称', '金额', '日期', '备注', '甲公司', '乙公司', '长'.repeat(20_000), "'=1+1"]

async function read(bytes: Buffer, options: TableOptions = {}) {
  const table = await openTable(put(bytes), options)
  const rows: string[][] = []
  for await (const { cells } of table.rows()) rows.push(cells.map(cellText))
  return { ...table, names: table.header.columns.map((c) => c.name), rows }
}
const refused = async (bytes: Buffer) => {
  try {
    await read(bytes)
  } catch (error) {
    if (error instanceof Refusal) return error.problems[0]!.code
    throw error
  }
  return 'read'
}
const header = [0, 1, 2, 3].map((i) => label(0, i, i))

describe('an old workbook', () => {
  test('gives texts, numbers, dates, truths, errors and the stored values of formulas', async () => {
    const { kind, names, rows } = await read(
      workbook(
        [
          {
            name: '数据',
            records: [
              ...header,
              label(1, 0, 4),
              record(0x027e, u16(1, 1, 0), u32((1234 << 2) | 3)),
              number(1, 2, 43_895, 1),
              label(1, 3, 6),
              label(2, 0, 5),
              record(0x00bd, u16(2, 1), u16(0), u32((5 << 2) | 2), u16(2), u32((43_895 << 2) | 2), u16(2)),
              record(0x0006, u16(2, 3, 0), u8(0, 0, 0, 0, 0, 0, 255, 255), Buffer.alloc(8)),
              record(0x0207, u16(3), wide('公式值')),
              label(3, 0, 7),
              record(0x0006, u16(3, 1, 0), f64(99.5), Buffer.alloc(8)),
              number(3, 2, 43_895.5, 2),
              record(0x0205, u16(3, 3, 0), u8(1, 0)),
              label(4, 0, 4),
              record(0x0205, u16(4, 1, 0), u8(42, 1)),
              number(4, 2, 3.25, 3),
              record(0x0006, u16(4, 3, 0), u8(1, 0, 0, 0, 0, 0, 255, 255), Buffer.alloc(8)),
            ],
          },
        ],
        texts,
      ),
    )
    expect(kind).toBe('xls')
    expect(names).toEqual(['客户名称', '金额', '日期', '备注'])
    expect(rows).toEqual([
      ['甲公司', '12.34', '2020-03-05', '长'.repeat(20_000)],
      ['乙公司', '5', '2020-03-05', '公式值'],
      ['=1+1', '99.5', '2020-03-05T12:00:00', 'TRUE'],
      ['甲公司', '#N/A', '3.25', 'FALSE'],
    ])
  })

  test('counts days from 1904 where it says so, and loses no digit in silence', async () => {
    const cells = [...header, label(1, 0, 4), number(1, 1, 110101199003070000), number(1, 2, 43_895 - 1462, 1)]
    const table = await openTable(put(workbook([{ name: 's', records: cells }], texts, [record(0x0022, u16(1))])))
    for await (const { cells } of table.rows()) {
      expect(cells[1]).toMatchObject({ suspicious: 'digits-lost' })
      expect(cells[2]).toMatchObject({ kind: 'date', value: '2020-03-05' })
    }
  })

  test('has sheets to choose from, merged cells that count for every row, and says what it hides', async () => {
    const merged = [
      ...header,
      record(0x0208, u16(1, 0, 3, 255, 0, 0), u16(0x20), u16(0)),
      label(1, 0, 4),
      number(1, 1, 1),
      number(2, 1, 2),
      number(3, 1, 3),
      record(0x00e5, u16(1), u16(1, 2, 0, 0)),
      record(0x007d, u16(3, 3, 2_000, 0, 1, 0)),
    ]
    const bytes = workbook(
      [
        { name: '说明', hidden: true, records: [label(0, 0, 3)] },
        { name: '数据', records: merged },
        { name: '第二张', records: [label(0, 0, 0), label(1, 0, 5)] },
      ],
      texts,
    )
    const first = await read(bytes)
    expect(first.sheets).toEqual(['数据', '第二张'])
    expect(first.rows.map((row) => row[0] ?? '')).toEqual(['甲公司', '甲公司', ''])
    expect(first.hidden).toEqual({ rows: 1, columns: 1 })
    expect((await read(bytes, { sheet: '第二张' })).rows).toEqual([['乙公司']])
  })

  test('of 1995 is read by its code page', async () => {
    const old = (text: string) => iconv.encode(text, 'gbk')
    const cell = (row: number, column: number, text: string) =>
      record(0x0204, u16(row, column, 0), u16(old(text).length), old(text))
    const sheet = Buffer.concat([
      bof(0x10, 0x0500),
      cell(0, 0, '姓名'),
      cell(0, 1, '电话'),
      cell(1, 0, '张三'),
      cell(1, 1, '021'),
      eof,
    ])
    const globals = (at: number) =>
      Buffer.concat([
        bof(5, 0x0500),
        record(0x0042, u16(936)),
        record(0x0085, u32(at), u8(0, 0), u8(old('表').length), old('表')),
        eof,
      ])
    const { rows, sheets } = await read(container(Buffer.concat([globals(globals(0).length), sheet]), 'Book'))
    expect(sheets).toEqual(['表'])
    expect(rows).toEqual([['张三', '021']])
  })
})

describe('an old workbook is refused in words', () => {
  const good = workbook([{ name: 's', records: header }], texts)
  test('when it is protected or no workbook', async () => {
    expect(await refused(workbook([{ name: 's', records: header }], texts, [record(0x002f, u16(0, 0, 0))]))).toBe(
      'file-encrypted',
    )
    expect(await refused(container(Buffer.from('x'), 'EncryptedPackage'))).toBe('file-encrypted')
    expect(await refused(container(Buffer.from('x'.repeat(5_000)), 'WordDocument'))).toBe('file-kind')
  })

  test('when it is cut off, wherever that is', async () => {
    for (const share of [0.02, 0.1, 0.3, 0.5, 0.7, 0.9])
      expect(['file-damaged', 'file-kind', 'file-empty'], String(share)).toContain(
        await refused(good.subarray(0, Math.floor(good.length * share))),
      )
  })

  test('or read, when its bytes are shaken: nothing hangs and nothing else is thrown', async () => {
    let seed = 7
    const dice = (n: number) => {
      seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
      return seed % n
    }
    for (let round = 0; round < 300; round++) {
      const bytes = Buffer.from(good)
      for (let i = 0; i < 1 + dice(8); i++) bytes[8 + dice(bytes.length - 8)] = [0, 255, 254, dice(256)][dice(4)]!
      expect(await refused(bytes)).toMatch(/^(?:read|file-)/)
    }
  })
})
