import { formula } from '#kernel/fields/formula.ts'
import { defineModule } from '#kernel/module.ts'
import { extendObject } from '#kernel/object.ts'
import { activity } from '#modules/activities/activity/activity.ts'
import { extensionActions, extensionNotices } from './extensionRequest/extensionRequest.actions.ts'
import { extensionRequest } from './extensionRequest/extensionRequest.ts'
import { holdingCap } from './holdingCap/holdingCap.ts'
import { keepingActions } from './keep.ts'
import { poolActions } from './pool/pool.actions.ts'
import { poolRules } from './pool/pool.rules.ts'
import { pool } from './pool/pool.ts'
import { poolClaim } from './poolClaim/poolClaim.ts'
import { pooledActions } from './pooledActions.ts'
import { held, pooledFields } from './pooledFields.ts'
import { pooledObjects } from './pooledObjects.ts'
import { pooledRules } from './pooledRules.ts'
import { recycleJob, recyclingNotices } from './recycling/recycle.ts'
import { recyclingActions } from './recycling/recycling.actions.ts'
import { recycling } from './recycling/recycling.ts'
import { recyclingDeadlines } from './recyclingRule/deadlines.ts'
import { recyclingRuleRules } from './recyclingRule/recyclingRule.rules.ts'
import { recyclingRule } from './recyclingRule/recyclingRule.ts'
import { simulate } from './recyclingRule/simulate.ts'
import { poolsToday } from './today.ts'

/** How much somebody wrote, so that a rule can ask whether a note is one. */
const textLength = formula({
  label: { en: 'Length of the text', zh: '内容字数' },
  is: 'length(concat(subject, body))',
  result: 'number',
})

export const pools = defineModule({
  key: 'pools',
  label: { en: 'Pools', zh: '公海池' },
  requires: ['identity', 'tags', 'customers', 'activities', 'sales', 'mail'],
  objects: [pool, poolClaim, holdingCap, recyclingRule, recycling, extensionRequest],
  extensions: [
    ...pooledObjects.map((object) =>
      extendObject(object, {
        fields: pooledFields,
        together: [held],
        views: {
          list: ['recyclesOn', 'pool'],
          header: ['pool'],
          page: [
            {
              label: { en: 'Pool', zh: '公海与回落' },
              fields: [
                'pool',
                'recyclesOn',
                'recycleRule',
                'protectedUntil',
                'heldSince',
                'heldReason',
                'heldNote',
                'previousOwner',
                'returnCount',
                'locked',
              ],
            },
          ],
        },
      }),
    ),
    extendObject(activity, { fields: { textLength } }),
  ],
  rules: [...poolRules, ...recyclingRuleRules, ...pooledObjects.flatMap(pooledRules)],
  actions: [
    ...poolActions,
    simulate,
    ...recyclingActions,
    ...extensionActions,
    ...pooledObjects.flatMap((object) => [...pooledActions(object), ...keepingActions(object)]),
  ],
  jobs: [recycleJob],
  notices: [...recyclingNotices, ...extensionNotices],
  deadlines: [recyclingDeadlines],
  today: poolsToday,
})
