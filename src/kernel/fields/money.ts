import { decimal } from './decimal.ts'
import type { Field, FieldOptions, FieldType } from './field.ts'

/** An amount as an exact decimal text and its ISO 4217 currency: `{ amount: '1100.04', currency: 'CNY' }`. */
export type Money = { readonly amount: string; readonly currency: string }

export type MoneyOptions = FieldOptions & {
  readonly min?: number
  /** ISO 4217; where a caller names none. That of the company where the field says nothing. */
  readonly currency?: string
  /** The date of the record by whose rate it is converted, its key; today where it says nothing. */
  readonly ratedAt?: string
}
export type MoneyField = MoneyOptions & { readonly type: 'money' }

/** An amount with its currency. Exact: never a float. */
export function money<const O extends MoneyOptions>(options: O): O & Field<Money> & { readonly type: 'money' } {
  return { type: 'money', ...options }
}

export const moneyType: FieldType<MoneyField, Money> = {
  label: { en: 'Money', zh: '金额' },
  columns: () => [
    { part: '', kind: 'number', sql: 'numeric(20,4)' },
    { part: 'currency', kind: 'text', sql: 'text', label: { en: 'Currency', zh: '币种' } },
  ],
  parse(input, field) {
    const given = typeof input === 'object' && input !== null ? (input as Partial<Money>) : { amount: input }
    const amount = decimal(given.amount, { digits: 16, scale: 4 })
    if (amount === null) return { wrong: { en: 'This is not an amount.', zh: '这不是有效的金额。' } }
    const currency =
      'currency' in given && given.currency ? String(given.currency).toUpperCase() : (field.currency ?? 'CNY')
    if (!/^[A-Z]{3}$/.test(currency))
      return {
        wrong: { en: 'The currency is a code of three letters, such as CNY.', zh: '币种应为三位代码，例如 CNY。' },
      }
    if (field.min !== undefined && Number(amount) < field.min)
      return { wrong: { en: `At least ${field.min}.`, zh: `不能小于 ${field.min}。` } }
    return { value: { amount, currency } }
  },
  toRow: (value) => [value.amount, value.currency],
  fromRow: ([amount, currency]) =>
    amount === null || amount === undefined ? null : { amount: trimZeros(String(amount)), currency: String(currency) },
  toText: (value) => `${value.amount} ${value.currency}`,
  aggregates: ['sum', 'avg', 'min', 'max'],
}

/** PostgreSQL answers `1100.0400`; people and programs expect `1100.04`. */
function trimZeros(amount: string): string {
  return amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount
}
