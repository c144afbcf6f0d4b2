import { cleanText } from '#kernel/text/fold.ts'
import { joinName } from '#kernel/text/person-name.ts'
import type { Column, Header, Row } from './header.ts'
import { unreadable } from './refusals.ts'
import { type Card, type Property, readCards } from './vcard-lines.ts'

/** Cards as a table, read as often as asked. */
export type VcardSource = { header: Header; rows(): AsyncIterable<Row> }

/** Columns of every table of cards; `Phone 2` and the like come behind, as many as the fullest card has. */
const fixed = [
  'vCard',
  'UID',
  'Name',
  'Family name',
  'Given name',
  'Middle name',
  'Suffix',
  'Organization',
  'Department',
  'Job title',
  'Mobile',
  'Phone',
  'Fax',
  'E-mail',
  'Website',
  'Street',
  'City',
  'Province',
  'Postcode',
  'Country',
  'Birthday',
  'Gender',
  'Nickname',
  'Anniversary',
  'Categories',
  'Messenger',
  'Notes',
] as const
const mostOfAKind = 10

/** Opens a file of cards. Reads it through once to know its columns; those that no card fills are left out. */
export async function openVcard(path: string): Promise<VcardSource> {
  const samples = new Map<string, string[]>()
  for await (const card of readCards(path))
    for (const [name, text] of cellsOf(card)) {
      const some = samples.get(name) ?? []
      samples.set(name, some)
      if (some.length < 5 && !some.includes(text)) some.push(text.slice(0, 200))
    }
  if (samples.size === 0) throw unreadable.empty()
  const more = [...samples.keys()].filter((name) => !(fixed as readonly string[]).includes(name)).sort()
  const names = [...fixed.filter((name) => samples.has(name)), ...more]
  const columns: Column[] = names.map((name, index) => ({ index, name, samples: samples.get(name)! }))
  return {
    header: { row: 0, levels: 1, columns, above: [] },
    async *rows() {
      for await (const card of readCards(path)) {
        const cells = cellsOf(card)
        // a card that says nothing but its version is none
        if (cells.size > 1) yield { line: card.line, cells: names.map((name) => cells.get(name) ?? '') }
      }
    },
  }
}

