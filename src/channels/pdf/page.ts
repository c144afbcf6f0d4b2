import PDFDocument from 'pdfkit'
import { type Face, faceBytes, faces, shown } from './fonts.ts'

/* A page of A4 in millimetres and points: places are given in the former, sizes of letters in the latter. */

export type Doc = PDFKit.PDFDocument

/** Points of a millimetre. */
export const mm = 72 / 25.4
export const ink = '#16181d'
export const soft = '#6b7280'
export const hair = '#c9ced6'

/** A document without a page, in which every page can still be written on at the end. */
export function openDocument(title: string, language: string): Doc {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    bufferPages: true,
    lang: language,
    info: { Title: title, Creator: 'Sampan' },
  })
  for (const face of faces) doc.registerFont(face, faceBytes(face))
  return doc
}

type Look = { readonly face?: Face; readonly size: number; readonly color?: string }

/** Sets how the next words look. */
export function look(doc: Doc, { face = 'regular', size, color = ink }: Look): Doc {
  return doc.font(face).fontSize(size).fillColor(color)
}

/** Lines of text that fit a width in millimetres, broken where its language breaks. */
export function linesOf(doc: Doc, text: string, width: number): string[] {
  const lines: string[] = []
  for (const paragraph of shown(text).split('\n')) {
    let line = ''
    for (const word of words(paragraph)) {
      if (line !== '' && doc.widthOfString(line + word.trimEnd()) > width * mm) {
        lines.push(line.trimEnd())
        line = ''
      }
      // A word that is longer than a line is cut where it must be.
      for (const part of cut(doc, word, width * mm)) {
        if (line !== '' && doc.widthOfString(line + part.trimEnd()) > width * mm) {
          lines.push(line.trimEnd())
          line = ''
        }
        line += part
      }
    }
    lines.push(line.trimEnd())
  }
  return lines
}

function cut(doc: Doc, word: string, most: number): string[] {
  if (doc.widthOfString(word.trimEnd()) <= most) return [word]
  const parts: string[] = []
  let part = ''
  for (const char of word) {
    if (part !== '' && doc.widthOfString(part + char) > most) {
      parts.push(part)
      part = ''
    }
    part += char
  }
  return [...parts, part]
}

/**
 * What stays together on a line: a Latin word with the space behind it, a Han character with the marks that may not begin a
 * line behind it and those that may not end one before it (GB/T 15834, clause 5).
 */
function words(text: string): string[] {
  return text.match(together) ?? []
}
const opening = '（〔［｛《〈「『【“‘('
const closing = '，。、；：？！）〕］｝》〉」』】”’…—·,.;:?!)%％℃'
const han = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\u3000-\\u303f\\uff00-\\uffef'
const together = new RegExp(`[${opening}]*(?:[${han}]|[^\\s${han}${opening}${closing}]+)?[${closing}]*\\s*|\\s+`, 'gu')

/** One line of text at a place. */
export function put(doc: Doc, text: string, left: number, top: number, options: PDFKit.Mixins.TextOptions = {}): void {
  doc.text(shown(text), left * mm, top * mm, { lineBreak: false, ...options })
}

/** The height of a line of this size, in millimetres, at so many times the size. */
export function lineHeight(size: number, times = 1.5): number {
  return (size * times) / mm
}

/** A line as thin as a hair, from one place to another. */
export function rule(doc: Doc, left: number, top: number, width: number, color = hair): void {
  doc
    .moveTo(left * mm, top * mm)
    .lineTo((left + width) * mm, top * mm)
    .lineWidth(0.4)
    .strokeColor(color)
    .stroke()
}

/** A picture within a box; false where it cannot be read. */
export function picture(
  doc: Doc,
  bytes: Uint8Array | null,
  box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
  align: 'left' | 'right' = 'left',
): boolean {
  if (!bytes || !isPicture(bytes)) return false
  try {
    doc.image(Buffer.from(bytes), box.left * mm, box.top * mm, {
      fit: [box.width * mm, box.height * mm],
      ...(align === 'right' ? { align } : {}),
    })
    return true
  } catch {
    // Bytes that say that they are a picture and are none: its words stand there instead.
    return false
  }
}

/** PNG or JPEG by their first bytes. */
function isPicture(bytes: Uint8Array): boolean {
  const [a, b, c] = bytes
  return (a === 0x89 && b === 0x50 && c === 0x4e) || (a === 0xff && b === 0xd8 && c === 0xff)
}
