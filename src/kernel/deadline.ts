import type { Where } from './object.ts'
import { placed } from './place.ts'
import type { Registry } from './registry.ts'

/*
 * Deadlines: until which day something holds for a record, by rules that people set while it runs. The engine makes one
 * expression of them, and whoever asks for the day, a list, a filter, a job, a notice, asks that expression.
 */

/** Records of another object that point at the one in question. */
export type Pointing = { readonly over: string; readonly through: string; readonly where?: Where }

/** The latest instant of the records that point at the one in question. */
export type Latest = Pointing & {
  readonly at: string
  /** Something that has happened: an instant that is still to come counts as now. */
  readonly happened?: true
}

/** An instant: of a field of the record, or the latest of records that point at it. */
export type Since = { readonly field: string } | Latest

/** So many days after the latest of these instants. With nothing to count from, it never comes. */
export type DeadlineClock = {
  readonly since: readonly Since[]
  readonly days: number
  /** Days that the company works; a day off after another counts as none. */
  readonly working: boolean
}

/** One rule: which records it is about, and the last day that they have by it. */
export type Deadline = {
  readonly name: string
  readonly where: readonly Where[]
  /** Records that have one of these have no deadline by this rule. */
  readonly unless: readonly Pointing[]
  /** Neither have those that wait for an approval, or that something points at which does. */
  readonly untilDecided?: true
  /** All of its clocks must have run down, or any of them. */
  readonly match: 'all' | 'any'
  readonly clocks: readonly DeadlineClock[]
  /** No sooner than this day, and than that in this field of the record. */
  readonly from: string | null
  readonly notBefore: string | null
}

/** Records of the standing objects, as a process has them at hand. */
export type StandingRecords = (objectKey: string) => readonly Readonly<Record<string, unknown>>[]

/** How the deadlines of an object are read from standing records. */
export type Deadlines = {
  readonly is: 'deadlines'
  readonly key: string
  readonly read: (objectKey: string, standing: StandingRecords, registry: Registry) => readonly Deadline[]
}

/** Declares a set of deadlines; a field `deadline({ by: key })` shows what comes of them. */
export function defineDeadlines(key: string, read: Deadlines['read']): Deadlines {
  return placed({ is: 'deadlines', key, read })
}
