import { v7 as uuid } from 'uuid'
import { columnOf } from '#kernel/fields/index.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable } from '../context.ts'
import { ident, sql } from '../db/sql.ts'
import type { Writing } from '../records/op.ts'
import type { StagedRow } from './batch.ts'

/**
 * Rows that repeat a record of the same file for another owner open the record to that one. Only records that this file
 * has brought are opened, so that taking the file back takes that back too.
 */
export async function shareRepeated(w: Writing, object: RegisteredObject, rows: readonly StagedRow[]): Promise<void> {
  const wanted = rows.flatMap(({ leader, match, values, problems }) => {
    const owner = values.v['owner']
    return leader !== null && match === null && !problems?.length && typeof owner === 'string' && !values.x
      ? [{ id: uuid(), record: leader, person: owner }]
      : []
  })
  if (wanted.length === 0) return
  const { workspace, principal } = w.session
  const owner = ident('r', columnOf(object, 'owner'))
  const opened = await w.db.rows(
    sql`insert into ${engineTable(workspace, 'share')} (id, object, record_id, grantee_id, level, created_at, created_by)
      select x.id, ${object.key}::text, x.record, x.person, 'update', ${w.now}::timestamptz, ${principal.id}::uuid
      from json_to_recordset(${JSON.stringify(wanted)}::json) as x (id uuid, record uuid, person uuid)
      join ${w.query.from(object.key, 'r')} on r.id = x.record and r.deleted_at is null and ${owner} is distinct from x.person
      on conflict (record_id, grantee_id, object) do nothing returning record_id, grantee_id`,
  )
  for (const [record, granteeId] of opened)
    await w.tx.emit(object, String(record), 'shared', { granteeId: String(granteeId), level: 'update', until: null })
}
