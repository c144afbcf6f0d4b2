import type { ImportColumnCounts, ImportCounts, ImportPlan } from '#kernel/api-import.ts'
import type { RowResult, StagedRow } from './batch.ts'
import { jointColumns } from './plan.ts'
import type { ColumnTotals } from './reading.ts'

/** What came of some rows; kept with each batch and added up. */
export type BatchCounts = {
  readonly rows: Readonly<Record<RowResult['done'], number>>
  /** Cells stored and skipped, by the column. */
  readonly stored: Readonly<Record<string, number>>
  readonly skipped: Readonly<Record<string, number>>
  /** Records made beside the rows, and some of their names. */
  readonly also: Readonly<Record<string, { readonly count: number; readonly names: readonly string[] }>>
}

export const noCounts: BatchCounts = {
  rows: { created: 0, updated: 0, unchanged: 0, skipped: 0, refused: 0 },
  stored: {},
  skipped: {},
  also: {},
}

/** Counts the results of a batch. A cell is stored when its row was, with a value of it. */
export function countResults(
  plan: ImportPlan,
  rows: readonly StagedRow[],
  results: readonly RowResult[],
  seen: Set<string>,
): BatchCounts {
  const counts = { created: 0, updated: 0, unchanged: 0, skipped: 0, refused: 0 }
  const stored: Record<string, number> = {}
  const skipped: Record<string, number> = {}
  const staged = new Map(rows.map((row) => [row.line, row]))
  const also: Record<string, { count: number; names: string[] }> = {}
  const joint = jointColumns(plan)
  for (const result of results) {
    counts[result.done]++
    if (result.done === 'refused') continue
    const { values, later } = staged.get(result.line)!
    const into = result.done === 'skipped' ? skipped : stored
    for (const { column, field } of plan.columns) {
      const has =
        values.c?.includes(column) || (!joint.has(column) && (filled(values, field) || (later && field in later)))
      if (has) into[column] = (into[column] ?? 0) + 1
    }
    if (result.done === 'skipped') continue
    for (const { to, id, name } of values.p ?? []) {
      if (seen.has(id)) continue
      seen.add(id)
      const entry = also[to] ?? { count: 0, names: [] }
      also[to] = entry
      entry.count++
      if (entry.names.length < 100) entry.names.push(name)
    }
  }
  return { rows: counts, stored, skipped, also }
}

function filled({ v, g }: StagedRow['values'], path: string): boolean {
  const [key = '', part] = path.split('.')
  if (g && key in g) return true
  if (key === 'id') return true
  const value = v[key]
  if (part === undefined) return key in v
  return typeof value === 'object' && value !== null && (value as Record<string, unknown>)[part] != null
}

export function addCounts(a: BatchCounts, b: BatchCounts): BatchCounts {
  return {
    rows: add(a.rows, b.rows) as BatchCounts['rows'],
    stored: add(a.stored, b.stored),
    skipped: add(a.skipped, b.skipped),
    also: Object.fromEntries(
      [...new Set([...Object.keys(a.also), ...Object.keys(b.also)])].map((key) => [
        key,
        {
          count: (a.also[key]?.count ?? 0) + (b.also[key]?.count ?? 0),
          names: [...(a.also[key]?.names ?? []), ...(b.also[key]?.names ?? [])].slice(0, 100),
        },
      ]),
    ),
  }
}

function add(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const sum: Record<string, number> = { ...a }
  for (const [key, n] of Object.entries(b)) sum[key] = (sum[key] ?? 0) + n
  return sum
}

export function importCounts({ rows }: BatchCounts): ImportCounts {
  return { rows: Object.values(rows).reduce((sum, n) => sum + n, 0), ...rows }
}

/** Per column: cells read = stored + empty + refused + skipped. */
export function columnCounts(
  plan: ImportPlan,
  totals: ColumnTotals,
  { stored, skipped }: BatchCounts,
): ImportColumnCounts[] {
  return plan.columns.map(({ column, field }) => {
    const { read = 0, empty = 0 } = totals.get(column) ?? {}
    const [s, k] = [stored[column] ?? 0, skipped[column] ?? 0]
    return { column, field, read, stored: s, empty, skipped: k, refused: Math.max(0, read - empty - s - k) }
  })
}
