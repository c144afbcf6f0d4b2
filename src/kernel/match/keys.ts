import { bigrams, type CompanyName } from './company.ts'
import type { Facts } from './facts.ts'
import { personKey } from './person.ts'

/**
 * Under what a record is looked up. Two records that may be the same share a key; whether they are is for `compare`. The
 * `strong` ones are shared by few, the `weak` ones also by records that only look alike.
 */
export type Keys = { readonly strong: readonly string[]; readonly weak: readonly string[] }

/** The keys of what a record says about a subject. */
export function keysOf(facts: Facts): Keys {
  const { company, taxNumber, domain, email, phone, person, employer, code, date, address } = facts
  const names = person.map(personKey).filter((name) => name !== '')
  const words = [...new Set(person.flatMap((name) => name.words))].filter((word) => word.length > 1)
  const postcodes = address.map((place) => place.postcode).filter((text) => text !== '')
  const initials = [...new Set(words.map((word) => word[0]!))]
  const streets = address.map((place) => place.street.replaceAll(' ', '')).filter((text) => text.length >= 4)
  return {
    strong: unique([
      ...taxNumber.map((one) => `u:${one.code}`),
      ...domain.map((one) => `d:${one}`),
      ...email.map((one) => `e:${one}`),
      ...phone.map((one) => `t:${one}`),
      ...code.map((one) => `k:${one}`),
      ...company.flatMap((one) => [`c:${one.core}`, companyKey(one)]),
      ...pairs('ne', names, employer),
      ...pairs('nd', words, date),
      ...pairs('np', words, postcodes),
      ...pairs('dp', date, postcodes),
      ...pairs('di', initials, date),
      ...pairs('sp', streets, postcodes),
    ]),
    weak: unique([
      ...company.flatMap(looseKeys),
      ...names.map((name) => `n:${name}`),
      ...code.flatMap((one) => withOneLess(one).map((key) => `k${key}`)),
      ...(person.length > 0 ? address.flatMap(({ street }) => streetPairs(street)) : []),
    ]),
  }
}

/** The key of a company's whole name: the same whatever its width, brackets and form. */
export function companyKey({ full }: CompanyName): string {
  return `f:${full}`
}

/** The readings, the brand and its beginnings, the name with a letter left out, any two pairs of neighbours: each survives another way of writing it. */
function looseKeys({ core, brand, reading, brandReading }: CompanyName): string[] {
  return [
    ...[reading, brandReading].filter(({ length }) => length >= 4).map((one) => `p:${one}`),
    ...([...brand].length >= 2 ? [`b:${brand}`] : []),
    ...beginnings(brand),
    ...withOneLess(core),
    ...bigramPairs(core),
  ]
}

/** Two texts that are one insertion, deletion, replacement or swap apart share one of these (SymSpell's deletes). */
function withOneLess(core: string): string[] {
  const chars = [...core]
  const han = /\p{Script=Han}/u.test(core)
  if (chars.length < (han ? 3 : 6) || chars.length > 24) return []
  return [`x:${core}`, ...chars.map((_, i) => `x:${chars.toSpliced(i, 1).join('')}`)]
}

/** How a name begins by which it may be called for short; a short one is such a beginning itself. */
function beginnings(brand: string): string[] {
  const chars = [...brand]
  if (!/^\p{Script=Han}/u.test(brand) || chars.length < 2) return []
  return [2, 3].filter((n) => n <= chars.length).map((n) => `h:${chars.slice(0, n).join('')}`)
}

const mostPairs = 15

function bigramPairs(core: string): string[] {
  if (!/\p{Script=Han}/u.test(core)) return []
  const all = bigrams(core)
  return all
    .flatMap((one, i) => all.slice(i + 2).map((other) => `s:${[one, other].sort().join('')}`))
    .slice(0, mostPairs)
}

/** Any two words of a street: they survive a slip in a third, in the number of the house, or in what is beside it. */
function streetPairs(street: string): string[] {
  const words = [...new Set(street.split(' '))].filter((word) => /^\p{L}{3,}$/u.test(word)).sort()
  return words.flatMap((a, i) => words.slice(i + 1).map((b) => `w:${a}|${b}`)).slice(0, mostPairs)
}

function pairs(kind: string, left: readonly string[], right: readonly string[]): string[] {
  return left.flatMap((a) => right.map((b) => `${kind}:${a}|${b}`))
}

function unique(keys: readonly string[]): string[] {
  return [...new Set(keys)]
}

/** A key as the 32-bit number under which it is stored (FNV-1a over UTF-16 units). Two keys that share one cost a comparison, no more. */
export function keyNumber(key: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  // the last bits of FNV-1a of short texts are alike; one more round spreads them (MurmurHash3's finaliser)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) | 0
}
