import { check, derive } from '#kernel/behaviour.ts'
import { shapeProblem } from '#kernel/flow-read.ts'
import { problem } from '#kernel/problem.ts'
import { isWindows } from '../plan.ts'
import { sequence } from './sequence.ts'

export const sequenceRules = [
  derive(sequence, 'whoever makes a sequence owns it', ({ before, after }, tx) =>
    before === null && !after.owner && tx.actor.id ? { owner: tx.actor.id } : null,
  ),

  check(sequence, 'its draft is a list of steps', ({ after, changes }) => {
    const wrong = changes('draft') && after.draft !== null ? shapeProblem({ trigger: null, steps: after.draft }) : null
    return wrong && { ...wrong, field: 'draft' }
  }),

  check(sequence, 'its hours are hours of weekdays', ({ after, changes }) =>
    changes('windows') && after.windows !== null && !isWindows(after.windows)
      ? problem(
          'windows',
          {
            en: 'Give seven days, Monday first: from and to such as 09:00 and 18:00, or none; at least one day has some.',
            zh: '请按周一至周日填写时段，例如 09:00 至 18:00，至少一天可发送。',
          },
          'hours',
        )
      : null,
  ),

  check(sequence, 'whom it is for stays once somebody is in it', ({ before, after, changes }) =>
    before !== null && changes('about') && after.live !== null
      ? problem('about', { en: 'It has been live already.', zh: '序列已上线过，不能更改适用对象。' }, 'live')
      : null,
  ),
]
