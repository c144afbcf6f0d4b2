import type { Event } from '#kernel/behaviour.ts'
import type { Registry } from '#kernel/registry.ts'
import { engineTable, type Workspace } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { raw, sql } from '../db/sql.ts'
import { flowAwaits } from '../flows/live.ts'
import { isNoted } from '../notifications/kinds.ts'
import { webhookAwaits } from '../webhooks/listening.ts'

/** The kinds by which a record goes out of sight, and by which it comes back: for good, or set aside for a while. */
export const goneKinds = ['deleted', 'setAside'] as const
export const backKinds = ['restored', 'putBack'] as const
/** Each of them is one write of its record. */
export const writeKinds = ['created', 'updated', ...goneKinds, ...backKinds] as const

/**
 * Writes events beside the change that they tell of, in its transaction, and wakes the dispatcher once it has committed.
 * An event that nobody subscribes to counts as told at once, so that the outbox holds no more than what waits.
 * @param toldAt given where no subscriber is to hear of them: what came along from elsewhere is no news
 */
export async function insertEvents(
  on: Transaction,
  workspace: Workspace,
  events: readonly Event[],
  toldAt: string | null = null,
): Promise<void> {
  if (events.length === 0) return
  const told = (event: Event) => toldAt ?? (isAwaited(workspace, event) ? null : event.at)
  if (events.some((event) => told(event) === null)) on.afterCommit(() => workspace.hint('event'))
  const table = engineTable(workspace, 'event')
  const [only] = events
  if (events.length === 1 && only) {
    await on.count(
      sql`insert into ${table} (${columns}, dispatched_at) values (${only.id}::uuid, ${only.at}::timestamptz, ${only.kind}::text, ${only.object}::text,
        ${only.recordId}::uuid, ${only.actorId}::uuid, ${only.origin.via}::text, ${only.origin.id ?? null}::text,
        ${JSON.stringify(only.changes)}::jsonb, ${only.data ? JSON.stringify(only.data) : null}::jsonb, ${only.causeId}::uuid, ${told(only)}::timestamptz)`,
    )
    return
  }
  const rows = events.map((e) => ({
    id: e.id,
    at: e.at,
    kind: e.kind,
    object: e.object,
    record_id: e.recordId,
    actor_id: e.actorId,
    via: e.origin.via,
    via_id: e.origin.id ?? null,
    changes: e.changes,
    data: e.data,
    cause_id: e.causeId,
    dispatched_at: told(e),
  }))
  await on.count(
    sql`insert into ${table} (${columns}, dispatched_at) select ${columns}, dispatched_at from json_to_recordset(${JSON.stringify(rows)}::json) as x (
      id uuid, at timestamptz, kind text, object text, record_id uuid, actor_id uuid, via text, via_id text, changes jsonb, data jsonb, cause_id uuid, dispatched_at timestamptz)`,
  )
}

const awaited = new WeakMap<Registry, ReadonlySet<string>>()

/** Does a subscriber, a webhook, a person or a flow wait for this event? */
function isAwaited(workspace: Workspace, event: Event): boolean {
  const { registry } = workspace
  let names = awaited.get(registry)
  if (!names) {
    names = new Set(registry.subscribers.flatMap((subscriber) => subscriber.events))
    awaited.set(registry, names)
  }
  const name = `${event.object}.${event.kind}`
  return names.has(name) || webhookAwaits(workspace, name) || isNoted(workspace, event) || flowAwaits(workspace, event)
}

const columns = raw('id, at, kind, object, record_id, actor_id, via, via_id, changes, data, cause_id')

/** The columns that `readEvent` takes, for an alias. */
export const eventColumns = columns

/** An event from its row. */
export function readEvent(row: readonly unknown[]): Event {
  const [id, at, kind, object, recordId, actorId, via, viaId, changes, data, causeId] = row
  return {
    id: String(id),
    at: String(at),
    kind: String(kind),
    object: String(object),
    recordId: String(recordId),
    actorId: actorId as string | null,
    origin: { via: via as Event['origin']['via'], ...(viaId ? { id: String(viaId) } : {}) },
    changes: (changes ?? {}) as Event['changes'],
    data: data as Event['data'],
    causeId: causeId as string | null,
  }
}
