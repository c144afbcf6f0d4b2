import type { MetaObject } from '#kernel/api.ts'
import type { Money } from '#kernel/fields/money.ts'
import { formatDate, formatInstant, formatMoney, shortMoney, shortNumber } from '../../ui/format.ts'

/** A figure as a person would say it; '' where there is none. Money stands per currency. */
export function figureText(object: MetaObject, measure: string, value: unknown): string {
  if (value === null || value === undefined) return ''
  const [figure, key = ''] = measure.split(':')
  const type = object.fields[key]?.type
  if (Array.isArray(value)) {
    const say = figure === 'sum' ? shortMoney : (money: Money) => formatMoney(rounded(money))
    return (value as Money[]).map(say).join(' + ')
  }
  if (type === 'date') return formatDate(String(value))
  if (type === 'datetime') return formatInstant(String(value))
  const number = Number(value)
  if (type === 'percent') return `${Math.round(number * 10) / 10}%`
  return figure === 'sum' ? shortNumber(number) : String(Math.round(number * 100) / 100)
}

function rounded({ amount, currency }: Money): Money {
  return { amount: String(Math.round(Number(amount) * 100) / 100), currency }
}
