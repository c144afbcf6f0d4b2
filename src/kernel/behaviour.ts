import type { WorkingCalendar } from './calendar.ts'
import type { Deadline } from './deadline.ts'
import type { Field } from './fields/field.ts'
import type { Label } from './label.ts'
import type { Similar } from './match/guard.ts'
import type { Fields, ObjectDef, Patch, RecordOf, Values, Where } from './object.ts'
import { placed } from './place.ts'
import type { Problem } from './problem.ts'
import type { Registry } from './registry.ts'

/** What has happened: one row of the event table. */
export type Event = {
  readonly id: string
  readonly at: string
  /** `created`, `updated`, `deleted`, `restored`, or what an action emits: `won`. */
  readonly kind: string
  readonly object: string
  readonly recordId: string
  readonly actorId: string | null
  /** Where it came from: `{ via: 'import', id: … }`. */
  readonly origin: Origin
  /** What changed, by field. */
  readonly changes: Readonly<Record<string, FieldChange>>
  /** What an action adds. */
  readonly data: Values | null
  /** The event or job that caused this one. */
  readonly causeId: string | null
}

/** From and to; and what was typed, where cleaning it has made something else of it. */
export type FieldChange = readonly [from: unknown, to: unknown, typed?: unknown]

export type Origin = {
  readonly via:
    | 'screen'
    | 'api'
    | 'import'
    | 'action'
    | 'job'
    | 'system'
    | 'cli'
    | 'form'
    | 'flow'
    | 'approval'
    /** A link in a mail, of one that needs no signing in. */
    | 'mail'
  readonly id?: string
}

/** Reading, inside a transaction or out of it; always with the rights of the one who acts. */
export type Reader = {
  get<O extends ObjectDef>(object: O, id: string): Promise<RecordOf<O> | null>
  list<O extends ObjectDef>(
    object: O,
    query: { where?: Where; sort?: readonly string[]; limit?: number },
  ): Promise<RecordOf<O>[]>
  /** How many records match. */
  count<O extends ObjectDef>(object: O, where: Where): Promise<number>
  /** The ids of all records that match, a hundred thousand at most. */
  ids<O extends ObjectDef>(object: O, where: Where): Promise<string[]>
  /**
   * Groups records that match by a field and sums one up, by currency where it is money; `key` null where there is none.
   * `among` takes those of a relation that leads to one of these ids, however many they are.
   */
  sums<O extends ObjectDef>(
    object: O,
    query: {
      readonly by: string
      readonly of?: string
      readonly where: Where
      readonly among?: { readonly field: string; readonly ids: readonly string[] }
    },
  ): Promise<readonly Sum[]>
  /**
   * Records whose deadline by one of these rules is that day or sooner, in the order of their ids, past rights: in one pass,
   * however many rules there are. The days are those that a deadline field shows.
   */
  due(object: ObjectDef, query: DueQuery): Promise<readonly Due[]>
}

/** Which rules are asked, until which day (ISO date), and of which records where it is not all. */
export type DueQuery = {
  readonly deadlines: readonly Deadline[]
  readonly until: string
  readonly among?: readonly string[]
}

/** A record that is due: whose it is, and each rule by which it is, by its place, with the last day that it has by that. */
export type Due = {
  readonly id: string
  readonly owner: string | null
  readonly by: readonly { readonly deadline: number; readonly day: string }[]
}

/** A group of records: how many, and the sum of a field over them. */
export type Sum = {
  readonly key: string | null
  readonly count: number
  readonly sum: string | null
  readonly currency: string | null
}

/**
 * What rules and actions get. Inside a transaction there is no I/O, so there is no way to send anything from here:
 * emit an event and subscribe to it.
 */
