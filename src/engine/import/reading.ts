import type { ImportPlan } from '#kernel/api-import.ts'
import { typeOf } from '#kernel/fields/index.ts'
import type { Label } from '#kernel/label.ts'
import { type Problem, problem } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../context.ts'
import { folded } from './analyse.ts'
import { type CellOptions, readCell, splitSeveral } from './cells.ts'
import { cellText } from './readers/cell.ts'
import type { Row } from './readers/header.ts'
import type { TableSource } from './readers/table.ts'
import { pointsAt, type Target, targetsOf } from './targets.ts'

/** A row as its cells say; names of other records still to be looked up. */
export type ReadRow = {
  readonly line: number
  /** Canonical values; null for a clear. What is not here is absent. */
  readonly values: Record<string, unknown>
  /** Made of columns, for new records without a value of their own. */
  readonly made: Record<string, unknown>
  /** Names by the path of the field. */
  readonly names: { readonly target: Target; readonly texts: readonly string[] }[]
  readonly problems: Problem[]
}

/** How often each mapped column was filled and empty, by the path of its field. */
export type ColumnTotals = Map<string, { read: number; empty: number }>

const clears = new Set(['[clear]', '【清空】', '[清空]'])

/** Makes the reader of rows of a plan: for each mapped column, what becomes of its cell. */
export function rowReader(
  session: Session,
  object: RegisteredObject,
  table: TableSource,
  plan: ImportPlan,
): { read(row: Row): ReadRow; totals: ColumnTotals } {
  const targets = new Map(targetsOf(session, object).map((t) => [t.path, t]))
  const columns = plan.columns.flatMap((column) => {
    const target = targets.get(column.field)
    if (!target) return []
    const options: CellOptions = {
      dateOrder: column.dateOrder ?? 'ymd',
      timeZone: session.principal.timeZone,
      choices: folded(plan.choices[target.key] ?? {}),
      ...(column.decimal ? { decimal: column.decimal } : {}),
      ...(column.currency ? { currency: column.currency } : {}),
    }
    return [{ column: column.column, target, options, refers: pointsAt(target.field) !== null }]
  })
  const totals: ColumnTotals = new Map(columns.map(({ target }) => [target.path, { read: 0, empty: 0 }]))
  const templates = Object.entries(plan.templates).map(([key, text]) => templateOf(object, key, text, table))
  return {
    totals,
    read({ line, cells }) {
      const row: ReadRow = { line, values: {}, made: {}, names: [], problems: [] }
      const parts = new Map<string, Record<string, unknown>>()
      for (const { column, target, options, refers } of columns) {
        const total = totals.get(target.path)!
        total.read++
        const cell = cells[column] ?? ''
        const text = cellText(cell).trim()
        if (text === '') {
          total.empty++
          if (plan.empty === 'clear' && target.is === 'field' && target.part === '') row.values[target.key] = null
          continue
        }
        if (text.length < 10 && clears.has(text.toLowerCase())) {
          if (target.is === 'field' && target.part === '') row.values[target.key] = null
          continue
        }
        if (refers) {
          row.names.push({ target, texts: target.field.type === 'relations' ? splitSeveral(text) : [text] })
          continue
        }
        const read = readCell(cell, target, options)
        if ('wrong' in read) row.problems.push(cellProblem(target.path, read.wrong, read.code))
        else if (target.part !== '') parts.set(target.key, { ...parts.get(target.key), [target.part]: read.value })
        else row.values[target.key] = read.value
      }
      for (const [key, more] of parts) joinParts(object, row, key, more)
      for (const { key, make } of templates) {
        const made = make(cells.map(cellText))
        if (made !== null) row.made[key] = made
      }
      return row
    },
  }
}

/** City and street are one address, an amount and its currency one sum. */
function joinParts(object: RegisteredObject, row: ReadRow, key: string, more: Record<string, unknown>): void {
  const field = object.fields[key]!
  const whole = row.values[key]
  if (field.type === 'money' && (whole === undefined || whole === null)) return
  const given = typeof whole === 'object' && whole !== null ? { ...whole, ...more } : more
  const parsed = typeOf(field).parse(given, field)
  if ('wrong' in parsed) row.problems.push(cellProblem(key, parsed.wrong, 'invalid'))
  else row.values[key] = parsed.value
}

/** `{product} {account}` → a text made of those columns; blanks in an address become dots. */
function templateOf(object: RegisteredObject, key: string, template: string, table: TableSource) {
  const field = object.fields[key]!
  const byName = new Map(table.header.columns.map((c) => [c.name, c.index]))
  return {
    key,
    make(cells: readonly string[]): unknown {
      const text = template
        .replace(/\{([^{}]+)\}/g, (_, name: string) => cells[byName.get(name) ?? -1]?.trim() ?? '')
        .replace(/\s+/g, ' ')
        .replace(/^[\s\-–—·,，/]+|[\s\-–—·,，/]+$/g, '')
      if (text === '') return null
      const parsed = typeOf(field).parse(field.type === 'email' ? text.replace(/\s+/g, '.').toLowerCase() : text, field)
      return 'wrong' in parsed ? null : parsed.value
    },
  }
}

export function cellProblem(path: string, wrong: Label, code: string): Problem {
  return problem(path, wrong, code)
}
