/**
 * The filter language. One object; every condition must hold:
 *
 *     { stage: { in: ['new', 'won'] }, 'account.region': '华东', or: [{ amount: { gte: 100000 } }, { owner: { is: 'me' } }] }
 *
 * Each condition is two-valued: an empty field fails every comparison except `ne`, `notIn` and `empty: true`, so that
 * `not` is plain negation. Text compares by code point; `contains` and `startsWith` ignore the case of ASCII letters.
 */
export type Where = { readonly [path: string]: Condition | Where | readonly Where[] | undefined }

/** A bare value means `eq`; null means `empty: true`. */
export type Condition = Scalar | null | Operators
export type Scalar = string | number | boolean

export type Operators = {
  readonly eq?: Scalar | null
  readonly ne?: Scalar | null
  readonly in?: readonly Scalar[]
  readonly notIn?: readonly Scalar[]
  readonly lt?: Scalar
  readonly lte?: Scalar
  readonly gt?: Scalar
  readonly gte?: Scalar
  readonly contains?: string
  readonly startsWith?: string
  readonly empty?: boolean
  /** For several-valued fields. */
  readonly has?: Scalar
  readonly hasAny?: readonly Scalar[]
  readonly hasAll?: readonly Scalar[]
  /** For people and teams. */
  readonly is?: 'me' | 'myTeam' | 'myTeamAndBelow'
  /** For dates and times, in the time zone of the one who asks; a week starts on Monday. */
  readonly within?: RelativePeriod
}

/** A period around today: a unit and where it lies; `{ last: 7, unit: 'day' }` are the 7 days before today and today. */
export type RelativePeriod =
  | 'today' | 'yesterday' | 'tomorrow'
  | 'thisWeek' | 'lastWeek' | 'nextWeek'
  | 'thisMonth' | 'lastMonth' | 'nextMonth'
  | 'thisQuarter' | 'lastQuarter' | 'nextQuarter'
  | 'thisYear' | 'lastYear' | 'nextYear'
  | { readonly last: number; readonly unit: 'day' | 'week' | 'month' }
  | { readonly next: number; readonly unit: 'day' | 'week' | 'month' }
