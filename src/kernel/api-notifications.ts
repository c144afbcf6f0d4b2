import type { Channel } from './notice.ts'

/** `GET /api/v1/notifications`: what is new for the caller, grouped by record and kind, the latest first. */
export type ApiNotifications = {
  readonly data: readonly ApiNotificationGroup[]
  readonly next: string | null
  /** Groups with something unread; a hundred stands for that many or more. */
  readonly unread: number
}

export type ApiNotificationGroup = {
  readonly key: string
  readonly kind: string
  /** A sentence with `{who}` and `{record}` in it. */
  readonly says: string
  readonly at: string
  /** How many there are; of the unread ones where there are any. */
  readonly count: number
  readonly unread: boolean
  /** Who caused them, the latest first; none where that is hidden or nobody did. */
  readonly who: readonly { readonly id: string; readonly name: string }[]
  /** What it is about; null where the reader may not see it (any more). */
  readonly record: { readonly object: string; readonly id: string; readonly title: string | null } | null
  /** The latest words, such as of a comment, as far as the reader may see them. */
  readonly text: string | null
  /** What the reader can do about the record at once; nothing where several are told of together. */
  readonly offers: readonly ApiOffer[]
}

/** An action of the record; or a record to be made that points at it by `relation`, beginning with `values`. */
export type ApiOffer =
  | { readonly action: string; readonly label: string }
  | {
      readonly create: string
      readonly relation: string
      readonly values: Readonly<Record<string, unknown>>
      readonly label: string
    }

/** `GET /api/v1/notifications/kinds`. */
export type ApiNoticeKind = { readonly kind: string; readonly label: string; readonly channels: readonly Channel[] }

/** How a person stands to a record: its owner hears of it anyway. */
export type ApiFollow = { readonly state: 'follow' | 'mute' | null; readonly owner: boolean }

/** A short remark on a record. */
export type ApiComment = {
  readonly id: string
  readonly at: string
  readonly by: { readonly id: string; readonly name: string }
  /** Null where it was deleted. */
  readonly text: string | null
  readonly replyTo: { readonly id: string; readonly name: string; readonly text: string | null } | null
  readonly editedAt: string | null
  /** What it said before, the latest first. */
  readonly before: readonly { readonly at: string; readonly text: string }[]
  /** May the caller change it, may she delete it? */
  readonly rights: { readonly update: boolean; readonly delete: boolean }
}
