/** What a record says about whom it is about: the kinds of facts by which two records are recognised as the same. */
export const matchKinds = [
  'company',
  'taxNumber',
  'domain',
  'email',
  'phone',
  'person',
  'employer',
  'code',
  'date',
  'address',
] as const
export type MatchKind = (typeof matchKinds)[number]

/** A record may be about an organisation, about a person, or about a person in an organisation; each is compared with its like. */
export const subjects = ['organisation', 'person'] as const
export type Subject = (typeof subjects)[number]

/**
 * Which fields give which facts, for each subject. Records of all objects that say something about the same subject are
 * compared with each other: an account with another account, and with the company of a lead.
 */
export type Matching = { readonly [S in Subject]?: Readonly<Partial<Record<MatchKind, readonly string[]>>> }

/** The fields that a matching reads, each once. */
export function matchedFields(matching: Matching | undefined): readonly string[] {
  const kinds = subjects.flatMap((subject) => Object.values(matching?.[subject] ?? {}))
  return [...new Set(kinds.flat())]
}

/** From so many points on two records are the same beyond doubt, most likely, or perhaps. */
export const sure = 80
export const likely = 50
export const possible = 35

export type Level = 'sure' | 'likely' | 'possible'

/** How sure the points make one; null below what is worth a person's time. */
export function levelOf(points: number): Level | null {
  return points >= sure ? 'sure' : points >= likely ? 'likely' : points >= possible ? 'possible' : null
}
