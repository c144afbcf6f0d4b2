import { check, derive, type Tx } from '#kernel/behaviour.ts'
import type { RecordOf } from '#kernel/object.ts'
import { problem } from '#kernel/problem.ts'
import { account } from '#modules/customers/account/account.ts'
import { contact } from '#modules/customers/contact/contact.ts'
import { letter } from '#modules/letters/letter/letter.ts'
import { lead } from '#modules/sales/lead/lead.ts'
import { packet } from './packet.ts'

type Packet = RecordOf<typeof packet>
const to = ['recipient', 'company', 'address', 'phone'] as const

export const packetRules = [
  derive(packet, 'a packet goes to whom it is about', async ({ before, after, changes }, tx) => {
    const about = changes('contact') || changes('account') || changes('lead') || changes('letter')
    if (before !== null && (before.status !== 'open' || !about)) return
    return addressee(after, tx)
  }),

  derive(packet, 'stands where it was last seen', ({ after }, tx) => ({
    at: after.receivedAt ?? after.postedAt ?? after.pickedAt ?? after.createdAt ?? tx.now,
  })),

  check(packet, 'a packet that is posted has somebody and somewhere to go to', ({ after, changes }) => {
    if (after.status !== 'posted' || !changes('status')) return
    return [
      ...(after.recipient || after.company
        ? []
        : [problem('recipient', { en: 'Say who it goes to.', zh: '请填写收件人或收件单位。' }, 'required')]),
      ...(after.address?.street || after.address?.city
        ? []
        : [problem('address', { en: 'Say where it goes to.', zh: '请填写寄送地址。' }, 'required')]),
    ]
  }),

  check(packet, 'a packet on its way keeps its address', ({ before, changes }) => {
    if (before === null || !['posted', 'received'].includes(before.status)) return
    const changed = to.find((key) => changes(key))
    return changed ? problem(changed, { en: 'It is on its way.', zh: '包裹已寄出，不能再修改。' }, 'posted') : null
  }),
]

/**
 * Who gets it and where, of whom it is about; what was written by hand stays. What is covered from her who packs is not
 * copied for her either.
 */
async function addressee(after: Packet, tx: Tx) {
  const written = after.letter ? await tx.get(letter, after.letter) : null
  const person =
    (after.contact ?? written?.contact) ? await tx.get(contact, (after.contact ?? written!.contact)!) : null
  const asked = after.lead ? await tx.get(lead, after.lead) : null
  const employer = after.account ?? written?.account ?? person?.account ?? null
  const customer = employer ? await tx.all.get(account, employer) : null
  const open = employer ? await tx.get(account, employer) : null
  return {
    contact: person?.id ?? null,
    account: employer,
    recipient: after.recipient ?? written?.recipient ?? person?.name ?? asked?.name ?? null,
    company: after.company ?? written?.company ?? customer?.name ?? asked?.company ?? null,
    phone: after.phone ?? person?.mobile ?? person?.phone ?? asked?.mobile ?? asked?.phone ?? open?.phone ?? null,
    address: after.address ?? written?.address ?? person?.address ?? open?.address ?? asked?.address ?? null,
  }
}
