import type { RollupField } from '#kernel/fields/rollup.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { type Rollup, readRollup } from '#kernel/rollup.ts'
import { canRead } from '../access/principal.ts'
import { and, ident, raw, type Sql, sql } from '../db/sql.ts'
import { beside, type FormulaQuery } from './formula.ts'

/**
 * A rollup field as an expression over the table of that alias, as a select list takes it: a scalar subquery over the
 * live records that point here and that the reader may see, found by the index of their relation. Money comes as
 * `array[amount, currency]`, and is empty where currencies differ. It is empty for a reader who may not see a field that
 * it reads; so nothing that she may not see has a part in what she is shown.
 */
export function rollupSql(query: FormulaQuery, object: RegisteredObject, key: string, alias: Sql): Sql {
  const rollup = rollupOf(query, object, key)
  if (!mayRead(query, rollup)) return nothing(rollup)
  if (!rollup.money) return over(query, rollup, alias, measure(rollup, alias))
  const currency = ident(`${inside(alias)}`, rollup.of?.currency ?? '')
  return over(
    query,
    rollup,
    alias,
    sql`case when min(${currency}) = max(${currency}) then array[(${measure(rollup, alias)})::text, min(${currency})] end`,
  )
}

/** A rollup field as an expression that compares: money is its amount. */
export function rollupValue(query: FormulaQuery, object: RegisteredObject, key: string, alias: Sql): Sql {
  const rollup = rollupOf(query, object, key)
  if (!mayRead(query, rollup)) return nothing(rollup)
  if (!rollup.money) return over(query, rollup, alias, measure(rollup, alias))
  const currency = ident(`${inside(alias)}`, rollup.of?.currency ?? '')
  return over(
    query,
    rollup,
    alias,
    sql`case when min(${currency}) = max(${currency}) then ${measure(rollup, alias)} end`,
  )
}

/** May the reader see every field that a rollup reads, and any record that it counts? */
export function mayRollUp(query: FormulaQuery, object: RegisteredObject, key: string): boolean {
  return mayRead(query, rollupOf(query, object, key))
}

const known = new WeakMap<RegisteredObject, Map<string, Rollup>>()

/** The rollup of a field, read once. One that cannot be read stops here, and should have stopped the start. */
function rollupOf(query: FormulaQuery, object: RegisteredObject, key: string): Rollup {
  const read = known.get(object) ?? new Map<string, Rollup>()
  known.set(object, read)
  const rollup =
    read.get(key) ??
    readRollup(object.fields[key] as RollupField, { registry: query.workspace.registry, object: object.key })
  read.set(key, rollup)
  return rollup
}

function mayRead({ principal }: FormulaQuery, rollup: Rollup): boolean {
  return (
    principal.rights(rollup.over).scopes.read.length > 0 &&
    rollup.reads.every(({ object, field }) => canRead(principal, object, field))
  )
}

function nothing({ kind }: Rollup): Sql {
  return raw(kind === 'number' ? 'null::numeric' : kind === 'date' ? 'null::date' : 'null::timestamptz')
}

/** Average money to the fourth place, other averages to the sixth, as stored values have them. */
function measure({ compute, of, money }: Rollup, alias: Sql): Sql {
  if (compute === 'count' || !of) return raw('count(*)::numeric')
  const cell = ident(inside(alias), of.column)
  if (compute === 'avg') return sql`round(avg(${cell}), ${raw(money ? '4' : '6')})`
  return sql`${raw(compute)}(${cell})`
}

function over(query: FormulaQuery, rollup: Rollup, alias: Sql, expression: Sql): Sql {
  const there = ident(inside(alias))
  const scope = query.scope(rollup.over, 'read', there)
  const where = rollup.where ? query.tree(rollup.where, there) : null
  const conditions = [
    sql`${there}.${ident(rollup.column)} = ${alias}.id`,
    sql`${there}.deleted_at is null`,
    ...(scope ? [scope] : []),
    ...(where ? [where] : []),
  ]
  return sql`(select ${expression} from ${query.table(rollup.over)} ${there} where ${and(conditions)})`
}

/** An alias that no query around this one can have. */
function inside(alias: Sql): string {
  return (beside(alias, '_u').texts[0] ?? '').replaceAll('"', '')
}
