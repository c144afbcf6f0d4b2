import { v7 as uuid } from 'uuid'
import type { Event, Origin } from '#kernel/behaviour.ts'
import type { Session, Workspace } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { insertEvents } from '../events/event.ts'
import { securityObject, workspaceObject } from '../events/no-object.ts'

/** What happens at the door, and to the keys of it. */
export type SecurityKind =
  | 'signedIn'
  | 'signedOut'
  | 'signInFailed'
  | 'signInThrottled'
  | 'secondFactorFailed'
  | 'passwordChanged'
  | 'passwordSet'
  | 'linkMade'
  | 'secondFactorAdded'
  | 'secondFactorRemoved'
  | 'recoveryCodesMade'
  | 'passkeyAdded'
  | 'passkeyRemoved'
  | 'sessionsEnded'

/** Where somebody is who knocks: kept in the audit log, for administrators. */
export type Whereabouts = { readonly ip: string; readonly device: string }

/** Tells the audit log of a workspace what somebody did at its door. `actorId` is null where nobody knows who it was. */
export function tellSecurity(
  workspace: Workspace,
  kind: SecurityKind,
  personId: string,
  more: { actorId?: string | null; via?: Origin['via']; data?: Readonly<Record<string, unknown>> } = {},
): Promise<void> {
  return write(workspace, {
    kind,
    object: securityObject,
    recordId: personId,
    actorId: more.actorId === undefined ? personId : more.actorId,
    origin: { via: more.via ?? 'screen' },
    changes: {},
    data: more.data ?? null,
  })
}

/**
 * Tells the audit log that a setting of the workspace has changed, from what to what; with `on` in the transaction of the
 * change. Never give it a secret.
 */
export function tellSetting(
  { workspace, principal, origin }: Session,
  kind: string,
  recordId: string,
  changes: Event['changes'],
  on?: Transaction,
): Promise<void> {
  const event = { kind, object: workspaceObject, recordId, actorId: principal.id, origin, changes, data: null }
  return write(workspace, event, on)
}

/** What differs of two states of a setting; of a field that may hold a secret only that it does. */
export function settingChanges<T extends object>(
  before: Partial<T>,
  after: Partial<T>,
  told: readonly (keyof T & string)[],
  untold: readonly (keyof T & string)[] = [],
): Event['changes'] {
  const changed = (key: keyof T) => JSON.stringify(before[key] ?? null) !== JSON.stringify(after[key] ?? null)
  return Object.fromEntries([
    ...told.filter(changed).map((key) => [key, [before[key] ?? null, after[key] ?? null]]),
    ...untold.filter(changed).map((key) => [key, ['•', '•']]),
  ])
}

async function write(
  workspace: Workspace,
  event: Omit<Event, 'id' | 'at' | 'causeId'>,
  on?: Transaction,
): Promise<void> {
  const whole = { ...event, id: uuid(), at: workspace.clock.now().toISOString(), causeId: null }
  if (on) await insertEvents(on, workspace, [whole])
  else await workspace.db.transaction((tx) => insertEvents(tx, workspace, [whole]))
}
