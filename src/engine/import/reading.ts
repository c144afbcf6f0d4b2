import type { ImportPlan } from '#kernel/api-import.ts'
import { typeOf } from '#kernel/fields/index.ts'
import type { Label } from '#kernel/label.ts'
import { type Problem, problem } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { foldText } from '#kernel/text/fold.ts'
import { joinName } from '#kernel/text/person-name.ts'
import type { Session } from '../context.ts'
import { folded } from './analyse.ts'
import { type CellOptions, readCell } from './cells.ts'
import { jointColumns } from './plan.ts'
import { cellText } from './readers/cell.ts'
import type { Row } from './readers/header.ts'
import type { TableSource } from './readers/table.ts'
import { splitSeveral } from './several.ts'
import { notesOf, pointsAt, type Target, targetsOf } from './targets.ts'
import { readText } from './texts.ts'

/** A row as its cells say; names of other records still to be looked up. */
export type ReadRow = {
  readonly line: number
  /** Canonical values; null for a clear. What is not here is absent. */
  readonly values: Record<string, unknown>
  /** What the cells said, where reading them has made something else of it. */
  readonly typed: Record<string, unknown>
  /** Made of columns, for new records without a value of their own. */
  readonly made: Record<string, unknown>
  /** The notes of a new record, with what its cells said beyond one value. */
  readonly noted: Record<string, unknown>
  /** Names by the path of the field. */
  readonly names: { readonly target: Target; readonly texts: readonly string[] }[]
  readonly problems: Problem[]
  /** Columns that were filled and do not alone decide over their field. */
  readonly filled: number[]
  /** The plan says that such rows are not brought over. */
  readonly left: boolean
}

/** How often each mapped column was filled and empty, by its place in the file. */
export type ColumnTotals = Map<number, { read: number; empty: number }>

const clears = new Set(['[clear]', '【清空】', '[清空]'])

type PlannedColumn = {
  readonly column: number
  readonly target: Target
  readonly options: CellOptions
  readonly plan: ImportPlan['columns'][number]
  readonly name: string
  /** Other columns go to the same field. */
  readonly joint: boolean
  /** Stands under its own name in a long text. */
  readonly under: boolean
}

/** Makes the reader of rows of a plan: for each mapped column, what becomes of its cell. */
export function rowReader(
  session: Session,
  object: RegisteredObject,
  table: TableSource,
  plan: ImportPlan,
): { read(row: Row): ReadRow; totals: ColumnTotals } {
  const all = targetsOf(session, object)
  const targets = new Map(all.map((t) => [t.path, t]))
  const columns = plannedColumns(session, table, plan, targets)
  const taken = new Set(columns.map(({ target }) => target.key))
  const free = all.filter((t) => t.field.type === 'phone' && t.part === '' && !taken.has(t.key))
  const notes = notesOf(all)
  const totals: ColumnTotals = new Map(columns.map(({ column }) => [column, { read: 0, empty: 0 }]))
  const templates = Object.entries(plan.templates).map(([key, text]) => templateOf(object, key, text, table))
  const leave = (plan.leaveOut ?? []).map(({ column, is }) => ({ column, is: new Set(is.map(foldText)) }))
  return {
    totals,
    read({ line, cells }) {
      const row: ReadRow = {
        line,
        values: {},
        typed: {},
        made: {},
        noted: {},
        names: [],
        problems: [],
        filled: [],
        left: leave.some(({ column, is }) => is.has(foldText(cellText(cells[column])))),
      }
      const parts = new Map<string, Record<string, unknown>>()
      const more: string[] = []
      for (const planned of columns) {
        const total = totals.get(planned.column)!
        total.read++
        const target = aimOf(planned, cells, targets)
        const cell = planned.plan.as
          ? readText(cellText(cells[planned.column]), planned.plan.as)
          : (cells[planned.column] ?? '')
        const text = cellText(cell).trim()
        if (text === '') {
          total.empty++
          if (plan.empty === 'clear' && target.is === 'field' && target.part === '' && !planned.joint)
            row.values[target.key] = null
          continue
        }
        if (planned.joint) row.filled.push(planned.column)
        if (text.length < 10 && clears.has(text.toLowerCase())) {
          if (target.is === 'field' && target.part === '') row.values[target.key] = null
          continue
        }
        if (pointsAt(target.field)) {
          row.names.push({ target, texts: target.field.type === 'relations' ? splitSeveral(text) : [text] })
          continue
        }
        const read = readCell(cell, target, planned.options)
        if ('wrong' in read) row.problems.push(cellProblem(target.path, read.wrong, read.code))
        else if (read.value === undefined) {
          total.empty++
          if (planned.joint) row.filled.pop()
        } else if (target.part !== '') parts.set(target.key, { ...parts.get(target.key), [target.part]: read.value })
        else {
          more.push(...put(row, planned, target, read.value, text))
          if (read.more) more.push(keepMore(row, planned, target, read.more, text))
        }
      }
      for (const [key, part] of parts) joinParts(object, row, key, part)
      for (const { key, make } of templates) {
        const made = make(cells.map(cellText))
        if (made !== null) row.made[key] = made
      }
      if (notes && more.length > 0) row.noted[notes.key] = withLines(row.values[notes.key], more, notes)
      return row.left ? leftOut(row, cells) : row
    },
  }

  /** Nothing is asked of a row that is not brought over; its cells are counted. */
  function leftOut(row: ReadRow, cells: Row['cells']): ReadRow {
    const filled = columns.map((c) => c.column).filter((column) => cellText(cells[column]).trim() !== '')
    return { ...row, names: [], problems: [], filled }
  }

  /** What a cell says beyond its value: a second number goes to a telephone that no column fills, and all of it to the notes. */
  function keepMore(
    row: ReadRow,
    { name }: PlannedColumn,
    target: Target,
    more: readonly string[],
    text: string,
  ): string {
    if (target.field.type === 'phone')
      more.forEach((number, i) => {
        const field = free[i]
        const parsed = field && typeOf(field.field).parse(number, field.field)
        if (parsed && 'value' in parsed && !(field.key in row.made)) row.made[field.key] = parsed.value
      })
    return lineOf(name, target.field.type === 'phone' ? text : more.join('、'))
  }
}

