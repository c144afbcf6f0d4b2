import type { Tx } from '#kernel/behaviour.ts'
import { levelOf, likely } from '#kernel/match/matching.ts'
import { account } from '#modules/customers/account/account.ts'
import { contact } from '#modules/customers/contact/contact.ts'
import { lead } from '#modules/sales/lead/lead.ts'
import { duplicate } from './duplicate.ts'
import { type Found, isSettled, nameOf, type Scanned, scanned, undecided } from './scanned.ts'

/** What a lead is converted into. */
export const customers = [account, contact]

/**
 * Looks again at leads that one of these accounts or contacts is like, and at those that it is proposed for: a customer may
 * be entered after the lead.
 */
export async function proposeFor({ field }: Scanned, found: readonly Found[], tx: Tx): Promise<void> {
  const ids = found.map(({ record }) => record.id)
  const where = { object: lead.key, proposal: 'attach', [field]: { hasAny: ids }, ...undecided }
  const known = await tx.all.list(duplicate, { where, limit: 2_000 })
  const touched = new Set([
    ...found.flatMap(({ likes }) => likes.map(({ id }) => id)),
    ...known.flatMap(({ leads }) => leads ?? []),
  ])
  const all = [...touched]
  for (let i = 0; i < all.length; i += together) {
    const leads = await tx.all.list(lead, { where: { id: { in: all.slice(i, i + together) } }, limit: together })
    const likes = await tx.similarAll(lead, leads, { among: customers, from: likely })
    await propose(
      leads.map((record, n) => ({ record, likes: likes[n]! })),
      tx,
    )
  }
}
const together = 200

/** Leads that are like an account or contact: each is converted into that, once somebody agrees. */
export async function propose(found: readonly Found[], tx: Tx): Promise<void> {
  const ids = found.map(({ record }) => record.id)
  const known = await tx.all.list(duplicate, {
    where: {
      object: lead.key,
      proposal: 'attach',
      leads: { hasAny: ids },
      status: { in: ['open', 'later', 'notSame'] },
    },
    limit: 2_000,
  })
  for (const { record, likes } of found) {
    const hers = known.filter(({ leads }) => leads?.includes(record.id))
    const there = hers.find(({ status }) => status !== 'notSame')
    const apart = new Set(
      hers.flatMap((one) => (one.status === 'notSame' ? [...(one.accounts ?? []), ...(one.contacts ?? [])] : [])),
    )
    const wanted = isOver(record) ? [] : likes.filter(({ id }) => !apart.has(id))
    if (wanted.length === 0) {
      if (there) await tx.delete(duplicate, there.id)
      continue
    }
    const of = (key: string) => wanted.flatMap(({ object, id }) => (object === key ? [id] : [])).sort()
    const points = Math.round(Math.max(...wanted.map((like) => like.points)))
    const agrees = wanted.flatMap(({ reasons }) => reasons.flatMap(({ kind, points }) => (points > 0 ? [kind] : [])))
    const values = {
      leads: [record.id],
      accounts: of(account.key),
      contacts: of(contact.key),
      count: 1 + wanted.length,
      points,
      level: levelOf(points),
      agrees: [...new Set(agrees)].sort() as never,
    }
    if (there) await tx.update(duplicate, there.id, values)
    else
      await tx.create(duplicate, {
        ...values,
        name: nameOf(scanned[2], record),
        object: lead.key,
        proposal: 'attach',
        owner: null,
        foundAt: tx.now,
      })
  }
}

/** Nobody converts what was converted or turned down. */
function isOver(record: object): boolean {
  return isSettled(record) || (record as { status?: unknown }).status === 'unqualified'
}
