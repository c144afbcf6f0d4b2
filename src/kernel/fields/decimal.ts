/**
 * Reads an exact decimal from a number or a text such as `-1100.04`; null where it is none or does not fit.
 * @param limits digits before the point, and after it (more are rounded half up, away from zero)
 */
export function decimal(input: unknown, limits: { digits: number; scale: number }): string | null {
  const text = typeof input === 'number' ? numberText(input) : typeof input === 'string' ? input.trim() : ''
  const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (!match) return null
  const [, sign = '', whole = '', fraction = ''] = match
  let units = BigInt(whole + fraction.slice(0, limits.scale).padEnd(limits.scale, '0'))
  if ((fraction[limits.scale] ?? '0') >= '5') units += 1n
  const digits = units.toString().padStart(limits.scale + 1, '0')
  const head = digits.slice(0, digits.length - limits.scale)
  if (head.length > limits.digits) return null
  const tail = digits.slice(digits.length - limits.scale).replace(/0+$/, '')
  const value = tail ? `${head}.${tail}` : head
  return sign === '-' && units !== 0n ? `-${value}` : value
}

/** A finite number without exponent, else ''. */
function numberText(input: number): string {
  if (!Number.isFinite(input)) return ''
  const text = String(input)
  return text.includes('e') ? input.toFixed(10) : text
}
