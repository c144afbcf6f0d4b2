import type { Table, TableColumn, TableConstraint, TableIndex } from './table.ts'

/** The statements that make tables in a schema, written with `{schema}` for its name. Foreign keys come last. */
export function createStatements(tables: readonly Table[]): string[] {
  return [
    ...tables.map(createTable),
    ...tables.flatMap((table) => table.indexes.map((index) => createIndex(table.name, index))),
    ...tables.flatMap((table) => table.constraints.filter(isForeign).map((c) => addConstraint(table.name, c))),
  ]
}

/** What must run so that tables which have `old` have `wanted`. Refuses to guess a changed type: that is written by hand. */
export function differences(old: readonly Table[], wanted: readonly Table[]): string[] {
  const before = new Map(old.map((table) => [table.name, table]))
  const after = new Map(wanted.map((table) => [table.name, table]))
  const added = wanted.filter((table) => !before.has(table.name))
  const statements = createStatements(added)
  for (const table of wanted) {
    const was = before.get(table.name)
    if (!was) continue
    const now = diff(was.columns, table.columns)
    for (const column of now.changed)
      throw new Error(`${table.name}.${column.name} changes its type or nullability: write that migration by hand.`)
    statements.push(
      ...diff(was.indexes, table.indexes).removed.map((index) => `drop index {schema}."${index.name}"`),
      ...diff(was.constraints, table.constraints).removed.map(
        (c) => `alter table {schema}."${table.name}" drop constraint "${c.name}"`,
      ),
      ...now.added.map((column) => `alter table {schema}."${table.name}" add column ${columnText(column)}`),
      ...now.removed.map((column) => `alter table {schema}."${table.name}" drop column "${column.name}"`),
      ...diff(was.constraints, table.constraints).added.map((c) => addConstraint(table.name, c)),
      ...diff(was.indexes, table.indexes).added.map((index) => createIndex(table.name, index)),
    )
  }
  return [
    ...statements,
    ...old.filter((table) => !after.has(table.name)).map((table) => `drop table {schema}."${table.name}"`),
  ]
}

/** `create table`, without foreign keys. */
export function createTable(table: Table): string {
  const lines = [
    ...table.columns.map(columnText),
    ...table.constraints.filter((c) => !isForeign(c)).map((c) => `constraint "${c.name}" ${c.is}`),
  ]
  return `create ${table.unlogged ? 'unlogged ' : ''}table {schema}."${table.name}" (\n  ${lines.join(',\n  ')}\n)`
}

/** A column as it stands in DDL. */
export function columnText(column: TableColumn): string {
  return `"${column.name}" ${column.sql}${column.default ? ` default ${column.default}` : ''}${column.notNull ? ' not null' : ''}`
}

/** `create index`. */
export function createIndex(table: string, index: TableIndex): string {
  return `create ${index.unique ? 'unique ' : ''}index "${index.name}" on {schema}."${table}" ${index.on}`
}

/** `alter table … add constraint`. */
export function addConstraint(table: string, constraint: TableConstraint): string {
  return `alter table {schema}."${table}" add constraint "${constraint.name}" ${constraint.is}`
}

/** Is it a reference to another table? */
export function isForeign(constraint: TableConstraint): boolean {
  return constraint.is.startsWith('foreign key')
}

/** Named things that came, went, or are no longer what they were. */
function diff<T extends { readonly name: string }>(old: readonly T[], wanted: readonly T[]) {
  const before = new Map(old.map((item) => [item.name, JSON.stringify(item)]))
  const after = new Map(wanted.map((item) => [item.name, JSON.stringify(item)]))
  const changed = wanted.filter((item) => before.has(item.name) && before.get(item.name) !== JSON.stringify(item))
  return {
    changed,
    added: wanted.filter((item) => !before.has(item.name)).concat(isColumnList(wanted) ? [] : changed),
    removed: old.filter((item) => !after.has(item.name)).concat(isColumnList(old) ? [] : changed),
  }
}

function isColumnList(items: readonly object[]): boolean {
  return items.some((item) => 'sql' in item)
}
