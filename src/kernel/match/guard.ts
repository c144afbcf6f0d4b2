import type { Reader, Tx } from '../behaviour.ts'
import type { Label } from '../label.ts'
import type { Values } from '../object.ts'
import { placed } from '../place.ts'
import type { Reason } from './compare.ts'
import type { Subject } from './matching.ts'

/**
 * Where a record comes in: the form of a person, an import, a program, the company's website, a rule or action, or somebody
 * who takes it over. What a visitor of the website sends always comes in: she is told nothing.
 */
export type Entry = 'form' | 'import' | 'api' | 'web' | 'conversion' | 'claim'

/** What becomes of a record that is like one that is there. */
/** `skip` leaves a row of an import out and tells so; elsewhere there is nothing to skip, and it blocks. */
export type Doing = 'allow' | 'warn' | 'block' | 'skip' | 'judge'

/** A record that is likely about the same organisation or person, with all its values: never for a person's eyes as it is. */
export type Similar = {
  readonly object: string
  readonly id: string
  readonly subject: Subject
  /** 0 to 100. */
  readonly points: number
  readonly reasons: readonly Reason[]
  readonly record: Values
}

/** What holds for records of an object that come in at an entry. */
export type Stance = {
  readonly does: Doing
  /** The least points that count. */
  readonly from: number
  /** Among records of which objects. */
  readonly among: readonly string[]
  /** The rule that says so, for the one who keeps the case. */
  readonly by: string
}

/** What somebody who may not see a record is told of it all the same. */
export type Told = { readonly facts: readonly { readonly key: string; readonly label: Label; readonly value: Label }[] }

/** Who is told: by which clock, and whether she sees the record herself. */
export type ToldReader = { readonly timeZone: string; readonly sees: boolean }

/** A record about to come in. */
export type Asked = {
  readonly object: string
  readonly entry: Entry
  /** The record that is changed or taken over; null for a new one. */
  readonly id: string | null
  readonly values: Values
  /** What changes of it. */
  readonly changes?: readonly string[]
}

/** How it ended: it came in all the same, its maker was told or asked, it was refused or left out, or a judge is to say. */
export type Ending = 'passed' | 'shown' | 'asked' | 'blocked' | 'skipped' | 'judge'

/** The code of the problem that a row of an import is left out with. */
export const skippedCode = 'collision-skipped'

/**
 * Watches over records that are like others. The engine finds those and asks; what to do and what to tell is said here.
 * There is one in a workspace at most.
 */
export type Guard = {
  readonly is: 'guard'
  /** The object of the cases, and its action that asks the owner to share. */
  readonly cases: { readonly object: string; readonly ask: string }
  /** What holds at an entry; null where nobody is asked. Several in the order in which they are tried. */
  stance(asked: Pick<Asked, 'object' | 'entry'>, all: Reader): Promise<Stance | null>
  /**
   * What those who may not see a record are told of it; of one that its reader sees, what she would not notice by its title.
   * Days are those of the reader.
   */
  tell(found: readonly Similar[], stance: Stance, all: Reader, reader: ToldReader): Promise<readonly Told[]>
  /**
   * Keeps the case. Answers its id, whether the one who asks may know more today (then she is told nothing more), and
   * whether its owner can be asked to share or has been; null where there is nobody to ask.
   */
  keep(
    asked: Asked,
    found: Similar,
    stance: Stance,
    ending: Ending,
    tx: Tx,
  ): Promise<{ readonly id: string; readonly enough: boolean; readonly share: 'open' | 'asked' | null }>
}

/** Declares the guard. */
export function defineGuard(guard: Omit<Guard, 'is'>): Guard {
  return placed({ is: 'guard', ...guard })
}
