import { check, derive, type Tx } from '#kernel/behaviour.ts'
import type { RecordOf } from '#kernel/object.ts'
import { type Problem, problem } from '#kernel/problem.ts'
import { mergeFields } from '#kernel/text/merge.ts'
import { account } from '#modules/customers/account/account.ts'
import { contact } from '#modules/customers/contact/contact.ts'
import { user } from '#modules/identity/user/user.ts'
import { lead } from '#modules/sales/lead/lead.ts'
import { readAddresses, writeAddresses } from '../addresses.ts'
import { mailbox } from '../mailbox/mailbox.ts'
import { suppression } from '../suppression/suppression.ts'
import { mailMessage } from './mailMessage.ts'

type Mail = RecordOf<typeof mailMessage>

/** More recipients than that is a mailing, which goes to each alone. */
const mostRecipients = 50

export const mailMessageRules = [
  derive(
    mailMessage,
    'what is written here has its Message-ID, sender and thread from the beginning',
    async ({ before, after }, tx) => {
      if (before !== null || after.messageId !== null) return
      const answered = after.replyTo ? await tx.all.get(mailMessage, after.replyTo) : null
      const box = after.mailbox ? await tx.all.get(mailbox, after.mailbox) : await ownMailbox(tx, after.owner ?? null)
      const person = after.owner ? await tx.all.get(user, after.owner) : null
      const address = box?.address ?? person?.email ?? 'nobody@example.invalid'
      const name = box?.displayName ?? (box?.shared ? '' : (person?.name ?? ''))
      return {
        mailbox: box?.id ?? null,
        from: writeAddresses([{ name, address }]),
        fromAddress: address,
        messageId: `${crypto.randomUUID()}@${address.split('@')[1]}`,
        references: answered ? [answered.references, answered.messageId].filter(Boolean).join(' ') : null,
        thread: answered?.thread ?? crypto.randomUUID(),
        openThread: after.nature !== 'digest' && (answered?.openThread ?? box?.shared ?? false),
        opportunity: after.opportunity ?? answered?.opportunity ?? null,
        at: tx.now,
      }
    },
  ),

  derive(mailMessage, 'a mail is about those whom it is written to', async ({ before, after, changes }, tx) => {
    if (before !== null || after.status === 'received' || after.nature === 'digest' || !changes('to')) return
    const addresses = readAddresses([after.to, after.cc].filter(Boolean).join(', ')).found.map((one) => one.address)
    if (addresses.length === 0) return
    const known = await tx.list(contact, { where: { email: { in: addresses } }, limit: 50 })
    const contacts = [...new Set([...(after.contacts ?? []), ...known.map(({ id }) => id)])]
    const theirs = known.find((one) => one.account)?.account
    // What she may not see she does not write about.
    const customer = theirs && !after.account ? await tx.get(account, theirs) : null
    return { ...(contacts.length > 0 ? { contacts } : {}), account: after.account ?? customer?.id ?? null }
  }),

  derive(mailMessage, 'a mail that waits for the post knows when and where to', ({ after }, tx) => {
    if (after.status !== 'queued') return
    const domain = readAddresses(after.to).found[0]?.address.split('@')[1] ?? null
    return { domain, dueAt: after.dueAt ?? tx.now }
  }),

  check(mailMessage, 'one writes from a mailbox of her own or a shared one', async ({ after, changes }, tx) => {
    if (!changes('mailbox') || after.mailbox === null || after.status === 'received') return
    const box = await tx.all.get(mailbox, after.mailbox)
    if (!box || box.shared || box.owner === after.owner) return
    return problem('mailbox', { en: "This is somebody else's mailbox.", zh: '不能使用他人的邮箱发信。' }, 'not-yours')
  }),

  check(mailMessage, 'what has gone or come in stays as it was', ({ before, changes }) => {
    if (!before || !['queued', 'sending', 'sent', 'uncertain', 'bounced', 'received'].includes(before.status)) return
    const fixed = (['subject', 'body', 'to', 'cc', 'bcc', 'attachments', 'mailbox'] as const).find((key) =>
      changes(key),
    )
    if (!fixed) return
    return problem(fixed, { en: 'This mail is on its way or has gone.', zh: '邮件已提交发送，不能再修改。' }, 'gone')
  }),

  check(mailMessage, 'what is sent is whole and wanted', async ({ after, changes }, tx) =>
    after.status === 'queued' && changes('status') ? [...wrongWith(after), ...(await unwanted(after, tx))] : null,
  ),
]

