import { allRecords } from './measures.ts'
import type { Counts } from './score.ts'

/** A team that uses a field otherwise than all others do: it fills it far less or more, or chooses other values. */
export type Drift = {
  readonly team: string
  readonly field: string
  readonly kind: 'filled' | 'values'
  /** The value that differs most; for `values` alone. */
  readonly value?: string
  /** Parts of a hundred: of the team, and of all others together. */
  readonly here: number
  readonly elsewhere: number
  /** Records (or filled values) of the team that this is reckoned from. */
  readonly of: number
}

/** Fewer records than that say nothing about a habit. */
const enough = 30
/** How far two shares have to lie apart, in parts of a hundred; and two distributions, by total variation. */
const farFill = 35
const farValues = 0.3

/**
 * Compares each team with all others together, field by field, the widest difference first. Distributions are compared by
 * total variation: half the sum of the differences of all shares.
 */
export function driftsOf(byTeam: ReadonlyMap<string, Counts>, fields: readonly string[]): readonly Drift[] {
  const found: (Drift & { readonly apart: number })[] = []
  for (const [team, own] of byTeam) {
    const rest = restOf(byTeam, team)
    for (const field of fields) {
      const [mine, others] = [filled(own, field), filled(rest, field)]
      if ((own[allRecords] ?? 0) >= enough && (rest[allRecords] ?? 0) >= enough) {
        const [here, elsewhere] = [percent(mine, own[allRecords]!), percent(others, rest[allRecords]!)]
        const apart = Math.abs(here - elsewhere)
        if (apart >= farFill)
          found.push({ team, field, kind: 'filled', here, elsewhere, of: own[allRecords]!, apart: apart / 100 })
      }
      const values = valuesOf(own, rest, field)
      if (values.length === 0 || mine < enough || others < enough) continue
      const share = (counts: Counts, value: string, of: number) => (counts[`value:${field}:${value}`] ?? 0) / of
      const gaps = values.map((value) => ({
        value,
        here: share(own, value, mine),
        elsewhere: share(rest, value, others),
      }))
      const apart = gaps.reduce((sum, gap) => sum + Math.abs(gap.here - gap.elsewhere), 0) / 2
      if (apart < farValues) continue
      const most = gaps.reduce((a, b) => (b.here - b.elsewhere > a.here - a.elsewhere ? b : a))
      found.push({
        team,
        field,
        kind: 'values',
        value: most.value,
        here: Math.round(most.here * 100),
        elsewhere: Math.round(most.elsewhere * 100),
        of: mine,
        apart,
      })
    }
  }
  return found.toSorted((a, b) => b.apart - a.apart).map(({ apart: _, ...drift }) => drift)
}

function restOf(byTeam: ReadonlyMap<string, Counts>, team: string): Counts {
  const rest: Record<string, number> = {}
  for (const [key, counts] of byTeam)
    if (key !== team) for (const [name, count] of Object.entries(counts)) rest[name] = (rest[name] ?? 0) + count
  return rest
}

function filled(counts: Counts, field: string): number {
  return (counts[allRecords] ?? 0) - (counts[`missing:${field}`] ?? 0)
}

function valuesOf(a: Counts, b: Counts, field: string): readonly string[] {
  const prefix = `value:${field}:`
  const keys = [...Object.keys(a), ...Object.keys(b)].filter((key) => key.startsWith(prefix))
  return [...new Set(keys.map((key) => key.slice(prefix.length)))]
}

function percent(part: number, whole: number): number {
  return Math.round((part / whole) * 100)
}
