import { addConstraint, columnText, createIndex, createTable, isForeign } from '../db/ddl.ts'
import type { Table } from '../db/table.ts'
import type { Have } from './have.ts'

/** One statement on the way from what is there to what is wanted; `{schema}` stands for the name of the schema. */
export type Step = {
  readonly phase: 'tables' | 'columns' | 'constraints' | 'indexes' | 'cleaning'
  readonly text: string
  /**
   * `brief` takes a lock that stops writers and holds it for a moment only, so it waits for it no longer than that, and
   * tries again. `free` stops nobody. `alone` cannot run inside a transaction.
   */
  readonly how: 'brief' | 'free' | 'alone'
  /** Table and first column, to say in words whose step it is. */
  readonly table: string
  readonly column: string | null
}

/** What an administrator has made begins with this, in tables and in columns. */
export const customPrefix = 'x_'

/**
 * What is missing in a schema, in the order in which it must run. Each step is left out once it has run, so that a run
 * which was cut short goes on where it stood: the database itself is the journal. Nothing to do means nothing differs.
 */
export function stepsTo(have: Have, wanted: readonly Table[]): Step[] {
  const made = wanted.filter((table) => !have.has(table.name))
  const tables = made.flatMap((table): Step[] => [
    { phase: 'tables', text: createTable(table), how: 'free', table: table.name, column: null },
  ])
  const columns: Step[] = []
  const constraints: Step[] = []
  const indexes: Step[] = []
  for (const table of wanted) {
    const there = have.get(table.name)
    const at = { table: table.name }
    const missing = there ? table.columns.filter((column) => !there.columns.has(column.name)) : []
    if (missing.length > 0)
      columns.push({
        ...at,
        phase: 'columns',
        text: `alter table {schema}."${table.name}" ${missing.map((c) => `add column ${columnText(c)}`).join(', ')}`,
        how: 'brief',
        column: missing[0]?.name ?? null,
      })
    for (const constraint of table.constraints) {
      const known = there?.constraints.get(constraint.name)
      if (known?.valid || !isForeign(constraint)) continue
      const column = /^foreign key \("?(\w+)"?\)/.exec(constraint.is)?.[1] ?? null
      if (!known)
        constraints.push({
          ...at,
          phase: 'constraints',
          text: `${addConstraint(table.name, constraint)} not valid`,
          how: 'brief',
          column,
        })
      constraints.push({
        ...at,
        phase: 'constraints',
        text: `alter table {schema}."${table.name}" validate constraint "${constraint.name}"`,
        how: 'free',
        column,
      })
    }
    for (const index of table.indexes) {
      const known = there?.indexes.get(index.name)
      if (known?.valid) continue
      const column = /\("?(\w+)"?/.exec(index.on)?.[1] ?? null
      if (known) indexes.push({ ...at, phase: 'indexes', text: dropIndex(index.name), how: 'alone', column })
      indexes.push({
        ...at,
        phase: 'indexes',
        text: createIndex(table.name, index).replace(/^create (unique )?index/, 'create $1index concurrently'),
        how: 'alone',
        column,
      })
    }
  }
  return [...tables, ...columns, ...constraints, ...indexes]
}

/** What nobody needs any more once a configuration is live: indexes and foreign keys of columns and tables that it has left. */
export function stepsAfter(have: Have, wanted: readonly Table[]): Step[] {
  const known = new Map(wanted.map((table) => [table.name, table]))
  return [...have].flatMap(([name, there]): Step[] => {
    const table = known.get(name)
    const at = { table: name, phase: 'cleaning' as const }
    const custom = (columns: readonly string[]) =>
      !table
        ? name.startsWith(customPrefix) || hasCustom(name)
        : columns.some((column) => column.startsWith(customPrefix))
    const left = [...there.constraints].filter(
      ([key, { foreign, columns }]) => foreign && custom(columns) && !table?.constraints.some((c) => c.name === key),
    )
    const indexes = table
      ? [...there.indexes].filter(([key, { columns }]) => custom(columns) && !table.indexes.some((i) => i.name === key))
      : []
    const keys = new Set([...there.constraints.keys()])
    return [
      ...left.map(
        ([key, { columns }]): Step => ({
          ...at,
          text: `alter table {schema}."${name}" drop constraint "${key}"`,
          how: 'brief',
          column: columns[0] ?? null,
        }),
      ),
      ...indexes
        .filter(([key]) => !keys.has(key))
        .map(([key, { columns }]): Step => ({ ...at, text: dropIndex(key), how: 'alone', column: columns[0] ?? null })),
    ]
  })
}

/** A table of links of a custom field: `planet_x_friends`. */
function hasCustom(table: string): boolean {
  return table.includes(`_${customPrefix}`)
}

function dropIndex(name: string): string {
  return `drop index concurrently {schema}."${name}"`
}
