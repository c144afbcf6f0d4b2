import { type Facts, factsOf } from '#kernel/match/facts.ts'
import { keyNumber, keysOf } from '#kernel/match/keys.ts'
import { type Subject, subjects } from '#kernel/match/matching.ts'
import type { RegisteredObject } from '#kernel/registry.ts'

/** The keys of a record as the numbers that its column holds. */
export function matchNumbers(object: RegisteredObject, record: Readonly<Record<string, unknown>>): number[] {
  const numbers = new Set<number>()
  for (const subject of subjects) {
    const facts = factsOf(object, subject, record)
    const { strong, weak } = facts ? keysOf(facts) : none
    for (const key of [...strong, ...weak]) numbers.add(keyNumber(key))
  }
  return [...numbers]
}

const none = { strong: [], weak: [] }

/** What a record says about each subject, and the numbers to look it up by. */
export type Asked = {
  readonly subject: Subject
  readonly facts: Facts
  readonly strong: number[]
  readonly weak: number[]
}

/** Reads a record for looking up its likes. */
export function askedOf(
  object: RegisteredObject,
  record: Readonly<Record<string, unknown>>,
  seen?: (field: string, value: unknown) => boolean,
): Asked[] {
  return subjects.flatMap((subject): Asked[] => {
    const facts = factsOf(object, subject, record, seen)
    if (!facts) return []
    const { strong, weak } = keysOf(facts)
    if (strong.length + weak.length === 0) return []
    return [{ subject, facts, strong: strong.map(keyNumber), weak: weak.map(keyNumber) }]
  })
}
