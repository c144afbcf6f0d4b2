import { check, derive, follow } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { contact } from '../contact/contact.ts'
import { employment } from './employment.ts'

export const employmentRules = [
  derive(employment, 'an employment that has ended is not the main one', ({ after }, tx) =>
    after.primary && after.until !== null && after.until < tx.today ? { primary: false } : null,
  ),

  check(employment, 'an employment ends after it begins', ({ after }) =>
    after.from && after.until && after.until < after.from
      ? problem('until', { en: 'The end is before the beginning.', zh: '结束日期早于开始日期。' }, 'order')
      : null,
  ),

  follow(
    employment,
    'a contact has one main employer, and it is her account',
    async (change, tx) => {
      const { before, after, deleted } = change
      const person = await tx.all.get(contact, after.contact)
      if (!person) return
      const others = async () =>
        (await tx.all.list(employment, { where: { contact: after.contact, primary: true }, limit: 200 })).filter(
          ({ id }) => id !== after.id,
        )
      if (after.primary && !deleted) {
        for (const other of await others()) await tx.update(employment, other.id, { primary: false })
        const { jobTitle, department } = after
        if (person.account !== after.account)
          await tx.update(contact, person.id, { account: after.account, jobTitle, department })
      } else if (before?.primary && person.account === after.account && (await others()).length === 0)
        await tx.update(contact, person.id, { account: null })
    },
    { apart: 'contact' },
  ),
]
