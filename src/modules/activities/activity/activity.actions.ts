import { defineAction } from '#kernel/behaviour.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { longText } from '#kernel/fields/longText.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { refuse } from '#kernel/problem.ts'
import { activity } from './activity.ts'

const { outcome } = activity.fields

export const activityActions = [
  defineAction(activity, 'complete', {
    label: { en: 'Complete', zh: '完成' },
    icon: 'circle-check',
    when: { status: 'open' },
    input: {
      outcome: select({ label: outcome.label, options: outcome.options }),
      note: longText({ label: { en: 'What came out', zh: '跟进结果' } }),
      nextAt: datetime({
        label: { en: 'Next follow-up', zh: '下次跟进' },
        help: { en: 'Plans the next task at once.', zh: '填写后自动安排下一次跟进。' },
      }),
      nextSubject: text({ label: { en: 'Next subject', zh: '下次跟进主题' }, max: 200 }),
    },
    async run(record, input, tx) {
      const body = [record.body, input.note].filter(Boolean).join('\n\n') || null
      await tx.update(activity, record.id, { status: 'done', outcome: input.outcome ?? record.outcome, body })
      if (!input.nextAt) return
      const next = await tx.create(activity, {
        kind: 'task',
        subject: input.nextSubject ?? record.subject,
        dueAt: input.nextAt,
        previous: record.id,
        owner: record.owner ?? tx.actor.id,
      })
      return { next }
    },
  }),

  defineAction(activity, 'reopen', {
    label: { en: 'Reopen', zh: '重新打开' },
    icon: 'rotate',
    when: { status: { in: ['done', 'cancelled'] } },
    input: {},
    async run(record, _input, tx) {
      await tx.update(activity, record.id, { status: 'open', doneAt: null })
    },
  }),

  defineAction(activity, 'cancel', {
    label: { en: 'Cancel', zh: '取消' },
    icon: 'circle-x',
    when: { status: 'open' },
    input: {},
    async run(record, _input, tx) {
      await tx.update(activity, record.id, { status: 'cancelled' })
    },
  }),

  defineAction(activity, 'reschedule', {
    label: { en: 'Reschedule', zh: '改期' },
    help: { en: 'A meeting keeps its length.', zh: '会议时长不变。' },
    icon: 'calendar-time',
    when: { status: 'open' },
    input: { to: datetime({ label: { en: 'New time', zh: '新时间' }, required: true }) },
    async run(record, { to }, tx) {
      if (to < tx.now)
        throw refuse('invalid', 'to', { en: 'This time has passed.', zh: '不能改到过去的时间。' }, 'past')
      if (record.startAt === null) return tx.update(activity, record.id, { dueAt: to })
      const shift = Date.parse(to) - Date.parse(record.startAt)
      const moved = (at: string | null) => at && new Date(Date.parse(at) + shift).toISOString()
      await tx.update(activity, record.id, { startAt: to, endAt: moved(record.endAt), dueAt: moved(record.dueAt) })
    },
  }),
]
