import type { Tx } from '#kernel/behaviour.ts'
import { type Label, type Language, say } from '#kernel/label.ts'
import type { MailHandling, MailOut, MailOutcome, PublicLink } from '#kernel/mail.ts'
import type { RecordOf } from '#kernel/object.ts'
import { user } from '#modules/identity/user/user.ts'
import { readAddresses } from './addresses.ts'
import { mailHtml } from './html.ts'
import { mailbox } from './mailbox/mailbox.ts'
import { mailMessage } from './mailMessage/mailMessage.ts'
import { mayTrack, tracksOf } from './track.ts'

type Mail = RecordOf<typeof mailMessage>

/** Longer than handing a mail over can take: whoever has not said by then how it ended lives no more. */
const leaseMinutes = 5
/** Minutes until a mail that the server did not take is tried again; after the last it has failed. */
const again = [1, 5, 30, 120, 300, 600]

/** Takes the next mail that is due. One that somebody was sending who died is taken as well, to find out whether it went. */
export const claimMail: MailHandling['claim'] = async (tx, busy, link) => {
  const due = { dueAt: { lte: tx.now } }
  const waiting = { status: 'queued', ...due, ...(busy.length > 0 ? { domain: { notIn: [...busy] } } : {}) }
  // Several, since colleagues of this process may be taking the first ones.
  const [mail] = await tx.lockAll(mailMessage, {
    where: { or: [waiting, { status: 'sending', ...due }] },
    sort: ['dueAt'],
    limit: 5,
  })
  if (!mail) return null
  const attempts = (mail.attempts ?? 0) + 1
  const tracked = mail.status === 'sending' ? mail.tracked : await mayTrack(tx.all, mail)
  await tx.update(mailMessage, mail.id, { attempts, tracked, dueAt: minutesOn(tx, leaseMinutes) })
  return mailOut({ ...mail, attempts, tracked }, tx, link)
}

/** The shared mailbox that writes to colleagues, the oldest where there are several. */
export const noticesMailbox: MailHandling['notices'] = async (tx) => {
  const [box] = await tx.all.list(mailbox, { where: { shared: true, notices: true }, sort: ['createdAt'], limit: 1 })
  return box ? { mailboxId: box.id, from: { name: box.displayName ?? '', address: box.address } } : null
}

/** From here on nobody knows whether a mail went, until its sending is settled. */
export const beginMail: MailHandling['begin'] = async (tx, { id, attempt }) => {
  const mail = await tx.lock(mailMessage, id)
  if (mail?.status !== 'queued' || mail.attempts !== attempt) return false
  await tx.update(mailMessage, id, { status: 'sending' })
  return true
}

async function mailOut(mail: Mail, tx: Tx, link: PublicLink): Promise<MailOut> {
  const box = mail.mailbox ? await tx.all.get(mailbox, mail.mailbox) : null
  const unsubscribe = mail.marketing ? link('unsubscribe', mail.id) : null
  const way = say(words.unsubscribe, await languageOf(mail, tx))
  const text = [mail.body, mail.nature === 'digest' ? null : box?.signature, unsubscribe && `${way} ${unsubscribe}`]
    .filter(Boolean)
    .join('\n\n')
  const references = (mail.references ?? '').split(' ').filter(Boolean)
  return {
    id: mail.id,
    mailboxId: mail.mailbox,
    messageId: mail.messageId ?? mail.id,
    date: tx.now,
    from: readAddresses(mail.from).found[0] ?? { name: '', address: mail.fromAddress ?? '' },
    to: readAddresses(mail.to).found,
    cc: readAddresses(mail.cc).found,
    bcc: readAddresses(mail.bcc).found,
    subject: mail.subject,
    text,
    html: mailHtml(text, mail.tracked ? tracksOf(mail, link, unsubscribe) : null),
    plainHtml: mail.tracked ? mailHtml(text) : null,
    inReplyTo: references.at(-1) ?? null,
    references,
    unsubscribe,
    attachments: mail.attachments ?? [],
    attempt: mail.attempts ?? 0,
    doubtful: mail.status === 'sending',
  }
}

/** Notes how sending ended. What was found to have gone since, by whatever way, stays sent. */
export async function settleMail(tx: Tx, id: string, outcome: MailOutcome): Promise<void> {
  const mail = await tx.lock(mailMessage, id)
  if (!mail || !['queued', 'sending', 'uncertain'].includes(mail.status)) return
  const language = await languageOf(mail, tx)
  switch (outcome.is) {
    case 'sent': {
      const turnedAway = outcome.rejected.join(', ')
      const problem = turnedAway ? say(words.rejected, language).replace('{who}', turnedAway) : null
      return tx.update(mailMessage, id, { status: 'sent', at: tx.now, dueAt: null, problem })
    }
    case 'held':
      return tx.update(mailMessage, id, { status: 'held', dueAt: null, problem: null })
    case 'again': {
      const wait = again[(mail.attempts ?? 1) - 1]
      if (wait === undefined) return end(tx, id, 'failed', say(outcome.said, language))
      return tx.update(mailMessage, id, {
        status: 'queued',
        dueAt: minutesOn(tx, wait),
        problem: say(outcome.said, language),
      })
    }
    default:
      return end(tx, id, outcome.is, say(outcome.said, language))
  }
}

/** A mail to a colleague, from the mailbox for that or her own; nobody else reads it. */
export const tellByMail: MailHandling['tell'] = async (tx, userId, { subject, text }) => {
  const person = await tx.all.get(user, userId)
  if (!person) return
  const box = (await noticesMailbox(tx))?.mailboxId ?? null
  const id = await tx.create(mailMessage, {
    subject,
    body: [...text].slice(0, 20_000).join(''),
    nature: 'digest',
    to: person.email,
    owner: userId,
    mailbox: box,
  })
  await tx.update(mailMessage, id, { status: 'queued', attempts: 0, dueAt: tx.now, at: tx.now })
}

async function end(tx: Tx, id: string, status: 'failed' | 'uncertain', problem: string): Promise<void> {
  await tx.update(mailMessage, id, { status, dueAt: null, problem })
  await tx.emit(mailMessage, id, status)
}

function minutesOn(tx: Tx, minutes: number): string {
  return new Date(Date.parse(tx.now) + minutes * 60_000).toISOString()
}

/** In which language somebody is told of her mail. */
export async function languageOf(mail: Pick<Mail, 'owner'>, tx: Tx): Promise<Language> {
  const person = mail.owner ? await tx.all.get(user, mail.owner) : null
  return (person?.language as Language | null) ?? 'zh-CN'
}

const words = {
  unsubscribe: { en: 'If you want no more of these mails:', zh: '如不希望再收到此类邮件，请退订：' },
  rejected: { en: 'The server did not take it for {who}.', zh: '服务器未接受以下收件人：{who}。' },
} as const satisfies Record<string, Label>
