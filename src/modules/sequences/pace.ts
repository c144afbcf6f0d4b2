import type { Tx } from '#kernel/behaviour.ts'
import type { RecordOf, Where } from '#kernel/object.ts'
import { dayOf, startOfDay } from '#kernel/time.ts'
import { user } from '#modules/identity/user/user.ts'
import { type Hours, nextDay, nextOpen, type SequenceStep } from './plan.ts'
import { policyOf } from './sequencePolicy/sequencePolicy.ts'
import { sequencePromise } from './sequencePromise/sequencePromise.ts'

type Promised = RecordOf<typeof sequencePromise>
type Waits = { readonly at: string; readonly waits: NonNullable<Promised['waits']> }

/** Until when a step has to wait that is due, and for what; null where it may be done now. */
export async function whenFree(tx: Tx, promise: Promised, step: SequenceStep, hours: Hours): Promise<Waits | null> {
  if (!step.anytime) {
    const open = nextOpen(tx.now, hours)
    if (open > tx.now) return { at: open, waits: 'hours' }
  }
  if (!promise.counted) return null
  const policy = await policyOf(tx)
  // Whoever counts for the same owner or domain comes after this one, so that two at once do not both find the last place free.
  if (promise.owner) await tx.lock(user, promise.owner)
  if (promise.domain) await tx.takeTurn(`sequences to ${promise.domain}`)
  const today = { gte: startOfDay(dayOf(tx.now, tx.calendar.timeZone), tx.calendar.timeZone) }
  const gone = (where: Where) => tx.all.count(sequencePromise, { counted: true, ...where })
  if ((await gone({ owner: promise.owner ?? null, at: today })) >= policy.perPerson)
    return { at: nextDay(tx.now, hours), waits: 'person' }
  if (promise.domain && (await gone({ domain: promise.domain, at: today })) >= policy.perDomain)
    return { at: nextDay(tx.now, hours), waits: 'domain' }
  const spanMs = policy.recipientDays * 86_400_000
  const since = new Date(Date.parse(tx.now) - spanMs).toISOString()
  const [last] = (
    await tx.all.list(sequencePromise, {
      where: { counted: true, at: { gt: since }, or: sameRecipient(promise) },
      sort: ['-at'],
      limit: policy.perRecipient,
    })
  ).slice(policy.perRecipient - 1)
  if (!last) return null
  const free = new Date(Date.parse(last.at as string) + spanMs).toISOString()
  return { at: step.anytime ? free : nextOpen(free, hours), waits: 'recipient' }
}

function sameRecipient({ lead, contact, address }: Promised): Where[] {
  return [...(lead ? [{ lead }] : []), ...(contact ? [{ contact }] : []), ...(address ? [{ address }] : [])]
}
