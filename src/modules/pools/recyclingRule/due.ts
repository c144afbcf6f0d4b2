import type { Reader } from '#kernel/behaviour.ts'
import type { RecordOf, Where } from '#kernel/object.ts'
import { Refusal } from '#kernel/problem.ts'
import { whereLimits } from '#kernel/where-parse.ts'
import { pool } from '../pool/pool.ts'
import { pooledOf } from '../pooledObjects.ts'
import { deadlineOf } from './conditions.ts'
import { termsOf } from './deadlines.ts'
import { recyclingRule } from './recyclingRule.ts'

type Rule = RecordOf<typeof recyclingRule>

/**
 * Ids of records that are due by a day, by the rule that says so. Each rule is asked by itself, and only of the records that it is
 * about: every record asked of every rule takes the product of both. A record is due when any rule says so, so that all of
 * these together are what `recyclesOn` finds; which rule comes first is told by the record alone. A reader tells 100,000 of each
 * rule at once: where there are more, the next hour finds the rest.
 */
export async function dueByRule(
  all: Reader,
  key: string,
  rules: readonly Rule[],
  until: string,
): Promise<Map<string, readonly string[]>> {
  const { object } = pooledOf(key)
  const due = new Map<string, readonly string[]>()
  for (const rule of rules) {
    if (rule.object !== key || rule.active !== true) continue
    const into = await all.get(pool, rule.pool)
    if (!into) continue
    const { where } = deadlineOf(key, termsOf(rule), into.where as Where | null)
    const asked: Where = { and: [...where, { recyclesOn: { lte: until } }] }
    try {
      due.set(rule.id, await all.supposing(recyclingRule, [rule]).ids(object, asked))
    } catch (error) {
      // A rule that names what is there no more is no rule.
      if (!(error instanceof Refusal)) throw error
    }
  }
  return due
}

/** A long list of ids in such parts as a filter takes. */
export function* inParts(ids: readonly string[]): Generator<readonly string[]> {
  for (let i = 0; i < ids.length; i += whereLimits.values) yield ids.slice(i, i + whereLimits.values)
}
