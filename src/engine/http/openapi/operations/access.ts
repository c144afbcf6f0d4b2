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
const audit = {
  who: {
    en: 'Id of a person, who acted or whom it is about.',
    zh: '成员编号：操作者，或被操作的人。',
  },
  object: {
    en: 'Key of an object; `sampan.security` for signing in, `sampan.workspace` for settings.',
    zh: '对象键名；`sampan.security` 为登录安全，`sampan.workspace` 为设置。',
  },
  record: { en: 'Id of a record.', zh: '记录编号。' },
  kind: { en: 'What happened: `updated`, `signedIn`, …', zh: '事件类型：`updated`、`signedIn` 等。' },
  from: { en: 'An instant.', zh: '起始时刻。' },
  to: { en: 'An instant, left out itself.', zh: '结束时刻，不含该时刻。' },
}
const page = {
  after: { en: 'The `next` of the page before.', zh: '上一页返回的 `next`。' },
  limit: { en: 'At most 200.', zh: '最多 200。' },
}

export const accessOperations: readonly Operation[] = [
  {
    at: 'GET /api/v1/access/why',
    id: 'whyAccess',
    is: { en: 'Whether somebody may, and why', zh: '为什么可以（不可以）访问' },
    query: {
      object: { en: 'Key of the object.', zh: '对象的键。' },
      id: { en: 'Id of the record.', zh: '记录编号。' },
      link: { en: 'Or the address of its page.', zh: '或记录页面的地址。' },
      person: { en: 'Somebody else; for administrators.', zh: '查看其他成员，仅限管理员。' },
      do: {
        en: '`read`, `update`, `delete`, `share` or `export`.',
        zh: '`read`、`update`、`delete`、`share` 或 `export`。',
      },
      action: { en: 'Or an action.', zh: '或动作。' },
      field: { en: 'Or a field.', zh: '或字段。' },
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
    query: { ...page, unusual: { en: '`true` for unusually large ones only.', zh: '`true` 表示只看数量异常的导出。' } },
  },
  {
    at: 'GET /api/v1/health',
    id: 'health',
    admin: true,
    is: { en: 'How the installation does: database, disk, jobs, backups', zh: '运行状况：数据库、磁盘、任务、备份' },
  },
  {
    at: 'POST /api/v1/health/backup',
    id: 'backUpNow',
    admin: true,
    is: { en: 'Make a backup now', zh: '立即备份' },
    status: '202',
  },
  {
    at: 'GET /api/v1/audit',
    id: 'auditLog',
    admin: true,
    is: { en: 'The audit log', zh: '审计日志' },
    query: { ...page, ...audit, entry: { en: 'Only this entry, its id.', zh: '只返回该条目，填写编号。' } },
  },
  {
    at: 'GET /api/v1/audit/last',
    id: 'lastChange',
    admin: true,
    is: { en: 'Who changed settings last', zh: '设置最近由谁修改' },
    query: {
      object: { en: 'Keys of objects, by commas.', zh: '对象的键，以逗号分隔。' },
      kind: { en: 'Kinds of events, by commas.', zh: '事件类型，以逗号分隔。' },
    },
  },
  {
    at: 'GET /api/v1/audit/export',
    id: 'exportAuditLog',
    admin: true,
    is: { en: 'The audit log as CSV', zh: '导出审计日志（CSV）' },
    query: audit,
    file: 'text/csv',
  },
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
