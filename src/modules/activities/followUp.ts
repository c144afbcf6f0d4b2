import type { Change, Tx } from '#kernel/behaviour.ts'
import type { ObjectDef } from '#kernel/object.ts'
import { activity } from './activity/activity.ts'

/**
 * Tells the record at the other end of a relation when it was last followed up, and when it will be next.
 * @param object has `lastFollowUpAt`, and perhaps `nextFollowUpAt`
 * @param relation the field of the activity that points at it
 */
export async function tellFollowUp(
  tx: Tx,
  { before, after, deleted, changes }: Change<typeof activity>,
  object: ObjectDef,
  relation: string,
): Promise<void> {
  const id = (after as Readonly<Record<string, unknown>>)[relation]
  if (deleted || typeof id !== 'string') return
  if (before && !['status', 'at', relation].some((field) => changes(field as 'status'))) return
  const record = (await tx.all.get(object, id)) as Followed | null
  if (!record) return
  const patch: { lastFollowUpAt?: string; nextFollowUpAt?: string | null } = {}
  if (after.status === 'done' && (record.lastFollowUpAt ?? '') < after.at) patch.lastFollowUpAt = after.at
  if (object.fields.nextFollowUpAt) {
    const next = await nextFollowUp(tx, record.nextFollowUpAt ?? null, before, after, relation, id)
    if (next !== record.nextFollowUpAt) patch.nextFollowUpAt = next
  }
  if (Object.keys(patch).length > 0) await tx.update(object, id, patch)
}

type Followed = { readonly lastFollowUpAt?: string | null; readonly nextFollowUpAt?: string | null }
type Step = Pick<Change<typeof activity>['after'], 'id' | 'at' | 'status' | 'dueAt' | 'startAt'>

/** The earlier of two plans; once one is done, the next open one. What a person planned by hand for later stays. */
async function nextFollowUp(
  tx: Tx,
  planned: string | null,
  before: Step | null,
  after: Step,
  relation: string,
  id: string,
) {
  if (after.status === 'open') {
    const timed = after.dueAt ?? after.startAt
    const moved = before !== null && planned === before.at
    return timed && (planned === null || planned < tx.now || timed < planned || moved) ? timed : planned
  }
  const reached = before && before.at > tx.now ? before.at : tx.now
  if (planned === null || planned > reached) return planned
  const [next] = await tx.all.list(activity, {
    where: { [relation]: id, status: 'open', id: { ne: after.id } },
    sort: ['at'],
    limit: 1,
  })
  return next?.at ?? null
}
