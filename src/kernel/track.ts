import type { Field } from './fields/field.ts'

/** What the steps of records hang on: where each step is of one way, and the record names its way too. */
export type Track = {
  /** The record's own relation to the way. */
  readonly field: string
  /** That of the step. */
  readonly stepField: string
  /** The object of the ways. */
  readonly to: string
}

type Shape = { readonly fields: Readonly<Record<string, Field>> }

/** The relation by which both a record and its steps belong to the same thing; null where steps are all there are. */
export function trackOf(object: Shape, by: string, objectOf: (key: string) => Shape | undefined): Track | null {
  const steps = objectOf(targetOf(object.fields[by]) ?? '')
  if (!steps) return null
  for (const [stepField, theirs] of Object.entries(steps.fields)) {
    const to = theirs.type === 'relation' && theirs.required ? targetOf(theirs) : null
    const mine = to && Object.entries(object.fields).find(([, f]) => f.type === 'relation' && targetOf(f) === to)
    if (mine) return { field: mine[0], stepField, to }
  }
  return null
}

/** The object that a relation points at; null for any other field. */
export function targetOf(field: Field | undefined): string | null {
  return field && 'to' in field ? String(field.to) : null
}
