import { boundedDistance } from '../text/distance.ts'
import { areElsewhere, type CompanyName, type CompanyWay, dice, likeCompany } from './company.ts'
import type { Facts, Place } from './facts.ts'
import { type MatchKind, type Subject, sure } from './matching.ts'
import { likePerson, type PersonWay } from './person.ts'

/** One thing that two records have in common, or in which they differ, and what it is worth. */
export type Reason = { readonly kind: MatchKind; readonly how: Way; readonly points: number }
export type Way = 'same' | 'near' | 'other' | CompanyWay | PersonWay

/** How alike two records are: 0 to 100 points, and where they come from. */
export type Likeness = { readonly points: number; readonly reasons: readonly Reason[] }

/**
 * Compares what two records say about a subject: each fact that both know adds or takes points, and the sum tells. What
 * only one of them knows counts for nothing.
 */
export function compare(a: Facts, b: Facts, subject: Subject): Likeness {
  const reasons = subject === 'organisation' ? organisation(a, b) : person(a, b)
  const sum = reasons.reduce((total, { points }) => total + points, 0)
  return {
    points: Math.max(0, Math.min(100, sum)),
    reasons: reasons.filter(({ points }) => points !== 0).sort((x, y) => y.points - x.points),
  }
}

/** What a record says, subject by subject. */
export type BySubject = ReadonlyMap<Subject, Facts>

/**
 * How alike two records are in the subject in which they are alike most; null where they say nothing about the same one.
 * Two people of one company are likely one matter, never beyond doubt.
 */
export function compareMost(a: BySubject, b: BySubject): (Likeness & { readonly subject: Subject }) | null {
  const all = [...a].flatMap(([subject, facts]) => {
    const other = b.get(subject)
    return other ? [{ subject, ...compare(facts, other, subject) }] : []
  })
  const best = all.reduce<(typeof all)[number] | null>(
    (most, one) => (most && most.points >= one.points ? most : one),
    null,
  )
  const differ = all.some(({ reasons }) => reasons.some(({ kind, points }) => kind === 'person' && points < 0))
  if (best?.subject !== 'organisation' || best.points < sure || !differ) return best
  const reason: Reason = { kind: 'person', how: 'otherName', points: sure - 1 - best.points }
  return { ...best, points: sure - 1, reasons: [...best.reasons, reason] }
}

function organisation(a: Facts, b: Facts): Reason[] {
  const reasons = [
    likeNames(a.company, b.company),
    best('taxNumber', a.taxNumber, b.taxNumber, (x, y) => {
      if (x.code === y.code) return { how: 'same', points: x.valid ? 100 : 80 }
      return { how: 'other', points: x.valid && y.valid ? -60 : 0 }
    }),
    best('domain', a.domain, b.domain, (x, y) =>
      x === y ? { how: 'same', points: 50 } : { how: 'other', points: -8 },
    ),
    best('email', a.email, b.email, (x, y) => ({ how: 'same', points: x === y ? 45 : 0 })),
    best('phone', a.phone, b.phone, (x, y) => ({ how: 'same', points: x === y ? 45 : 0 })),
    best('address', a.address, b.address, likeSeat),
    ...common(a, b),
  ].filter((reason) => reason !== null)
  const sum = reasons.reduce((total, { points }) => total + points, 0)
  // What houses of one company share, its domain, mailbox and telephone, makes them no more than likely one record.
  const over = sum - (sure - 1)
  return over > 0 && areHouses(a, b) ? [...reasons, { kind: 'company', how: 'houses', points: -over }] : reasons
}

/** A head office and its branches: their names say other places, or they stand in other cities and no registered name is the same. */
function areHouses(a: Facts, b: Facts): boolean {
  if (a.taxNumber.some((x) => b.taxNumber.some((y) => x.code === y.code))) return false
  const [one, other] = [a, b].map(({ company }) => {
    const full = company.filter(isInFull)
    return full.length > 0 ? full : company
  }) as [CompanyName[], CompanyName[]]
  if (one.some((x) => isInFull(x) && other.some((y) => x.full === y.full))) return false
  const named = one.length > 0 && other.length > 0
  if (named && one.every((x) => other.every((y) => areElsewhere(x, y)))) return true
  const [here, there] = [a, b].map(({ address }) => address.flatMap(({ city }) => city || [])) as [string[], string[]]
  return here.length > 0 && there.length > 0 && !here.some((city) => there.includes(city))
}

/** One street is a hint; a company may give one address here and another there. */
function likeSeat(a: Place, b: Place): Scored {
  const [x, y] = [a.street, b.street].map((street) => street.replaceAll(' ', '')) as [string, string]
  return {
    how: 'same',
    points: x.length >= 4 && dice(x, y) >= 0.85 && (!a.city || !b.city || a.city === b.city) ? 12 : 0,
  }
}

