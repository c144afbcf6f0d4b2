import type { Label } from '../label.ts'

export type AddressPart = 'country' | 'province' | 'city' | 'district' | 'street' | 'postcode'

/** The parts of an address, each of which a filter reaches by its name: `address.city`. */
export const addressParts: readonly { readonly part: AddressPart; readonly label: Label }[] = [
  { part: 'country', label: { en: 'Country', zh: '国家' } },
  { part: 'province', label: { en: 'Province', zh: '省份' } },
  { part: 'city', label: { en: 'City', zh: '城市' } },
  { part: 'district', label: { en: 'District', zh: '区县' } },
  { part: 'street', label: { en: 'Street', zh: '详细地址' } },
  { part: 'postcode', label: { en: 'Postcode', zh: '邮编' } },
]

/** What the grade of a score is called: `score.grade`. */
export const gradeLabel: Label = { en: 'Grade', zh: '等级' }
