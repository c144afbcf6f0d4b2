import { wordsOf } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { caseSafeId } from '#kernel/text/case-safe-id.ts'
import type { FileStore } from '../../files/store.ts'
import { openFile } from '../file.ts'
import { headerKey } from '../matching.ts'
import { columnPlan } from '../plan.ts'
import { cellText } from '../readers/cell.ts'
import type { ImportRow } from '../store.ts'
import { pointsAt } from '../targets.ts'
import type { Related } from './store.ts'

/** An import of a set with what was found out about its columns. */
type File = { readonly row: ImportRow; readonly object: RegisteredObject }

/**
 * Finds columns whose cells are ids of other files' rows, whatever their headers say, and aims them at the relation that
 * points there. Answers the plans with those columns in them.
 */
export async function relateFiles(
  store: FileStore,
  files: readonly File[],
): Promise<{ row: ImportRow; relations: Related[] }[]> {
  const samples = new Set(
    files.flatMap(({ row }) =>
      row.analysis.columns.flatMap((c) => (c.column === idColumn(row) ? [] : c.samples.map(caseSafeId))),
    ),
  )
  const known = new Map<string, Set<string>>()
  for (const { row, object } of files) {
    const there = await idsAmong(store, row, samples)
    known.set(object.key, new Set([...(known.get(object.key) ?? []), ...there]))
  }
  return files.map(({ row, object }) => relate(row, object, known))
}

/** The column in which the rows' own ids stand. */
function idColumn({ plan }: ImportRow): number | undefined {
  return (plan.columns.find((c) => c.field === 'sourceId') ?? plan.columns.find((c) => c.field === 'id'))?.column
}

async function idsAmong(store: FileStore, row: ImportRow, wanted: ReadonlySet<string>): Promise<Set<string>> {
  const at = idColumn(row)
  const found = new Set<string>()
  if (at === undefined || wanted.size === 0) return found
  const table = await openFile(store, row)
  for await (const { cells } of table.rows()) {
    const id = caseSafeId(cellText(cells[at]).trim())
    if (wanted.has(id)) found.add(id)
  }
  return found
}

function relate(
  row: ImportRow,
  object: RegisteredObject,
  known: ReadonlyMap<string, ReadonlySet<string>>,
): { row: ImportRow; relations: Related[] } {
  const relations: Related[] = []
  let plan = row.plan
  for (const { column, name, samples } of row.analysis.columns) {
    if (column === idColumn(row) || samples.length === 0) continue
    const aimed = plan.columns.find((c) => c.column === column)
    const to = [...known].find(
      ([, ids]) => samples.filter((s) => ids.has(caseSafeId(s))).length >= samples.length * 0.6,
    )?.[0]
    if (!to) continue
    // A column whose ids lead to several objects is aimed row by row.
    if (aimed?.only) {
      const field = [aimed.field, aimed.only.otherwise].find((one) => points(object, one, to))
      if (field) relations.push({ column: name, field, object: to })
      continue
    }
    const field =
      aimed && points(object, aimed.field, to)
        ? aimed.field
        : relationFor(
            object,
            to,
            name,
            plan.columns.map((c) => c.field),
          )
    if (!field) continue
    relations.push({ column: name, field, object: to })
    if (aimed?.field === field) continue
    plan = {
      ...plan,
      columns: [
        ...plan.columns.filter((c) => c.column !== column && c.field !== field),
        columnPlan(column, field),
      ].sort((a, b) => a.column - b.column),
      ...(pointsAt(object.fields[field]!) === 'user'
        ? {}
        : { references: { ...plan.references, [field]: plan.references[field] ?? { unknown: 'refuse', names: {} } } }),
    }
  }
  return { row: { ...row, plan }, relations }
}

function points(object: RegisteredObject, key: string, to: string): boolean {
  const field = object.fields[key]
  return field !== undefined && pointsAt(field) === to
}

/** Of the fields that point there and are free, the one that the header names, or the only one. */
function relationFor(object: RegisteredObject, to: string, header: string, taken: readonly string[]): string | null {
  const free = Object.entries(object.fields).filter(
    ([key, field]) => pointsAt(field) === to && !field.system && field.type !== 'relations' && !taken.includes(key),
  )
  const word = headerKey(header).replace(/(?:ids?|编号)$/, '')
  const named = free.find(([key, { label }]) => [key, ...wordsOf(label)].some((name) => headerKey(name) === word))
  const near = free.find(([key, { label }]) => [key, ...wordsOf(label)].some((name) => word.includes(headerKey(name))))
  return (named ?? near ?? (free.length === 1 ? free[0] : undefined))?.[0] ?? null
}
