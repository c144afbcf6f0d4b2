import type { Reader } from '#kernel/behaviour.ts'
import type { ObjectDef, Where } from '#kernel/object.ts'
import type { Session } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { and, sql } from '../db/sql.ts'
import type { Query } from '../query/query.ts'
import { compileSort, orderBy } from '../query/sort.ts'
import { loadStored, type RecordLoader } from './load.ts'

/** Reads records as rules see them. Everything at once where a loader is given. */
export function readerOf(
  base: { readonly db: Queryable; readonly session: Pick<Session, 'workspace'> },
  query: Query,
  loader: RecordLoader | null,
): Reader {
  const registered = (def: ObjectDef) => base.session.workspace.registry.object(def.key)
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
  }
}
