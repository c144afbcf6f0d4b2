import { check, derive, follow } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { account } from '#modules/customers/account/account.ts'
import { contact } from '#modules/customers/contact/contact.ts'
import { tellFollowUp } from '../followUp.ts'
import { activity } from './activity.ts'
import { nextTime } from './repeat.ts'

export const activityRules = [
  derive(activity, 'a note is done when it is written', ({ before, after }) =>
    before === null && after.kind === 'note' && after.dueAt === null ? { status: 'done' as const } : null,
  ),

  derive(activity, 'what has been done has a time, and what has not has none', ({ before, after, changes }, tx) => {
    const told = before === null ? after.status === 'open' : !changes('status')
    if (after.doneAt && told && after.status === 'open' && changes('doneAt')) return { status: 'done' as const }
    if (after.status !== 'done') return { doneAt: null }
    if (after.doneAt) return
    const happened = after.endAt ?? after.startAt
    return { doneAt: happened && happened < tx.now ? happened : tx.now }
  }),

  derive(activity, 'lasts as many whole minutes as its seconds make', ({ after, changes }) => {
    const { durationSeconds: seconds, durationMinutes: minutes } = after
    // Who gives both knows the seconds; an empty one beside the other says nothing.
    if (changes('durationSeconds') && (seconds !== null || !changes('durationMinutes') || minutes === null))
      return { durationMinutes: seconds === null ? null : Math.floor(seconds / 60) }
    if (changes('durationMinutes')) return { durationSeconds: minutes === null ? null : minutes * 60 }
  }),

  derive(activity, 'takes the main employer of its contact', async ({ after, changes }, tx) => {
    if (!changes('contact') || after.contact === null || after.account !== null) return
    return { account: (await tx.all.get(contact, after.contact))?.account ?? null }
  }),

  derive(activity, 'a next step is with the same customer as the one before', async ({ before, after }, tx) => {
    if (before !== null || after.previous === null || after.account !== null || after.contact !== null) return
    const last = await tx.all.get(activity, after.previous)
    return last && { account: last.account, contact: last.contact }
  }),

  derive(activity, 'happens when it was done, else when it begins or is due', ({ after }, tx) => ({
    at: after.doneAt ?? after.startAt ?? after.dueAt ?? after.createdAt ?? tx.now,
  })),

  derive(activity, 'reminds so long before it is due or begins', ({ after }) => {
    const due = after.dueAt ?? after.startAt
    const open = after.status === 'open' && after.remind && due
    return { remindAt: open ? new Date(Date.parse(due) - Number(after.remind) * 60_000).toISOString() : null }
  }),

  check(activity, 'what repeats has a time to repeat from', ({ after }) =>
    after.repeat && !after.dueAt && !after.startAt
      ? problem('dueAt', { en: 'Say when it is due first.', zh: '请先填写截止时间。' }, 'required')
      : null,
  ),

  follow(
    activity,
    'one that repeats is planned again when it is done, once',
    async ({ before, after, changes }, tx) => {
      if (after.status !== 'done' || !after.repeat || (before !== null && !changes('status'))) return
      const at = nextTime(after, tx.now, tx.calendar)
      if (at === null || (await tx.all.count(activity, { previous: after.id, repeat: { empty: false } })) > 0) return
      const { kind, subject, priority, account, contact, location, owner } = after
      const { remind, repeat, repeatEvery, repeatOn, repeatNth, repeatUntil } = after
      const begins = after.startAt && !after.dueAt ? { startAt: at } : { dueAt: at }
      await tx.create(activity, {
        ...{ kind, subject, priority, account, contact, location, owner: owner ?? null, ...begins, previous: after.id },
        ...{ remind, repeat, repeatEvery, repeatOn, repeatNth, repeatUntil },
      })
    },
  ),

  check(activity, 'an activity ends after it begins', ({ after }) =>
    after.startAt && after.endAt && after.endAt < after.startAt
      ? problem('endAt', { en: 'The end is before the beginning.', zh: '结束时间早于开始时间。' }, 'order')
      : null,
  ),

  check(activity, 'nothing has been done in the future', ({ after, changes }, tx) =>
    changes('doneAt') && after.doneAt && Date.parse(after.doneAt) > Date.parse(tx.now) + tolerance
      ? problem('doneAt', { en: 'This time has not come yet.', zh: '完成时间不能晚于现在。' }, 'future')
      : null,
  ),

  follow(activity, 'a follow-up shows on its account', (change, tx) => tellFollowUp(tx, change, account, 'account')),
  follow(activity, 'a follow-up shows on its contact', (change, tx) => tellFollowUp(tx, change, contact, 'contact')),
]

/** Clocks of telephones are off by minutes. */
const tolerance = 5 * 60_000
