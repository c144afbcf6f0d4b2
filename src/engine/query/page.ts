import type { ApiPage, ApiRecord } from '#kernel/api.ts'
import { columnsOf } from '#kernel/fields/index.ts'
import { notFound } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { canRead } from '../access/principal.ts'
import { approvalsAround } from '../approvals/read.ts'
import type { Session } from '../context.ts'
import { and, ident, sql } from '../db/sql.ts'
import { flowsAround } from '../flows/read.ts'
import { verbOf } from '../records/records.ts'
import { listFires } from '../signals/read.ts'
import { groupRecords } from './group.ts'
import { listRecords, presentRecords } from './list.ts'
import { type Query, queryOf } from './query.ts'
import { readTimeline } from './timeline.ts'

/** Records of each related list that the page shows at once. */
const relatedShown = 6

/** Everything that paints a record's page, read at once: the record, what may be done with it, what belongs to it, what happened. */
export async function readPage(session: Session, object: RegisteredObject, id: string): Promise<ApiPage> {
  const query = queryOf(session)
  const [records, actions, update, remove, related, timeline, flows, approvals, fires] = await Promise.all([
    presentRecords(query, object, [id], null),
    fittingActions(query, object, id),
    mayReach(query, object, id, 'update'),
    mayReach(query, object, id, 'delete'),
    relatedLists(query, object, id),
    readTimeline(query, object, id),
    flowsAround(session, object.key, id, 5),
    approvalsAround(session, object.key, id, 5),
    listFires(session, { record: id, limit: 5 }),
  ])
  const [record] = records
  if (!record) throw notFound()
  const some = flows.runs.length > 0 || flows.buttons.length > 0
  return {
    record: record as ApiRecord,
    actions,
    rights: { update, delete: remove },
    related,
    timeline,
    ...(some ? { flows } : {}),
    ...(approvals.length > 0 ? { approvals } : {}),
    ...(fires.length > 0 ? { signals: fires } : {}),
  }
}

/** Keys of the actions that are the caller's and whose `when` holds; one statement for all of them. */
async function fittingActions(query: Query, object: RegisteredObject, id: string): Promise<string[]> {
  const { actions } = query.principal.rights(object.key)
  const mine = object.actions.filter((a) => !a.unlisted && (actions === 'all' || actions.has(a.key)))
  if (mine.length === 0) return []
  // Those of the list that ask for no change of the record itself are there for whoever reads it.
  const changes = query.reach(object, { verb: 'update' })
  const conditions = mine.map((action) => {
    const fits = query.declared(object, action.when, 'r') ?? sql`true`
    return verbOf(action) === 'read' ? fits : and([fits, changes])
  })
  const columns = conditions.reduce((all, one, i) => (i === 0 ? sql`(${one}) is true` : sql`${all}, (${one}) is true`))
  const [row] = await query.workspace.db.rows(
    sql`select ${columns} from ${query.from(object.key, 'r')} where ${and([sql`r.id = ${id}::uuid`, query.reach(object, {})])}`,
  )
  return row ? mine.filter((_, i) => row[i] === true).map((a) => a.key) : []
}

async function mayReach(
  query: Query,
  object: RegisteredObject,
  id: string,
  verb: 'update' | 'delete',
): Promise<boolean> {
  if (query.principal.rights(object.key).scopes[verb].length === 0) return false
  const rows = await query.workspace.db.rows(
    sql`select 1 from ${query.from(object.key, 'r')} where r.id = ${id}::uuid and ${query.reach(object, { verb })}`,
  )
  return rows.length > 0
}

/** The records of other objects that point here, a few of each with totals; those of the timeline stand there already. */
async function relatedLists(query: Query, object: RegisteredObject, id: string): Promise<ApiPage['related']> {
  const shown = object.inverse.filter(({ object: from, field }) => {
    const declared = query.workspace.registry.object(from).fields[field]
    return (
      declared?.type === 'relation' &&
      !('timeline' in declared && declared.timeline) &&
      canRead(query.principal, from, field) &&
      query.principal.rights(from).scopes.read.length > 0
    )
  })
  return Promise.all(
    shown.map(async ({ object: key, field, name }) => {
      const from = query.workspace.registry.object(key)
      const select = [...new Set([from.title, 'version', ...(from.views.list ?? [])])].filter(
        (f) => f !== field && canRead(query.principal, key, f),
      )
      const money = (from.views.list ?? []).find(
        (f) => from.fields[f]?.type === 'money' && canRead(query.principal, key, f),
      )
      const where = { [field]: id }
      const [page, groups, all] = await Promise.all([
        listRecords(query, from, { where, select, ...newestFirst(query, key), limit: relatedShown }),
        groupRecords(query, from, {
          where,
          by: [],
          measures: ['count', ...(money ? [`sum:${money}`] : [])],
          convert: true,
        }),
        countAll(query, from, field, id),
      ])
      const [count, sums] = groups.data[0]?.measures ?? [0, []]
      return {
        object: key,
        field,
        name,
        data: page.data as unknown as ApiRecord[],
        total: Number(count),
        ...(all > Number(count) ? { all } : {}),
        sums: money ? (sums as { amount: string; currency: string }[]).map((sum) => ({ field: money, ...sum })) : [],
      }
    }),
  )
}

/** How many records point here, hidden ones too, up to a thousand; 0 where that is nobody's business, or where she sees them all. */
async function countAll(query: Query, from: RegisteredObject, field: string, id: string): Promise<number> {
  const declared = from.fields[field]!
  if (!('counted' in declared && declared.counted) || query.scope(from.key, 'read', ident('r')) === null) return 0
  const column = columnsOf(field, declared)[0]!.name
  const [row] = await query.workspace.db.rows(
    sql`select count(*) from (select 1 from ${query.from(from.key, 'r')}
      where ${ident('r', column)} = ${id}::uuid and r.deleted_at is null limit 1000) counted`,
  )
  return Number(row?.[0] ?? 0)
}

function newestFirst(query: Query, objectKey: string): { sort?: readonly string[] } {
  return canRead(query.principal, objectKey, 'updatedAt') ? { sort: ['-updatedAt'] } : {}
}
