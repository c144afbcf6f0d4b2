import type { Measure } from '#kernel/quality/measures.ts'
import { allRecords } from '#kernel/quality/measures.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, tableOf, type Workspace } from '../context.ts'
import { crashPoint } from '../crash.ts'
import type { Transaction } from '../db/database.ts'
import { ident, join, raw, sql } from '../db/sql.ts'
import { linkTable } from '../db/tables.ts'
import { past, queryOf } from '../query/query.ts'
import { systemSession } from '../workspaces.ts'
import { cameBySql } from './beside.ts'
import { sumUp } from './figures.ts'
import { countPast, countPastDoubles, forgetPast } from './past.ts'
import { judgedObjects, measuring } from './standards.ts'

/** Records of one part. Small enough to be counted in an instant, large enough that a million are a few hundred parts. */
const partRows = 5_000
/** A transaction that began so long ago may still bring records of then: those parts are counted once more. */
const lateMs = 600_000
const first = '00000000-0000-0000-0000-000000000000'

/**
 * Counts what is wrong with the records of every object: once a day all of them, part by part in the order of their ids, and
 * in between the parts in which something was written. The first time it tells of the days before as well. Each step commits with the note of how far it is, so that whoever is
 * killed goes on there; a part that is counted twice says the same. Two processes take turns.
 * @param forMs stops after so long, to go on another time, and at once where `stop` says so
 */
export async function countQuality(
  workspace: Workspace,
  forMs = Number.POSITIVE_INFINITY,
  stop?: AbortSignal,
): Promise<void> {
  const until = Date.now() + forMs
  await workspace.directory.everyone() // standards and placeholders, as they are now
  for (const object of judgedObjects(workspace))
    for (;;) {
      if (Date.now() >= until || stop?.aborted) return
      const more = await workspace.db.transaction((tx) => countSome(workspace, tx, object))
      crashPoint('quality.part')
      if (!more) break
    }
}

type Note = {
  readonly after: string | null
  readonly seenAt: string | null
  readonly first: boolean
  readonly begunAt: string | null
}

/** One step. Answers whether there is more to do now. */
async function countSome(workspace: Workspace, tx: Transaction, object: RegisteredObject): Promise<boolean> {
  const notes = engineTable(workspace, 'quality')
  const { day, measures, standard, madeBy } = measuring(workspace, object)
  const now = workspace.clock.now().toISOString()
  const begun = await tx.count(
    sql`insert into ${notes} (object, made_by, day, after_id, seen_at) values (${object.key}, ${madeBy}, ${day}::date, ${first}::uuid, ${now}::timestamptz)
      on conflict (object) do update set made_by = excluded.made_by, day = excluded.day, after_id = excluded.after_id, seen_at = excluded.seen_at
      where ${notes}.made_by <> excluded.made_by or ${notes}.day is distinct from excluded.day`,
  )
  const [row] = await tx.rows(
    sql`select after_id, seen_at, counted_at is null, begun_at from ${notes} where object = ${object.key} for update`,
  )
  const note: Note = {
    after: row?.[0] ? String(row[0]) : null,
    seenAt: row?.[1] ? String(row[1]) : null,
    first: row?.[2] === true,
    begunAt: row?.[3] ? String(row[3]) : null,
  }
  if (note.first && begun > 0) {
    await forgetPast(workspace, tx, object.key, day)
    await tx.count(sql`update ${notes} set begun_at = ${now}::timestamptz where object = ${object.key}`)
  }
  if (note.after !== null) {
    const next = await countNext(workspace, tx, object, measures, note.after)
    if (note.first)
      await countPast(workspace, tx, object, { day, measures, standard }, { after: note.after, until: next })
    await tx.count(sql`update ${notes} set after_id = ${next}::uuid where object = ${object.key}`)
    if (next !== null) return true
  } else if (!(await countWritten(workspace, tx, object, measures, note.seenAt ?? now))) return false
  await sumUp(workspace, tx, object.key, day)
  const compared =
    !note.first && note.begunAt !== null
      ? await countPastDoubles(workspace, tx, object, { day, measures }, note.begunAt)
      : false
  crashPoint('quality.summed')
  await tx.count(
    sql`update ${notes} set counted_at = ${now}::timestamptz, seen_at = case when ${note.after === null}::boolean then ${now}::timestamptz else seen_at end,
      begun_at = case when ${compared}::boolean then null else begun_at end
      where object = ${object.key}`,
  )
  return false
}

/** Counts the next part of the daily round. Answers where it ends; null where that was the last one. */
async function countNext(
  workspace: Workspace,
  tx: Transaction,
  object: RegisteredObject,
  measures: readonly Measure[],
  after: string,
): Promise<string | null> {
  const table = tableOf(workspace, object.key)
  const [row] = await tx.rows(
    sql`select id from ${table} where id > ${after}::uuid order by id offset ${partRows - 1}::int limit 1`,
  )
  const until = row ? String(row[0]) : null
  const parts = engineTable(workspace, 'quality_part')
  await tx.count(
    sql`delete from ${parts} where object = ${object.key} and from_id > ${after}::uuid
      ${until ? sql`and from_id < ${until}::uuid` : raw('')}`,
  )
  await countPart(workspace, tx, object, measures, { after, until })
  return until
}

