import { type Configuration, type Section, sections } from './configuration.ts'
import { labelOf } from './configuration-uses.ts'
import type { Label } from './label.ts'

/** What became of one item between two documents. */
export type ItemChange = {
  readonly change: 'added' | 'changed' | 'removed'
  readonly section: Section
  readonly key: string
  readonly label: Label
  /** Properties that differ, from and to. */
  readonly differences: Readonly<Record<string, readonly [from: unknown, to: unknown]>>
}

/** Written by the engine; two documents that differ in these alone say the same. */
const silent = new Set(['createdAt', 'createdBy', 'column'])

/** What leads from one document to another, section by section. */
export function differencesOf(from: Configuration, to: Configuration): ItemChange[] {
  return sections.flatMap((section) => {
    const [before, after] = [from[section], to[section]] as Record<string, Record<string, unknown>>[]
    const removed = Object.keys(before!).filter((key) => !Object.hasOwn(after!, key))
    return [
      ...Object.entries(after!).flatMap(([key, item]): ItemChange[] => {
        const was = Object.hasOwn(before!, key) ? before![key] : undefined
        const differences = compare(was ?? {}, item)
        if (was && Object.keys(differences).length === 0) return []
        return [{ change: was ? 'changed' : 'added', section, key, label: labelOf(to, section, key), differences }]
      }),
      ...removed.map((key): ItemChange => {
        const differences = compare(before![key]!, {})
        return { change: 'removed', section, key, label: labelOf(from, section, key), differences }
      }),
    ]
  })
}

function compare(was: Record<string, unknown>, is: Record<string, unknown>) {
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((key) => !silent.has(key))
  return Object.fromEntries(
    keys.flatMap((key): [string, readonly [unknown, unknown]][] =>
      canonical(was[key]) === canonical(is[key]) ? [] : [[key, [was[key] ?? null, is[key] ?? null]]],
    ),
  )
}

/** One text for equal values, whatever the order of their keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )
}
