import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, expect, test } from 'vitest'
import { cellText } from './cell.ts'
import { openTable } from './table.ts'

const folder = mkdtempSync(join(tmpdir(), 'sampan-vcf-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

async function read(content: string | Buffer): Promise<Record<string, string>[]> {
  const path = join(folder, `${files++}.vcf`)
  writeFileSync(path, content)
  const { header, rows, kind } = await openTable(path)
  expect(kind).toBe('vcf')
  const found: Record<string, string>[] = []
  for await (const { cells } of rows())
    found.push(
      Object.fromEntries(
        header.columns.flatMap(({ name, index }) => (cellText(cells[index]) ? [[name, cellText(cells[index])]] : [])),
      ),
    )
  return found
}
const card = (...lines: string[]) => ['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\r\n')

test('2.1 as Android phones write it: quoted-printable with soft breaks, bare kinds, the whole name in one part', async () => {
  const [zhang] = await read(
    card(
      'VERSION:2.1',
      'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;=E5=BC=A0=E4=B8=89;;;',
      'TEL;CELL;PREF:13800138000',
      'TEL;WORK;FAX:021-1',
      'TEL;HOME;VOICE:021-2',
      'NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=AC=AC=E4=B8=80=\r\n=E8=A1=8C=0D=0A=E7=AC=AC=E4=BA=8C=E8=A1=8C',
      'PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJ',
      ' CQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/2wBD',
      '',
      'BDAY:19220310',
    ),
  )
  expect(zhang).toMatchObject({
    vCard: '2.1',
    Name: '张三',
    'Given name': '张三',
    Mobile: '13800138000',
    Phone: '021-2',
    Fax: '021-1',
    Notes: '第一行\n第二行',
    Birthday: '1922-03-10',
  })
})

test('3.0 as iPhones and Outlook write it: groups, folds, escapes, several mails and addresses', async () => {
  const [ada] = await read(
    card(
      'VERSION:3.0',
      'N:Lovelace;Ada;King;Countess;',
      'FN:Ada King\\, Countess of Lovelace',
      'ORG:Analytical\\; Engines;Numbers;Notes',
      'TITLE:Programmer',
      'EMAIL;TYPE=INTERNET,WORK:ada@work.example',
      'item1.EMAIL;type=INTERNET;type=pref:ada@home.example',
      'item1.X-ABLabel:_$!<HomePage>!$_',
      'ADR;TYPE="work,pref":;;12 Main St\\, Floor 2;London;;W1;UK',
      'ADR;TYPE=HOME:;;1 Lane;Ockham;;;',
      'NOTE:A long no',
      ' te\\nin two lines',
      'X-MS-ANNIVERSARY:18350708',
      'CATEGORIES:friends,numbers',
      'URL;VALUE=uri:https://ada.example',
    ),
  )
  expect(ada).toMatchObject({
    Name: 'Ada King, Countess of Lovelace',
    'Family name': 'Lovelace',
    Organization: 'Analytical; Engines',
    Department: 'Numbers / Notes',
    'Job title': 'Programmer',
    'E-mail': 'ada@home.example',
    'E-mail 2': 'ada@work.example',
    Street: '12 Main St, Floor 2',
    City: 'London',
    Address: '1 Lane, Ockham',
    Notes: 'A long note\nin two lines',
    Anniversary: '1835-07-08',
    Categories: 'friends, numbers',
    Website: 'https://ada.example',
  })
})

test('4.0 with addresses of telephones, and a card within a card, which is nobody of this file', async () => {
  const found = await read(
    card(
      'VERSION:4.0',
      'UID:urn:uuid:1',
      'FN:Bo',
      'TEL;VALUE=uri;TYPE="voice,cell";PREF=1:tel:+1-555-1;ext=5',
      'GENDER:F;she',
      'AGENT:',
      'BEGIN:VCARD',
      'FN:Nobody',
      'END:VCARD',
      'BDAY:--0322',
    ) + card('VERSION:4.0', 'FN:Cy'),
  )
  expect(found).toMatchObject([
    { UID: 'urn:uuid:1', Name: 'Bo', Mobile: '+1-555-1 ext. 5', Gender: 'F', Birthday: '--0322' },
    { Name: 'Cy' },
  ])
})

test('GBK of Chinese Windows, UTF-16 of old Macs, bare line ends, a last card that is cut off', async () => {
  const text = card(
    'VERSION:3.0',
    'N:李;雷;;;',
    'ORG:北京甲乙丙科技有限公司',
    'TITLE:总经理',
    'ADR:;;中关村大街一号;北京;;;中国',
  )
  for (const bytes of [
    iconv.encode(text, 'gb18030'),
    Buffer.concat([Buffer.from([0xff, 0xfe]), iconv.encode(text, 'utf-16le')]),
    Buffer.from(text.replaceAll('\r\n', '\r')),
    Buffer.from(text.replace(/END:VCARD\r\n$/, '')),
  ])
    expect(await read(bytes)).toMatchObject([{ Name: '李雷', Organization: '北京甲乙丙科技有限公司', City: '北京' }])
})

test('a charset of its own for one value, and a photo larger than any text', async () => {
  const name = iconv.encode('王五', 'gbk')
  const quoted = [...name].map((byte) => `=${byte.toString(16).toUpperCase()}`).join('')
  const photo = 'A'.repeat(9_000_000)
  const [wang] = await read(
    card('VERSION:2.1', `FN;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:${quoted}`, `PHOTO;ENCODING=b:${photo}`, 'TEL:1'),
  )
  expect(wang).toMatchObject({ Name: '王五', Phone: '1' })
})

test('folds and soft breaks without end are read in the time that their bytes take', async () => {
  const [folded] = await read(`BEGIN:VCARD\nVERSION:3.0\nFN:A${'\n b'.repeat(200_000)}\nEND:VCARD\n`)
  expect(folded?.['Name']).toBe(`A${'b'.repeat(200_000)}`)
  const [broken] = await read(
    `BEGIN:VCARD\nVERSION:2.1\nFN;ENCODING=QUOTED-PRINTABLE:A${'=\n'.repeat(200_000)}B\nEND:VCARD\n`,
  )
  expect(broken?.['Name']).toBe('AB')
})

test('a card of more details than anybody has is refused, with its line', async () => {
  const details = Array.from({ length: 10_001 }, () => 'TEL:1')
  await expect(read(card('FN:Ann') + card('FN:Bob', ...details))).rejects.toMatchObject({
    problems: [{ code: 'file-card', message: { en: 'The card in line 4 has more than 10000 details.' } }],
  })
})
