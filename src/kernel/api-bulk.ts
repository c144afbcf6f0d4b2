import type { Values } from './object.ts'
import type { Where } from './where.ts'

/** Which records a bulk write is about: those named, or all that match a filter but a few. */
export type BulkSelection =
  | { readonly ids: readonly string[] }
  | { readonly where: Where; readonly except?: readonly string[] }

/** `POST /api/v1/{object}/selection`: the set as it stands now. What is confirmed is this count and this hash. */
export type ApiSelection = {
  readonly count: number
  /** SHA-256 over the sorted ids. */
  readonly hash: string
  /** How many of them the caller may change, and how many she may delete. */
  readonly writable: number
  readonly deletable: number
}

/** What happens to each of them. `add` and `remove` are for fields of several values: tags, links. */
export type BulkWork =
  | { readonly do: 'update'; readonly values?: Values; readonly add?: Values; readonly remove?: Values }
  | { readonly do: 'delete' }
  | { readonly do: 'action'; readonly action: string; readonly input?: Values }

/** `POST /api/v1/{object}/bulk`. A set by filter carries what was confirmed; where it has changed since, nothing is done. */
export type BulkRequest = BulkWork & {
  readonly selection: BulkSelection & { readonly count?: number; readonly hash?: string }
}

/** What came of it: `asked` is the sum of the three others. */
export type ApiBulk = {
  /** For `POST /api/v1/{object}/undo/{id}`. */
  readonly id: string
  readonly asked: number
  readonly changed: number
  readonly unchanged: number
  readonly refused: number
  /** Why records were refused: each reason with how many and some of them. */
  readonly reasons: readonly { readonly detail: string; readonly count: number; readonly ids: readonly string[] }[]
}

/** Most records of one bulk write; an action takes a thousand. */
export const bulkLimits = { records: 50_000, action: 1_000 } as const

/** A bulk write can be taken back for so many days. */
export const undoDays = 30

/** `GET /api/v1/bulk-writes`: one that was made, as its log tells it. */
export type ApiBulkWrite = {
  /** For `POST /api/v1/{object}/undo/{id}`. */
  readonly id: string
  readonly at: string
  readonly person: { readonly id: string; readonly name: string }
  readonly object: string
  readonly do: BulkWork['do']
  /** The fields that were written, as far as the reader may know of them; the action that was run. */
  readonly fields: readonly string[]
  readonly action: string | null
  readonly changed: number
  readonly unchanged: number
  readonly refused: number
  readonly undoneAt: string | null
  /** May the reader take it back now? Her own alone, for 30 days, once. */
  readonly undoable: boolean
}
export type ApiBulkWrites = { readonly data: readonly ApiBulkWrite[]; readonly next: string | null }
