import { v7 as uuid } from 'uuid'
import { notFound, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, type Session } from '../context.ts'
import { and, sql } from '../db/sql.ts'
import { presentRecords } from '../query/list.ts'
import { queryOf } from '../query/query.ts'
import { loadStored } from '../records/load.ts'
import type { Writing } from '../records/op.ts'
import { writing } from '../records/write.ts'

export type Share = { readonly granteeId: string; readonly level: 'read' | 'update'; readonly until: string | null }

/** Opens a record to a person or a team, until an instant or for good. Whoever may change the record may open it, to no more than that. */
export async function shareRecord(session: Session, object: RegisteredObject, id: string, share: Share): Promise<void> {
  await writing(session, async (w) => {
    await lockForSharing(w, object, id)
    await knownGrantee(w, share.granteeId)
    await w.db.count(
      sql`insert into ${engineTable(session.workspace, 'share')} (id, object, record_id, grantee_id, level, until, created_at, created_by)
        values (${uuid()}::uuid, ${object.key}, ${id}::uuid, ${share.granteeId}::uuid, ${share.level}, ${share.until}::timestamptz, ${w.now}::timestamptz, ${session.principal.id}::uuid)
        on conflict (record_id, grantee_id, object) do update set level = excluded.level, until = excluded.until`,
    )
    await w.tx.emit(object, id, 'shared', share)
  })
}

/** Takes a share back; nothing happens where there is none. */
export async function unshareRecord(
  session: Session,
  object: RegisteredObject,
  id: string,
  granteeId: string,
): Promise<void> {
  await writing(session, async (w) => {
    await lockForSharing(w, object, id)
    const gone = await w.db.count(
      sql`delete from ${engineTable(session.workspace, 'share')} where record_id = ${id}::uuid and grantee_id = ${granteeId}::uuid and object = ${object.key}`,
    )
    if (gone > 0) await w.tx.emit(object, id, 'unshared', { granteeId })
  })
}

/** To whom a record is open beyond what roles grant; for everyone who may read it. */
export async function sharesOf(session: Session, object: RegisteredObject, id: string): Promise<Share[]> {
  const query = queryOf(session)
  const [seen] = await presentRecords(query, object, [id], [])
  if (!seen) throw notFound()
  const rows = await session.workspace.db.rows(
    sql`select grantee_id, level, until from ${engineTable(session.workspace, 'share')}
      where record_id = ${id}::uuid and object = ${object.key} and (until is null or until > ${query.now}::timestamptz) order by id`,
  )
  return rows.map(([granteeId, level, until]) => ({ granteeId, level, until }) as Share)
}

async function lockForSharing(w: Writing, object: RegisteredObject, id: string): Promise<void> {
  if (!object.traits.includes('shared'))
    throw refuse('invalid', null, {
      en: `${object.label.en} records are not shared one by one.`,
      zh: `${object.label.zh}不支持单独共享。`,
    })
  const reach = (verb: 'read' | 'update') => and([sql`r.id = ${id}::uuid`, w.query.reach(object, { verb })])
  const [record] = await loadStored(w.db, w.query, object, sql`${reach('update')} for no key update of r`)
  if (record) return
  const [seen] = await loadStored(w.db, w.query, object, reach('read'))
  throw seen
    ? refuse('forbidden', null, {
        en: 'You may see this record but not share it.',
        zh: '你可以查看这条记录，但不能共享。',
      })
    : notFound()
}

async function knownGrantee(w: Writing, granteeId: string): Promise<void> {
  const { registry } = w.session.workspace
  const found = await Promise.all(
    ['user', 'team'].map((key) =>
      loadStored(w.db, w.query, registry.object(key), sql`r.id = ${granteeId}::uuid and r.deleted_at is null`),
    ),
  )
  if (found.flat().length === 0)
    throw refuse(
      'invalid',
      'granteeId',
      { en: 'There is no such person or team.', zh: '没有找到该人员或团队。' },
      'no-such-record',
    )
}
