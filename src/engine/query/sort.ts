import type { DeadlineField } from '#kernel/fields/deadline.ts'
import { columnsOf } from '#kernel/fields/index.ts'
import { refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { and, ident, join, or, raw, type Sql, sql } from '../db/sql.ts'
import type { Cursor } from './cursor.ts'
import type { Query } from './query.ts'
import { visibleField } from './select.ts'

/** One column of an order. */
export type SortColumn = {
  readonly expression: Sql
  /** Where it may be covered: the column itself, which says the same wherever that has a value, and has an index. */
  readonly beneath?: Sql
  readonly cast: string
  readonly descending: boolean
  readonly nullable: boolean
  /** Reckoned for every record before the first is known: only where they are few. */
  readonly reckoned?: boolean
  /** Read backwards, from the end: empty values come first. */
  readonly emptyFirst?: boolean
}

const castOf: Readonly<Record<string, string>> = {
  text: 'text',
  number: 'numeric',
  boolean: 'boolean',
  date: 'date',
  datetime: 'timestamptz',
  id: 'uuid',
}

/** Reads an order such as `['-closeDate', 'name']`; names sort by their reading (pinyin), empty values come last. */
export function compileSort(
  query: Query,
  object: RegisteredObject,
  sort: readonly string[],
  alias = 'r',
): SortColumn[] {
  if (sort.length > 3) throw refuse('invalid', 'sort', { en: 'At most three fields.', zh: '最多按三个字段排序。' })
  return sort.map((entry) => {
    const descending = entry.startsWith('-')
    const path = descending ? entry.slice(1) : entry
    const [key = '', part = ''] = path.split('.')
    const field = visibleField(query, object, key, 'sort')
    if (field.type === 'deadline' && (field as DeadlineField).gives === 'day')
      return {
        expression: query.deadline(object.key, key, ident(alias)),
        cast: 'date',
        descending,
        nullable: true,
        reckoned: true,
      }
    const column = columnsOf(key, field).find((c) => c.part === part)
    const cast = column && castOf[column.kind]
    if (!column || !cast)
      throw refuse('invalid', 'sort', { en: `The list cannot be sorted by '${path}'.`, zh: `不能按「${path}」排序。` })
    const byReading = key === object.title && field.search === 'name'
    const nullable = !(field.system && field.required)
    const expression =
      column.kind === 'id' && 'to' in field
        ? seenPointer(query, String(field.to), ident(alias, column.name))
        : ident(alias, byReading ? 'title_key' : column.name)
    const beneath = column.kind === 'id' || byReading ? null : query.beneath(object.key, column.name)
    return { expression, cast, descending, nullable, ...(beneath ? { beneath: ident(alias, beneath) } : {}) }
  })
}

/** The id that a relation holds; empty where the reader may not see the other record, lest the order tells hidden ones apart. */
function seenPointer(query: Query, to: string, pointer: Sql): Sql {
  const scope = query.scope(to, 'read', ident('p'))
  return scope ? sql`(select p.id from ${query.from(to, 'p')} where p.id = ${pointer} and ${scope})` : pointer
}

/**
 * One run through an order: records that have a value in its first column, then those that have none.
 * Two statements instead of one `nulls last`, since only so does an index give the order in both directions.
 */
export type Phase = 'valued' | 'empty'

/** The phases that a list in this order goes through. */
export function phasesOf([first]: readonly SortColumn[]): readonly Phase[] {
  if (!first?.nullable) return ['valued']
  return first.emptyFirst ? ['empty', 'valued'] : ['valued', 'empty']
}

/** The same order from its end. */
export function backwards(columns: readonly SortColumn[]): SortColumn[] {
  return columns.map((column) => ({ ...column, descending: !column.descending, emptyFirst: !column.emptyFirst }))
}

/** `order by …, id` within a phase, or over the whole at once; empty values come last. */
export function orderBy(columns: readonly SortColumn[], phase: Phase | 'whole', alias = 'r'): Sql {
  const direction = raw(columns[0]?.descending ? ' desc' : '')
  const parts = columns.slice(phase === 'empty' ? 1 : 0).map((c) => {
    const mixed = c.nullable && (c !== columns[0] || phase === 'whole')
    // PostgreSQL's own place for empty values is last, and first where descending
    const nulls = mixed && c.descending !== Boolean(c.emptyFirst) ? (c.emptyFirst ? ' nulls first' : ' nulls last') : ''
    const expression = phase === 'valued' && c === columns[0] ? (c.beneath ?? c.expression) : c.expression
    return sql`${expression}${raw((c.descending ? ' desc' : '') + nulls)}`
  })
  return sql`order by ${join([...parts, sql`${ident(alias)}.id${direction}`])}`
}

/** The condition of a phase: its records, after the cursor where there is one. */
export function phaseSql(
  columns: readonly SortColumn[],
  phase: Phase,
  cursor: Pick<Cursor, 'values' | 'id'> | null,
  alias = 'r',
): Sql {
  const [first] = columns
  const conditions: Sql[] = []
  if (first?.nullable) conditions.push(sql`${first.expression} is ${raw(phase === 'empty' ? 'null' : 'not null')}`)
  if (first?.beneath && phase === 'valued') conditions.push(sql`${first.beneath} is not null`)
  if (cursor) {
    const value = cursor.values[0]
    if (first && phase === 'valued')
      // Says again what follows from the rest, in the form that bounds an index scan.
      conditions.push(
        sql`${first.beneath ?? first.expression} ${raw(first.descending ? '<=' : '>=')} ${value}::${raw(first.cast)}`,
      )
    conditions.push(after(columns, cursor, alias))
  }
  return and(conditions)
}

/** Later than the cursor: greater in the first column that differs. */
function after(columns: readonly SortColumn[], cursor: Pick<Cursor, 'values' | 'id'>, alias: string): Sql {
  const branches: Sql[] = []
  const equal: Sql[] = []
  columns.forEach((column, i) => {
    const value = cursor.values[i] ?? null
    const parameter = sql`${value}::${raw(column.cast)}`
    if (value !== null) {
      const beyond = sql`${column.expression} ${raw(column.descending ? '<' : '>')} ${parameter}`
      const emptyToo = i > 0 && column.nullable && !column.emptyFirst
      branches.push(and([...equal, emptyToo ? or([beyond, sql`${column.expression} is null`]) : beyond]))
    } else if (i > 0 && column.emptyFirst) branches.push(and([...equal, sql`${column.expression} is not null`]))
    equal.push(value === null ? sql`${column.expression} is null` : sql`${column.expression} = ${parameter}`)
  })
  branches.push(and([...equal, sql`${ident(alias)}.id ${raw(columns[0]?.descending ? '<' : '>')} ${cursor.id}::uuid`]))
  return or(branches)
}
