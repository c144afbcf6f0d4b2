import type { Tx } from './behaviour.ts'
import type { FlowStep } from './flow.ts'
import type { Label } from './label.ts'
import type { ObjectDef, RecordOf } from './object.ts'
import { placed } from './place.ts'

/** What records have done to them at an instant of their own. Declared once; the engine finds by index which are due. */
export type DueWork<O extends ObjectDef = ObjectDef> = {
  readonly is: 'due'
  readonly object: string
  /** The datetime field that says when; empty where nothing is to be done. It needs an index. */
  readonly at: string
  /** The field of the person with whose rights it is done. */
  readonly actor: string
  /** Relations to records that are locked first, in this order, so that what belongs to one of them is done in turn. */
  readonly within: readonly string[]
  /**
   * Does it, in one transaction that holds the record. It has to move the time on, or empty it. What it refuses is told
   * to `refused`; what fails by no fault of its own is tried again.
   */
  readonly run: (record: RecordOf<O>, run: DueRun) => Promise<void>
  /** Notes why it cannot be done, as the system, and empties the time. */
  readonly refused: (record: RecordOf<O>, why: Label, tx: Tx) => Promise<void>
}

export type DueRun = {
  readonly tx: Tx
  /**
   * Does a step of a declared kind with a record, with the rights of the person in whose name this is done. Answers the
   * record that the step made, if any, or that it was skipped because nobody was to be reached.
   */
  perform(
    step: FlowStep,
    on: DueRecord,
    by: { readonly id: string; readonly name: string },
  ): Promise<DueRecord | 'skipped' | null>
}

export type DueRecord = { readonly object: string; readonly id: string }

/** Declares it: a line in its module. */
export function defineDue<O extends ObjectDef>(
  object: O,
  options: Omit<DueWork<O>, 'is' | 'object' | 'at' | 'actor' | 'within'> & {
    readonly at: keyof RecordOf<O> & string
    readonly actor: keyof RecordOf<O> & string
    readonly within: readonly (keyof RecordOf<O> & string)[]
  },
): DueWork {
  return placed({ is: 'due', object: object.key, ...options } as unknown as DueWork)
}
