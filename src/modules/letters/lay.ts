import type { Address } from '#kernel/fields/address.ts'
import type { RecordOf } from '#kernel/object.ts'
import { type AddressedSheet, companyLogo, type PaperPlace } from '#kernel/paper.ts'
import { dayOf } from '#kernel/time.ts'
import { user } from '#modules/identity/user/user.ts'
import type { letter } from './letter/letter.ts'
import { letterhead } from './letterhead/letterhead.ts'
import { type Envelope, envelopes } from './letterhead/windows.ts'
import { letterSignature } from './letterSignature/letterSignature.ts'

type Letter = RecordOf<typeof letter>
type Head = RecordOf<typeof letterhead>

/** Letters as they stand on paper, each by its letterhead and signed by its owner. */
export async function layLetters(letters: readonly Letter[], at: PaperPlace): Promise<AddressedSheet[]> {
  const heads = await at.all.list(letterhead, { sort: ['createdAt'], limit: 200 })
  const owners = [...new Set(letters.flatMap(({ owner }) => owner ?? []))]
  const [people, signatures] = await Promise.all([
    at.all.list(user, { where: { id: { in: owners } }, limit: 1_000 }),
    at.all.list(letterSignature, { where: { owner: { in: owners } }, sort: ['updatedAt'], limit: 1_000 }),
  ])
  const standard = heads.find((head) => head.standard) ?? heads[0] ?? null
  return letters.map((one) => {
    const head = heads.find(({ id }) => id === one.letterhead) ?? standard
    const signature = signatures.findLast(({ owner }) => owner === one.owner)
    const person = people.find(({ id }) => id === one.owner)
    const chinese = head?.style !== 'western'
    return {
      is: 'addressed',
      language: chinese ? 'zh-CN' : 'en',
      ...envelopeOf(head),
      returnLine: head?.returnLine ?? null,
      recipient: chinese ? chineseAddress(one) : westernAddress(one),
      head: {
        name: head?.sender || at.company.name,
        lines: (head?.lines ?? '').split('\n').filter((line) => line.trim() !== ''),
        logo: head?.logo?.[0] ?? (at.company.hasLogo ? companyLogo : null),
      },
      date: dateOf(one.printedAt ? dayOf(one.printedAt, at.company.timeZone) : at.today, chinese),
      subject: one.subject,
      body: one.body,
      signature: {
        picture: signature?.picture?.[0] ?? null,
        name: signature?.name ?? person?.name ?? '',
        title: signature ? signature.title : (person?.jobTitle ?? null),
      },
      chinese,
      foot: head?.foot ?? null,
    }
  })
}

function envelopeOf(head: Head | null): Envelope {
  if (head?.envelope !== 'own') return envelopes[(head?.envelope ?? 'cnDl') as keyof typeof envelopes]
  const { windowLeft, windowTop, windowWidth, windowHeight } = head
  return {
    window: {
      left: windowLeft ?? 20,
      top: windowTop ?? 45,
      width: windowWidth ?? 85,
      height: windowHeight ?? 45,
    },
    folds: [],
  }
}

/** Postcode, address, company, and who opens it: the order of Chinese envelopes (GB/T 1416). */
function chineseAddress({ address, company, recipient }: Letter): string[] {
  const { country, province, city, district, street, postcode } = address ?? nowhere
  const abroad = country && !/^(CN|中国)$/.test(country) ? country : null
  const town = city === province ? null : city
  const place = [abroad, province, town, district, street].map((part) => part ?? '').join('')
  const who = recipient ? `${recipient}　收` : null
  return [postcode, place, company, who].filter((line): line is string => Boolean(line))
}

/** Who, where she works, street, town, and the country in capitals (UPU S42). */
function westernAddress({ address, company, recipient }: Letter): string[] {
  const { country, province, city, district, street, postcode } = address ?? nowhere
  const town = [postcode, [district, city].filter(Boolean).join(', ')].filter(Boolean).join(' ')
  const name = country?.length === 2 ? (regions.of(country.toUpperCase()) ?? country) : country
  return [recipient, company, street, town, province === city ? null : province, name?.toUpperCase()].filter(
    (line): line is string => Boolean(line),
  )
}

const nowhere: Address = { country: null, province: null, city: null, district: null, street: null, postcode: null }
const regions = new Intl.DisplayNames('en', { type: 'region' })

function dateOf(day: string, chinese: boolean): string {
  return new Intl.DateTimeFormat(chinese ? 'zh-CN' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(day),
  )
}
