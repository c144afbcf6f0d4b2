import { defineAction, type Tx } from '#kernel/behaviour.ts'
import { boolean } from '#kernel/fields/boolean.ts'
import { date } from '#kernel/fields/date.ts'
import { money } from '#kernel/fields/money.ts'
import { relation } from '#kernel/fields/relation.ts'
import { text } from '#kernel/fields/text.ts'
import type { ObjectDef, RecordOf, Where } from '#kernel/object.ts'
import { refuse } from '#kernel/problem.ts'
import { account } from '#modules/customers/account/account.ts'
import { contact } from '#modules/customers/contact/contact.ts'
import { domainOf } from '#modules/customers/domain.ts'
import { employment } from '#modules/customers/employment/employment.ts'
import { salesActivity } from '../extensions.ts'
import { opportunity } from '../opportunity/opportunity.ts'
import { lead } from './lead.ts'

/** Makes a customer of a lead: attaches to the account and contact that exist, else makes them. Nothing is made twice. */
export const convertLead = defineAction(lead, 'convert', {
  label: { en: 'Convert', zh: '转化' },
  help: {
    en: 'An account or contact that is there already is used.',
    zh: '已有相同的客户或联系人时，直接关联，不会重复新建。',
  },
  icon: 'transform',
  when: { status: { in: ['new', 'working', 'parked', 'qualified'] } },
  input: {
    account: relation('account', {
      label: { en: 'Existing account', zh: '关联已有客户' },
      help: { en: 'Found by code, name and domain where left empty.', zh: '留空时按信用代码、名称和域名自动查找。' },
    }),
    contact: relation('contact', {
      label: { en: 'Existing contact', zh: '关联已有联系人' },
      help: { en: 'Found by mobile and e-mail where left empty.', zh: '留空时按手机和邮箱自动查找。' },
    }),
    createOpportunity: boolean({ label: { en: 'Create an opportunity', zh: '同时新建商机' }, default: true }),
    opportunityName: text({ label: { en: 'Opportunity name', zh: '商机名称' }, max: 200 }),
    amount: money({ label: { en: 'Amount', zh: '预计金额' }, min: 0 }),
    closeDate: date({ label: { en: 'Close date', zh: '预计成交日期' } }),
  },
  async run(record, input, tx) {
    const accountId = await accountFor(record, input.account, tx)
    const contactId = await contactFor(record, accountId, input.contact, tx)
    const opportunityId =
      input.createOpportunity === false
        ? null
        : await tx.create(opportunity, {
            name: input.opportunityName ?? record.company ?? record.name,
            account: accountId,
            contact: contactId,
            amount: input.amount,
            closeDate: input.closeDate,
            source: record.source,
            description: record.need,
            owner: record.owner ?? tx.actor.id,
          })
    await tx.update(lead, record.id, {
      status: 'converted',
      convertedAt: tx.now,
      convertedAccount: accountId,
      convertedContact: contactId,
      convertedOpportunity: opportunityId,
    })
    await bringActivities(record.id, { account: accountId, contact: contactId, opportunity: opportunityId }, tx)
    await tx.emit(lead, record.id, 'converted', { account: accountId, contact: contactId, opportunity: opportunityId })
    return { account: accountId, contact: contactId, opportunity: opportunityId }
  },
})

type Lead = RecordOf<typeof lead>

/** The account that was chosen, else the one that is recognised, else a new one; none for a person without a company. */
async function accountFor(record: Lead, chosen: string | null, tx: Tx): Promise<string | null> {
  if (chosen) return visible(account, chosen, 'account', tx)
  const domain = domainOf(record.website, record.email)
  const known =
    (await first(account, record.uscc && { uscc: record.uscc }, tx)) ??
    (await first(account, record.company && { name: record.company }, tx)) ??
    (await first(account, domain && { domain }, tx))
  if (known) return visible(account, known, 'account', tx)
  if (!record.company) return null
  const { company, phone, website, address, industry, source, rating } = record
  return tx.create(account, {
    name: company,
    phone,
    website,
    address,
    industry,
    source,
    rating,
    uscc: record.uscc,
    owner: record.owner ?? tx.actor.id,
  })
}

async function contactFor(record: Lead, accountId: string | null, chosen: string | null, tx: Tx): Promise<string> {
  const mobile = record.mobile?.e164
  const known =
    chosen ??
    (await first(contact, mobile && { mobile }, tx)) ??
    (await first(contact, record.email && { email: record.email }, tx)) ??
    (await first(contact, accountId && { name: record.name, account: accountId }, tx))
  const wishes = wishesOf(record)
  if (known) {
    const id = await visible(contact, known, 'contact', tx)
    if (Object.keys(wishes).length > 0) await tx.update(contact, id, wishes)
    return join(id, record, accountId, tx)
  }
  const { name, jobTitle, phone, email, wechat, source } = record
  return tx.create(contact, {
    name,
    jobTitle,
    phone,
    email,
    wechat,
    source,
    mobile: record.mobile,
    account: accountId,
    owner: record.owner ?? tx.actor.id,
    ...wishes,
  })
}

/** Who did not want to be reached as a lead does not want it as a contact either, and what she agreed to stands. */
function wishesOf({ doNotContact, doNotCall, doNotEmail, trackingConsent }: Lead) {
  return {
    ...(doNotContact && { doNotContact }),
    ...(doNotCall && { doNotCall }),
    ...(doNotEmail && { doNotEmail }),
    ...(trackingConsent && { trackingConsent }),
  }
}

/** A contact that is known already works at the lead's company too. */
async function join(id: string, record: Lead, accountId: string | null, tx: Tx): Promise<string> {
  const known = await tx.all.get(contact, id)
  if (!known || !accountId || known.account === accountId) return id
  if (known.account === null) {
    await tx.update(contact, id, { account: accountId })
    return id
  }
  const held = await tx.all.list(employment, { where: { contact: id, account: accountId }, limit: 1 })
  if (held.length === 0)
    await tx.create(employment, { contact: id, account: accountId, jobTitle: record.jobTitle, primary: false })
  return id
}

async function first(object: ObjectDef, where: Where | '' | null | undefined, tx: Tx): Promise<string | null> {
  if (!where) return null
  const [found] = await tx.all.list(object, { where, sort: ['createdAt'], limit: 1 })
  return found?.id ?? null
}

/** Somebody else's customer is neither made a second time nor shown: the seller is sent to talk to a person. */
async function visible(object: ObjectDef, id: string, field: 'account' | 'contact', tx: Tx): Promise<string> {
  if (await tx.get(object, id)) return id
  throw refuse(
    'conflict',
    field,
    {
      en: `${object.label.en}: there is one already that you may not see. Ask your manager.`,
      zh: `系统中已有相同的${object.label.zh}，但你没有查看权限，请联系主管处理。`,
    },
    'collision',
  )
}

/** What was said to the lead is part of the customer's history. */
async function bringActivities(
  leadId: string,
  now: { account: string | null; contact: string | null; opportunity: string | null },
  tx: Tx,
): Promise<void> {
  const said = await tx.all.list(salesActivity, { where: { lead: leadId }, sort: ['at'], limit: 1000 })
  for (const one of said)
    await tx.update(salesActivity, one.id, {
      account: one.account ?? now.account,
      contact: one.contact ?? now.contact,
      opportunity: one.opportunity ?? now.opportunity,
    })
}
