import type { AddressedSheet } from '#kernel/paper.ts'
import { shown } from './fonts.ts'
import { type Doc, lineHeight, linesOf, look, mm, picture, put, rule, soft } from './page.ts'

/* A letter as DIN 5008 lays it out, which fits Chinese window envelopes as well: the window is where it is said to be. */

type Picture = (ref: string) => Uint8Array | null

const left = 25
const right = 20
const width = 210 - left - right
/** The last place for text, and the first one on pages that follow. */
const bottom = 268
const top = 25
const body = 10.5
const spacing = 1.65

/** Puts a letter on as many pages as it needs. */
export function writeLetter(doc: Doc, sheet: AddressedSheet, pictureOf: Picture): void {
  const first = doc.bufferedPageRange().count
  doc.addPage()
  writeHead(doc, sheet, pictureOf)
  writeWindow(doc, sheet)
  writeFolds(doc, sheet)
  const writer = writerOf(doc)
  writer.at = Math.max(sheet.window.top + sheet.window.height + 9, 92)
  if (!sheet.chinese) {
    look(doc, { size: 9.5 })
    put(doc, sheet.date, left, writer.at, { width: width * mm, align: 'right' })
    writer.at += 9
  }
  if (sheet.subject !== '') {
    const bold = { face: 'bold', size: 11.5 } as const
    writer.write(sheet.subject, bold, { align: sheet.chinese ? 'center' : 'left', times: 1.45 })
    writer.at += 4
  }
  writeBody(writer, sheet)
  writeSignature(doc, writer, sheet, pictureOf)
  finish(doc, sheet, first)
}

function writeHead(doc: Doc, { head }: AddressedSheet, pictureOf: Picture): void {
  const logo = head.logo ? pictureOf(head.logo) : null
  const drawn = picture(doc, logo, { left, top: 11, width: 60, height: 15 })
  if (!drawn) {
    look(doc, { face: 'bold', size: 15 })
    put(doc, head.name, left, 13)
  }
  const lines = drawn ? [head.name, ...head.lines] : head.lines
  lines.slice(0, 5).forEach((line, i) => {
    look(doc, { face: drawn && i === 0 ? 'bold' : 'regular', size: 7.5, color: drawn && i === 0 ? '#16181d' : soft })
    put(doc, line, 110, 10.5 + i * 3.6, { width: (210 - right - 110) * mm, align: 'right' })
  })
  rule(doc, left, 30, width)
}

/** The address is as large as the window lets it be. */
function writeWindow(doc: Doc, { window, returnLine, recipient }: AddressedSheet): void {
  const inner = { left: window.left + 5, width: window.width - 8 }
  let at = window.top + 3
  if (returnLine) {
    look(doc, { size: 6.5, color: soft })
    const [line = ''] = linesOf(doc, returnLine, inner.width)
    put(doc, line, inner.left, at)
    rule(doc, inner.left, at + 3.4, Math.min(inner.width, doc.widthOfString(line) / mm), soft)
    at += 5.5
  }
  const room = window.top + window.height - 2 - at
  for (let size = 10.5; ; size -= 0.5) {
    look(doc, { size })
    const lines = recipient.flatMap((line) => linesOf(doc, line, inner.width))
    const each = lineHeight(size, 1.32)
    if (lines.length * each > room && size > 5.5) continue
    const begins = at + Math.max(0, (room - lines.length * each) / 2)
    lines.forEach((line, i) => {
      put(doc, line, inner.left, begins + i * each)
    })
    return
  }
}

function writeFolds(doc: Doc, { folds }: AddressedSheet): void {
  for (const fold of folds) rule(doc, 4, fold, 4)
}

/** Writes line by line, on another page where one is full. */
function writerOf(doc: Doc) {
  const writer = {
    at: top,
    /** Begins another page where there is no room for so many millimetres. */
    need(room: number): void {
      if (writer.at + room <= bottom) return
      doc.addPage()
      writer.at = top
    },
    write(
      text: string,
      style: { readonly face?: 'regular' | 'bold'; readonly size: number },
      {
        align = 'left',
        indent = 0,
        times = spacing,
      }: { align?: 'left' | 'center'; indent?: number; times?: number } = {},
    ): void {
      const each = lineHeight(style.size, times)
      look(doc, style)
      const lead = '\u3000'.repeat(indent)
      for (const line of linesOf(doc, lead + text, width)) {
        writer.need(each)
        look(doc, style)
        put(doc, line, left, writer.at, align === 'center' ? { width: width * mm, align } : {})
        writer.at += each
      }
    },
  }
  return writer
}

type Writer = ReturnType<typeof writerOf>

function writeBody(writer: Writer, { body: text, chinese }: AddressedSheet): void {
  const paragraphs = text.replace(/\r\n?/g, '\n').trim().split('\n')
  paragraphs.forEach((paragraph, i) => {
    if (paragraph.trim() === '') {
      writer.at += lineHeight(body, chinese ? 0.5 : 0.8)
      return
    }
    // A salutation and the last words of good wishes begin at the edge.
    const atEdge = /[:：]$/.test(paragraph.trim()) || (i === paragraphs.length - 1 && paragraph.trim().length <= 6)
    writer.write(paragraph.trimEnd(), { size: body }, { indent: chinese && !atEdge ? 2 : 0 })
  })
}

function writeSignature(doc: Doc, writer: Writer, sheet: AddressedSheet, pictureOf: Picture): void {
  const { signature, chinese, date } = sheet
  const bytes = signature.picture ? pictureOf(signature.picture) : null
  const lines = [signature.name, signature.title, chinese ? date : null].filter((line) => line !== null && line !== '')
  const each = lineHeight(body, 1.5)
  writer.need(10 + 18 + lines.length * each)
  writer.at += chinese ? 8 : 6
  const at = chinese ? 210 - right - 62 : left
  const box = { left: at, top: writer.at, width: 62, height: 16 }
  const drawn = picture(doc, bytes, box, chinese ? 'right' : 'left')
  // Without a picture there is room to sign by hand.
  writer.at += drawn ? 17.5 : 14
  lines.forEach((line, i) => {
    look(doc, { size: i === 0 ? body : 9.5, color: i === 0 ? '#16181d' : soft })
    put(doc, line!, at, writer.at, { width: 62 * mm, align: chinese ? 'right' : 'left' })
    writer.at += each
  })
}

/** The foot of each page, and how many there are where there are several. */
function finish(doc: Doc, { foot }: AddressedSheet, first: number): void {
  const count = doc.bufferedPageRange().count - first
  for (let page = 0; page < count; page++) {
    doc.switchToPage(first + page)
    look(doc, { size: 7, color: soft })
    if (foot) {
      rule(doc, left, 277, width)
      linesOf(doc, foot, width)
        .slice(0, 3)
        .forEach((line, i) => {
          put(doc, line, left, 279 + i * 3.4, { width: width * mm, align: 'center' })
        })
    }
    if (count > 1) put(doc, shown(`${page + 1} / ${count}`), left, 271, { width: width * mm, align: 'right' })
  }
}
