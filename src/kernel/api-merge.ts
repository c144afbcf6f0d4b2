import type { ApiRecord } from './api.ts'

/** At most so many records become one at once. */
export const mostMerged = 20

/** Which records become one, which of them goes on, and from which each value is taken. */
export type MergeRequest = {
  readonly ids: readonly string[]
  readonly survivor: string
  /** By field: the id of the record whose value is taken, or `all` where the values can stand together. What is not named is as proposed. */
  readonly choices?: Readonly<Record<string, string>>
  /** By id: the version that was looked at. */
  readonly versions?: Readonly<Record<string, number>>
}

/** Why a value is proposed: it is the same in all, the only one, proven right, fuller, set last, the survivor's, or all of them. */
export type MergeWhy = 'same' | 'only' | 'verified' | 'state' | 'complete' | 'newest' | 'survivor' | 'all'

/** What would come of one field. */
export type ApiMergeField = {
  readonly field: string
  /** The id of the record whose value is taken, or `all`. */
  readonly from: string
  readonly why: MergeWhy
  /** She may take another one. */
  readonly free: boolean
  /** The values can stand together. */
  readonly joins: boolean
  /** Fields that come along with it. */
  readonly with: readonly string[]
}

/** A merge as it is proposed; fields that she may not see are settled by the same rules and not told. */
export type ApiMergeProposal = {
  readonly survivor: string
  readonly records: readonly ApiRecord[]
  readonly fields: readonly ApiMergeField[]
  /** What goes along from the others to the survivor, as far as she sees it. */
  readonly moves: readonly { readonly object: string; readonly field: string; readonly count: number }[]
}

/** A merge that was carried out. */
export type ApiMerge = {
  readonly id: string
  readonly object: string
  readonly survivor: string
  /** The records that became part of it; the title where the reader may see it. */
  readonly merged: readonly { readonly id: string; readonly title: string | null }[]
  readonly at: string
  readonly by: { readonly id: string; readonly name: string | null } | null
  /** Records that pointed at what was merged and point at the survivor now. */
  readonly moved: number
  readonly splitAt: string | null
  /** It is the last one of its survivor, and so can be taken apart. */
  readonly splittable: boolean
}

/** What taking a merge apart would do, or has done. */
export type ApiSplit = {
  readonly merge: ApiMerge
  /** Records that go back. */
  readonly back: number
  /** What has changed since and so stays as it is, as far as the reader may see it. */
  readonly stays: readonly {
    readonly object: string
    readonly id: string
    readonly title: string | null
    readonly fields: readonly string[]
  }[]
}
