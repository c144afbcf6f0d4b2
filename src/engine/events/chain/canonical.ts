/**
 * The one text of a JSON value (RFC 8785): members in the order of their names by UTF-16 code units, no blanks, numbers
 * and strings as ECMAScript writes them.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`
}

/**
 * Reads JSON as the database writes it. A number that a double does not hold, or that is written otherwise (`1.50`), stays
 * as it is written, so that no digit of it can change unseen.
 */
export function readExactly(text: string): unknown {
  return JSON.parse(text, exact)
}

const exact = ((_key: string, value: unknown, context?: { readonly source?: string }) =>
  typeof value === 'number' && context?.source !== undefined && context.source !== String(value)
    ? { number: context.source }
    : value) as (this: unknown, key: string, value: unknown) => unknown