/** Counts again the parts in which something was written since. Answers whether there was any. */
async function countWritten(
  workspace: Workspace,
  tx: Transaction,
  object: RegisteredObject,
  measures: readonly Measure[],
  seenAt: string,
): Promise<boolean> {
  const parts = engineTable(workspace, 'quality_part')
  const table = tableOf(workspace, object.key)
  const since = new Date(Date.parse(seenAt) - lateMs).toISOString()
  const at = (id: ReturnType<typeof raw>) =>
    sql`(select p.from_id from ${parts} p where p.object = ${object.key} and p.from_id < ${id} order by p.from_id desc limit 1)`
  const rows = await tx.rows(
    sql`select distinct w.from_id from (
        select ${at(raw('r.id'))} as from_id from ${table} r where r.updated_at >= ${since}::timestamptz and r.deleted_at is null
        union all select ${at(raw('r.id'))} from ${table} r where r.deleted_at >= ${since}::timestamptz
        ${doublesSince(workspace, object, since, at)}
      ) w where w.from_id is not null order by 1`,
  )
  for (const [from] of rows) {
    const [next] = await tx.rows(
      sql`select from_id from ${parts} where object = ${object.key} and from_id > ${String(from)}::uuid order by from_id limit 1`,
    )
    await countPart(workspace, tx, object, measures, { after: String(from), until: next ? String(next[0]) : null })
  }
  return rows.length > 0
}

/** What was decided about likely duplicates touches their records' parts without touching them. */
function doublesSince(
  workspace: Workspace,
  object: RegisteredObject,
  since: string,
  at: (id: ReturnType<typeof raw>) => ReturnType<typeof sql>,
) {
  const { doubles } = workspace.registry
  const field = doubles?.members[object.key]
  if (!doubles || !field) return raw('')
  const links = ident(workspace.schema, linkTable(workspace.registry.object(doubles.object), field))
  const groups = tableOf(workspace, doubles.object)
  const of = (time: ReturnType<typeof raw>) =>
    sql`union all select ${at(raw('l.target_id'))} from ${groups} g join ${links} l on l.source_id = g.id where ${time} >= ${since}::timestamptz`
  return sql`${of(raw('g.deleted_at is null and g.updated_at'))} ${of(raw('g.deleted_at'))}`
}

/** Counts the live records behind `after`, up to `until` with it, by everything that is counted, and keeps it. */
async function countPart(
  workspace: Workspace,
  tx: Transaction,
  object: RegisteredObject,
  measures: readonly Measure[],
  { after, until }: { after: string; until: string | null },
): Promise<void> {
  const parts = engineTable(workspace, 'quality_part')
  const query = past(queryOf(systemSession(workspace)))
  const r = ident('r')
  const owned = object.fields['owner'] !== undefined
  const flags = measures.map(({ where }, i) => sql`(${query.declaredAt(object, where, r)}) as ${ident(`m${i}`)}`)
  const counts = measures.map((_, i) => sql`count(*) filter (where x.${ident(`m${i}`)})`)
  const rows = await tx.rows(
    sql`with x as materialized (
        select ${owned ? raw('r.owner_id::text') : raw('null::text')} as owner, ${owned ? raw('u.team_id::text') : raw('null::text')} as team,
          ${cameBySql(query, object.key, r)} as source, ${join(flags)}
        from ${tableOf(workspace, object.key)} r ${owned ? sql`left join ${tableOf(workspace, 'user')} u on u.id = r.owner_id` : raw('')}
        where r.id > ${after}::uuid and ${until ? sql`r.id <= ${until}::uuid` : raw('true')} and r.deleted_at is null)
      select grouping(x.owner), grouping(x.team), grouping(x.source), x.owner, x.team, x.source, count(*), ${join(counts)}
      from x group by grouping sets ((), (x.owner), (x.team), (x.source))`,
    { once: true },
  )
  const kept = rows.flatMap(([byOwner, byTeam, bySource, owner, team, source, records, ...numbers]) => {
    const [dimension, key] =
      byOwner === 0
        ? ['owner', owner]
        : byTeam === 0
          ? ['team', team]
          : bySource === 0
            ? ['source', source]
            : ['all', '']
    const distributed = dimension === 'team' || dimension === 'all'
    const counted = measures.flatMap(({ key, kind }, i): [string, number][] =>
      Number(numbers[i]) > 0 && (kind !== 'value' || distributed) ? [[key, Number(numbers[i])]] : [],
    )
    if (Number(records) === 0 && dimension !== 'all') return []
    return [
      { dimension, key: String(key ?? ''), counts: Object.fromEntries([[allRecords, Number(records)], ...counted]) },
    ]
  })
  await tx.count(sql`delete from ${parts} where object = ${object.key} and from_id = ${after}::uuid`)
  await tx.count(
    sql`insert into ${parts} (object, from_id, dimension, key, counts)
      select ${object.key}, ${after}::uuid, x.dimension, x.key, x.counts
      from json_to_recordset(${JSON.stringify(kept)}::json) as x (dimension text, key text, counts jsonb)`,
  )
}
