import type { Decay } from './fields/score.ts'

/** `GET /api/v1/{object}/{id}/score/{field}`: what a score of a record is made of. */
export type ApiScore = {
  /** null where the record has no score. */
  readonly points: number | null
  readonly grade: string | null
  /** The record is one of those that have a score. */
  readonly applies: boolean
  readonly floor: number
  readonly cap: number
  readonly grades: readonly { readonly key: string; readonly from: number }[]
  /** What the rules give together, before it is bounded. */
  readonly sum: number
  readonly rules: readonly {
    readonly label: string
    readonly points: number
    /** What it gives before it fades. */
    readonly full: number
    readonly decay?: Decay & { readonly label: string }
  }[]
  /** Points of rules that read what the reader may not see. */
  readonly others: number
  /** The next day on which it changes by itself. */
  /** Of a score that is learnt: when, how well it foretold later cases, and from how many it was learnt. */
  readonly learnt?: { readonly at: string | null; readonly auc: number | null; readonly cases: number }
  readonly next: { readonly day: string; readonly points: number | null; readonly grade: string | null } | null
}

/** `POST /api/v1/configuration/score`: what a score would make of the records that there are. */
export type ApiScorePreview = {
  readonly records: number
  readonly scored: number
  /** Records whose points or grade would be others. */
  readonly changed: number
  readonly average: { readonly now: number | null; readonly would: number | null }
  readonly bins: readonly { readonly from: number; readonly now: number; readonly would: number }[]
  readonly grades: readonly { readonly key: string | null; readonly now: number; readonly would: number }[]
  /** To how many records each rule gives something. */
  readonly rules: readonly number[]
  readonly examples: readonly {
    readonly id: string
    readonly title: string | null
    readonly now: number | null
    readonly would: number | null
  }[]
}
