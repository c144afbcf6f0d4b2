import { columnOf } from '#kernel/fields/index.ts'
import type { Learning, Model, Term } from '#kernel/learn/learning.ts'
import type { Registry } from '#kernel/registry.ts'
import type { ReadScore } from '#kernel/score.ts'
import { join, raw, type Sql, sql } from '../../db/sql.ts'
import type { Query } from '../../query/query.ts'
import { featureSql, toOf } from './values.ts'

/** The learning of a score, or null where it has rules. */
export function learningOf(registry: Registry, objectKey: string, score: string): Learning | null {
  return registry.learnings.find((one) => one.object === objectKey && one.score === score) ?? null
}

/** What each feature adds to the log of the odds, in the order of the features, and the chance in points of a hundred. */
export function learntSql(all: Query, learning: Learning, model: Model, alias: Sql): { terms: Sql[]; points: Sql } {
  const terms = learning.features.map((feature) => {
    const own = model.terms.filter((term) => term.feature === feature.key)
    if (own.length === 0) return raw('0::float8')
    const value = featureSql(all, learning, feature, 'now', alias)
    return sql`(select ${termSql(own, feature.is)} from (select ${value} as v offset 0) f)`
  })
  const odds = sql`(${model.a}::float8 * (${model.bias}::float8 + ${join(terms, ' + ')}) + ${model.b}::float8)`
  return { terms, points: sql`round((100 / (1 + exp(-${odds})))::numeric)::int` }
}

function termSql(terms: readonly Term[], is: string): Sql {
  const empty = terms.find((term) => term.is === 'empty')?.weight ?? 0
  const size = terms.find((term) => term.is === 'size')
  if (size)
    return sql`(case when f.v is null then ${empty}::float8 else ${size.weight}::float8 * (ln(1 + greatest(0, f.v)) - ${size.mean}::float8) / ${size.spread}::float8 end)`
  const values = terms.filter((term) => term.is === 'value')
  const cases = values.map(({ value, weight }) =>
    is === 'filled' ? sql`when f.v then ${weight}::float8` : sql`when f.v = ${value}::text then ${weight}::float8`,
  )
  if (is !== 'filled') cases.unshift(sql`when f.v is null then ${empty}::float8`)
  return sql`(case ${join(cases, ' ')} else 0 end)`
}

/** What a change must touch for a learnt score to change, in the words of one by rules. */
export function readLearnt(registry: Registry, learning: Learning): Pick<ReadScore, 'own' | 'near'> {
  const object = registry.object(learning.object)
  const own = new Set<string>()
  const near: ReadScore['near'][number][] = []
  for (const feature of learning.features) {
    if ('over' in feature) near.push({ object: feature.over, column: '', by: 'back', field: feature.through })
    else if (feature.of) {
      own.add(feature.of)
      const column = columnOf(object, feature.of)
      near.push({ object: toOf(object, feature.of), column, by: 'forward', field: feature.of })
    } else own.add(feature.field)
  }
  return {
    own,
    near: near.filter((one, i) => near.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === i),
  }
}
