import type { TFunction } from 'i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { Money } from '#kernel/fields/money.ts'
import { isDuration } from '#kernel/fields/number.ts'
import { durationText } from '#kernel/text/duration.ts'
import { formatDate, formatInstant, formatMoney, shortMoney, shortNumber } from '../../ui/format.ts'
import { language, say } from '../../ui/language.ts'

/** A figure as a person would say it; '' where there is none. Money stands per currency. */
export function figureText(object: MetaObject, measure: string, value: unknown): string {
  if (value === null || value === undefined) return ''
  const [figure, key = ''] = measure.split(':')
  const field = object.fields[key]
  const type = field?.type
  if (Array.isArray(value)) {
    const say = figure === 'sum' ? shortMoney : (money: Money) => formatMoney(rounded(money))
    return (value as Money[]).map(say).join(' + ')
  }
  if (type === 'date') return formatDate(String(value))
  if (type === 'datetime') return formatInstant(String(value))
  const number = Number(value)
  if (field && isDuration(field)) return durationText(Math.round(number), language())
  if (type === 'percent') return `${Math.round(number * 10) / 10}%`
  return figure === 'sum' ? shortNumber(number) : String(Math.round(number * 100) / 100)
}

/** How other currencies were converted, where any were: by which day's rate, and exactly how much. */
export function figureTitle(object: MetaObject, key: string, value: unknown, t: TFunction): string | undefined {
  const sums = (Array.isArray(value) ? value : []) as (Money & { converted?: boolean })[]
  const made = sums.find((sum) => sum.converted)
  if (!made) return sums.length > 1 ? sums.map(formatMoney).join(' + ') : undefined
  const day = object.fields[(object.fields[key] as { ratedAt?: string } | undefined)?.ratedAt ?? '']
  const how = day ? t('money.byDay', { day: say(day.label) }) : t('money.byToday')
  return [sums.map(formatMoney).join(' + '), how].join('\n')
}

function rounded({ amount, currency }: Money): Money {
  return { amount: String(Math.round(Number(amount) * 100) / 100), currency }
}
