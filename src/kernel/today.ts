import type { Label } from './label.ts'
import type { ObjectDef, Where } from './object.ts'
import { placed } from './place.ts'

/** For whom a section of *Today* is: everybody, whoever leads people, administrators. */
export type TodayFor = 'self' | 'team' | 'admin'

type Common = {
  readonly label: Label
  readonly help?: Label
  /** Smaller ones stand above; 100 where nothing is said. */
  readonly order?: number
}

/**
 * Records that wait for somebody, a few at once with their number and the way to all of them. It folds away while there
 * is none. For the team, the records are those of the people whom she leads: `where` says nothing of the owner then.
 */
export type TodayList = Common & {
  readonly for: TodayFor
  readonly object: ObjectDef
  readonly where: Where
  /** An order with an index behind it, such as `['closeDate']`. */
  readonly sort?: readonly string[]
  /** Fields shown beside the name. */
  readonly show: readonly string[]
  /** How many are shown at once; 8 where nothing is said. */
  readonly limit?: number
  /** It should have happened already. */
  readonly late?: true
  /**
   * Actions of one click in a row, by their keys: `done` and its `undo` ask nothing, `later` asks for a time in its one field.
   * `yes` and `no` decide on what somebody asks for, and stand there with their names.
   */
  readonly acts?: TodayActs
  /** Another owner may be chosen in the row. */
  readonly assign?: true
  /** It stands in the digest that people get by mail every working day, or in that of the week. Of lists for `self`. */
  readonly digest?: 'daily' | 'weekly'
  /** What is made in the row to see to it, pointing at the record by this relation: a task for a customer. */
  readonly add?: { readonly object: ObjectDef; readonly by: string }
}

export type TodayActs = { readonly [K in 'done' | 'undo' | 'later' | 'yes' | 'no']?: string }

/** A figure of each person whom she leads: how many of their records match, with the list behind it. */
export type TodayFigure = Common & {
  readonly for: 'team'
  /** An object that is `owned`. */
  readonly count: ObjectDef
  readonly where: Where
  /** Whether a person does well with many of them or with few. */
  readonly good: 'many' | 'few'
}

/** A section of *Today*. */
export type TodaySection = (TodayList | TodayFigure) & { readonly is: 'today'; readonly key: string }

/**
 * Declares a section of *Today*; naming it in a module puts it on the page, under the rights of whoever looks: what she
 * may not read is not there.
 */
export function defineToday(key: string, options: TodayList | TodayFigure): TodaySection {
  return placed({ is: 'today', key, ...options })
}
