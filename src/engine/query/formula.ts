import type { FormulaField } from '#kernel/fields/formula.ts'
import { type FieldRef, type Formula, type Node, type Operation, parseFormula } from '#kernel/formula.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { dayOf } from '#kernel/time.ts'
import type { Where } from '#kernel/where.ts'
import type { Tree } from '#kernel/where-tree.ts'
import { canRead, type Principal, type Verb } from '../access/principal.ts'
import type { Workspace } from '../context.ts'
import { and, ident, join, raw, type Sql, sql } from '../db/sql.ts'

/** Who reads a formula, and when. */
export type FormulaQuery = {
  readonly workspace: Pick<Workspace, 'schema' | 'registry'>
  readonly principal: Principal
  readonly now: string
  scope(objectKey: string, verb: Verb, alias: Sql): Sql | null
  table(objectKey: string): Sql
  /** The column beneath a covered one in that table; null where it is not covered from her. */
  beneath(objectKey: string, column: string): string | null
  /** A filter of the declarations, for the table of that alias. */
  declaredAt(object: RegisteredObject, where: Where, alias: Sql): Sql
  /** A field of deadlines, for the table of that alias. */
  deadline(objectKey: string, key: string, alias: Sql): Sql
  /** A filter that has been read, for the table of that alias. */
  tree(tree: Tree, alias: Sql): Sql
}

/**
 * A formula field as an expression over the table of that alias, as a select list takes it: money comes as
 * `array[amount, currency]`. It is empty for a reader who may not see every field that it reads.
 */
export function formulaSql(query: FormulaQuery, object: RegisteredObject, key: string, alias: Sql): Sql {
  const formula = formulaOf(query, object, key)
  const value = formulaValue(query, object, key, alias)
  if (formula.result !== 'money' || !mayRead(query, formula)) return value
  return sql`array[(${value})::text, ${currency(formula, query, alias)}]`
}

/** A formula field as an expression that compares: money is its amount. */
export function formulaValue(query: FormulaQuery, object: RegisteredObject, key: string, alias: Sql): Sql {
  const formula = formulaOf(query, object, key)
  if (!mayRead(query, formula)) return sql`null::${raw(typeNames[formula.type])}`
  const value = nodeSql(formula.node, query, alias)
  if (formula.result !== 'money') return value
  const amount = sql`round(${value}, 4)`
  if (formula.currencies.length === 1) return amount
  const codes = join(formula.currencies.map((ref) => fieldSql(ref, query, alias)))
  return sql`case when least(${codes}) = greatest(${codes}) then ${amount} end`
}

/** A formula that is no field, such as that of a rule, as an expression over the table of that alias. */
export function expressionSql(formula: Formula, query: FormulaQuery, alias: Sql): Sql {
  return nodeSql(formula.node, query, alias)
}

const typeNames = {
  number: 'numeric',
  text: 'text',
  boolean: 'boolean',
  date: 'date',
  datetime: 'timestamptz',
} as const

const known = new WeakMap<RegisteredObject, Map<string, Formula>>()

/** The formula of a field, read once. One that cannot be read stops here, and should have stopped the start. */
function formulaOf(query: FormulaQuery, object: RegisteredObject, key: string): Formula {
  const read = known.get(object) ?? new Map<string, Formula>()
  known.set(object, read)
  const formula =
    read.get(key) ??
    parseFormula(object.fields[key] as FormulaField, { registry: query.workspace.registry, object: object.key })
  read.set(key, formula)
  return formula
}

/** May the reader see every field that a formula is made of? */
export function mayComputeFormula(query: FormulaQuery, object: RegisteredObject, key: string): boolean {
  return mayRead(query, formulaOf(query, object, key))
}

function mayRead({ principal }: FormulaQuery, formula: Formula): boolean {
  return formula.reads.every(({ hops, column }) =>
    [...hops, column].every(({ object, field }) => canRead(principal, object, field)),
  )
}

function currency(formula: Formula, query: FormulaQuery, alias: Sql): Sql {
  const codes = formula.currencies.map((ref) => fieldSql(ref, query, alias))
  return codes.length === 1 && codes[0] ? codes[0] : sql`least(${join(codes)})`
}

