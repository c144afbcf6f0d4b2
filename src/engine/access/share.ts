import type { ApiShare, ApiShares } from '#kernel/api-access.ts'
import type { ShareWish } from '#kernel/behaviour.ts'
import { notFound } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import { presentRecords } from '../query/list.ts'
import { queryOf } from '../query/query.ts'
import { writing } from '../records/write.ts'
import { sharesAbove } from './above.ts'
import { openedWith } from './inherited.ts'
import { shareWithin, unshareWithin } from './share-within.ts'

/** Opens a record to a person or a team. */
export async function shareRecord(
  session: Session,
  object: RegisteredObject,
  id: string,
  wish: ShareWish,
): Promise<void> {
  await writing(session, (w) => shareWithin(w, object, id, wish))
  session.workspace.noteReading(session, object, 'shared', [id])
}

/** Takes a share back, and with it what was given on by it; nothing happens where there is none. */
export async function unshareRecord(
  session: Session,
  object: RegisteredObject,
  id: string,
  granteeId: string,
): Promise<void> {
  await writing(session, (w) => unshareWithin(w, object, id, granteeId))
}

/**
 * To whom a record is open beyond what roles grant, what is open to them with it, and who sees it because something above
 * it is shared; for everyone who may read it. Of what is above, only what the reader sees herself is told.
 */
export async function sharesOf(session: Session, object: RegisteredObject, id: string): Promise<ApiShares> {
  const { workspace, principal } = session
  const query = queryOf(session)
  const [seen] = await presentRecords(query, object, [id], [])
  if (!seen) throw notFound()
  const rows = await workspace.db.rows(
    sql`select grantee_id, level, until from ${engineTable(workspace, 'share')}
      where record_id = ${id}::uuid and object = ${object.key} and (until is null or until > ${query.now}::timestamptz) order by id`,
  )
  const opened = openedWith(workspace.registry, workspace.settings.sharing, object.key)
  const above = await sharesAbove(session, object, id)
  return {
    data: rows.map(([granteeId, level, until]) => ({ granteeId, level, until }) as ApiShare),
    opens: opened.filter((one) => principal.rights(one.object).scopes.read.length > 0),
    inherited: above.flatMap(({ granteeId, level, until, from }) => (from ? [{ granteeId, level, until, from }] : [])),
  }
}