export type Tx = Reader & {
  /** The one instant of this transaction (ISO 8601, UTC). */
  readonly now: string
  /** Today in the time zone of the one who acts (ISO date). */
  readonly today: string
  /** When the company works: give it to `addWorkingDays`, `workingHoursBetween` and their like. */
  readonly calendar: WorkingCalendar
  readonly actor: Actor
  /** By which door the write came in. */
  readonly via: Origin['via']
  /** Is there an object of this key here? */
  isObject(key: string): boolean
  /** What the workspace consists of, to read declarations and definitions by. */
  readonly registry: Registry
  /** What records of the object consist of here, the fields of administrators included. */
  fieldsOf(object: ObjectDef): Readonly<Record<string, Field>>
  /** Reads past rights and masks, for rules that guard the whole (uniqueness, totals). Never hand its answer to a person. */
  readonly all: Reader
  /**
   * Waits until nobody else changes this record, keeps it from change until the end, and reads it past rights as it stands.
   * Lock the whole before reading its parts: only so does a total come out right when two parts change at once.
   */
  lock<O extends ObjectDef>(object: O, id: string): Promise<RecordOf<O> | null>
  /** Locks records that match, at most so many, and answers those that match once they are locked. */
  lockAll<O extends ObjectDef>(
    object: O,
    query: { where: Where; sort?: readonly string[]; limit: number },
  ): Promise<RecordOf<O>[]>
  /**
   * Waits until nobody else is at it under this name, such as `mail to example.com`, and keeps others waiting until the end:
   * for what is counted over records that no one record stands for. Take locks of records first, and one turn only.
   */
  takeTurn(name: string): Promise<void>
  /** `ruled` where a person has said that it comes in although it is like what is there; `leftOpen` names values that stand only until a rule knows better; `typed` is what stood where the values come from. */
  create<O extends ObjectDef>(
    object: O,
    draft: Patch<O> & { id?: string },
    options?: { ruled?: true; leftOpen?: readonly string[]; typed?: Values },
  ): Promise<string>
  /** Makes many records at once; answers their ids in the same order. */
  createAll<O extends ObjectDef>(object: O, drafts: readonly Patch<O>[]): Promise<readonly string[]>
  update<O extends ObjectDef>(object: O, id: string, patch: Patch<O>, options?: { ruled?: true }): Promise<void>
  /** Changes many records at once; each id once. */
  updateAll<O extends ObjectDef>(object: O, patches: readonly (Patch<O> & { id: string })[]): Promise<void>
  /**
   * Takes back what was done to records of an object under a cause: an event, a bulk write, a sweep. Answers how many have
   * their former values again, and how many stay because somebody has changed them since.
   */
  undo(object: ObjectDef, causeId: string): Promise<{ readonly undone: number; readonly kept: number }>
  delete(object: ObjectDef, id: string): Promise<void>
  emit(object: ObjectDef, id: string, kind: string, data?: Values): Promise<void>
  /**
   * Records that are likely about the same organisation or person, the likest first, past rights: never hand them to a
   * person. With `inTurn` whoever brings the same waits until this transaction is over.
   */
  similar<O extends ObjectDef>(
    object: O,
    values: Patch<O>,
    options?: {
      readonly id?: string
      readonly among?: readonly ObjectDef[]
      /** The least points, of 100. */
      readonly from?: number
      readonly inTurn?: boolean
    },
  ): Promise<readonly Similar[]>
  /** The same for many records, one list each in their order. */
  similarAll<O extends ObjectDef>(
    object: O,
    records: readonly RecordOf<O>[],
    options?: { readonly among?: readonly ObjectDef[]; readonly from?: number },
  ): Promise<readonly (readonly Similar[])[]>
  /** Opens a record to a person or a team, as the one who acts could: refuses where she may not. */
  share(object: ObjectDef, id: string, wish: ShareWish): Promise<void>
}

/** To whom a record is opened, how far, and until which instant; null for good. */
export type ShareWish = {
  readonly granteeId: string
  readonly level: 'read' | 'update'
  readonly until?: string | null
}

/** Who acts. `id` null is the system itself. */
export type Actor = {
  readonly id: string | null
  readonly name: string
  readonly teamId: string | null
  readonly timeZone: string
  readonly admin: boolean
}

/** The moment before a write: what is there, what is asked for, and what it would become. */
export type Change<O extends ObjectDef> = {
  readonly before: RecordOf<O> | null
  readonly after: RecordOf<O>
  /** The record goes to the recycle bin. */
  readonly deleted: boolean
  /** Does this write change the field (or set it, at creation)? */
  changes(field: keyof RecordOf<O> & string): boolean
  /** Of a new record: whoever makes it has not said (`unnamed`), or has said that there is nothing (`empty`); null elsewhere. */
  leftOpen(field: keyof RecordOf<O> & string): 'unnamed' | 'empty' | null
}

