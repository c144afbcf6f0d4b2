import { StringDecoder } from 'node:string_decoder'
import { setImmediate } from 'node:timers/promises'
import type { Limits } from './limits.ts'
import { unreadable } from './refusals.ts'
import { unescapeXml } from './workbook.ts'
import type { Zip } from './zip.ts'

const most = 10_000_000
/** Characters that one piece of markup or text may have before the file is taken for a broken one. */
const longestPiece = 16_000_000

/**
 * The shared texts of a workbook (ECMA-376 part 1, 18.4.8) by their number, read piece by piece while others are served:
 * what is written, without how it looks (`rPr`) and how it is spoken (`rPh`).
 */
export async function readSharedStrings(zip: Zip, path: string, limits: Limits): Promise<string[]> {
  const strings: string[] = []
  const decoder = new StringDecoder('utf8')
  let carry = ''
  let text: string | null = null
  let writing = false
  let spoken = false
  for await (const chunk of zip.stream(path, limits.partBytes)) {
    carry = read(carry + decoder.write(chunk))
    if (carry.length > longestPiece) throw unreadable.tooLarge()
    await setImmediate()
  }
  return strings

  /** Reads whole tags and the texts before them; answers what is still open. */
  function read(xml: string): string {
    let at = 0
    for (;;) {
      const open = xml.indexOf('<', at)
      if (open < 0) return xml.slice(at)
      const isData = xml.startsWith('<![CDATA[', open)
      const end = xml.indexOf(isData ? ']]>' : '>', open)
      if (end < 0) return xml.slice(at)
      if (writing && open > at) add(unescapeXml(xml.slice(at, open)))
      if (isData) {
        if (writing) add(xml.slice(open + 9, end))
        at = end + 3
      } else {
        tag(xml.slice(open + 1, Math.min(end, open + 100)), xml[end - 1] === '/')
        at = end + 1
      }
    }
  }

  function tag(inside: string, closed: boolean): void {
    const [, ending, name] = /^(\/?)(?:\w+:)?(\w+)/.exec(inside) ?? []
    if (name === 'si') {
      if (text !== null || closed) keep(text ?? '')
      text = ending || closed ? null : ''
      writing = spoken = false
    } else if (name === 'rPh') spoken = !ending && !closed
    else if (name === 't') writing = text !== null && !ending && !closed && !spoken
  }

  function add(piece: string): void {
    text += piece
    if (text!.length > longestPiece) throw unreadable.tooLarge()
  }

  function keep(whole: string): void {
    if (strings.length >= most) throw unreadable.tooLarge()
    strings.push(whole.includes('_x') ? unescapeOffice(whole) : whole)
  }
}

/** `_x000D_` is a character that XML cannot hold (ECMA-376 part 1, 22.9.2.19). */
function unescapeOffice(text: string): string {
  return text.replace(/_x([\da-f]{4})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/**
 * Marks cells that name a shared text, so that `sharedIndex` knows them again, without a byte more: they become cells of
 * an error (`t="e"`), which the parser hands on as they are, and their digits characters that no XML has. Takes whole cells.
 */
export function markShared(sheet: Buffer): Buffer {
  if (!sheet.includes('t="s"') && !sheet.includes("t='s'")) return sheet
  const marked = sheet
    .toString('latin1')
    .replace(
      /<((?:\w+:)?)c(\s[^<>]*?\b)t=(["'])s\3([^<>]*)>(\s*<\1v[^<>]*>)(\d{1,9})(?=<)/g,
      (_, prefix, before, quote, after, value, digits: string) =>
        `<${prefix}c${before}t=${quote}e${quote}${after}>${value}${digits.replace(/\d/g, (d) => String.fromCharCode(16 + Number(d)))}`,
    )
  return Buffer.from(marked, 'latin1')
}

/** The number of the shared text that a marked cell names; null for every other text. */
export function sharedIndex(text: string): number | null {
  const first = text.charCodeAt(0)
  if (!(first >= 16 && first <= 25)) return null
  return Number([...text].map((c) => c.charCodeAt(0) - 16).join(''))
}
