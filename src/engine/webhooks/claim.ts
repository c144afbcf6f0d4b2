import type { ApiAttempt } from '#kernel/api-webhooks.ts'
import { engineTable, type Workspace } from '../context.ts'
import { sql } from '../db/sql.ts'

/** A delivery that this process alone may attempt now. */
export type Claimed = {
  readonly id: string
  readonly eventId: string | null
  readonly messageId: string
  /** From 1. */
  readonly attempt: number
  readonly at: string
}

/** Longer than an attempt can take: whoever has not said by then how it ended lives no more. */
const leaseMs = 90_000

/** The active webhooks that have something to send now. */
export async function dueWebhooks(workspace: Workspace): Promise<string[]> {
  const now = workspace.clock.now().toISOString()
  const rows = await workspace.db.rows(
    sql`select w.id from ${engineTable(workspace, 'webhook')} w where w.active and exists (
      select 1 from ${engineTable(workspace, 'webhook_delivery')} d
      where d.webhook_id = w.id and d.finished_at is null and d.due_at <= ${now}::timestamptz)`,
  )
  return rows.map(([id]) => String(id))
}

/**
 * Takes deliveries of a webhook that are due, and marks each as being sent before anything is: of several workers side
 * by side one gets it. Its lease ends by itself, so that an attempt that was cut off is followed by the next.
 */
export async function claim(workspace: Workspace, webhookId: string, most: number): Promise<Claimed[]> {
  const table = engineTable(workspace, 'webhook_delivery')
  const now = workspace.clock.now()
  const until = new Date(now.getTime() + leaseMs).toISOString()
  return workspace.db.transaction(async (tx) => {
    const rows = await tx.rows(
      sql`select id, event_id, message_id, attempt, at from ${table}
        where webhook_id = ${webhookId}::uuid and finished_at is null and due_at <= ${now.toISOString()}::timestamptz
        order by due_at, id limit ${most}::int for update skip locked`,
    )
    if (rows.length > 0)
      await tx.count(
        sql`update ${table} set status = 'sending', attempt = attempt + 1, due_at = ${until}::timestamptz
          where id = any(${rows.map(([id]) => id)}::uuid[])`,
      )
    return rows.map(([id, eventId, messageId, attempt, at]) => ({
      id: String(id),
      eventId: eventId as string | null,
      messageId: String(messageId),
      attempt: Number(attempt) + 1,
      at: String(at),
    }))
  })
}

/** How an attempt ended: it arrived, it never will, there is nothing to tell, or it is tried again then. */
export type Outcome = 'delivered' | 'failed' | 'withheld' | { readonly again: Date }

/** Notes how an attempt ended; does nothing when its lease has run out and somebody else has gone on. */
export async function settle(
  workspace: Workspace,
  { id, attempt }: Pick<Claimed, 'id' | 'attempt'>,
  outcome: Outcome,
  sent: { readonly request: string; readonly log: ApiAttempt } | null,
): Promise<void> {
  const again = typeof outcome === 'object' ? outcome.again.toISOString() : null
  const now = workspace.clock.now().toISOString()
  await workspace.db.count(
    sql`update ${engineTable(workspace, 'webhook_delivery')} set status = ${again ? 'waiting' : outcome}::text,
      due_at = ${again ?? now}::timestamptz, finished_at = ${again ? null : now}::timestamptz,
      request = ${sent?.request ?? null}::text, attempts = attempts || ${JSON.stringify(sent ? [sent.log] : [])}::jsonb
      where id = ${id}::uuid and attempt = ${attempt}::int and status = 'sending'`,
  )
}
