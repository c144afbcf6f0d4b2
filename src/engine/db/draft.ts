import type { Registry } from '#kernel/registry.ts'
import { createStatements, differences } from './ddl.ts'
import type { Table } from './table.ts'
import { tablesOf } from './tables.ts'

/** What the committed migrations amount to; kept beside them as `tables.json`. */
export type Snapshot = readonly Table[]

/**
 * The migration that leads from a snapshot to today's declarations, as text for a reviewed and committed file; null when there is nothing to do.
 * Throws where it would have to guess.
 */
export function draftMigration(
  registry: Registry,
  snapshot: Snapshot | null,
): { text: string; tables: Snapshot } | null {
  const tables = tablesOf(registry)
  const statements = snapshot ? differences(snapshot, tables) : createStatements(tables)
  return statements.length === 0 ? null : { text: `${statements.join(';\n')};\n`, tables }
}
