import type { RegisteredObject } from '#kernel/registry.ts'
import { heldAmong } from '../approvals/guard.ts'
import { engineTable } from '../context.ts'
import { sql } from '../db/sql.ts'
import { holdRecords } from './lock.ts'
import type { Writing } from './op.ts'
import { revertRecords } from './revert.ts'

/** A record that was touched under a cause, and what its fields were before. */
export type Touched = {
  readonly object: string
  readonly id: string
  readonly born: boolean
  readonly deleted: boolean
  readonly changedSince: boolean
  readonly before: Readonly<Record<string, unknown>>
}

/**
 * Gives records that were changed under a cause their former values, whoever changed them; what has changed since stays,
 * and so does what was made or deleted.
 */
export async function undoCause(
  w: Writing,
  object: RegisteredObject,
  causeId: string,
): Promise<{ undone: number; kept: number }> {
  const rows = await w.db.rows(
    sql`select distinct e.record_id from ${engineTable(w.session.workspace, 'event')} e
      where e.cause_id = ${causeId}::uuid and e.object = ${object.key} order by 1`,
  )
  let undone = 0
  for (let i = 0; i < rows.length; i += 1_000) {
    const ids = rows.slice(i, i + 1_000).map(([id]) => String(id))
    await holdRecords(w, object, ids)
    const list = await describe(w, causeId, object.key, ids)
    const changes = list.map((one) => ({ id: one.id, fields: Object.keys(one.before), deleted: false }))
    const held = await heldAmong(w, object, changes)
    undone += await revertRecords(
      w,
      object,
      list.filter(({ id, changedSince, born, deleted }) => !changedSince && !born && !deleted && !held.has(id)),
    )
  }
  return { undone, kept: rows.length - undone }
}

/** What each of these records, which are held, was before a cause, told by its events. */
export async function describe(w: Writing, bulk: string, object: string, ids: readonly string[]): Promise<Touched[]> {
  const event = engineTable(w.session.workspace, 'event')
  const rows = await w.db.rows(
    sql`select e.record_id, e.kind, e.changes, e.cause_id is not distinct from ${bulk}::uuid
      from ${event} e where e.object = ${object} and e.record_id = any(${ids}::uuid[])
      and e.id >= (select min(f.id::text)::uuid from ${event} f where f.cause_id = ${bulk}::uuid) order by e.id`,
  )
  const byRecord = Map.groupBy(rows, ([id]) => String(id))
  return ids.map((id) => {
    const before: Record<string, unknown> = {}
    let [born, deleted, begun, since] = [false, false, false, false]
    for (const [, kind, changes, ours] of byRecord.get(id) ?? []) {
      if (ours !== true) {
        since ||= begun
        continue
      }
      begun = true
      if (kind === 'created') born = true
      if (kind === 'deleted' || kind === 'restored') deleted = kind === 'deleted'
      for (const [key, [from]] of Object.entries((changes ?? {}) as Record<string, [unknown, unknown]>))
        if (!(key in before)) before[key] = from
    }
    return { object, id, born, deleted, changedSince: since, before }
  })
}
