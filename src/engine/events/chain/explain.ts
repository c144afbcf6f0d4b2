import { engineTable, type Workspace } from '../../context.ts'
import type { Transaction } from '../../db/database.ts'
import { type Sql, sql } from '../../db/sql.ts'
import { digestOf, leafColumns } from './leaf.ts'
import { chainLock } from './seal.ts'

/**
 * Notes that events are about to lose values that were about a person: what they said stays as a digest whose salt goes.
 * Call it before they are changed, in the same transaction.
 * @param by the id of the `erased` event that tells of it
 */
export async function explainRedaction(
  tx: Transaction,
  workspace: Workspace,
  eventIds: readonly string[],
  by: string,
): Promise<void> {
  await tx.rows(sql`select pg_advisory_xact_lock(${chainLock(workspace)}::bigint)`)
  const entries = engineTable(workspace, 'audit_entry')
  const rows = await tx.rows(
    sql`select a.salt, ${leafColumns} from ${entries} a join ${engineTable(workspace, 'event')} e on e.id = a.event_id
      where a.event_id = any(${[...eventIds]}::uuid[]) and a.salt is not null`,
  )
  const digests = rows.map(([salt, ...row]) => ({ id: String(row[0]), digest: digestOf(salt as Buffer, row) }))
  await tx.count(
    sql`update ${entries} a set salt = null, digest = x.digest, redacted_by = ${by}::uuid
      from unnest(${digests.map((d) => d.id)}::uuid[], ${digests.map((d) => d.digest)}::bytea[]) as x (id, digest)
      where a.event_id = x.id`,
  )
}

/**
 * Notes that events are about to go, because the demo company goes. Call it before they are deleted, in the same transaction.
 * @param which the condition on the event `x`, as the deletion has it, beside `from`
 * @param by the id of the `sampleRemoved` event that tells of it
 */
export async function explainRemoval(
  tx: Transaction,
  workspace: Workspace,
  from: Sql,
  which: Sql,
  by: string,
): Promise<void> {
  await tx.rows(sql`select pg_advisory_xact_lock(${chainLock(workspace)}::bigint)`)
  await tx.count(
    sql`update ${engineTable(workspace, 'audit_entry')} a set removed_by = ${by}::uuid
      from ${engineTable(workspace, 'event')} x, ${from} where x.id = a.event_id and ${which}`,
  )
}