export type Derive = {
  readonly is: 'derive'
  readonly object: string
  readonly name: string
  readonly run: (change: Change<ObjectDef>, tx: Tx) => unknown
}
export type Check = {
  readonly is: 'check'
  readonly object: string
  readonly name: string
  readonly run: (change: Change<ObjectDef>, tx: Tx) => unknown
}
export type Follow = {
  readonly is: 'follow'
  readonly object: string
  readonly name: string
  /**
   * What the rule does for one record touches nothing that it does for another, so that records of a batch are followed
   * at once: what hangs on the record alone, never a total. The key of a relation where that holds for records that point
   * at different ones; those that point at the same are followed one after the other.
   */
  readonly apart?: true | string
  readonly run: (change: Change<ObjectDef>, tx: Tx) => unknown
}
/** After the write, once for all records of a batch. */
export type FollowAll = {
  readonly is: 'followAll'
  readonly object: string
  readonly name: string
  /** Also where an undo gives former values back, when no other rule is asked: what must hold whatever happens. */
  readonly always?: boolean
  readonly run: (changes: readonly Change<ObjectDef>[], tx: Tx) => unknown
}
export type Rule = Derive | Check | Follow | FollowAll

type Maybe<T> = T | null | undefined | void
type Later<T> = T | Promise<T>

/** Before the write: answers a patch of the record itself. The name is a sentence. */
export function derive<O extends ObjectDef>(
  object: O,
  name: string,
  run: (change: Change<O>, tx: Tx) => Later<Maybe<Patch<O>>>,
): Derive {
  return placed({ is: 'derive', object: object.key, name, run: run as unknown as Derive['run'] })
}

/** After all derives: answers what is wrong, or nothing. */
export function check<O extends ObjectDef>(
  object: O,
  name: string,
  run: (change: Change<O>, tx: Tx) => Later<Maybe<Problem | readonly Problem[]>>,
): Check {
  return placed({ is: 'check', object: object.key, name, run: run as unknown as Check['run'] })
}

/** After the write, in the same transaction: may write other records and emit events. */
export function follow<O extends ObjectDef>(
  object: O,
  name: string,
  run: (change: Change<O>, tx: Tx) => Later<void>,
  options: { readonly apart?: true | (keyof RecordOf<O> & string) } = {},
): Follow {
  return placed({ is: 'follow', object: object.key, name, run: run as unknown as Follow['run'], ...options })
}

/** After the write, in the same transaction, once for all records of a batch: for totals and limits over them. */
export function followAll<O extends ObjectDef>(
  object: O,
  name: string,
  run: (changes: readonly Change<O>[], tx: Tx) => Later<void>,
  options: { readonly always?: boolean } = {},
): FollowAll {
  return placed({ is: 'followAll', object: object.key, name, run: run as unknown as FollowAll['run'], ...options })
}

/** Which records a sweep goes through. */
export type SweepOptions = { readonly among?: readonly string[]; readonly locked?: true }

