import type { Tx } from '#kernel/behaviour.ts'
import { levelOf } from '#kernel/match/matching.ts'
import type { RecordOf } from '#kernel/object.ts'
import { whereLimits } from '#kernel/where-parse.ts'
import { duplicate } from './duplicate.ts'
import { type Found, isSettled, nameOf, type Scanned } from './scanned.ts'

/** So many records are settled in one go; whatever else is like them makes another group. */
const most = 20

type Known = RecordOf<typeof duplicate>
type Group = {
  readonly known: Known | null
  readonly name: string
  readonly members: Set<string>
  points: number
  readonly agrees: Set<string>
}

/**
 * Puts pairs together: whoever is like a member belongs to the group, and whoever is like none of them any more leaves it;
 * what somebody has said is different stays apart. Nobody belongs to two: who is like a group that is full waits until that
 * is settled.
 */
export async function gather(one: Scanned, found: readonly Found[], tx: Tx): Promise<void> {
  const { object, field } = one
  const ids = found.flatMap(({ record, likes }) => [record.id, ...likes.map(({ id }) => id)])
  const known = (await knownGroups(tx, object.key, field, [...new Set(ids)])).filter(
    ({ proposal }) => proposal !== 'attach',
  )
  const apart = known.filter(({ status }) => status === 'notSame').map((one) => new Set(one[field] ?? []))
  const groups = known.filter(({ status }) => status !== 'notSame').map((one) => groupOf(one, one[field] ?? []))
  const places = new Map<string, Group>()
  for (const group of groups) for (const id of group.members) if (!places.has(id)) places.set(id, group)

  for (const { record, likes } of found) {
    const left = places.get(record.id)
    if (left && likes.length < most && !likes.some(({ id }) => left.members.has(id))) {
      left.members.delete(record.id)
      places.delete(record.id)
    }
    if (isSettled(record)) continue
    for (const like of likes) {
      if (isSettled(like.record) || apart.some((ids) => ids.has(record.id) && ids.has(like.id))) continue
      const group = together(record, like.id)
      if (!group) continue
      group.points = Math.max(group.points, Math.round(like.points))
      for (const { kind, points } of like.reasons) if (points > 0) group.agrees.add(kind)
    }
  }
  await keep(groups)

  /** The group that two records belong to; null where it would become too large. */
  function together(record: Found['record'], other: string): Group | null {
    const [first, second] = [places.get(record.id), places.get(other)]
    if (first && first === second) return first
    if ((first?.members.size ?? 1) + (second?.members.size ?? 1) > most) return null
    const into = first?.known ? first : second?.known ? second : (first ?? second ?? begin(record))
    const from = into === first ? second : first
    for (const id of [record.id, other, ...(from?.members ?? [])]) {
      into.members.add(id)
      places.set(id, into)
    }
    if (from) {
      into.points = Math.max(into.points, from.points)
      for (const kind of from.agrees) into.agrees.add(kind)
      from.members.clear()
    }
    return into
  }

  function begin(record: Found['record']): Group {
    const group = {
      known: null,
      name: nameOf(one, record),
      members: new Set<string>(),
      points: 0,
      agrees: new Set<string>(),
    }
    groups.push(group)
    return group
  }

  async function keep(all: readonly Group[]): Promise<void> {
    for (const { known: one, name, members, points, agrees } of all) {
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
      if (!one)
        await tx.create(duplicate, {
          ...values,
          name,
          object: object.key,
          owner: null,
          foundAt: tx.now,
        })
      else if (points !== one.points || agrees.size !== one.agrees?.length || !sameMembers(members, one[field] ?? []))
        await tx.update(duplicate, one.id, values)
    }
  }
}

function groupOf(known: Known, members: readonly string[]): Group {
  return {
    known,
    name: known.name ?? '',
    members: new Set(members),
    points: known.points ?? 0,
    agrees: new Set(known.agrees ?? []),
  }
}

function sameMembers(members: ReadonlySet<string>, others: readonly string[]): boolean {
  return members.size === others.length && others.every((id) => members.has(id))
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