function nodeSql(node: Node, query: FormulaQuery, alias: Sql): Sql {
  switch (node.is) {
    case 'number':
      return sql`${node.value}::numeric`
    case 'text':
      return sql`(${node.value}::text collate "C")`
    case 'boolean':
      return raw(node.value ? 'true' : 'false')
    case 'null':
      return raw('null')
    case 'field':
      return fieldSql(node, query, alias)
    case 'call': {
      const of = node.of.map((one) => nodeSql(one, query, alias))
      if (node.name === 'today') return sql`${dayOf(query.now, query.principal.timeZone)}::date`
      if (node.name === 'concat') return concat(node.of, of)
      return callSql(node.name, of)
    }
  }
}

/** A field of the record, or of what its relations lead to: a scalar subquery for each step, with the reader's scope. */
function fieldSql({ hops: [hop, ...rest], column }: FieldRef, query: FormulaQuery, alias: Sql): Sql {
  if (!hop) {
    const cell = sql`${alias}.${ident(column.name ?? '')}`
    // explicit types and collation: nothing here may hang on the column's or the database's own
    if (column.kind === 'number') return sql`${cell}::numeric`
    return column.kind === 'text' ? sql`(${cell} collate "C")` : cell
  }
  const there = beside(alias, '_')
  const scope = query.scope(hop.to, 'read', there)
  const conditions = [sql`${there}.id = ${alias}.${ident(hop.column ?? '')}`, sql`${there}.deleted_at is null`]
  const inner = fieldSql({ hops: rest, column }, query, there)
  return sql`(select ${inner} from ${query.table(hop.to)} ${there} where ${and(scope ? [...conditions, scope] : conditions)})`
}

/** An alias that no query around this one can have: each step inwards makes it longer. */
export function beside(alias: Sql, suffix: string): Sql {
  return ident(`${(alias.texts[0] ?? '').replaceAll('"', '')}${suffix}`)
}

function callSql(name: Operation, of: readonly Sql[]): Sql {
  const [a, b, c] = of as [Sql, Sql, Sql]
  switch (name) {
    case 'if':
      return sql`(case when ${a} then ${b} else ${c} end)`
    case 'coalesce':
      return sql`coalesce(${join(of)})`
    case 'min':
      return sql`least(${join(of)})`
    case 'max':
      return sql`greatest(${join(of)})`
    case 'length':
      return sql`length(${a})::numeric`
    case 'abs':
      return sql`abs(${a})`
    case 'round':
      return sql`round(${a}, ${b ?? raw('0')}::int)`
    case 'days':
      return sql`(${b} - ${a})::numeric`
    case 'year':
    case 'month':
    case 'day':
      return sql`extract(${raw(name)} from ${a})::numeric`
    case 'and':
    case 'or':
      return sql`(${a} ${raw(name)} ${b})`
    case 'not':
      return sql`(not ${a})`
    case 'negate':
      return sql`(- ${a})`
    case '*':
      return sql`round(${a} * ${b}, 6)`
    case '/':
      // cut after the seventh place, exactly, then rounded; plain numeric division chooses its own precision
      return sql`round(div(${a} * 10000000, nullif(${b}, 0)) * 0.0000001, 6)`
    case '%':
      return sql`(${a} % nullif(${b}, 0))`
    case '!=':
      return sql`(${a} <> ${b})`
    default:
      return sql`(${a} ${raw(name)} ${b})`
  }
}

function concat(nodes: readonly Node[], of: readonly Sql[]): Sql {
  const texts = of.map((one, i) => sql`coalesce(${asText(nodes[i] as Node, one)}, '')`)
  return sql`(nullif(${join(texts, ' || ')}, '') collate "C")`
}

function asText(node: Node, expression: Sql): Sql {
  const type = typeOf(node)
  if (type === 'number') return sql`trim_scale(${expression})::text`
  return type === 'date' ? sql`to_char(${expression}, 'YYYY-MM-DD')` : sql`${expression}::text`
}

function typeOf(node: Node): string {
  if (node.is === 'field') return node.column.kind
  if (node.is !== 'call') return node.is
  if (['if', 'coalesce', 'min', 'max'].includes(node.name)) return node.on
  if (node.name === 'today') return 'date'
  return node.name === 'concat' ? 'text' : 'number'
}
