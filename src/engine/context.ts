import type { KeyScope } from '#kernel/api-key.ts'
import type { Origin } from '#kernel/behaviour.ts'
import type { WorkingCalendar } from '#kernel/calendar.ts'
import type { CompanySettings } from '#kernel/company-settings.ts'
import type { Language } from '#kernel/label.ts'
import type { RegisteredObject, Registry } from '#kernel/registry.ts'
import type { ReadingKind } from '#kernel/watch.ts'
import type { Directory } from './access/directory.ts'
import type { Principal } from './access/principal.ts'
import type { Database } from './db/database.ts'
import type { Reader } from './db/replica.ts'
import { ident, type Sql } from './db/sql.ts'
import { tableName } from './db/tables.ts'
import type { Secrets } from './secrets.ts'

/** One company's data: a schema, what it consists of, and the way to it. */
export type Workspace = {
  readonly id: string
  readonly name: string
  readonly schema: string
  readonly language: Language
  readonly registry: Registry
  /** What the company has settled for everybody, and when it works. */
  readonly settings: CompanySettings
  readonly calendar: WorkingCalendar
  readonly db: Database
  /** A replica of it for heavy reads; the same where there is none. */
  readonly replica: Reader
  readonly directory: Directory
  readonly clock: Clock
  /** Passwords and tokens of other systems, sealed for their column and row. */
  readonly secrets: Secrets
  /** Counts that somebody was given these records to read. */
  readonly noteReading: NoteReading
  /** Tells other parts of the process, and other processes, that something happened. A hint that may be lost. */
  readonly hint: (what: 'event' | 'access') => void
}

export type NoteReading = (
  session: Session,
  object: RegisteredObject,
  kind: ReadingKind,
  ids: readonly string[],
) => void

/** The time, behind a port so that a run can be played again. */
export type Clock = { now(): Date }

/** Who acts, in which workspace, from where. Every read and write needs one. */
export type Session = {
  readonly workspace: Workspace
  readonly principal: Principal
  readonly origin: Origin
  readonly language: Language
  /** The key by which a program calls, and how far it goes; the principal is narrowed to that already. */
  readonly key?: { readonly id: string; readonly scope: KeyScope | null }
  /** The administrator who looks through this person's eyes; then nothing is written. */
  readonly seenBy?: {
    readonly id: string
    readonly admin: { readonly id: string; readonly name: string }
    readonly until: string
  }
  /** The event or job run that caused this. */
  readonly causeId?: string
  /** Questions that the caller has answered with yes, by their code. */
  readonly confirmed?: readonly string[]
  /** The key by which a request that is sent twice is known, and what it asked. */
  readonly idempotency?: { readonly key: string; readonly fingerprint: string }
}

/** The qualified table of an object. */
export function tableOf(workspace: Pick<Workspace, 'schema' | 'registry'>, objectKey: string): Sql {
  return ident(workspace.schema, tableName(workspace.registry.object(objectKey)))
}

/** A qualified table of the engine's own. */
export function engineTable(workspace: Pick<Workspace, 'schema'>, name: string): Sql {
  return ident(workspace.schema, name)
}
