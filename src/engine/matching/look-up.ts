import type { RegisteredObject } from '#kernel/registry.ts'
import type { Workspace } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { raw, sql } from '../db/sql.ts'
import type { Query } from '../query/query.ts'

/** The keys of a record, as numbers. */
export type Wanted = { readonly strong: readonly number[]; readonly weak: readonly number[] }

/**
 * Of more records than this that share a key, the first are looked at where the key is a strong one; a weak one says too
 * little then to look at any.
 */
export const mostSharing = 100
/** By weak keys no more are looked at than make so many in all. */
export const mostCompared = 100

/**
 * Ids of live records that share keys with each of those asked for: those of strong keys, then those of weak ones, the
 * rarest first. Each key is looked up once for all that ask for it.
 */
export async function lookUp(
  on: Queryable,
  query: Query,
  target: RegisteredObject,
  wanted: readonly Wanted[],
): Promise<string[][]> {
  const crowded = crowdedKeys(query.workspace, target)
  const keys = new Set(wanted.flatMap(({ strong }) => strong))
  for (const { weak } of wanted) for (const key of weak) if (!crowded.has(key)) keys.add(key)
  if (keys.size === 0) return wanted.map(() => [])
  const rows = await on.rows(
    sql`select x.k, c.ids from unnest(${[...keys]}::integer[]) x(k) cross join lateral (
        select array_agg(l.id) from (select r.id from ${query.from(target.key, 'r')}
          where r.match_keys && array[x.k] and r.deleted_at is null limit ${raw(String(mostSharing + 1))}) l) c(ids)
      where c.ids is not null`,
  )
  const sharing = new Map(rows.map(([key, ids]) => [Number(key), ids as readonly string[]]))
  for (const [key, ids] of sharing) if (ids.length > mostSharing) crowded.add(key)
  return wanted.map(({ strong, weak }) => {
    const found = new Set(strong.flatMap((key) => sharing.get(key)?.slice(0, mostSharing) ?? []))
    const rarestFirst = weak
      .flatMap((key) => (crowded.has(key) ? [] : [sharing.get(key) ?? []]))
      .sort((a, b) => a.length - b.length)
    for (const ids of rarestFirst) {
      if (found.size + ids.length > mostCompared) break
      for (const id of ids) found.add(id)
    }
    return [...found]
  })
}

/** How long it is believed that very many records share a key, and how many such keys are kept at hand. */
const believedMs = 3_600_000
const mostCrowded = 300_000

type Crowded = { readonly keys: Set<number>; readonly until: number }
const crowdedOf = new WeakMap<Workspace, Map<string, Crowded>>()

/**
 * Keys that were found to be shared by too many. To read such a key costs as much as there are records that share it, so
 * it is read once an hour and not once for each of them.
 */
function crowdedKeys(workspace: Workspace, target: RegisteredObject): Set<number> {
  let objects = crowdedOf.get(workspace)
  if (!objects) {
    objects = new Map()
    crowdedOf.set(workspace, objects)
  }
  const known = objects.get(target.key)
  if (known && known.until > Date.now() && known.keys.size < mostCrowded) return known.keys
  const keys = new Set<number>()
  objects.set(target.key, { keys, until: Date.now() + believedMs })
  return keys
}
