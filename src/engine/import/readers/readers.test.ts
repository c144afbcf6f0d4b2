import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeXlsx } from 'hucre/xlsx'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refusal } from '#kernel/problem.ts'
import { sheetOf, workbookParts, zipOf } from '../../../../test/fuzz/zips.ts'
import { cellText } from './cell.ts'
import { openTable, type TableOptions } from './table.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'readers-'))
})
afterAll(() => rm(folder, { recursive: true }))

let files = 0
async function file(content: string | Uint8Array): Promise<string> {
  const path = join(folder, `${files++}`)
  await writeFile(path, content)
  return path
}

async function read(content: string | Uint8Array, options?: TableOptions) {
  const table = await openTable(await file(content), options)
  const rows = []
  for await (const row of table.rows()) rows.push(row)
  return {
    ...table,
    data: rows,
    names: table.header.columns.map((c) => c.name),
    texts: rows.map((r) => r.cells.map(cellText)),
  }
}

async function refused(content: string | Uint8Array, options?: TableOptions): Promise<string | undefined> {
  const error = await read(content, options).then(
    () => null,
    (e: unknown) => e,
  )
  if (error !== null && !(error instanceof Refusal)) throw error
  return error?.problems[0]?.code
}

const workbook = (...sheets: Parameters<typeof writeXlsx>[0]['sheets']) => writeXlsx({ sheets })

