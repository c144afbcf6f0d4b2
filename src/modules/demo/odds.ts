import { day, dayOf, hour, isWorkday, minute, workdayFrom } from './clock.ts'
import type { Colleague, Company, Course, Customer } from './company.ts'

/** How a sale was begun: when the customer first heard of somebody, and how often in the first two weeks. */
export type Beginning = { readonly answeredAt: number; readonly contacts: number }

/** How soon and how often somebody turned to a customer: each person in her own way, and no two times the same. */
export function begin({ random }: Company, owner: Colleague, at: number): Beginning {
  const eager = random.around(owner.skill ** 0.5, 1.5)
  const answeredAt = inOffice(at + Math.round((random.around(20 / eager, 2.6) * hour) / minute) * minute)
  const contacts = Math.max(1, Math.min(6, Math.round(eager * random.around(2.2, 1.45))))
  return { answeredAt, contacts }
}

/**
 * What speaks for a sale, as anybody can see it: above 0 it is likelier to come through each stage than the average of all, below
 * less likely. It leaves much to chance, as business does.
 */
export function oddsOf(
  deal: Pick<Course['record'], 'source' | 'type' | 'competitor'>,
  customer: Customer,
  owner: Colleague,
  { answeredAt, contacts }: Beginning,
  {
    at,
    size,
  }: { readonly at: number /** Its amount beside what such customers usually order. */; readonly size: number },
): number {
  const { level, industry } = customer.record
  const days = (answeredAt - at) / day
  return (
    (bySource[deal.source ?? ''] ?? 0) +
    (byIndustry[industry ?? ''] ?? 0) +
    (byLevel[level ?? ''] ?? 0) +
    (deal.type === 'renewal' ? 0.6 : deal.type === 'more' ? 0.25 : 0) +
    (deal.competitor ? -0.3 : 0) +
    (days < 1 ? 0.45 : days < 3 ? 0 : days < 6 ? -0.4 : -0.8) +
    0.3 * (contacts - 2.3) -
    0.5 * Math.log2(size) +
    0.5 * Math.log(owner.skill) -
    0.65
  )
}

/** A chance moved by odds: half stays half at 0, and nothing ever becomes certain. */
export function moved(chance: number, odds: number): number {
  return 1 / (1 + Math.exp(-Math.log(chance / (1 - chance)) - odds))
}

/** How much likelier than others what came this way becomes business. */
export const bySource: Readonly<Record<string, number>> = {
  referral: 0.6,
  partner: 0.45,
  visit: 0.2,
  website: 0.15,
  exhibition: 0,
  seminar: -0.1,
  search: -0.15,
  socialMedia: -0.3,
  advertisement: -0.45,
  coldCall: -0.6,
  purchasedList: -0.9,
}
const byIndustry: Readonly<Record<string, number>> = {
  automotive: 0.4,
  machinery: 0.25,
  electronics: 0.2,
  pharmaceuticals: 0.1,
  energy: 0.1,
  software: -0.3,
  retail: -0.4,
  construction: -0.45,
  logistics: -0.3,
  textiles: -0.4,
  government: -0.6,
  education: -0.6,
}
const byLevel: Readonly<Record<string, number>> = { A: 0.45, B: 0.25, C: 0, D: -0.35 }

/** The same moment where somebody works then, otherwise the next working morning. */
function inOffice(at: number): number {
  const today = dayOf(at)
  if (isWorkday(at) && at >= today + 9 * hour && at <= today + 18.5 * hour) return at
  const next = isWorkday(at) && at < today + 9 * hour ? today : workdayFrom(today + day)
  return next + 9 * hour + (Math.floor(at / minute) % 100) * minute
}
