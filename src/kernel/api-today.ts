import type { ApiRecord } from './api.ts'
import type { ApiApprovals } from './api-approvals.ts'
import type { ApiNotificationGroup } from './api-notifications.ts'
import type { FieldChange } from './behaviour.ts'
import type { Reference } from './fields/relation.ts'
import type { Label } from './label.ts'
import type { TodayActs } from './today.ts'
import type { Where } from './where.ts'

/** `GET /api/v1/today`: what waits for the caller, in one answer. Lists that are empty are left out. */
export type ApiToday = {
  readonly self: readonly ApiTodayList[]
  /** What waits for her approval, the longest first, and how much that is. */
  readonly approvals: ApiApprovals
  /** Unread mentions of her. */
  readonly mentions: readonly ApiNotificationGroup[]
  /** When she was here last, before she came back; what others have done since to what she owns. */
  readonly since: string
  readonly changed: { readonly data: readonly ApiTodayChanged[]; readonly more: boolean }
  /** Whether she leads people; how they do is told apart, since it is reckoned over the records of all of them. */
  readonly leads: boolean
  /** There for administrators. */
  readonly admin: { readonly checks: readonly ApiTodayCheck[]; readonly lists: readonly ApiTodayList[] } | null
}

export type ApiTodayList = {
  readonly key: string
  readonly label: Label
  readonly help?: Label
  readonly object: string
  /** The filter of the list behind it. */
  readonly where: Where
  readonly show: readonly string[]
  readonly late?: true
  readonly acts?: TodayActs
  readonly assign?: true
  /** What may be made in the row, and by which relation it points at the record. */
  readonly add?: { readonly object: string; readonly by: string }
  readonly data: readonly ApiRecord[]
  /** Up to 1,000 are counted; `exact` is false beyond. */
  readonly total: { readonly value: number; readonly exact: boolean }
}

/** One record of hers, and what has happened to it, the latest first. */
export type ApiTodayChanged = {
  readonly object: string
  readonly id: string
  readonly title: string | null
  readonly events: readonly {
    readonly id: string
    readonly at: string
    readonly kind: string
    readonly actor: Reference | null
    readonly via: string
    /** The flow that did it, with the rights of the actor. */
    readonly flow?: Reference
    readonly changes: Readonly<Record<string, FieldChange>>
  }[]
}

/** `GET /api/v1/today/team`: how the people do whom the caller leads; no rows where she leads nobody. */
export type ApiTodayTeam = {
  readonly figures: readonly {
    readonly key: string
    readonly label: Label
    readonly help?: Label
    readonly object: string
    /** With the owner added it is the filter of the list behind a figure. */
    readonly where: Where
    readonly good: 'many' | 'few'
  }[]
  /** One row for each person whom she leads, with a value for each figure; 1,000 stands for that many or more. */
  readonly people: readonly { readonly id: string; readonly name: string; readonly values: readonly number[] }[]
  /** How many people she leads in all; the first 60 have a row. */
  readonly total: number
  readonly lists: readonly ApiTodayList[]
}

/** Something of the workspace's health that wants an administrator; the page has the words for its key. */
export type ApiTodayCheck = {
  readonly key: 'jobs' | 'outbox' | 'webhooks' | 'imports' | 'backups' | 'backupFailed' | 'invited' | 'feeds' | 'draft'
  readonly state: 'warn' | 'wrong'
  readonly count: number
  /** Since when, or when last; null where never. */
  readonly at: string | null
  /** The page where it is seen to. */
  readonly to: string
}
