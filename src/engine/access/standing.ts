import type { RegisteredObject, Registry } from '#kernel/registry.ts'
import type { Queryable } from '../db/database.ts'
import { ident, sql } from '../db/sql.ts'
import { linkTable, tableName } from '../db/tables.ts'
import { codecOf, type Stored } from '../records/codec.ts'

/** Live records of the objects that every process keeps at hand, by the key of the object, in the order of their ids. */
export type Standing = ReadonlyMap<string, readonly Stored[]>

/** Reads them with what their several-valued relations hold. */
export async function loadStanding(db: Queryable, schema: string, registry: Registry): Promise<Standing> {
  const objects = [...registry.objects.values()].filter((object) => object.standing)
  return new Map(
    await Promise.all(objects.map(async (object) => [object.key, await loadAll(db, schema, object)] as const)),
  )
}

async function loadAll(db: Queryable, schema: string, object: RegisteredObject): Promise<Stored[]> {
  const codec = codecOf(object)
  const several = Object.entries(object.fields).flatMap(([key, field]) => (field.type === 'relations' ? [key] : []))
  const [rows, ...links] = await Promise.all([
    db.rows(
      sql`select ${codec.select('r')} from ${ident(schema, tableName(object))} r where deleted_at is null order by id`,
    ),
    ...several.map((key) => db.rows(sql`select source_id, target_id from ${ident(schema, linkTable(object, key))}`)),
  ])
  const bySource = links.map((list) => Map.groupBy(list, ([source]) => String(source)))
  return rows.map((row) => {
    const record = codec.decode(row) as Record<string, unknown> & Stored
    several.forEach((key, i) => {
      record[key] = bySource[i]?.get(record.id)?.map(([, target]) => String(target)) ?? null
    })
    return record
  })
}

/** Where a person belongs among the records that gather those of one object. */
export type Places = {
  /** The column of the gathered records that points at them. */
  readonly column: string
  readonly key: string
  /** Those she belongs to, and of these those she leads. */
  readonly reads: readonly string[]
  readonly leads: readonly string[]
  /** What is covered from her: fields, and the places where. */
  readonly covered: readonly { readonly field: string; readonly at: readonly string[] }[]
  /** Where she may open only so many a day, and what that place is called. */
  readonly opens: readonly { readonly at: string; readonly most: number; readonly name: string }[]
}

/** Who asks: ids that stand for her among the members. An administrator leads everywhere. */
type Asker = { readonly id: string; readonly standsFor: readonly string[]; readonly admin: boolean }

/** The places of a person among the gatherers of one object; null where nothing gathers its records. */
export function placesOf(registry: Registry, standing: Standing, objectKey: string, asker: Asker): Places | null {
  for (const gatherer of registry.objects.values()) {
    const { gathers } = gatherer
    const found = gathers && gatheredBy(registry, objectKey, gatherer)
    if (!gathers || !found) continue
    const here = (standing.get(gatherer.key) ?? []).filter((record) => record[gathers.of] === objectKey)
    const ids = (record: Stored, key: string) => (record[key] ?? []) as readonly string[]
    const leads = here.filter((record) => asker.admin || ids(record, gathers.leaders).includes(asker.id))
    const reads = here.filter(
      (record) =>
        leads.includes(record) ||
        gathers.members.some((key) => ids(record, key).some((id) => asker.standsFor.includes(id))),
    )
    const covers = here
      .filter((record) => !leads.includes(record))
      .flatMap((record) =>
        withDerived(
          registry.object(objectKey),
          gathers.covers.flatMap((key) => ids(record, key)),
        ).map((field) => ({ field, at: record.id })),
      )
    const most = (record: Stored) => (gathers.opens ? (record[gathers.opens] as number | null) : null)
    return {
      ...found,
      reads: reads.map(({ id }) => id),
      leads: leads.map(({ id }) => id),
      covered: [...Map.groupBy(covers, ({ field }) => field)].map(([field, list]) => ({
        field,
        at: [...new Set(list.map(({ at }) => at))],
      })),
      opens: reads.flatMap((record) =>
        leads.includes(record) || most(record) === null
          ? []
          : [{ at: record.id, most: most(record)!, name: String(record[gatherer.title] ?? '') }],
      ),
    }
  }
  return null
}

/** Fields, and what rules work out from them. */
export function withDerived({ fields }: RegisteredObject, keys: readonly string[]): readonly string[] {
  const derived = Object.entries(fields).flatMap(([key, { derivedFrom }]) =>
    derivedFrom?.some((from) => keys.includes(from)) ? [key] : [],
  )
  return [...keys, ...derived]
}

/** The relation by which the records of an object stand at a gatherer. */
export function gatheredBy(registry: Registry, objectKey: string, gatherer: RegisteredObject) {
  const object = registry.objects.get(objectKey)
  for (const [key, field] of Object.entries(object?.fields ?? {}))
    if (field.type === 'relation' && 'to' in field && field.to === gatherer.key && objectKey !== gatherer.key)
      return { key, column: codecOf(object!).columns(key)[0]!.name }
  return null
}
