import { v7 as uuid } from 'uuid'
import type { Tx } from '#kernel/behaviour.ts'
import type { ObjectDef, Values } from '#kernel/object.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { dayOf } from '#kernel/time.ts'
import { shareWithin } from '../access/share-within.ts'
import { and, sql } from '../db/sql.ts'
import { insertEvents } from '../events/event.ts'
import { findLike, similarOf } from '../matching/find.ts'
import { inTurn } from '../matching/turn.ts'
import { past } from '../query/query.ts'
import { compileSort, orderBy } from '../query/sort.ts'
import { loadStored } from './load.ts'
import type { ApplyOps, Writing } from './op.ts'
import { readerOf } from './reader.ts'
import { undoCause } from './touched.ts'

/** What rules and actions get: reading, and writing through the same path one level deeper, past the actor's own rights. */
export function makeTx(base: Omit<Writing, 'tx'>, apply: ApplyOps): Tx {
  const { session, query, now, loader } = base
  const { principal, workspace } = session
  const object = (def: ObjectDef): RegisteredObject => workspace.registry.object(def.key)
  const all = readerOf(base, past(query), loader)
  const tx: Tx = {
    ...(base.trusted ? all : readerOf(base, query, null)),
    all,
    now,
    // Asked for by few rules, and not for nothing.
    get today() {
      return dayOf(now, principal.timeZone)
    },
    calendar: workspace.calendar,
    via: session.origin.via,
    actor: {
      id: principal.id,
      name: principal.name,
      teamId: principal.teamId,
      timeZone: principal.timeZone,
      admin: principal.admin,
    },
    isObject: (key) => workspace.registry.objects.has(key),
    registry: workspace.registry,
    fieldsOf: (def) => object(def).fields,
    async lock(def, id) {
      const registered = object(def)
      const everything = past(query)
      const held = sql`${and([sql`r.id = ${id}::uuid`, everything.reach(registered, {})])} for no key update of r`
      const [record] = await loadStored(base.db, everything, registered, held)
      if (record) loader.put(registered, record)
      return (record ?? null) as never
    },
    async lockAll(def, { where, sort = ['createdAt'], limit }) {
      const registered = object(def)
      const everything = past(query)
      const from = everything.from(registered.key, 'r')
      const order = orderBy(compileSort(everything, registered, sort), 'whole')
      const found = await base.db.rows(
        sql`select r.id from ${from} where ${everything.reach(registered, { where })} ${order} limit ${limit}::int`,
      )
      const named = sql`r.id = any(${found.map(([id]) => String(id))}::uuid[])`
      await base.db.rows(sql`select r.id from ${from} where ${named} order by r.id for no key update of r`)
      const held = sql`${and([named, everything.reach(registered, { where })])} ${order}`
      const records = await loadStored(base.db, everything, registered, held)
      for (const record of records) loader.put(registered, record)
      return records as never
    },
    async takeTurn(name) {
      const key = `turn ${workspace.schema} ${name}`
      await base.db.rows(sql`select pg_advisory_xact_lock(hashtextextended(${key}::text, 0))`)
    },
    async create(def, draft, options = {}) {
      const { id, ...values } = draft as { id?: string }
      const [made] = await apply(deeper(base, apply), object(def), [
        { do: 'create', ...(id ? { id } : {}), values, ...options },
      ])
      return made!.id
    },
    async createAll(def, drafts) {
      const ops = drafts.map((values) => ({ do: 'create', values }) as const)
      if (ops.length === 0) return []
      return (await apply(deeper(base, apply), object(def), ops)).map(({ id }) => id)
    },
    async update(def, id, patch, options = {}) {
      await apply(deeper(base, apply), object(def), [{ do: 'update', id, values: patch, ...options }])
    },
    async updateAll(def, patches) {
      const ops = patches.map(({ id, ...values }) => ({ do: 'update', id, values }) as const)
      if (ops.length > 0) await apply(deeper(base, apply), object(def), ops)
    },
    undo: (def, causeId) => undoCause(deeper(base, apply), object(def), causeId),
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
    async similar(def, values, { id, among, from, inTurn: waits } = {}) {
      const registered = object(def)
      if (waits) await inTurn(base.db, workspace, registered, [values])
      const [found = []] = await findLike(base.db, past(query), registered, [{ values, id }], {
        objects: among?.map((one) => one.key),
        ...(from === undefined ? {} : { from }),
      })
      return found.map(similarOf)
    },
    async similarAll(def, records, { among, from } = {}) {
      const sought = records.map((record) => ({ values: record as Values, id: record.id }))
      const found = await findLike(base.db, past(query), object(def), sought, {
        objects: among?.map((one) => one.key),
        ...(from === undefined ? {} : { from }),
      })
      return found.map((likes) => likes.map(similarOf))
    },
    share: (def, id, wish) => shareWithin({ ...base, tx }, object(def), id, wish),
  }
  return tx
}

/** The same transaction one level deeper, where rules write: past the actor's own rights. */
export function deeper(base: Omit<Writing, 'tx'>, apply: ApplyOps): Writing {
  const next = { ...base, depth: base.depth + 1, trusted: true }
  return { ...next, tx: makeTx(next, apply) }
}
