import type { Configuration, CustomField } from '#kernel/configuration.ts'
import { customName } from '#kernel/configuration-module.ts'
import type { Field } from '#kernel/fields/field.ts'
import { columnsOf, isComputed, snake } from '#kernel/fields/index.ts'
import type { Registry } from '#kernel/registry.ts'
import type { Have } from './have.ts'
import type { Freed } from './store.ts'

const day = 86_400_000
/** For so long the data of a removed field waits for somebody to change their mind. */
export const freedDays = 30

/** A freed column that a new field takes over. */
export type Reuse = {
  readonly field: string
  readonly table: string
  readonly from: string
  readonly to: string
  /** The parts of its name after the base, and whether the old data has to go first. */
  readonly parts: readonly string[]
  readonly empty: boolean
}

export type Assigned = {
  /** The document with a column for every field that has one. */
  readonly document: Configuration
  readonly reuses: readonly Reuse[]
  /** Fields whose former values come back. */
  readonly returning: readonly string[]
}

/**
 * Gives every field its column: the one it has; else the one that it left, with its values; else one of the same type that
 * another field left long ago; else a new one. A dropped column would count towards the 1,600 that PostgreSQL has for a table.
 */
export function assignColumns(
  document: Configuration,
  live: Configuration,
  around: { readonly base: Registry; readonly have: Have; readonly freed: readonly Freed[]; readonly now: string },
): Assigned {
  const { base, have, freed, now } = around
  const reuses: Reuse[] = []
  const returning: string[] = []
  const taken = new Set<string>()
  const key = (table: string, column: string) => `${table} ${column}`
  for (const [path, item] of Object.entries(live.fields))
    if (item.column && Object.hasOwn(document.fields, path)) taken.add(key(tableOf(path, document, base), item.column))
  const fields = Object.entries(document.fields).map(([path, item]): [string, CustomField] => {
    const { column: given, ...bare } = item
    if (isComputed(bare as unknown as Field)) return [path, bare]
    const before = Object.hasOwn(live.fields, path) ? live.fields[path] : undefined
    if (before?.column) return [path, { ...bare, column: before.column }]
    const table = tableOf(path, document, base)
    const shape = shapeOf(bare)
    const free = freed.filter(
      (f) =>
        f.table === (shape.startsWith('links') ? f.table : table) &&
        f.shape === shape &&
        !taken.has(key(table, baseOf(f, table))),
    )
    const own = free.find((f) => f.was === path && (given === undefined || baseOf(f, table) === given))
    if (own) {
      const column = baseOf(own, table)
      taken.add(key(table, column))
      if (!own.emptied) returning.push(path)
      return [path, { ...bare, column }]
    }
    const columns = have.get(table)?.columns
    const wanted = newColumn(path, (name) => taken.has(key(table, name)) || hasBase(columns, name))
    taken.add(key(table, wanted))
    const old = shape.startsWith('links')
      ? undefined
      : free.find((f) => f.emptied || Date.parse(now) - Date.parse(f.at) > freedDays * day)
    if (old) {
      taken.add(key(table, old.column))
      const parts = partsOf(bare)
      reuses.push({ field: path, table, from: old.column, to: wanted, parts, empty: !old.emptied })
    }
    return [path, { ...bare, column: wanted }]
  })
  return { document: { ...document, fields: Object.fromEntries(fields) }, reuses, returning }
}

/** The physical table of the object that a field belongs to. */
export function tableOf(path: string, document: Configuration, base: Registry): string {
  const object = path.split('.')[0] ?? ''
  if (Object.hasOwn(document.objects, object)) return customName(object)
  return base.objects.get(object)?.table ?? snake(object)
}

/** What columns a field has, but for their names: two fields of one shape can have one another's columns. */
export function shapeOf(item: CustomField): string {
  if (item.type === 'relations') return `links to ${item.to}`
  const columns = columnsOf('it', asField(item, 'it'))
  return columns
    .map((c) => `${c.name.slice(2)}:${c.sql}${c.kind === 'id' ? ` to ${item.to ?? item.type}` : ''}`)
    .join(' ')
}

function partsOf(item: CustomField): string[] {
  return columnsOf('it', asField(item, 'it')).map((c) => c.name.slice(2))
}

function asField({ column: _column, ...item }: CustomField, _key: string): Field {
  const to = item.type === 'user' || item.type === 'team' ? { to: item.type } : {}
  return { ...item, ...to } as unknown as Field
}

/** A freed table of links stands under its own name: the table, `_`, the column. */
function baseOf(freed: Freed, table: string): string {
  return freed.column || freed.table.slice(table.length + 1)
}

/** `x_plate`, or `x_plate_2` where that name is taken. */
function newColumn(path: string, isTaken: (name: string) => boolean): string {
  const name = customName(path.split('.')[1] ?? '').slice(0, 40)
  for (let n = 1; ; n++) {
    const column = n === 1 ? name : `${name}_${n}`
    if (!isTaken(column)) return column
  }
}

function hasBase(columns: ReadonlyMap<string, string> | undefined, base: string): boolean {
  return columns ? [...columns.keys()].some((name) => name === base || name.startsWith(`${base}_`)) : false
}
