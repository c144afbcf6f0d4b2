import { v7 as uuid } from 'uuid'
import type { Event } from '#kernel/behaviour.ts'
import { engineTable, type Workspace } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { insertEvents } from '../events/event.ts'
import type { Writing } from '../records/op.ts'
import { messageId } from './message.ts'

/**
 * Notes for each webhook which of these events it waits for, in the transaction that takes them out of the outbox: an
 * event is either still in there, or on its way. Answers how many deliveries there are.
 */
export async function addDeliveries(tx: Transaction, workspace: Workspace, events: readonly Event[]): Promise<number> {
  const told = await aloud(tx, workspace, events)
  if (told.length === 0) return 0
  const webhooks = await tx.rows(
    sql`select id, events from ${engineTable(workspace, 'webhook')} where active for key share`,
  )
  const now = workspace.clock.now().toISOString()
  const rows = webhooks.flatMap(([id, names]) =>
    told
      .filter((event) => (names as string[]).includes(`${event.object}.${event.kind}`))
      .map((event) => ({
        id: uuid(),
        webhook_id: String(id),
        event_id: event.id,
        message_id: messageId(event.id, String(id)),
        type: `${event.object}.${event.kind}`,
        record_id: event.recordId,
        at: now,
      })),
  )
  if (rows.length === 0) return 0
  const added = await tx.rows(
    sql`insert into ${engineTable(workspace, 'webhook_delivery')}
      (id, webhook_id, event_id, message_id, type, record_id, at, status, attempt, due_at, attempts)
      select id, webhook_id, event_id, message_id, type, record_id, at, 'waiting', 0, at, '[]'::jsonb
      from json_to_recordset(${JSON.stringify(rows)}::json)
        as x (id uuid, webhook_id uuid, event_id uuid, message_id text, type text, record_id uuid, at timestamptz)
      on conflict (webhook_id, event_id) do nothing returning id`,
  )
  return added.length
}

/** A file that comes in is told to nobody outside, unless its import says so: ten thousand records are no news. */
export async function aloud(
  tx: Transaction,
  workspace: Workspace,
  events: readonly Event[],
): Promise<readonly Event[]> {
  const brought = events.flatMap(({ origin }) => (origin.via === 'import' && origin.id ? [origin.id] : []))
  if (brought.length === 0) return events
  const rows = await tx.rows(
    sql`select id from ${engineTable(workspace, 'import')} where id = any(${[...new Set(brought)]}::uuid[])
      and plan->>'automations' = 'true'`,
  )
  const loud = new Set(rows.map(([id]) => String(id)))
  return events.filter(({ origin }) => origin.via !== 'import' || loud.has(String(origin.id)))
}

/** Puts a record on its way to one webhook in the transaction at hand: an event `sent` of it, and its delivery. */
export async function addDelivery(
  w: Writing,
  webhookId: string,
  record: { readonly object: string; readonly id: string },
  flow: { readonly id: string; readonly name: string },
): Promise<void> {
  const { workspace, principal, origin, causeId } = w.session
  const event: Event = {
    id: uuid(),
    at: w.now,
    kind: 'sent',
    object: record.object,
    recordId: record.id,
    actorId: principal.id,
    origin,
    changes: {},
    data: { webhook: webhookId, flow: flow.name },
    causeId: causeId ?? null,
  }
  await insertEvents(w.db, workspace, [event])
  await w.db.count(
    sql`insert into ${engineTable(workspace, 'webhook_delivery')}
      (id, webhook_id, event_id, message_id, type, record_id, at, status, attempt, due_at, attempts)
      values (${uuid()}::uuid, ${webhookId}::uuid, ${event.id}::uuid, ${messageId(event.id, webhookId)}, ${`${record.object}.sent`}::text,
        ${record.id}::uuid, ${w.now}::timestamptz, 'waiting', 0, ${w.now}::timestamptz, '[]'::jsonb)`,
  )
  w.db.afterCommit(() => workspace.hint('event'))
}
