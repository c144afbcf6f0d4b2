import type { absence } from '#modules/handover/absence.ts'
import { dateOf, day } from './clock.ts'
import { type Company, type Made, stamps } from './company.ts'
import { randomOf } from './random.ts'

/** Somebody was away, somebody is, and somebody will be: in each region one, covered by two of her team. */
export function goAway(whole: Company, seed: number): Made<typeof absence>[] {
  const company: Company = { ...whole, random: randomOf(seed + 5) }
  const { now, say, colleagues } = company
  return (['east', 'south', 'north'] as const).map((region, i) => {
    const team = colleagues.filter((c) => c.region === region && c.part === 'sales' && c.until > now)
    const [person, ...covers] = [team[i + 1]!, team[0]!, team[5]!]
    const [from, until] = [
      [-20, -14],
      [-2, 5],
      [9, 23],
    ][i]!
    return {
      ...stamps(company, now + Math.min(-1, from! - 4) * day, person.record.id),
      reason: say(['年假', '出差德国', '产假前调休'][i]!),
      person: person.record.id,
      covers: covers.map(({ record }) => record.id),
      from: dateOf(now + from! * day),
      until: dateOf(now + until! * day),
    }
  })
}
