import type { ApiInventory, ApiInventoryThing } from '#kernel/api-handover.ts'
import { approvalObject } from '#kernel/approval.ts'
import { notFound } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { addDays, dayOf, startOfDay } from '#kernel/time.ts'
import { readingKinds } from '#kernel/watch.ts'
import type { Where } from '#kernel/where.ts'
import { engineTable, type Session, tableOf } from '../context.ts'
import { ident, sql } from '../db/sql.ts'
import { groupRecords } from '../query/group.ts'
import { queryOf } from '../query/query.ts'
import { type ApprovalSide, approvalSides, approvalsOf } from './approvals.ts'
import { placesFor } from './places.ts'

/** A field by which records name the person who answers for them. */
export type Responsibility = { readonly object: RegisteredObject; readonly field: string }

/**
 * Every field of every object that names one person and can be given to another: owners first, settings last. Who made or changed a
 * record is history, and what is fixed when a record is made goes to nobody.
 */
export function responsibilities({ workspace }: Pick<Session, 'workspace'>): readonly Responsibility[] {
  const all = [...workspace.registry.objects.values()].flatMap((object) =>
    Object.entries(object.fields).flatMap(([field, declared]) => {
      const goes = !declared.system || ('handedOver' in declared && declared.handedOver === true)
      return declared.type === 'user' && goes && !declared.fixed ? [{ object, field }] : []
    }),
  )
  const rank = ({ object, field }: Responsibility) => (object.nested ? 2 : 0) + (field === 'owner' ? 0 : 1)
  return all.sort((a, b) => rank(a) - rank(b))
}

/** Those of her records that go to somebody else, or those that are history. */
export function hers({ object, field }: Responsibility, personId: string, which: 'pending' | 'past' | 'all'): Where {
  const mine: Where = { [field]: personId }
  if (!object.pending || which === 'all') return mine
  return { and: [mine, which === 'pending' ? object.pending : { not: object.pending }] } as Where
}

/** Everything that a person answers for, by object and stage, with its values. For administrators, which the route sees to. */
export async function inventoryOf(
  session: Session,
  personId: string,
  lastDay: string | null,
  apiKeys: (userId: string) => Promise<ApiInventory['keys']>,
): Promise<ApiInventory> {
  const { workspace } = session
  const { people } = await workspace.directory.everyone()
  const person = people.get(personId)
  if (!person) throw notFound()
  const all = responsibilities(session)
  const things = await Promise.all(all.map((one) => thingOf(session, one, personId, all)))
  const runs = async (table: 'feed' | 'webhook', column: 'created_by' | 'owner_id') =>
    (
      await workspace.db.rows(
        sql`select id, name from ${engineTable(workspace, table)} where ${ident(column)} = ${personId}::uuid order by name`,
      )
    ).map(([id, name]) => ({ id: String(id), name: String(name) }))
  const [month, own, requests, keys, feeds, webhooks] = await Promise.all([
    lastMonth(session, personId, lastDay),
    ownOf(session, personId, things),
    approvalsOf(session, personId),
    apiKeys(personId),
    runs('feed', 'created_by'),
    runs('webhook', 'owner_id'),
  ])
  return {
    person: { id: person.id, name: person.name, active: person.active },
    things: [...things, ...approvalSides.map((side) => thingOfRequests(side, requests[side].length))].filter(
      ({ count, past }) => count + past > 0,
    ),
    own,
    keys,
    feeds,
    webhooks,
    ...month,
  }
}

const monthDays = 30

/** Of what is hers alone how much there is, beyond what is told already; what it is stays hidden. */
async function ownOf(
  { workspace }: Session,
  personId: string,
  things: readonly ApiInventoryThing[],
): Promise<ApiInventory['own']> {
  const closed = [...workspace.registry.objects.values()].filter(
    (object) => object.private && object.traits.includes('owned'),
  )
  const counted = await Promise.all(
    closed.map(async ({ key }) => {
      const [row] = await workspace.db.rows(
        sql`select count(*) from ${tableOf(workspace, key)} where owner_id = ${personId}::uuid and deleted_at is null`,
      )
      const told = things.find((thing) => thing.object === key && thing.field === 'owner')
      return { object: key, count: Number(row?.[0] ?? 0) - (told?.count ?? 0) - (told?.past ?? 0) }
    }),
  )
  return counted.filter(({ count }) => count > 0)
}

