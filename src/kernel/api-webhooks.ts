import type { Label } from './label.ts'
import type { Where } from './where.ts'

/** `GET /api/v1/webhooks`: where somebody has events sent to. Its secret is not among what is told. */
export type ApiWebhook = {
  readonly id: string
  readonly ownerId: string
  readonly name: string
  readonly url: string
  /** `opportunity.won`, `account.created`. */
  readonly events: readonly string[]
  /** Only of records that match; then all events are of one object. */
  readonly where: Where | null
  /** Only these fields, as paths; then all events are of one object. Null: all that its owner may see. */
  readonly fields: readonly string[] | null
  readonly active: boolean
  /** Why the server switched it off: `gone` (its receiver said so) or `failing` (for days). */
  readonly stopped: 'gone' | 'failing' | null
  readonly failingSince: string | null
  readonly createdAt: string
}

/** `GET /api/v1/webhooks/events`: the events of an object that can be waited for. */
export type ApiWebhookEvents = {
  readonly object: string
  readonly label: string
  readonly nested: boolean
  readonly events: readonly { readonly name: string; readonly label: string }[]
}

/** One attempt to deliver a message. */
export type ApiAttempt = {
  readonly n: number
  readonly at: string
  readonly ms: number
  readonly status: number | null
  /** The beginning of what the receiver answered. */
  readonly answer: string | null
  /** Why there was no answer. */
  readonly error: Label | null
}

/** `GET /api/v1/webhooks/{id}/deliveries`: one message and what became of it. */
export type ApiDelivery = {
  readonly id: string
  readonly messageId: string
  readonly type: string
  readonly at: string
  readonly status: 'waiting' | 'sending' | 'delivered' | 'failed'
  /** When it is tried again; null when it is not. */
  readonly nextAt: string | null
  /** The body as it was last sent. */
  readonly request: string
  readonly attempts: readonly ApiAttempt[]
}
