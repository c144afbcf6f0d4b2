import type { Doing } from './match/guard.ts'
import type { Level } from './match/matching.ts'

/** `POST /api/v1/{object}/similar`: what is there already that is like a record being entered, the likest first. */
export type ApiSimilar = {
  /** What happens when it is saved all the same. */
  readonly does: Doing
  readonly data: readonly {
    readonly object: string
    /** 0 to 100, and what they come from. */
    readonly points: number
    readonly level: Level
    readonly reasons: readonly { readonly text: string; readonly points: number }[]
    /** null for one that the caller may not see; then `facts` say what she may know of it. */
    readonly id: string | null
    readonly title: string | null
    readonly facts: readonly { readonly key: string; readonly label: string; readonly value: string }[]
    /**
     * The case that was kept of one that she may not see, and its action that asks the owner to share it, unless she has asked
     * already; null also where nobody answers for it.
     */
    readonly case: {
      readonly object: string
      readonly id: string
      readonly action: string
      readonly asked: boolean
    } | null
  }[]
}

/** How alike records are, each with each, the likest first; no level where they are not. */
export type ApiAlike = {
  readonly data: readonly {
    readonly a: string
    readonly b: string
    readonly points: number
    readonly level: Level | null
    readonly reasons: readonly { readonly text: string; readonly points: number }[]
  }[]
}
