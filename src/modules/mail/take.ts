import type { Tx } from '#kernel/behaviour.ts'
import { say } from '#kernel/label.ts'
import type { MailHandling, MailIn } from '#kernel/mail.ts'
import { organisationDomain } from '#kernel/match/domain.ts'
import type { RecordOf } from '#kernel/object.ts'
import { account } from '#modules/customers/account/account.ts'
import { contact } from '#modules/customers/contact/contact.ts'
import { user } from '#modules/identity/user/user.ts'
import { lead } from '#modules/sales/lead/lead.ts'
import { readAddresses, writeAddresses } from './addresses.ts'
import { mailbox } from './mailbox/mailbox.ts'
import { mailMessage } from './mailMessage/mailMessage.ts'
import { languageOf } from './post.ts'
import { suppression } from './suppression/suppression.ts'

type Mail = RecordOf<typeof mailMessage>

/** A text that is longer stands whole in the mail as it came. */
const mostLetters = 20_000

/** Whether a mail is kept: one with somebody who is known, of a thread that is, or in a mailbox that colleagues share. */
export const judgeMail: MailHandling['judge'] = async (tx, mail) => {
  const box = await tx.all.get(mailbox, mail.mailboxId)
  const there = await byMessageId(tx, mail.messageId)
  if (there) {
    await knownAgain(tx, there, mail, box?.owner ?? null)
    return 'known'
  }
  const others = await strangersIn(tx, mail)
  if (mail.bounce || mail.complaint) return (await reportedMail(tx, mail)) || box?.shared ? 'keep' : 'stranger'
  if (others.length === 0) return 'internal'
  if (box?.shared || (await answeredMail(tx, mail))) return 'keep'
  const known = await knownPeople(tx, others)
  return known.contacts.length > 0 || known.leads.length > 0 || known.account ? 'keep' : 'stranger'
}

/** Keeps a mail: in its thread, with those whom it concerns, and does what it says about another one. */
export const keepMail: MailHandling['keep'] = async (tx, mail, files) => {
  const box = await tx.all.get(mailbox, mail.mailboxId)
  const report = mail.complaint ? 'complaint' : mail.bounce ? 'bounce' : null
  const answered = report ? await reportedMail(tx, mail) : await answeredMail(tx, mail)
  const known = await knownPeople(tx, report ? [] : await strangersIn(tx, mail))
  const nature = report ?? (mail.automatic ? 'autoReply' : 'mail')
  const nobody = known.contacts.length === 0 && known.leads.length === 0 && !answered
  const made = box?.intake && nobody && nature === 'mail' && !mail.sent ? await makeLead(tx, mail) : null
  const contacts = [...new Set([...(answered?.contacts ?? []), ...known.contacts.map(({ id }) => id)])]
  const theirs = known.contacts.find((one) => one.owner)?.owner ?? known.leads.find((one) => one.owner)?.owner
  const id = await tx.create(mailMessage, {
    subject: subjectOf(mail),
    body: [...mail.text].slice(0, mostLetters).join('') || null,
    status: mail.sent ? 'sent' : 'received',
    nature,
    mailbox: mail.mailboxId,
    from: mail.from ? clip(writeAddresses([mail.from]), 400) : null,
    fromAddress: mail.from?.address && addressLike.test(mail.from.address) ? mail.from.address : null,
    to: clip(writeAddresses(mail.to), 4_000),
    cc: clip(writeAddresses(mail.cc), 4_000),
    contacts: contacts.length > 0 ? contacts : null,
    account: known.account ?? answered?.account ?? null,
    lead: made ?? known.leads[0]?.id ?? answered?.lead ?? null,
    opportunity: answered?.opportunity ?? null,
    attachments: files.attachments,
    source: [files.source],
    replyTo: answered?.id ?? null,
    thread: answered?.thread ?? crypto.randomUUID(),
    openThread: answered?.openThread ?? box?.shared ?? false,
    messageId: mail.messageId,
    references: clip([...mail.references, mail.inReplyTo].filter(Boolean).join(' '), 20_000),
    at: mail.date,
    owner: (box?.shared ? theirs : null) ?? box?.owner ?? null,
  })
  if (mail.complaint && answered) await noteComplaint(tx, answered, mail.complaint)
  else if (mail.bounce && answered) await noteBounce(tx, answered, mail.bounce)
  if (nature === 'mail' && !mail.sent) await tx.emit(mailMessage, id, 'received')
}

const addressLike = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

function clip(text: string, most: number): string | null {
  return [...text].slice(0, most).join('') || null
}

function subjectOf({ subject, text }: MailIn): string {
  const line = text.trim().split('\n')[0] ?? ''
  return clip(subject.trim(), 300) ?? clip(line, 80) ?? '—'
}

async function byMessageId(tx: Tx, messageId: string): Promise<Mail | null> {
  const [found] = await tx.all.list(mailMessage, { where: { messageId }, limit: 1 })
  return found ?? null
}

/** The same mail by another folder or mailbox: it is here once, and whoever has it in hers may read it. */
async function knownAgain(tx: Tx, there: Mail, mail: MailIn, owner: string | null): Promise<void> {
  if (mail.sent && ['sending', 'uncertain'].includes(there.status))
    await tx.update(mailMessage, there.id, { status: 'sent', dueAt: null, problem: null })
  if (owner && owner !== there.owner) await tx.share(mailMessage, there.id, { granteeId: owner, level: 'read' })
}

