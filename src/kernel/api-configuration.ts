import type { Configuration, Section } from './configuration.ts'
import type { Label } from './label.ts'

/** One item that somebody or something uses: what would break or change if the used one went. */
export type ApiUse = {
  /** `fields`, `rules`, `layouts` … of the configuration; `role` or a record such as a saved view; `module` for what stands in code. */
  readonly in: Section | 'role' | 'record' | 'module'
  /** Key of the item; id of the role or record. */
  readonly key: string
  readonly label: Label
  /** `repaired`: the name is taken out of it. `removed`: it goes too. `blocks`: it must be changed by hand first. */
  readonly fate: 'repaired' | 'removed' | 'blocks'
}

/** `GET /api/v1/configuration/uses?section=&key=`: what uses an item, and how much. */
export type ApiUses = {
  readonly uses: readonly ApiUse[]
  /** Of a field: live records that hold a value. Of an object: live records. Of a rule: how often it has refused. Else null. */
  readonly count: number | null
}

/** `GET /api/v1/configuration`: what is live. */
export type ApiConfiguration = {
  /** 0 before anything was published. */
  readonly version: number
  readonly publishedAt: string | null
  readonly publishedBy: string | null
  readonly document: Configuration
  /** Items that no longer fit the program and are left out until somebody mends them; their data stays. */
  readonly setAside: readonly ApiItemProblem[]
  /** How often each is used, by section and key; null where nothing can be counted. */
  readonly counts: Readonly<Record<Section, Readonly<Record<string, number | null>>>>
}

/** `GET /api/v1/configuration/draft`: what is being made. Its ETag is the revision. */
export type ApiDraft = {
  /** Grows by one with every change; 0 where the draft is still what is live. */
  readonly revision: number
  /** The version it was begun from. */
  readonly base: number
  readonly document: Configuration
  readonly problems: readonly ApiItemProblem[]
}

/** A problem at an item, in the caller's language. `field` is a path inside the item: `label.zh`, `options.2.key`. */
export type ApiItemProblem = {
  readonly section: Section
  readonly key: string
  readonly field: string | null
  readonly code: string
  readonly detail: string
}

export type ApiChange = {
  readonly change: 'added' | 'changed' | 'removed'
  readonly section: Section
  readonly key: string
  readonly label: Label
  /** Properties that differ, from and to. */
  readonly differences: Readonly<Record<string, readonly [from: unknown, to: unknown]>>
  /** Of a removed item: what uses it. */
  readonly uses: readonly ApiUse[]
  /** What to know before: values that come back, records that lack the field, records that break the rule. */
  readonly notes: readonly string[]
}

/** `GET /api/v1/configuration/plan?version=`: what publishing the draft, or that earlier version, would do. Changes nothing. */
export type ApiPlan = {
  readonly base: number
  readonly changes: readonly ApiChange[]
  /** What would run in the database, in order. */
  readonly statements: readonly string[]
  /** Roles and records outside the configuration that are brought in step in the same transaction. */
  readonly repairs: readonly ApiUse[]
  readonly problems: readonly ApiItemProblem[]
  /** There is something to publish, and nothing stands in its way. */
  readonly ready: boolean
}

/** `GET /api/v1/configuration/run`, and the answer to publish and roll back: 200 when it is done, 202 while it goes on. */
export type ApiRun = {
  readonly state: 'idle' | 'running' | 'failed' | 'done'
  /** What is being done: `tables`, `columns`, `constraints`, `indexes`, `visible`, `search`. */
  readonly step: string | null
  readonly done: number
  readonly of: number
  /** The version that is live now. */
  readonly version: number
  /** Why it failed; nothing of it is visible then, and the draft is still there. */
  readonly problems: readonly ApiItemProblem[]
}

/** `GET /api/v1/configuration/versions`: the change log, newest first. */
export type ApiVersions = { readonly data: readonly ApiVersion[] }
export type ApiVersion = {
  readonly version: number
  readonly at: string
  readonly by: { readonly id: string | null; readonly name: string }
  readonly reason: string | null
  /** The earlier version that this one brought back. */
  readonly restores: number | null
  readonly changes: readonly Omit<ApiChange, 'uses' | 'notes'>[]
}

/** `GET /api/v1/configuration/freed`: columns and tables of removed fields and objects. Their data stays until they are reused or emptied. */
export type ApiFreed = {
  readonly data: readonly {
    readonly table: string
    readonly column: string | null
    /** Object and field whose it was. */
    readonly was: string
    readonly at: string
    /** May be reused by a new field of that type from this instant on; null where it never is. */
    readonly reusableAt: string | null
    readonly emptied: boolean
  }[]
}

/** `POST /api/v1/configuration/formula` `{ object, is, result? }`: reads an expression without storing it. */
export type ApiFormula = {
  /** With keys for the labels in braces. */
  readonly is: string
  readonly type: string
  /** Paths of the fields that it reads. */
  readonly reads: readonly string[]
}

/** `POST /api/v1/configuration/import` `{ yaml, dryRun? }`: a file into the draft; the plan comes first. */
export type ApiImported = { readonly revision: number; readonly plan: ApiPlan }