function cellsOf({ version, properties }: Card): Map<string, string> {
  const cells = new Map([['vCard', version]])
  const counts = new Map<string, number>()
  const plain = (text: string) => cleanText(unescaped(text, version))
  const first = (name: string, text: string) => {
    if (text !== '' && !cells.has(name)) cells.set(name, text)
  }
  /** The second and further ones get a number; beyond ten they share a cell. */
  const add = (name: string, text: string) => {
    if (text === '') return
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    const place = count === 1 ? name : `${name} ${Math.min(count, mostOfAKind)}`
    cells.set(place, cells.has(place) ? `${cells.get(place)}; ${text}` : text)
  }
  const append = (name: string, text: string, between: string) => {
    if (text !== '') cells.set(name, cells.has(name) ? `${cells.get(name)}${between}${text}` : text)
  }
  for (const property of preferredFirst(properties)) {
    const { name, types, value } = property
    switch (name) {
      case 'FN':
        first('Name', plain(value))
        break
      case 'N': {
        const [family = '', given = '', middle = '', , suffix = ''] = parts(value, ';').map(plain)
        first('Family name', family)
        first('Given name', given)
        first('Middle name', middle)
        first('Suffix', suffix)
        break
      }
      case 'ORG': {
        const [company = '', ...units] = parts(value, ';').map(plain)
        first('Organization', company)
        first('Department', units.filter(Boolean).join(' / '))
        break
      }
      case 'TEL':
        add(
          types.has('fax') ? 'Fax' : types.has('cell') || types.has('iphone') ? 'Mobile' : 'Phone',
          plain(value).replace(/^tel:/i, '').replace(/;ext=/i, ' ext. '),
        )
        break
      case 'EMAIL':
        add('E-mail', plain(value).replace(/^mailto:/i, ''))
        break
      case 'URL':
        add('Website', plain(value))
        break
      case 'ADR':
        address(property)
        break
      case 'LABEL':
      case 'NOTE':
        if (name === 'NOTE') append('Notes', unescaped(value, version).trim(), '\n')
        break
      case 'IMPP':
      case 'X-QQ':
      case 'X-WECHAT':
      case 'X-AIM':
      case 'X-SKYPE':
      case 'X-MSN':
        append('Messenger', `${name === 'IMPP' ? '' : `${name.slice(2)}: `}${plain(value)}`, '; ')
        break
      case 'CATEGORIES':
        append('Categories', parts(value, ',').map(plain).filter(Boolean).join(', '), ', ')
        break
      case 'BDAY':
        first('Birthday', dayOf(plain(value)))
        break
      case 'ANNIVERSARY':
      case 'X-ANNIVERSARY':
      case 'X-MS-ANNIVERSARY':
        first('Anniversary', dayOf(plain(value)))
        break
      case 'GENDER':
      case 'X-GENDER':
        first('Gender', plain(parts(value, ';')[0] ?? ''))
        break
      default:
        if (simple[name]) first(simple[name], plain(value))
    }
  }
  // many a telephone puts the whole name into one part of N, and nothing into FN
  const [family, given, middle, suffix] = ['Family name', 'Given name', 'Middle name', 'Suffix'].map((n) =>
    cells.get(n),
  )
  first('Name', joinName({ family: family ?? '', given: given ?? '', middle: middle ?? '', suffix: suffix ?? '' }))
  first('Name', cells.get('Nickname') ?? cells.get('Organization') ?? cells.get('E-mail') ?? '')
  return cells

  function address({ value }: Property): void {
    const [box = '', extended = '', street = '', city = '', province = '', postcode = '', country = ''] = parts(
      value,
      ';',
    ).map(plain)
    const lines = [box, extended, street].filter(Boolean).join(' ')
    const taken = ['Street', 'City', 'Province', 'Postcode', 'Country'].some((part) => cells.has(part))
    if (taken) add('Address', [lines, city, province, postcode, country].filter(Boolean).join(', '))
    else
      for (const [part, text] of Object.entries({
        Street: lines,
        City: city,
        Province: province,
        Postcode: postcode,
        Country: country,
      }))
        first(part, text)
  }
}

const simple: Readonly<Record<string, string>> = {
  TITLE: 'Job title',
  ROLE: 'Job title',
  NICKNAME: 'Nickname',
  UID: 'UID',
}

function preferredFirst(properties: readonly Property[]): Property[] {
  return properties.toSorted((a, b) => Number(b.types.has('pref')) - Number(a.types.has('pref')))
}

/** Cuts at the sign where no backslash stands before it. */
function parts(value: string, sign: string): string[] {
  const list = ['']
  for (let i = 0; i < value.length; i++) {
    if (value[i] === '\\' && i + 1 < value.length) list[list.length - 1] += value[i]! + value[++i]!
    else if (value[i] === sign) list.push('')
    else list[list.length - 1] += value[i]!
  }
  return list
}

/** RFC 6350, 3.4. In 2.1 a backslash stands only before what would divide. */
function unescaped(text: string, version: string): string {
  if (version === '2.1') return text.replace(/\\([;,:])/g, '$1').replace(/\r\n?/g, '\n')
  return text
    .replace(/\\([nN,;:\\])/g, (_, sign: string) => (sign === 'n' || sign === 'N' ? '\n' : sign))
    .replace(/\r\n?/g, '\n')
}

/** `19220310`, `1996-10-22T14:00:00Z`; a day without its year stays as it is written. */
function dayOf(text: string): string {
  const [, year, month, day] = /^(\d{4})-?(\d\d)-?(\d\d)(?:T.*)?$/.exec(text) ?? []
  return year ? `${year}-${month}-${day}` : text
}
