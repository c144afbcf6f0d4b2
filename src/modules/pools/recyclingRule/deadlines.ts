import { type Deadline, defineDeadlines } from '#kernel/deadline.ts'
import type { Where } from '#kernel/object.ts'
import type { Registry } from '#kernel/registry.ts'
import { type Condition, deadlineOf, type RuleTerms } from './conditions.ts'

type Values = Readonly<Record<string, unknown>>

/** The day on which a record is recycled, by the active rules of its object. */
export const recyclingDeadlines = defineDeadlines('recycling', (objectKey, standing, registry) =>
  rulesOf(registry, objectKey, standing('recyclingRule'), standing('pool')).map(({ deadline }) => deadline),
)

/** The active rules of an object that lead into a pool there is, as the engine counts them. */
export function rulesOf<R extends Values>(
  registry: Registry,
  objectKey: string,
  rules: readonly R[],
  pools: readonly Values[],
): { readonly rule: R; readonly deadline: Deadline }[] {
  const filters = new Map(pools.map((pool) => [pool['id'], pool['where'] as Where | null]))
  return rules.flatMap((rule) => {
    const filter = filters.get(rule['pool'])
    if (rule['object'] !== objectKey || rule['active'] !== true || filter === undefined) return []
    return [{ rule, deadline: deadlineOf(registry, objectKey, termsOf(rule), filter) }]
  })
}

/** What a stored rule says. */
function termsOf(rule: Values): RuleTerms {
  return {
    name: String(rule['name']),
    where: (rule['where'] ?? null) as Where | null,
    match: rule['match'] === 'all' ? 'all' : 'any',
    conditions: (rule['conditions'] ?? []) as readonly Condition[],
    followUp: (rule['followUp'] ?? null) as Where | null,
    mailCounts: rule['mailCounts'] !== false,
    exempt: (rule['exempt'] ?? []) as readonly string[],
    exemptTags: (rule['exemptTags'] ?? []) as readonly string[],
    startsOn: (rule['startsOn'] ?? null) as string | null,
  }
}
