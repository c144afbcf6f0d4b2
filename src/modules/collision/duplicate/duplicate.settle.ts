import { v7 as uuid } from 'uuid'
import { type Reader, subscribe, type Tx, type Work } from '#kernel/behaviour.ts'
import type { RecordOf } from '#kernel/object.ts'
import { lead } from '#modules/sales/lead/lead.ts'
import { duplicate } from './duplicate.ts'
import { type Scanned, scanned, undecided } from './scanned.ts'

/** Settles what has too few records left: they were deleted. */
export async function settleGone(work: Work): Promise<void> {
  for (const { object } of scanned) {
    const where = { ...undecided, object: object.key }
    const ids = await work.ids(duplicate, where)
    for (let i = 0; i < ids.length; i += together) {
      const some = { id: { in: ids.slice(i, i + together) } }
      const gone = await whichAreGone(await work.list(duplicate, { where: some, limit: together }), work)
      if (gone.length === 0) continue
      const among = gone.map(({ id }) => id)
      await work.sweep(duplicate, where, uuid(), async (open, tx) => settle(await whichAreGone(open, tx.all), tx), {
        among,
      })
    }
  }
}
const together = 500

type Duplicate = RecordOf<typeof duplicate>

async function whichAreGone(groups: readonly Duplicate[], all: Pick<Reader, 'ids'>): Promise<Duplicate[]> {
  const live = new Set<string>()
  for (const { object, field } of scanned) {
    const ids = [...new Set(groups.flatMap((one) => one[field] ?? []))]
    for (let i = 0; i < ids.length; i += together)
      for (const id of await all.ids(object, { id: { in: ids.slice(i, i + together) } })) live.add(id)
  }
  const left = (one: Duplicate, ...fields: readonly Scanned['field'][]) =>
    fields.flatMap((field) => one[field] ?? []).filter((id) => live.has(id)).length
  return groups.filter((one) =>
    one.proposal === 'attach'
      ? left(one, 'leads') === 0 || left(one, 'accounts', 'contacts') === 0
      : left(one, 'accounts', 'contacts', 'leads') < 2,
  )
}

async function settle(gone: readonly Duplicate[], tx: Tx): Promise<void> {
  await tx.updateAll(
    duplicate,
    gone.map(({ id }) => ({ id, status: 'gone' as const, until: null, decidedAt: tx.now })),
  )
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