/** The latest mail of ours, or to us, that this one answers. */
async function answeredMail(tx: Tx, { inReplyTo, references }: MailIn): Promise<Mail | null> {
  const ids = [inReplyTo, ...references.toReversed()].filter((id) => id !== null).slice(0, 30)
  if (ids.length === 0) return null
  const found = await tx.all.list(mailMessage, { where: { messageId: { in: ids } }, sort: ['-at'], limit: 1 })
  return found[0] ?? null
}

/** The mail that a report is about. */
async function reportedMail(tx: Tx, mail: MailIn): Promise<Mail | null> {
  const id = (mail.complaint ?? mail.bounce)?.messageId
  const ours = id ? await byMessageId(tx, id) : null
  return ours ?? answeredMail(tx, mail)
}

/** What did not arrive is told to whoever sent it; an address where nobody lives gets nothing more. */
async function noteBounce(tx: Tx, mail: Mail, { permanent, recipients, said }: NonNullable<MailIn['bounce']>) {
  if (!permanent || mail.status === 'received') return
  const words = say({ en: 'It came back.', zh: '邮件被退回。' }, await languageOf(mail, tx))
  await tx.update(mailMessage, mail.id, { status: 'bounced', problem: clip(`${words} ${said}`.trim(), 2_000) })
  await tx.emit(mailMessage, mail.id, 'bounced')
  await suppress(tx, meant(mail, recipients), { reason: 'bounced', note: clip(said, 300), mail: mail.id })
}

/** Whoever complains gets nothing more, mail of persons included. */
async function noteComplaint(tx: Tx, mail: Mail, { recipients }: NonNullable<MailIn['complaint']>): Promise<void> {
  if (mail.status === 'received') return
  const words = { en: 'A recipient has reported it as unwanted.', zh: '收件人举报为垃圾邮件。' }
  await tx.update(mailMessage, mail.id, { problem: say(words, await languageOf(mail, tx)) })
  await tx.emit(mailMessage, mail.id, 'complained')
  await suppress(tx, meant(mail, recipients), { reason: 'complained', note: null, mail: mail.id })
}

/**
 * Whom a report means of those whom the mail went to, and of nobody else, whatever it says. One that names her by another
 * address or by none means the one recipient there was; where there were several, nobody is taken off by a guess.
 */
function meant(mail: Mail, recipients: readonly string[]): readonly string[] {
  const wrote = [mail.to, mail.cc, mail.bcc].flatMap((one) => readAddresses(one).found.map(({ address }) => address))
  const named = wrote.filter((address) => recipients.includes(address))
  return named.length > 0 || wrote.length !== 1 ? named : wrote
}

type Stopped = Pick<RecordOf<typeof suppression>, 'reason' | 'note' | 'mail'>

/** Puts addresses on the list; one that stands there for having unsubscribed stands there for the graver reason from now on. */
async function suppress(tx: Tx, addresses: readonly string[], stopped: Stopped): Promise<void> {
  const there = await tx.all.list(suppression, { where: { address: { in: [...addresses] } }, limit: 50 })
  for (const address of addresses) {
    const known = there.find((one) => one.address === address)
    if (!known) await tx.create(suppression, { address, ...stopped })
    else if (known.reason === 'unsubscribed') await tx.update(suppression, known.id, stopped)
  }
}

/** Whom a mail is with, beside ourselves. */
async function strangersIn(tx: Tx, { from, to, cc }: MailIn): Promise<string[]> {
  const all = [...new Set([from, ...to, ...cc].flatMap((one) => (one ? [one.address] : [])))].slice(0, 200)
  if (all.length === 0) return []
  const [boxes, people] = await Promise.all([
    tx.all.list(mailbox, { where: { address: { in: all } }, limit: 200 }),
    tx.all.list(user, { where: { email: { in: all } }, limit: 200 }),
  ])
  const ours = new Set([...boxes.map(({ address }) => address), ...people.map(({ email }) => email)])
  return all.filter((address) => !ours.has(address))
}

/** People with these addresses, and the customer: theirs, else the one of the domain. */
async function knownPeople(tx: Tx, addresses: readonly string[]) {
  if (addresses.length === 0) return { contacts: [], leads: [], account: null }
  const [contacts, leads] = await Promise.all([
    tx.all.list(contact, { where: { email: { in: [...addresses] } }, limit: 50 }),
    tx.all.list(lead, {
      where: { email: { in: [...addresses] }, status: { notIn: ['converted', 'unqualified'] } },
      limit: 50,
    }),
  ])
  const domains = [...new Set(addresses.flatMap((one) => organisationDomain(one) ?? []))]
  const [byDomain] =
    domains.length > 0
      ? await tx.all.list(account, { where: { domain: { in: domains } }, sort: ['createdAt'], limit: 1 })
      : []
  return { contacts, leads, account: contacts.find((one) => one.account)?.account ?? byDomain?.id ?? null }
}

/** Somebody whom nobody knows has written to an address that is there for that. Rules of assignment say whose she is. */
async function makeLead(tx: Tx, { from, subject }: MailIn): Promise<string | null> {
  if (!from || !addressLike.test(from.address)) return null
  const name = clip(from.name || (from.address.split('@')[0] ?? ''), 100) ?? from.address
  const draft = { name, email: from.address, source: 'email' as const, campaignText: clip(subject, 200) }
  return tx.create(lead, draft, { leftOpen: ['owner'], ruled: true })
}
