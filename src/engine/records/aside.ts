import type { Where } from '#kernel/object.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, type Session, tableOf } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { and, type Sql, sql } from '../db/sql.ts'
import { goneKinds } from '../events/event.ts'
import { past, queryOf } from '../query/query.ts'
import type { Op } from './op.ts'
import { applyRight, writing } from './write.ts'

/** Records of one transaction. */
const chunk = 500

/** What became of the records: done, and left because a rule needs them where they are. */
export type Moved = { readonly done: number; readonly kept: number }

/**
 * Takes all records that match out of everybody's sight: they lie in the recycle bin under a cause, by which `putBack` finds
 * them, and their events say that they are set aside, so that nobody takes it for a deletion. In short transactions: killed at any point, it finds the rest when it runs again. Answers what lies there under the cause.
 */
export async function setAside(
  session: Session,
  object: RegisteredObject,
  where: Where,
  cause: string,
): Promise<Moved> {
  const all = past(queryOf(session))
  const rows = await session.workspace.db.rows(
    sql`select r.id from ${all.from(object.key, 'r')} where ${all.reach(object, { where })} order by r.id`,
    { once: true },
  )
  const ids = rows.map(([id]) => String(id))
  const { kept } = await move({ ...session, causeId: cause }, object, ids, 'delete', sql`r.deleted_at is null`)
  const [row] = await session.workspace.db.rows(
    sql`select count(distinct e.record_id) from ${engineTable(session.workspace, 'event')} e
      where e.cause_id = ${cause}::uuid and e.object = ${object.key} and e.kind = any(${goneKinds}::text[])`,
  )
  return { done: Number(row![0]), kept }
}

/** Puts back what was set aside under a cause, but for what somebody has put back, or deleted herself, since. */
export async function putBack(session: Session, object: RegisteredObject, cause: string): Promise<Moved> {
  const event = engineTable(session.workspace, 'event')
  const rows = await session.workspace.db.rows(
    sql`select distinct e.record_id from ${event} e join ${tableOf(session.workspace, object.key)} r on r.id = e.record_id
      where e.cause_id = ${cause}::uuid and e.object = ${object.key} and e.kind = any(${goneKinds}::text[]) and r.deleted_at is not null
        and not exists (select 1 from ${event} o where o.object = e.object and o.record_id = e.record_id and o.kind = any(${goneKinds}::text[]) and o.id > e.id)
      order by 1`,
    { once: true },
  )
  const ids = rows.map(([id]) => String(id))
  return move(session, object, ids, 'restore', sql`r.deleted_at is not null`)
}

async function move(
  session: Session,
  object: RegisteredObject,
  ids: readonly string[],
  what: 'delete' | 'restore',
  still: Sql,
): Promise<Moved> {
  let [done, kept] = [0, 0]
  for (let i = 0; i < ids.length; i += chunk) {
    const some = ids.slice(i, i + chunk)
    await writing(session, async (w) => {
      const rows = await w.db.rows(
        sql`select r.id from ${past(w.query).from(object.key, 'r')} where ${and([sql`r.id = any(${some}::uuid[])`, still])} order by r.id for no key update of r`,
      )
      const ops = rows.map(([id]): Op => ({ do: what, id: String(id), aside: true }))
      if (ops.length === 0) return
      const { outcomes, wrong } = await applyRight({ ...w, trusted: true }, object, ops)
      done += outcomes.size
      kept += wrong.size
    })
    crashPoint('aside.chunk')
  }
  return { done, kept }
}
