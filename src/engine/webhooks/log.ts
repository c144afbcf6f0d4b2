import { v7 as uuid } from 'uuid'
import type { ApiDelivery } from '#kernel/api-webhooks.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import { engineTable, type Session } from '../context.ts'
import { raw, sql } from '../db/sql.ts'
import { getWebhook } from './webhook.ts'

const columns = raw('id, message_id, type, at, status, due_at, finished_at, request, attempts')

/**
 * What was sent to a webhook, newest first, 30 days back. An event that nothing was sent of, since its record is hidden
 * from the webhook's owner, is not told here either.
 */
export async function readLog(
  session: Session,
  webhookId: string,
  { before = null, limit = 50 }: { before?: string | null; limit?: number } = {},
): Promise<ApiDelivery[]> {
  await getWebhook(session, webhookId)
  const table = engineTable(session.workspace, 'webhook_delivery')
  const older = before ? sql`and (at, id) < (select at, id from ${table} where id = ${before}::uuid)` : raw('')
  const rows = await session.workspace.db.rows(
    sql`select ${columns} from ${table}
      where webhook_id = ${webhookId}::uuid and request is not null ${older} order by at desc, id desc limit ${limit}::int`,
  )
  return rows.map(deliveryOf)
}

/** Sends a delivery again from the first attempt on, under its old id; a receiver that has had it knows it by that. */
export async function replay(session: Session, webhookId: string, deliveryId: string): Promise<void> {
  const { workspace } = session
  await getWebhook(session, webhookId)
  const now = workspace.clock.now().toISOString()
  const table = engineTable(workspace, 'webhook_delivery')
  const touched = await workspace.db.count(
    sql`update ${table} set status = 'waiting', attempt = 0, due_at = ${now}::timestamptz, finished_at = null
      where id = ${deliveryId}::uuid and webhook_id = ${webhookId}::uuid and request is not null and status <> 'sending'`,
  )
  if (touched > 0) return
  const [sending] = await workspace.db.rows(
    sql`select id from ${table} where id = ${deliveryId}::uuid and webhook_id = ${webhookId}::uuid and status = 'sending'`,
  )
  if (!sending) throw notFound()
  throw refuse('conflict', null, {
    en: 'It is being sent right now. Look again in a moment.',
    zh: '正在发送中，请稍后再看结果。',
  })
}

/** Puts a test message on its way. Answers the id of the delivery. */
export async function sendTest(session: Session, webhookId: string): Promise<string> {
  const { workspace } = session
  await getWebhook(session, webhookId)
  const id = uuid()
  const now = workspace.clock.now().toISOString()
  await workspace.db.count(
    sql`insert into ${engineTable(workspace, 'webhook_delivery')} (id, webhook_id, message_id, type, at, status, attempt, due_at, attempts)
      values (${id}::uuid, ${webhookId}::uuid, ${`msg_${id.replaceAll('-', '')}`}, 'webhook.test', ${now}::timestamptz, 'waiting', 0, ${now}::timestamptz, '[]'::jsonb)`,
  )
  return id
}

function deliveryOf(row: readonly unknown[]): ApiDelivery {
  const [id, messageId, type, at, status, dueAt, finishedAt, request, attempts] = row
  return {
    id: String(id),
    messageId: String(messageId),
    type: String(type),
    at: String(at),
    status: status as ApiDelivery['status'],
    nextAt: finishedAt === null && status === 'waiting' ? String(dueAt) : null,
    request: String(request),
    attempts: attempts as ApiDelivery['attempts'],
  }
}
