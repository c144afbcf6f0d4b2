import type { contactRole } from '#modules/sales/contactRole/contactRole.ts'
import { type Company, type Made, stamps } from './company.ts'
import { randomOf } from './random.ts'

/** Who decides what in a sale, and for whom she is: of those under way, and of some that were won or lost. */
export function castParts(whole: Company, seed: number): Made<typeof contactRole>[] {
  const company: Company = { ...whole, random: randomOf(seed + 6) }
  const { random, courses, say } = company
  return courses.flatMap(({ record, customer, owner, person }) => {
    if (customer.people.length < 2 || !random.chance(record.status === 'open' ? 0.3 : 0.02)) return []
    const others = customer.people.filter((one) => one !== person).slice(0, random.int(1, 3))
    return [person, ...others].map(({ record: who }): Made<typeof contactRole> => {
      const helps = record.status === 'lost' ? -0.25 : record.status === 'won' ? 0.2 : 0
      const attitude = random.weighted([
        ['support', 4 * (1 + helps * 2)],
        ['neutral', 4],
        ['doubt', 2 * (1 - helps)],
        ['against', 1 - helps * 2],
      ] as const)
      return {
        // Those of one sale at one time, so that they are written together: each waits for the sale itself.
        ...stamps(company, Date.parse(record.createdAt), owner.record.id),
        opportunity: record.id,
        contact: who.id,
        role: who.decisionRole ?? null,
        influence: who.decisionRole === 'decisionMaker' ? 'high' : random.pick(['high', 'medium', 'medium', 'low']),
        attitude,
        note: random.chance(0.2) ? say(random.pick(notes)) : null,
      }
    })
  })
}

const notes = ['更看重售后响应。', '与竞争对手关系较好。', '技术评估由他负责。', '需要先说服他。', '支持试点先行。']
