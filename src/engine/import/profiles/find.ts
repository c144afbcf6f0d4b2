import type { SourceColumn, SourceProfile, SourceTable } from '#kernel/source-profile.ts'
import { headerKey } from '../matching.ts'

/** A table that was recognised, and what its columns are for. */
export type KnownTable = {
  readonly profile: SourceProfile
  readonly table: SourceTable
  /** By the column's place in the file; null for what is of no use here. */
  readonly columns: ReadonlyMap<number, SourceColumn | null>
}

type Named = { readonly index: number; readonly name: string }

/**
 * The table of a known system that a header belongs to: all the headers that it needs are there. Of several, the one with
 * the right file name, then the most needed and known headers; one of `object` before any other.
 */
export function findProfile(
  profiles: readonly SourceProfile[],
  header: readonly Named[],
  { fileName = '', object }: { fileName?: string; object?: string } = {},
): KnownTable | null {
  const keys = new Set(header.map(({ name }) => headerKey(name)))
  const has = (one: string | readonly string[]) => [one].flat().some((name) => keys.has(headerKey(name)))
  const rated = profiles.flatMap((profile) =>
    profile.tables
      .filter((table) => table.needs.length > 0 && table.needs.every(has))
      .map((table) => {
        const columns = columnsOf(table, header)
        const score =
          (table.object === object ? 1_000 : 0) +
          (table.fileName?.test(fileName) ? 100 : 0) +
          table.needs.length * 2 +
          columns.size / Math.max(1, header.length)
        return { profile, table, columns, score }
      }),
  )
  const best = rated.sort((a, b) => b.score - a.score)[0]
  return best ? { profile: best.profile, table: best.table, columns: best.columns } : null
}

/** The file's own header by its place: named columns first, then those of which there may be any number. */
function columnsOf(table: SourceTable, header: readonly Named[]): Map<number, SourceColumn | null> {
  const byKey = new Map(Object.entries(table.columns).map(([name, goes]) => [headerKey(name), goes]))
  const found = new Map<number, SourceColumn | null>()
  for (const { index, name } of header) {
    const key = headerKey(name)
    if (byKey.has(key)) {
      found.set(index, byKey.get(key)!)
      continue
    }
    for (const { header: shape, goes } of table.repeated ?? []) {
      const match = shape.exec(name)
      if (!match) continue
      found.set(index, filledIn(goes, match))
      break
    }
  }
  return found
}

function filledIn(goes: SourceColumn | null, match: RegExpExecArray): SourceColumn | null {
  if (goes === null || typeof goes === 'string' || !goes.only) return goes
  return { ...goes, only: { ...goes.only, header: goes.only.header.replace('$1', match[1] ?? '') } }
}
