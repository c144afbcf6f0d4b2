import { typeOf } from './fields/index.ts'
import type { Hop, PathColumn } from './where-tree.ts'

/** A record as rules see it; what a relation points at may stand in its place, with its own values. */
export type Values = Readonly<Record<string, unknown>>

/** Finds what a relation points at by its id; null where there is nothing. */
export type Resolve = (hop: Hop, id: string) => Values | null

/**
 * What a relation's value leads to: the record that stands in its place if it has the field `wanted`, or else the one
 * that `follow` finds by its id. Nothing for a reference to a record that is hidden. Throws where nobody can know.
 */
export function reach(hop: Hop, value: unknown, wanted: string, follow: Resolve | undefined): Values | null {
  const record = typeof value === 'object' && value !== null ? (value as Values) : null
  if (record && wanted in record) return record
  if (record && 'hidden' in record) return null
  const id = record ? record.id : value
  if (!follow || typeof id !== 'string')
    throw new Error(`Wanted is '${wanted}' of what ${hop.object}.${hop.field} points at, and it was not given.`)
  return follow(hop, id)
}

/** The content of one column of a value, as it would stand in the database. */
export function partOf({ declared, part }: PathColumn, value: unknown): unknown {
  if (!declared) return value
  const unit = typeOf(declared)
  return unit.toRow(value, declared)[unit.columns(declared).findIndex((column) => column.part === part)] ?? null
}

/** Compares exact decimals such as `-1100.04`, of at most 20 places: negative, 0, positive. */
export function compareDecimals(a: string, b: string): number {
  if (small.test(a) && small.test(b)) return Number(a) - Number(b)
  const difference = scaled(a, 20) - scaled(b, 20)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

const small = /^-?\d{1,15}$/

/** A decimal text in units of 10^-places; what lies beyond is cut off. */
export function scaled(text: string, places: number): bigint {
  const plain = text.includes('e') ? Number(text).toFixed(places) : text
  const [whole = '0', fraction = ''] = plain.split('.')
  return BigInt(whole + fraction.padEnd(places, '0').slice(0, places))
}

/** Orders by code point, as UTF-8 and PostgreSQL's collation "C" do; plain `<` would put 𠮷 before ￥. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  let i = 0
  while (i < a.length && i < b.length && a[i] === b[i]) i++
  return (a.codePointAt(i) ?? -1) - (b.codePointAt(i) ?? -1)
}
