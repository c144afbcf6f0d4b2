import { createHash } from 'node:crypto'
import type { ApiSelection, BulkRequest, BulkSelection } from '#kernel/api-bulk.ts'
import { bulkLimits } from '#kernel/api-bulk.ts'
import { Refusal, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Queryable } from '../db/database.ts'
import { and, isOneOf, limitTo, raw, sql } from '../db/sql.ts'
import type { Query } from '../query/query.ts'

/** The set that a selection means now: how many records, which ones (as a hash), and what the caller may do with them. */
export async function describeSelection(
  query: Query,
  object: RegisteredObject,
  selection: BulkSelection,
): Promise<ApiSelection> {
  const { db } = query.workspace
  const ids = await selectedIds(query, db, object, selection)
  const [writable, deletable] = await Promise.all(
    (['update', 'delete'] as const).map(async (verb) => {
      const [row] = await db.rows(
        sql`select count(*) from ${query.from(object.key, 'r')} where ${and([sql`r.id = any(${ids}::uuid[])`, query.reach(object, { verb })])}`,
      )
      return Number(row?.[0] ?? 0)
    }),
  )
  return { count: ids.length, hash: hashOf(object, ids), writable: writable!, deletable: deletable! }
}

/**
 * The ids of exactly the set that was confirmed, sorted. A set by filter is read again and held against its count and
 * hash; one that is no longer the same is refused (409) with what it is now, and so is one without them.
 */
export async function confirmedIds(
  query: Query,
  on: Queryable,
  object: RegisteredObject,
  selection: BulkRequest['selection'],
  most: number,
): Promise<string[]> {
  const ids = await selectedIds(query, on, object, selection)
  if (ids.length > most) throw tooMany(most)
  if ('ids' in selection && selection.hash === undefined && selection.count === undefined) return ids
  const hash = hashOf(object, ids)
  if (selection.count === ids.length && selection.hash === hash) return ids
  throw new Refusal(
    'conflict',
    [
      {
        field: 'selection',
        code: 'selection-changed',
        message: {
          en: `The selection has changed: it holds ${ids.length} records now. Nothing was done; please confirm again.`,
          zh: `所选范围已变化，目前为 ${ids.length} 条记录。尚未执行任何操作，请重新确认。`,
        },
      },
    ],
    { selection: { count: ids.length, hash } },
  )
}

/** Named ids are the set whatever became of them since; a filter is read with the caller's rights, and one that cannot be read matches nothing. */
async function selectedIds(
  query: Query,
  on: Queryable,
  object: RegisteredObject,
  selection: BulkSelection,
): Promise<string[]> {
  if ('ids' in selection) {
    const ids = [...new Set(selection.ids)].sort()
    if (ids.length > bulkLimits.records) throw tooMany(bulkLimits.records)
    return ids
  }
  const except = selection.except ?? []
  const reach = query.reach(object, { where: selection.where })
  const kept = except.length > 0 ? [sql`not ${isOneOf(raw('r.id'), except)}`] : []
  const rows = await on.rows(
    sql`select r.id from ${query.from(object.key, 'r')} where ${and([reach, ...kept])} order by r.id ${limitTo(bulkLimits.records + 1)}`,
  )
  if (rows.length > bulkLimits.records) throw tooMany(bulkLimits.records)
  return rows.map(([id]) => String(id))
}

function hashOf(object: RegisteredObject, ids: readonly string[]): string {
  return createHash('sha256')
    .update([object.key, ...ids].join('\n'))
    .digest('hex')
}

function tooMany(most: number): Refusal {
  const number = most.toLocaleString('en')
  return refuse(
    'invalid',
    'selection',
    { en: `At most ${number} records at once. Narrow the filter.`, zh: `一次最多 ${number} 条记录，请缩小筛选范围。` },
    'too-many',
  )
}
