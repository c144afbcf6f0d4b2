import { defineNotice } from '#kernel/notice.ts'
import { activity } from './activity/activity.ts'

export const activityNotices = [
  defineNotice('taskReminder', {
    label: { en: 'A reminder that you have set', zh: '你设置的提醒' },
    says: { one: { en: 'Reminder: {record}', zh: '提醒：{record}' } },
    due: { object: activity, at: 'remindAt', to: 'owner', where: { status: 'open' } },
  }),
  defineNotice('taskDue', {
    label: { en: 'A task of yours is due', zh: '你的待办到期' },
    says: { one: { en: '{record} is due', zh: '{record} 即将到期' } },
    due: { object: activity, at: 'dueAt', to: 'owner', where: { status: 'open' }, ahead: 15 },
  }),
]
