import type { Field, Kind } from './fields/field.ts'
import type { Formula } from './formula.ts'
import { addDays, dayOf, periodDays, startOfDay } from './time.ts'
import type { Asker, RelativePeriod } from './where.ts'

/** A filter that has been read: every path is resolved, every operand has the kind of its column. */
export type Tree = Group | Not | Leaf
export type Group =
  | { readonly is: 'and'; readonly of: readonly Tree[] }
  | { readonly is: 'or'; readonly of: readonly Tree[] }
export type Not = { readonly is: 'not'; readonly of: Tree }
export type Leaf = {
  readonly is: 'leaf'
  readonly hops: readonly Hop[]
  readonly column: PathColumn
  readonly test: Test
}

/** One step from a record to another. Over `many` a condition means that there is one for which it holds. */
export type Hop = {
  readonly object: string
  readonly field: string
  readonly to: string
  /** The column that holds the id; null for `many`, which have a table of links. */
  readonly column: string | null
  readonly many: boolean
}

/** The end of a path: one column of one field. */
export type PathColumn = {
  readonly object: string
  /** Key of the field; `id` for the record itself. */
  readonly field: string
  /** '' or the part of the field: `currency`. */
  readonly part: string
  /** Name in the table; null for what has none: a many-to-many field, a formula. */
  readonly name: string | null
  readonly kind: Kind
  /** PostgreSQL type. */
  readonly sql: string
  /** The declaration; null for `id`. */
  readonly declared: Field | null
  /** What an id points at. */
  readonly to: string | null
  /** How a formula field is computed. */
  readonly formula?: Formula
}

/** Operands are texts (numbers as exact decimals, `today` and its like unresolved) or booleans. */
export type Operand = string | boolean

export type Test =
  | { readonly op: 'empty' }
  | { readonly op: 'filled' }
  | { readonly op: 'in' | 'notIn'; readonly values: readonly Operand[] }
  | { readonly op: 'lt' | 'lte' | 'gt' | 'gte' | 'contains' | 'startsWith'; readonly value: string }
  | { readonly op: 'hasAny' | 'hasAll'; readonly values: readonly string[] }
  | { readonly op: 'is'; readonly who: 'me' | 'myTeam' | 'myTeamAndBelow' }
  | { readonly op: 'within'; readonly period: RelativePeriod }

/** A test with its relative words resolved: what an interpreter must know, and no more. Each fails on an empty column but `empty`. */
export type Primitive =
  | { readonly op: 'empty' }
  | { readonly op: 'not'; readonly of: Primitive }
  | { readonly op: 'any'; readonly of: readonly Primitive[] }
  | { readonly op: 'in'; readonly values: readonly Operand[] }
  | { readonly op: 'lt' | 'lte' | 'gt' | 'gte' | 'contains' | 'startsWith'; readonly value: string }
  | { readonly op: 'between'; readonly from: string; readonly before: string }
  | { readonly op: 'hasAny' | 'hasAll'; readonly values: readonly string[] }

/** Resolves what depends on who asks and when: me and my team, days and periods in the asker's time zone. */
export function resolve(column: PathColumn, test: Test, asker: Asker): Primitive {
  switch (test.op) {
    case 'filled':
      return { op: 'not', of: { op: 'empty' } }
    case 'notIn':
      return { op: 'not', of: isIn(column, test.values, asker) }
    case 'in':
      return isIn(column, test.values, asker)
    case 'is':
      return { op: 'in', values: whoIs(test.who, column, asker) }
    case 'within': {
      const [from, before] = periodDays(test.period, dayOf(asker.now, asker.timeZone), asker)
      return column.kind === 'date' ? { op: 'between', from, before } : daysAsInstants(from, before, asker)
    }
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return compare(column, test.op, test.value, asker)
    default:
      return test
  }
}

/** The words that stand for a day. */
export const dayWords: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 }

function isIn(column: PathColumn, values: readonly Operand[], asker: Asker): Primitive {
  if (column.kind !== 'date' && column.kind !== 'datetime') return { op: 'in', values }
  const moments = values.map((value) => moment(String(value), asker))
  if (column.kind === 'date') return { op: 'in', values: moments }
  const days = moments.filter(isDay).map((day) => daysAsInstants(day, addDays(day, 1), asker))
  const instants = moments.filter((value) => !isDay(value))
  if (days.length === 0) return { op: 'in', values: instants }
  const all: Primitive[] = instants.length > 0 ? [...days, { op: 'in', values: instants }] : days
  return all.length === 1 && all[0] ? all[0] : { op: 'any', of: all }
}

/** A time compared with a day: before it is before it starts, up to it is before it ends, and so on. */
function compare(column: PathColumn, op: 'lt' | 'lte' | 'gt' | 'gte', value: string, asker: Asker): Primitive {
  if (column.kind !== 'date' && column.kind !== 'datetime') return { op, value }
  const at = moment(value, asker)
  if (column.kind === 'date' || !isDay(at)) return { op, value: at }
  const day = op === 'lt' || op === 'gte' ? at : addDays(at, 1)
  return { op: op === 'lt' || op === 'lte' ? 'lt' : 'gte', value: startOfDay(day, asker.timeZone) }
}

function whoIs(who: 'me' | 'myTeam' | 'myTeamAndBelow', { to }: PathColumn, asker: Asker): readonly string[] {
  if (who === 'myTeamAndBelow') return to === 'team' ? asker.teamIds : asker.belowIds
  if (who === 'myTeam' && to !== 'team') return asker.teamMateIds
  const id = who === 'me' ? asker.userId : asker.teamId
  return id === null ? [] : [id]
}

function moment(value: string, asker: Asker): string {
  const shift = dayWords[value]
  return shift === undefined ? value : addDays(dayOf(asker.now, asker.timeZone), shift)
}

function isDay(moment: string): boolean {
  return moment.length === 10
}

function daysAsInstants(from: string, before: string, { timeZone }: Asker): Primitive {
  return { op: 'between', from: startOfDay(from, timeZone), before: startOfDay(before, timeZone) }
}
