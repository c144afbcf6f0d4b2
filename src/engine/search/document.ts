import { typeOf } from '#kernel/fields/index.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { sortKey } from './text/sort-key.ts'
import { type Searchable, searchTokens } from './text/tokens.ts'

/** What a record is found by. */
export function searchDocument(object: RegisteredObject, record: Readonly<Record<string, unknown>>): string[] {
  const found: Required<Searchable> = { names: [], texts: [], phones: [], codes: [] }
  for (const key of searchedFields(object)) {
    const field = object.fields[key]!
    const value = record[key]
    if (value === null || value === undefined) continue
    if (field.type === 'phone') {
      const phone = value as { e164: string | null; raw: string }
      found.phones.push(phone.e164 ?? phone.raw)
    } else {
      const text = typeOf(field).toText(value, field, 'zh-CN')
      const list = field.search === 'name' ? found.names : field.search === 'code' ? found.codes : found.texts
      list.push(text.slice(0, 2_000))
    }
  }
  return searchTokens(found)
}

/** Fields whose change makes the search document stale. */
export function searchedFields(object: RegisteredObject): readonly string[] {
  let keys = searched.get(object)
  if (!keys) {
    keys = Object.entries(object.fields).flatMap(([key, field]) => (field.search ? [key] : []))
    searched.set(object, keys)
  }
  return keys
}
const searched = new WeakMap<RegisteredObject, readonly string[]>()

/** What a list sorted by title sorts by: its reading in pinyin. */
export function titleKey(object: RegisteredObject, record: Readonly<Record<string, unknown>>): string {
  const value = record[object.title]
  const field = object.fields[object.title]!
  return value === null || value === undefined ? '' : sortKey(typeOf(field).toText(value, field, 'zh-CN'))
}
