import type { Where } from './object.ts'

/* A signal: something in the history of a record that is worth acting upon, told without code. */

/** What a marketer says: about whom, what is to happen, who is left out, and how it is measured. */
export type SignalDefinition = {
  /** The object whose records fire. */
  readonly object: string
  readonly when: SignalWhen
  /** The records that it is about. */
  readonly where?: Where
  /** What must hold for a record when it fires, as that it may be contacted; otherwise nothing follows. */
  readonly consent?: Where
  /** So many days a record does not fire again. */
  readonly cooldown: number
  /** So many percent of the records are held back, always the same ones, so that the difference can be measured. */
  readonly control?: number
  /** What it is for: it came of it, where this happens within so many days. */
  readonly outcome?: { readonly event: SignalEvent; readonly days: number }
}

export type SignalWhen =
  | {
      readonly is: 'change'
      readonly field: string
      readonly way: 'rises' | 'falls'
      /** Beside the least (or the most) that it was within so many days. */
      readonly days: number
      readonly factor?: number
      readonly amount?: number
      /** Only where it was at least so much before. */
      readonly from?: number
    }
  | {
      readonly is: 'date'
      readonly field: string
      /** So many days after; before, where less than 0. */
      readonly days: number
      /** So many years later, or each year. */
      readonly years?: number | 'each'
      readonly at: string
    }
  | {
      readonly is: 'silence'
      /** What counts as a sign of life: records that point at it, by the time of one of their fields. */
      readonly of: { readonly object: string; readonly via: string; readonly field: string }
      /** So many times as long as is usual for it. */
      readonly factor: number
      /** And so many days at least. */
      readonly least: number
      readonly at: string
    }
  | {
      readonly is: 'pattern'
      readonly first: SignalEvent
      /** Where nothing is said it is the silence after the first that fires, when the days are over. */
      readonly next?: SignalEvent
      readonly without?: SignalEvent
      readonly days: number
      readonly at?: string
    }

/** Something that happens to the record, or to one that points at it. */
export type SignalEvent = {
  readonly object: string
  /** The field by which its record points at the one that fires; nothing where it is that record. */
  readonly via?: string
  /** `created`, `updated`, or what the object tells of itself. */
  readonly kind: string
  /** The field that is changed. */
  readonly field?: string
  /** One of the values to which it is changed. */
  readonly became?: readonly (string | number | boolean)[]
}

export const signalLimits = { days: 3_650, factor: 1_000_000, control: 50, usual: 3, window: 10 } as const

/** What happens by the clock alone, at this time of day; null for what is heard at the moment. */
export function hourOf({ when }: SignalDefinition): string | null {
  if (when.is === 'date' || when.is === 'silence') return when.at
  return when.is === 'pattern' && !when.next ? (when.at ?? '09:00') : null
}

/** The events whose news may make a signal fire at once. */
export function heardBy({ object, when }: SignalDefinition): readonly SignalEvent[] {
  if (when.is === 'change') return [{ object, kind: 'updated', field: when.field }]
  return when.is === 'pattern' && when.next ? [when.next] : []
}

/** Every field that a signal reads, of whatever object: who may not see one may not see why it fired. */
export function fieldsOfSignal({ object, when }: SignalDefinition): readonly { object: string; field: string }[] {
  const ofEvent = (event: SignalEvent | undefined) =>
    event
      ? [event.via, event.field].flatMap((field) => (field === undefined ? [] : [{ object: event.object, field }]))
      : []
  if (when.is === 'pattern') return [when.first, when.next, when.without].flatMap(ofEvent)
  if (when.is !== 'silence') return [{ object, field: when.field }]
  return [when.of.via, when.of.field].map((field) => ({ object: when.of.object, field }))
}
