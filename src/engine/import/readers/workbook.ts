import { posix } from 'node:path'
import type { Merge } from './header.ts'
import type { Limits } from './limits.ts'
import { unreadable } from './refusals.ts'
import type { Zip } from './zip.ts'

/** Where the parts of a workbook are in its archive (ECMA-376 part 2, 9.3), and its visible sheets in order. */
export type Workbook = {
  sheets: { name: string; path: string }[]
  date1904: boolean
  strings?: string
  styles?: string
}

/** Reads the contents page of a workbook. Refuses an archive that is none. */
export async function readWorkbook(zip: Zip, limits: Limits): Promise<Workbook> {
  const rels = await relations(zip, '', limits)
  const main = rels.find(({ type }) => type.endsWith('/officeDocument'))?.target
  if (!main || !zip.entries.has(main)) throw unreadable.archive()
  const xml = (await zip.read(main, limits.contentsBytes)).toString('utf8')
  const parts = await relations(zip, main, limits)
  const sheets = tags(xml, 'sheet').flatMap((attributes) => {
    const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1]
    const part = parts.find((p) => p.id === id && p.type.endsWith('/worksheet'))
    return part && zip.entries.has(part.target)
      ? [{ name: attributes.name ?? '', path: part.target, hidden: (attributes.state ?? 'visible') !== 'visible' }]
      : []
  })
  const visible = sheets.filter(({ hidden }) => !hidden)
  const named = (kind: string) => parts.find((p) => p.type.endsWith(kind) && zip.entries.has(p.target))?.target
  if (sheets.length === 0) throw unreadable.notATable()
  return {
    sheets: visible.length > 0 ? visible : sheets,
    date1904: tags(xml, 'workbookPr').some((a) => a.date1904 === '1' || a.date1904 === 'true'),
    strings: named('/sharedStrings'),
    styles: named('/styles'),
  }
}

/**
 * The merged cells of a sheet, which stand behind its rows, and how much of it is not shown. Reading it through also
 * proves its size.
 */
export async function readMerges(
  zip: Zip,
  path: string,
  limit: number,
): Promise<{ merges: Merge[]; hidden: { rows: number; columns: number } }> {
  const hidden = { rows: 0, columns: 0 }
  const mark = Buffer.from('<mergeCells')
  let carry: Buffer = Buffer.alloc(0)
  let behind: Buffer[] | null = null
  let size = 0
  for await (const chunk of zip.stream(path, limit)) {
    if (behind) {
      size += chunk.length
      if (size > mostBehind) throw unreadable.tooLarge()
      behind.push(chunk)
      continue
    }
    const joined = Buffer.concat([carry, chunk])
    const at = joined.indexOf(mark)
    if (at >= 0) behind = [joined.subarray(at)]
    // an element that the end of the piece cuts is looked at with the next
    const open = joined.lastIndexOf('<')
    countHidden(joined.subarray(0, Math.max(open, 0)), hidden)
    carry = open < 0 || joined.length - open > longestElement ? joined.subarray(-mark.length) : joined.subarray(open)
  }
  const merges = tags(Buffer.concat(behind ?? []).toString('latin1'), 'mergeCell').flatMap(({ ref = '' }) => {
    const cells = /^([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(ref)
    return cells
      ? [{ left: column(cells[1]!), top: Number(cells[2]), right: column(cells[3]!), bottom: Number(cells[4]) }]
      : []
  })
  return { merges, hidden }
}

/** Bytes that may stand behind the rows of a sheet; they are held in memory. */
const mostBehind = 64_000_000
/** Bytes of the start of an element within which its attributes are looked for. */
const longestElement = 4_096

/** Counts in one pass: an element is looked at once, and none is longer than `longestElement`. */
function countHidden(xml: Buffer, hidden: { rows: number; columns: number }): void {
  let next = 0
  for (let at = xml.indexOf(' hidden="'); at >= 0; at = xml.indexOf(' hidden="', next)) {
    const from = Math.max(at - longestElement, next)
    const start = xml.subarray(from, at).lastIndexOf('<')
    const end = endOf(xml.subarray(at, at + longestElement))
    next = at + end
    if (start < 0) continue
    const element = xml.toString('latin1', from + start, next)
    if (!/ hidden="(?:1|true)/.test(element)) continue
    if (/^<(?:\w+:)?row\s/.test(element)) hidden.rows++
    const [, first, last] = /^<(?:\w+:)?col\s(?=[^>]*min="(\d+)")(?=[^>]*max="(\d+)")/.exec(element) ?? []
    // Excel says of all columns to the right at once that they are hidden
    if (first && Number(last) < 16_384) hidden.columns += Number(last) - Number(first) + 1
  }
}

/** Where an element ends, or the next begins. */
function endOf(xml: Buffer): number {
  for (let at = 0; at < xml.length; at++) if (xml[at] === 0x3e || xml[at] === 0x3c) return at
  return xml.length
}

type Relation = { id: string; type: string; target: string }

async function relations(zip: Zip, part: string, limits: Limits): Promise<Relation[]> {
  const folder = posix.dirname(part)
  const path = posix.join(folder, '_rels', `${posix.basename(part)}.rels`)
  if (!zip.entries.has(path)) return []
  return tags((await zip.read(path, limits.contentsBytes)).toString('utf8'), 'Relationship').map((a) => ({
    id: a.Id ?? '',
    type: a.Type ?? '',
    target: a.Target?.startsWith('/') ? a.Target.slice(1) : posix.join(folder, a.Target ?? ''),
  }))
}

/** The attributes of every element of that local name. */
function tags(xml: string, name: string): Record<string, string>[] {
  // Neither expression begins anew within what it has passed: a file without ends takes no longer than others.
  return Array.from(xml.matchAll(new RegExp(`<(?:\\w+:)?${name}\\s([^<>]*)>`, 'g')), ([, attributes = '']) =>
    Object.fromEntries(
      Array.from(attributes.matchAll(/(?<![\w:])([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g), (m) => [
        m[1]!,
        unescapeXml(m[2] ?? m[3] ?? ''),
      ]),
    ),
  )
}

/** A text of XML with its five named entities and its numbered characters; a document's own entities stay as they are written. */
export function unescapeXml(text: string): string {
  const names: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
    return name ? (names[name] ?? whole) : code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

function column(letters: string): number {
  return [...letters].reduce((n, c) => n * 26 + c.charCodeAt(0) - 64, 0) - 1
}
