import { v7 as uuid } from 'uuid'
import { check, defineAction, defineJob, derive } from '#kernel/behaviour.ts'
import { date } from '#kernel/fields/date.ts'
import { text } from '#kernel/fields/text.ts'
import { defineNotice } from '#kernel/notice.ts'
import { problem } from '#kernel/problem.ts'
import { addDays, dayOf } from '#kernel/time.ts'
import { salesActivity } from '../extensions.ts'
import { lead } from './lead.ts'

const longest = 2 * 366

/** Not now, but on a day: until then it is out of the way, and then it comes back by itself. */
export const park = defineAction(lead, 'park', {
  label: { en: 'Park', zh: '搁置' },
  help: {
    en: 'On that day it is taken up again by itself, with a task for its owner.',
    zh: '到期自动重新跟进，并为负责人生成待办。',
  },
  icon: 'calendar-time',
  minor: true,
  when: { status: { in: ['new', 'working', 'qualified'] } },
  input: {
    until: date({ label: { en: 'Until', zh: '搁置到' }, required: true }),
    reason: text({ label: { en: 'What to do then', zh: '届时要做什么' }, required: true, max: 200 }),
  },
  async run(record, { until, reason }, tx) {
    await tx.update(lead, record.id, { status: 'parked', parkedUntil: until, parkedReason: reason })
  },
})

export const parkingRules = [
  check(lead, 'a lead is parked until a day to come', ({ after, changes }, tx) => {
    if (after.status !== 'parked' || !(changes('status') || changes('parkedUntil'))) return
    const today = dayOf(tx.now, tx.calendar.timeZone)
    if (after.parkedUntil !== null && after.parkedUntil > today && after.parkedUntil <= addDays(today, longest)) return
    return problem(
      'parkedUntil',
      { en: 'A day to come, within two years.', zh: '请选择今天之后、两年以内的日期。' },
      'range',
    )
  }),

  derive(lead, 'what is no longer parked has no day of return', ({ before, after, changes }) =>
    before?.status === 'parked' && changes('status') && after.parkedUntil !== null ? { parkedUntil: null } : null,
  ),
]

/** Every hour: parked leads whose day has come are worked on again; their owner has a task and is told. */
export const unparkJob = defineJob('unpark', {
  cron: '23 * * * *',
  async run(work) {
    const today = dayOf(work.now, work.calendar.timeZone)
    const back: { readonly id: string; readonly owner: string | null; readonly until: string }[] = []
    await work.sweep(lead, { status: 'parked', parkedUntil: { lte: today } }, uuid(), async (records, tx) => {
      for (const { id, name, owner, parkedUntil, parkedReason } of records) {
        await tx.update(lead, id, { status: 'working', parkedUntil: null, parkedReason: null })
        await tx.create(salesActivity, {
          kind: 'task',
          subject: parkedReason ?? name,
          owner: owner ?? null,
          lead: id,
          dueAt: tx.now,
        })
        back.push({ id, owner: owner ?? null, until: parkedUntil ?? today })
      }
    })
    const news = back.flatMap(({ id, owner, until }) =>
      owner ? [{ userId: owner, object: lead.key, recordId: id, once: `${id} ${until}` }] : [],
    )
    if (news.length > 0) await work.notify('leadBack', news)
  },
})

export const parkingNotices = [
  defineNotice('leadBack', {
    job: 'unpark',
    label: { en: 'A lead that you parked is back', zh: '搁置的线索到期' },
    says: {
      one: { en: '{record} was parked until today', zh: '{record} 搁置到期，请继续跟进' },
      many: {
        en: '{record} and others, {count} in all, were parked until today',
        zh: '{record} 等 {count} 条搁置到期',
      },
    },
  }),
]
