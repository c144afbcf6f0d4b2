import { defineAction } from '#kernel/behaviour.ts'
import { date } from '#kernel/fields/date.ts'
import { refuse } from '#kernel/problem.ts'
import { addDays } from '#kernel/time.ts'
import { duplicate } from './duplicate.ts'

const open = { status: { in: ['open', 'later'] } }

export const duplicateActions = [
  defineAction(duplicate, 'notSame', {
    label: { en: 'Not the same', zh: '不是同一个' },
    help: { en: 'These records are not proposed together again.', zh: '这些记录之后不会再被列为疑似重复。' },
    icon: 'circle-x',
    when: open,
    input: {},
    async run(record, _input, tx) {
      await tx.update(duplicate, record.id, {
        status: 'notSame',
        until: null,
        decidedBy: tx.actor.id,
        decidedAt: tx.now,
      })
      await tx.emit(duplicate, record.id, 'saidDifferent')
    },
  }),
  defineAction(duplicate, 'later', {
    label: { en: 'Later', zh: '稍后处理' },
    icon: 'calendar-time',
    when: open,
    input: {
      until: date({
        label: { en: 'Again on', zh: '再次提醒' },
        help: { en: 'In a week where nothing is said.', zh: '不填则为一周后。' },
      }),
    },
    async run(record, { until }, tx) {
      if (until !== null && until <= tx.today)
        throw refuse('invalid', 'until', { en: 'Choose a day to come.', zh: '请选择今天之后的日期。' })
      await tx.update(duplicate, record.id, { status: 'later', until: until ?? addDays(tx.today, 7) })
      await tx.emit(duplicate, record.id, 'putOff')
    },
  }),
]
