import type { ListQuery } from '#kernel/api.ts'
import { refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Where } from '#kernel/where.ts'
import { canRead } from '../access/principal.ts'
import type { Reader } from '../db/replica.ts'
import { and, isOneOf, join, limitTo, raw, type Sql, sql } from '../db/sql.ts'
import { readCursor, writeCursor } from './cursor.ts'
import type { Query } from './query.ts'
import { compileSelect } from './select.ts'
import { backwards, compileSort, orderBy, type Phase, phaseSql, phasesOf, type SortColumn } from './sort.ts'

/** One page of records. */
export type Page = {
  readonly data: Record<string, unknown>[]
  readonly next: string | null
  readonly previous?: string | null
  readonly total?: { readonly value: number; readonly exact: boolean }
}

/** Lists records that the reader may see. Refuses unknown and hidden fields alike, in every clause. */
export async function listRecords(query: Query, object: RegisteredObject, options: ListQuery): Promise<Page> {
  const limit = Math.min(Math.max(options.limit ?? 50, 1), 1_000)
  const order = options.sort?.length ? options.sort : firstOrder(query, object)
  const sortKey = order.join(',')
  const sorted = compileSort(query, object, order)
  const forward = sorted.length > 0 ? sorted : [byId]
  const back = options.before !== undefined
  const columns = back ? backwards(forward) : forward
  const marker = back && options.before !== 'end' ? options.before : options.after
  const types = columns.map((c) => c.cast)
  const cursor = marker ? readCursor(marker, sortKey, types) : null
  const { where = {}, deleted = false } = options
  const reach = query.reach(object, { where, deleted, many: !hangsOnOne(query, object, where) })
  if (columns.some(({ reckoned }) => reckoned)) await mustBeFew(query, object, reach)
  const selection = compileSelect(query, object, options.select ?? null)
  const total = countRecords(query, object, reach, options.count ?? 'none')
  total.catch(() => {}) // told where it is awaited, unless the list itself fails first
  const rows: (readonly unknown[])[] = []
  const from = query.from(object.key, 'r')
  const phases = phasesOf(columns)
  const cursorPhase: Phase = cursor && cursor.values[0] === null ? 'empty' : 'valued'
  for (const phase of cursor ? phases.slice(phases.indexOf(cursorPhase)) : phases) {
    if (rows.length > limit) break
    const here = phaseSql(columns, phase, cursor && phase === cursorPhase ? cursor : null)
    const list = [...selection.columns, ...columns.map((c) => c.expression)]
    const found = sql`where ${and([reach, here])} ${orderBy(columns, phase)} ${limitTo(limit + 1)}`
    const page = isIndexed(object, order)
      ? found
      : sql`where r.id = any(array(select r.id from ${from} ${found})) ${orderBy(columns, phase)}`
    rows.push(...(await query.workspace.db.rows(sql`select ${join(list)} from ${from} ${selection.joins} ${page}`)))
  }
  const shown = back ? rows.slice(0, limit).reverse() : rows.slice(0, limit)
  const data = shown.map((row) => selection.assemble(row))
  const width = selection.columns.length
  const markerOf = (at: number) => {
    const row = shown.at(at)
    return row
      ? writeCursor({ sort: sortKey, values: row.slice(width) as unknown[], id: String(data.at(at)!['id']) })
      : null
  }
  const more = rows.length > limit
  const counted = await total
  return {
    data,
    next: back ? (cursor ? markerOf(-1) : null) : more ? markerOf(-1) : null,
    ...(back || cursor ? { previous: back && !more ? null : markerOf(0) } : {}),
    ...(counted ? { total: counted } : {}),
  }
}

/** Is it what hangs on one record, such as the contacts of an account? */
function hangsOnOne({ workspace: { registry } }: Query, { fields }: RegisteredObject, where: Where): boolean {
  return Object.entries(where).some(([key, asked]) => {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined
    if (typeof asked !== 'string' || field?.type !== 'relation' || !('to' in field)) return key === 'id'
    return registry.object(String(field.to)).traits.includes('owned')
  })
}

