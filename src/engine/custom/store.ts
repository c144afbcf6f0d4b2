import { type Configuration, noConfiguration } from '#kernel/configuration.ts'
import type { ItemChange } from '#kernel/configuration-diff.ts'
import { engineTable, type Workspace } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'

type Place = Pick<Workspace, 'schema'>

/** A published configuration. Version 0 is none. */
export type Version = {
  readonly version: number
  readonly document: Configuration
  readonly changes: readonly ItemChange[]
  readonly reason: string | null
  readonly restores: number | null
  readonly at: string | null
  readonly by: string | null
}

const none: Version = {
  version: 0,
  document: noConfiguration,
  changes: [],
  reason: null,
  restores: null,
  at: null,
  by: null,
}

/** The number of the version that is live; 0 before the first. */
export async function liveVersion(on: Queryable, place: Place): Promise<number> {
  const [row] = await on.rows(sql`select value from ${engineTable(place, 'setting')} where key = 'configuration'`)
  return Number((row?.[0] as { version?: number } | undefined)?.version ?? 0)
}

/** What is live. */
export async function readLive(on: Queryable, place: Place): Promise<Version> {
  return (await readVersion(on, place, await liveVersion(on, place))) ?? none
}

/** One version, or null where there is none of that number. */
export async function readVersion(on: Queryable, place: Place, version: number): Promise<Version | null> {
  if (version === 0) return none
  const [row] = await on.rows(
    sql`select version, document, changes, reason, restores, at, by_id from ${engineTable(place, 'configuration_version')} where version = ${version}::integer`,
  )
  return row ? versionOf(row) : null
}

/** The change log, newest first. */
export async function readVersions(on: Queryable, place: Place): Promise<Version[]> {
  const rows = await on.rows(
    sql`select version, '{}'::json, changes, reason, restores, at, by_id from ${engineTable(place, 'configuration_version')} order by version desc limit 500`,
  )
  return rows.map(versionOf)
}

function versionOf([version, document, changes, reason, restores, at, by]: readonly unknown[]): Version {
  return {
    version: Number(version),
    document: { ...noConfiguration, ...(document as Configuration) },
    changes: changes as ItemChange[],
    reason: reason as string | null,
    restores: restores as number | null,
    at: String(at),
    by: by as string | null,
  }
}

/** What is being made, and from which version it was begun; revision 0 is what is live. */
export type Draft = { readonly revision: number; readonly base: number; readonly document: Configuration }

/** The draft; with `lock` it is held until the transaction ends. */
export async function readDraft(on: Queryable, place: Place, options: { lock?: boolean } = {}): Promise<Draft> {
  const table = engineTable(place, 'configuration_draft')
  const [row] = options.lock
    ? await on.rows(sql`select revision, base, document from ${table} where name = 'draft' for update`)
    : await on.rows(sql`select revision, base, document from ${table} where name = 'draft'`)
  if (row)
    return {
      revision: Number(row[0]),
      base: Number(row[1]),
      document: { ...noConfiguration, ...(row[2] as Configuration) },
    }
  const live = await readLive(on, place)
  return { revision: 0, base: live.version, document: live.document }
}

/** Keeps the draft. */
export async function writeDraft(
  on: Queryable,
  place: Place,
  draft: Draft,
  now: string,
  by: string | null,
): Promise<void> {
  await on.count(
    sql`insert into ${engineTable(place, 'configuration_draft')} (name, revision, base, document, at, by_id)
      values ('draft', ${draft.revision}::integer, ${draft.base}::integer, ${JSON.stringify(draft.document)}::json, ${now}::timestamptz, ${by}::uuid)
      on conflict (name) do update set revision = excluded.revision, base = excluded.base, document = excluded.document, at = excluded.at, by_id = excluded.by_id`,
  )
}

/** Throws the draft away; with a revision only if it has not been changed since. */
export async function removeDraft(on: Queryable, place: Place, revision?: number): Promise<void> {
  await on.count(
    sql`delete from ${engineTable(place, 'configuration_draft')} where name = 'draft' and revision = coalesce(${revision ?? null}::integer, revision)`,
  )
}

/** A column that a field has left, with the name of what it was. A table without a column is one whose object is gone. */
export type Freed = {
  readonly table: string
  readonly column: string
  readonly shape: string
  readonly was: string
  readonly at: string
  readonly emptied: boolean
}

export async function readFreed(on: Queryable, place: Place): Promise<Freed[]> {
  const rows = await on.rows(
    sql`select table_name, column_name, shape, was, at, emptied from ${engineTable(place, 'freed_column')} order by at desc, table_name, column_name`,
  )
  return rows.map(([table, column, shape, was, at, emptied]) => ({
    table: String(table),
    column: String(column),
    shape: String(shape),
    was: String(was),
    at: String(at),
    emptied: emptied === true,
  }))
}

export async function noteFreed(on: Queryable, place: Place, freed: readonly Freed[]): Promise<void> {
  for (const { table, column, shape, was, at, emptied } of freed)
    await on.count(
      sql`insert into ${engineTable(place, 'freed_column')} (table_name, column_name, shape, was, at, emptied)
        values (${table}, ${column}, ${shape}, ${was}, ${at}::timestamptz, ${emptied}::boolean)
        on conflict (table_name, column_name) do update set shape = excluded.shape, was = excluded.was, at = excluded.at, emptied = excluded.emptied`,
    )
}

export async function forgetFreed(on: Queryable, place: Place, table: string, column: string): Promise<void> {
  await on.count(
    sql`delete from ${engineTable(place, 'freed_column')} where table_name = ${table} and column_name = ${column}`,
  )
}
