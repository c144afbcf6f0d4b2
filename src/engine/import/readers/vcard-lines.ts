import { createReadStream } from 'node:fs'
import iconv from 'iconv-lite'
import { detectEncoding } from './encoding.ts'
import { unreadable } from './refusals.ts'

/** One property of a card: `item1.TEL;TYPE=work:…`, its texts decoded, its escapes still in place. */
export type Property = {
  readonly name: string
  /** `item1`: properties of a group belong together. */
  readonly group: string
  /** Kinds in small letters: `work`, `cell`, `pref`. */
  readonly types: ReadonlySet<string>
  readonly value: string
}
export type Card = { readonly line: number; readonly version: string; readonly properties: readonly Property[] }

/** Photos and keys: bytes that no table holds. */
const bulky = new Set(['PHOTO', 'LOGO', 'SOUND', 'KEY'])
const mostLine = 8_000_000

/**
 * Reads the cards of a file (vCard 2.1, RFC 2426, RFC 6350), one in memory at a time: folded lines, quoted-printable with
 * its soft breaks, parameters with and without names, a character set for each value. Cards inside cards are passed over.
 */
export async function* readCards(path: string): AsyncGenerator<Card> {
  const { encoding, bom } = await detectEncoding(path)
  let card: { line: number; version: string; properties: Property[] } | null = null
  let depth = 0
  for await (const { line, text } of unfolded(path, encoding, bom)) {
    const { name, group, params, value } = split(text)
    if (name === 'BEGIN' && /^vcard$/i.test(value.trim())) {
      depth++
      card ??= { line, version: '2.1', properties: [] }
    } else if (name === 'END' && /^vcard$/i.test(value.trim())) {
      depth--
      if (depth > 0 || !card) continue
      yield card
      card = null
      depth = 0
    } else if (card && depth === 1 && name === 'VERSION') card.version = value.trim()
    else if (card && depth === 1 && name !== '' && !bulky.has(name))
      card.properties.push({ name, group, types: typesOf(params), value: decoded(value, params, encoding) })
  }
  if (card) yield card
}

/** Logical lines: folds and soft breaks undone. Their text is bytes, a character each. */
async function* unfolded(path: string, encoding: string, bom: number): AsyncGenerator<{ line: number; text: string }> {
  let open: { line: number; text: string } | null = null
  for await (const { line, text } of physical(path, encoding, bom)) {
    if (open && /=$/.test(open.text) && isQuoted(open.text)) open.text = open.text.slice(0, -1) + text
    else if (open && /^[ \t]/.test(text)) open.text += text.slice(1)
    else {
      if (open) yield open
      open = { line, text }
    }
    if (open.text.length > mostLine) {
      if (!/^(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)\b/i.test(open.text)) throw unreadable.cell(open.line, mostLine)
      open.text = open.text.slice(0, 200)
    }
  }
  if (open) yield open
}

async function* physical(path: string, encoding: string, bom: number): AsyncGenerator<{ line: number; text: string }> {
  let rest = ''
  let line = 0
  for await (const chunk of bytesOf(path, encoding, bom)) {
    // a carriage return at the end may be half of a line end
    const whole = rest + chunk.toString('latin1')
    const held = whole.endsWith('\r') ? 1 : 0
    const lines = whole.slice(0, whole.length - held).split(/\r\n|\n|\r/)
    rest = lines.pop()! + (held ? '\r' : '')
    if (rest.length > mostLine * 2) throw unreadable.cell(line, mostLine)
    for (const text of lines) yield { line: ++line, text }
  }
  if (rest.replace(/\r$/, '') !== '') yield { line: ++line, text: rest.replace(/\r$/, '') }
}

/** The bytes of the file; wide encodings as UTF-8, because their line ends are wide too. */
async function* bytesOf(path: string, encoding: string, bom: number): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { start: bom, highWaterMark: 1 << 18 })
  if (!isWide(encoding)) return yield* file as AsyncIterable<Buffer>
  const decoder = iconv.getDecoder(encoding)
  for await (const chunk of file as AsyncIterable<Buffer>) yield Buffer.from(decoder.write(chunk))
}

function isWide(encoding: string): boolean {
  return encoding.startsWith('utf-16')
}

function isQuoted(text: string): boolean {
  const colon = text.indexOf(':')
  return colon > 0 && /quoted-printable/i.test(text.slice(0, colon))
}

/** The name, its parameters and the value; a colon in a quoted parameter does not end it. */
function split(text: string): { name: string; group: string; params: string[]; value: string } {
  let quoted = false
  let end = -1
  const cuts: number[] = []
  for (let i = 0; i < text.length && end < 0; i++) {
    const char = text[i]
    if (char === '"') quoted = !quoted
    else if (!quoted && char === ';') cuts.push(i)
    else if (!quoted && char === ':') end = i
  }
  if (end < 0) return { name: '', group: '', params: [], value: '' }
  const places = [...cuts, end]
  const [whole = '', ...params] = places.map((place, i) => text.slice(i === 0 ? 0 : places[i - 1]! + 1, place))
  const dot = whole.indexOf('.')
  return {
    name: whole
      .slice(dot + 1)
      .trim()
      .toUpperCase(),
    group: dot < 0 ? '' : whole.slice(0, dot),
    params,
    value: text.slice(end + 1),
  }
}

/** `TYPE=work,voice`, `TYPE="work,voice"` and the bare `WORK` of 2.1. */
function typesOf(params: readonly string[]): Set<string> {
  const types = params.flatMap((param) => {
    const [key = '', value] = param.split('=')
    if (value === undefined) return [key]
    if (/^pref$/i.test(key)) return ['pref']
    return /^type$/i.test(key) ? value.replace(/"/g, '').split(',') : []
  })
  return new Set(types.map((type) => type.trim().toLowerCase()))
}

function decoded(value: string, params: readonly string[], encoding: string): string {
  const bytes = params.some((param) => /^(?:encoding=)?quoted-printable$/i.test(param.trim()))
    ? Buffer.from(
        value.replace(/=([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      )
    : Buffer.from(value, 'latin1')
  const named = params.map((param) => /^charset="?([\w-]+)"?$/i.exec(param.trim())?.[1]).find(Boolean)
  const charset = isWide(encoding) ? 'utf-8' : named && iconv.encodingExists(named) ? named : encoding
  return iconv.decode(bytes, /^gb/i.test(charset) ? 'gb18030' : charset)
}
