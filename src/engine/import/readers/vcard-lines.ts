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
/** Properties of one card, which are in memory at once: a hundred times what the fullest address book has. */
const mostDetails = 10_000

/**
 * Reads the cards of a file (vCard 2.1, RFC 2426, RFC 6350), one in memory at a time: folded lines, quoted-printable with
 * its soft breaks, parameters with and without names, a character set for each value. Cards inside cards are passed over.
 */
export async function* readCards(path: string): AsyncGenerator<Card> {
  const { encoding, bom } = await detectEncoding(path)
  let card: { line: number; version: string; properties: Property[] } | null = null
  let depth = 0
  for await (const lines of unfolded(path, encoding, bom)) {
    for (const { line, text } of lines) {
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
      else if (card && depth === 1 && name !== '' && !bulky.has(name)) {
        if (card.properties.length >= mostDetails) throw unreadable.card(card.line, mostDetails)
        card.properties.push({ name, group, types: typesOf(params), value: decoded(value, params, encoding) })
      }
    }
  }
  if (card) yield card
}

/** A logical line while it grows. Its pieces are put together once: each look at the whole would make all of them anew. */
type Folded = { readonly line: number; pieces: string[]; length: number; head: string; quoted: boolean | null }

type Line = { readonly line: number; readonly text: string }

/** Logical lines, as many at once as a piece of the file ends: folds and soft breaks undone. Their text is bytes, a character each. */
async function* unfolded(path: string, encoding: string, bom: number): AsyncGenerator<Line[]> {
  let open: Folded | null = null
  for await (const lines of physical(path, encoding, bom)) {
    const whole: Line[] = []
    for (const { line, text } of lines) {
      if (open?.quoted && open.pieces.at(-1)?.endsWith('=')) {
        const last = open.pieces.pop()!.slice(0, -1)
        open.length -= last.length + 1
        append(open, last)
        append(open, text)
      } else if (open && /^[ \t]/.test(text)) append(open, text.slice(1))
      else {
        if (open) whole.push({ line: open.line, text: open.pieces.join('') })
        open = { line, pieces: [], length: 0, head: '', quoted: null }
        append(open, text)
      }
      if (open.length > mostLine) cutBulky(open)
    }
    yield whole
  }
  if (open) yield [{ line: open.line, text: open.pieces.join('') }]
}

/** Adds a piece; whether it is quoted-printable is known once the colon has come that ends its parameters. */
function append(open: Folded, piece: string): void {
  if (piece === '') return
  open.pieces.push(piece)
  open.length += piece.length
  if (open.quoted !== null) return
  const colon = piece.indexOf(':')
  open.head += colon < 0 ? piece : piece.slice(0, colon)
  if (colon >= 0) open.quoted = /quoted-printable/i.test(open.head)
}

/** Of a photo its beginning stays. Refuses any other line of that length. */
function cutBulky(open: Folded): void {
  const begins = open.pieces.join('').slice(0, 200)
  if (!/^(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)\b/i.test(begins)) throw unreadable.cell(open.line, mostLine)
  open.pieces = [begins]
  open.length = begins.length
}

/** The lines of each piece of the file. */
async function* physical(path: string, encoding: string, bom: number): AsyncGenerator<Line[]> {
  let rest = ''
  let line = 0
  for await (const chunk of bytesOf(path, encoding, bom)) {
    // a carriage return at the end may be half of a line end
    const whole = rest + chunk.toString('latin1')
    const held = whole.endsWith('\r') ? 1 : 0
    const lines = whole.slice(0, whole.length - held).split(/\r\n|\n|\r/)
    rest = lines.pop()! + (held ? '\r' : '')
    if (rest.length > mostLine * 2) throw unreadable.cell(line, mostLine)
    yield lines.map((text) => ({ line: ++line, text }))
  }
  if (rest.replace(/\r$/, '') !== '') yield [{ line: ++line, text: rest.replace(/\r$/, '') }]
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
