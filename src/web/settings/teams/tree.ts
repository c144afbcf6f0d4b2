import type { ApiRecord } from '#kernel/api.ts'
import type { Reference } from '#kernel/fields/relation.ts'

/** A team with the people in it and the teams below it. */
export type Branch = {
  readonly team: ApiRecord
  readonly people: readonly ApiRecord[]
  readonly teams: readonly Branch[]
  /** People here and below. */
  readonly count: number
}

/** The id that a relation of a record points at. */
export function refOf(record: ApiRecord, key: string): string | null {
  const value = record[key] as Reference | null | undefined
  return value && 'id' in value ? value.id : null
}

/** The organisation: teams below one another, and who is in none. A circle in the data stands at the top. */
export function organisation(teams: readonly ApiRecord[], people: readonly ApiRecord[]) {
  const known = new Set(teams.map(({ id }) => id))
  const place = (record: ApiRecord, key: string) => {
    const id = refOf(record, key)
    return id && known.has(id) ? id : null
  }
  const within = Map.groupBy(people, (one) => place(one, 'team'))
  const below = Map.groupBy(teams, (one) =>
    isBelow(teams, one.id, place(one, 'parent')) ? null : place(one, 'parent'),
  )
  const branches = (parent: string | null): Branch[] =>
    (below.get(parent) ?? []).map((team) => {
      const inside = branches(team.id)
      const mine = within.get(team.id) ?? []
      return { team, people: mine, teams: inside, count: inside.reduce((sum, one) => sum + one.count, mine.length) }
    })
  return { branches: branches(null), alone: within.get(null) ?? [] }
}

/** Is this place the team itself, or below it? There it cannot be moved. */
export function isBelow(teams: readonly ApiRecord[], team: string, place: string | null): boolean {
  const parents = new Map(teams.map((one) => [one.id, refOf(one, 'parent')]))
  const seen = new Set<string>()
  for (let at = place; at !== null && !seen.has(at); at = parents.get(at) ?? null) {
    if (at === team) return true
    seen.add(at)
  }
  return false
}