/** The mailbox that somebody writes from where she says nothing. */
async function ownMailbox(tx: Tx, owner: string | null) {
  if (!owner) return null
  const [first] = await tx.all.list(mailbox, { where: { owner, shared: false }, sort: ['createdAt'], limit: 1 })
  return first ?? null
}

function wrongWith(mail: Mail): Problem[] {
  const wrong: Problem[] = []
  let recipients = 0
  for (const key of ['to', 'cc', 'bcc'] as const) {
    const read = readAddresses(mail[key])
    recipients += read.found.length
    if (read.wrong.length > 0) {
      const those = read.wrong.slice(0, 5).map((one) => one.slice(0, 60))
      wrong.push(
        problem(
          key,
          { en: `This is no address: ${those.join(', ')}`, zh: `不是有效的邮箱地址：${those.join('、')}` },
          'address',
        ),
      )
    }
  }
  if (readAddresses(mail.to).found.length === 0 && wrong.length === 0)
    wrong.push(problem('to', { en: 'Say who it goes to.', zh: '请填写收件人。' }, 'required'))
  if (recipients > mostRecipients)
    wrong.push(
      problem(
        'to',
        { en: `At most ${mostRecipients} recipients.`, zh: `最多 ${mostRecipients} 位收件人。` },
        'too-many',
      ),
    )
  if (mail.marketing && recipients > 1)
    wrong.push(
      problem('to', { en: 'Marketing mail goes to one person at a time.', zh: '营销邮件每封只能发给一个人。' }, 'one'),
    )
  if (mail.body === null) wrong.push(problem('body', { en: 'Write something.', zh: '请填写正文。' }, 'required'))
  for (const key of ['subject', 'body'] as const) {
    const open = mergeFields(mail[key] ?? '').map(({ whole }) => whole)
    if (open.length > 0)
      wrong.push(problem(key, { en: `Fill in ${open.join(', ')}.`, zh: `请补全 ${open.join('、')}。` }, 'not-filled'))
  }
  return wrong
}

/** Who of the recipients must not be written to. */
async function unwanted(mail: Mail, tx: Tx): Promise<Problem[]> {
  const wrong: Problem[] = []
  for (const key of ['to', 'cc', 'bcc'] as const) {
    const addresses = readAddresses(mail[key]).found.map(({ address }) => address)
    if (addresses.length === 0) continue
    const where = {
      email: { in: addresses },
      or: [{ doNotContact: true }, ...(mail.marketing ? [{ doNotEmail: true }] : [])],
    }
    const [stopped, people, leads] = await Promise.all([
      tx.all.list(suppression, { where: { address: { in: addresses } }, limit: 100 }),
      tx.all.list(contact, { where, limit: 100 }),
      tx.all.list(lead, { where, limit: 100 }),
    ])
    const dead = stopped
      .filter(({ reason }) => mail.marketing || reason !== 'unsubscribed')
      .map(({ address }) => address)
    const said = [...people, ...leads].map((one) => one.email)
    const those = [...new Set([...dead, ...said])]
    if (those.length > 0)
      wrong.push(
        problem(
          key,
          { en: `No mail may go to ${those.join(', ')}.`, zh: `不能向 ${those.join('、')} 发信。` },
          'suppressed',
        ),
      )
  }
  return wrong
}
