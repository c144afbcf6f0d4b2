import type { Money } from './fields/money.ts'
import type { FieldRef, Formula, Node, Operation } from './formula.ts'
import { dayOf, daysBetween } from './time.ts'
import type { Asker } from './where.ts'
import { compareText, partOf, type Resolve, reach, scaled, type Values } from './where-values.ts'

/**
 * Computes a formula over a record: a number, text, truth, ISO date or money; null where it is empty.
 * Says the same as the SQL of `engine/query/formula.ts`, to the last digit. `follow` finds what relations point at where
 * the record holds ids alone.
 */
export function evaluate(
  formula: Formula,
  record: Values,
  asker: Pick<Asker, 'now' | 'timeZone'>,
  follow?: Resolve,
): number | string | boolean | Money | null {
  const at: At = { record, follow, today: () => dayOf(asker.now, asker.timeZone) }
  const value = compute(formula.node, at)
  if (value === null) return null
  if (formula.result !== 'money') return typeof value === 'bigint' ? Number(decimalText(value)) : value
  const currencies = new Set(formula.currencies.map((ref) => read(ref, at)).filter((code) => code !== null))
  const [currency] = currencies
  if (currencies.size !== 1) return null
  return { amount: decimalText(rounded(value as bigint, 4)), currency: String(currency) }
}

/** Numbers are whole millionths. */
type Value = bigint | string | boolean | null
type At = { readonly record: Values; readonly follow: Resolve | undefined; readonly today: () => string }

const unit = 1_000_000n

function compute(node: Node, at: At): Value {
  switch (node.is) {
    case 'number':
      return scaled(node.value, 6)
    case 'text':
    case 'boolean':
      return node.value
    case 'null':
      return null
    case 'field':
      return read(node, at)
    case 'call':
      return call(node.name, node.of, at)
  }
}

function read({ hops, column }: FieldRef, { record, follow }: At): Value {
  let from: Values | null = record
  for (const [i, hop] of hops.entries()) {
    const value: unknown = from?.[hop.field] ?? null
    from = value === null ? null : reach(hop, value, hops[i + 1]?.field ?? column.field, follow)
  }
  const value = from?.[column.field] ?? null
  const cell = value === null ? null : partOf(column, value)
  if (cell === null) return null
  return column.kind === 'number' ? scaled(String(cell), 6) : (cell as string | boolean)
}

function call(name: Operation, of: readonly Node[], at: At): Value {
  if (name === 'if') return compute((compute(of[0] as Node, at) === true ? of[1] : of[2]) as Node, at)
  if (name === 'today') return at.today()
  const values = of.map((node) => compute(node, at))
  const present = values.filter((value) => value !== null)
  if (name === 'coalesce') return present[0] ?? null
  if (name === 'concat') return present.map(written).join('') || null
  if (name === 'min' || name === 'max')
    return present.length === 0 ? null : present.reduce((a, b) => (order(a, b) < 0 === (name === 'min') ? a : b))
  if (name === 'and') return values.includes(false) ? false : values.includes(null) ? null : true
  if (name === 'or') return values.includes(true) ? true : values.includes(null) ? null : false
  if (present.length < values.length) return null
  const [a, b] = present as [Exclude<Value, null>, Exclude<Value, null>]
  return typeof a === 'bigint' ? onNumbers(name, a, (b ?? 0n) as bigint) : onOthers(name, a, b)
}

function onNumbers(name: Operation, a: bigint, b: bigint): Value {
  switch (name) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return divided(a * b, unit)
    case '/':
      return b === 0n ? null : divided(a * unit, b)
    case '%':
      return b === 0n ? null : a % b
    case 'negate':
      return -a
    case 'abs':
      return a < 0n ? -a : a
    case 'round':
      return rounded(a, Number(b / unit))
    default:
      return compared(name, order(a, b))
  }
}

function onOthers(name: Operation, a: string | boolean, b: Value): Value {
  switch (name) {
    case 'not':
      return !a
    case 'length':
      return BigInt([...String(a)].length) * unit
    case 'days':
      return BigInt(daysBetween(String(a), String(b))) * unit
    case 'year':
      return BigInt(String(a).slice(0, 4)) * unit
    case 'month':
      return BigInt(String(a).slice(5, 7)) * unit
    case 'day':
      return BigInt(String(a).slice(8, 10)) * unit
    default:
      return compared(name, order(a, b as string | boolean))
  }
}

function compared(name: Operation, sign: number): boolean {
  if (name === '=') return sign === 0
  if (name === '!=') return sign !== 0
  if (name === '<') return sign < 0
  if (name === '<=') return sign <= 0
  if (name === '>') return sign > 0
  if (name === '>=') return sign >= 0
  throw new Error(`Not an operation on values: ${name}`)
}

function order(a: Exclude<Value, null>, b: Exclude<Value, null>): number {
  if (typeof a === 'string') return compareText(a, String(b))
  return a < b ? -1 : a > b ? 1 : 0
}

/** A quotient rounded half away from zero. */
function divided(a: bigint, b: bigint): bigint {
  const tenths = (a * 10n) / b
  return (tenths + (tenths < 0n ? -5n : 5n)) / 10n
}

function rounded(value: bigint, places: number): bigint {
  const step = 10n ** BigInt(6 - places)
  return divided(value, step) * step
}

function written(value: Exclude<Value, null>): string {
  return typeof value === 'bigint' ? decimalText(value) : String(value)
}

/** Millionths as the shortest decimal text: 1500000n → `1.5`. */
function decimalText(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(7, '0')
  const fraction = digits.slice(-6).replace(/0+$/, '')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -6)}${fraction ? `.${fraction}` : ''}`
}
