import type { Tx } from '#kernel/behaviour.ts'
import { type Label, type Language, say } from '#kernel/label.ts'
import type { MessageHandling } from '#kernel/messages.ts'
import { user } from '#modules/identity/user/user.ts'
import { messageGateway } from './messageGateway/messageGateway.ts'
import { hasDeclined } from './messageOptOut/messageOptOut.rules.ts'
import { mayNotBeContacted } from './textMessage/textMessage.rules.ts'
import { textMessage } from './textMessage/textMessage.ts'

/** Longer than handing a message over can take: whoever has not said by then how it ended lives no more. */
const leaseMinutes = 5
/** Minutes until a message that the gateway did not take is tried again; after the last it has failed. */
const again = [1, 5, 30, 120, 300]

/** Takes the next message that is due; whoever has declined meanwhile gets none. */
export const claimMessage: MessageHandling['claim'] = async (tx) => {
  for (;;) {
    const [message] = await tx.lockAll(textMessage, {
      where: { status: { in: ['queued', 'sending'] }, dueAt: { lte: tx.now } },
      sort: ['dueAt'],
      // Several, since colleagues of this process may be taking the first ones.
      limit: 5,
    })
    if (!message) return null
    const { id, channel, number, owner } = message
    const unwanted =
      number === null ||
      (message.marketing && (await hasDeclined(tx.all, channel, number))) ||
      (await mayNotBeContacted(tx.all, message))
    // What may have gone already is asked for under its key all the same.
    if (unwanted && message.status === 'queued') {
      await fail(tx, id, say(declined, await languageOf(tx, owner ?? null)))
      continue
    }
    const attempts = (message.attempts ?? 0) + 1
    await tx.update(textMessage, id, { status: 'sending', attempts, dueAt: minutesOn(tx, leaseMinutes) })
    const [gateway] = await tx.all.list(messageGateway, { where: { channel }, limit: 1 })
    return { id, gatewayId: gateway?.id ?? null, channel, to: number ?? '', text: message.composed ?? message.text }
  }
}

/** Notes how sending ended. */
export const settleMessage: MessageHandling['settle'] = async (tx, id, outcome) => {
  const message = await tx.lock(textMessage, id)
  if (message?.status !== 'sending') return
  const said = async (label: Label) => say(label, await languageOf(tx, message.owner ?? null)).slice(0, 1_000)
  switch (outcome.is) {
    case 'sent': {
      const { reference } = outcome
      return tx.update(textMessage, id, { status: 'sent', at: tx.now, dueAt: null, problem: null, reference })
    }
    case 'held':
      return tx.update(textMessage, id, { status: 'held', dueAt: null, problem: null })
    case 'again': {
      const wait = again[(message.attempts ?? 1) - 1]
      if (wait === undefined) return fail(tx, id, await said(outcome.said))
      const dueAt = minutesOn(tx, wait)
      // It may have been taken: it is no longer taken back.
      return tx.update(textMessage, id, { dueAt, problem: await said(outcome.said) })
    }
    default:
      return fail(tx, id, await said(outcome.said))
  }
}

/** It did not arrive, and does not go out any more. */
export async function fail(tx: Tx, id: string, problem: string | null): Promise<void> {
  await tx.update(textMessage, id, { status: 'failed', dueAt: null, problem })
  await tx.emit(textMessage, id, 'failed')
}

function minutesOn(tx: Tx, minutes: number): string {
  return new Date(Date.parse(tx.now) + minutes * 60_000).toISOString()
}

async function languageOf(tx: Tx, owner: string | null): Promise<Language> {
  const person = owner ? await tx.all.get(user, owner) : null
  return (person?.language as Language | null) ?? 'zh-CN'
}

const declined: Label = { en: 'The recipient has declined meanwhile.', zh: '对方已拒收。' }
