import { check, derive } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { contact } from '#modules/customers/contact/contact.ts'
import { opportunity } from '../opportunity/opportunity.ts'
import { contactRole } from './contactRole.ts'

export const contactRoleRules = [
  derive(contactRole, 'a contact plays her usual part where nothing else is said', async ({ before, after }, tx) => {
    if (before !== null || after.role !== null) return
    const person = await tx.all.get(contact, after.contact)
    return person?.decisionRole ? { role: person.decisionRole } : null
  }),

  check(contactRole, 'a contact plays one part in an opportunity', async ({ before, after, deleted }, tx) => {
    if (deleted || before !== null) return
    // whoever adds to the same opportunity waits here, so that nobody is added twice
    await tx.lock(opportunity, after.opportunity)
    const { opportunity: of, contact: who, id } = after
    const [other] = await tx.all.list(contactRole, {
      where: { opportunity: of, contact: who, id: { ne: id } },
      limit: 1,
    })
    if (!other) return
    return problem(
      'contact',
      { en: 'She has a role in this opportunity already.', zh: '该联系人在此商机中已有角色。' },
      'double',
    )
  }),
]
