import { defineDeadlines } from '#kernel/deadline.ts'
import type { Where } from '#kernel/object.ts'
import { type Condition, deadlineOf, type RuleTerms } from './conditions.ts'

type Values = Readonly<Record<string, unknown>>

/** The day on which a record is recycled, by the active rules of its object. */
export const recyclingDeadlines = defineDeadlines('recycling', (objectKey, standing) => {
  const pools = new Map(standing('pool').map((pool) => [pool['id'], pool]))
  return standing('recyclingRule')
    .filter((rule) => rule['object'] === objectKey && rule['active'] === true && pools.has(rule['pool']))
    .map((rule) => deadlineOf(objectKey, termsOf(rule), (pools.get(rule['pool'])?.['where'] ?? null) as Where | null))
})

/** What a stored rule says. */
export function termsOf(rule: Values): RuleTerms {
  return {
    name: String(rule['name']),
    where: (rule['where'] ?? null) as Where | null,
    match: rule['match'] === 'all' ? 'all' : 'any',
    conditions: (rule['conditions'] ?? []) as readonly Condition[],
    followUp: (rule['followUp'] ?? null) as Where | null,
    exempt: (rule['exempt'] ?? []) as readonly string[],
    exemptTags: (rule['exemptTags'] ?? []) as readonly string[],
    startsOn: (rule['startsOn'] ?? null) as string | null,
  }
}
