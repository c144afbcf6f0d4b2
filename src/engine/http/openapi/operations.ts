import { type Label, say } from '#kernel/label.ts'
import type { Session } from '../../context.ts'
import { accessOperations } from './operations/access.ts'
import { approvalOperations } from './operations/approvals.ts'
import { configurationOperations } from './operations/configuration.ts'
import { flowOperations } from './operations/flows.ts'
import { handoverOperations, watchOperations } from './operations/handover.ts'
import { importOperations } from './operations/imports.ts'
import { mailOperations } from './operations/mail.ts'
import { messageOperations } from './operations/messages.ts'
import { notificationOperations } from './operations/notifications.ts'
import { ownOperations } from './operations/own.ts'
import { paperOperations } from './operations/paper.ts'
import { peopleOperations } from './operations/people.ts'
import { settingsOperations } from './operations/settings.ts'
import { signalOperations } from './operations/signals.ts'
import { answers, body, parameter, problems, type Schema } from './parts.ts'

/** One thing that can be done beside the records of an object, in few words. */
export type Operation = {
  /** `GET /api/v1/files/{id}`. */
  readonly at: string
  /** Its name in programs. */
  readonly id: string
  readonly is: Label
  /** Only an administrator knows of it. */
  readonly admin?: true
  readonly query?: Readonly<Record<string, Label>>
  readonly body?: Schema
  /** A form with files under this name instead of JSON. */
  readonly form?: string
  /** What comes back; an object of whatever shape where it is not said, nothing where it is null. */
  readonly answer?: Schema | null
  readonly status?: '200' | '201' | '202' | '204'
  /** It answers a file of this media type. */
  readonly file?: string
}

const groups: readonly { readonly tag: string; readonly is: Label; readonly operations: readonly Operation[] }[] = [
  { tag: 'workspace', is: { en: 'The workspace and yourself', zh: '工作区与个人' }, operations: ownOperations },
  { tag: 'settings', is: { en: 'Settings of the company', zh: '公司设置' }, operations: settingsOperations },
  { tag: 'notifications', is: { en: 'Notifications', zh: '通知' }, operations: notificationOperations },
  { tag: 'access', is: { en: 'Who may see what', zh: '访问权限' }, operations: accessOperations },
  { tag: 'people', is: { en: 'People, keys and sign-in', zh: '成员、密钥与登录' }, operations: peopleOperations },
  { tag: 'watch', is: { en: 'Watch', zh: '查阅预警' }, operations: watchOperations },
  { tag: 'handover', is: { en: 'Handover', zh: '离职交接' }, operations: handoverOperations },
  { tag: 'approvals', is: { en: 'Approvals', zh: '审批' }, operations: approvalOperations },
  { tag: 'flows', is: { en: 'Flows under way', zh: '自动化流程' }, operations: flowOperations },
  { tag: 'signals', is: { en: 'Signals', zh: '事件营销信号' }, operations: signalOperations },
  { tag: 'imports', is: { en: 'Imports, exports and files', zh: '导入、导出与文件' }, operations: importOperations },
  { tag: 'mail', is: { en: 'Mailboxes and mail', zh: '邮箱与邮件' }, operations: mailOperations },
  { tag: 'messages', is: { en: 'Short messages', zh: '短信与消息' }, operations: messageOperations },
  { tag: 'paper', is: { en: 'Templates and paper', zh: '模板与打印' }, operations: paperOperations },
  { tag: 'configuration', is: { en: 'Configuration', zh: '配置' }, operations: configurationOperations },
]

/** Everything beside the records of objects, as far as the caller may know of it. */
export function operationPaths(session: Session): Schema {
  const paths: Record<string, Schema> = {}
  for (const { tag, operations } of groups)
    for (const operation of operations) {
      if (operation.admin && !session.principal.admin) continue
      const [method = '', path = ''] = operation.at.split(' ')
      paths[path] = { ...paths[path], [method.toLowerCase()]: described(session, tag, path, operation) }
    }
  return paths
}

/** The groups that the caller may know of, as tags. */
export function operationTags({ principal, language }: Session): Schema[] {
  return groups
    .filter(({ operations }) => principal.admin || operations.some(({ admin }) => !admin))
    .map(({ tag, is }) => ({ name: tag, description: say(is, language) }))
}

function described({ language }: Session, tag: string, path: string, operation: Operation): Schema {
  const { id, is, query = {}, form } = operation
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) =>
      parameter('path', name, /^(id|grantee|file)$/.test(name) ? uuid : { type: 'string' }, pathWords[name] ?? name),
    ),
    ...Object.entries(query).map(([name, words]) => parameter('query', name, { type: 'string' }, words)),
  ]
  return {
    tags: [tag],
    operationId: id,
    summary: say(is, language),
    ...(parameters.length ? { parameters } : {}),
    ...(form ? { requestBody: formOf(form) } : operation.body ? { requestBody: body(operation.body) } : {}),
    responses: responsesOf(operation),
  }
}

function responsesOf({ answer = { type: 'object' }, status = '200', file }: Operation): Schema {
  if (file)
    return {
      [status]: {
        description: { en: 'The file', zh: '文件' },
        content: { [file]: { schema: { type: 'string', format: 'binary' } } },
      },
      ...problems,
    }
  if (answer === null || status === '204')
    return { [status]: { description: { en: 'Done', zh: '已完成' } }, ...problems }
  return answers({ en: 'The answer', zh: '结果' }, answer, status)
}

function formOf(name: string): Schema {
  const file = { type: 'string', format: 'binary' }
  return {
    required: true,
    content: { 'multipart/form-data': { schema: { type: 'object', properties: { [name]: file } } } },
  }
}

const uuid = { type: 'string', format: 'uuid' }
const pathWords: Readonly<Record<string, Label>> = {
  id: { en: 'Its id.', zh: '编号。' },
  check: { en: '`sessions`, `keys`, `signIn` or `signOff`.', zh: '`sessions`、`keys`、`signIn` 或 `signOff`。' },
  workspace: { en: 'Id of the workspace.', zh: '工作区编号。' },
  section: { en: 'Part of the configuration, such as `fields`.', zh: '配置的部分，例如 `fields`。' },
  key: { en: 'Its key.', zh: '键。' },
  version: { en: 'Number of the version.', zh: '版本号。' },
  object: { en: 'Key of the object.', zh: '对象的键。' },
  field: { en: 'Key of the field.', zh: '字段的键。' },
  paper: { en: 'Key of the paper.', zh: '打印件的键。' },
  header: { en: 'Fingerprint of the header.', zh: '表头的指纹。' },
}
