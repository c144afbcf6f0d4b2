import { derive, follow } from '#kernel/behaviour.ts'
import { tellFollowUp } from '#modules/activities/followUp.ts'
import { salesActivity } from './extensions.ts'
import { lead } from './lead/lead.ts'
import { opportunity } from './opportunity/opportunity.ts'

export const activityInSalesRules = [
  derive(salesActivity, 'is with the customer of its opportunity', async ({ after, changes }, tx) => {
    if (!changes('opportunity') || after.opportunity === null) return
    const deal = await tx.all.get(opportunity, after.opportunity)
    return deal && { account: after.account ?? deal.account, contact: after.contact ?? deal.contact }
  }),

  derive(salesActivity, 'a next step serves what the one before it served', async ({ before, after }, tx) => {
    if (before !== null || after.previous === null || after.lead !== null || after.opportunity !== null) return
    const last = await tx.all.get(salesActivity, after.previous)
    return last && { lead: last.lead, opportunity: last.opportunity }
  }),

  follow(salesActivity, 'a follow-up shows on its lead', (change, tx) => tellFollowUp(tx, change, lead, 'lead')),
  follow(salesActivity, 'a follow-up shows on its opportunity', (change, tx) =>
    tellFollowUp(tx, change, opportunity, 'opportunity'),
  ),

  follow(salesActivity, 'a lead that was spoken to is being worked on', async ({ after, deleted }, tx) => {
    if (deleted || after.lead === null || after.status !== 'done' || after.kind === 'note') return
    const spokenTo = await tx.all.get(lead, after.lead)
    if (spokenTo?.status === 'new') await tx.update(lead, after.lead, { status: 'working' })
  }),
]
