import { v7 as uuid } from 'uuid'
import { defineJob, subscribe, type Tx } from '#kernel/behaviour.ts'
import type { Similar } from '#kernel/match/guard.ts'
import { levelOf, likely } from '#kernel/match/matching.ts'
import type { RecordOf } from '#kernel/object.ts'
import { dayOf } from '#kernel/time.ts'
import { whereLimits } from '#kernel/where-parse.ts'
import { account } from '#modules/customers/account/account.ts'
import { contact } from '#modules/customers/contact/contact.ts'
import { lead } from '#modules/sales/lead/lead.ts'
import { duplicate } from './duplicate.ts'

/** So many records are settled in one go; whatever else is like them makes another group. */
const most = 20
/** One run of the job, where whoever starts it says nothing; the next one goes on. */
const runMs = 480_000

const scanned = [
  { object: account, field: 'accounts' },
  { object: contact, field: 'contacts' },
  { object: lead, field: 'leads' },
] as const
type Scanned = (typeof scanned)[number]

/**
 * What was put off comes back on its day, and what has fewer than two records left settles itself; then what was written
 * since the last run is compared with all that is there.
 */
export const findDuplicates = defineJob('find duplicates', {
  cron: '*/10 * * * *',
  async run(work, { forMs = runMs }) {
    const today = dayOf(work.now, work.calendar.timeZone)
    await work.sweep(duplicate, { status: 'later', until: { lte: today } }, uuid(), (due, tx) =>
      tx.updateAll(
        duplicate,
        due.map(({ id }) => ({ id, status: 'open' as const, until: null })),
      ),
    )
    for (const one of scanned) {
      await work.sweep(duplicate, { ...undecided, object: one.object.key }, uuid(), (some, tx) =>
        settleGone(one, some, tx),
      )
      const among = one.object.key === lead.key ? [account, contact] : []
      await work.scanLikes(one.object, { from: likely, among, forMs: Number(forMs) }, async (found, tx) => {
        const { key } = one.object
        const alike = (own: 'own' | 'others') =>
          found.map(
            ({ record, likes }): Found => ({
              record,
              likes: likes.filter(({ object }) => (object === key) === (own === 'own')),
            }),
          )
        await gather(one, alike('own'), tx)
        if (among.length > 0) await propose(alike('others'), tx)
      })
    }
  },
})

const undecided = { status: { in: ['open', 'later'] } }

async function settleGone({ object, field }: Scanned, groups: readonly Known[], tx: Tx): Promise<void> {
  const ids = [...new Set(groups.flatMap((one) => one[field] ?? []))]
  const live = new Set<string>()
  for (let i = 0; i < ids.length; i += 500)
    for (const id of await tx.all.ids(object, { id: { in: ids.slice(i, i + 500) } })) live.add(id)
  const gone = groups.filter(
    (one) => (one[field] ?? []).filter((id) => live.has(id)).length < (one.proposal === 'attach' ? 1 : 2),
  )
  await tx.updateAll(
    duplicate,
    gone.map(({ id }) => ({ id, status: 'gone' as const, until: null, decidedAt: tx.now })),
  )
}

type Found = { readonly record: { readonly id: string }; readonly likes: readonly Similar[] }
type Known = RecordOf<typeof duplicate>
type Group = {
  readonly known: Known | null
  name: string
  members: Set<string>
  points: number
  agrees: Set<string>
}

/**
 * Puts pairs together: whoever is like a member belongs to the group, and whoever is like none of them any more leaves it;
 * what somebody has said is different stays apart.
 */
