import type { Event, Reader } from './behaviour.ts'
import type { Label } from './label.ts'
import type { ObjectDef, Where } from './object.ts'
import { placed } from './place.ts'

/** What a notification says: `{who}` did it, `{record}` is what it is about, `{count}` how often. */
export type Says = { readonly one: Label; readonly many?: Label }

type Common = {
  /** In the settings, where each person says what she wants to hear of. */
  readonly label: Label
  readonly says: Says
  /** Fields of the record whose values stand below what it says, as far as its reader may see them: how a request was answered, say. */
  readonly shows?: readonly string[]
  /** What its reader can do about it at once, besides opening the record. */
  readonly offers?: readonly Offer[]
}

/** An action of the record, or another record that is made about it, such as a visit that is logged, and begins with these values. */
export type Offer =
  | { readonly action: string }
  | { readonly label: Label; readonly create: string; readonly values: Readonly<Record<string, unknown>> }

/** A notification that follows from an event: those whom `to` names hear of it, unless they did it themselves. */
export type EventNotice = Common & {
  /** `approval.requested`, `account.released`. */
  readonly events: readonly string[]
  readonly to: (event: Event, all: Reader) => Ids | Promise<Ids>
}
type Ids = readonly (string | null | undefined)[]

/** A notification by the clock: when a time of a record comes, the person in one of its fields hears of it, once for each time. */
export type DueNotice = Common & {
  readonly due: {
    readonly object: ObjectDef
    /** A field of date and time. */
    readonly at: string
    /** The relation to the person. */
    readonly to: string
    readonly where?: Where
    /** So many minutes ahead. */
    readonly ahead?: number
  }
}

/** A notification that a job gives, by its `notify`. */
export type JobNotice = Common & { readonly job: string }

/** A kind of notification. */
export type Notice = (EventNotice | DueNotice | JobNotice) & { readonly is: 'notice'; readonly kind: string }

/** Declares a kind of notification; its place in the settings, its line in the panel and its preference follow. */
export function defineNotice(kind: string, options: EventNotice | DueNotice | JobNotice): Notice {
  return placed({ is: 'notice', kind, ...options })
}

/** Ways in which a person can be told. */
export const channels = ['app'] as const
export type Channel = (typeof channels)[number]

/** The preference that says by which ways she hears of what: a kind that is not named comes by all of them. */
export const noticePreference = 'notifications'
export type NoticePreference = Readonly<Record<string, readonly Channel[]>>
