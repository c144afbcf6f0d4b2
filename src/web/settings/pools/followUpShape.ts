import type { Where } from '#kernel/where.ts'

/** What counts as a follow-up as the form offers it: kinds, the shortest call in seconds, the shortest note in characters. */
export type FollowUpShape = {
  readonly kinds: readonly FollowUpKind[]
  /** Null: every call that was answered. */
  readonly seconds: number | null
  /** Null: every note. */
  readonly characters: number | null
}
export type FollowUpKind = (typeof followUpKinds)[number]
export const followUpKinds = ['call', 'meeting', 'visit', 'note', 'task'] as const

/** What a rule that says nothing counts. */
export const ordinaryShape: FollowUpShape = {
  kinds: ['call', 'meeting', 'visit', 'note'],
  seconds: null,
  characters: 10,
}

/** The filter of activities that says so; null for the ordinary one, which a rule need not say. */
export function followUpWhere(shape: FollowUpShape): Where | null {
  return isSame(shape, ordinaryShape) ? null : spelledOut(shape)
}

/** The filter of activities that says so, whatever it is. */
export function spelledOut(shape: FollowUpShape): Where {
  const { kinds, seconds, characters } = shape
  const plain = kinds.filter((kind) => kind !== 'call' && (kind !== 'note' || characters === null))
  return {
    or: [
      ...(plain.length > 0 ? [{ kind: { in: plain } }] : []),
      ...(kinds.includes('call')
        ? [
            {
              kind: 'call',
              outcome: { ne: 'noAnswer' },
              ...(seconds === null ? {} : { durationSeconds: { gte: seconds } }),
            },
          ]
        : []),
      ...(kinds.includes('note') && characters !== null ? [{ kind: 'note', textLength: { gte: characters } }] : []),
    ],
  }
}

/** How the form shows a filter; null where it says more than the form can. */
export function followUpShape(where: Where | null): FollowUpShape | null {
  if (where === null) return ordinaryShape
  const { or, ...rest } = where as { readonly or?: unknown }
  if (!Array.isArray(or) || Object.keys(rest).length > 0) return null
  const parts = or as readonly Record<string, Record<string, unknown> | string>[]
  const kinds = parts.flatMap(({ kind }) => (typeof kind === 'string' ? [kind] : [kind?.['in']].flat()))
  const limit = (key: string) => {
    const found = parts.flatMap((part) => (key in part ? [(part[key] as { gte?: unknown }).gte] : []))
    return typeof found[0] === 'number' ? found[0] : null
  }
  const shape: FollowUpShape = {
    kinds: followUpKinds.filter((kind) => kinds.includes(kind)),
    seconds: limit('durationSeconds'),
    characters: limit('textLength'),
  }
  // Only what comes out again as it went in is what the form shows.
  return shape.kinds.length > 0 && text(spelledOut(shape)) === text(where) ? shape : null
}

function isSame(one: FollowUpShape, other: FollowUpShape): boolean {
  return (
    one.seconds === other.seconds &&
    one.characters === other.characters &&
    one.kinds.length === other.kinds.length &&
    one.kinds.every((kind) => other.kinds.includes(kind))
  )
}

/** As text in which neither the order of keys nor that of choices matters. */
function text(where: unknown): string {
  return JSON.stringify(where, (_, value: unknown) => {
    if (Array.isArray(value)) return value.map((one) => text(one)).sort()
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
