import type { ApprovalStatus } from './approval.ts'
import type { Tx } from './behaviour.ts'
import type { FlowStep } from './flow.ts'
import type { Label } from './label.ts'
import type { Fields, Values, Where } from './object.ts'
import { placed } from './place.ts'
import type { Problem } from './problem.ts'
import type { Registry } from './registry.ts'

/** A kind of step. Declared once: the editor, the test run, the history and the engine take it from here. */
export type StepKind = {
  readonly is: 'step'
  readonly key: string
  readonly label: Label
  readonly help: Label
  readonly icon: string
  /** Whom it reaches, at once or by and by; it may be promised then, and is counted. Steps of the inside reach nobody. */
  readonly reaches?: 'outside' | 'colleague'
  /** Needs a record to act on. */
  readonly record?: true
  /** It only reads, and answers what is to be written: many runs that are at it go on in one transaction. */
  readonly together?: true
  /** What is filled in. Every value may be taken from the record, and texts may hold `{{path}}`. */
  readonly fields: (step: FlowStep, place: FlowPlace) => Fields
  /** What is wrong beside the values of fields; places are keys of the step. */
  readonly check?: (step: FlowStep, place: FlowPlace) => readonly Problem[]
  /** The object of the record that it makes, on which later steps may act. */
  readonly makes?: (step: FlowStep) => string | null
  readonly run: (step: FlowStep, at: StepRun) => Promise<StepOutcome>
}

/** Where a step stands: what there is, and which object the record has on which it acts. */
export type FlowPlace = {
  readonly registry: Pick<Registry, 'objects' | 'object'>
  readonly object: string | null
  /** The names of what comes with the flow; not said where nobody can tell. */
  readonly given?: readonly string[] | null
}

/**
 * What a step gets. It runs in one transaction with the run's advance, with the rights of the flow's owner: it has
 * happened wholly and once, or not at all. There is no I/O; what goes out is put into an outbox under `once`.
 */
export type StepRun = {
  readonly tx: Tx
  /** The key under which whatever this step sends is known, however often it is tried. */
  readonly once: string
  readonly flow: { readonly id: string; readonly name: string; readonly owner: string }
  /** On which it acts; null where the run is about none. */
  readonly record: { readonly object: string; readonly id: string } | null
  /** What is filled in, read by the fields. */
  readonly input: Values
  /** How often it has come back from waiting. */
  readonly turn: number
  /** What it has kept for when it comes back. */
  readonly kept: Values | null
  /** Does the record match? Read with the owner's rights. */
  fits(where: Where): Promise<boolean>
  /** The ids of records that match and that the owner sees, so many at most. */
  ids(object: string, where: Where, limit: number): Promise<readonly string[]>
  /** Values of the record by path, as people read them. */
  text(path: string): Promise<string>
  create(object: string, values: Values): Promise<string>
  act(object: string, id: string, action: string, input: Values): Promise<Values | null>
  /** Asks for approval of the record by a policy; answers the request's id. The run goes on when it is decided. */
  ask(policy: string, reason: string | null): Promise<string>
  /** How a request stands; null where it is gone. */
  decision(approval: string): Promise<ApprovalStatus | null>
  /** Tells people of the record, in these words. */
  tell(people: readonly string[], words: string): Promise<void>
  /** Puts a message about the record on its way to a webhook of the company. */
  send(webhook: string): Promise<void>
}

/** A record that a step changes; or makes, where no id is said, and then that is its output. With the rights of the flow's owner. */
export type StepWrite = { readonly object: string; readonly id?: string; readonly values: Values }

/** What came of a step. `reason` is what people read in the history. */
export type StepOutcome =
  | {
      readonly go: 'on'
      readonly output?: Values
      readonly write?: StepWrite
      readonly reason?: Label
      /** There was nobody to reach, or she wants none of it: nothing was done. */
      readonly skipped?: true
    }
  /** Into one of its paths. */
  | { readonly go: 'into'; readonly path: string; readonly reason?: Label }
  | { readonly go: 'end'; readonly reason: Label }
  /** Comes back at that instant, or when the record changes where `watch` says so. */
  | {
      readonly go: 'wait'
      readonly until: string | null
      readonly watch?: true
      readonly kept?: Values
      readonly reason: Label
    }
  /** Through its inner steps for each of these records; comes back when all are through. */
  | { readonly go: 'each'; readonly object: string; readonly ids: readonly string[] }
  /** Sets another flow off for the record; comes back when that has ended where it is awaited. */
  | { readonly go: 'call'; readonly flow: string; readonly await: boolean }

/** Declares a kind of step: a file, and an entry in its module. */
export function defineStep(key: string, options: Omit<StepKind, 'is' | 'key'>): StepKind {
  return placed({ is: 'step', key, ...options })
}
