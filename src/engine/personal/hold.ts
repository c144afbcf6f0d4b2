import { v7 as uuid } from 'uuid'
import { say } from '#kernel/label.ts'
import { refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import { getRecord } from '../records/records.ts'
import { writing } from '../records/write.ts'

/** Keeps a record as it is although a person in it asks to be forgotten: a dispute, a duty to keep. */
export async function placeHold(
  session: Session,
  object: RegisteredObject,
  id: string,
  hold: { reason: string; until: string | null },
): Promise<void> {
  const reason = hold.reason.trim()
  if (reason === '' || reason.length > 500)
    throw refuse('invalid', 'reason', {
      en: 'Say why, in at most 500 characters.',
      zh: '请填写原因，最多 500 个字符。',
    })
  await getRecord(session, object, id, [])
  await writing(session, async (w) => {
    await w.db.count(
      sql`insert into ${engineTable(session.workspace, 'legal_hold')} (id, object, record_id, reason, until, created_at, created_by)
        values (${uuid()}::uuid, ${object.key}, ${id}::uuid, ${reason}, ${hold.until}::timestamptz, ${w.now}::timestamptz, ${session.principal.id}::uuid)
        on conflict (record_id, object) do update set reason = excluded.reason, until = excluded.until, created_by = excluded.created_by`,
    )
    await w.tx.emit(object, id, 'held', { reason, until: hold.until })
  })
}

/** Lets a record go again; nothing happens where nothing holds it. */
export async function releaseHold(session: Session, object: RegisteredObject, id: string): Promise<void> {
  await writing(session, async (w) => {
    const gone = await w.db.count(
      sql`delete from ${engineTable(session.workspace, 'legal_hold')} where record_id = ${id}::uuid and object = ${object.key}`,
    )
    if (gone > 0) await w.tx.emit(object, id, 'released', {})
  })
}

/** Why records stay, by `object id`: a hold of theirs, or the law by their object. */
export type Holds = { reason(object: RegisteredObject, id: string): string | null }

export async function holdsOf(session: Session): Promise<Holds> {
  const { workspace, language } = session
  const rows = await workspace.db.rows(
    sql`select object, record_id, reason from ${engineTable(workspace, 'legal_hold')}
      where until is null or until > ${workspace.clock.now().toISOString()}::timestamptz`,
  )
  const held = new Map(rows.map(([object, id, reason]) => [`${object} ${id}`, String(reason)]))
  return {
    reason: (object, id) =>
      held.get(`${object.key} ${id}`) ?? (object.retained ? say(object.retained, language) : null),
  }
}
