import iconv from 'iconv-lite'
import { bomb, sheetOf, workbookParts, type ZipPart, zipOf } from './zips.ts'

/* Files that nobody made by accident: each asks for too much, leads elsewhere, or wants to be run. */

export type HostileFile = { readonly name: string; readonly bytes: Buffer; readonly to?: 'import-sets' }

const text = (t: string, r = 'A2') => `<c r="${r}" t="inlineStr"><is><t>${t}</t></is></c>`
const row = (n: number, ...cells: string[]) => `<row r="${n}">${cells.join('')}</row>`
const head = row(1, text('Name', 'A1'), text('Note', 'B1'))
const workbook = (rows: string, after = '', doctype = '') =>
  zipOf(
    workbookParts({ sheet: sheetOf(head + rows, after, doctype || undefined), ...(doctype ? { head: doctype } : {}) }),
  )
const outside = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://127.0.0.1:1/x">%p;]>'
const laughs = `<!DOCTYPE x [<!ENTITY a "haha">${[...'bcdefghi'].map((c, i) => `<!ENTITY ${c} "${`&${'abcdefgh'[i]};`.repeat(10)}">`).join('')}]>`
const csv = (line: string) => Buffer.from(`Name,Note\n${line}\n`)
const set = (...parts: ZipPart[]) => zipOf(parts)
const table = (name: string | Buffer, flags = 0x800): ZipPart => ({ name, bytes: 'Name,Note\nMars,x\n', flags })

function withPart(name: string, size: number, fill: string): Buffer {
  return zipOf(
    workbookParts({}).map((part) => (part.name === name ? { name, bytes: '', packed: bomb(size, fill) } : part)),
  )
}

