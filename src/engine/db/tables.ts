import { createHash } from 'node:crypto'
import { columnOf, columnsOf, snake } from '#kernel/fields/index.ts'
import type { RegisteredObject, Registry } from '#kernel/registry.ts'
import { engineTables } from './engine-tables.ts'
import type { Table, TableColumn, TableConstraint, TableIndex } from './table.ts'

/** Every table of a workspace schema: the engine's own, one per object, one per many-to-many field. */
export function tablesOf(registry: Registry): Table[] {
  const tables = [
    ...engineTables,
    ...[...registry.objects.values()].flatMap((object) => [
      objectTable(object, registry),
      ...linkTables(object, registry),
    ]),
  ]
  const names = ['migration', ...tables.map((table) => table.name)]
  const double = names.find((name, i) => names.indexOf(name) !== i)
  if (double)
    throw new Error(
      `Two things would have the table '${double}': an object, its links, or the engine. Rename the object.`,
    )
  return tables
}

/** The table of an object. */
export function tableName(object: { readonly key: string; readonly table?: string }): string {
  return object.table ?? snake(object.key)
}

/** The table of a many-to-many field: `source_id` is the record that has the field. */
export function linkTable(object: Pick<RegisteredObject, 'key' | 'table' | 'fields'>, fieldKey: string): string {
  return shortName(tableName(object), object.fields[fieldKey]?.column ?? snake(fieldKey))
}

/** Has the object anything to search for? Then its table has the column `search`. */
export function isSearchable(object: RegisteredObject): boolean {
  return Object.values(object.fields).some((field) => field.search)
}

/** A name that is unique in the schema and short enough for every server (growth.md, rule 11). */
export function shortName(...parts: readonly string[]): string {
  const full = parts.join('_')
  if (full.length <= 45) return full
  return `${full.slice(0, 36)}_${createHash('sha256').update(full).digest('hex').slice(0, 8)}`
}

const live = 'where deleted_at is null'

function objectTable(object: RegisteredObject, registry: Registry): Table {
  const table = tableName(object)
  const columns: TableColumn[] = [{ name: 'id', sql: 'uuid', notNull: true }]
  const constraints: TableConstraint[] = [{ name: shortName(table, 'pk'), is: 'primary key (id)' }]
  const indexes: TableIndex[] = [
    { name: shortName(table, 'updated_idx'), on: `(updated_at, id) ${live}` },
    { name: shortName(table, 'deleted_idx'), on: '(deleted_at, id) where deleted_at is not null' },
  ]
  const indexed = new Set<string>(['updated_at'])
  const index = (names: readonly string[]) => {
    const key = names.join(',')
    if (indexed.has(key)) return
    indexed.add(key)
    indexes.push({ name: shortName(table, ...names, 'idx'), on: `(${names.map(quote).join(', ')}, id) ${live}` })
  }
  for (const [key, field] of Object.entries(object.fields)) {
    const own = columnsOf(key, field)
    for (const column of own)
      columns.push({
        name: column.name,
        sql: column.sql,
        notNull: field.required === true && field.system === true && column.part === '',
      })
    const first = own[0]
    if (!first) continue
    if (field.unique)
      indexes.push({ name: shortName(table, first.name, 'key'), unique: true, on: `(${quote(first.name)}) ${live}` })
    else if (field.index) index([first.name])
    if ('to' in field && first.kind === 'id' && !field.system) {
      constraints.push({
        name: shortName(table, first.name, 'fk'),
        is: `foreign key (${quote(first.name)}) references {schema}.${quote(tableName(registry.object(String(field.to))))} (id)`,
      })
      index([first.name, key === 'owner' ? 'updated_at' : orderOf(object)])
    }
    if (key === 'importId' || key === 'sourceId')
      indexes.push({
        name: shortName(table, first.name, 'idx'),
        on: `(${quote(first.name)}) where ${quote(first.name)} is not null`,
      })
  }
  columns.push({ name: 'deleted_at', sql: 'timestamptz(3)' })
  if (isSearchable(object)) {
    columns.push({ name: 'search', sql: 'tsvector' }, { name: 'title_key', sql: 'text collate "C"' })
    indexes.push(
      { name: shortName(table, 'search_idx'), on: `using gin (search) ${live}` },
      { name: shortName(table, 'title_key_idx'), on: `(title_key, id) ${live}` },
    )
  }
  if (object.matching) {
    columns.push({ name: 'match_keys', sql: 'integer[]' })
    // A short list of what waits to be sorted in: each look-up reads all of it.
    indexes.push({
      name: shortName(table, 'match_keys_idx'),
      on: `using gin (match_keys) with (gin_pending_list_limit = 256) ${live}`,
    })
  }
  for (const keys of [...object.indexes, ...object.identity]) index(keys.map((key) => columnOf(object, key)))
  return { name: table, columns, constraints, indexes }
}

/** The column by which related records are listed: when they happened, else when they changed. */
function orderOf(object: RegisteredObject): string {
  const at = object.happensAt
  return at ? columnOf(object, at) : 'updated_at'
}

function linkTables(object: RegisteredObject, registry: Registry): Table[] {
  return Object.entries(object.fields).flatMap(([key, field]) => {
    if (field.type !== 'relations' || !('to' in field)) return []
    const name = linkTable(object, key)
    const reference = (column: string, target: string) => ({
      name: shortName(name, column, 'fk'),
      is: `foreign key (${column}) references {schema}.${quote(tableName(registry.object(target)))} (id) on delete cascade`,
    })
    return [
      {
        name,
        columns: [
          { name: 'source_id', sql: 'uuid', notNull: true },
          { name: 'target_id', sql: 'uuid', notNull: true },
        ],
        constraints: [
          { name: shortName(name, 'pk'), is: 'primary key (source_id, target_id)' },
          reference('source_id', object.key),
          reference('target_id', String(field.to)),
        ],
        indexes: [{ name: shortName(name, 'target_idx'), on: '(target_id, source_id)' }],
      },
    ]
  })
}

function quote(name: string): string {
  return `"${name}"`
}
