import { addWorkingDays, isWorkingDay, type WorkingCalendar } from '#kernel/calendar.ts'
import type { Deadline, DeadlineClock, Latest, Pointing } from '#kernel/deadline.ts'
import type { DeadlineField } from '#kernel/fields/deadline.ts'
import { columnOf, columnsOf } from '#kernel/fields/index.ts'
import { Refusal } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { addDays, dayOf } from '#kernel/time.ts'
import { approvedBeside, mayBeHeld } from '../approvals/held.ts'
import { engineTable } from '../context.ts'
import { and, ident, join as joinSql, raw, type Sql, sql } from '../db/sql.ts'
import { beside } from './formula.ts'
import type { Query } from './query.ts'

/**
 * The first deadline of a record as an expression over the table of that alias: its day, or the name of its rule. Reads
 * past rights: whoever may see the field may see what comes of it. The one expression, whoever asks.
 */
export function deadlineSql(all: Query, object: RegisteredObject, key: string, alias: Sql): Sql {
  const field = object.fields[key] as DeadlineField
  const told = lookedUp(all, alias)
  const rules = all.deadlines(object.key, field.by).flatMap((one) => readable(all, object, one, alias, told))
  // Asked once for all rules, and only of what has a day by one of them: it is the dearest.
  const decided = rules.some(({ waits }) => waits) ? told.decided(object) : raw('true')
  if (field.gives === 'day') {
    const [free, waiting] = [rules.filter(({ waits }) => !waits), rules.filter(({ waits }) => waits)]
    const days = [
      ...free.map(({ day }) => day),
      ...(waiting.length > 0 ? [onlyIf(decided, first(waiting.map(({ day }) => day)), alias)] : []),
    ]
    return days.length === 0 ? raw('null::date') : first(days)
  }
  if (rules.length === 0) return raw('null::text')
  const rows = rules.map(
    ({ day, name, waits }, i) => sql`(${day}, ${name}::text, ${raw(String(i))}, ${raw(String(waits))})`,
  )
  const d = beside(alias, '_d')
  return sql`(select ${d}.name from (values ${joinSql(rows)}) ${d}(day, name, rank, waits)
    where ${d}.day is not null and (not ${d}.waits or ${decided}) order by ${d}.day, ${d}.rank limit 1)`
}

function first(days: readonly Sql[]): Sql {
  return days.length === 1 ? days[0]! : sql`least(${joinSql(days)})`
}

/** A day where that holds, which is not asked where there is no day. */
function onlyIf(so: Sql, day: Sql, alias: Sql): Sql {
  const d = beside(alias, '_w')
  return sql`(select case when ${so} then ${d}.day end from (select ${day} as day offset 0) ${d} where ${d}.day is not null)`
}

/** A rule that names what is there no more is no rule: it must not take every list with it. */
function readable(all: Query, object: RegisteredObject, rule: Deadline, alias: Sql, told: Told) {
  try {
    const waits = rule.untilDecided === true && mayBeHeld(all.workspace)
    const { untilDecided: _, ...rest } = rule
    return [{ name: rule.name, waits, day: dayOfRule(all, object, rest, alias, told) }]
  } catch (error) {
    if (error instanceof Refusal) return []
    throw error
  }
}

/** How an expression learns of the records that point at one: whether there is any, when it was last, whether one waits for an approval. */
export type Told = { none(pointing: Pointing): Sql; latest(since: Latest): Sql; decided(object: RegisteredObject): Sql }

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
    // Last: nobody asks it of what the rule is not about.
    ...(rule.untilDecided && mayBeHeld(all.workspace) ? [told.decided(object)] : []),
  ]
  const clocks = rule.clocks.map((clock) => clockSql(all, object, clock, alias, told))
  // `greatest` passes over what is empty; where all are wanted and one never comes, the whole never does.
  const run = rule.match === 'any' ? sql`least(${joinSql(clocks)})` : allOf(clocks)
  const floors = [
    ...(rule.from === null ? [] : [sql`${rule.from}::date`]),
    ...(rule.notBefore === null ? [] : [sql`${alias}.${ident(columnOf(object, rule.notBefore))}`]),
  ]
  return sql`(case when ${and(conditions)} then ${floors.length === 0 ? run : notBefore(run, floors, alias)} end)::date`
}

/** The later of a day and others, and empty where the day itself is. It is reckoned once: `offset 0` keeps it from being copied. */
function notBefore(run: Sql, floors: readonly Sql[], alias: Sql): Sql {
  const d = beside(alias, '_f')
  return sql`(select greatest(${joinSql([sql`${d}.day`, ...floors])}) from (select ${run} as day offset 0) ${d} where ${d}.day is not null)`
}

/** Each day on which a record is due by these rules, as `place day` with commas between them, places from 0. */
export function daysSql(days: readonly Sql[]): Sql {
  return sql`concat_ws(',', ${joinSql(days.map((day, i) => sql`${raw(`'${i} '`)} || ${day}::text`))})`
}

function allOf(clocks: readonly Sql[]): Sql {
  if (clocks.length === 1) return clocks[0]!
  return sql`case when ${and(clocks.map((one) => sql`${one} is not null`))} then greatest(${joinSql(clocks)}) end`
}

/** The last day of a clock: that many days, or working days, after the day of the latest instant, where the company is. */
function clockSql(all: Query, object: RegisteredObject, clock: DeadlineClock, alias: Sql, told: Told): Sql {
  const { calendar } = all.workspace
  const instants = clock.since.map((since) =>
    'field' in since ? sql`${alias}.${ident(columnOf(object, since.field))}` : told.latest(since),
  )
  const latest = instants.length === 1 ? instants[0]! : sql`greatest(${joinSql(instants)})`
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
    decided(object) {
      const [there, a] = [beside(alias, '_s'), beside(alias, '_a')]
      const own = sql`not exists (select 1 from ${waitingSql(all, object.key, a)} and ${a}.record_id = ${alias}.id)`
      return and([
        own,
        ...approvedBeside(all.workspace, object).map(
          (pointing) =>
            sql`not exists (select 1 ${pointingSql(all, pointing, sql`= ${alias}.id`, there)}
              and exists (select 1 from ${waitingSql(all, pointing.over, a)} and ${a}.record_id = ${there}.id))`,
        ),
      ])
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
    decided(object) {
      const name = ident('told_waiting')
      if (!known.has('waiting')) {
        known.set('waiting', name)
        const [there, a] = [ident('s'), ident('a')]
        // Few wait at a time: begun with those, however many records there are.
        const rows = [
          sql`select a.record_id as id from ${waitingSql(all, object.key, a)}`,
          ...approvedBeside(all.workspace, object).map((pointing) => {
            const id = sql`s.${ident(columnOf(all.workspace.registry.object(pointing.over), pointing.through))}`
            return sql`select ${id} ${pointingSql(all, pointing, raw('is not null'), there)}
              and s.id in (select a.record_id from ${waitingSql(all, pointing.over, a)})`
          }),
        ]
        joins.push(sql`left join (${joinSql(rows, ' union ')}) ${name} on ${name}.id = ${alias}.id`)
      }
      return sql`${name}.id is null`
    },
  }
}

/** `approval … where …`: requests about records of an object that wait. */
function waitingSql(all: Query, objectKey: string, a: Sql): Sql {
  return sql`${engineTable(all.workspace, 'approval')} ${a} where ${a}.object = ${objectKey} and ${a}.status = 'waiting'`
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
