import { defineToday } from '#kernel/today.ts'
import { account } from '#modules/customers/account/account.ts'
import { activity } from './activity/activity.ts'

const mine = { owner: { is: 'me' }, status: 'open' } as const
const tasks = {
  for: 'self',
  object: activity,
  sort: ['at'],
  show: ['kind', 'account', 'contact', 'at'],
  acts: { done: 'complete', undo: 'reopen', later: 'reschedule' },
} as const
const dated = { or: [{ dueAt: { empty: false } }, { startAt: { empty: false } }] }

export const activityToday = [
  defineToday('overdue', {
    ...tasks,
    label: { en: 'Overdue', zh: '已逾期' },
    order: 10,
    where: { ...mine, at: { lt: 'today' }, ...dated },
    limit: 20,
    late: true,
    digest: 'daily',
  }),
  defineToday('dueToday', {
    ...tasks,
    label: { en: 'Due today', zh: '今天到期' },
    order: 20,
    where: { ...mine, at: { within: 'today' }, ...dated },
    limit: 20,
    digest: 'daily',
  }),
  defineToday('dueSoon', {
    ...tasks,
    label: { en: 'Next 7 days', zh: '未来 7 天' },
    order: 60,
    where: { ...mine, at: { gt: 'today', within: { next: 7, unit: 'day' } } },
    digest: 'weekly',
  }),
  defineToday('undated', {
    ...tasks,
    label: { en: 'Without a date', zh: '未定时间' },
    order: 70,
    where: { ...mine, dueAt: { empty: true }, startAt: { empty: true } },
  }),
  defineToday('customersWithoutStep', {
    label: { en: 'Customers without a next step', zh: '没有下一步的客户' },
    help: {
      en: 'Active customers of yours for whom no follow-up is planned.',
      zh: '你名下没有安排下次跟进的正常客户。',
    },
    for: 'self',
    order: 50,
    object: account,
    where: {
      owner: { is: 'me' },
      status: 'active',
      type: { in: ['prospect', 'customer'] },
      nextFollowUpAt: { empty: true },
    },
    sort: ['lastFollowUpAt'],
    show: ['level', 'lastFollowUpAt'],
    limit: 6,
    add: { object: activity, by: 'account' },
  }),
  defineToday('followedUp', {
    label: { en: 'Followed up this week', zh: '本周已跟进' },
    help: { en: 'Activities done since Monday.', zh: '周一以来完成的跟进。' },
    for: 'team',
    order: 10,
    count: activity,
    where: { status: 'done', at: { within: 'thisWeek' } },
    good: 'many',
  }),
  defineToday('teamOverdue', {
    label: { en: 'Overdue', zh: '逾期待办' },
    help: { en: 'Open activities that should have been done before today.', zh: '今天之前就该完成的跟进。' },
    for: 'team',
    order: 20,
    count: activity,
    where: { status: 'open', at: { lt: 'today' }, ...dated },
    good: 'few',
  }),
]
