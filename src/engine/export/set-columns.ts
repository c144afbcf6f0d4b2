import type { Field } from '#kernel/fields/field.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { partsOf, pointsAt, targetsOf } from '../import/targets.ts'
import type { Query } from '../query/query.ts'
import type { ExportColumn } from './columns.ts'

/**
 * The columns of a table in an exported set: all that an import may fill again and the reader may see. Headers are keys
 * (`address.city`), choices are keys, instants are in UTC; records that are in the set are named by their id, others by
 * their name.
 */
export function setColumns(query: Query, object: RegisteredObject, inSet: ReadonlySet<string>): ExportColumn[] {
  const seen = query.principal.rights(object.key).fields
  const columns: ExportColumn[] = []
  for (const target of targetsOf(query, object)) {
    const { path, key, part, field, is } = target
    if (is === 'id') columns.push({ name: 'id', cell: (record) => String(record['id']) })
    else if (!seen.has(key)) continue
    else if (part === '') {
      if (field.type !== 'address') columns.push({ name: path, cell: (record) => text(record[key], field, inSet) })
    } else if (partsOf(key, field).length > 0 && field.type !== 'text')
      columns.push({
        name: path,
        cell: (record) => (record[key] as Record<string, string | null> | null)?.[part] ?? null,
      })
  }
  return columns
}

function text(value: unknown, field: Field, inSet: ReadonlySet<string>): string | null {
  if (value === null || value === undefined) return null
  const to = pointsAt(field)
  if (to !== null) return Array.isArray(value) ? value.map((one) => named(one, to)).join(';') : named(value, to)
  if (field.type === 'money') return (value as { amount: string }).amount
  if (field.type === 'phone') return (value as { raw: string }).raw
  if (Array.isArray(value)) return value.join(';')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)

  function named(one: unknown, object: string): string {
    const { id, title } = one as { id: string; title?: string | null }
    return inSet.has(object) || !title ? id : title
  }
}
