import { evaluate } from './formula-memory.ts'
import type { Asker } from './where.ts'
import { type Leaf, type Operand, type PathColumn, type Primitive, resolve, type Tree } from './where-tree.ts'
import { compareDecimals, compareText, partOf, type Resolve, reach, type Values } from './where-values.ts'

/**
 * Does a record match? Says the same as the SQL of `engine/query/where.ts`, and a test holds the two against each other.
 * Paths beyond the record need nested records (`account: { id, region, … }`) or `follow`; without them it throws.
 */
export function matches(tree: Tree, record: Values, asker: Asker, follow?: Resolve): boolean {
  if (tree.is === 'and') return tree.of.every((part) => matches(part, record, asker, follow))
  if (tree.is === 'or') return tree.of.some((part) => matches(part, record, asker, follow))
  if (tree.is === 'not') return !matches(tree.of, record, asker, follow)
  const primitive = resolve(tree.column, tree.test, asker)
  return ends(tree, record, follow).some((end) =>
    holds(primitive, cellOf(tree.column, end, asker, follow), tree.column),
  )
}

/** The records at the end of a path. Nothing at the end of single steps is one empty record; many steps may lead to none. */
function ends({ hops, column }: Leaf, record: Values, follow: Resolve | undefined): readonly (Values | null)[] {
  let at: readonly (Values | null)[] = [record]
  hops.forEach((hop, i) => {
    const wanted = hops[i + 1]?.field ?? (column.formula ? 'id' : column.field)
    at = at.flatMap((from): (Values | null)[] => {
      const value = from?.[hop.field] ?? null
      if (hop.many)
        return (Array.isArray(value) ? (value as unknown[]) : [])
          .map((one) => reach(hop, one, wanted, follow))
          .filter((one) => one !== null)
      return [value === null ? null : reach(hop, value, wanted, follow)]
    })
  })
  return at
}

/** The content of a column, as it would stand in the database. */
function cellOf(column: PathColumn, record: Values | null, asker: Asker, follow: Resolve | undefined): unknown {
  if (record && column.formula && !(column.field in record))
    return cellOfFormula(evaluate(column.formula, record, asker, follow))
  const value = record?.[column.field] ?? null
  if (value === null || !column.declared || column.declared.type === 'deadline') return value
  if (column.formula) return cellOfFormula(value)
  if (column.kind === 'id') return idOf(value)
  if (column.kind === 'ids') return (value as readonly unknown[]).map(idOf)
  return partOf(column, value)
}

function cellOfFormula(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'amount' in value ? value.amount : value
}

function idOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'id' in value ? value.id : value
}

function holds(test: Primitive, cell: unknown, column: PathColumn): boolean {
  if (test.op === 'not') return !holds(test.of, cell, column)
  if (test.op === 'any') return test.of.some((one) => holds(one, cell, column))
  const empty = cell === null || (Array.isArray(cell) && cell.length === 0)
  if (test.op === 'empty' || empty) return test.op === 'empty' && empty
  switch (test.op) {
    case 'in':
      return test.values.some((value) => order(cell, value, column) === 0)
    case 'lt':
      return order(cell, test.value, column) < 0
    case 'lte':
      return order(cell, test.value, column) <= 0
    case 'gt':
      return order(cell, test.value, column) > 0
    case 'gte':
      return order(cell, test.value, column) >= 0
    case 'between':
      return order(cell, test.from, column) >= 0 && order(cell, test.before, column) < 0
    case 'contains':
      return asciiLower(String(cell)).includes(asciiLower(test.value))
    case 'startsWith':
      return asciiLower(String(cell)).startsWith(asciiLower(test.value))
    case 'hasAny':
      return test.values.some((value) => (cell as readonly unknown[]).includes(value))
    case 'hasAll':
      return test.values.every((value) => (cell as readonly unknown[]).includes(value))
  }
}

/** Below, equal, above: negative, 0, positive. */
function order(cell: unknown, value: Operand, { kind }: PathColumn): number {
  if (kind === 'number') return compareDecimals(String(cell), String(value))
  if (kind === 'datetime') return Date.parse(String(cell)) - Date.parse(String(value))
  if (kind === 'boolean') return Number(cell) - Number(value)
  return compareText(String(cell), String(value))
}

function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
