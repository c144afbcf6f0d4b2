import type { ApiHandoverPreview, HandoverRule } from '#kernel/api-handover.ts'
import { approvalObject } from '#kernel/approval.ts'
import { columnsOf } from '#kernel/fields/index.ts'
import type { Where } from '#kernel/where.ts'
import type { Session } from '../context.ts'
import { ident, raw, sql } from '../db/sql.ts'
import { queryOf } from '../query/query.ts'
import { type ApprovalSide, approvalSides, approvalsOf } from './approvals.ts'
import { hers, type Responsibility, responsibilities } from './inventory.ts'
import { placesFor } from './places.ts'
import { itemsOf } from './plan.ts'

/** What a plan would do: who gets how much, on top of what each has already, and what stays. Nothing is written. */
export async function previewHandover(
  session: Session,
  personId: string,
  rules: readonly HandoverRule[],
): Promise<ApiHandoverPreview> {
  const items = await itemsOf(session, personId, rules)
  const { people } = await session.workspace.directory.everyone()
  const all = responsibilities(session)
  const at = (object: string, field: string) => all.find((one) => one.object.key === object && one.field === field)!
  const owned = all.filter(({ field }) => field === 'owner')
  const known = await Promise.all(owned.map(({ object }) => placesFor(session.workspace, object)))
  const places = new Map(known.flat().map((place) => [place.id, place]))
  const receivers = await Promise.all(
    [...Map.groupBy(items, ({ to }) => to)].map(async ([id, list]) => ({
      id,
      name: people.get(id)?.name ?? places.get(id)?.name ?? '—',
      place: places.has(id),
      count: list.length,
      loads: await Promise.all(
        [...Map.groupBy(list, ({ object, field }) => `${object} ${field}`).values()].map(async (some) => {
          const { object, field } = some[0]!
          if (object === approvalObject) {
            const before = (await approvalsOf(session, id))[field as ApprovalSide].length
            return { object, field, before, after: before + some.length, valueBefore: null, valueAfter: null }
          }
          const place = places.get(id)
          const one = at(object, field)
          const there = place ? { [place.relation]: id } : hers(one, id, 'pending')
          const { count, value } = await loadOf(session, one, there)
          const more = some.reduce((sum, one) => sum + one.value, 0)
          return {
            object,
            field,
            before: count,
            after: count + some.length,
            valueBefore: value,
            valueAfter: value === null ? null : value + more,
          }
        }),
      ),
    })),
  )
  const left = (object: string, field: string, count: number) => {
    const taken = items.filter((item) => item.object === object && item.field === field).length
    return { object, field, count: Math.max(0, count - taken) }
  }
  const [waiting, stays] = await Promise.all([
    approvalsOf(session, personId),
    Promise.all(
      all.map(async (one) => {
        const { count } = await loadOf(session, one, hers(one, personId, 'pending'))
        return left(one.object.key, one.field, count)
      }),
    ),
  ])
  return {
    count: items.length,
    receivers: receivers.sort((a, b) => b.count - a.count || a.name.localeCompare(b.name)),
    stays: [...stays, ...approvalSides.map((side) => left(approvalObject, side, waiting[side].length))].filter(
      ({ count }) => count > 0,
    ),
  }
}

/** How much there is now: what somebody answers for and wants seeing to, or what stands in a place. */
async function loadOf(session: Session, one: Responsibility, where: Where) {
  const query = queryOf(session)
  const { object } = one
  const sum = object.views.board?.sum
  const money = sum ? columnsOf(sum, object.fields[sum]!)[0] : undefined
  const [row] = await session.workspace.db.rows(
    sql`select count(*), ${money ? sql`coalesce(sum(${ident('r', money.name)}), 0)` : raw('null')}
      from ${query.from(object.key, 'r')} where ${query.reach(object, { where })}`,
  )
  return { count: Number(row?.[0] ?? 0), value: row?.[1] === null ? null : Number(row?.[1]) }
}
