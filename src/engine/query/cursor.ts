import { parseId } from '#kernel/fields/relation.ts'
import { refuse } from '#kernel/problem.ts'

/** Where a page ended: the sort values of its last record, and its id. Opaque to callers. */
export type Cursor = { readonly sort: string; readonly values: readonly unknown[]; readonly id: string }

/** Writes a cursor as text for a URL. */
export function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.sort, cursor.values, cursor.id])).toString('base64url')
}

/**
 * Reads a cursor; refuses one that is broken, belongs to another order, or holds what its columns cannot.
 * @param types the PostgreSQL types of the columns of the order
 */
export function readCursor(text: string, sort: string, types: readonly string[]): Cursor {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (Array.isArray(parsed) && parsed[0] === sort && Array.isArray(parsed[1])) {
      const values: readonly unknown[] = parsed[1]
      const fit =
        values.length === types.length && types.every((type, i) => values[i] === null || fits[type]?.(values[i]))
      if (fit && isId(parsed[2])) return { sort, values, id: parsed[2] }
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw refuse('malformed', 'after', { en: 'This page marker does not fit the list.', zh: '分页标记与当前列表不符。' })
}

const isId = (value: unknown): value is string => 'value' in parseId(value)
const isInstant = (value: unknown) => {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString() === value
}

/** What a value that we wrote into a cursor looks like, by the type of its column. */
const fits: Readonly<Record<string, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string' && value.isWellFormed() && !value.includes('\u0000'),
  numeric: (value) => /^-?\d{1,40}(\.\d{1,40})?$/.test(String(value)),
  boolean: (value) => typeof value === 'boolean',
  date: (value) => isInstant(`${String(value)}T00:00:00.000Z`),
  timestamptz: isInstant,
  uuid: isId,
}