/** Requests for approval are told by their number. */
function thingOfRequests(field: ApprovalSide, count: number): ApiInventoryThing {
  return { object: approvalObject, field, count, past: 0, by: null, sum: null, groups: [], relations: [], places: [] }
}

/** What she took out and gave away in the month before her last day, and since: the event log tells it. */
async function lastMonth(
  { workspace }: Session,
  personId: string,
  lastDay: string | null,
): Promise<Pick<ApiInventory, 'since' | 'exports' | 'read' | 'shared'>> {
  const { timeZone } = workspace.settings
  const today = dayOf(workspace.clock.now().toISOString(), timeZone)
  const day = addDays(lastDay !== null && lastDay < today ? lastDay : today, -monthDays)
  const since = startOfDay(day, timeZone)
  const event = engineTable(workspace, 'event')
  const [reads, exports, shares] = await Promise.all([
    workspace.db.rows(
      sql`select kind, sum(records) from ${engineTable(workspace, 'reading')} where user_id = ${personId}::uuid and day >= ${day}::date group by kind`,
    ),
    workspace.db.rows(
      sql`select at, data from ${event} where kind = 'exported' and at > ${since}::timestamptz and actor_id = ${personId}::uuid
        order by at desc, id desc limit 50`,
    ),
    workspace.db.rows(
      sql`select count(distinct record_id) from ${engineTable(workspace, 'share')}
        where created_by = ${personId}::uuid and created_at > ${since}::timestamptz`,
    ),
  ])
  return {
    since: day,
    exports: exports.map(([at, data]) => {
      const { object, rows, unusual } = data as { object: string; rows?: number; unusual?: number }
      return { at: String(at), object, rows: rows ?? 0, unusual: unusual ?? null }
    }),
    read: Object.fromEntries(
      readingKinds.map((kind) => [kind, Number(reads.find(([one]) => one === kind)?.[1] ?? 0)]),
    ) as ApiInventory['read'],
    shared: Number(shares[0]?.[0] ?? 0),
  }
}

async function thingOf(
  session: Session,
  one: Responsibility,
  personId: string,
  all: readonly Responsibility[],
): Promise<ApiInventoryThing> {
  const { object, field } = one
  const query = queryOf(session)
  const { by = null, sum = null } = object.views.board ?? {}
  const measures = ['count', ...(sum ? [`sum:${sum}`] : [])]
  const grouped = await groupRecords(query, object, {
    by: by ? [by] : [],
    measures,
    where: hers(one, personId, 'pending'),
  })
  const groups = grouped.data.map(({ by: [value = null], measures: [count, sums] }) => ({
    value,
    count: Number(count),
    sums: (Array.isArray(sums) ? sums : []) as ApiInventoryThing['groups'][number]['sums'],
  }))
  const past = object.pending
    ? await groupRecords(query, object, { by: [], measures: ['count'], where: hers(one, personId, 'past') })
    : null
  return {
    object: object.key,
    field,
    count: groups.reduce((total, { count }) => total + count, 0),
    past: Number(past?.data[0]?.measures[0] ?? 0),
    by,
    sum,
    groups: groups.filter(({ count }) => count > 0),
    relations: companions(one, all),
    places: field === 'owner' ? (await placesFor(session.workspace, object)).map(({ id, name }) => ({ id, name })) : [],
  }
}

/** Its relations to what has an owner too: a part goes where the whole goes. */
function companions({ object }: Responsibility, all: readonly Responsibility[]): string[] {
  const owned = new Set(all.filter(({ field }) => field === 'owner').map((one) => one.object.key))
  return Object.entries(object.fields).flatMap(([key, field]) =>
    field.type === 'relation' && 'to' in field && field.to !== object.key && owned.has(String(field.to)) ? [key] : [],
  )
}
