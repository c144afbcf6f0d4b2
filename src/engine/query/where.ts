import type { Asker } from '#kernel/where.ts'
import { type Hop, type PathColumn, type Primitive, resolve, type Tree } from '#kernel/where-tree.ts'
import { and, ident, or, raw, type Sql, sql } from '../db/sql.ts'
import { linkTable } from '../db/tables.ts'
import { isMergeable, survivorsSql } from '../merging/former.ts'
import { besideIn, besideValue } from '../quality/beside.ts'
import { computedValue } from './computed.ts'
import { beside, type FormulaQuery } from './formula.ts'

/** Where a filter is put: the alias of the filtered records, and who asks, with the rights that paths and formulas have. */
export type Bind = { readonly alias: Sql; readonly query: FormulaQuery }

/**
 * A filter as a condition. It is true exactly where `matches` of `where-memory.ts` is; where that is false it is false
 * or null, so that plain comparisons keep their indexes. Write `(…) is true` where a boolean is wanted.
 * What a path reaches must be live and readable; what is not is as if nothing stood there.
 */
export function whereSql(tree: Tree, asker: Asker, bind: Bind): Sql {
  if (tree.is === 'and') return and(tree.of.map((part) => whereSql(part, asker, bind)))
  if (tree.is === 'or') return or(tree.of.map((part) => whereSql(part, asker, bind)))
  if (tree.is === 'not') return not(whereSql(tree.of, asker, bind))
  return along(resolve(tree.column, tree.test, asker), tree.hops, tree.column, bind.alias, bind.query)
}

/** Two-valued whatever it denies: a null inside stands for false. */
function not(condition: Sql): Sql {
  return sql`((${condition}) is not true)`
}

/**
 * A condition on what the path reaches. Single steps lead to one record or to none, whose columns are all empty, so
 * that a denial goes outside; over a several-valued relation there must be one record for which the whole holds.
 */
function along(test: Primitive, hops: readonly Hop[], column: PathColumn, alias: Sql, query: FormulaQuery): Sql {
  const [hop, ...rest] = hops
  if (!hop) return condition(test, column, alias, query)
  if (!hops.some(({ many }) => many)) {
    if (test.op === 'not' && test.of.op !== 'empty') return not(along(test.of, hops, column, alias, query))
    if (test.op === 'empty') return sql`not ${along({ op: 'not', of: test }, hops, column, alias, query)}`
    if (test.op === 'any') return or(test.of.map((one) => along(one, hops, column, alias, query)))
  }
  const there = beside(alias, '_')
  const inner = along(test, rest, column, there, query)
  if (hop.many) return sql`exists (select 1 ${linked(hop.object, hop.field, hop.to, alias, query)} and ${inner})`
  return sql`exists (select 1 from ${query.table(hop.to)} ${there} where ${there}.id = ${alias}.${ident(hop.column ?? '')} and ${reachable(hop.to, there, query)} and ${inner})`
}

/** Live, and readable for the one who asks. */
function reachable(object: string, alias: Sql, query: FormulaQuery): Sql {
  const scope = query.scope(object, 'read', alias)
  const live = sql`${alias}.deleted_at is null`
  return scope ? sql`${live} and ${scope}` : live
}

/** `from … where …`: the records that a several-valued relation of a record links to. */
function linked(object: string, field: string, to: string, alias: Sql, query: FormulaQuery): Sql {
  const link = beside(alias, '_l')
  const there = beside(alias, '_')
  const links = ident(query.workspace.schema, linkTable(query.workspace.registry.object(object), field))
  return sql`from ${links} ${link} join ${query.table(to)} ${there} on ${there}.id = ${link}.target_id where ${link}.source_id = ${alias}.id and ${reachable(to, there, query)}`
}

/** True; or false or null. */
function condition(test: Primitive, column: PathColumn, alias: Sql, query: FormulaQuery): Sql {
  if (test.op === 'any') return or(test.of.map((one) => condition(one, column, alias, query)))
  if (column.declared?.type === 'relations') return members(test, column, alias, query)
  if (isBeside(column) && test.op === 'in') return besideIn(query, column, test.values, alias)
  const cell = isBeside(column)
    ? besideValue(query, column, alias)
    : column.name === null
      ? computedValue(query, query.workspace.registry.object(column.object), column.field, alias)
      : sql`${alias}.${ident(column.name)}`
  if (test.op === 'not' && test.of.op === 'empty' && !isList(column)) return sql`${cell} is not null`
  if (test.op === 'not') return not(condition(test.of, column, alias, query))
  const compared =
    test.op === 'between' && column.name === null
      ? reckonedOnce(test, column, cell, alias)
      : comparedTwice(test, column, cell, alias, query)
  if (test.op !== 'in' || column.kind !== 'id' || column.to === null || column.field === 'id') return compared
  // The id of a record that she may not see is an id like any other: nothing points at it.
  const there = beside(alias, '_')
  const scope = query.scope(column.to, 'read', there)
  return scope
    ? sql`(${compared} and exists (select 1 from ${query.table(column.to)} ${there} where ${there}.id = ${cell} and ${scope}))`
    : compared
}

