import { type Aggregate, type Field, type FieldOptions, type FieldType, unwritten } from './field.ts'
import type { Money } from './money.ts'

export type RollupOptions = FieldOptions & {
  /** Key of the object whose records are counted. */
  readonly over: string
  /** Its relation that points here. */
  readonly through: string
  readonly compute: 'count' | Aggregate
  /** The field of those records that is added up or compared; none for a count. */
  readonly of?: string
  /** Only records that match count. */
  readonly where?: Readonly<Record<string, unknown>>
}
export type RollupField = RollupOptions & { readonly type: 'rollup' }

/**
 * What comes together from the records that point here: how many, their sum, average, smallest or largest. Computed
 * whenever it is read, over the records that the reader may see; never stored, never written.
 */
export function rollup<const O extends RollupOptions>(
  options: O,
): O & Field<number | string | Money> & { readonly type: 'rollup'; readonly system: true } {
  return { ...options, type: 'rollup', system: true }
}

export const rollupType: FieldType<RollupField, number | string | Money> = {
  label: { en: 'Rollup', zh: '汇总' },
  columns: () => [],
  parse: unwritten,
  toRow: () => [],
  /** `[value]`: a number, a date, or `[amount, currency]` of money. */
  fromRow([cell]) {
    if (cell === null || cell === undefined) return null
    if (typeof cell === 'number') return cell
    if (Array.isArray(cell)) {
      const [amount, currency] = cell as readonly (string | null)[]
      return amount && currency ? { amount: trimmed(amount), currency } : null
    }
    const text = String(cell)
    return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
  },
  toText: (value) => (typeof value === 'object' ? `${value.amount} ${value.currency}` : String(value)),
  aggregates: [],
}

function trimmed(amount: string): string {
  return amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount
}
