import { engineTable } from '../context.ts'
import { isOneOf, raw, sql } from '../db/sql.ts'
import type { Writing } from '../records/op.ts'

/** What went along that is no record: comments, what is new, who follows, who was given it, favourites. Each with where it was. */
export type Carried = {
  readonly comments: readonly Moved[]
  readonly news: readonly Moved[]
  readonly sources: readonly Moved[]
  readonly follows: readonly Moved[]
  /** Runs of flows about it, and signals that fired for it. Older merges have moved none. */
  readonly runs?: readonly Moved[]
  readonly fires?: readonly Moved[]
  readonly shares: readonly Moved[]
  /** Shares of the survivor that reach further now: before and after. */
  readonly widened: readonly { readonly id: string; readonly before: Reach; readonly after: Reach }[]
  readonly preferences: readonly {
    readonly user: string
    readonly key: string
    readonly before: unknown
    readonly after: unknown
  }[]
}
type Moved = readonly [id: string, from: string]
type Reach = { readonly level: string; readonly until: string | null }

type Lost = { readonly object: string; readonly ids: readonly string[]; readonly survivor: string }

/** Moves it, and answers what is needed to move it back. */
export async function carry(w: Writing, lost: Lost): Promise<Carried> {
  return {
    comments: await moveRows(w, 'comment', 'record_id', lost),
    news: await moveRows(w, 'notification', 'record_id', lost),
    sources: await moveRows(w, 'notification', 'source_id', lost),
    follows: await moveFollows(w, lost),
    runs: await moveRuns(w, lost),
    fires: await moveRows(w, 'signal_fire', 'record_id', lost),
    ...(await moveShares(w, lost)),
    preferences: await renamePreferences(w, lost),
  }
}

/** Moves back what stands where it was put. */
export async function carryBack(w: Writing, { object, survivor }: Omit<Lost, 'ids'>, carried: Carried): Promise<void> {
  const back = async (table: string, column: 'record_id' | 'source_id', list: readonly Moved[], by = 'id') => {
    if (list.length === 0) return
    await w.db.count(
      sql`update ${engineTable(w.session.workspace, table)} t set ${raw(column)} = x.was
        from unnest(${list.map(([id]) => id)}::uuid[], ${list.map(([, from]) => from)}::uuid[]) as x (id, was)
        where t.${raw(by)} = x.id and t.${raw(column)} = ${survivor}::uuid and t.${raw(column === 'source_id' ? 'source_object' : 'object')} = ${object}`,
    )
  }
  await back('comment', 'record_id', carried.comments)
  await back('notification', 'record_id', carried.news)
  await back('notification', 'source_id', carried.sources)
  await back('flow_run', 'record_id', carried.runs ?? [])
  await w.db.count(
    sql`update ${engineTable(w.session.workspace, 'flow_run')} set watch_id = record_id
      where ${isOneOf(
        raw('id'),
        (carried.runs ?? []).map(([id]) => id),
      )} and watch_id = ${survivor}::uuid`,
  )
  await back('signal_fire', 'record_id', carried.fires ?? [])
  await back('follow', 'record_id', carried.follows, 'user_id')
  await back('share', 'record_id', carried.shares)
  for (const { id, before, after } of carried.widened)
    await w.db.count(
      sql`update ${engineTable(w.session.workspace, 'share')} set level = ${before.level}, until = ${before.until}::timestamptz
        where id = ${id}::uuid and level = ${after.level} and until is not distinct from ${after.until}::timestamptz`,
    )
  for (const { user, key, before, after } of carried.preferences)
    await w.db.count(
      sql`update ${engineTable(w.session.workspace, 'preference')} set value = ${JSON.stringify(before)}::jsonb
        where user_id = ${user}::uuid and key = ${key} and value = ${JSON.stringify(after)}::jsonb`,
    )
}

async function moveRows(
  w: Writing,
  name: 'comment' | 'notification' | 'flow_run' | 'signal_fire',
  column: 'record_id' | 'source_id',
  { object, ids, survivor }: Lost,
): Promise<Moved[]> {
  const table = engineTable(w.session.workspace, name)
  const of = raw(column === 'source_id' ? 'source_object' : 'object')
  const here = sql`${isOneOf(raw(column), ids)} and ${of} = ${object}`
  const rows = await w.db.rows(sql`select id, ${raw(column)} from ${table} where ${here} order by id for update`)
  if (rows.length > 0) await w.db.count(sql`update ${table} set ${raw(column)} = ${survivor}::uuid where ${here}`)
  return rows.map(([id, from]) => [String(id), String(from)])
}

