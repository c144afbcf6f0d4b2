import type { Operation } from '../operations.ts'

const uuid = { type: 'string', format: 'uuid' }
const text = { type: ['string', 'null'] }
const instant = { type: 'string', format: 'date-time' }
const person = { type: 'object', required: ['id', 'name'], properties: { id: uuid, name: { type: 'string' } } }
const seat = {
  type: 'object',
  required: ['person', 'place', 'how', 'status'],
  properties: {
    person,
    place: { type: 'integer' },
    how: { enum: ['policy', 'added', 'delegated', 'late'] },
    status: { enum: ['waiting', 'approved', 'rejected', 'returned', 'delegated', 'passed'] },
    by: { anyOf: [person, { type: 'null' }] },
    at: text,
    covers: { type: 'array', items: person },
  },
}
const approval = {
  type: 'object',
  required: ['id', 'object', 'recordId', 'do', 'changes', 'asker', 'status', 'steps', 'askedAt', 'may'],
  properties: {
    id: uuid,
    object: { type: 'string' },
    recordId: uuid,
    title: text,
    opens: { type: 'boolean' },
    do: { enum: ['create', 'update', 'delete', 'action', 'merge', 'ask'] },
    action: text,
    changes: { type: 'object', additionalProperties: { type: 'array' } },
    policies: { type: 'array', items: { type: 'string' } },
    asker: person,
    reason: text,
    status: { enum: ['waiting', 'returned', 'approved', 'rejected', 'withdrawn', 'failed'] },
    hold: { enum: ['record', 'fields', 'none'] },
    round: { type: 'integer' },
    step: { type: 'integer' },
    steps: {
      type: 'array',
      items: {
        type: 'object',
        required: ['mode', 'seats'],
        properties: { mode: { enum: ['any', 'all'] }, seats: { type: 'array', items: seat } },
      },
    },
    askedAt: instant,
    dueAt: text,
    closedAt: text,
    outcome: text,
    may: { type: 'array', items: { type: 'string' } },
  },
}
const story = {
  ...approval,
  properties: {
    ...approval.properties,
    notes: {
      type: 'array',
      items: {
        type: 'object',
        required: ['at', 'kind'],
        properties: {
          at: instant,
          kind: { type: 'string' },
          actor: { anyOf: [person, { type: 'null' }] },
          other: { anyOf: [person, { type: 'null' }] },
          words: text,
          via: { enum: ['mail', null] },
        },
      },
    },
  },
}
const wish = {
  type: 'object',
  required: ['object', 'change'],
  properties: {
    id: uuid,
    object: { type: 'string' },
    recordId: { type: ['string', 'null'], format: 'uuid' },
    change: {
      type: 'object',
      required: ['do'],
      properties: {
        do: { enum: ['create', 'update', 'delete', 'action', 'merge', 'ask'] },
        values: { type: 'object' },
        action: { type: 'string' },
        input: { type: 'object' },
        request: { type: 'object' },
      },
    },
    policyId: uuid,
    reason: text,
  },
}
const words = { type: 'object', properties: { words: text } }
const onward = { type: 'object', required: ['personId'], properties: { personId: uuid, words: text } }

/** What needs the consent of others. Policies are records of the object `approvalPolicy`. */
export const approvalOperations: readonly Operation[] = [
  {
    at: 'GET /api/v1/approvals',
    id: 'listApprovals',
    is: {
      en: 'Requests that wait for the caller, that she asked for or has decided',
      zh: '待我审批、我发起和我已处理的审批',
    },
    query: {
      box: {
        en: '`waiting` (where nothing is said), `asked` or `decided`.',
        zh: '`waiting`（默认）、`asked` 或 `decided`。',
      },
      before: { en: 'Asked before this instant.', zh: '在此时间之前提交。' },
      limit: { en: 'At most 200.', zh: '最多 200。' },
    },
    answer: {
      type: 'object',
      required: ['data', 'waiting'],
      properties: { data: { type: 'array', items: approval }, waiting: { type: 'integer' } },
    },
  },
  {
    at: 'POST /api/v1/approvals',
    id: 'askApproval',
    is: {
      en: 'Ask for approval of a change; a write that needs approval is refused with the body for this as `ask`',
      zh: '提交审批；需要审批的写入会被拒绝，并在 `ask` 中给出本接口的请求体',
    },
    body: wish,
    status: '201',
    answer: story,
  },
  {
    at: 'POST /api/v1/approvals/preview',
    id: 'previewApproval',
    is: { en: 'Who would decide; nothing is asked', zh: '预览审批人，不提交' },
    body: wish,
    answer: {
      type: 'object',
      required: ['policies', 'steps'],
      properties: {
        policies: { type: 'array', items: { type: 'string' } },
        steps: {
          type: 'array',
          items: {
            type: 'object',
            required: ['mode', 'people'],
            properties: { mode: { enum: ['any', 'all'] }, people: { type: 'array', items: person } },
          },
        },
      },
    },
  },
  {
    at: 'GET /api/v1/approvals/{id}',
    id: 'getApproval',
    is: { en: 'One request with its story', zh: '审批详情与经过' },
    answer: story,
  },
  {
    at: 'POST /api/v1/approvals/{id}/approve',
    id: 'approveApproval',
    is: { en: 'Agree; the last consent carries the change out', zh: '同意；最后一人同意后变更生效' },
    body: words,
    answer: story,
  },
  {
    at: 'POST /api/v1/approvals/{id}/reject',
    id: 'rejectApproval',
    is: { en: 'Reject, with a reason', zh: '拒绝，须填写原因' },
    body: words,
    answer: story,
  },
  {
    at: 'POST /api/v1/approvals/{id}/return',
    id: 'returnApproval',
    is: { en: 'Give it back to who asked, with a reason', zh: '退回申请人，须填写原因' },
    body: words,
    answer: story,
  },
  {
    at: 'POST /api/v1/approvals/{id}/delegate',
    id: 'delegateApproval',
    is: { en: 'Let somebody else decide', zh: '转交他人审批' },
    body: onward,
    answer: story,
  },
  {
    at: 'POST /api/v1/approvals/{id}/add',
    id: 'addApprover',
    is: { en: 'Let somebody agree as well', zh: '加签' },
    body: onward,
    answer: story,
  },
  {
    at: 'POST /api/v1/approvals/{id}/withdraw',
    id: 'withdrawApproval',
    is: { en: 'Take it back', zh: '撤回审批' },
    body: words,
    answer: story,
  },
  {
    at: 'POST /api/v1/approvals/{id}/resubmit',
    id: 'resubmitApproval',
    is: { en: 'Ask again for what was returned, with other values', zh: '修改后重新提交' },
    body: { type: 'object', properties: { words: text, values: { type: 'object' } } },
    answer: story,
  },
  {
    at: 'POST /api/v1/approvals/{id}/remind',
    id: 'remindApprovers',
    is: { en: 'Tell those who have not decided once more', zh: '催办' },
    body: words,
    answer: story,
  },
]
