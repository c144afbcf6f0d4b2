import { engineTable, type Workspace } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { explainRedaction } from '../events/chain/explain.ts'

/** What stands where a value about a person stood. */
export const erasedMark = '[erased]'

/** An event without the values that were about a person. */
export type Redacted = { readonly id: string; readonly changes: unknown; readonly data: unknown }

/**
 * Takes values out of events; that they happened, to what and by whom, stays. The chain over the events still holds: a
 * digest of what they said stays in it, without the salt by which it could be guessed.
 * @param by the id of the `erased` event that tells of it
 */
export async function redactEvents(
  tx: Transaction,
  workspace: Workspace,
  events: readonly Redacted[],
  by: string,
): Promise<void> {
  if (events.length === 0) return
  await explainRedaction(
    tx,
    workspace,
    events.map((event) => event.id),
    by,
  )
  await tx.count(
    sql`update ${engineTable(workspace, 'event')} e set changes = x.changes, data = x.data
      from json_to_recordset(${JSON.stringify(events)}::json) as x (id uuid, changes jsonb, data jsonb) where e.id = x.id`,
  )
}