/** Runs of flows go on for the survivor; those that wait for a change look whether it is so already. */
async function moveRuns(w: Writing, lost: Lost): Promise<Moved[]> {
  const moved = await moveRows(w, 'flow_run', 'record_id', lost)
  await w.db.count(
    sql`update ${engineTable(w.session.workspace, 'flow_run')} set watch_id = ${lost.survivor}::uuid, due_at = least(due_at, ${w.now}::timestamptz)
      where ${isOneOf(raw('watch_id'), lost.ids)}`,
  )
  return moved
}

/** Whoever follows the survivor already, or wants to hear nothing of it, stays with that. */
async function moveFollows(w: Writing, { object, ids, survivor }: Lost): Promise<Moved[]> {
  const table = engineTable(w.session.workspace, 'follow')
  const rows = await w.db.rows(
    sql`select distinct on (f.user_id) f.user_id, f.record_id from ${table} f where ${isOneOf(raw('f.record_id'), ids)} and f.object = ${object}
      and not exists (select 1 from ${table} s where s.user_id = f.user_id and s.record_id = ${survivor}::uuid and s.object = ${object})
      order by f.user_id, f.at`,
  )
  for (const [user, from] of rows)
    await w.db.count(
      sql`update ${table} set record_id = ${survivor}::uuid where user_id = ${user}::uuid and record_id = ${from}::uuid and object = ${object}`,
    )
  return rows.map(([user, from]) => [String(user), String(from)])
}

/** Who was given a part is given the whole; where she was given both, the further reach holds. */
async function moveShares(w: Writing, { object, ids, survivor }: Lost): Promise<Pick<Carried, 'shares' | 'widened'>> {
  const table = engineTable(w.session.workspace, 'share')
  const rows = await w.db.rows(
    sql`select id, record_id, grantee_id, level, until from ${table} where ${isOneOf(raw('record_id'), [survivor, ...ids])} and object = ${object}
      order by record_id <> ${survivor}::uuid, id for update`,
  )
  const held = new Map<string, { id: string; first: Reach; now: Reach }>()
  const shares: Moved[] = []
  for (const [id, record, grantee, level, until] of rows) {
    const reach = { level: String(level), until: until === null ? null : String(until) }
    const known = held.get(String(grantee))
    if (known) {
      known.now = further(known.now, reach)
      continue
    }
    held.set(String(grantee), { id: String(id), first: reach, now: reach })
    if (record === survivor) continue
    await w.db.count(sql`update ${table} set record_id = ${survivor}::uuid where id = ${id}::uuid`)
    shares.push([String(id), String(record)])
  }
  const widened = [...held.values()].flatMap(({ id, first, now }) =>
    JSON.stringify(first) === JSON.stringify(now) ? [] : [{ id, before: first, after: now }],
  )
  for (const { id, after } of widened)
    await w.db.count(
      sql`update ${table} set level = ${after.level}, until = ${after.until}::timestamptz where id = ${id}::uuid`,
    )
  return { shares, widened }
}

function further(a: Reach, b: Reach): Reach {
  const until = a.until === null || b.until === null ? null : [a.until, b.until].toSorted()[1]!
  return { level: a.level === 'update' || b.level === 'update' ? 'update' : 'read', until }
}

/** Favourites and the like name records by their ids; a list that names both names the survivor once. */
async function renamePreferences(w: Writing, { ids, survivor }: Lost): Promise<Carried['preferences']> {
  const table = engineTable(w.session.workspace, 'preference')
  const rows = await w.db.rows(
    sql`select user_id, key, value from ${table} where value::text ~ ${ids.join('|')} order by user_id, key for update`,
  )
  const renamed = rows.map(([user, key, before]) => ({
    user: String(user),
    key: String(key),
    before,
    after: rename(before, ids, survivor),
  }))
  for (const { user, key, after } of renamed)
    await w.db.count(
      sql`update ${table} set value = ${JSON.stringify(after)}::jsonb where user_id = ${user}::uuid and key = ${key}`,
    )
  return renamed
}

function rename(value: unknown, ids: readonly string[], survivor: string): unknown {
  if (typeof value === 'string') return ids.reduce((text, id) => text.replaceAll(id, survivor), value)
  if (Array.isArray(value)) {
    const list = value.map((one) => rename(one, ids, survivor))
    return [...new Map(list.map((one) => [JSON.stringify(one), one])).values()]
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, rename(one, ids, survivor)]))
}
