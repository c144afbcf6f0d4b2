import type { TextReading } from '#kernel/source-profile.ts'
import { caseSafeId } from '#kernel/text/case-safe-id.ts'

/** A text of a source that writes it in a way of its own, as plain text. */
export function readText(text: string, as: TextReading): string {
  return as === 'caseSafeId' ? caseSafeId(text.trim()) : plainText(text)
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** HTML without its marks: paragraphs and breaks become lines, entities characters. For text that is stored, not shown as HTML. */
function plainText(html: string): string {
  if (!/[<&]/.test(html)) return html
  return html
    .replace(/<(?:br|\/p|\/div|\/li|\/tr|\/h[1-6])\b[^<>]{0,200}>/gi, '\n')
    .replace(/<\/?[a-z!][^<>]{0,2000}>/gi, '')
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
      const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : null
      if (code === null) return entities[String(name).toLowerCase()] ?? whole
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
    })
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
