import { defineModule } from '#kernel/module.ts'
import { collisionGuard } from './collision.guard.ts'
import { collisionToday } from './collision.today.ts'
import { collisionCaseActions } from './collisionCase/collisionCase.actions.ts'
import { collisionCase } from './collisionCase/collisionCase.ts'
import { collisionPolicy } from './collisionPolicy/collisionPolicy.ts'
import {
  dealRegistrationActions,
  dealRegistrationRules,
  endRegistrations,
} from './dealRegistration/dealRegistration.rules.ts'
import { dealRegistration } from './dealRegistration/dealRegistration.ts'
import { duplicateActions } from './duplicate/duplicate.actions.ts'
import { findDuplicates } from './duplicate/duplicate.scan.ts'
import { settleDuplicates, settleProposals } from './duplicate/duplicate.settle.ts'
import { duplicate } from './duplicate/duplicate.ts'
import { collisionNotices } from './notices.ts'
import { ownershipDisputeActions } from './ownershipDispute/ownershipDispute.actions.ts'
import { ownershipDispute } from './ownershipDispute/ownershipDispute.ts'
import { collisionSeeds } from './seeds.ts'

export const collision = defineModule({
  key: 'collision',
  label: { en: 'Collision guard', zh: '防撞单' },
  requires: ['identity', 'customers', 'sales', 'pools'],
  objects: [collisionPolicy, collisionCase, duplicate, dealRegistration, ownershipDispute],
  rules: dealRegistrationRules,
  actions: [...collisionCaseActions, ...dealRegistrationActions, ...ownershipDisputeActions, ...duplicateActions],
  jobs: [endRegistrations, findDuplicates],
  subscribers: [settleDuplicates, settleProposals],
  guard: collisionGuard,
  doubles: {
    object: 'duplicate',
    open: { status: { in: ['open', 'later'] } },
    members: { account: 'accounts', contact: 'contacts', lead: 'leads' },
  },
  notices: collisionNotices,
  today: collisionToday,
  seeds: collisionSeeds,
})
