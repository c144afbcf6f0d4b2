import { allRecords, type Measure } from '#kernel/quality/measures.ts'
import type { Standard } from '#kernel/quality/records.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { addDays, dayOf, daysBetween, startOfDay } from '#kernel/time.ts'
import { engineTable, tableOf, type Workspace } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { ident, join, raw, sql } from '../db/sql.ts'
import { past, queryOf } from '../query/query.ts'
import { systemSession } from '../workspaces.ts'
import { cameBySql } from './beside.ts'

/** So many days before the first count are told from what is there. */
const pastDays = 60

/**
 * Adds to each of the days before the first count what the records of one part came to then, as far as they and their
 * events still tell: those that were there by its end, stale by what had happened to them until then. Values count as they
 * are now. The whole, and by source, which stays what it was; whose a record was is not looked up again.
 */
export async function countPast(
  workspace: Workspace,
  tx: Transaction,
  object: RegisteredObject,
  { day, measures, standard }: { day: string; measures: readonly Measure[]; standard: Standard },
  { after, until }: { after: string; until: string | null },
): Promise<void> {
  const query = past(queryOf(systemSession(workspace)))
  const r = ident('r')
  const lasting = measures.filter(({ kind }) => kind === 'missing' || kind === 'invalid' || kind === 'double')
  const flags = lasting.map(({ where }, i) => sql`(${query.declaredAt(object, where, r)}) as ${ident(`m${i}`)}`)
  const ages = standard.ages ? query.declaredAt(object, standard.ages, r) : raw('true')
  const counts = lasting.map(({ key }, i) => sql`${key}::text, count(*) filter (where x.${ident(`m${i}`)})`)
  const { timeZone } = workspace.calendar
  const days = Array.from({ length: pastDays }, (_, i) => addDays(day, i - pastDays))
  const ends = days.map((one) => startOfDay(addDays(one, 1), timeZone))
  const figures = engineTable(workspace, 'quality_figure')
  await tx.count(
    sql`with x as materialized (
        select r.id, r.created_at, ${cameBySql(query, object.key, r)} as source, (${ages}) as ages ${flags.length > 0 ? sql`, ${join(flags)}` : raw('')} from ${tableOf(workspace, object.key)} r
        where r.id > ${after}::uuid and ${until ? sql`r.id <= ${until}::uuid` : raw('true')} and r.deleted_at is null),
      touched as materialized (
        select e.record_id, e.at, lead(e.at) over (partition by e.record_id order by e.at, e.id) as next
        from ${engineTable(workspace, 'event')} e where e.object = ${object.key} and e.record_id in (select x.id from x)),
      was as (
        select d.day, grouping(x.source) as whole, x.source, jsonb_strip_nulls(jsonb_build_object(${allRecords}::text, count(*), 'stale'::text,
            count(*) filter (where x.ages and coalesce(t.at, x.created_at) < d.ends - make_interval(days => ${standard.freshDays}::int))
            ${counts.length > 0 ? sql`, ${join(counts)}` : raw('')})) as counts
        from unnest(${days}::date[], ${ends}::timestamptz[]) as d (day, ends)
        join x on x.created_at < d.ends
        left join touched t on t.record_id = x.id and t.at < d.ends and (t.next is null or t.next >= d.ends)
        group by grouping sets ((d.day), (d.day, x.source)))
      insert into ${figures} as f (object, day, dimension, key, counts)
      select ${object.key}, was.day, case was.whole when 1 then 'all' else 'source' end, coalesce(was.source, ''), was.counts
      from was order by was.day, was.whole, was.source
      on conflict (object, dimension, day, key) do update set counts = (
        select jsonb_object_agg(k, coalesce((f.counts ->> k)::bigint, 0) + coalesce((excluded.counts ->> k)::bigint, 0))
        from (select jsonb_object_keys(f.counts || excluded.counts) as k) keys)`,
  )
}

