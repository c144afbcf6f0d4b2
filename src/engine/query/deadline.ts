import { addWorkingDays, isWorkingDay, type WorkingCalendar } from '#kernel/calendar.ts'
import type { Deadline, DeadlineClock, Latest, Pointing } from '#kernel/deadline.ts'
import type { DeadlineField } from '#kernel/fields/deadline.ts'
import { columnOf, columnsOf } from '#kernel/fields/index.ts'
import { Refusal } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { addDays, dayOf } from '#kernel/time.ts'
import { notHeldSql } from '../approvals/held.ts'
import { and, ident, join, raw, type Sql, sql } from '../db/sql.ts'
import { beside } from './formula.ts'
import type { Query } from './query.ts'

/**
 * The first deadline of a record as an expression over the table of that alias: its day, or the name of its rule. Reads
 * past rights: whoever may see the field may see what comes of it. The one expression, whoever asks.
 */
export function deadlineSql(all: Query, object: RegisteredObject, key: string, alias: Sql): Sql {
  const field = object.fields[key] as DeadlineField
  const rules = all.deadlines(object.key, field.by).flatMap((one) => readable(all, object, one, alias))
  const days = rules.map(({ day }) => day)
  if (field.gives === 'day')
    return days.length === 0 ? raw('null::date') : days.length === 1 ? days[0]! : sql`least(${join(days)})`
  if (days.length === 0) return raw('null::text')
  const rows = rules.map(({ day, name }, i) => sql`(${day}, ${name}::text, ${raw(String(i))})`)
  const d = beside(alias, '_d')
  return sql`(select ${d}.name from (values ${join(rows)}) ${d}(day, name, rank) where ${d}.day is not null order by ${d}.day, ${d}.rank limit 1)`
}

/** A rule that names what is there no more is no rule: it must not take every list with it. */
function readable(all: Query, object: RegisteredObject, rule: Deadline, alias: Sql) {
  try {
    return [{ name: rule.name, day: dayOfRule(all, object, rule, alias) }]
  } catch (error) {
    if (error instanceof Refusal) return []
    throw error
  }
}

/** How an expression learns of the records that point at one: whether there is any, and when it was last. */
export type Told = { none(pointing: Pointing): Sql; latest(since: Latest): Sql }

/** The last day that a record has by a rule, over the table of that alias; empty where the rule is not about it. */
export function dayOfRule(
  all: Query,
  object: RegisteredObject,
  rule: Deadline,
  alias: Sql,
  told: Told = lookedUp(all, alias),
): Sql {
  const conditions = [
    ...rule.where.map((where) => sql`(${all.declaredAt(object, where, alias)}) is true`),
    ...rule.unless.map((pointing) => told.none(pointing)),
    // What is under approval is left alone until that is decided.
    ...[notHeldSql(all.workspace, object.key, alias)].filter((one) => one !== null),
  ]
  const clocks = rule.clocks.map((clock) => clockSql(all, object, clock, alias, told))
  // `greatest` passes over what is empty; where all are wanted and one never comes, the whole never does.
  const run = rule.match === 'any' ? sql`least(${join(clocks)})` : allOf(clocks)
  const floors = [
    ...(rule.from === null ? [] : [sql`${rule.from}::date`]),
    ...(rule.notBefore === null ? [] : [sql`${alias}.${ident(columnOf(object, rule.notBefore))}`]),
  ]
  return sql`(case when ${and(conditions)} then ${floors.length === 0 ? run : notBefore(run, floors, alias)} end)::date`
}

/** The later of a day and others, and empty where the day itself is. It is reckoned once: `offset 0` keeps it from being copied. */
function notBefore(run: Sql, floors: readonly Sql[], alias: Sql): Sql {
  const d = beside(alias, '_f')
  return sql`(select greatest(${join([sql`${d}.day`, ...floors])}) from (select ${run} as day offset 0) ${d} where ${d}.day is not null)`
}

/** Each day on which a record is due by these rules, as `place day` with commas between them, places from 0. */
export function daysSql(days: readonly Sql[]): Sql {
  return sql`concat_ws(',', ${join(days.map((day, i) => sql`${raw(`'${i} '`)} || ${day}::text`))})`
}

function allOf(clocks: readonly Sql[]): Sql {
  if (clocks.length === 1) return clocks[0]!
  return sql`case when ${and(clocks.map((one) => sql`${one} is not null`))} then greatest(${join(clocks)}) end`
}

