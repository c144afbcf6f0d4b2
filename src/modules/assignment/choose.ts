/** Somebody who may be given a record, as the ledger and the day stand. */
export type Candidate = {
  readonly id: string
  /** The last turn of the rule that was hers; 0 where none was. */
  lastTurn: number
  /** Records that she holds. */
  held: number
  /** What this rule gave her lately, and her share. */
  given: number
  readonly weight: number
  /** How many more she may be given today, and may hold. */
  room: number
}

export type Way = 'turn' | 'load' | 'share'

/**
 * Who is next, or null where nobody has room: in turn who has waited longest; by load who holds least; by shares who is furthest
 * behind hers. Equal ones go in turn, and then by id, so that the same state always gives the same answer. Notes it in the candidate.
 */
export function choose(candidates: readonly Candidate[], way: Way, turn: number): Candidate | null {
  const measure = (one: Candidate) => (way === 'load' ? one.held : way === 'share' ? (one.given + 1) / one.weight : 0)
  const [next] = candidates
    .filter(({ room }) => room > 0)
    .sort((a, b) => measure(a) - measure(b) || a.lastTurn - b.lastTurn || (a.id < b.id ? -1 : 1))
  if (!next) return null
  next.room--
  next.held++
  next.given++
  next.lastTurn = turn
  return next
}
