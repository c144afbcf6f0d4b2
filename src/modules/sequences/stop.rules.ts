import { follow, type Tx } from '#kernel/behaviour.ts'
import { contact } from '#modules/customers/contact/contact.ts'
import { mailMessage } from '#modules/mail/mailMessage/mailMessage.ts'
import { suppression } from '#modules/mail/suppression/suppression.ts'
import { salesActivity } from '#modules/sales/extensions.ts'
import { lead } from '#modules/sales/lead/lead.ts'
import { opportunity } from '#modules/sales/opportunity/opportunity.ts'
import { enrolment } from './enrolment/enrolment.ts'
import { noteReply } from './outcome.ts'
import { sequencePromise } from './sequencePromise/sequencePromise.ts'
import { stopWhere } from './stop.ts'

type Who = { readonly lead: string } | { readonly contact: string }

/** What ends an enrolment, in the transaction in which it happens: nothing goes out between the two. */
export const stopRules = [
  follow(mailMessage, 'a reply ends what waits for one', async ({ before, after }, tx) => {
    if (before !== null || after.status !== 'received' || after.nature !== 'mail') return
    const from = [
      ...(after.fromAddress ? [{ address: after.fromAddress }] : []),
      ...(after.lead ? [{ lead: after.lead }] : []),
      ...(after.contacts?.length ? [{ contact: { in: [...after.contacts] } }] : []),
    ]
    if (from.length === 0) return
    await noteReply(tx, after.replyTo, from)
    await stopWhere(tx, { or: from }, 'reply')
  }),

  follow(salesActivity, 'a meeting ends what leads to one', async ({ before, after, deleted, changes }, tx) => {
    if (deleted || (after.kind !== 'meeting' && after.kind !== 'visit') || after.status === 'cancelled') return
    if (before !== null && !changes('kind') && !changes('status')) return
    const whom = [...(after.lead ? [{ lead: after.lead }] : []), ...(after.contact ? [{ contact: after.contact }] : [])]
    if (whom.length > 0) await stopWhere(tx, { or: whom }, 'meeting')
  }),

  follow(lead, 'a lead goes on as its sequences say', async ({ before, after, deleted, changes }, tx) => {
    if (before === null) return
    const who = { lead: after.id }
    if (deleted) await stopWhere(tx, who, 'gone')
    if (changes('status') && after.status === 'converted') {
      const rest = await stopWhere(tx, who, 'conversion')
      await tx.updateAll(
        enrolment,
        rest.map(({ id }) => ({ id, contact: after.convertedContact, account: after.convertedAccount })),
      )
    }
    if (changes('status') && after.status === 'unqualified') await stopWhere(tx, who, 'closed')
    if ((changes('doNotContact') && after.doNotContact) || (changes('doNotEmail') && after.doNotEmail))
      await stopWhere(tx, who, 'optOut')
    if (changes('owner')) await newOwner(tx, who, after.owner ?? null)
    if (changes('email')) await newAddress(tx, who, after.email)
  }),

  follow(contact, 'a contact goes on as its sequences say', async ({ before, after, deleted, changes }, tx) => {
    if (before === null) return
    const who = { contact: after.id }
    if (deleted) await stopWhere(tx, who, 'gone')
    if ((changes('doNotContact') && after.doNotContact) || (changes('doNotEmail') && after.doNotEmail))
      await stopWhere(tx, who, 'optOut')
    if (changes('owner')) await newOwner(tx, who, after.owner ?? null)
    if (changes('email')) await newAddress(tx, who, after.email)
  }),

  follow(opportunity, 'an order won ends what leads to one', async ({ before, after, changes }, tx) => {
    if (before !== null && changes('status') && after.status === 'won' && after.account)
      await stopWhere(tx, { account: after.account }, 'conversion')
  }),

  follow(suppression, 'who is not to be written to is written to no more', async ({ before, after }, tx) => {
    if (before !== null) return
    const reason = after.reason === 'bounced' ? 'bounce' : after.reason === 'complained' ? 'complaint' : 'optOut'
    await stopWhere(tx, { address: after.address }, reason)
  }),
]

/** Where a sequence does not end with another owner it goes on in her name; what had nobody to answer for it goes on now. */
async function newOwner(tx: Tx, who: Who, owner: string | null): Promise<void> {
  const had = await tx.all.list(enrolment, { where: { ...who, owner: null }, limit: 100 })
  const adopted = { id: { notIn: had.map(({ id }) => id) } }
  const goOn = [...(await stopWhere(tx, had.length > 0 ? { ...who, ...adopted } : who, 'ownerChange')), ...had]
  const open = goOn.filter(({ status }) => ['active', 'paused', 'held'].includes(status))
  if (open.length === 0) return
  await tx.updateAll(
    enrolment,
    open.map(({ id }) => ({ id, owner })),
  )
  const promises = await tx.all.list(sequencePromise, {
    where: { enrolment: { in: open.map(({ id }) => id) }, status: { in: ['planned', 'paused', 'held'] } },
    sort: ['position'],
    limit: 10_000,
  })
  await tx.updateAll(
    sequencePromise,
    promises.map(({ id }) => ({ id, owner })),
  )
}

async function newAddress(tx: Tx, who: Who, address: string | null): Promise<void> {
  const open = await tx.all.list(enrolment, {
    where: { ...who, status: { in: ['active', 'paused', 'held'] } },
    limit: 100,
  })
  if (open.length === 0) return
  await tx.updateAll(
    enrolment,
    open.map(({ id }) => ({ id, address })),
  )
  const promises = await tx.all.list(sequencePromise, {
    where: { enrolment: { in: open.map(({ id }) => id) }, status: { in: ['planned', 'paused', 'held'] } },
    limit: 10_000,
  })
  const domain = address?.split('@')[1] ?? null
  await tx.updateAll(
    sequencePromise,
    promises.map(({ id, kind }) => ({ id, address, domain: kind === 'mail' ? domain : null })),
  )
}
