import type { Latest, Pointing, Since } from '#kernel/deadline.ts'
import type { Label } from '#kernel/label.ts'
import type { ObjectDef, Where } from '#kernel/object.ts'
import { account } from '#modules/customers/account/account.ts'
import { lead } from '#modules/sales/lead/lead.ts'

/** What shows that somebody looks after a record; where it has not happened for a while, a rule may recycle it. */
export type Sign = {
  readonly key: string
  readonly label: Label
  /** From what its days are counted, beside the day on which the owner got the record. */
  readonly since: readonly Since[]
  /** What else counts where it is a follow-up: of activities those that the rule names, of mails what somebody sent. */
  readonly followUps?: { readonly activities: Latest; readonly mails: Latest }
  /** Counted from this alone: without it the days never run. */
  readonly only?: true
}

/**
 * A switch of a rule beside what objects declare themselves (`keeps`): records that do not match, bear certain tags or wait
 * for an approval are left alone.
 */
export type Exemption = { readonly key: string; readonly label: Label } & (
  | { readonly where: Where }
  | { readonly tags: true }
  | { readonly untilDecided: true }
)

/** An object whose records may stand in a pool. */
export type PooledObject = {
  readonly object: ObjectDef
  /** Records that rules are about at all. */
  readonly where: Where
  readonly signs: readonly Sign[]
  readonly exemptions: readonly Exemption[]
  /** What is at stake in a record. */
  readonly value?: Pointing & { readonly of: string }
}

const followedUp = (through: string): Sign => ({
  key: 'noFollowUp',
  label: { en: 'No follow-up', zh: '无跟进' },
  since: [],
  followUps: {
    activities: { over: 'activity', through, at: 'at', where: { status: 'done' }, happened: true },
    // No mailings, automatic replies or what came in: a customer who writes is still to be answered.
    mails: {
      over: 'mailMessage',
      through,
      at: 'at',
      where: { status: 'sent', nature: 'mail', marketing: { ne: true } },
      happened: true,
    },
  },
})
const held: Sign = { key: 'held', label: { en: 'Held', zh: '持有' }, since: [] }
const unprotected: Sign = {
  key: 'protectionEnded',
  label: { en: 'Protection ended', zh: '保护期结束' },
  since: [{ field: 'protectedUntil' }],
  only: true,
}
const locked: Exemption = { key: 'locked', label: { en: 'Locked', zh: '已锁定' }, where: { locked: { ne: true } } }
const undecided: Exemption = {
  key: 'approval',
  label: { en: 'Pending approval, also of related records', zh: '有待审批（含关联记录）' },
  untilDecided: true,
}
const tagged: Exemption = { key: 'tagged', label: { en: 'With certain tags', zh: '带指定标签' }, tags: true }
const deals = { over: 'opportunity', through: 'account' } as const

/** Any owned object that is added here can stand in a pool. */
export const pooled: readonly PooledObject[] = [
  {
    object: lead,
    // What is parked comes back to its owner on its day.
    where: { status: { notIn: ['converted', 'parked'] } },
    signs: [followedUp('lead'), held, unprotected],
    exemptions: [
      { key: 'qualified', label: { en: 'Qualified', zh: '已确认' }, where: { status: { ne: 'qualified' } } },
      undecided,
      locked,
      tagged,
    ],
  },
  {
    object: account,
    where: { type: { notIn: ['partner', 'supplier', 'competitor'] } },
    signs: [
      followedUp('account'),
      {
        key: 'noOpportunity',
        label: { en: 'No new opportunity', zh: '无新商机' },
        since: [{ ...deals, at: 'createdAt' }],
      },
      {
        key: 'noDeal',
        label: { en: 'No deal', zh: '无成交' },
        since: [{ ...deals, at: 'wonAt', where: { status: 'won' } }],
      },
      held,
      unprotected,
    ],
    exemptions: [undecided, locked, tagged],
    value: { ...deals, of: 'amount', where: { status: 'open' } },
  },
]

/** The pooled object of that key; throws where there is none, which the choice of a field prevents. */
export function pooledOf(key: string): PooledObject {
  const found = pooled.find(({ object }) => object.key === key)
  if (!found) throw new Error(`'${key}' stands in no pool.`)
  return found
}

export const pooledObjects = pooled.map(({ object }) => object)

/** As a choice, in the settings of pools. */
export const pooledOptions = pooledObjects.map(({ key, label }) => ({ key, label }))

/** What a rule without a word leaves alone. */
export const ordinaryExemptions: readonly string[] = [undecided.key]

/** Signs and exemptions by object, for the screen of rules. */
export const choicesOf = (of: 'signs' | 'exemptions') =>
  Object.fromEntries(pooled.map((one) => [one.object.key, one[of].map(({ key, label }) => ({ key, label }))]))
