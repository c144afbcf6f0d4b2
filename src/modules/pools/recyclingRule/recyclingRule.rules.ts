import { check, derive, type Tx } from '#kernel/behaviour.ts'
import { keepingsOf } from '#kernel/keeping.ts'
import type { ObjectDef, Where } from '#kernel/object.ts'
import { type Problem, problem, Refusal } from '#kernel/problem.ts'
import { addDays, dayOf } from '#kernel/time.ts'
import { activity } from '#modules/activities/activity/activity.ts'
import { pool } from '../pool/pool.ts'
import { pooledOf } from '../pooledObjects.ts'
import { readConditions } from './conditions.ts'
import { recyclingRule } from './recyclingRule.ts'

/** So many days owners are warned before a rule that was switched on recycles for the first time. */
const warningDays = 7

export const recyclingRuleRules = [
  derive(recyclingRule, 'a rule that is switched on begins a week later, so that nobody is surprised', (change, tx) => {
    const { after, changes } = change
    if (!changes('active') || after.active !== true || (changes('startsOn') && after.startsOn !== null)) return
    const soonest = addDays(dayOf(tx.now, tx.calendar.timeZone), warningDays)
    return after.startsOn !== null && after.startsOn > soonest ? null : { startsOn: soonest }
  }),

  check(recyclingRule, 'its conditions, filters and exemptions can be read', async ({ after, changes }, tx) => {
    const object = pooledOf(after.object)
    const problems: Problem[] = []
    if (changes('conditions')) {
      const read = readConditions(after.conditions, object)
      if ('wrong' in read) problems.push(problem('conditions', read.wrong, 'condition'))
    }
    const known = [...keepingsOf(tx.registry, after.object), ...object.exemptions].map(({ key }) => key)
    const unknown = (list: unknown) => !Array.isArray(list) || list.some((key) => !known.includes(key))
    if (changes('exempt') && after.exempt !== null && unknown(after.exempt))
      problems.push(
        problem('exempt', { en: 'Not all of these can be left alone.', zh: '包含不支持的豁免项。' }, 'exemption'),
      )
    if (changes('where') && after.where !== null)
      problems.push(...(await wrongFilter(tx, object.object, 'where', after.where)))
    if (changes('followUp') && after.followUp !== null)
      problems.push(...(await wrongFilter(tx, activity, 'followUp', after.followUp)))
    return problems
  }),

  check(recyclingRule, 'it leads into a pool of its object', async ({ after, changes }, tx) => {
    if (!changes('pool')) return
    const to = await tx.all.get(pool, after.pool)
    if (to?.object === after.object) return
    return problem('pool', { en: 'This pool holds other records.', zh: '该公海池存放的不是这类记录。' }, 'object')
  }),

  check(recyclingRule, 'it begins on a day to come', ({ after, changes }, tx) => {
    const today = dayOf(tx.now, tx.calendar.timeZone)
    if (after.active !== true || after.startsOn === null || !(changes('startsOn') || changes('active'))) return
    if (after.startsOn > today) return
    return problem('startsOn', { en: 'Begin tomorrow at the soonest.', zh: '最早从明天开始。' }, 'past')
  }),
]

async function wrongFilter(tx: Tx, object: ObjectDef, field: string, where: unknown): Promise<Problem[]> {
  try {
    await tx.all.count(object, { and: [where as Where], id: tx.actor.id ?? '00000000-0000-0000-0000-000000000000' })
    return []
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.problems.map(({ message }) => problem(field, message, 'filter'))
  }
}
