import { defineNotice } from '#kernel/notice.ts'

/** What people hear of approvals. Told by the engine. */
export const approvalNotices = [
  defineNotice('approvalAsked', {
    label: { en: 'Something waits for your approval', zh: '有待你审批的申请' },
    says: { one: { en: '{who} asks for approval: {record}', zh: '{who} 提交了审批：{record}' } },
    job: 'approvals',
  }),
  defineNotice('approvalLate', {
    label: { en: 'An approval is late', zh: '审批超时' },
    says: { one: { en: '{record} is still waiting for approval', zh: '{record} 仍在等待审批' } },
    job: 'approvals',
  }),
  defineNotice('approvalDecided', {
    label: { en: 'Your request is decided', zh: '你的申请有了结果' },
    says: { one: { en: '{who} has decided on {record}', zh: '{who} 处理了你的申请：{record}' } },
    job: 'approvals',
  }),
]
