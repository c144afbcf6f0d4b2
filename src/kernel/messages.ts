import type { Tx } from './behaviour.ts'
import type { Label } from './label.ts'
import type { ObjectDef } from './object.ts'

/** A short message, such as an SMS, that is to go out now by a gateway of the company. */
export type MessageOut = {
  /** The key under which the gateway takes it once, however often it comes. */
  readonly id: string
  /** Null where nobody has set one up. */
  readonly gatewayId: string | null
  readonly channel: string
  readonly to: string
  readonly text: string
}

/** How sending ended. */
export type MessageOutcome =
  /** `reference` is what the gateway calls it. */
  | { readonly is: 'sent'; readonly reference: string | null }
  /** There is no gateway yet that could send it. */
  | { readonly is: 'held' }
  | { readonly is: 'failed' | 'again'; readonly said: Label }

/** What a gateway tells: that somebody has written, or what became of a message. */
export type MessageNews =
  | { readonly type: 'message.received'; readonly id: string; readonly from: string; readonly text: string }
  | { readonly type: 'message.delivered' | 'message.failed'; readonly id: string; readonly said: string | null }

/** What the business does with short messages. The engine hands them to gateways, and knows nothing of what they are about. */
export type MessageHandling = {
  /** The object whose records are gateways; whoever may change one says where it stands. */
  readonly gateway: ObjectDef
  /** Takes the next message that is due for a few minutes; null where nothing is. */
  claim(tx: Tx): Promise<MessageOut | null>
  settle(tx: Tx, id: string, outcome: MessageOutcome): Promise<void>
  /** Notes what a gateway tells; telling twice does nothing twice. */
  take(tx: Tx, gatewayId: string, news: MessageNews): Promise<void>
}

/** Where a gateway stands and how it is. The secret is answered once, when it is made. */
export type ApiMessageGateway = {
  readonly id: string
  readonly url: string | null
  readonly hasSecret: boolean
  readonly secret?: string
  /** Where the gateway tells what comes in. */
  readonly newsUrl: string
  /** Why the last call failed. */
  readonly problem: string | null
  readonly problemAt: string | null
}
