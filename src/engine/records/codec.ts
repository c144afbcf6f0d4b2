import { columnsOf, typeOf } from '#kernel/fields/index.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { ident, join, type Sql } from '../db/sql.ts'

/** A record as rules see it and tables hold it: canonical values by field key, relations as ids. */
export type Stored = { readonly id: string; deletedAt: string | null; readonly [field: string]: unknown }

/** How the records of an object stand in its table. */
export type Codec = {
  /** Columns of id, fields and `deleted_at`, in order. */
  readonly names: readonly string[]
  /** The PostgreSQL type of each. */
  readonly types: readonly string[]
  /** The select list, for an alias. */
  select(alias: string): Sql
  decode(row: readonly unknown[]): Stored
  encode(record: Stored): unknown[]
  /** Tells every cell that holds something, with the place of its column in `names`. */
  each(record: Stored, tell: (at: number, value: unknown) => void): void
  /** The columns of one field. */
  columns(fieldKey: string): readonly { readonly name: string; readonly sql: string }[]
  encodeField(fieldKey: string, value: unknown): readonly unknown[]
}

const codecs = new WeakMap<RegisteredObject, Codec>()

/** The codec of an object; made once. */
export function codecOf(object: RegisteredObject): Codec {
  const known = codecs.get(object)
  if (known) return known
  const made = makeCodec(object)
  codecs.set(object, made)
  return made
}

/** A codec that reads only some of the fields; keep it. */
export function codecOfSome(object: RegisteredObject, fields: readonly string[]): Codec {
  return makeCodec({ ...object, fields: Object.fromEntries(fields.map((key) => [key, object.fields[key]!])) })
}

function makeCodec(object: Pick<RegisteredObject, 'fields'>): Codec {
  const stored = Object.entries(object.fields)
    .map(([key, field]) => ({ key, field, unit: typeOf(field), columns: columnsOf(key, field) }))
    .filter(({ columns }) => columns.length > 0)
  const byKey = new Map(stored.map((entry) => [entry.key, entry]))
  const names = ['id', ...stored.flatMap(({ columns }) => columns.map((c) => c.name)), 'deleted_at']
  const types = ['uuid', ...stored.flatMap(({ columns }) => columns.map((c) => c.sql)), 'timestamptz']
  const encodeField = (key: string, value: unknown): readonly unknown[] => {
    const entry = byKey.get(key)!
    if (value === null || value === undefined) return entry.columns.map(() => null)
    return entry.unit.toRow(value, entry.field)
  }
  let place = 1
  const placed = stored.map((entry) => {
    const first = place
    place += entry.columns.length
    return { ...entry, first }
  })
  const lists = new Map<string, Sql>()
  return {
    names,
    types,
    select(alias) {
      let list = lists.get(alias)
      if (!list) {
        list = join(names.map((name) => ident(alias, name)))
        lists.set(alias, list)
      }
      return list
    },
    decode(row) {
      const record: Record<string, unknown> = { id: row[0], deletedAt: row[names.length - 1] ?? null }
      let at = 1
      for (const { key, field, unit, columns } of stored) {
        const cells = row.slice(at, at + columns.length)
        at += columns.length
        record[key] = cells[0] === null && cells.every((c) => c === null) ? null : unit.fromRow(cells, field)
      }
      return record as Stored
    },
    encode: (record) => [record.id, ...stored.flatMap(({ key }) => encodeField(key, record[key])), record.deletedAt],
    each(record, tell) {
      tell(0, record.id)
      for (const { key, field, unit, first } of placed) {
        const value = record[key]
        if (value === null || value === undefined) continue
        const cells = unit.toRow(value, field)
        for (let i = 0; i < cells.length; i++)
          if (cells[i] !== null && cells[i] !== undefined) tell(first + i, cells[i])
      }
      if (record.deletedAt !== null && record.deletedAt !== undefined) tell(names.length - 1, record.deletedAt)
    },
    columns: (key) => byKey.get(key)?.columns ?? [],
    encodeField,
  }
}
