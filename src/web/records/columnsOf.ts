import type { MetaObject } from '#kernel/api.ts'

/** Fields that somebody might put into a list: not the engine's housekeeping, not settings. */
export function showable(object: MetaObject): readonly string[] {
  const house = new Set(['version', 'importId', 'sourceId'])
  return Object.keys(object.fields).filter((key) => !house.has(key) && object.fields[key]?.type !== 'json')
}

/** May the caller write this field of an existing record? */
export function writable(object: MetaObject, key: string): boolean {
  const field = object.fields[key]
  return Boolean(field && field.access === 'write' && !field.system && !field.fixed && object.rights.update)
}
