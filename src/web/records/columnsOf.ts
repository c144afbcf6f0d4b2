import type { MetaObject } from '#kernel/api.ts'

/** Fields that somebody might put into a list: not the engine's housekeeping, not settings, not the id of a record that has its name beside it. */
export function showable(object: MetaObject): readonly string[] {
  const house = new Set(['version', 'importId', 'sourceId'])
  return Object.keys(object.fields).filter(
    (key) => !house.has(key) && object.fields[key]?.type !== 'json' && !heldBy(object, key),
  )
}

/** Where the id of a record of whatever object stands, with fields beside it that say of which and how it is called. */
export function heldBy(object: MetaObject, key: string): { readonly object: string; readonly name: string } | null {
  const held = object.fields[key]?.holdsId
  return typeof held === 'object' ? held : null
}

/** May the caller write this field of an existing record? */
export function writable(object: MetaObject, key: string): boolean {
  const field = object.fields[key]
  return Boolean(field && field.access === 'write' && !field.system && !field.fixed && object.rights.update)
}
