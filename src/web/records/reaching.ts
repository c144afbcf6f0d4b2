import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import { type Address, type AddressField, addressType } from '#kernel/fields/address.ts'
import type { BooleanField } from '#kernel/fields/boolean.ts'
import type { PhoneNumber } from '#kernel/fields/phone.ts'
import { isEmpty } from '../fields/empty.ts'
import { language, say } from '../ui/language.ts'

/** A way to whom a record is about, as a link that the device opens. */
type Way = {
  readonly is: 'call' | 'mail' | 'map'
  readonly href: string
  /** Why it is not to be taken. */
  readonly not?: string | undefined
}

/** Why whom the record is about is not to be called or written to: the label of what she said no to. */
export function whyNot(object: MetaObject, record: ApiRecord, type: string): string | undefined {
  const way = type === 'phone' ? 'call' : type === 'email' ? 'mail' : null
  if (way === null) return undefined
  const key = refusals(object).find(
    (key) => record[key] === true && (object.fields[key] as BooleanField).forbids?.includes(way),
  )
  return key && say(object.fields[key]!.label)
}

/** The fields by which somebody may say no; lists read them whatever columns they show. */
export function refusals(object: MetaObject): readonly string[] {
  return Object.keys(object.fields).filter((key) => (object.fields[key] as BooleanField).forbids)
}

/** The ways to reach whom the record is about: its first filled phone, e-mail and address. */
export function waysTo(object: MetaObject, record: ApiRecord): readonly Way[] {
  const ways: Way[] = []
  for (const is of ['call', 'mail', 'map'] as const) {
    const found = Object.entries(object.fields).find(
      ([key, field]) => field.type === fieldOf[is] && !isEmpty(record[key]),
    )
    if (!found) continue
    const [key, field] = found
    const value = record[key]
    const not = whyNot(object, record, field.type)
    if (is === 'call') ways.push({ is, not, href: callTo(value as PhoneNumber) })
    else if (is === 'mail')
      ways.push({ is, not, href: `mailto:${encodeURIComponent(String(value)).replace('%40', '@')}` })
    else ways.push({ is, href: mapOf(addressType.toText(value as Address, field as AddressField, language())) })
  }
  return ways
}

const fieldOf = { call: 'phone', mail: 'email', map: 'address' } as const

function callTo({ e164, raw }: PhoneNumber): string {
  return `tel:${(e164 ?? raw).replace(/[^\d+*#,;]/g, '')}`
}

/** A place by its words, in the device's own maps: iOS knows no `geo:` (RFC 5870), others let their reader choose. */
function mapOf(place: string): string {
  const words = encodeURIComponent(place)
  return /iPhone|iPad/.test(navigator.userAgent) ? `maps:?q=${words}` : `geo:0,0?q=${words}`
}
