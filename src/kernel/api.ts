import type { ApiSeeing } from './api-access.ts'
import type { ApiApproval, ApiApprovalAsk } from './api-approvals.ts'
import type { ApiRecordFlows } from './api-flows.ts'
import type { ApiComment } from './api-notifications.ts'
import type { ApiFire } from './api-signals.ts'
import type { FieldChange } from './behaviour.ts'
import type { CompanySettings } from './company-settings.ts'
import type { Field } from './fields/field.ts'
import type { Reference } from './fields/relation.ts'
import type { Label, Language } from './label.ts'
import type { Index, Trait, Values, Views, Where } from './object.ts'

/** A record as the API gives it: fields the caller may read, relations as references. */
export type ApiRecord = { readonly id: string; readonly version: number } & Values

/** `GET /api/v1/{object}`: one page of a list; `next` is the cursor for `after`, null on the last page. */
export type ApiList = {
  readonly data: readonly ApiRecord[]
  readonly next: string | null
  /** The marker for `before`; null on the first page. Not there where the list was asked from its start. */
  readonly previous?: string | null
  /** Only when asked by `count`; `exact` is false for an estimate. */
  readonly total?: { readonly value: number; readonly exact: boolean }
}

/** What `GET /api/v1/{object}` takes. `where` is JSON; `sort` names fields, `-` before one for descending. */
export type ListQuery = {
  readonly where?: Where
  readonly select?: readonly string[]
  readonly sort?: readonly string[]
  readonly limit?: number
  readonly after?: string
  /** The page before a marker; `end` for the last page. */
  readonly before?: string
  readonly count?: 'none' | 'estimate' | 'exact'
  readonly deleted?: boolean
}

/** `POST /api/v1/{object}/group`. A `by` may be a date part: `closeDate:month`. */
export type GroupQuery = {
  readonly where?: Where
  readonly by: readonly string[]
  /** `count`, `sum:amount`, `avg:amount`, `min:closeDate`, `max:closeDate`. Money is summed per currency. */
  readonly measures?: readonly string[]
  /**
   * Money in the currency of the company where there is a rate for it; what has none stays in its own. An amount that is
   * made of others says `converted: true`.
   */
  readonly convert?: boolean
  readonly limit?: number
}
export type ApiGroups = {
  readonly data: readonly { readonly by: readonly unknown[]; readonly measures: readonly unknown[] }[]
}

/** `POST /api/v1/{object}/board`: what stands in each column of a board, at once. */
export type BoardQuery = {
  /** A choice, or a relation: a column for each value. */
  readonly by: string
  /** Where steps are of several ways, such as stages of pipelines: the id of the way; the main one where none is said. */
  readonly track?: string
  readonly where?: Where
  readonly select?: readonly string[]
  readonly sort?: readonly string[]
  /** Records of each column, at most 100. */
  readonly limit?: number
}
export type ApiBoard = {
  /** The ways that there are, and the one that is shown. */
  readonly tracks: readonly ApiRecord[]
  readonly track: string | null
  readonly columns: readonly ApiBoardColumn[]
  /** Columns that are left out, where there are too many. */
  readonly more: number
}
export type ApiBoardColumn = {
  /** What a filter compares with: the key of a choice, the id of a record; null for records without a value. */
  readonly key: string | null
  /** The record that the column is of. */
  readonly record?: ApiRecord
  readonly data: readonly ApiRecord[]
  readonly next: string | null
}

/** `GET /api/v1/meta`: everything that the screens are drawn from, cut to what the caller may see. */
export type Meta = {
  readonly workspace: {
    readonly id: string
    readonly name: string
    readonly sample: boolean
    /** Something needs approval here. */
    readonly approvals: boolean
    /** Where its picture is, if it has one. */
    readonly logo: string | null
    readonly settings: Omit<CompanySettings, 'calendar' | 'logo' | 'watch' | 'sharing'>
  }
  readonly user: {
    readonly id: string
    readonly name: string
    readonly email: string
    readonly language: Language
    readonly timeZone: string
    readonly teamId: string | null
    readonly admin: boolean
    /** Somebody works in a team of hers, below it, or reports to her. */
    readonly leads: boolean
  }
  /** There while an administrator sees as the person above. */
  readonly seeing?: ApiSeeing
  /** The version of the configuration; another number means that everything is to be drawn anew. */
  readonly configuration: number
  readonly objects: Readonly<Record<string, MetaObject>>
}

