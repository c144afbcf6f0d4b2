import type { Reader } from '#kernel/behaviour.ts'
import { columnsOf } from '#kernel/fields/index.ts'
import type { ObjectDef, Where } from '#kernel/object.ts'
import type { Session } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { and, ident, raw, sql } from '../db/sql.ts'
import { dueRecords } from '../query/due.ts'
import type { Query } from '../query/query.ts'
import { visibleField } from '../query/select.ts'
import { compileSort, orderBy } from '../query/sort.ts'
import { loadStored, type RecordLoader } from './load.ts'

/** Reads records as rules see them. Everything at once where a loader is given. */
export function readerOf(
  base: { readonly db: Queryable; readonly session: Pick<Session, 'workspace'> },
  query: Query,
  loader: RecordLoader | null,
): Reader {
  const { workspace } = base.session
  const registered = (def: ObjectDef) => workspace.registry.object(def.key)
  return {
    async get(def, id) {
      const object = registered(def)
      if (loader) return (await loader.get(object, id)) as never
      const [record] = await loadStored(base.db, query, object, and([sql`r.id = ${id}::uuid`, query.reach(object, {})]))
      return (record ?? null) as never
    },
    async list(def, { where, sort = ['-updatedAt'], limit = 100 }) {
      const object = registered(def)
      const columns = compileSort(query, object, sort)
      const reach = query.reach(object, where ? { where: where as Where } : {})
      return (await loadStored(
        base.db,
        query,
        object,
        sql`${reach} ${orderBy(columns, 'whole')} limit ${limit}::int`,
      )) as never
    },
    async count(def, where) {
      const object = registered(def)
      const rows = await base.db.rows(
        sql`select count(*) from ${query.from(object.key, 'r')} where ${query.reach(object, { where })}`,
      )
      return Number(rows[0]?.[0] ?? 0)
    },
    async ids(def, where) {
      const object = registered(def)
      const rows = await base.db.rows(
        sql`select r.id from ${query.from(object.key, 'r')} where ${query.reach(object, { where })} order by r.id limit 100000`,
      )
      return rows.map(([id]) => String(id))
    },
    async sums(def, { by, of, where, among }) {
      const object = registered(def)
      const column = (key: string, part: number) => {
        const found = columnsOf(key, visibleField(query, object, key))[part]
        return found ? ident('r', found.name) : raw('null::text')
      }
      const measured = of === undefined ? raw('null::text') : sql`sum(${column(of, 0)})::text`
      const currency = of === undefined ? raw('null::text') : column(of, 1)
      const conditions = [
        query.reach(object, { where }),
        ...(among ? [sql`${column(among.field, 0)} = any(${among.ids}::uuid[])`] : []),
      ]
      const rows = await base.db.rows(
        sql`select ${column(by, 0)}, count(*), ${measured}, ${currency} from ${query.from(object.key, 'r')}
          where ${and(conditions)} group by 1, 4 order by 2 desc, 1 limit 2000`,
      )
      return rows.map(([key, count, sum, code]) => ({
        key: key as string | null,
        count: Number(count),
        sum: sum as string | null,
        currency: code as string | null,
      }))
    },
    due: (def, asked) => dueRecords(base.db, query, registered(def), asked),
  }
}
