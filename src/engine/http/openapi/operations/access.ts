import type { Operation } from '../operations.ts'

const records = {
  type: 'object',
  required: ['records'],
  properties: {
    records: {
      type: 'array',
      items: {
        type: 'object',
        required: ['object', 'id'],
        properties: { object: { type: 'string' }, id: { type: 'string', format: 'uuid' } },
      },
    },
  },
}
const page = { after: 'The `next` of the page before.', limit: 'At most 200.' }

export const accessOperations: readonly Operation[] = [
  {
    at: 'GET /api/v1/access/why',
    id: 'whyAccess',
    is: { en: 'Whether somebody may, and why', zh: '为什么可以（不可以）访问' },
    query: {
      object: 'Key of the object.',
      id: 'Id of the record.',
      link: 'Or the address of its page.',
      person: 'Somebody else; for administrators.',
      do: '`read`, `update`, `delete`, `share` or `export`.',
      action: 'Or an action.',
      field: 'Or a field.',
    },
  },
  {
    at: 'POST /api/v1/access/seeing',
    id: 'beginSeeing',
    admin: true,
    is: { en: 'See what a person sees, for half an hour', zh: '以他人视角查看' },
    body: { type: 'object', properties: { person: { type: 'string' }, reason: { type: 'string' } } },
    status: '201',
  },
  {
    at: 'DELETE /api/v1/access/seeing',
    id: 'endSeeing',
    is: { en: 'See with your own eyes again', zh: '结束他人视角' },
    status: '204',
  },
  {
    at: 'POST /api/v1/access/preview',
    id: 'previewRights',
    admin: true,
    is: { en: 'What a change of rights opens and closes', zh: '预览权限变更的影响' },
    body: { type: 'object' },
  },
  {
    at: 'GET /api/v1/exports',
    id: 'exportLog',
    admin: true,
    is: { en: 'Who took out what', zh: '导出记录' },
    query: { ...page, unusual: '`true` for unusually large ones only.' },
  },
  { at: 'GET /api/v1/audit', id: 'auditLog', admin: true, is: { en: 'The audit log', zh: '审计日志' }, query: page },
  {
    at: 'GET /api/v1/audit/chain',
    id: 'auditChain',
    admin: true,
    is: { en: 'How far the audit log is sealed', zh: '审计日志的链状态' },
  },
  {
    at: 'POST /api/v1/audit/verify',
    id: 'verifyAuditChain',
    admin: true,
    is: { en: 'Verify the chain of the audit log', zh: '校验审计日志链' },
  },
  {
    at: 'POST /api/v1/persons/find',
    id: 'findPerson',
    admin: true,
    is: { en: 'Find all that is known of a person', zh: '查找某人的全部个人信息' },
    body: {
      type: 'object',
      properties: { email: { type: 'string' }, phone: { type: 'string' }, name: { type: 'string' } },
    },
  },
  {
    at: 'POST /api/v1/persons/file',
    id: 'personFile',
    admin: true,
    is: { en: 'All that is known of a person, as a file', zh: '导出某人的个人信息' },
    body: records,
    file: 'application/zip',
  },
  {
    at: 'GET /api/v1/persons/requests',
    id: 'listPersonRequests',
    admin: true,
    is: { en: 'Requests of persons', zh: '个人信息请求' },
    query: page,
  },
  {
    at: 'POST /api/v1/persons/requests',
    id: 'askErasure',
    admin: true,
    is: { en: 'Ask that a person be erased', zh: '申请删除某人的个人信息' },
    body: records,
    status: '201',
  },
  {
    at: 'GET /api/v1/persons/requests/{id}',
    id: 'getPersonRequest',
    admin: true,
    is: { en: 'One request', zh: '请求详情' },
  },
  {
    at: 'DELETE /api/v1/persons/requests/{id}',
    id: 'cancelPersonRequest',
    admin: true,
    is: { en: 'Withdraw a request', zh: '撤销请求' },
    status: '204',
  },
  {
    at: 'POST /api/v1/persons/requests/{id}/confirm',
    id: 'confirmErasure',
    admin: true,
    is: { en: 'Confirm an erasure', zh: '确认删除个人信息' },
    status: '202',
  },
]
