import type { Operation } from '../operations.ts'
import type { Schema } from '../parts.ts'

const text = { type: 'string' }
const uuid = { type: 'string', format: 'uuid' }
const secret = { type: ['string', 'null'], maxLength: 8_000, writeOnly: true }

const server = {
  host: text,
  port: { type: 'integer', minimum: 1, maximum: 65_535 },
  security: { enum: ['tls', 'starttls', 'none'] },
  user: text,
}
const smtp: Schema = { type: ['object', 'null'], required: Object.keys(server), properties: server }
const imapServer = { ...server, keepsSent: { type: 'boolean' }, since: { type: 'string', format: 'date' } }
const imap: Schema = { type: ['object', 'null'], required: Object.keys(imapServer), properties: imapServer }
const dkim: Schema = {
  type: ['object', 'null'],
  required: ['domain', 'selector'],
  properties: { domain: text, selector: text },
}
const draft: Schema = {
  type: 'object',
  properties: { smtp, imap, dkim, password: secret, imapPassword: secret, dkimKey: secret },
}
const count = { type: 'integer' }
const folder = {
  path: text,
  reads: { type: 'boolean' },
  inMailbox: count,
  stored: count,
  known: count,
  skipped: { type: 'array', items: { type: 'object', properties: { reason: text, count } } },
  missing: count,
  syncedAt: { type: ['string', 'null'] },
}
const connection: Schema = {
  type: 'object',
  properties: {
    id: uuid,
    smtp,
    imap,
    dkim,
    hasPassword: { type: 'boolean' },
    hasImapPassword: { type: 'boolean' },
    hasDkimKey: { type: 'boolean' },
    problem: { type: ['string', 'null'] },
    problemAt: { type: ['string', 'null'] },
    syncedAt: { type: ['string', 'null'] },
    folders: { type: 'array', items: { type: 'object', required: Object.keys(folder), properties: folder } },
  },
}

export const mailOperations: readonly Operation[] = [
  {
    at: 'GET /api/v1/mail/connections/{id}',
    id: 'getMailConnection',
    is: {
      en: 'Servers of a mailbox, how they are, and what became of every mail in each folder',
      zh: '邮箱的服务器设置、状态，以及每个文件夹的邮件核对',
    },
    answer: connection,
  },
  {
    at: 'PATCH /api/v1/mail/connections/{id}',
    id: 'changeMailConnection',
    is: { en: 'Say which servers a mailbox has', zh: '设置邮箱的服务器' },
    body: draft,
    answer: connection,
  },
  {
    at: 'POST /api/v1/mail/connections/{id}/test',
    id: 'testMailConnection',
    is: { en: 'Sign in at the servers, as given or as kept, and leave again', zh: '测试连接' },
    body: draft,
    answer: { type: 'object', properties: { smtp: { type: 'boolean' }, imap: { type: 'boolean' } } },
  },
  {
    at: 'POST /api/v1/mail/connections/{id}/again',
    id: 'rereadMailbox',
    is: { en: 'Look again at mail that was passed over', zh: '重新检查未收录的邮件' },
    status: '204',
  },
  {
    at: 'GET /api/v1/mail/{id}/body',
    id: 'mailBody',
    is: { en: 'A mail as its writer laid it out, for a frame without rights', zh: '邮件的原始排版页面' },
    query: { images: { en: '`1` shows pictures from elsewhere.', zh: '为 `1` 时显示外部图片。' } },
    file: 'text/html',
  },
]
