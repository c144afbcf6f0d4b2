import { createHash } from 'node:crypto'

/**
 * The id that a row's record gets: a UUIDv7 of the import's instant, in the order of the lines, the same however often
 * the file is read again. So a row that is in already can never come in twice.
 */
export function rowId(importId: string, createdAt: string, line: number): string {
  const ms = Date.parse(createdAt).toString(16).padStart(12, '0').slice(-12)
  const seed = hash(importId)
  const lines = (line >>> 0).toString(16).padStart(8, '0')
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7${lines.slice(0, 3)}-8${lines.slice(3, 6)}-${lines.slice(6)}${seed.slice(0, 10)}`
}

/** The id of a record that is made because rows name it. */
export function namedId(importId: string, objectKey: string, name: string): string {
  const h = hash(`${importId} ${objectKey} ${name}`)
  const variant = (8 + (Number.parseInt(h[16]!, 16) & 3)).toString(16)
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-8${h.slice(13, 16)}-${variant}${h.slice(17, 20)}-${h.slice(20, 32)}`
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
