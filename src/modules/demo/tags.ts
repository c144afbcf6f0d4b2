import type { Draft } from '#kernel/object.ts'
import type { tag } from '#modules/tags/tag.ts'
import { type Company, type Made, stamps } from './company.ts'
import { randomOf } from './random.ts'
import type { Talk } from './words/talk.ts'

/** Six tags, and who bears them: a sixth of the customers and of the sales under way. */
export function tagRecords(company: Company, seed: number, words: Talk['tags']): void {
  // A chance of its own, so that the rest of the company is the same with tags and without.
  const mine: Company = { ...company, random: randomOf(seed + 1) }
  const { random } = mine
  const by = company.colleagues[0]?.record.id ?? null
  for (const [name, color] of words)
    company.tags.push({ ...stamps(mine, company.start, by), name, color } as Made<typeof tag>)
  const some = () => [...new Set([random.pick(company.tags).id, random.pick(company.tags).id])].sort()
  const bearers = [
    ...company.customers.map(({ record }) => record),
    ...company.courses.map(({ record }) => record).filter(({ status }) => status === 'open'),
  ] as (Draft<typeof tag> & { tags?: readonly string[] })[]
  for (const bearer of bearers) if (random.chance(0.16)) bearer.tags = some()
}