/** What work outside a transaction may use. */
export type Work = Reader & {
  readonly now: string
  /** What the workspace consists of. */
  readonly registry: Registry
  /** When the company works: give it to `addWorkingDays`, `workingHoursBetween` and their like. */
  readonly calendar: WorkingCalendar
  /** Runs a write transaction; the event (or job run) at hand is its cause, so that it can be told twice without doing it twice. */
  write<T>(run: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * Finds what matches, then in transactions of a few hundred locks the records, keeps those that match still, and hands
   * them over. Killed at any point, it has done what is done and finds the rest when it runs again. What is written has
   * `cause` as its cause, by which it can be taken back.
   * `among` names those that may match, where they can be found more cheaply than by asking every record. Records that are
   * locked by an approval are left out; with `locked` they are handed over too, and change hands as they do in a handover.
   */
  sweep<O extends ObjectDef>(
    object: O,
    where: Where,
    cause: string,
    run: (records: readonly RecordOf<O>[], tx: Tx) => Promise<void>,
    options?: SweepOptions,
  ): Promise<number>
  /**
   * `due` for a job that runs often: everything once for each day and wherever a rule or the calendar has changed, else only
   * among what was written since the last time, itself or what points at it. It counts as looked at once `run` has ended.
   */
  dueSince(
    object: ObjectDef,
    query: Omit<DueQuery, 'among'>,
    run: (due: readonly Due[]) => Promise<void>,
  ): Promise<void>
  /**
   * Goes through the records of an object that were written since the last time and hands each over with the others of it
   * that are likely about the same, and with those of `among`, twenty at most and often none, in short transactions that also keep how
   * far it is: killed at any point it goes on there. It steps aside while people work, and stops within a moment when the server does.
   * Answers whether it has come to the end; it stops after `forMs`.
   */
  scanLikes<O extends ObjectDef>(
    object: O,
    options: { readonly from: number; readonly among?: readonly ObjectDef[]; readonly forMs?: number },
    run: (
      found: readonly { readonly record: RecordOf<O>; readonly likes: readonly Similar[] }[],
      tx: Tx,
    ) => Promise<void>,
  ): Promise<boolean>
  /**
   * Takes all records of an object that match out of everybody's sight, into the recycle bin, under a cause; `putBack` brings
   * them back but for what somebody has put back or deleted since. Both in short transactions: killed at any point, the rest is
   * done when it runs again. An object that is not there has no records.
   */
  setAside(object: string, where: Where, cause: string): Promise<{ readonly done: number; readonly kept: number }>
  putBack(object: string, cause: string): Promise<{ readonly done: number; readonly kept: number }>
  /** Tells people of records by a notice that is declared to be told by a job: each of these once. */
  notify(
    kind: string,
    news: readonly {
      readonly userId: string
      readonly object: string
      readonly recordId: string
      readonly once: string
      /** What is shown as one; the record where it says nothing. */
      readonly group?: string
    }[],
  ): Promise<void>
  readonly ports: Ports
}

/** What the world outside offers; filled in by `app.ts`. */
export type Ports = Readonly<Record<string, unknown>>

export type Subscriber = {
  readonly is: 'subscribe'
  readonly name: string
  /** `opportunity.won`, `account.created`. */
  readonly events: readonly string[]
  readonly run: (event: Event, work: Work) => Promise<void>
}

/** After commit, on a worker, at least once: re-read what you need and let the event's id be the idempotency key. */
export function subscribe(name: string, events: readonly string[], run: Subscriber['run']): Subscriber {
  return placed({ is: 'subscribe', name, events, run })
}

export type Job = {
  readonly is: 'job'
  readonly name: string
  readonly cron?: string
  readonly run: (work: Work, input: Values) => Promise<void>
}

/** Work by the clock (crontab form, UTC) or by request. */
export function defineJob(name: string, options: { cron?: string; run: Job['run'] }): Job {
  return placed({ is: 'job', name, ...options })
}

export type Action<O extends ObjectDef = ObjectDef, I extends Fields = Fields> = {
  readonly is: 'action'
  readonly object: string
  readonly key: string
  readonly label: Label
  readonly help?: Label
  readonly input: I
  /** Offered and allowed only on records that match; hides the button and guards the server. */
  readonly when?: Where
  /** The verb that a role must have been given; `update` where it says nothing. */
  readonly needs?: 'read' | 'update' | 'create' | 'delete'
  /** Shows what is covered from its reader until she asks: counted as that. */
  readonly reveals?: true
  /** Called by screens of its own: not offered among the buttons. */
  readonly unlisted?: boolean
  /** What is told of a record that is out of reach or does not fit any more, to somebody who may know what became of it. */
  readonly lost?: (id: string, tx: Tx) => Promise<Problem | null>
  readonly icon?: string
  /** Seldom wanted: on a page it stands in the menu, not beside the name. */
  readonly minor?: true
  readonly run: (record: RecordOf<O>, input: InputOf<I>, tx: Tx) => Promise<Values | void>
}

/** The values of an action's input fields. */
export type InputOf<I extends Fields> = {
  readonly [K in keyof I]: I[K] extends Field<infer V>
    ? I[K] extends { readonly required: true }
      ? V
      : V | null
    : never
}

/** A business verb, declared once: route, permission, button, dialog, bulk form, workflow step and audit line follow. */
export function defineAction<O extends ObjectDef, const I extends Fields>(
  object: O,
  key: string,
  options: Omit<Action<O, I>, 'is' | 'object' | 'key'>,
): Action {
  return placed({ is: 'action', object: object.key, key, ...options } as unknown as Action)
}
