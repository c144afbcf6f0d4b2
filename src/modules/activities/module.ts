import { defineModule } from '#kernel/module.ts'
import { activityActions } from './activity/activity.actions.ts'
import { activityRules } from './activity/activity.rules.ts'
import { activity } from './activity/activity.ts'
import { taskStep } from './activity/task.step.ts'
import { activityNotices } from './notices.ts'
import { activityToday } from './today.ts'

export const activities = defineModule({
  key: 'activities',
  label: { en: 'Activities', zh: '跟进' },
  requires: ['customers', 'files'],
  objects: [activity],
  rules: activityRules,
  actions: activityActions,
  notices: activityNotices,
  steps: [taskStep],
  today: activityToday,
})
