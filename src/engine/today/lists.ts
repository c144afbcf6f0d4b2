import type { ApiRecord } from '#kernel/api.ts'
import type { ApiTodayList } from '#kernel/api-today.ts'
import { Refusal } from '#kernel/problem.ts'
import type { TodayFor, TodayList } from '#kernel/today.ts'
import type { Where } from '#kernel/where.ts'
import { parseWhere } from '#kernel/where-parse.ts'
import { canRead } from '../access/principal.ts'
import { raw, type Sql, sql } from '../db/sql.ts'
import { listRecords } from '../query/list.ts'
import type { Query } from '../query/query.ts'

/** How far the records of a section or a figure are counted. */
export const countedTo = 1_000
const shownAtOnce = 8

/** The lists of *Today* for one kind of person, those that hold something; `narrow` says whose records they are about. */
export async function readLists(query: Query, hat: TodayFor, narrow: Where = {}): Promise<ApiTodayList[]> {
  const sections = query.workspace.registry.today.filter(
    (section): section is TodayList & typeof section => !('count' in section) && section.for === hat,
  )
  const lists = await Promise.all(sections.map((section) => readList(query, section, narrow)))
  return lists.filter((list) => list !== null)
}

/** One list; null where it is empty, or where the reader may not know what it asks. */
async function readList(
  query: Query,
  section: TodayList & { readonly key: string },
  narrow: Where,
): Promise<ApiTodayList | null> {
  const object = query.workspace.registry.object(section.object.key)
  const where = { ...section.where, ...narrow }
  if (!mayAsk(query, object.key, where)) return null
  const seen = (entry: string) => canRead(query.principal, object.key, entry.replace(/^-/, ''))
  const { key, label, help, late, assign, add } = section
  const show = section.show.filter(seen)
  const select = [...new Set([object.title, 'version', ...show, ...(assign ? ['owner'] : [])])].filter(seen)
  const limit = section.limit ?? shownAtOnce
  const sort = (section.sort ?? []).filter(seen)
  const { data, next } = await listRecords(query, object, { where, select, limit, ...(sort.length ? { sort } : {}) })
  if (data.length === 0) return null
  const total = next ? await countTo(query, object.key, where) : { value: data.length, exact: true }
  const acts = actsOf(query, section)
  return {
    key,
    label,
    ...(help ? { help } : {}),
    object: object.key,
    where,
    show,
    ...(late ? { late } : {}),
    ...(acts ? { acts } : {}),
    ...(assign && query.principal.rights(object.key).fields.get('owner') === 'write' ? { assign } : {}),
    ...(add && mayAdd(query, add.object.key, add.by) ? { add: { object: add.object.key, by: add.by } } : {}),
    data: data as unknown as ApiRecord[],
    total,
  }
}

function mayAdd({ principal }: Query, objectKey: string, relation: string): boolean {
  const { create, fields } = principal.rights(objectKey)
  return create && fields.get(relation) === 'write'
}

/** Those of its one-click actions that are hers. */
function actsOf(query: Query, { object, acts }: TodayList): ApiTodayList['acts'] {
  const { actions } = query.principal.rights(object.key)
  const mine = Object.entries(acts ?? {}).filter(([, key]) => actions === 'all' || actions.has(key))
  return mine.length > 0 ? Object.fromEntries(mine) : undefined
}

/** Whether the reader may know of everything that a filter names. */
export function mayAsk({ workspace, principal }: Query, objectKey: string, where: Where): boolean {
  if (principal.rights(objectKey).scopes.read.length === 0) return false
  try {
    parseWhere(where, {
      registry: workspace.registry,
      object: objectKey,
      visible: (object, field) => canRead(principal, object, field),
    })
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

async function countTo(query: Query, objectKey: string, where: Where): Promise<ApiTodayList['total']> {
  const object = query.workspace.registry.object(objectKey)
  const [row] = await query.workspace.db.rows(
    counted(sql`${query.from(objectKey, 'r')} where ${query.reach(object, { where })}`),
  )
  const value = Number(row?.[0] ?? 0)
  return { value: Math.min(value, countedTo), exact: value <= countedTo }
}

/** `select count(*)` of at most so many rows as are told. */
function counted(from: Sql): Sql {
  return sql`select count(*) from (select 1 from ${from} ${raw(`limit ${countedTo + 1}`)}) counted`
}
