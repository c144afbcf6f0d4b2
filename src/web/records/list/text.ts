import i18next from 'i18next'
import type { Field } from '#kernel/fields/field.ts'
import type { Money } from '#kernel/fields/money.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import { local } from '../../ui/format.ts'
import { homeCurrency, say } from '../../ui/language.ts'

/** A value as plain text that can be read back: what is copied out of a cell, and what a sentence says of it. */
export function textOf(field: Field, value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map((one) => textOf(field, one)).join(', ')
  if ('options' in field) {
    const option = (field as unknown as SelectField).options.find(({ key }) => key === value)
    return option ? say(option.label) : String(value)
  }
  if (typeof value === 'boolean') return i18next.t(value ? 'field.yes' : 'field.no')
  if (field.type === 'datetime' && typeof value === 'string') {
    const { day, time } = local(value)
    return `${day} ${time}`
  }
  if (typeof value !== 'object') return String(value)
  if ('amount' in value) {
    const { amount, currency } = value as Money
    return currency === ((field as { currency?: string }).currency ?? homeCurrency()) ? amount : `${amount} ${currency}`
  }
  if ('title' in value) return String(value.title ?? '')
  if ('raw' in value) return String(value.raw ?? '')
  if ('name' in value) return String(value.name ?? '')
  if ('hidden' in value) return ''
  return Object.values(value)
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' ')
}