/** The last day of a clock: that many days, or working days, after the day of the latest instant, where the company is. */
function clockSql(all: Query, object: RegisteredObject, clock: DeadlineClock, alias: Sql, told: Told): Sql {
  const { calendar } = all.workspace
  const instants = clock.since.map((since) =>
    'field' in since ? sql`${alias}.${ident(columnOf(object, since.field))}` : told.latest(since),
  )
  const latest = instants.length === 1 ? instants[0]! : sql`greatest(${join(instants)})`
  const dated = clock.since.every(
    (since) => 'field' in since && columnsOf(since.field, object.fields[since.field]!)[0]?.kind === 'date',
  )
  const from = dated ? latest : sql`(${latest} at time zone ${calendar.timeZone}::text)::date`
  if (!clock.working) return sql`(${from} + ${clock.days}::int)`
  const days = workingDays(calendar, dayOf(all.now, calendar.timeZone))
  return sql`((${days}::date[])[width_bucket(${from}, ${days}::date[]) + ${clock.days}::int])`
}

/** Of a few records each asks for itself, by the index of the relation. */
function lookedUp(all: Query, alias: Sql): Told {
  return {
    none: (pointing) =>
      sql`not exists (select 1 ${pointingSql(all, pointing, sql`= ${alias}.id`, beside(alias, '_s'))})`,
    latest(since) {
      const there = beside(alias, '_s')
      const at = sql`${there}.${ident(columnOf(all.workspace.registry.object(since.over), since.at))}`
      // The latest that matches, by the index of the relation, instead of all of them.
      return sql`(select ${since.happened ? notAfter(all, at) : at} ${pointingSql(all, since, sql`= ${alias}.id`, there)} and ${at} is not null order by ${at} desc limit 1)`
    },
  }
}

/** Of all records those that point at them are gone through once and joined; `joins` is complete once every rule is written. */
export function joinedOn(all: Query, alias: Sql): Told & { readonly joins: readonly Sql[] } {
  const joins: Sql[] = []
  const known = new Map<string, Sql>()
  const join = (pointing: Pointing & Partial<Latest>): Sql => {
    const { over, through, where = null, at: field = null, happened = false } = pointing
    const key = JSON.stringify([over, through, where, field, happened])
    const found = known.get(key)
    if (found) return found
    const name = ident(`told_${joins.length}`)
    const there = ident('s')
    const object = all.workspace.registry.object(over)
    const id = sql`s.${ident(columnOf(object, through))}`
    const latest = field === null ? raw('true') : sql`max(s.${ident(columnOf(object, field))})`
    const at = happened ? notAfter(all, latest) : latest
    const rows = sql`select ${id} as id, ${at} as at ${pointingSql(all, pointing, raw('is not null'), there)} group by 1`
    joins.push(sql`left join (${rows}) ${name} on ${name}.id = ${alias}.id`)
    known.set(key, name)
    return name
  }
  return {
    joins,
    none: ({ over, through, where }) => sql`${join({ over, through, ...(where ? { where } : {}) })}.id is null`,
    latest: (since) => sql`${join(since)}.at`,
  }
}

/** An instant, and now where it is still to come; empty where there is none. */
function notAfter(all: Query, at: Sql): Sql {
  return sql`least(${at}, case when ${at} is not null then ${all.now}::timestamptz end)`
}

/** `from … where …`: live records of that alias that match and whose relation is so. */
function pointingSql(all: Query, { over, through, where }: Pointing, so: Sql, there: Sql): Sql {
  const object = all.workspace.registry.object(over)
  const conditions = [
    sql`${there}.${ident(columnOf(object, through))} ${so}`,
    sql`${there}.deleted_at is null`,
    ...(where ? [all.declaredAt(object, where, there)] : []),
  ]
  return sql`from ${all.table(over)} ${there} where ${and(conditions)}`
}

/** Working days around today, far enough for every rule: what happened before them is long overdue anyway. */
function workingDays(calendar: WorkingCalendar, today: string): readonly string[] {
  const known = listed.get(calendar)
  if (known?.today === today) return known.days
  const days: string[] = []
  for (let day = addDays(today, -span.back); day <= addDays(today, span.ahead); day = addDays(day, 1))
    if (isWorkingDay(calendar, day)) days.push(day)
  if (days.length === 0) days.push(addWorkingDays(calendar, today, 0))
  listed.set(calendar, { today, days })
  return days
}

const span = { back: 2_600, ahead: 2_600 }
const listed = new WeakMap<WorkingCalendar, { readonly today: string; readonly days: readonly string[] }>()
