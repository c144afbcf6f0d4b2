import { defineModule } from '#kernel/module.ts'
import { approvalStep } from './approval.step.ts'
import { approvalPolicyRules } from './approvalPolicy/approvalPolicy.rules.ts'
import { approvalPolicy } from './approvalPolicy/approvalPolicy.ts'
import { approvalNotices } from './notices.ts'

export const approvals = defineModule({
  key: 'approvals',
  label: { en: 'Approvals', zh: '审批' },
  requires: ['identity'],
  objects: [approvalPolicy],
  rules: approvalPolicyRules,
  notices: approvalNotices,
  steps: [approvalStep],
  settings: [{ object: 'approvalPolicy', about: 'about', settings: 'definition' }],
})
