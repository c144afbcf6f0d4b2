import { check } from '#kernel/behaviour.ts'
import type { Where } from '#kernel/object.ts'
import { type Problem, problem, Refusal } from '#kernel/problem.ts'
import { pool } from '#modules/pools/pool/pool.ts'
import { asPooled } from '#modules/pools/pooled.ts'
import { pooledOf } from '#modules/pools/pooledObjects.ts'
import { person } from '../person.ts'
import { assignmentRule } from './assignmentRule.ts'

export const assignmentRuleRules = [
  check(assignmentRule, 'it says to whom', ({ after, deleted }) => {
    if (deleted) return
    if (after.to === 'pool')
      return after.pool === null ? problem('pool', { en: 'Choose a pool.', zh: '请选择公海池。' }, 'required') : null
    return after.people?.length || after.teams?.length
      ? null
      : problem('people', { en: 'Name people or teams.', zh: '请选择成员或团队。' }, 'required')
  }),

  check(assignmentRule, 'its filter can be read', async ({ after, changes }, tx) => {
    if (!changes('where') || after.where === null) return
    try {
      await tx.all.list(asPooled(pooledOf(after.object).object), { where: after.where as Where, limit: 1 })
      return
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return error.problems.map(({ message }) => problem('where', message, 'filter'))
    }
  }),

  check(assignmentRule, 'its pools hold its records', async ({ after, changes }, tx) => {
    const problems: Problem[] = []
    for (const key of ['pool', 'missedPool'] as const) {
      const into = changes(key) && after[key] ? await tx.all.get(pool, after[key]) : null
      if (into && into.object !== after.object)
        problems.push(
          problem(key, { en: 'This pool holds other records.', zh: '该公海池存放的不是这类记录。' }, 'object'),
        )
    }
    return problems
  }),

  check(assignmentRule, 'the skills that it wants are known', ({ after, changes }, tx) => {
    if (!changes('skills') || after.skills === null) return
    const field = tx.fieldsOf(person)['skills'] as
      | { readonly options?: readonly { readonly key: string }[] }
      | undefined
    const known = (field?.options ?? []).map(({ key }) => key)
    const wrong = !Array.isArray(after.skills) || after.skills.some((key) => !known.includes(key as string))
    return wrong ? problem('skills', { en: 'Not all of these are skills.', zh: '包含未知的技能。' }, 'skill') : null
  }),
]
