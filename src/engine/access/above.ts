import type { ApiShare } from '#kernel/api-access.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import { presentRecords } from '../query/list.ts'
import { past, queryOf } from '../query/query.ts'
import { columnOf, type SharedPath, sharedPaths, upwards } from './inherited.ts'
import { canRead } from './principal.ts'

/** A share of what a record belongs to, which opens the record as well. */
export type ShareAbove = ApiShare & {
  /** The relations that lead there. */
  readonly path: SharedPath
  /** Who gave it; null is the system. */
  readonly by: string | null
  /** What is shared; null where the reader may not know what that is. */
  readonly from: { readonly object: string; readonly id: string; readonly title: string } | null
}

/** The shares that are in force at this moment above a record, along the ways that the company has settled. */
export async function sharesAbove(session: Session, object: RegisteredObject, id: string): Promise<ShareAbove[]> {
  const { workspace } = session
  const paths = sharedPaths(workspace.registry, workspace.settings.sharing, object.key)
  return (await Promise.all(paths.map((path) => alongOne(session, object, id, path)))).flat()
}

async function alongOne(
  session: Session,
  object: RegisteredObject,
  id: string,
  path: SharedPath,
): Promise<ShareAbove[]> {
  const { workspace, principal } = session
  const query = queryOf(session)
  const to = workspace.registry.object(path.hops.at(-1)!.to)
  const { from, first, last, live } = upwards(workspace, path)
  const rows = await workspace.db.rows(
    sql`select ${last}.id, sh.grantee_id, sh.level, sh.until, sh.created_by
      from ${past(query).from(object.key, 'r')} cross join ${from}
        join ${engineTable(workspace, 'share')} sh on sh.record_id = ${last}.id and sh.object = ${to.key}::text
      where r.id = ${id}::uuid and ${first}.id = r.${columnOf(workspace, path.hops[0]!)} and ${live} and (sh.until is null or sh.until > ${query.now}::timestamptz) order by sh.id`,
  )
  const knows = path.hops.every((hop) => canRead(principal, hop.object, hop.relation))
  const ids = knows ? [...new Set(rows.map(([end]) => String(end)))] : []
  const seen = ids.length > 0 ? await presentRecords(query, to, ids, [to.title]) : []
  return rows.map(([end, granteeId, level, until, by]) => {
    const record = seen.find((one) => one['id'] === end)
    return {
      path,
      granteeId: String(granteeId),
      level: path.level === 'read' ? 'read' : (level as ApiShare['level']),
      until: until as string | null,
      by: by as string | null,
      from: record ? { object: to.key, id: String(end), title: String(record[to.title] ?? '') } : null,
    }
  })
}
