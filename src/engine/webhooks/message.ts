import { createHash } from 'node:crypto'
import type { Event } from '#kernel/behaviour.ts'
import { Refusal } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { canRead, type Principal } from '../access/principal.ts'
import type { Workspace } from '../context.ts'
import { and, sql } from '../db/sql.ts'
import { presentRecords } from '../query/list.ts'
import { type Query, queryOf } from '../query/query.ts'
import { compileSelect } from '../query/select.ts'
import { tell } from '../query/told.ts'
import type { Webhook } from './webhook.ts'

/** What is sent (Standard Webhooks: type, timestamp, data). */
export type Message = {
  readonly type: string
  /** When it happened. */
  readonly timestamp: string
  readonly data: Readonly<Record<string, unknown>>
}

/** The id by which a receiver knows a message again, however often it is sent: made of the event and the webhook. */
export function messageId(eventId: string, webhookId: string): string {
  return `msg_${createHash('sha256').update(`${eventId} ${webhookId}`).digest('base64url').slice(0, 27)}`
}

/**
 * An event as its webhook's owner may see it now. Null where there is nothing to tell her: the record is hidden from her
 * or gone, it does not match the webhook's filter, the filter asks for what she may no longer see, or nothing has changed
 * that she may see or has chosen.
 */
export async function messageOf(
  workspace: Workspace,
  owner: Principal,
  webhook: Pick<Webhook, 'where' | 'fields'>,
  event: Event,
): Promise<Message | null> {
  const object = workspace.registry.objects.get(event.object)
  if (!object || owner.rights(object.key).scopes.read.length === 0) return null
  const query = queryOf({ workspace, principal: owner })
  const state = await stateOf(query, object, webhook, event)
  if (state === null) return null
  const paths = webhook.fields?.filter((path) => isReadable(query, object, path)) ?? null
  const [told] = await tell(query, object, [event])
  const chosen = paths && new Set(paths.map((path) => path.split('.')[0]))
  const changes = Object.entries(told!.changes).filter(([key]) => !chosen || chosen.has(key))
  if (event.kind === 'updated' && changes.length === 0 && Object.keys(event.changes).length > 0) return null
  const [record] =
    event.kind === 'deleted'
      ? []
      : await presentRecords(query, object, [event.recordId], paths, workspace.db, { deleted: state === 'deleted' })
  const who = event.kind === 'created' ? 'createdBy' : 'updatedBy'
  return {
    type: `${event.object}.${event.kind}`,
    timestamp: event.at,
    data: {
      eventId: event.id,
      object: event.object,
      id: event.recordId,
      // Who did it is what the record keeps as its maker or last changer, and as hidden as that.
      actorId: canRead(owner, object.key, who) && (!chosen || chosen.has(who)) ? event.actorId : null,
      via: event.origin.via,
      changes: Object.fromEntries(changes),
      ...(told!.data && !chosen ? { details: told!.data } : {}),
      record: record ?? null,
    },
  }
}

/** Is the record there for its owner, and does it match? In the bin it is as visible as before. */
async function stateOf(
  query: Query,
  object: RegisteredObject,
  { where }: Pick<Webhook, 'where'>,
  event: Event,
): Promise<'live' | 'deleted' | null> {
  const conditions = [
    sql`r.id = ${event.recordId}::uuid`,
    query.scope(object.key, 'read', sql`r`),
    asked(query, object, where),
  ]
  const [row] = await query.workspace.db.rows(
    sql`select r.deleted_at is null from ${query.from(object.key, 'r')} where ${and(conditions.filter((c) => c !== null))}`,
  )
  return row ? (row[0] ? 'live' : 'deleted') : null
}

/** A filter that can no longer be read matches nothing. */
function asked(query: Query, object: RegisteredObject, where: Webhook['where']) {
  try {
    return query.where(object, where ?? undefined, 'r')
  } catch (error) {
    if (error instanceof Refusal) return sql`false`
    throw error
  }
}

function isReadable(query: Query, object: RegisteredObject, path: string): boolean {
  try {
    compileSelect(query, object, [path])
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}
