import { defineModule } from '#kernel/module.ts'
import { flowActions } from './flow/flow.actions.ts'
import { flowRules } from './flow/flow.rules.ts'
import { flow } from './flow/flow.ts'
import { flowVersion } from './flowVersion/flowVersion.ts'
import { flowNotices } from './notices.ts'
import { steps } from './steps/steps.ts'

export const flows = defineModule({
  key: 'flows',
  label: { en: 'Flows', zh: '自动化流程' },
  requires: ['identity'],
  objects: [flow, flowVersion],
  rules: flowRules,
  actions: flowActions,
  notices: flowNotices,
  steps,
})
