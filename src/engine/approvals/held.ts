import { policyObject } from '#kernel/approval.ts'
import { engineTable, type Workspace } from '../context.ts'
import { type Sql, sql } from '../db/sql.ts'

/** A condition that leaves out records under approval: nobody but those who decide does anything about them. Null where nothing is approved. */
export function notHeldSql(workspace: Workspace, objectKey: string, alias: Sql): Sql | null {
  if (!workspace.registry.objects.has(policyObject)) return null
  return sql`not exists (select 1 from ${engineTable(workspace, 'approval')} held where held.record_id = ${alias}.id
    and held.object = ${objectKey} and held.status = 'waiting' and held.hold <> 'none')`
}