/** Two that go by one short name are no more than of one brand where what they are called in full differs. */
function likeNames(a: readonly CompanyName[], b: readonly CompanyName[]): Reason | null {
  const any = best('company', a, b, likeCompany)
  const full = best('company', a.filter(isInFull), b.filter(isInFull), likeCompany)
  if (!any || !full || full.points >= any.points) return any
  return { kind: 'company', how: 'brand', points: Math.max(full.points, Math.min(any.points, 40)) }
}

function isInFull({ full, core }: CompanyName): boolean {
  return full !== core
}

function person(a: Facts, b: Facts): Reason[] {
  const named = best('person', a.person, b.person, likePerson)
  const others = named !== null && named.points <= 0
  // Two whose names differ are colleagues: the house that they share, its telephone and its mailbox say nothing more.
  const house = (points: number) => (others ? Math.min(points, 10) : points)
  return [
    named,
    best('email', a.email, b.email, (x, y) => {
      if (x === y) return { how: 'same', points: isShared(x) ? house(30) : 80 }
      return { how: 'near', points: !others && isSlip(x, y) ? 20 : 0 }
    }),
    best('phone', a.phone, b.phone, (x, y) => {
      if (x === y) return { how: 'same', points: isMobile(x) ? 80 : house(45) }
      return { how: 'near', points: !others && isMobile(x) && boundedDistance(x, y, 1) === 1 ? 20 : 0 }
    }),
    best('employer', a.employer, b.employer, (x, y) => ({ how: 'same', points: x === y ? house(45) : 0 })),
    ...common(a, b),
    best('address', a.address, b.address, likePlace),
  ].filter((reason) => reason !== null)
}

/** One letter off; another digit is another mailbox, as of the second of a name. */
function isSlip(a: string, b: string): boolean {
  const digits = (text: string) => text.replace(/\D/g, '')
  return digits(a) === digits(b) && boundedDistance(a, b, 1) === 1
}

function common(a: Facts, b: Facts): (Reason | null)[] {
  return [
    best('code', a.code, b.code, (x, y) => {
      if (x === y) return { how: 'same', points: 70 }
      const slips = boundedDistance(x, y, 2)
      const size = Math.min(x.length, y.length)
      if (slips === 1 && size >= 5) return { how: 'near', points: 40 }
      return { how: 'other', points: slips === 2 && size >= 7 ? 0 : -25 }
    }),
    best('date', a.date, b.date, likeDate),
  ]
}

type Scored = { readonly how: Way; readonly points: number } | null

/** The best of all pairs: a company may have two names, and a person two telephones. */
function best<T>(kind: MatchKind, a: readonly T[], b: readonly T[], score: (a: T, b: T) => Scored): Reason | null {
  let found: Reason | null = null
  for (const x of a)
    for (const y of b) {
      const one = score(x, y)
      if (one && (!found || one.points > found.points)) found = { kind, ...one }
    }
  return found
}

/** One digit off, two of them swapped, or day and month: a slip of whoever typed it. */
function likeDate(a: string, b: string): Scored {
  if (a === b) return { how: 'same', points: 30 }
  const [x, y] = [a, b].map((date) => date.replaceAll('-', '')) as [string, string]
  const turned = `${y.slice(0, 4)}${y.slice(6)}${y.slice(4, 6)}`
  const slips = boundedDistance(x, y, 2)
  if (slips === 1 || x === turned) return { how: 'near', points: 18 }
  return { how: 'other', points: slips === 2 ? 0 : -20 }
}

function likePlace(a: Place, b: Place): Scored {
  let points = 0
  if (a.street && b.street) {
    const alike = dice(a.street.replaceAll(' ', ''), b.street.replaceAll(' ', ''))
    points += alike >= 0.85 ? 25 : alike >= 0.6 ? 12 : alike < 0.3 ? -8 : 0
  }
  if (a.postcode && b.postcode) points += [8, 3, -3][boundedDistance(a.postcode, b.postcode, 1)]!
  if (a.city && b.city) points += [4, 2, 0][boundedDistance(a.city, b.city, 1)]!
  return { how: points >= 20 ? 'same' : points > 0 ? 'near' : 'other', points }
}

function isMobile(e164: string): boolean {
  return /^\+861[3-9]\d{9}$|^\+8869\d{8}$|^\+852[4-79]\d{7}$|^\+447\d{9}$|^\+491[5-7]\d{7,10}$/.test(e164)
}

/** A mailbox that a whole house reads. */
function isShared(email: string): boolean {
  return /^(?:info|sales|office|admin|[ck]onta[ck]t|service|support|hr|mail|marketing|hello|enquiry|inquiry|kefu|xiaoshou|postmaster|webmaster)@/.test(
    email,
  )
}
