import type { Label } from '../label.ts'
import type { ObjectDef } from '../object.ts'
import { placed } from '../place.ts'
import type { Where } from '../where.ts'

/** Something that was known of a record when it was `horizonDays` old. */
export type Feature = {
  readonly key: string
  readonly label: Label
} & (
  | {
      /** A choice, the size of a number or an amount, or whether anything is there; of the record, or of what its relation leads to. */
      readonly is: 'choice' | 'size' | 'filled'
      readonly field: string
      readonly of?: string
    }
  | {
      /** How many records pointed here by then, or how many days it took until the first did. */
      readonly is: 'count' | 'wait'
      readonly over: string
      readonly through: string
      readonly at: string
      readonly where?: Where
    }
)

/** A score that is learnt from how records of the past went. */
export type Learning = {
  readonly is: 'learning'
  readonly object: string
  /** The field of type score, with `learnt`. */
  readonly score: string
  readonly won: Where
  readonly lost: Where
  /** When a record was won or lost; later it teaches nothing any more. */
  readonly closedAt: string
  /**
   * How old a record is when it is judged. What was known later, and records that were over sooner, teach nothing, so that
   * nothing is learnt from the end of the story.
   */
  readonly horizonDays: number
  readonly features: readonly Feature[]
  /** What people would say beforehand, in points, as a measure of what is learnt: `{ source: { referral: 20 } }`, sizes above the middle by `'+'`. */
  readonly saying: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** E-mail address of the person who answers for it: she hears when it holds no longer. */
  readonly owner?: string
}

/** Declares what a score is learnt from. */
export function defineLearning(object: ObjectDef, options: Omit<Learning, 'is' | 'object'>): Learning {
  return placed({ is: 'learning', object: object.key, ...options })
}

/** So many won and so many lost at least; with fewer a score would be a guess. */
export const leastCases = 50

/** How a term is called, for whoever looks at what was learnt. */
type Called = { readonly label?: Label }

/** One number that a feature becomes: a choice has one for each of its values, a size one for itself and one for being empty. */
export type Term = Called &
  (
    | { readonly feature: string; readonly is: 'value'; readonly value: string; readonly weight: number }
    | { readonly feature: string; readonly is: 'empty'; readonly weight: number }
    | {
        readonly feature: string
        /** The logarithm of one more than the number, less the mean, by the spread. */
        readonly is: 'size'
        readonly mean: number
        readonly spread: number
        readonly weight: number
      }
  )

/** A version that foretold by so much worse than when it was learnt holds no longer. */
export const driftTold = 0.05

/** What was learnt, as it is kept: log odds are `bias` and the terms, and the chance `sigmoid(a · odds + b)`. */
export type Model = {
  readonly bias: number
  readonly terms: readonly Term[]
  /** What each feature adds on average, against which a record's own is told. */
  readonly means: Readonly<Record<string, number>>
  readonly a: number
  readonly b: number
}

/** How well it holds on cases later than all from which it was learnt, and beside what else. */
export type Figures = {
  readonly won: number
  readonly lost: number
  /** Cases on which it was judged. */
  readonly tested: number
  /** From when on they were closed. */
  readonly testedFrom: string | null
  readonly auc: number | null
  readonly aucOfSaying: number | null
  readonly aucOfBayes: number | null
  readonly reliability: readonly {
    readonly from: number
    readonly count: number
    readonly foretold: number | null
    readonly came: number | null
  }[]
  /** How the model before did on what was closed since it was learnt. */
  readonly drift: { readonly auc: number | null; readonly was: number | null; readonly cases: number } | null
}
