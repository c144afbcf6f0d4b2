import type { Door } from './quality/beside.ts'
import type { Drift } from './quality/drift.ts'
import type { MeasureKind } from './quality/measures.ts'
import type { Standard } from './quality/records.ts'
import type { QualityScore } from './quality/score.ts'
import type { Where } from './where.ts'

/** `GET /api/v1/quality`: how good the records of each object are, and who has mended what. */
export type ApiQuality = {
  readonly data: readonly ApiQualityObject[]
  /** What people have mended in the last 30 days, who did most first. */
  readonly mends: readonly {
    readonly person: { readonly id: string; readonly name: string }
    readonly filled: number
    readonly corrected: number
    readonly merged: number
  }[]
}

export type ApiQualityObject = {
  readonly object: string
  /** When it was counted last; null where it has not been yet. */
  readonly countedAt: string | null
  readonly records: number
  readonly score: QualityScore
  /** The total of each day, the oldest first. */
  readonly trend: readonly ({ readonly day: string; readonly records: number } & QualityScore)[]
}

/** `GET /api/v1/quality/{object}`: what is wrong, whose it is, through what it came. */
export type ApiQualityDetail = ApiQualityObject & {
  /** What is asked of a record: fields that should be filled, days for which it is fresh, which grow stale. */
  readonly standard: Standard
  /** Most first; each with the filter that finds its records. Of fields that the caller may not see there is none. */
  readonly problems: readonly {
    readonly kind: Exclude<MeasureKind, 'new' | 'newDouble' | 'value'>
    readonly field: string | null
    readonly count: number
    /** Parts of a hundred of all records. */
    readonly share: number
    readonly where: Where
  }[]
  readonly owners: readonly ApiQualityPart[]
  readonly teams: readonly ApiQualityPart[]
  /** The door that each came by, and what stood behind it: an import, a form, a key, a person. */
  readonly sources: readonly (ApiQualityPart & {
    readonly door: Door
    /** New records of this month, and how many of the likely duplicates among all new ones came by it, in parts of a hundred. */
    readonly new: number
    readonly newDoubles: number
    readonly newDoublesShare: number
    /** The records that an import made, or what a form is: an address in this workspace. */
    readonly at: string | null
  })[]
  readonly drifts: readonly (Drift & { readonly name: string; readonly where: Where })[]
}

/** What one owner, team or source has to do with it. */
export type ApiQualityPart = {
  /** The id of a person or team; '' for nobody. Of a source what `cameBy` of its records is. */
  readonly key: string
  /** null where nothing has a name. */
  readonly name: string | null
  readonly records: number
  readonly score: QualityScore
  readonly missing: number
  readonly invalid: number
  readonly doubles: number
  readonly stale: number
  /** Its total week by week, the oldest first. */
  readonly trend: readonly { readonly day: string; readonly total: number | null }[]
  /** Finds its records. */
  readonly where: Where
}
