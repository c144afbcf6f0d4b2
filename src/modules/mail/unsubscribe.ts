import type { Reader } from '#kernel/behaviour.ts'
import { type Label, languageTags, say } from '#kernel/label.ts'
import { publicColours, publicLetters } from '#kernel/public-look.ts'
import { definePublicPage, type PublicAnswer, type Visit } from '#kernel/public-page.ts'
import { html } from '#kernel/text/html.ts'
import { contact } from '#modules/customers/contact/contact.ts'
import { lead } from '#modules/sales/lead/lead.ts'
import { readAddresses } from './addresses.ts'
import { mailMessage } from './mailMessage/mailMessage.ts'
import { suppression } from './suppression/suppression.ts'

const words = {
  title: { en: 'Unsubscribe', zh: '退订' },
  ask: { en: 'No more marketing mail to {who}?', zh: '不再向 {who} 发送营销邮件？' },
  yes: { en: 'Unsubscribe', zh: '确认退订' },
  done: { en: 'Done. You will get no more marketing mail from us.', zh: '已退订，您不会再收到我们的营销邮件。' },
} as const satisfies Record<string, Label>

/**
 * Where a marketing mail can be declined, at `/p/WORKSPACE/unsubscribe/ID-OF-THE-MAIL`: a person is asked once, so that a
 * program that opens every link declines nothing; a mail program's one click is a POST (RFC 8058).
 */
export const unsubscribePage = definePublicPage('unsubscribe', {
  async show(visit, read) {
    const address = await addressOf(visit, read)
    if (!address) return null
    const asked = say(words.ask, visit.language).replace('{who}', masked(address))
    return page(
      visit,
      html`<p>${asked}</p><form method="post" action="${visit.address}"><button>${say(words.yes, visit.language)}</button></form>`,
    )
  },
  async take(sent, tx) {
    const address = await addressOf(sent, tx.all)
    if (!address) return null
    const where = { email: address, doNotEmail: false }
    const [people, leads, there] = await Promise.all([
      tx.all.list(contact, { where, limit: 100 }),
      tx.all.list(lead, { where, limit: 100 }),
      tx.all.list(suppression, { where: { address }, limit: 1 }),
    ])
    await tx.updateAll(
      contact,
      people.map(({ id }) => ({ id, doNotEmail: true })),
    )
    await tx.updateAll(
      lead,
      leads.map(({ id }) => ({ id, doNotEmail: true })),
    )
    if (there.length === 0) await tx.create(suppression, { address, reason: 'unsubscribed', mail: sent.name })
    return page(sent, html`<p>${say(words.done, sent.language)}</p>`)
  },
})

async function addressOf({ name }: Visit, read: Reader): Promise<string | null> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name)) return null
  const mail = await read.get(mailMessage, name)
  return mail?.marketing ? (readAddresses(mail.to).found[0]?.address ?? null) : null
}

/** Whoever finds the link learns no address by it. */
function masked(address: string): string {
  const [local = '', domain = ''] = address.split('@')
  return `${local.slice(0, 1)}…@${domain}`
}

function page(visit: Visit, body: ReturnType<typeof html>): PublicAnswer {
  return {
    page: html`<html lang="${languageTags[visit.language]}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${say(words.title, visit.language)}</title><style>
${publicColours}
body { margin: 20vh auto 0; max-width: 420px; padding: 0 20px; text-align: center; background: var(--surface); color: var(--text); font: 16px/1.7 ${publicLetters}; }
button { min-height: 44px; padding: 0 24px; border: 0; border-radius: 8px; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer; }
button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
</style></head><body><main>${body}</main></body></html>`,
  }
}
