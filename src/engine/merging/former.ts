import type { RegisteredObject } from '#kernel/registry.ts'
import { isAccessObject } from '../access/changes.ts'
import { engineTable, tableOf, type Workspace } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { type Sql, sql } from '../db/sql.ts'

/** Can several of its records become one? People, teams and roles hand over instead; what rules keep and what every process has at hand stays. */
export function isMergeable(object: RegisteredObject): boolean {
  return !isAccessObject(object.key) && !object.byRules && !object.standing && object.key !== 'file'
}

/** The record of which this one has become a part, however many steps away; null where it is none. Says nothing of rights. */
export async function survivorOf(
  on: Pick<Queryable, 'rows'>,
  workspace: Workspace,
  object: RegisteredObject,
  id: string,
): Promise<string | null> {
  const found = await survivorsOf(on, workspace, object, [id])
  return found.get(id) ?? null
}

/** The same for many at once: by the former id. */
export async function survivorsOf(
  on: Pick<Queryable, 'rows'>,
  workspace: Workspace,
  object: RegisteredObject,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const former = engineTable(workspace, 'former_id')
  const rows = await on.rows(
    sql`with recursive steps as (
        select f.id as first, f.survivor_id from ${former} f where f.object = ${object.key} and f.id = any(${ids}::uuid[])
        union all select s.first, f.survivor_id from steps s join ${former} f on f.object = ${object.key} and f.id = s.survivor_id)
      select s.first, s.survivor_id from steps s
      where not exists (select 1 from ${former} f where f.object = ${object.key} and f.id = s.survivor_id)`,
  )
  return new Map(rows.map(([first, id]) => [String(first), String(id)]))
}

/** These ids, and the records that theirs have become part of, as an array. */
export function survivorsSql(workspace: Pick<Workspace, 'schema'>, objectKey: string, ids: readonly unknown[]): Sql {
  return sql`array(with recursive named as (
      select x.id from unnest(${[...ids]}::uuid[]) x (id)
      union select f.survivor_id from named n join ${engineTable(workspace, 'former_id')} f on f.object = ${objectKey} and f.id = n.id)
    select id from named)`
}

/**
 * The same for names in a file: the record of which one has become a part that was known by this id, or by this id where it
 * came from. By the name as given. Says nothing of rights.
 */
export async function survivorsByName(
  on: Pick<Queryable, 'rows'>,
  workspace: Workspace,
  object: RegisteredObject,
  { ids, codes }: { readonly ids: readonly string[]; readonly codes: readonly string[] },
): Promise<ReadonlyMap<string, string>> {
  const code = object.fields['sourceId'] ? sql`r.source_id` : sql`null::text`
  const rows = await on.rows(
    sql`select f.id, ${code} from ${engineTable(workspace, 'former_id')} f join ${tableOf(workspace, object.key)} r on r.id = f.id
      where f.object = ${object.key} and (f.id = any(${ids}::uuid[]) or (f.codes && ${codes.map((one) => one.toLowerCase())}::text[]
        and ${code} = any(${codes}::text[])))`,
  )
  if (rows.length === 0) return new Map()
  const survivors = await survivorsOf(
    on,
    workspace,
    object,
    rows.map(([id]) => String(id)),
  )
  return new Map(
    rows.flatMap(([id, sourceId]) => {
      const survivor = survivors.get(String(id))
      const names = [String(id), ...(sourceId === null ? [] : [String(sourceId)])]
      return survivor ? names.map((name) => [name, survivor] as const) : []
    }),
  )
}

/** The ids of all records that have become part of this one, as a subquery. */
export function formerIdsSql(workspace: Workspace, objectKey: string, id: string): Sql {
  const former = engineTable(workspace, 'former_id')
  return sql`with recursive parts as (
      select f.id from ${former} f where f.object = ${objectKey} and f.survivor_id = ${id}::uuid
      union all select f.id from parts p join ${former} f on f.object = ${objectKey} and f.survivor_id = p.id)
    select id from parts`
}

/** Fields by whose value a record is known elsewhere: its number here, its id where it came from. */
export function codeFields(object: RegisteredObject): string[] {
  return Object.entries(object.fields).flatMap(([key, field]) =>
    field.type === 'autonumber' || key === 'sourceId' ? [key] : [],
  )
}

/** The records that have taken in one which was known by this number or code. Says nothing of rights. */
export async function survivorsByCode(
  on: Pick<Queryable, 'rows'>,
  workspace: Workspace,
  code: string,
): Promise<{ readonly object: string; readonly id: string }[]> {
  const rows = await on.rows(
    sql`select object, id from ${engineTable(workspace, 'former_id')} where codes @> array[${code.toLowerCase()}::text] limit 20`,
  )
  const lists = await Promise.all(
    [...Map.groupBy(rows, ([object]) => String(object))].map(async ([key, list]) => {
      const object = workspace.registry.objects.get(key)
      if (!object) return []
      const ids = list.map(([, id]) => String(id))
      return [...new Set((await survivorsOf(on, workspace, object, ids)).values())].map((id) => ({ object: key, id }))
    }),
  )
  return lists.flat()
}
