import { check, derive, type Reader, type Tx } from '#kernel/behaviour.ts'
import type { PhoneNumber } from '#kernel/fields/phone.ts'
import type { RecordOf } from '#kernel/object.ts'
import { type Problem, problem } from '#kernel/problem.ts'
import { countSms, smsOf } from '#kernel/text/sms.ts'
import { contact } from '#modules/customers/contact/contact.ts'
import { lead } from '#modules/sales/lead/lead.ts'
import { messageGateway } from '../messageGateway/messageGateway.ts'
import { hasDeclined } from '../messageOptOut/messageOptOut.rules.ts'
import { numberOf } from '../number.ts'
import { textMessage } from './textMessage.ts'

type Message = RecordOf<typeof textMessage>

export const textMessageRules = [
  derive(textMessage, 'a message goes to whom it is about', async ({ before, after, changes }, tx) => {
    if (after.status === 'received') return
    if (before !== null && !changes('to') && !changes('channel') && !changes('contact') && !changes('lead')) return
    const about = await aboutOf(tx, after)
    const to = after.to ?? numberIn(about, after.channel)
    const account = after.account ?? (about && 'account' in about ? about.account : null)
    return { to, number: numberOf(after.channel, to), account, at: after.at ?? tx.now }
  }),

  derive(textMessage, 'a message that waits is signed, and knows what it counts as', async ({ after, changes }, tx) => {
    if (after.status !== 'queued' || !changes('status')) return
    const composed =
      after.channel === 'sms'
        ? smsOf(after.text, { ...(await signed(tx)), marketing: after.marketing === true })
        : after.text
    return {
      composed,
      segments: after.channel === 'sms' ? countSms(composed).segments : null,
      dueAt: after.dueAt ?? tx.now,
    }
  }),

  check(textMessage, 'what has gone or come in stays as it was', ({ before, changes }) => {
    if (!before || ['draft', 'held', 'failed'].includes(before.status)) return
    const fixed = (['text', 'to', 'channel', 'marketing'] as const).find((key) => changes(key))
    return fixed && problem(fixed, { en: 'It is on its way or has gone.', zh: '消息已提交发送，不能再修改。' }, 'gone')
  }),

  check(textMessage, 'what is sent has somebody who wants it', async ({ after, changes }, tx) =>
    after.status === 'queued' && changes('status') ? wrongWith(after, tx) : null,
  ),
]

/** The lead or contact that a message is about, as far as she who writes may see it. */
export async function aboutOf(tx: Tx, { lead: asked, contact: person }: Pick<Message, 'lead' | 'contact'>) {
  return person ? tx.get(contact, person) : asked ? tx.get(lead, asked) : null
}

function numberIn(about: Awaited<ReturnType<typeof aboutOf>>, channel: Message['channel']): string | null {
  if (channel === 'wecom') return about?.wechat ?? null
  return (about?.mobile as PhoneNumber | null)?.raw ?? null
}

async function signed(tx: Tx): Promise<{ signature: string }> {
  const [gateway] = await tx.all.list(messageGateway, { where: { channel: 'sms' }, limit: 1 })
  return { signature: gateway?.signature ?? '' }
}

async function wrongWith(message: Message, tx: Tx): Promise<Problem | null> {
  const { number, channel } = message
  if (!number)
    return message.to
      ? problem('to', { en: 'This is no mobile number.', zh: '这不是有效的手机号。' }, 'number')
      : problem('to', { en: 'Say who it goes to.', zh: '请填写号码。' }, 'required')
  const unwanted = { en: `No message may go to ${number}.`, zh: `不能向 ${number} 发送消息。` }
  const declined = message.marketing === true && (await hasDeclined(tx.all, channel, number))
  return declined || (await mayNotBeContacted(tx.all, message)) ? problem('to', unwanted, 'declined') : null
}

/** Has anybody with this number said that she wants to hear nothing? */
export async function mayNotBeContacted(all: Reader, message: Pick<Message, 'number' | 'channel'>): Promise<boolean> {
  const where = { ...whose(message.channel, message.number ?? ''), doNotContact: true }
  const [people, leads] = await Promise.all([
    all.list(contact, { where, limit: 1 }),
    all.list(lead, { where, limit: 1 }),
  ])
  return people.length + leads.length > 0
}

/** Who has a number. */
export function whose(channel: Message['channel'], number: string) {
  return channel === 'wecom' ? { wechat: number } : { mobile: number }
}
