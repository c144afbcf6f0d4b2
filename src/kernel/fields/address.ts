import { cleanText } from '../text/fold.ts'
import { readAddress } from '../text/place-name.ts'
import { type Column, type Field, type FieldOptions, type FieldType, isAsTyped } from './field.ts'
import { type AddressPart, addressParts as parts } from './parts.ts'

/** A postal address in parts. The country is an ISO 3166 code such as `CN`, or a name where no code is known. */
export type Address = { readonly [P in AddressPart]: string | null }

export type AddressField = FieldOptions & { readonly type: 'address' }

/** A postal address. Each part is filtered by its name: `address.city`. */
export function address<const O extends FieldOptions>(options: O): O & Field<Address> & { readonly type: 'address' } {
  return { type: 'address', ...options }
}

export const addressType: FieldType<AddressField, Address> = {
  label: { en: 'Address', zh: '地址' },
  reaches: true,
  columns: () => parts.map(({ part, label }): Column => ({ part, kind: 'text', sql: 'text', label })),
  parse(input) {
    // written as one line: province, city and district are read out of it, and what is left is the street
    const given = typeof input === 'string' ? readAddress(cleanText(input)) : input
    if (typeof given !== 'object' || given === null || Array.isArray(given))
      return { wrong: { en: 'This is not an address.', zh: '这不是有效的地址。' } }
    const unknown = Object.keys(given).find((key) => !parts.some(({ part }) => part === key))
    if (unknown !== undefined)
      return { wrong: { en: `An address has no part '${unknown}'.`, zh: `地址没有「${unknown}」这一项。` } }
    const value: Record<string, string | null> = {}
    for (const { part, label } of parts) {
      const words = (given as Record<string, unknown>)[part] ?? ''
      if (typeof words !== 'string' && typeof words !== 'number')
        return { wrong: { en: `${label.en} must be text.`, zh: `${label.zh}应填文字。` } }
      const clean = cleanText(String(words))
      if ([...clean].length > 255)
        return { wrong: { en: `${label.en}: at most 255 characters.`, zh: `${label.zh}最多 255 个字。` } }
      value[part] = clean === '' ? null : /^country$/.test(part) && clean.length === 2 ? clean.toUpperCase() : clean
    }
    return { value: Object.values(value).some((words) => words !== null) ? (value as Address) : null }
  },
  toRow: (value) => parts.map(({ part }) => value[part] ?? null),
  fromRow(cells) {
    if (cells.every((cell) => cell === null || cell === undefined)) return null
    return Object.fromEntries(parts.map(({ part }, i) => [part, cells[i] ?? null])) as Address
  },
  toText(value, _field, language) {
    const { country, province, city, district, street, postcode } = value
    // a city directly under the state is its own province: 北京市北京市 is written once
    const town = city === province ? null : city
    if (language !== 'en')
      return [[abroad(country), province, town, district, street].map((w) => w ?? '').join(''), postcode]
        .filter(Boolean)
        .join(' ')
    return [street, district, town, [province, postcode].filter(Boolean).join(' '), country].filter(Boolean).join(', ')
  },
  asTyped(input, value, field) {
    if (typeof input !== 'object' || input === null) return isAsTyped(input, this.toText(value, field, 'zh-CN'))
    return parts.every(({ part }) => isAsTyped((input as Record<string, unknown>)[part] ?? '', value[part] ?? ''))
  },
  aggregates: [],
}

/** The country as a Chinese address begins with it; none at home. */
function abroad(country: string | null): string | null {
  if (country === null || /^(CN|中国|中國)$/.test(country)) return null
  return /^[A-Z]{2}$/.test(country) ? (regions.of(country) ?? country) : country
}

const regions = new Intl.DisplayNames('zh', { type: 'region' })