describe('files that are refused', () => {
  it('says what is wrong with a file that is no table', async () => {
    expect(await refused('')).toBe('file-empty')
    expect(await refused('\ufeff')).toBe('file-empty')
    expect(await refused('\n\n,,\n')).toBe('file-empty')
    expect(await refused(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).toBe('file-damaged')
    expect(await refused('<html><table><tr><td>客户</td></tr></table></html>')).toBe('file-html')
    for (const foreign of ['%PDF-1.7', '[{"a": 1}]', Buffer.from([0x1f, 0x8b, 8, 0]), Buffer.from([97, 0, 1, 2, 3])]) {
      expect(await refused(foreign)).toBe('file-kind')
    }
    expect(await refused('姓名\n张三', { encoding: 'klingon' })).toBe('file-encoding')
  })

  it('tells a workbook with a password from a damaged one', async () => {
    const secret = await writeXlsx({
      sheets: [{ name: 'a', rows: [['x']] }],
      encryption: { password: 'p', spinCount: 1 },
    })
    expect(await refused(secret)).toBe('file-encrypted')
  })

  it('does not take a damaged, cut or foreign archive for a workbook', async () => {
    const good = await workbook({ name: 'a', rows: [['姓名'], ['张三']] })
    expect(await refused(good.subarray(0, good.length / 2))).toBe('file-damaged')
    const bent = Buffer.from(good)
    const sheet = bent.indexOf('xl/worksheets/sheet1.xml')
    bent.fill(0xff, sheet + 40, sheet + 60)
    expect(await refused(bent)).toBe('file-damaged')
    const foreign = Buffer.from(
      Buffer.from(good).toString('latin1').replaceAll('xl/workbook.xml', 'xl/something.md'),
      'latin1',
    )
    expect(await refused(foreign)).toBe('file-archive')
    expect(await refused('PK\x03\x04 not really')).toBe('file-damaged')
    expect(await refused(good, { sheet: 'b' })).toBe('file-sheet')
  })

  it('bounds what a file may unpack to', async () => {
    const bomb = await workbook({ name: 'a', rows: Array.from({ length: 2000 }, () => ['0'.repeat(2000)]) })
    expect(bomb.length).toBeLessThan(100_000)
    expect(await refused(bomb, { limits: { partBytes: 1500 } })).toBe('file-too-large')
    expect(await refused(bomb, { limits: { sheetBytes: 10_000 } })).toBe('file-too-large')
    expect(await refused(bomb, { limits: { cell: 1000 } })).toBe('file-cell')
    expect(await refused(await workbook({ name: 'a', rows: [Array(30).fill('x')] }), { limits: { columns: 20 } })).toBe(
      'file-columns',
    )
    expect(await refused('a,b,c\n1,2,3', { limits: { columns: 2 } })).toBe('file-columns')
    expect(await refused(`a,b\n${'x'.repeat(5000)},2`, { limits: { cell: 1000 } })).toBe('file-cell')
  })

  it('does not believe what an archive says of itself', async () => {
    const honest = Buffer.from(await workbook({ name: 'a', rows: Array.from({ length: 500 }, (_, i) => [`row ${i}`]) }))
    for (let at = 0; at >= 0; ) {
      at = honest.indexOf('PK\x01\x02', at + 1)
      if (at >= 0 && honest.readUInt32LE(at + 24) > 5000) honest.writeUInt32LE(1000, at + 24)
    }
    expect(await refused(honest)).toBe('file-damaged')
  })

  it('names the line of a quotation mark that is never closed', async () => {
    const error = await read(`a,b\n1,2\n3,"open\n${'x\n'.repeat(10)}`).catch((e: Refusal) => e)
    expect(error).toMatchObject({ problems: [{ code: 'file-quote', message: { zh: '第 3 行附近的引号没有闭合。' } }] })
  })
})

describe('encodings', () => {
  const simplified =
    '公司名称,联系人,手机\r\n深圳市中兴通讯股份有限公司,张三,13800138000\r\n北京百度网讯科技有限公司,李四,13900139000\r\n'
  const traditional = '公司名稱,聯絡人,電話\r\n臺灣積體電路製造股份有限公司,張忠謀,0912345678\r\n'

  it.each([
    ['utf-8', simplified],
    ['gb18030', simplified],
    ['gb18030', '姓名\n张三\n'],
    ['gb18030', '客户,电话\n王芳,1\n'],
    ['gb18030', 'name,no\n鑫淼,1\n'],
    ['gb18030', '客户名称,备注\n𠮷野家,龘䶮\n東京商社,測試\n'],
    ['big5', traditional],
    ['big5', '姓名,電話\n陳小明,1\n'],
    ['big5', '客戶,備註\n王小姐,無\n'],
    ['utf-16le', simplified],
    ['utf-16be', simplified],
    ['windows-1252', 'Name,City\nJosé Müller,São Paulo\nChloé,Zürich\n'],
  ])('recognises %s without a mark', async (encoding, text) => {
    const table = await read(iconv.encode(text, encoding))
    expect(table.encoding).toBe(encoding)
    expect(table.names.join(',')).toBe(text.split(/\r?\n/)[0])
    expect(table.texts[0]?.join(',')).toBe(text.split(/\r?\n/)[1])
  })

  it.each(['utf-8', 'utf-16le', 'utf-16be'])('believes the mark of %s', async (encoding) => {
    expect((await read(iconv.encode(simplified, encoding, { addBOM: true }))).names).toEqual([
      '公司名称',
      '联系人',
      '手机',
    ])
  })

  it('finds the one Chinese name at the end of a long file, and survives one bad byte', async () => {
    const english = `Name,City\n${'Acme Incorporated,London\n'.repeat(8000)}`
    const gbk = await read(Buffer.concat([Buffer.from(english), iconv.encode('中国石油,北京\n', 'gb18030')]))
    expect([gbk.encoding, gbk.texts.at(-1)]).toEqual(['gb18030', ['中国石油', '北京']])
    const damaged = Buffer.from(`姓名,备注\n${'张三,客户很满意,下周再联系\n'.repeat(2000)}`)
    damaged[30_000] = 0xff
    expect((await read(damaged)).encoding).toBe('utf-8')
  })

  it('lets the user know better', async () => {
    const table = await read(iconv.encode('姓名\n张三', 'gb18030'), { encoding: 'gbk' })
    expect([table.encoding, table.names]).toEqual(['gbk', ['姓名']])
  })
})

describe('separated text', () => {
  it.each([',', ';', '\t', '|'])('finds the separator %j', async (d) => {
    const table = await read(`姓名${d}电话${d}备注\n张三${d}1${d}"a,b;c\td|e"\n李四${d}2${d}3.5\n`)
    expect([table.delimiter, table.names]).toEqual([d, ['姓名', '电话', '备注']])
    expect(table.texts).toEqual([
      ['张三', '1', 'a,b;c\td|e'],
      ['李四', '2', '3.5'],
    ])
  })

  it("obeys Excel's own first line, and a person", async () => {
    expect((await read('sep=;\r\na,x;b\r\n1,5;2\r\n')).texts).toEqual([['1,5', '2']])
    expect((await read('a;b,c\n1;2,3\n', { delimiter: ';' })).names).toEqual(['a', 'b,c'])
  })

  it('reads quotes, line breaks in cells, every kind of line end and uneven rows', async () => {
    const table = await read(
      'name,note\r\n"Li ""Leo"" Ming","line 1\r\nline 2\n\nline 4"\r3" pipe,x\n\n,,\nshort\nlong,1,2,3\n',
    )
    expect(table.data).toEqual([
      { line: 2, cells: ['Li "Leo" Ming', 'line 1\r\nline 2\n\nline 4'] },
      { line: 6, cells: ['3" pipe', 'x'] },
      { line: 9, cells: ['short'] },
      { line: 10, cells: ['long', '1', '2', '3'] },
    ])
  })

  it('takes guards away and keeps apostrophes', async () => {
    const table = await read("a,b,c,d,e\n'=1+1,'+86 138,'0912,'tis,\u200d=x\n")
    expect(table.texts).toEqual([['=1+1', '+86 138', '0912', "'tis", '=x']])
  })

  it('reads a cell as long as a whole mailbox', async () => {
    const long = `"${'mail, '.repeat(40_000)}"`
    expect((await read(`a,b\n1,${long}\n`)).texts[0]?.[1]).toHaveLength(240_000)
  })

  it('reads a file with one column', async () => {
    const table = await read('客户名称\n中兴\n华为\n')
    expect([table.names, table.texts]).toEqual([['客户名称'], [['中兴'], ['华为']]])
  })
})

describe('headers', () => {
  it('passes over empty rows, titles, notes and report lines', async () => {
    const table = await read(
      '\n客户列表,,,\n导出时间：2026-11-22,,,\n,,,\n*客户名称,手机（必填）,手机,备注\n中兴,138,139,x\n',
    )
    expect(table.header).toMatchObject({ row: 5, levels: 1 })
    expect(table.data).toEqual([{ line: 6, cells: ['中兴', '138', '139', 'x'] }])
  })

  it('strips hints and numbers what is called the same', async () => {
    const table = await read('*客户名称,手机（必填）,手机,"电话\n(required)",Phone*,phone,备注：,\n1,2,3,4,5,6,7,8\n')
    expect(table.names).toEqual(['客户名称', '手机', '手机 2', '电话', 'Phone', 'phone 2', '备注', ''])
    expect(table.header.columns[7]).toEqual({ index: 7, name: '', samples: ['8'] })
  })

  it('obeys a person, who may say that there is none', async () => {
    const text = 'x,y\n姓名,电话\n张三,1\n'
    expect((await read(text, { headerRow: 2 })).texts).toEqual([['张三', '1']])
    const none = await read(text, { headerRow: 0 })
    expect([none.header.row, none.texts.length, none.names]).toEqual([0, 3, ['', '']])
  })

  it('joins the two levels of a merged header and passes over a merged note', async () => {
    const rows = [
      ['填写须知：带 * 的列必填', null, null, null, null],
      ['*客户', '联系人', null, '金额', '备注'],
      [null, '姓名', '电话', '金额', null],
      ['中兴', '张三', '138', 5, 'a'],
    ]
    const merges = [
      { startRow: 0, startCol: 0, endRow: 0, endCol: 4 },
      { startRow: 1, startCol: 0, endRow: 2, endCol: 0 },
      { startRow: 1, startCol: 1, endRow: 1, endCol: 2 },
      { startRow: 1, startCol: 4, endRow: 2, endCol: 4 },
    ]
    const table = await read(await workbook({ name: '数据', rows, merges }))
    expect(table.header).toMatchObject({ row: 2, levels: 2 })
    expect(table.names).toEqual(['客户', '联系人 / 姓名', '联系人 / 电话', '金额', '备注'])
    expect(table.texts).toEqual([['中兴', '张三', '138', '5', 'a']])
  })
})

describe('templates of other systems', () => {
  const merged = (row: number, to: number) => ({ startRow: row, startCol: 0, endRow: row, endCol: to })

  it('finds the header below a merged note', async () => {
    const rows = [
      ['注意事项：1、表头标“*”的红色字体为必填项', null, null],
      ['*客户名称', '客户来源', '下次联系时间'],
      ['中兴', '官网', '2026-11-22 10:00:00'],
    ]
    const table = await read(await workbook({ name: 'sheet1', rows, merges: [merged(0, 2)] }))
    expect([table.header.row, table.names]).toEqual([2, ['客户名称', '客户来源', '下次联系时间']])
  })

  it('finds the header below an empty row and a tall note', async () => {
    const rows = [[], ['填写须知：', null, null], [], ['工号', '姓名', '部门'], ['007', '张三', 'XX公司/研发部']]
    const merges = [{ startRow: 1, startCol: 0, endRow: 2, endCol: 2 }]
    const table = await read(await workbook({ name: 'sheet1', rows, merges }))
    expect([table.header.row, table.names, table.texts]).toEqual([
      4,
      ['工号', '姓名', '部门'],
      [['007', '张三', 'XX公司/研发部']],
    ])
  })

  it('finds a header that has less columns than some rows, and one with nothing below', async () => {
    expect((await read('姓名,电话\n张三,1,2,3\n')).names).toEqual(['姓名', '电话', '', ''])
    const bare = await read('姓名,电话\n')
    expect([bare.names, bare.data]).toEqual([['姓名', '电话'], []])
  })
})

describe('workbooks', () => {
  it('keeps what a cell is beside what a person reads', async () => {
    const cells = [
      '文本',
      1234.5,
      0.1 + 0.2,
      1e-7,
      true,
      new Date('2026-03-05'),
      new Date('2026-03-05T14:30:00Z'),
      '#N/A',
      110105199001010000,
      '007',
      "'=1+1",
      '',
    ]
    const table = await read(await workbook({ name: 'a', rows: [cells.map((_, i) => `c${i}`), cells] }))
    expect(table.data[0]?.cells).toEqual([
      '文本',
      { kind: 'number', text: '1234.5', value: '1234.5' },
      { kind: 'number', text: '0.3', value: '0.3' },
      { kind: 'number', text: '0.0000001', value: '0.0000001' },
      { kind: 'boolean', text: 'TRUE', value: true },
      { kind: 'date', text: '2026-03-05', value: '2026-03-05' },
      { kind: 'date', text: '2026-03-05T14:30:00', value: '2026-03-05T14:30:00' },
      { kind: 'error', text: '#N/A' },
      { kind: 'number', text: '110105199001010000', value: '110105199001010000', suspicious: 'digits-lost' },
      '007',
      '=1+1',
      '',
    ])
  })

  it.each(['yyyy"年"m"月"d"日"', '[$-404]e/m/d', 'm/d/yy h:mm', '[$-804]yyyy"年"m"月";@', 'mmm-yy'])(
    'knows the date format %s',
    async (numFmt) => {
      const book = await workbook({ name: 'a', columns: [{ header: '日期', numFmt }], rows: [['日期'], [46086]] })
      expect((await read(book)).data[0]?.cells[0]).toMatchObject({ kind: 'date', text: '2026-03-05' })
    },
  )

  it.each(['0.00', '#,##0"元"', '0%', '"Day "0', '[Red]0'])(
    'does not take the number format %s for a date',
    async (numFmt) => {
      const book = await workbook({ name: 'a', columns: [{ header: 'n', numFmt }], rows: [['n'], [46086]] })
      expect((await read(book)).data[0]?.cells[0]).toMatchObject({ kind: 'number', text: '46086' })
    },
  )

  it('reads formulas by their last result, shared and rich text, and fills merged cells down', async () => {
    const table = await read(
      await workbook({
        name: 'a',
        rows: [
          ['客户', '联系人', '和'],
          ['中兴', '张三', null],
          [null, '李四', 2],
          ['华为', '王五', 3],
        ],
        cells: new Map([['1,2', { formula: '1+1', formulaResult: 2 }]]),
        merges: [{ startRow: 1, startCol: 0, endRow: 2, endCol: 0 }],
      }),
    )
    expect(table.texts).toEqual([
      ['中兴', '张三', '2'],
      ['中兴', '李四', '2'],
      ['华为', '王五', '3'],
    ])
  })

  it('chooses the first visible sheet, or the one that is named', async () => {
    const book = await workbook(
      { name: '隐藏', rows: [['x'], ['1']], hidden: true },
      { name: '数据 & 更多', rows: [['a'], ['2']] },
      { name: '填写须知', rows: [['b'], ['3']] },
    )
    const table = await read(book)
    expect([table.sheets, table.sheet, table.texts]).toEqual([['数据 & 更多', '填写须知'], '数据 & 更多', [['2']]])
    expect((await read(book, { sheet: '填写须知' })).texts).toEqual([['3']])
  })

  it('tells how many rows and columns are not shown, of which it reads the cells all the same', async () => {
    const cell = (at: string) => `<c r="${at}" t="inlineStr"><is><t>${at}</t></is></c>`
    const columns = [
      '<col min="2" max="3" hidden="1"/>',
      '<col hidden="true" width="9" max="5" min="5"/>',
      '<col min="6" max="6" hidden="0"/>',
      '<col min="7" max="16384" hidden="1"/>',
    ]
    const sheet = sheetOf(
      `<row r="1">${cell('A1')}${cell('B1')}</row><row r="2" hidden="1">${cell('A2')}</row><x:row r="3" ht="1" hidden="1"/>`,
    ).replace('<sheetData>', `<cols>${columns.join('')}</cols><sheetData>`)
    const table = await read(zipOf(workbookParts({ sheet })))
    expect([table.hidden, table.texts]).toEqual([{ rows: 2, columns: 3 }, [['A2']]])
  })

  it('reads its rows as often as asked, counts them as Excel does, and stops when nobody reads on', async () => {
    const rows: (string | null)[][] = Array.from({ length: 5000 }, (_, i) => [`row ${i}`, 'x'])
    rows[2] = [null, null]
    const table = await openTable(await file(await workbook({ name: 'a', rows })))
    for (let round = 0; round < 2; round++) {
      const lines = []
      for await (const { line } of table.rows()) if (lines.push(line) > 2) break
      expect(lines).toEqual([2, 4, 5])
    }
  })
})
