/* What is counted of who reads how much, and from when on it is told. */

/** Of which it is told here when a day is unusual. */
export const weighedKinds = ['opened', 'listed', 'revealed', 'shared'] as const
/**
 * Records that somebody opened, rows that lists, boards and searches gave her, what was covered until she asked for it, what
 * she opened to others, and what she took away.
 */
export const readingKinds = [...weighedKinds, 'exported'] as const
export type WeighedKind = (typeof weighedKinds)[number]
export type ReadingKind = (typeof readingKinds)[number]

/**
 * A day is unusual when it has more than `times` as many as the largest day of the same person in the 90 days before,
 * and at least so many of the kind; for somebody without such a day, more than `times` that least number.
 */
export type WatchSettings = Readonly<Record<WeighedKind, number>> & { readonly times: number }

export const plainWatch: WatchSettings = { times: 3, opened: 200, listed: 3_000, revealed: 30, shared: 50 }

/** How far back a person's own usual is looked up. */
export const usualDays = 90

/** Is that many on one day far beyond what is usual for her? `largest` is that of the days before; 0 where there was none. */
export function isUnusualDay(kind: WeighedKind, count: number, largest: number, settings: WatchSettings): boolean {
  const least = settings[kind]
  return count >= least && count > settings.times * (largest === 0 ? least : largest)
}

/** `GET /api/v1/watch`: who read how much of whose records, the most first. */
export type ApiWatch = {
  /** The last of the days, in the time zone of the company. */
  readonly until: string
  readonly days: number
  readonly people: readonly ApiReader[]
  readonly settings: WatchSettings
}

export type ApiReader = {
  readonly id: string
  readonly name: string
  readonly reads: Readonly<Record<ReadingKind, ApiReading>>
}

export type ApiReading = {
  readonly total: number
  /** Her largest day of these, and how many it had. */
  readonly most: { readonly day: string; readonly count: number } | null
  /** Days that were told as unusual. */
  readonly unusual: readonly { readonly day: string; readonly count: number; readonly usual: number }[]
  /** Whose they were, the most first, at most five; null are those that nobody owned. */
  readonly whose: readonly { readonly id: string | null; readonly name: string | null; readonly count: number }[]
}
