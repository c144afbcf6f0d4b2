/**
 * The filter language. One object; every condition must hold:
 *
 *     { stage: { in: ['new', 'won'] }, 'account.region': '华东', or: [{ amount: { gte: 100000 } }, { owner: { is: 'me' } }] }
 *
 * Each condition is two-valued: an empty field fails every comparison except `ne`, `notIn` and `empty: true`, so that
 * `not` is plain negation. Text compares by code point; `contains` and `startsWith` ignore the case of ASCII letters.
 */
export type Where = { readonly [path: string]: Condition | Where | readonly Where[] | undefined }

/**
 * A bare value means `eq`; null means `empty: true`. Dates and times also compare with `today`, `yesterday` and
 * `tomorrow`; a time compared with a day means that whole day where the asker is.
 */
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
  /** For people and teams. A person is of `myTeamAndBelow` also where she reports to the asker across teams. */
  readonly is?: 'me' | 'myTeam' | 'myTeamAndBelow'
  /** For dates and times, in the time zone of the one who asks; a week starts on Monday. */
  readonly within?: RelativePeriod
}

/**
 * A period around today. `{ last: 7, unit: 'day' }` are the 7 days before today and today, `{ next: 3, unit: 'month' }`
 * is from today to the same day in 3 months, both included.
 */
export type RelativePeriod =
  | 'today'
  | 'yesterday'
  | 'tomorrow'
  | 'thisWeek'
  | 'lastWeek'
  | 'nextWeek'
  | 'thisMonth'
  | 'lastMonth'
  | 'nextMonth'
  | 'thisQuarter'
  | 'lastQuarter'
  | 'nextQuarter'
  | 'thisYear'
  | 'lastYear'
  | 'nextYear'
  | 'thisFiscalQuarter'
  | 'lastFiscalQuarter'
  | 'nextFiscalQuarter'
  | 'thisFiscalYear'
  | 'lastFiscalYear'
  | 'nextFiscalYear'
  | { readonly last: number; readonly unit: 'day' | 'week' | 'month' }
  | { readonly next: number; readonly unit: 'day' | 'week' | 'month' }

/** How a company divides the year: the first day of a week (1 is Monday, 7 Sunday) and the first month of a fiscal year. */
export type Reckoning = { readonly firstDay?: number; readonly fiscalMonth?: number }

/** Who asks and when: what the relative words of a filter mean. */
export type Asker = Reckoning & {
  /** null is the system itself, who is nobody. */
  readonly userId: string | null
  readonly teamId: string | null
  /** The asker's team and all below it. */
  readonly teamIds: readonly string[]
  /** The people of the asker's team. */
  readonly teamMateIds: readonly string[]
  /** The people of the asker's team and the teams below it, and all who report to the asker. */
  readonly belowIds: readonly string[]
  /** IANA name, such as `Asia/Shanghai`. */
  readonly timeZone: string
  /** ISO 8601, UTC. */
  readonly now: string
}
