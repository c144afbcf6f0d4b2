import type { ApiScorePreview } from '#kernel/api-score.ts'
import { configure } from '#kernel/configuration-module.ts'
import { readItem } from '#kernel/configuration-read.ts'
import { columnsOf } from '#kernel/fields/index.ts'
import { boundsOf, gradesOf, type ScoreField } from '#kernel/fields/score.ts'
import { Refusal, refuse } from '#kernel/problem.ts'
import { readScore } from '#kernel/score.ts'
import { type Session, tableOf } from '../context.ts'
import type { Configurations } from '../custom/press.ts'
import { readDraft } from '../custom/store.ts'
import { ident, join, raw, sql } from '../db/sql.ts'
import { past, queryOf } from '../query/query.ts'
import { titleSql } from '../query/select.ts'
import { gradeSql, scoreSql, scoresOf } from './expression.ts'

/** Records that are named. */
const shown = 12

/**
 * What a score would make of the records that there are, beside what it makes of them today: how many change, how they are
 * spread, and which change most. Filters may read what is published already.
 */
export async function previewScore(
  press: Configurations,
  session: Session,
  { object: key, field: path, ...item }: Readonly<Record<string, unknown>>,
): Promise<ApiScorePreview> {
  const { workspace } = session
  const object = workspace.registry.objects.get(String(key))
  if (!object)
    throw refuse('invalid', 'object', {
      en: `There is no published object '${key}'.`,
      zh: `没有已发布的对象「${key}」。`,
    })
  const { document } = await readDraft(workspace.db, workspace)
  const { value, wrong } = readItem('scores', `${object.key}.it`, item)
  if (wrong.length > 0) throw new Refusal('invalid', wrong)
  const field = value as ScoreField
  const { registry } = configure(press.base.modules, document)
  // Names that are only being made are told as such by the draft itself; here the records of today are asked.
  readScore(field, { registry: registry ?? workspace.registry, object: object.key })
  const read = readScore(field, { registry: workspace.registry, object: object.key })
  const { floor, cap } = boundsOf(field)
  const all = past(queryOf(session))
  const live = scoresOf(workspace.registry, object).find((one) => one.key === path)
  const [was, wasGrade] = live
    ? columnsOf(live.key, live.field).map(({ name }) => ident('r', name))
    : [raw('null::integer'), raw('null::text')]
  const { points, terms } = scoreSql(all, field, read, ident('r'))
  const table = tableOf(workspace, object.key)
  const reckoned = sql`from ${table} r cross join lateral (select ${points} as points offset 0) v where r.deleted_at is null`
  const grade = gradeSql(field, raw('v.points'))
  const changed = sql`(${was!} is distinct from v.points or ${wasGrade!} is distinct from ${grade})`
  const [total] = await workspace.db.rows(
    sql`select count(*), count(v.points), count(*) filter (where ${changed}), round(avg(v.points), 1), round(avg(${was!}), 1) ${reckoned}`,
  )
  const bins = await workspace.db.rows(
    sql`select b.bin, sum(b.now)::int, sum(b.would)::int from (
        select width_bucket(v.points, ${floor}::numeric, ${cap}::numeric + 0.5, ${spread}::int) as bin, 0 as now, 1 as would ${reckoned} and v.points is not null
        union all
        select width_bucket(${was!}, ${floor}::numeric, ${cap}::numeric + 0.5, ${spread}::int), 1, 0 ${reckoned} and ${was!} is not null
      ) b group by b.bin order by b.bin`,
  )
  const grades = await workspace.db.rows(
    sql`select g.grade, sum(g.now)::int, sum(g.would)::int from (
        select ${grade} as grade, 0 as now, 1 as would ${reckoned} and v.points is not null
        union all
        select ${wasGrade!}, 1, 0 ${reckoned} and ${was!} is not null
      ) g group by g.grade`,
  )
  const rules = read.rules.length
    ? await workspace.db.rows(
        sql`select ${join(terms.map((term) => sql`count(*) filter (where ${term} <> 0)`))} ${reckoned} and v.points is not null`,
      )
    : [[]]
  const records = await workspace.db.rows(
    sql`select r.id, ${titleSql(all, object, 'r')}, ${was!}, v.points ${reckoned} and ${changed}
      order by abs(coalesce(v.points, 0) - coalesce(${was!}, 0)) desc, r.id limit ${shown}::int`,
  )
  const order = gradesOf(field).map(({ key: name }) => name)
  return {
    records: Number(total?.[0]),
    scored: Number(total?.[1]),
    changed: Number(total?.[2]),
    average: { now: numberOf(total?.[4]), would: numberOf(total?.[3]) },
    bins: Array.from({ length: spread }, (_, i) => {
      const row = bins.find(([bin]) => Math.min(spread, Math.max(1, Number(bin))) === i + 1)
      const span = (cap - floor) / spread
      return { from: Math.round(floor + i * span), now: Number(row?.[1] ?? 0), would: Number(row?.[2] ?? 0) }
    }),
    grades: grades
      .map(([name, now, would]) => ({ key: (name ?? null) as string | null, now: Number(now), would: Number(would) }))
      .sort((a, b) => place(order, a.key) - place(order, b.key)),
    rules: (rules[0] ?? []).map(Number),
    examples: records.map(([id, title, now, would]) => ({
      id: String(id),
      title: (title ?? null) as string | null,
      now: numberOf(now),
      would: numberOf(would),
    })),
  }
}

/** Bars of the picture. */
const spread = 10

function place(order: readonly string[], key: string | null): number {
  const at = key === null ? -1 : order.indexOf(key)
  return at < 0 ? order.length : at
}

function numberOf(cell: unknown): number | null {
  return cell === null || cell === undefined ? null : Number(cell)
}
