import type { Deadline, DeadlineClock, Since } from '#kernel/deadline.ts'
import { keepingsOf } from '#kernel/keeping.ts'
import type { Label } from '#kernel/label.ts'
import type { Where } from '#kernel/object.ts'
import type { Registry } from '#kernel/registry.ts'
import { type PooledObject, pooledOf, type Sign } from '../pooledObjects.ts'

/** A condition of a rule: so many days, or working days, since the last sign. */
export type Condition = { readonly sign: string; readonly days: number; readonly working: boolean }

/** What of a rule says when a record is due. */
export type RuleTerms = {
  readonly name: string
  readonly where: Where | null
  readonly match: 'all' | 'any'
  readonly conditions: readonly Condition[]
  readonly followUp: Where | null
  readonly mailCounts: boolean
  readonly exempt: readonly string[]
  readonly exemptTags: readonly string[]
  readonly startsOn: string | null
}

/** What counts as a follow-up where a rule says nothing: a note of one letter does not, nor a call that nobody answered. */
export const ordinaryFollowUp: Where = {
  or: [
    { kind: { in: ['meeting', 'visit'] } },
    { kind: 'call', outcome: { ne: 'noAnswer' } },
    { kind: 'note', textLength: { gte: 10 } },
  ],
}

/** Reads conditions from what was sent; answers what is wrong in words. */
export function readConditions(input: unknown, object: PooledObject): readonly Condition[] | { readonly wrong: Label } {
  if (!Array.isArray(input) || input.length === 0 || input.length > 10)
    return { wrong: { en: 'Give one to ten conditions.', zh: '请填写 1 到 10 个条件。' } }
  const read: Condition[] = []
  for (const one of input as Readonly<Record<string, unknown>>[]) {
    const { sign, days, working = false } = one ?? {}
    const known = object.signs.find(({ key }) => key === sign)
    if (!known)
      return { wrong: { en: `There is no condition '${String(sign)}'.`, zh: `没有条件「${String(sign)}」。` } }
    if (typeof days !== 'number' || !Number.isInteger(days) || days < 1 || days > 1_000)
      return { wrong: { en: 'Days are a whole number from 1 to 1,000.', zh: '天数应为 1 到 1000 的整数。' } }
    if (typeof working !== 'boolean')
      return { wrong: { en: 'Working days: true or false.', zh: '是否工作日只能是 true 或 false。' } }
    read.push({ sign: known.key, days, working })
  }
  return read
}

/**
 * A rule as the engine counts it: of records with an owner, which match the rule and the pool that they would go into. What
 * keeps them with their owner is what objects of the registry declare, and what `pooledObjects` knows.
 */
export function deadlineOf(registry: Registry, key: string, terms: RuleTerms, poolWhere: Where | null): Deadline {
  const object = pooledOf(key)
  const exempt = object.exemptions.filter((one) => terms.exempt.includes(one.key))
  return {
    name: terms.name,
    where: [
      { owner: { empty: false }, pool: { empty: true } },
      object.where,
      ...(terms.where ? [terms.where] : []),
      ...(poolWhere ? [poolWhere] : []),
      ...exempt.flatMap((one): Where[] => {
        if ('where' in one) return [one.where]
        return 'tags' in one && terms.exemptTags.length > 0 ? [{ not: { tags: { hasAny: terms.exemptTags } } }] : []
      }),
    ],
    unless: keepingsOf(registry, key)
      .filter((one) => terms.exempt.includes(one.key))
      .map(({ over, through, where }) => ({ over, through, where })),
    ...(exempt.some((one) => 'untilDecided' in one) ? { untilDecided: true } : {}),
    match: terms.match,
    clocks: terms.conditions.map((condition) => clockOf(object, condition, terms)),
    from: terms.startsOn,
    notBefore: 'protectedUntil',
  }
}

function clockOf(object: PooledObject, { sign: key, days, working }: Condition, terms: RuleTerms): DeadlineClock {
  const { since, only, followUps } = object.signs.find((one) => one.key === key) as Sign
  const own: Since[] = only ? [] : [{ field: 'heldSince' }, { field: 'createdAt' }]
  const counted: Since[] = followUps
    ? [
        {
          ...followUps.activities,
          where: { and: [followUps.activities.where ?? {}, terms.followUp ?? ordinaryFollowUp] },
        },
        ...(terms.mailCounts ? [followUps.mails] : []),
      ]
    : []
  return { since: [...own, ...since, ...counted], days, working }
}