function plannedColumns(
  session: Session,
  table: TableSource,
  plan: ImportPlan,
  targets: ReadonlyMap<string, Target>,
): PlannedColumn[] {
  const names = new Map(table.header.columns.map((c) => [c.index, c.name]))
  const joint = jointColumns(plan)
  const first = new Map<string, ImportPlan['columns'][number]>()
  for (const column of plan.columns) if (!column.under && !first.has(column.field)) first.set(column.field, column)
  // what stands in a long text without a name comes first
  const ordered = [...plan.columns].sort((a, b) => Number(a.under ?? false) - Number(b.under ?? false))
  return ordered.flatMap((column) => {
    const target = targets.get(column.field)
    if (!target) return []
    const options: CellOptions = {
      dateOrder: column.dateOrder ?? 'ymd',
      timeZone: session.principal.timeZone,
      choices: folded(plan.choices[target.key] ?? {}),
      ...(column.decimal ? { decimal: column.decimal } : {}),
      ...(column.currency ? { currency: column.currency } : {}),
      ...(plan.otherChoices?.[target.key] ? { others: plan.otherChoices[target.key]! } : {}),
    }
    const name = names.get(column.column) || target.label.zh
    return [
      {
        column: column.column,
        target,
        options,
        plan: column,
        name,
        joint: joint.has(column.column),
        under: first.get(column.field) !== column,
      },
    ]
  })
}

function aimOf({ plan, target }: PlannedColumn, cells: Row['cells'], targets: ReadonlyMap<string, Target>): Target {
  if (!plan.only) return target
  const word = foldText(cellText(cells[plan.only.column])).replace(/^\* ?/, '')
  const { is, begins, otherwise } = plan.only
  const said = is.map(foldText).some((one) => (begins ? word.startsWith(one) : word === one))
  return said ? target : (targets.get(otherwise) ?? target)
}

/** Stores a value; where the field has one already, it joins it, or is answered as a line for the notes. */
function put(row: ReadRow, planned: PlannedColumn, target: Target, value: unknown, text: string): string[] {
  const { key, field } = target
  const before = row.values[key]
  if (field.type === 'longText' && (planned.under || (before !== undefined && before !== null))) {
    const line = planned.under ? lineOf(planned.name, text) : String(value)
    const parsed = typeOf(field).parse([before, line].filter((one) => typeof one === 'string').join('\n'), field)
    if ('wrong' in parsed) row.problems.push(cellProblem(target.path, parsed.wrong, 'invalid'))
    else row.values[key] = parsed.value
    // Made of several cells, it is no longer what one of them said.
    delete row.typed[key]
  } else if (before === undefined || before === null) {
    row.values[key] = value
    if (value !== null && typeOf(field).asTyped?.(text, value, field) === false) row.typed[key] = text
  } else if (Array.isArray(before) && Array.isArray(value)) row.values[key] = [...new Set([...before, ...value])]
  else return [lineOf(planned.name, text)]
  return []
}

/** Notes with further lines; without them where that would be too long. */
function withLines(before: unknown, lines: readonly string[], { field }: Target): unknown {
  const parsed = typeOf(field).parse([before, ...lines].filter((one) => typeof one === 'string').join('\n'), field)
  return 'value' in parsed ? parsed.value : before
}

function lineOf(name: string, text: string): string {
  return /\p{Script=Han}/u.test(name) ? `${name}：${text}` : `${name}: ${text}`
}

/** City and street are one address, an amount and its currency one sum, family and given name one name. */
function joinParts(object: RegisteredObject, row: ReadRow, key: string, more: Record<string, unknown>): void {
  const field = object.fields[key]!
  const whole = row.values[key]
  if (field.type === 'money' && (whole === undefined || whole === null)) return
  if (field.type === 'text' && typeof whole === 'string') return
  const given =
    field.type === 'text'
      ? joinName(more as Record<string, string>)
      : typeof whole === 'object' && whole !== null
        ? { ...whole, ...more }
        : more
  const parsed = typeOf(field).parse(given, field)
  if ('wrong' in parsed) row.problems.push(cellProblem(key, parsed.wrong, 'invalid'))
  else {
    row.values[key] = parsed.value
    if (parsed.value !== null && typeOf(field).asTyped?.(given, parsed.value, field) === false) row.typed[key] = given
  }
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
