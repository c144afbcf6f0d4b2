/** What became of a hit: it fired, it was held back to compare, it had fired a while ago, or it wants no contact. */
export type ApiFireStatus = 'fired' | 'held' | 'cooling' | 'refused'

/** A signal that fired for a record, or why it did not. */
export type ApiFire = {
  readonly id: string
  readonly signal: { readonly id: string; readonly name: string }
  /** Null where the reader does not see it. */
  readonly record: { readonly object: string; readonly id: string; readonly title: string | null } | null
  readonly status: ApiFireStatus
  readonly at: string
  /** Null where the reader may not see what made it fire. */
  readonly why: string | null
  /** When what it is for happened; null where it has not, or nothing is asked for. */
  readonly cameAt: string | null
  /** Runs of flows that began with it. */
  readonly runs: readonly { readonly id: string; readonly flow: string; readonly status: string }[]
}

/** `POST /api/v1/signals/back-test`: what would have been, had it been on. */
export type ApiBackTest = {
  readonly from: string
  readonly to: string
  readonly fired: number
  readonly held: number
  readonly cooling: number
  readonly refused: number
  /** Records that it would have fired for. */
  readonly records: number
  /** For how many of those that would have fired it came, with or without; null where nothing is asked for. */
  readonly came: number | null
  /** How many would have fired week by week, the oldest first. */
  readonly weeks: readonly { readonly from: string; readonly fired: number; readonly came: number }[]
  readonly examples: readonly ApiBackTestHit[]
  /** The earliest that history tells of; null where it tells nothing at all. */
  readonly reaches: string | null
  /** What history does not tell, in the reader's language. */
  readonly limits: readonly string[]
}

export type ApiBackTestHit = {
  readonly record: { readonly object: string; readonly id: string; readonly title: string | null }
  readonly at: string
  readonly why: string
  readonly came: boolean | null
}

/** `GET /api/v1/signals/{id}/measure`: what came of it, beside those who were held back. */
export type ApiMeasure = {
  /** Fires whose time is over. */
  readonly fired: ApiShare
  readonly held: ApiShare
  /** Fires whose time is not over. */
  readonly open: number
  /** How much more came where it fired, in parts of one, with the 95 % interval; null without both groups. */
  readonly difference: { readonly is: number; readonly low: number; readonly high: number } | null
  /** The interval does not hold 0, and both groups are large enough to say so. */
  readonly certain: boolean
  readonly days: number | null
}

export type ApiShare = { readonly count: number; readonly came: number }

/** `GET /api/v1/signals/events`: what objects tell of themselves beside being made and changed. */
export type ApiSignalEvent = { readonly object: string; readonly kind: string; readonly label: string }

/** `GET /api/v1/signals/uses`: how often each fired within 30 days, by its id. */
export type ApiSignalUse = { readonly signal: string; readonly fired: number; readonly lastAt: string | null }