/**
 * Is there an index that gives the order? Where there is none, all records are put in order before the first is known: then
 * what they point at, and whether she may see that, is looked up for those of the page alone.
 */
function isIndexed({ fields, indexes, title }: RegisteredObject, [first]: readonly string[]): boolean {
  const key = first?.replace(/^-/, '').split('.')[0]
  if (key === undefined || key === title) return true
  return fields[key]?.index === true || fields[key]?.unique === true || indexes.some((index) => index.includes(key))
}

/** So many records are put in an order that no index gives. */
const mostReckoned = 20_000

async function mustBeFew(query: Query, object: RegisteredObject, reach: Sql): Promise<void> {
  const [row] = await query.workspace.db.rows(
    sql`select count(*) from (select 1 from ${query.from(object.key, 'r')} where ${reach} limit ${mostReckoned + 1}::int) counted`,
  )
  if (Number(row?.[0] ?? 0) > mostReckoned)
    throw refuse(
      'invalid',
      'sort',
      {
        en: `By a countdown at most ${mostReckoned} records are sorted. Narrow the list by a filter, such as your own.`,
        zh: `按倒计时排序最多 ${mostReckoned} 条记录，请先用条件缩小范围，例如只看本人负责的。`,
      },
      'too-many',
    )
}

/** Where no order is left: the records as they were made. */
const byId: SortColumn = { expression: raw('r.id'), cast: 'uuid', descending: false, nullable: false }

/** The order of a list where none is asked: as declared, as far as the reader may know of its fields; by id where nothing is left. */
export function firstOrder(query: Query, object: RegisteredObject): readonly string[] {
  return (object.views.sort ?? ['-updatedAt']).filter((entry) =>
    canRead(query.principal, object.key, entry.replace(/^-/, '').split('.')[0] ?? ''),
  )
}

/** Reads records by id, as the API shows them, in the order asked; those the reader may not see are left out. */
export async function presentRecords(
  query: Query,
  object: RegisteredObject,
  ids: readonly string[],
  select: readonly string[] | null,
  on: { rows(statement: Sql): Promise<(readonly unknown[])[]> } = query.workspace.db,
  options: { deleted?: boolean } = {},
): Promise<Record<string, unknown>[]> {
  const selection = compileSelect(query, object, select)
  const rows = await on.rows(
    sql`select ${join(selection.columns)} from ${query.from(object.key, 'r')} ${selection.joins}
      where ${isOneOf(raw('r.id'), ids)} and ${query.reach(object, { deleted: options.deleted ?? false })}`,
  )
  const found = new Map(rows.map((row) => [String(row[0]), selection.assemble(row)]))
  return ids.map((id) => found.get(id)).filter((record) => record !== undefined)
}

const countLimit = 10_000

/** How many records there are: exactly where asked or where few, else as the planner reckons. */
export async function countRecords(
  query: Query,
  object: RegisteredObject,
  reach: Sql,
  how: 'none' | 'estimate' | 'exact',
) {
  if (how === 'none') return undefined
  const from = sql`from ${query.from(object.key, 'r')} where ${reach}`
  const { db } = query
  if (how === 'exact') {
    const [row] = await db.rows(sql`select count(*) ${from}`)
    return { value: Number(row?.[0] ?? 0), exact: true }
  }
  const [row] = await db.rows(sql`select count(*) from (select 1 ${from} limit ${countLimit + 1}::int) counted`)
  const value = Number(row?.[0] ?? 0)
  return value <= countLimit
    ? { value, exact: true }
    : { value: Math.max(await plannedRows(db, sql`select 1 ${from}`), countLimit + 1), exact: false }
}

/** The planner's row count of a statement; the one place that asks for it (growth.md, rule 12). */
export async function plannedRows(db: Reader, statement: Sql): Promise<number> {
  const [row] = await db.rows(sql`explain (format json) ${statement}`, { once: true })
  const plan = (typeof row?.[0] === 'string' ? JSON.parse(row[0]) : row?.[0]) as [{ Plan: { 'Plan Rows': number } }]
  return plan[0].Plan['Plan Rows']
}
