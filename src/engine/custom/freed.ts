import type { Configuration } from '#kernel/configuration.ts'
import { customName } from '#kernel/configuration-module.ts'
import type { Registry } from '#kernel/registry.ts'
import { shortName } from '../db/tables.ts'
import { shapeOf, tableOf } from './columns.ts'
import type { Freed } from './store.ts'

/** The columns and tables that are free once `to` is live instead of `from`, and those that are so no longer. */
export function freedBy(
  from: Configuration,
  to: Configuration,
  base: Registry,
  now: string,
): { readonly freed: readonly Freed[]; readonly taken: readonly Pick<Freed, 'table' | 'column'>[] } {
  const before = placesOf(from, base, now)
  const after = placesOf(to, base, now)
  return {
    freed: [...before].filter(([key]) => !after.has(key)).map(([, place]) => place),
    taken: [...after].filter(([key]) => !before.has(key)).map(([, place]) => place),
  }
}

/** Every column and table that a document has, by table and column. */
function placesOf(document: Configuration, base: Registry, at: string): Map<string, Freed> {
  const objects = Object.keys(document.objects).map(
    (key): Freed => ({ table: customName(key), column: '', shape: 'table', was: key, at, emptied: false }),
  )
  const fields = Object.entries(document.fields).flatMap(([path, item]): Freed[] => {
    if (!item.column) return []
    const table = tableOf(path, document, base)
    const shape = shapeOf(item)
    const place = shape.startsWith('links')
      ? { table: shortName(table, item.column), column: '' }
      : { table, column: item.column }
    return [{ ...place, shape, was: path, at, emptied: false }]
  })
  return new Map([...objects, ...fields].map((place) => [`${place.table} ${place.column}`, place]))
}
