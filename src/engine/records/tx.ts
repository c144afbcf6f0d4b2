import { v7 as uuid } from 'uuid'
import type { Reader, Tx } from '#kernel/behaviour.ts'
import type { ObjectDef, Where } from '#kernel/object.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { dayOf } from '#kernel/time.ts'
import { and, sql } from '../db/sql.ts'
import { insertEvents } from '../events/event.ts'
import { past, type Query } from '../query/query.ts'
import { compileSort, orderBy } from '../query/sort.ts'
import { loadStored, type RecordLoader } from './load.ts'
import type { ApplyOps, Writing } from './op.ts'

/** What rules and actions get: reading, and writing through the same path one level deeper, past the actor's own rights. */
export function makeTx(base: Omit<Writing, 'tx'>, apply: ApplyOps): Tx {
  const { session, query, now, loader } = base
  const { principal, workspace } = session
  const object = (def: ObjectDef): RegisteredObject => workspace.registry.object(def.key)
  const all = readerOf(base, past(query), loader)
  return {
    ...(base.trusted ? all : readerOf(base, query, null)),
    all,
    now,
    // Asked for by few rules, and not for nothing.
    get today() {
      return dayOf(now, principal.timeZone)
    },
    calendar: workspace.calendar,
    actor: {
      id: principal.id,
      name: principal.name,
      teamId: principal.teamId,
      timeZone: principal.timeZone,
      admin: principal.admin,
    },
    fieldsOf: (def) => object(def).fields,
    async lock(def, id) {
      const registered = object(def)
      const everything = past(query)
      const held = sql`${and([sql`r.id = ${id}::uuid`, everything.reach(registered, {})])} for no key update of r`
      const [record] = await loadStored(base.db, everything, registered, held)
      if (record) loader.put(registered, record)
      return (record ?? null) as never
    },
    async create(def, draft) {
      const { id, ...values } = draft as { id?: string }
      const [made] = await apply(deeper(base, apply), object(def), [{ do: 'create', ...(id ? { id } : {}), values }])
      return made!.id
    },
    async update(def, id, patch) {
      await apply(deeper(base, apply), object(def), [{ do: 'update', id, values: patch }])
    },
    async delete(def, id) {
      await apply(deeper(base, apply), object(def), [{ do: 'delete', id }])
    },
    async emit(def, id, kind, data) {
      await insertEvents(base.db, workspace, [
        {
          id: uuid(),
          at: now,
          kind,
          object: def.key,
          recordId: id,
          actorId: principal.id,
          origin: session.origin,
          changes: {},
          data: data ?? null,
          causeId: session.causeId ?? null,
        },
      ])
    },
  }
}

/** The same transaction one level deeper, where rules write: past the actor's own rights. */
export function deeper(base: Omit<Writing, 'tx'>, apply: ApplyOps): Writing {
  const next = { ...base, depth: base.depth + 1, trusted: true }
  return { ...next, tx: makeTx(next, apply) }
}

/** Reads records as rules see them. Everything at once where a loader is given. */
function readerOf(base: Pick<Writing, 'db' | 'session'>, query: Query, loader: RecordLoader | null): Reader {
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
