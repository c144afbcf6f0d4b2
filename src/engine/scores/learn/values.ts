import { columnOf } from '#kernel/fields/index.ts'
import type { Feature, Learning } from '#kernel/learn/learning.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, tableOf } from '../../context.ts'
import { and, ident, raw, type Sql, sql } from '../../db/sql.ts'
import type { Query } from '../../query/query.ts'

/**
 * What a feature says of a record: a text for a choice, a number for a size, a count or a wait, a boolean for what is filled.
 * As it is now, or as it was when the record was as old as the horizon: what has been changed later is told by the event table.
 */
export function featureSql(all: Query, learning: Learning, feature: Feature, when: 'now' | 'then', alias: Sql): Sql {
  const { registry } = all.workspace
  const object = registry.object(learning.object)
  const until = horizonSql(learning, alias)
  if ('over' in feature) {
    const over = registry.object(feature.over)
    const s = ident('s')
    const from = sql`from ${tableOf(all.workspace, over.key)} s where ${and([
      sql`s.${ident(columnOf(over, feature.through))} = ${alias}.id`,
      sql`s.deleted_at is null`,
      sql`s.${ident(columnOf(over, feature.at))} <= ${until}`,
      ...(feature.where ? [sql`(${all.declaredAt(over, feature.where, s)})`] : []),
    ])}`
    if (feature.is === 'count') return sql`(select count(*) ${from})::float8`
    const waited = sql`(select min(s.${ident(columnOf(over, feature.at))}) ${from})`
    const end = when === 'then' ? until : sql`least(${until}, ${all.now}::timestamptz)`
    return sql`(greatest(0, extract(epoch from coalesce(${waited}, ${end}) - ${alias}.created_at)) / 86400)::float8`
  }
  const target = feature.of ? registry.object(toOf(object, feature.of)) : object
  const record = feature.of ? sql`${alias}.${ident(columnOf(object, feature.of))}` : sql`${alias}.id`
  const column = ident(columnOf(target, feature.field))
  const current = feature.of
    ? sql`(select o.${column} from ${tableOf(all.workspace, target.key)} o where o.id = ${record})`
    : sql`${alias}.${column}`
  const money = target.fields[feature.field]?.type === 'money'
  const text =
    when === 'now'
      ? sql`${current}::text`
      : sql`(select case when w.was is null then ${current}::text else w.was #>> ${raw(money ? "'{amount}'" : "'{}'")} end
          from (select (select e.changes -> ${feature.field}::text -> 0 from ${engineTable(all.workspace, 'event')} e
            where e.object = ${target.key} and e.record_id = ${record} and e.at > ${until} and e.changes ? ${feature.field}::text
            order by e.at, e.id limit 1) as was) w)`
  if (feature.is === 'choice') return text
  return feature.is === 'filled' ? sql`(${text} is not null)` : sql`(${text})::float8`
}

/** The instant at which a record is judged. */
export function horizonSql({ horizonDays }: Learning, alias: Sql): Sql {
  return sql`(${alias}.created_at + ${raw(`interval '${Number(horizonDays)} days'`)})`
}

export function toOf(object: RegisteredObject, relation: string): string {
  return String((object.fields[relation] as { readonly to?: unknown } | undefined)?.to)
}
