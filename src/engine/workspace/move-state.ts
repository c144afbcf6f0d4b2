import type { Catalogue, WorkspaceRow } from '../catalogue/catalogue.ts'
import { sql } from '../db/sql.ts'
import type { Clusters } from './clusters.ts'

/** What a schema is called in its former cluster once the workspace has left. */
export function formerName(schema: string): string {
  return `${schema}_moved`
}

/**
 * Ends a move whose last word was not said. The schema's new name in its former cluster is the moment of truth: it is
 * given only when every row has arrived. Whoever finds it may tell the catalogue, in any process, any number of times.
 * @returns whether the workspace lies in its new place
 */
export async function completeMove(
  { catalogue, clusters }: { catalogue: Catalogue; clusters: Clusters },
  row: WorkspaceRow,
): Promise<boolean> {
  if (!row.movingTo) return false
  const [found] = await clusters
    .get(row.cluster)
    .rows(sql`select to_regnamespace(${row.schema}) is null and to_regnamespace(${formerName(row.schema)}) is not null`)
  if (found?.[0] !== true) return false
  await catalogue.arrive(row.id, row.cluster ?? 'home', row.movingTo)
  return true
}