async function gather({ object, field }: Scanned, found: readonly Found[], tx: Tx): Promise<void> {
  const ids = found.flatMap(({ record, likes }) => [record.id, ...likes.map(({ id }) => id)])
  const known = await knownGroups(tx, object.key, field, [...new Set(ids)])
  const merges = known.filter(({ proposal }) => proposal !== 'attach')
  const apart = merges.filter(({ status }) => status === 'notSame')
  const groups: Group[] = merges
    .filter(({ status }) => status !== 'notSame')
    .map((one) => ({
      known: one,
      name: one.name ?? '',
      members: new Set(one[field] ?? []),
      points: one.points ?? 0,
      agrees: new Set(one.agrees ?? []),
    }))
  const gone: Group[] = []
  const together = (a: string, b: string) => apart.some((one) => [a, b].every((id) => one[field]?.includes(id)))
  for (const { record, likes } of found) {
    const left = groups.find(({ members }) => members.has(record.id))
    if (left && likes.length < most && !likes.some(({ id }) => left.members.has(id))) left.members.delete(record.id)
    if (isSettled(record)) continue
    for (const like of likes) {
      if (isSettled(like.record) || together(record.id, like.id)) continue
      const [first, second] = groups.filter(({ members }) => members.has(record.id) || members.has(like.id))
      const size = new Set([...(first?.members ?? []), ...(second?.members ?? []), record.id, like.id]).size
      const group =
        first && size <= most ? first : first?.members.has(record.id) && first.members.has(like.id) ? first : null
      const into: Group = group ?? {
        known: null,
        name: String((record as unknown as Record<string, unknown>)[object.title] ?? ''),
        members: new Set(),
        points: 0,
        agrees: new Set(),
      }
      if (!group) groups.push(into)
      if (group && second && size <= most) {
        for (const id of second.members) into.members.add(id)
        into.points = Math.max(into.points, second.points)
        for (const kind of second.agrees) into.agrees.add(kind)
        groups.splice(groups.indexOf(second), 1)
        gone.push(second)
      }
      into.members.add(record.id).add(like.id)
      into.points = Math.max(into.points, Math.round(like.points))
      for (const { kind, points } of like.reasons) if (points > 0) into.agrees.add(kind)
    }
  }
  for (const { known: one } of gone) if (one) await tx.delete(duplicate, one.id)
  for (const { known: one, name, members, points, agrees } of groups) {
    if (members.size < 2) {
      if (one) await tx.delete(duplicate, one.id)
      continue
    }
    const values = {
      [field]: [...members].sort(),
      count: members.size,
      points,
      level: levelOf(points),
      agrees: [...agrees].sort() as never,
    }
    if (one) await tx.update(duplicate, one.id, values)
    else
      await tx.create(duplicate, {
        ...values,
        name: name.slice(0, 200),
        object: object.key,
        owner: null,
        foundAt: tx.now,
      })
  }
}

/** Leads that are like an account or contact: each is converted into that, once somebody agrees. */
async function propose(found: readonly Found[], tx: Tx): Promise<void> {
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
        name: String((record as unknown as Record<string, unknown>)[lead.title] ?? '').slice(0, 200),
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

/** Groups that one of these belongs to, the oldest first; where everything is like everything, there are more than a filter takes. */
async function knownGroups(tx: Tx, object: string, field: Scanned['field'], ids: readonly string[]): Promise<Known[]> {
  const found = new Map<string, Known>()
  for (let i = 0; i < ids.length; i += whereLimits.values) {
    const some = ids.slice(i, i + whereLimits.values)
    const where = { object, [field]: { hasAny: some }, status: { in: ['open', 'later', 'notSame'] } }
    for (const one of await tx.all.list(duplicate, { where, sort: ['createdAt'], limit: 2_000 })) found.set(one.id, one)
  }
  return [...found.values()].sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
}

/** A lead that was converted lives on in what it was converted into. */
function isSettled(record: object): boolean {
  return (record as { status?: unknown }).status === 'converted'
}

/** A merge settles the group of its records, and parting them opens it again. */
export const settleDuplicates = subscribe(
  'a duplicate that was merged is settled, one that was parted again is open again',
  scanned.flatMap(({ object }) => ['merged', 'split'].map((kind) => `${object.key}.${kind}`)),
  async (event, work) => {
    const one = scanned.find(({ object }) => object.key === event.object)
    if (!one) return
    await work.write(async (tx) => {
      const groups = await tx.all.list(duplicate, {
        where: { [one.field]: { has: event.recordId }, status: { in: ['open', 'later', 'merged'] } },
        limit: 200,
      })
      for (const group of groups) {
        if (group.proposal === 'attach') continue
        const ids = group[one.field] ?? []
        const live = await tx.all.count(one.object, { id: { in: [...ids] } })
        const settled = group.status === 'merged'
        if (live >= 2 && settled)
          await tx.update(duplicate, group.id, { status: 'open', decidedBy: null, decidedAt: null, count: live })
        else if (live < 2 && !settled)
          await tx.update(duplicate, group.id, {
            status: 'merged',
            until: null,
            decidedBy: event.actorId,
            decidedAt: event.at,
          })
        else if (live >= 2 && live !== group.count) await tx.update(duplicate, group.id, { count: live })
      }
    })
  },
)

/** Whoever converts a lead settles what was proposed for it, wherever she does so. */
export const settleProposals = subscribe(
  'a lead that is converted leaves the list of likely duplicates',
  [`${lead.key}.converted`],
  async (event, work) => {
    await work.write(async (tx) => {
      const groups = await tx.all.list(duplicate, {
        where: { proposal: 'attach', leads: { has: event.recordId }, status: { in: ['open', 'later'] } },
        limit: 20,
      })
      await tx.updateAll(
        duplicate,
        groups.map(({ id }) => ({
          id,
          status: 'attached' as const,
          until: null,
          decidedBy: event.actorId,
          decidedAt: event.at,
        })),
      )
    })
  },
)