/**
 * Duplicates that were there are found only after the first count. Until all that was there then has been compared, each
 * day before has its records that are known for duplicates now, so that finding them is no fall in quality.
 * @param begunAt when the first count began
 * @returns whether all that was there then has been compared
 */
export async function countPastDoubles(
  workspace: Workspace,
  tx: Transaction,
  object: RegisteredObject,
  { day, measures }: { day: string; measures: readonly Measure[] },
  begunAt: string,
): Promise<boolean> {
  const double = measures.find(({ kind }) => kind === 'double')
  if (!double) return true
  const query = past(queryOf(systemSession(workspace)))
  const { timeZone } = workspace.calendar
  const count = pastDays + daysBetween(dayOf(begunAt, timeZone), day)
  const days = Array.from({ length: count }, (_, i) => addDays(day, i - count))
  const ends = days.map((one) => startOfDay(addDays(one, 1), timeZone))
  const table = tableOf(workspace, object.key)
  const doubles = await tx.rows(
    sql`with x as materialized (
        select r.created_at, ${cameBySql(query, object.key, ident('r'))} as source from ${table} r
        where r.deleted_at is null and ${query.declaredAt(object, double.where, ident('r'))})
      select d.day::text, grouping(x.source), x.source, count(*) from unnest(${days}::date[], ${ends}::timestamptz[]) as d (day, ends)
      join x on x.created_at < d.ends group by grouping sets ((d.day), (d.day, x.source))`,
  )
  const found = doubles.map(([on, whole, source, records]) => ({
    day: String(on),
    dimension: whole === 1 ? 'all' : 'source',
    key: String(source ?? ''),
    records: Number(records),
  }))
  const figures = engineTable(workspace, 'quality_figure')
  await tx.count(
    sql`update ${figures} f set counts = f.counts || jsonb_build_object(${double.key}::text, coalesce(x.records, 0))
      from ${figures} g left join json_to_recordset(${JSON.stringify(found)}::json) as x (day date, dimension text, key text, records bigint)
        on x.day = g.day and x.dimension = g.dimension and x.key = g.key
      where g.object = ${object.key} and g.dimension in ('all', 'source') and g.day = any(${days}::date[])
        and f.object = g.object and f.dimension = g.dimension and f.day = g.day and f.key = g.key`,
  )
  const [row] = await tx.rows(
    sql`select exists (select 1 from ${engineTable(workspace, 'matching')} m where m.object = ${object.key} and m.scanned_at is not null
      and not exists (select 1 from ${table} r where r.deleted_at is null and r.updated_at <= ${begunAt}::timestamptz
        and (r.updated_at, r.id) > (m.scanned_at, m.scanned_id)))`,
  )
  return row?.[0] === true
}

/** Before the first count begins, anew too: nothing is told of earlier days. */
export async function forgetPast(workspace: Workspace, tx: Transaction, object: string, day: string): Promise<void> {
  await tx.count(
    sql`delete from ${engineTable(workspace, 'quality_figure')} where object = ${object} and day < ${day}::date`,
  )
}

/** The objects that were counted with records on a day before: what was counted then is the truth. */
export async function countedBefore(workspace: Workspace): Promise<readonly string[]> {
  const day = dayOf(workspace.clock.now().toISOString(), workspace.calendar.timeZone)
  const rows = await workspace.db.rows(
    sql`select distinct object from ${engineTable(workspace, 'quality_figure')} where dimension = 'all' and day < ${day}::date
      and coalesce((counts ->> ${allRecords})::bigint, 0) > 0`,
  )
  return rows.map(([object]) => String(object))
}

/**
 * Records with a history of their own have come or gone, as sample data does: what was counted before says nothing of them,
 * and is counted as for the first time, but for the objects that are named.
 */
export async function countAnew(
  tx: Pick<Transaction, 'count'>,
  workspace: Workspace,
  but: readonly string[] = [],
): Promise<void> {
  await tx.count(
    sql`update ${engineTable(workspace, 'quality')} set made_by = '', counted_at = null where object <> '' and object <> all(${but}::text[])`,
  )
}
