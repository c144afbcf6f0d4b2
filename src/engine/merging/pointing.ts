import { columnsOf } from '#kernel/fields/index.ts'
import type { Values } from '#kernel/object.ts'
import type { RegisteredObject, Registry } from '#kernel/registry.ts'
import { engineTable } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { ident, join, type Sql, sql } from '../db/sql.ts'
import { linkTable } from '../db/tables.ts'
import { past, type Query } from '../query/query.ts'
import type { Stored } from '../records/codec.ts'
import { loadStored } from '../records/load.ts'
import type { Writing } from '../records/op.ts'
import { rewriteRecords } from '../records/revert.ts'

/** Fields of an object that may point at records of another, found from the registry. */
export type Pointing = { readonly from: RegisteredObject; readonly fields: readonly string[] }

const chunk = 1_000

/** Every field of every object that may point at records of this one: relations, many-to-many, and ids that are kept as text. */
export function pointingAt(registry: Registry, object: RegisteredObject): Pointing[] {
  return [...registry.objects.values()].flatMap((from) => {
    const fields = Object.entries(from.fields).flatMap(([key, field]) =>
      field.holdsId || ('to' in field && field.to === object.key) ? [key] : [],
    )
    return fields.length > 0 ? [{ from, fields }] : []
  })
}

/** The ids of records that point at one of these by a field, in the recycle bin too. */
export function pointersSql(query: Query, from: RegisteredObject, key: string, ids: readonly string[]): Sql {
  const field = from.fields[key]!
  if (field.type === 'relations')
    return sql`select l.source_id as id, l.target_id as at from ${engineTable(query.workspace, linkTable(from, key))} l where l.target_id = any(${ids}::uuid[])`
  const column = ident('r', columnsOf(key, field)[0]!.name)
  const named = field.holdsId ? sql`${column} = any(${ids}::text[])` : sql`${column} = any(${ids}::uuid[])`
  const one = (deleted: Sql) =>
    sql`select r.id, ${column}::uuid as at from ${query.from(from.key, 'r')} where r.deleted_at ${deleted} and ${named}`
  // Each half has an index of its own.
  return sql`${one(sql`is null`)} union all ${one(sql`is not null`)}`
}

/**
 * Turns everything that points at the lost records to the one that goes on, object by object and id by id, so that two who
 * do it at once wait for each other in one order. Answers how many records that were.
 */
export async function turnPointers(
  w: Writing,
  object: RegisteredObject,
  lost: readonly string[],
  survivor: string,
): Promise<number> {
  const query = past(w.query)
  const members = [survivor, ...lost]
  let turned = 0
  for (const { from, fields } of pointingAt(w.session.workspace.registry, object)) {
    const found = await w.db.rows(
      sql`select distinct p.id from (${join(
        fields.map((key) => pointersSql(query, from, key, lost)),
        ' union all ',
      )}) p order by 1`,
    )
    const ids = found.map(([id]) => String(id)).filter((id) => from.key !== object.key || !members.includes(id))
    for (let i = 0; i < ids.length; i += chunk) {
      const records = await loadStored(
        w.db,
        query,
        from,
        sql`r.id = any(${ids.slice(i, i + chunk)}::uuid[]) order by r.id for no key update of r`,
      )
      turned += await rewriteRecords(
        w,
        from,
        records.map((before) => ({ before, values: turn(from, before, fields, lost, survivor) })),
      )
      crashPoint('merge.moved')
    }
  }
  return turned
}

function turn(
  from: RegisteredObject,
  record: Stored,
  fields: readonly string[],
  lost: readonly string[],
  survivor: string,
): Values {
  const one = (id: unknown) => (lost.includes(String(id)) ? survivor : id)
  return Object.fromEntries(
    fields.map((key) => {
      const value = record[key] ?? null
      if (!Array.isArray(value)) return [key, value === null ? null : one(value)]
      const all = [...new Set(value.map(one))]
      return [key, from.fields[key]!.type === 'relations' ? all.sort() : all]
    }),
  )
}
