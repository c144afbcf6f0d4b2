import { allRecords } from './measures.ts'

/** What was counted, by the key of the measure; what is not named is none. */
export type Counts = Readonly<Record<string, number>>

/** Parts of a hundred; null where there is nothing to judge. */
export type QualityScore = {
  readonly total: number | null
  readonly completeness: number | null
  readonly validity: number | null
  readonly uniqueness: number | null
  readonly freshness: number | null
}

/**
 * What counts amount to. Complete is how many of the values asked for are there; valid how many of the values looked
 * at do not merely stand in for one; unique and fresh how many records are. The total is the mean of those that are known.
 * @param asked how many fields should be filled
 * @param checked how many fields are looked at for placeholders
 */
export function scoreOf(
  counts: Counts,
  { asked, checked, doubles }: { asked: number; checked: number; doubles: boolean },
): QualityScore {
  const records = counts[allRecords] ?? 0
  const sum = (kind: string) =>
    Object.entries(counts).reduce((all, [key, count]) => (key.startsWith(`${kind}:`) ? all + count : all), 0)
  const share = (bad: number, of: number) => (of > 0 ? Math.max(0, 1 - bad / of) * 100 : null)
  const parts = {
    completeness: share(sum('missing'), records * asked),
    validity: share(sum('invalid'), records * checked),
    uniqueness: doubles ? share(counts['double'] ?? 0, records) : null,
    freshness: share(counts['stale'] ?? 0, records),
  }
  const known = Object.values(parts).filter((part) => part !== null)
  const round = (value: number | null) => (value === null ? null : Math.round(value * 10) / 10)
  return {
    total: round(known.length > 0 ? known.reduce((all, part) => all + part, 0) / known.length : null),
    completeness: round(parts.completeness),
    validity: round(parts.validity),
    uniqueness: round(parts.uniqueness),
    freshness: round(parts.freshness),
  }
}
