import { defineModule } from '#kernel/module.ts'
import { extendObject } from '#kernel/object.ts'
import { pooledObjects } from '#modules/pools/pooledObjects.ts'
import { assignNew, assignNow } from './assign.ts'
import { responseFields } from './assigned.ts'
import { assignment } from './assignment/assignment.ts'
import { assignmentRuleRules } from './assignmentRule/assignmentRule.rules.ts'
import { assignmentRule } from './assignmentRule/assignmentRule.ts'
import { distributeByRules } from './distribute.ts'
import { assignablePerson } from './people.ts'
import { respondJob, responseNotices, responseRules } from './response.ts'

export const assignmentModule = defineModule({
  key: 'assignment',
  label: { en: 'Assignment', zh: '分配' },
  requires: ['identity', 'handover', 'activities', 'sales', 'pools'],
  objects: [assignmentRule, assignment],
  extensions: [
    assignablePerson,
    ...pooledObjects.map((object) =>
      extendObject(object, {
        fields: responseFields,
        views: {
          header: ['respondBy'],
          page: [
            {
              label: { en: 'First response', zh: '首次响应' },
              fields: ['respondBy', 'respondedAt', 'responsesMissed'],
            },
          ],
        },
      }),
    ),
  ],
  rules: [...assignmentRuleRules, ...pooledObjects.map(assignNew), ...responseRules],
  actions: [...pooledObjects.map(assignNow), distributeByRules],
  jobs: [respondJob],
  notices: responseNotices,
})
