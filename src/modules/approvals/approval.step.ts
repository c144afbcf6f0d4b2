import { longText } from '#kernel/fields/longText.ts'
import { relation } from '#kernel/fields/relation.ts'
import { defineStep } from '#kernel/flow-step.ts'
import { problem } from '#kernel/problem.ts'
import { approvalPolicy } from './approvalPolicy/approvalPolicy.ts'

/** Asks by a policy that is asked by flows, waits for the decision, and goes one of two ways. */
export const approvalStep = defineStep('approval', {
  label: { en: 'Ask for approval', zh: '提交审批' },
  help: {
    en: 'Waits until it is decided, then takes one of two ways. Needs a policy “only when a flow asks”.',
    zh: '等待审批结果，再进入对应的分支。需要一条「仅由流程发起」的审批规则。',
  },
  icon: 'circle-check',
  record: true,
  fields: () => ({
    policy: relation(approvalPolicy.key, {
      label: { en: 'Policy', zh: '审批规则' },
      required: true,
      where: { active: true },
    }),
    reason: longText({ label: { en: 'Reason', zh: '申请理由' } }),
  }),
  check: ({ paths = [] }) =>
    ['approved', 'rejected'].every((id) => paths.some((path) => path.id === id))
      ? []
      : [problem('paths', { en: 'It needs two ways.', zh: '需要通过与拒绝两个分支。' }, 'required')],
  async run(_, { input, turn, kept, ask, decision }) {
    const waiting = { en: 'Waits for approval.', zh: '等待审批。' }
    if (turn === 0) {
      const approval = await ask(String(input['policy']), (input['reason'] as string | null) ?? null)
      return { go: 'wait', until: null, kept: { approval }, reason: waiting }
    }
    const status = await decision(String(kept?.['approval']))
    if (status === 'waiting' || status === 'returned')
      return { go: 'wait', until: null, kept: kept ?? {}, reason: waiting }
    return status === 'approved'
      ? { go: 'into', path: 'approved', reason: { en: 'It was approved.', zh: '审批已通过。' } }
      : { go: 'into', path: 'rejected', reason: { en: 'It was not approved.', zh: '审批未通过。' } }
  },
})
