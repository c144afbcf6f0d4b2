import type { SweepOptions, Tx } from '#kernel/behaviour.ts'
import type { Where } from '#kernel/object.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { notHeldSql } from '../approvals/held.ts'
import type { Session, Workspace } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { and, raw, type Sql, sql } from '../db/sql.ts'
import { openPace, type Pace } from '../pace.ts'
import { past, queryOf } from '../query/query.ts'
import type { Stored } from './codec.ts'
import { loadStored } from './load.ts'
import { inNameOf, writing } from './write.ts'

/** Records of one transaction: few enough that nobody waits long for one of them. */
const chunk = 500

/**
 * Finds what matches in one statement, or takes `among` for it, then goes through it in short transactions: each locks its records, and only then
 * looks again which of them match, so that whatever was written before the lock counts. What is under
 * approval is left out, unless it is wanted `locked`: then it changes hands as in a handover. Answers how many were handed over;
 * throws `Stopped` between two of them where the server stops.
 */
export async function sweep(
  session: Session,
  object: RegisteredObject,
  where: Where,
  cause: string,
  run: (records: readonly Stored[], tx: Tx) => Promise<void>,
  { among, locked }: SweepOptions = {},
  pace: Pace = openPace(),
): Promise<number> {
  const found = among?.toSorted() ?? (await whatMatches(session, object, where))
  let count = 0
  for (let i = 0; i < found.length; i += chunk) {
    const ids = found.slice(i, i + chunk)
    count += await writing({ ...session, causeId: cause }, async (free) => {
      const w = locked ? inNameOf(free, free.session, { is: 'handedOver' }) : free
      const query = past(w.query)
      const named = sql`r.id = any(${ids}::uuid[])`
      await w.db.rows(
        sql`select r.id from ${query.from(object.key, 'r')} where ${named} order by r.id for no key update of r`,
      )
      const records = await loadStored(
        w.db,
        query,
        object,
        sql`${and([named, query.reach(object, { where }), ...(locked ? [] : notHeld(w.session.workspace, object))])} order by r.id`,
      )
      if (records.length > 0) await run(records, w.tx)
      return records.length
    })
    crashPoint('sweep.chunk')
    pace.goOn()
  }
  return count
}

/** Not under approval. */
function notHeld(workspace: Workspace, { key }: RegisteredObject): readonly Sql[] {
  return [notHeldSql(workspace, key, raw('r'))].filter((one) => one !== null)
}

async function whatMatches(session: Session, object: RegisteredObject, where: Where): Promise<string[]> {
  const all = past(queryOf(session, session.workspace.clock.now().toISOString()))
  const rows = await session.workspace.db.rows(
    sql`select r.id from ${all.from(object.key, 'r')} where ${all.reach(object, { where })} order by r.id`,
    { once: true },
  )
  return rows.map(([id]) => String(id))
}
