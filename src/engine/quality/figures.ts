import type { Counts } from '#kernel/quality/score.ts'
import { addDays } from '#kernel/time.ts'
import { engineTable, type Workspace } from '../context.ts'
import type { Queryable, Transaction } from '../db/database.ts'
import { raw, sql } from '../db/sql.ts'

/** The whole is kept for so many days, what it comes from for fewer. */
const keptDays = 400
const keptPartDays = 92

/** Adds up all parts of an object into the figures of a day, in place of what was there for it. */
export async function sumUp(workspace: Workspace, tx: Transaction, object: string, day: string): Promise<void> {
  const figures = engineTable(workspace, 'quality_figure')
  await tx.count(
    sql`delete from ${figures} where object = ${object} and (day = ${day}::date or day < ${addDays(day, -keptDays)}::date
      or (dimension <> 'all' and day < ${addDays(day, -keptPartDays)}::date))`,
  )
  await tx.count(
    sql`insert into ${figures} (object, day, dimension, key, counts)
      select ${object}, ${day}::date, s.dimension, s.key, jsonb_object_agg(s.measure, s.total)
      from (select p.dimension, p.key, c.key as measure, sum(c.value::bigint) as total
        from ${engineTable(workspace, 'quality_part')} p cross join lateral jsonb_each_text(p.counts) c
        where p.object = ${object} group by p.dimension, p.key, c.key) s
      group by s.dimension, s.key`,
  )
}

/** The figures of one dimension on the last day that has any, by key. */
export async function latestFigures(
  on: Queryable,
  workspace: Workspace,
  object: string,
  dimension: 'all' | 'owner' | 'team' | 'source',
): Promise<{ readonly day: string | null; readonly byKey: ReadonlyMap<string, Counts> }> {
  const figures = engineTable(workspace, 'quality_figure')
  const rows = await on.rows(
    sql`select f.day::text, f.key, f.counts from ${figures} f where f.object = ${object} and f.dimension = ${dimension}
      and f.day = (select max(m.day) from ${figures} m where m.object = ${object} and m.dimension = 'all')`,
  )
  return {
    day: rows[0] ? String(rows[0][0]) : null,
    byKey: new Map(rows.map(([, key, counts]) => [String(key), counts as Counts])),
  }
}

/** What some keys of a dimension came to on the days named, the oldest first. */
export async function trendsOf(
  on: Queryable,
  workspace: Workspace,
  object: string,
  {
    dimension,
    keys,
    days,
  }: { dimension: 'owner' | 'team' | 'source'; keys: readonly string[]; days: readonly string[] },
): Promise<ReadonlyMap<string, readonly { readonly day: string; readonly counts: Counts }[]>> {
  const rows = await on.rows(
    sql`select f.key, f.day::text, f.counts from ${engineTable(workspace, 'quality_figure')} f where f.object = ${object}
      and f.dimension = ${dimension} and f.day = any(${[...days]}::date[]) and f.key = any(${[...keys]}::text[]) order by f.day`,
  )
  const each = rows.map(([key, day, counts]) => ({ key: String(key), day: String(day), counts: counts as Counts }))
  return Map.groupBy(each, ({ key }) => key)
}

/** The whole of an object day by day, the oldest first. */
export async function trendOf(
  on: Queryable,
  workspace: Workspace,
  object: string,
  days: number,
): Promise<readonly { readonly day: string; readonly counts: Counts }[]> {
  const figures = engineTable(workspace, 'quality_figure')
  const rows = await on.rows(
    sql`select f.day::text, f.counts from ${figures} f where f.object = ${object} and f.dimension = 'all' and f.key = ''
      order by f.day desc limit ${raw(String(days))}`,
  )
  return rows.map(([day, counts]) => ({ day: String(day), counts: counts as Counts })).reverse()
}
