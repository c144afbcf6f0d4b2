/* The shapes of handing over what a person answers for. */

import type { ReadingKind } from './watch.ts'
import type { Where } from './where.ts'

/** `GET /api/v1/people/{id}/inventory`: all that she answers for, found by what the objects declare. */
export type ApiInventory = {
  readonly person: { readonly id: string; readonly name: string; readonly active: boolean }
  readonly things: readonly ApiInventoryThing[]
  /** What is hers alone and stays so, such as her mail and her files: only how many there are. */
  readonly own: readonly { readonly object: string; readonly count: number }[]
  /** Her keys that work, and what runs in her name: these are not given to anybody; they end. */
  readonly keys: readonly { readonly id: string; readonly name: string; readonly lastUsedAt: string | null }[]
  readonly feeds: readonly { readonly id: string; readonly name: string }[]
  readonly webhooks: readonly { readonly id: string; readonly name: string }[]
  /** The first day of the month before her last day, or before today; what follows is since then. */
  readonly since: string
  /** What she took out, the latest first, at most 50. `unusual` is her largest before, where this is far beyond it. */
  readonly exports: readonly {
    readonly at: string
    readonly object: string
    readonly rows: number
    readonly unusual: number | null
  }[]
  /** How much she read. */
  readonly read: Readonly<Record<ReadingKind, number>>
  /** How many records she shared with others. */
  readonly shared: number
}

/** Records of one object whose field names her. Requests for approval are among them as `sampan.approval`. */
export type ApiInventoryThing = {
  readonly object: string
  /** The field that says whose they are: the owner, or another person field; of requests `decides` or `asks`. */
  readonly field: string
  /** Those that still want somebody to see to them, and those that are history. */
  readonly count: number
  readonly past: number
  /** The choice or relation that tells them apart, such as a stage, where there is one. */
  readonly by: string | null
  /** The money that is added up, where there is one. */
  readonly sum: string | null
  readonly groups: readonly {
    /** The key of an option, or what the relation points at. */
    readonly value: unknown
    readonly count: number
    readonly sums: readonly { readonly amount: string; readonly currency: string }[]
  }[]
  /** Relations to objects that she owns as well: what goes with what. */
  readonly relations: readonly string[]
  /** Where they can be put instead of giving them to people, such as pools. */
  readonly places: readonly { readonly id: string; readonly name: string }[]
}

/** To whom records go. The first rule that takes a record decides. */
export type HandoverRule = {
  readonly object: string
  readonly field: string
  /** Only those that match. */
  readonly where?: Where
  /** Also what is history. */
  readonly past?: boolean
  /** Each goes to whoever gets what the first of these relations points at; to `to` where that goes nowhere. */
  readonly with?: readonly string[]
  readonly to: readonly string[]
  /** Instead of people: what gathers such records, a pool. Only what may stand there goes. */
  readonly into?: string
  /** How several people share them: as many each, or as much money each. */
  readonly split?: 'count' | 'value'
}

/** `POST /api/v1/people/{id}/handover`; `count` is what the preview said. */
export type HandoverWish = {
  readonly rules: readonly HandoverRule[]
  readonly count?: number
  /** A note that the new owners are to send; `{customer}`, `{from}` and `{me}` are filled in. */
  readonly note?: string | null
  /** The last day, ISO date. */
  readonly lastDay?: string | null
}

export type ApiLoad = {
  readonly object: string
  readonly field: string
  readonly before: number
  readonly after: number
  readonly valueBefore: number | null
  readonly valueAfter: number | null
}

/** `POST /api/v1/people/{id}/handover/preview`. */
export type ApiHandoverPreview = {
  readonly count: number
  readonly receivers: readonly {
    readonly id: string
    readonly name: string
    /** It is no person but what gathers records, such as a pool. */
    readonly place?: boolean
    readonly count: number
    readonly loads: readonly ApiLoad[]
  }[]
  /** What no rule takes. */
  readonly stays: readonly { readonly object: string; readonly field: string; readonly count: number }[]
}

export const handoverChecks = ['sessions', 'keys', 'signIn', 'signOff'] as const
export type HandoverCheck = (typeof handoverChecks)[number]

/** One handover, `GET /api/v1/handovers/{id}`. */
export type ApiHandover = {
  readonly id: string
  readonly person: { readonly id: string; readonly name: string; readonly active: boolean }
  readonly status: 'running' | 'done' | 'failed' | 'undoing' | 'undone'
  readonly note: string | null
  readonly lastDay: string | null
  readonly total: number
  readonly done: number
  readonly receivers: readonly {
    readonly id: string
    readonly name: string
    readonly count: number
    readonly done: number
    readonly things: readonly { readonly object: string; readonly field: string; readonly count: number }[]
  }[]
  /** What stayed where it was, and what an undo left alone: each reason with how many and some of them. */
  readonly kept: readonly ApiKept[]
  readonly notUndone: readonly ApiKept[]
  readonly checks: Readonly<Partial<Record<HandoverCheck, { readonly at: string; readonly by: string }>>>
  readonly error: string | null
  readonly createdAt: string
  readonly createdBy: string
  readonly finishedAt: string | null
  readonly undoneAt: string | null
  /** Until when it can be taken back; null once that is over. */
  readonly undoUntil: string | null
}

export type ApiKept = {
  readonly detail: string
  readonly count: number
  readonly records: readonly { readonly object: string; readonly id: string }[]
}