/** What may be covered is compared as she sees it, and as it is: no empty cell meets the one, and the other has the index. */
function comparedTwice(test: Plain, column: PathColumn, cell: Sql, alias: Sql, query: FormulaQuery): Sql {
  const pointsAt = column.field === 'id' ? null : meantBy(column, query)
  const compared = compare(test, column, cell, pointsAt)
  const beneath = column.name === null || test.op === 'empty' ? null : query.beneath(column.object, column.name)
  return beneath ? and([compare(test, column, sql`${alias}.${ident(beneath)}`, pointsAt), compared]) : compared
}

/** It stands beside the record: no field, no column. */
function isBeside({ name, declared }: PathColumn): boolean {
  return name === null && declared === null
}

/** Between two bounds, where the value is worked out: it is so once, not for each of them, as `offset 0` keeps it from being copied. */
function reckonedOnce(test: Primitive & { op: 'between' }, column: PathColumn, cell: Sql, alias: Sql): Sql {
  const d = beside(alias, '_c')
  return sql`(select ${compare(test, column, sql`${d}.cell`)} from (select ${cell} as cell offset 0) ${d})`
}

type Plain = Exclude<Primitive, { op: 'not' } | { op: 'any' }>

function compare(
  test: Plain,
  column: PathColumn,
  cell: Sql,
  pointsAt: ((ids: readonly unknown[]) => Sql) | null = null,
): Sql {
  switch (test.op) {
    case 'empty':
      return isList(column) ? sql`coalesce(cardinality(${cell}), 0) = 0` : sql`${cell} is null`
    case 'in': {
      const type = raw(typeFor(column, test.values))
      if (test.values.length === 0) return raw('false')
      if (pointsAt !== null) return sql`${cell} = any(${pointsAt(test.values)})`
      return test.values.length === 1
        ? sql`${cell} = ${test.values[0]}::${type}`
        : sql`${cell} = any(${[...test.values]}::${type}[])`
    }
    case 'between': {
      const type = raw(typeFor(column, []))
      return sql`(${cell} >= ${bound(test.from)}::${type} and ${cell} < ${bound(test.before)}::${type})`
    }
    case 'contains':
      return sql`position(${asciiLower(test.value)}::text in lower(${cell} collate "C")) > 0`
    case 'startsWith':
      return sql`starts_with(lower(${cell} collate "C"), ${asciiLower(test.value)}::text)`
    case 'hasAny':
      return sql`${cell} && ${[...test.values]}::${raw(column.sql)}`
    case 'hasAll':
      return sql`${cell} @> ${[...test.values]}::${raw(column.sql)}`
    default: {
      const ordered = column.kind === 'text' ? sql`${cell} collate "C"` : cell
      return sql`${ordered} ${raw(signs[test.op])} ${column.kind === 'datetime' ? bound(test.value) : test.value}::${raw(typeFor(column, [test.value]))}`
    }
  }
}

const signs = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const

/** So many links are asked for one by one, each by the ids that it may have had. */
const fewLinks = 20

/** A several-valued relation itself: its ids stand in the table of links. */
function members(test: Primitive, column: PathColumn, alias: Sql, query: FormulaQuery): Sql {
  if (test.op === 'not') return not(members(test.of, column, alias, query))
  const from = linked(column.object, column.field, column.to ?? '', alias, query)
  const id = sql`${beside(alias, '_')}.id`
  if (test.op === 'empty') return sql`not exists (select 1 ${from})`
  const meant = meantBy(column, query)
  if (test.op === 'hasAny')
    return sql`exists (select 1 ${from} and ${id} = any(${meant?.(test.values) ?? sql`${[...test.values]}::uuid[]`}))`
  if (test.op === 'hasAll' && meant && test.values.length <= fewLinks)
    return and(test.values.map((value) => sql`exists (select 1 ${from} and ${id} = any(${meant([value])}))`))
  if (test.op === 'hasAll')
    return sql`(select count(*) ${from} and ${id} = any(${[...test.values]}::uuid[])) = ${test.values.length}::bigint`
  throw new Error(`${column.object}.${column.field} cannot be compared by ${test.op}.`)
}

/**
 * Records that a filter names by ids which they had, or which were of records that have become part of them: a filter that
 * was kept says the same after a merge. Null where records of the object stay apart.
 */
function meantBy({ to }: PathColumn, { workspace }: FormulaQuery): ((ids: readonly unknown[]) => Sql) | null {
  const target = to === null ? undefined : workspace.registry.objects.get(to)
  if (!target || !isMergeable(target)) return null
  return (ids) => survivorsSql(workspace, target.key, ids)
}

function isList({ kind }: PathColumn): boolean {
  return kind === 'texts' || kind === 'ids'
}

/** The type operands are cast to. A bigint column keeps its index only if they are bigint too. */
function typeFor(column: PathColumn, values: readonly unknown[]): string {
  switch (column.kind) {
    case 'number':
      return column.sql === 'bigint' && values.every((value) => /^-?\d{1,18}$/.test(String(value)))
        ? 'bigint'
        : 'numeric'
    case 'datetime':
      return 'timestamptz'
    case 'id':
      return 'uuid'
    default:
      return column.kind
  }
}

/** Instants outside the years 1 to 9999, as the ends of such days may be, lie beyond all that is stored. */
function bound(value: string): string {
  if (value.startsWith('+0')) return 'infinity'
  return /^(?:-0|0000-)/.test(value) ? '-infinity' : value
}

function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
