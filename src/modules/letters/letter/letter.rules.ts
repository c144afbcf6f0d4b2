import { check, derive, type Rule, type Tx } from '#kernel/behaviour.ts'
import type { Address } from '#kernel/fields/address.ts'
import type { RecordOf } from '#kernel/object.ts'
import type { PaperWriter } from '#kernel/paper.ts'
import { problem } from '#kernel/problem.ts'
import { account } from '#modules/customers/account/account.ts'
import { contact } from '#modules/customers/contact/contact.ts'
import { lead } from '#modules/sales/lead/lead.ts'
import { letter } from './letter.ts'

type Letter = RecordOf<typeof letter>

/** What stands on the sheet. */
const words = ['subject', 'body', 'recipient', 'company', 'address', 'letterhead', 'owner'] as const

export function letterRules({ lacks }: Pick<PaperWriter, 'lacks'>): readonly Rule[] {
  return [
    derive(letter, 'a letter goes to whom it is about', async ({ before, after, changes }, tx) => {
      if (before !== null && !changes('contact') && !changes('account') && !changes('lead')) return
      if (before !== null && before.status !== 'draft') return
      return addressee(after, tx)
    }),

    derive(letter, 'happens when it was posted, else printed, else written', ({ before, after, changes }, tx) => ({
      at: after.postedAt ?? after.printedAt ?? after.createdAt ?? tx.now,
      waitingSince:
        after.status === 'waiting' ? (changes('status') || before === null ? tx.now : after.waitingSince) : null,
    })),

    derive(letter, 'tells which characters cannot be printed', async ({ before, after, changes }) => {
      if (before !== null && !words.some((key) => changes(key))) return
      const text = [after.subject, after.body, after.recipient, after.company, ...linesOf(after.address)].join('\n')
      const missing = await lacks(text)
      return { problem: missing.length > 0 ? `〓 ← ${missing.join(' ')}` : null }
    }),

    check(letter, 'a letter that is to be printed has somebody and somewhere to go to', ({ after, changes }) => {
      if (after.status !== 'waiting' || !(changes('status') || words.some((key) => changes(key)))) return
      return [
        ...(after.recipient || after.company
          ? []
          : [problem('recipient', { en: 'Say who it goes to.', zh: '请填写收件人或收件单位。' }, 'required')]),
        ...(after.address?.street || after.address?.city
          ? []
          : [problem('address', { en: 'Say where it goes to.', zh: '请填写寄送地址。' }, 'required')]),
      ]
    }),

    check(letter, 'what is printed stays as it is', ({ before, changes }) => {
      if (before === null || ['draft', 'waiting'].includes(before.status)) return
      const changed = words.find((key) => key !== 'owner' && changes(key))
      return changed
        ? problem(
            changed,
            { en: 'The letter is in print. Take it back first.', zh: '信函已进入打印，请先撤回再修改。' },
            'printed',
          )
        : null
    }),
  ]
}

/**
 * The name and address that are in the window, of whom the letter is about; what was written by hand stays. What is covered
 * from her who writes is not copied for her either.
 */
async function addressee(after: Letter, tx: Tx) {
  const person = after.contact ? await tx.get(contact, after.contact) : null
  const asked = after.lead ? await tx.get(lead, after.lead) : null
  const employer = after.account ?? person?.account ?? null
  const customer = employer ? await tx.all.get(account, employer) : null
  const open = employer ? await tx.get(account, employer) : null
  return {
    account: employer,
    recipient: after.recipient ?? person?.name ?? asked?.name ?? null,
    company: after.company ?? customer?.name ?? asked?.company ?? null,
    address: after.address ?? person?.address ?? open?.address ?? asked?.address ?? null,
  }
}

function linesOf(address: Address | null): string[] {
  return Object.values(address ?? {}).filter((line) => line !== null)
}
