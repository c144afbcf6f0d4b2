import type { Reader, Tx } from '#kernel/behaviour.ts'
import type { PublicLink } from '#kernel/mail.ts'
import type { RecordOf } from '#kernel/object.ts'
import { definePublicPage, type Visit } from '#kernel/public-page.ts'
import { contact } from '#modules/customers/contact/contact.ts'
import { lead } from '#modules/sales/lead/lead.ts'
import { readAddresses } from './addresses.ts'
import { mailbox } from './mailbox/mailbox.ts'
import { mailMessage } from './mailMessage/mailMessage.ts'

type Mail = RecordOf<typeof mailMessage>

/** What tells of a mail what its reader did with it. */
export const traces = ['openedAt', 'opens', 'clickedAt', 'clicks', 'clickedLinks', 'seenAt'] as const

/** Nobody reads a mail sooner than that (ms): programs that look through what comes in do. */
const soonest = 10_000
/** The same thing once more within this time (ms) is the same opening. */
const oneOpening = 60_000
/** More than that says nothing, and fills the log. */
const mostCounted = 100

/**
 * May be noted what becomes of a mail with its reader? Its mailbox has to count, it goes to one person alone, and everybody
 * who is known by that address, one at least, has agreed. Asked when it goes and whenever it is opened.
 */
export async function mayTrack(read: Reader, mail: Mail): Promise<boolean> {
  const box = mail.mailbox && mail.nature === 'mail' ? await read.get(mailbox, mail.mailbox) : null
  const [only, ...others] = [mail.to, mail.cc, mail.bcc].flatMap((one) => readAddresses(one).found)
  if (!box?.tracks || !only || others.length > 0) return false
  const email = only.address
  const [people, leads] = await Promise.all([
    read.list(contact, { where: { email }, limit: 100 }),
    read.list(lead, { where: { email, status: { ne: 'converted' } }, limit: 100 }),
  ])
  const all = [...people, ...leads]
  return all.length > 0 && all.every((one) => one.trackingConsent && !one.doNotContact)
}

/** Where its links lead first, and the picture that tells that it is open; `except` leads where it says. */
export function tracksOf(mail: Pick<Mail, 'id'>, link: PublicLink, except: string | null) {
  return {
    link: (to: string) => (to === except || !URL.canParse(to) ? to : link('click', mail.id, { to })),
    picture: link('open', mail.id),
  }
}

/** The picture in a mail, at `/p/WORKSPACE/open/MAIL?seal=…`: the same for everybody who asks for it. */
export const openPage = definePublicPage('open', {
  sealed: true,
  show: async () => ({ picture }),
  opened: (visit, tx) =>
    note(visit, tx, (mail) => {
      if (isAgain(mail, tx) || (mail.opens ?? 0) >= mostCounted) return null
      return { openedAt: mail.openedAt ?? tx.now, opens: (mail.opens ?? 0) + 1, seenAt: tx.now }
    }),
})

/** A link of a mail, at `/p/WORKSPACE/click/MAIL?to=…&seal=…`. It leads where it led when it was sealed, also when the mail is gone. */
export const clickPage = definePublicPage('click', {
  sealed: true,
  show: async ({ query: { to } }) => (to && /^https?:/i.test(to) ? { goTo: new URL(to).href } : null),
  opened: (visit, tx) =>
    note(visit, tx, (mail) => {
      const to = visit.query['to'] ?? ''
      const before = mail.clickedLinks?.split('\n') ?? []
      const known = before.includes(to)
      if ((known && isAgain(mail, tx)) || (mail.clicks ?? 0) >= mostCounted) return null
      return {
        // Who follows a link has it open, whether or not its pictures are shown.
        openedAt: mail.openedAt ?? tx.now,
        opens: Math.max(mail.opens ?? 0, 1),
        clickedAt: mail.clickedAt ?? tx.now,
        clicks: (mail.clicks ?? 0) + 1,
        clickedLinks: known ? mail.clickedLinks : [...before, to].join('\n'),
        seenAt: tx.now,
      }
    }),
})

type Traces = Partial<Pick<Mail, (typeof traces)[number]>>

async function note({ name }: Visit, tx: Tx, change: (mail: Mail) => Traces | null): Promise<void> {
  const mail = await tx.lock(mailMessage, name)
  if (!mail?.tracked || mail.status !== 'sent' || !mail.at) return
  if (Date.parse(tx.now) - Date.parse(mail.at) < soonest || !(await mayTrack(tx.all, mail))) return
  const changed = change(mail)
  if (changed) await tx.update(mailMessage, mail.id, changed)
}

function isAgain({ seenAt }: Mail, tx: Tx): boolean {
  return seenAt !== null && Date.parse(tx.now) - Date.parse(seenAt) < oneOpening
}

/** One clear pixel (GIF89a). */
const picture = Uint8Array.from(atob('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'), (one) =>
  one.charCodeAt(0),
)
