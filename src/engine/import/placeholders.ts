import type { ImportPlaceholders } from '#kernel/api-import.ts'
import { typeOf } from '#kernel/fields/index.ts'
import type { Values } from '#kernel/object.ts'
import { placeholderTest } from '#kernel/quality/placeholder.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../context.ts'
import { judgedObjects, placeholdersOf } from '../quality/standards.ts'

const told = 3

/** Gathers from rows that come in where a value says nothing. Of an object that is not judged there is nothing to tell. */
export function gatherPlaceholders({ workspace, language }: Session, object: RegisteredObject) {
  const found = new Map<string, Map<string, number>>()
  const isPlaceholder = placeholderTest(judgedObjects(workspace).includes(object) ? placeholdersOf(workspace) : [])
  return {
    add(values: Values): void {
      for (const [key, value] of Object.entries(values)) {
        const field = object.fields[key]
        if (!field || !isPlaceholder(field, value)) continue
        const text = typeof value === 'string' ? value : typeOf(field).toText(value, field, language)
        const of = found.get(key) ?? new Map<string, number>()
        found.set(key, of.set(text, (of.get(text) ?? 0) + 1))
      }
    },
    list(): ImportPlaceholders[] {
      const most = (of: ReadonlyMap<string, number>) => [...of].sort((a, b) => b[1] - a[1])
      return [...found]
        .map(([field, of]) => ({
          field,
          rows: [...of.values()].reduce((sum, n) => sum + n, 0),
          values: most(of)
            .slice(0, told)
            .map(([text]) => text),
        }))
        .sort((a, b) => b.rows - a.rows)
    },
  }
}