/** All of them, made when asked for. `weight` is how many times an element is repeated where repetition is the attack. */
export function hostileFiles(weight = 200_000): HostileFile[] {
  const sheets: Record<string, Buffer> = {
    'an entity that reads a file': workbook(row(2, text('&e;')), '', outside),
    'a billion laughs': workbook(row(2, text('&i;')), '', laughs),
    'a sheet of a billion blanks': withPart('xl/worksheets/sheet1.xml', 400_000_000, ' '),
    'texts of a billion blanks': withPart('xl/sharedStrings.xml', 200_000_000, ' '),
    'contents of a billion blanks': withPart('xl/workbook.xml', 200_000_000, ' '),
    'elements without end': zipOf(workbookParts({ workbook: '<sheet '.repeat(weight) })),
    'relations without end': zipOf(workbookParts({ relations: '<Relationship '.repeat(weight) })),
    'an attribute without end': zipOf(workbookParts({ workbook: `<sheet ${'a'.repeat(weight)}>` })),
    'merged cells without end': workbook(row(2, text('x')), `<mergeCells>${'<mergeCell '.repeat(weight)}`),
    'everything merged, often': workbook(
      row(2, text('x')).repeat(500),
      `<mergeCells>${'<mergeCell ref="A1:XFD1048576"/>'.repeat(weight / 10)}</mergeCells>`,
    ),
    'hidden columns without end': zipOf(
      workbookParts({
        sheet: sheetOf(head).replace('<sheetData>', `<cols>${'<col hidden="1'.repeat(weight / 4)}<sheetData>`),
      }),
    ),
    'texts in texts in texts': zipOf(workbookParts({ strings: `<sst>${'<si><t>'.repeat(weight)}` })),
    'a text of very many runs': zipOf(
      workbookParts({ strings: `<sst><si>${'<r><t>a</t></r>'.repeat(weight)}</si></sst>` }),
    ),
    'a format without end': zipOf(
      workbookParts({
        styles: `<styleSheet><numFmts><numFmt numFmtId="200" formatCode="${'[h'.repeat(weight)}"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>`,
        sheet: sheetOf(head + '<row r="2"><c r="A2" s="0"><v>1</v></c></row>'.repeat(100)),
      }),
    ),
    'cells in cells in cells': workbook(`<row r="2"><c r="A2">${'<a>'.repeat(weight)}`),
    'a row at the end of the world': workbook(
      '<row r="999999999999"><c r="A999999999999"><v>1</v></c></row><row r="-5"><c r="A-5"><v>1</v></c></row>',
    ),
    'a column at the end of the world': workbook(row(2, text('x', 'ZZZZZZZZ2'))),
    '10,000 columns': zipOf(
      workbookParts({
        sheet: sheetOf(
          row(1, ...Array.from({ length: 10_000 }, (_, i) => `<c t="inlineStr"><is><t>c${i}</t></is></c>`)),
        ),
      }),
    ),
    'texts that are not there': workbook(row(2, '<c r="A2" t="s"><v>99999999</v></c><c r="B2" t="s"><v>-1</v></c>')),
    'names of prototypes': workbook(
      row(1, text('__proto__', 'A1'), text('constructor', 'B1'), text('Name', 'C1')) +
        row(2, text('a'), text('b', 'B2'), text('c', 'C2')),
    ),
    'formulas and scripts': workbook(
      row(2, text('=HYPERLINK("http://evil.example","x")'), text('&lt;script&gt;alert(1)&lt;/script&gt;', 'B2')) +
        row(3, '<c r="A3"><f>WEBSERVICE("http://evil.example")</f><v>7</v></c>', text('@SUM(1)|cmd', 'B3')),
    ),
    'a number of many digits': workbook(row(2, text('x'), `<c r="B2"><v>${'9'.repeat(weight)}</v></c>`)),
    'a part that lies about its size': zipOf(
      workbookParts({}).map((part) =>
        part.name === 'xl/worksheets/sheet1.xml' ? { ...part, bytes: Buffer.alloc(3_000_000), claims: 50 } : part,
      ),
    ),
    'a sheet that is outside': zipOf(
      workbookParts({
        relations:
          '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="../../../../etc/passwd"/></Relationships>',
      }),
    ),
    'no parts at all': zipOf([]),
    'a cell of 180 KB': csv(`Mars,${'长'.repeat(60_000)}`),
    'a cell of 9 MB': csv(`Mars,"${'x'.repeat(9_000_000)}"`),
    'a quotation mark that stays open': csv(`Mars,"${'x,\n'.repeat(weight)}`),
    '10,000 columns of text': Buffer.from(`${Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(',')}\n1,2\n`),
    'a header of very many letters': Buffer.from('长'.repeat(70_000)),
    'a header of blanks and colons': Buffer.from(`a${': '.repeat(weight / 4)}b,c\n1,2\n`),
    'commas only': Buffer.from(','.repeat(weight)),
    'quotation marks only': Buffer.from('"'.repeat(weight)),
    'line ends only': Buffer.from('\r\n'.repeat(weight)),
    'zeros only': Buffer.alloc(weight),
    'another encoding than it says': Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      iconv.encode('名称,备注\n火星,中文\n', 'gbk'),
    ]),
    'half a letter at the end': Buffer.concat([csv('火星,中'), Buffer.from([0xe4, 0xb8])]),
    'UTF-16 of an odd length': iconv.encode('Name,Note\nMars,火星\n', 'utf16le').subarray(0, -1),
    'prototypes as columns': Buffer.from('__proto__,constructor,toString,Name\na,b,c,Mars\n'),
    'an old workbook of nothing': Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4_096, 0xff)]),
    'cards within cards': Buffer.from('BEGIN:VCARD\r\nVERSION:3.0\r\nFN:a\r\n'.repeat(weight / 10)),
    'a card of many addresses': Buffer.from(
      `BEGIN:VCARD\nVERSION:4.0\nFN:a\n${'TEL:1\nADR:;;;;;;\n'.repeat(weight / 10)}END:VCARD\n`,
    ),
    'a card whose folds never end': Buffer.from(`BEGIN:VCARD\nVERSION:3.0\nFN:${'\n a'.repeat(weight)}\nEND:VCARD\n`),
    'a card of quoted line ends': Buffer.from(
      `BEGIN:VCARD\nVERSION:2.1\nN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-7:${'=\n'.repeat(weight)}\nEND:VCARD\n`,
    ),
  }
  const archives: Record<string, Buffer> = {
    'a way out': set(table('../../../../tmp/evil.csv')),
    'a way out by backslashes': set(table('..\\..\\evil.csv')),
    'an absolute way': set(table('/etc/cron.d/evil.csv')),
    'a drive': set(table('C:\\evil.csv')),
    'a name with nothing in it': set(table('a\0.csv')),
    'names of GBK': set(table(iconv.encode('客户.csv', 'gb18030'), 0)),
    'names that are no encoding': set(table(Buffer.from([0xff, 0xfe, 0x80, 0x2e, 0x63, 0x73, 0x76]), 0)),
    'a name of 60,000 letters': set(table(`${'a'.repeat(60_000)}.csv`)),
    'archives in archives': set({ name: 'inner.zip', bytes: set({ name: 'inner.zip', bytes: set(table('a.csv')) }) }),
    'a quine’s cousin: entries that overlap': zipOf(
      [
        { name: 'a.csv', bytes: '', packed: bomb(40_000_000, 'a,b\n') },
        ...Array.from({ length: 150 }, (_, i) => table(`${i}.csv`)),
      ],
      { overlap: true },
    ),
    'a bomb': set({ name: 'a.csv', bytes: '', packed: bomb(400_000_000, 'a,b\n') }),
    'very many entries': zipOf(
      Array.from({ length: Math.min(weight / 4, 60_000) }, (_, i) => ({ name: `${i}.csv`, bytes: '', stored: true })),
    ),
    'more entries than it has': zipOf([table('a.csv')], { says: 60_000 }),
    'the same name again and again': set(...Array.from({ length: 40 }, () => table('a.csv'))),
    'names of prototypes': set(table('__proto__.csv'), table('constructor'), table('toString.csv')),
    'a password': set(table('a.csv', 0x801)),
    'no archive': Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(3_000, 1)]),
  }
  return [
    ...Object.entries(sheets).map(([name, bytes]) => ({ name, bytes })),
    ...Object.entries(archives).map(([name, bytes]) => ({ name, bytes, to: 'import-sets' as const })),
  ]
}
