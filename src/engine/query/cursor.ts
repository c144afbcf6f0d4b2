import { refuse } from '#kernel/problem.ts'

/** Where a page ended: the sort values of its last record, and its id. Opaque to callers. */
export type Cursor = { readonly sort: string; readonly values: readonly unknown[]; readonly id: string }

/** Writes a cursor as text for a URL. */
export function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.sort, cursor.values, cursor.id])).toString('base64url')
}

/** Reads a cursor; refuses one that is broken or belongs to another order. */
export function readCursor(text: string, sort: string): Cursor {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (Array.isArray(parsed) && parsed[0] === sort && Array.isArray(parsed[1]) && typeof parsed[2] === 'string') {
      const scalar = (v: unknown) => v === null || ['string', 'number', 'boolean'].includes(typeof v)
      if (parsed[1].every(scalar) && /^[0-9a-f-]{36}$/.test(parsed[2]))
        return { sort, values: parsed[1], id: parsed[2] }
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw refuse('malformed', 'after', { en: 'This page marker does not fit the list.', zh: '分页标记与当前列表不符。' })
}
