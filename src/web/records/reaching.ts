import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import { type Address, type AddressField, addressType } from '#kernel/fields/address.ts'
import type { PhoneNumber } from '#kernel/fields/phone.ts'
import { isEmpty } from '../fields/empty.ts'
import { language } from '../ui/language.ts'

/** A way to whom a record is about, as a link that the device opens. */
type Way = { readonly is: 'call' | 'mail' | 'map'; readonly href: string }

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
    if (is === 'call') ways.push({ is, href: callTo(value as PhoneNumber) })
    else if (is === 'mail') ways.push({ is, href: `mailto:${encodeURIComponent(String(value)).replace('%40', '@')}` })
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
