import type { Tx } from '#kernel/behaviour.ts'
import type { MessageHandling } from '#kernel/messages.ts'
import { declinesSms } from '#kernel/text/sms.ts'
import { contact } from '#modules/customers/contact/contact.ts'
import { lead } from '#modules/sales/lead/lead.ts'
import { messageGateway } from './messageGateway/messageGateway.ts'
import { hasDeclined } from './messageOptOut/messageOptOut.rules.ts'
import { messageOptOut } from './messageOptOut/messageOptOut.ts'
import { numberOf } from './number.ts'
import { fail } from './post.ts'
import { whose } from './textMessage/textMessage.rules.ts'
import { longestText, textMessage } from './textMessage/textMessage.ts'

/** Notes what a gateway tells: an answer, of which one that declines holds for the channel, or what became of a message. */
export const takeMessage: MessageHandling['take'] = async (tx, gatewayId, news) => {
  const gateway = await tx.lock(messageGateway, gatewayId)
  if (!gateway) return
  if (news.type === 'message.received') return received(tx, gateway.channel, news)
  const message = await tx.lock(textMessage, news.id)
  if (!message || message.channel !== gateway.channel || !['sending', 'sent'].includes(message.status)) return
  if (news.type === 'message.failed') return fail(tx, message.id, news.said)
  await tx.update(textMessage, message.id, { status: 'delivered', dueAt: null, problem: null })
}

async function received(
  tx: Tx,
  channel: 'sms' | 'wecom',
  { id, from, text }: { readonly id: string; readonly from: string; readonly text: string },
): Promise<void> {
  const [known] = await tx.all.list(textMessage, { where: { reference: id, status: 'received' }, limit: 1 })
  const number = numberOf(channel, from)
  if (known || !number) return
  const declines = declinesSms(text)
  if (declines && !(await hasDeclined(tx.all, channel, number)))
    await tx.create(messageOptOut, { number, channel, reason: 'replied' })
  const where = whose(channel, number)
  const [person] = await tx.all.list(contact, { where, sort: ['-updatedAt'], limit: 1 })
  const [asked] = await tx.all.list(lead, {
    where: { ...where, status: { notIn: ['converted'] } },
    sort: ['-updatedAt'],
    limit: 1,
  })
  const made = await tx.create(textMessage, {
    text: [...(text.trim() || '…')].slice(0, longestText).join(''),
    channel,
    number,
    to: number,
    status: 'received',
    at: tx.now,
    reference: id,
    lead: asked?.id ?? null,
    contact: person?.id ?? null,
    account: person?.account ?? null,
    owner: asked?.owner ?? person?.owner ?? null,
  })
  await tx.emit(textMessage, made, 'received')
}
