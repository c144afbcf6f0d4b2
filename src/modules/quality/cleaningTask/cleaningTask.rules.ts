import { check, derive, follow } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { addDays, startOfDay } from '#kernel/time.ts'
import { activity } from '#modules/activities/activity/activity.ts'
import { savedView } from '#modules/identity/savedView/savedView.ts'
import { wrongFilter } from '../wrongFilter.ts'
import { cleaningTask } from './cleaningTask.ts'

/** A week, where nobody says. */
const usualDays = 7
const tenOClock = 10 * 3_600_000

export const cleaningTaskRules = [
  derive(cleaningTask, 'it is due in a week where nobody says', ({ before, after }, tx) =>
    before || after.due ? null : { due: addDays(tx.today, usualDays) },
  ),
  check(
    cleaningTask,
    'it is given to somebody, with a filter of an object that there is',
    async ({ after, before, deleted }, tx) => {
      if (deleted) return null
      if (!tx.isObject(after.object))
        return problem('object', { en: 'There is no such object.', zh: '没有这个对象。' }, 'unknown')
      const problems = before ? [] : await wrongFilter(tx, after.object, 'where', after.where)
      if (!after.owner) problems.push(problem('owner', { en: 'Say who does it.', zh: '请选择由谁处理。' }, 'required'))
      return problems
    },
  ),
  follow(cleaningTask, 'whoever it is given to has a task and the records as a view', async ({ before, after }, tx) => {
    if (before || !after.owner) return
    const due = after.due ?? addDays(tx.today, usualDays)
    const view = await tx.create(savedView, {
      name: after.name,
      object: after.object,
      settings: { where: after.where },
      owner: after.owner,
    })
    const task = await tx.create(activity, {
      kind: 'task',
      subject: after.name,
      dueAt: new Date(Date.parse(startOfDay(due, tx.actor.timeZone)) + tenOClock).toISOString(),
      owner: after.owner,
    })
    await tx.update(cleaningTask, after.id, { view, task })
  }),
]