export type MetaObject = {
  readonly key: string
  readonly module: string
  readonly label: Label
  readonly plural: string
  readonly help?: Label
  readonly title: string
  readonly icon?: string
  readonly nested: boolean
  /** Everybody may read it, whatever the role. */
  readonly open?: boolean
  /** How many of them she opens a day is counted somewhere, such as in a pool: none is fetched before she opens it. */
  readonly opensCounted?: boolean
  /** Made by an administrator. */
  readonly custom?: boolean
  /** When a field is required or shown, by filters over the record itself. */
  readonly conditions?: Readonly<Record<string, { readonly requiredWhen?: Where; readonly visibleWhen?: Where }>>
  /** Lists that are there from the beginning. */
  readonly listViews?: readonly {
    readonly key: string
    readonly label: Label
    readonly where?: Where
    readonly columns?: readonly string[]
    readonly sort?: readonly string[]
  }[]
  /** What it tells of beside its changes, by kind: what stands in its timeline. */
  readonly emits?: Readonly<Record<string, Label>>
  readonly traits: readonly Trait[]
  /** Fields by which a record is recognised as one that is there. */
  readonly matches?: readonly string[]
  /** Field declarations as they stand in code; `access` says whether the caller may also write. */
  readonly fields: Readonly<Record<string, Field & { readonly access: 'read' | 'write' }>>
  readonly views: Views
  /** Orders that stay fast at any size. */
  readonly indexes: readonly Index[]
  readonly actions: readonly MetaAction[]
  /** What is put on paper from one of its records. */
  readonly papers?: readonly { readonly key: string; readonly label: Label }[]
  readonly inverse: readonly { readonly object: string; readonly field: string; readonly name: string }[]
  readonly rights: {
    readonly create: boolean
    readonly update: boolean
    readonly delete: boolean
    readonly export: boolean
    readonly import: boolean
    /** Records of it can be merged, and she may. */
    readonly merge: boolean
    /** She reads every record; else counts and sums are of those that she may see. */
    readonly whole: boolean
  }
}

export type MetaAction = {
  readonly key: string
  readonly label: Label
  readonly help?: Label
  readonly icon?: string
  /** Stands in the menu of a page. */
  readonly minor?: true
  readonly input: Readonly<Record<string, Field>>
  readonly when?: Where
}

/** `GET /api/v1/{object}/{id}/page`: what paints a record page, in one request. */
export type ApiPage = {
  /** Flows in which it is or was, and those that can be set off for it; not there where there are none. */
  readonly flows?: ApiRecordFlows
  /** What is or was under approval of it, the latest first; left out where there is none. */
  readonly approvals?: readonly ApiApproval[]
  /** Signals that fired for it, the latest first. */
  readonly signals?: readonly ApiFire[]
  readonly record: ApiRecord
  /** Keys of the actions that fit this record now and are the caller's to use. */
  readonly actions: readonly string[]
  readonly rights: { readonly update: boolean; readonly delete: boolean }
  readonly related: readonly {
    readonly object: string
    readonly field: string
    readonly name: string
    readonly data: readonly ApiRecord[]
    /** How many of them the reader sees. */
    readonly total: number
    /** How many there are, hidden ones too; there only where that is more, and where the relation lets it be known. */
    readonly all?: number
    /** Money of other currencies is converted where there is a rate, which such a sum says; else it stands by itself. */
    readonly sums: readonly {
      readonly field: string
      readonly amount: string
      readonly currency: string
      readonly converted?: boolean
    }[]
  }[]
  readonly timeline: ApiTimeline
}

/** `GET /api/v1/{object}/{id}/timeline?after=&field=&type=`: newest first; with `field`, its changes alone; with `type`, one type. */
export type ApiTimeline = { readonly data: readonly TimelineEntry[]; readonly next: string | null }
export type TimelineEntry = {
  readonly id: string
  readonly at: string
  /**
   * `event`: something that happened to this record. `record`: another record, such as a call, that belongs here. `comment`: a
   * remark on this one.
   */
  readonly type: 'event' | 'record' | 'comment'
  readonly kind: string
  readonly object: string
  readonly recordId: string
  readonly actor: Reference | null
  /** For whom the actor stood in. */
  readonly actedFor?: Reference
  readonly via: string
  /** The flow that did it, with the rights of the actor; its title for those alone who may see it. */
  readonly flow?: Reference
  readonly changes?: Readonly<Record<string, FieldChange>>
  readonly data?: Values | null
  readonly record?: ApiRecord
  readonly comment?: ApiComment
}

/** `event: presence` in the stream of events: who else looks at a record that the listener looks at, and what each is editing. */
export type ApiPresence = {
  readonly object: string
  readonly recordId: string
  readonly people: readonly { readonly id: string; readonly name: string; readonly field: string | null }[]
}

/** `GET /api/v1/search?q=`. */
export type ApiSearch = {
  readonly data: readonly {
    readonly object: string
    readonly id: string
    readonly title: string
    readonly subtitle: string | null
  }[]
}

/** An error (RFC 9457, `application/problem+json`), in the caller's language. */
export type ApiProblem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance?: string
  readonly errors: readonly {
    readonly pointer: string
    readonly field: string | null
    readonly code: string
    readonly detail: string
  }[]
  /** Beside a write that needs approval: the body by which that is asked for. */
  readonly ask?: ApiApprovalAsk
  readonly [more: string]: unknown
}

/** The workspaces that a login leads to. */
export type ApiWorkspaces = {
  readonly data: readonly {
    readonly id: string
    readonly name: string
    readonly suspended: boolean
    /** The one that this session is in. */
    readonly current: boolean
  }[]
}
