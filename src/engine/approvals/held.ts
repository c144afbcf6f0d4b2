import { policyObject } from '#kernel/approval.ts'
import type { Pointing } from '#kernel/deadline.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, type Workspace } from '../context.ts'
import { type Sql, sql } from '../db/sql.ts'

/** A condition that leaves out records under approval: nobody but those who decide does anything about them. Null where nothing is approved. */
export function notHeldSql(workspace: Workspace, objectKey: string, alias: Sql): Sql | null {
  if (!mayBeHeld(workspace)) return null
  return sql`not exists (select 1 from ${engineTable(workspace, 'approval')} held where held.record_id = ${alias}.id
    and held.object = ${objectKey} and held.status = 'waiting' and held.hold <> 'none')`
}

/** Is anything approved here at all? */
export function mayBeHeld({ registry }: Pick<Workspace, 'registry'>): boolean {
  return registry.objects.has(policyObject)
}

/**
 * What points at records of that object and may wait for an approval: each relation that is shown at its other end, of objects
 * that there is a policy about, in force or not any more. Somebody who waits for a discount on a sale is at work on its customer.
 */
export function approvedBeside(workspace: Workspace, object: RegisteredObject): readonly Pointing[] {
  const approved = new Set((workspace.directory.standing().get(policyObject) ?? []).map((policy) => policy['about']))
  return object.inverse.flatMap(({ object: over, field: through }) =>
    // A group of companies is not at work on each of them.
    over !== object.key && approved.has(over) && workspace.registry.object(over).fields[through]?.type === 'relation'
      ? [{ over, through }]
      : [],
  )
}
