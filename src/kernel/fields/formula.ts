import { say } from '../label.ts'
import { type Field, type FieldOptions, type FieldType, unwritten } from './field.ts'
import type { Money } from './money.ts'

export type FormulaResult = 'number' | 'text' | 'boolean' | 'date' | 'money'

export type FormulaOptions = FieldOptions & {
  /** The expression, in the language of `kernel/formula.ts`: `amount * probability / 100`. */
  readonly is: string
  readonly result: FormulaResult
}
export type FormulaField = FormulaOptions & { readonly type: 'formula' }

type ValueOfResult = { number: number; text: string; boolean: boolean; date: string; money: Money }

/** Computed from other fields whenever it is read; never stored, never written. */
export function formula<const O extends FormulaOptions>(
  options: O,
): O & Field<ValueOfResult[O['result']]> & { readonly type: 'formula'; readonly system: true } {
  return { ...options, type: 'formula', system: true }
}

export const formulaType: FieldType<FormulaField, number | string | boolean | Money> = {
  label: { en: 'Formula', zh: '公式' },
  columns: () => [],
  parse: unwritten,
  toRow: () => [],
  /** `[value]`; for money the value is itself `[amount, currency]`. */
  fromRow([cell], field) {
    if (field.result === 'money') return moneyOf(cell)
    if (cell === null || cell === undefined) return null
    if (field.result === 'number') return Number(cell)
    if (field.result === 'boolean') return Boolean(cell)
    return field.result === 'date' ? String(cell).slice(0, 10) : String(cell)
  },
  toText(value, _field, language) {
    if (typeof value === 'boolean') return say(value ? { en: 'Yes', zh: '是' } : { en: 'No', zh: '否' }, language)
    return typeof value === 'object' ? `${value.amount} ${value.currency}` : String(value)
  },
  aggregates: [],
}

function moneyOf(cell: unknown): Money | null {
  const [amount, currency] = Array.isArray(cell) ? (cell as readonly (string | null)[]) : []
  return amount && currency ? { amount: amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount, currency } : null
}
