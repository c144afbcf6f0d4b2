import { boundsOf, gradesOf, type ScoreField } from '#kernel/fields/score.ts'
import type { Learning } from '#kernel/learn/learning.ts'
import type { RegisteredObject, Registry } from '#kernel/registry.ts'
import { type ReadScore, readScore } from '#kernel/score.ts'
import { dayOf } from '#kernel/time.ts'
import { ident, join, raw, type Sql, sql } from '../db/sql.ts'
import type { Query } from '../query/query.ts'
import { learningOf, learntSql, readLearnt } from './learn/expression.ts'
import { latestOf } from './learn/latest.ts'

/**
 * What the rules of a score give a record, as expressions over the table of that alias. The one expression, whether one
 * record is written, all are reckoned anew, a draft is tried or the points are explained. Reads past rights.
 */
export type ScoreSql = {
  /** Has the record a score at all? */
  readonly applies: Sql
  /** Points of each rule, whole numbers, in the order of the rules. */
  readonly terms: readonly Sql[]
  /** What they come to within the bounds; null where the record has no score. */
  readonly points: Sql
}

/** The expressions of a score. */
export function scoreSql(all: Query, field: ScoreField, read: ReadScore, alias: Sql): ScoreSql {
  if (read.learning) return ofLearning(all, read.learning, read, alias)
  const { floor, cap } = boundsOf(field)
  const { timeZone } = all.workspace.calendar
  const today = sql`${dayOf(all.now, timeZone)}::date`
  const terms = read.rules.map(({ rule, where, since }) => {
    const full = sql`${rule.points}::int`
    const given = since && rule.decay ? faded(rule.points, rule.decay, ageOf(since, alias, today, timeZone)) : full
    return where ? sql`(case when (${all.tree(where, alias)}) is true then ${given} else 0 end)` : given
  })
  const applies =
    read.rules.length === 0 ? raw('false') : read.where ? sql`((${all.tree(read.where, alias)}) is true)` : raw('true')
  const sum = terms.length > 0 ? join(terms, ' + ') : raw('0')
  return {
    applies,
    terms,
    points: sql`(case when ${applies} then greatest(${floor}::int, least(${cap}::int, ${sum})) end)`,
  }
}

/** A score that is learnt; none where there is nothing yet from which to learn it. */
function ofLearning(all: Query, learning: Learning, read: ReadScore, alias: Sql): ScoreSql {
  const model = latestOf(all.workspace, learning)?.model
  if (!model) return { applies: raw('false'), terms: [], points: raw('null::int') }
  const { terms, points } = learntSql(all, learning, model, alias)
  const applies = read.where ? sql`((${all.tree(read.where, alias)}) is true)` : raw('true')
  return { applies, terms, points: sql`(case when ${applies} then ${points} end)` }
}

/** The grade of points; empty where there is none. */
export function gradeSql(field: ScoreField, points: Sql): Sql {
  const grades = gradesOf(field)
  if (grades.length === 0) return raw('null::text')
  return sql`(case ${join(
    grades.map(({ key, from }) => sql`when ${points} >= ${from}::int then ${key}::text`),
    ' ',
  )} end)`
}

/** Points on a day so many days after the date that they fade by; what has no date gives none. */
function faded(points: number, { by, days }: { by: 'half' | 'linear'; days: number }, age: Sql): Sql {
  const rest =
    by === 'half'
      ? // Through `numeric`, of fifteen digits: no last bit of a machine's own decides what is rounded up.
        sql`(${points}::float8 * power(0.5::float8, ${age}::float8 / ${days}::float8))::numeric`
      : sql`${points}::numeric * greatest(0, ${days}::int - ${age}) / ${days}::numeric`
  return sql`coalesce(round(${rest})::int, 0)`
}

function ageOf(since: { column: string; kind: 'date' | 'datetime' }, alias: Sql, today: Sql, timeZone: string): Sql {
  const at = sql`${alias}.${ident(since.column)}`
  const day = since.kind === 'date' ? at : sql`(${at} at time zone ${timeZone}::text)::date`
  // `greatest` passes over what is empty.
  return sql`(case when ${at} is not null then greatest(0, ${today} - ${day}) end)`
}

/** The scores of an object, each read once. */
export function scoresOf(
  registry: Registry,
  object: RegisteredObject,
): readonly { readonly key: string; readonly field: ScoreField; readonly read: ReadScore }[] {
  let found = known.get(object)
  if (!found) {
    found = Object.entries(object.fields).flatMap(([key, field]) =>
      field.type === 'score'
        ? [{ key, field: field as ScoreField, read: readOf(registry, object, key, field as ScoreField) }]
        : [],
    )
    known.set(object, found)
  }
  return found
}

const known = new WeakMap<RegisteredObject, ReturnType<typeof scoresOf>>()

function readOf(registry: Registry, object: RegisteredObject, key: string, field: ScoreField): ReadScore {
  const read = readScore(field, { registry, object: object.key })
  const learning = field.learnt ? learningOf(registry, object.key, key) : null
  if (!learning) return read
  const { own, near } = readLearnt(registry, learning)
  const both = own && read.own ? new Set([...own, ...read.own]) : null
  return { ...read, learning, own: both, near: [...read.near, ...near] }
}
