import { columnOf } from '#kernel/fields/index.ts'
import { engineTable, type Workspace } from '../context.ts'
import { ident, sql } from '../db/sql.ts'
import { past, queryOf } from '../query/query.ts'
import { systemSession } from '../workspaces.ts'
import { deliver, type News } from './notify.ts'

/** What came due while nobody looked is told as long as this after. */
const lateMs = 2 * 86_400_000
const page = 500
const first = '00000000-0000-0000-0000-000000000000'

/** Tells people of times that have come, as modules have declared them: once per record and time. */
export async function notifyDue(workspace: Workspace): Promise<void> {
  const all = past(queryOf(systemSession(workspace)))
  const now = workspace.clock.now().getTime()
  for (const notice of workspace.registry.notices) {
    if (!('due' in notice)) continue
    const { at, to, where = {}, ahead = 0 } = notice.due
    const object = workspace.registry.object(notice.due.object.key)
    const when = ident('r', columnOf(object, at))
    const who = ident('r', columnOf(object, to))
    const [from, until] = [now - lateMs, now + ahead * 60_000].map((ms) => new Date(ms).toISOString())
    for (let after: { at: string; id: string } | null = { at: from!, id: first }; after; ) {
      const rows = await workspace.db.rows(
        sql`select r.id, ${when}, ${who} from ${all.from(object.key, 'r')} where ${all.reach(object, { where })}
          and (${when}, r.id) > (${after.at}::timestamptz, ${after.id}::uuid) and ${when} <= ${until}::timestamptz and ${who} is not null
          and not exists (select 1 from ${engineTable(workspace, 'notification')} n where n.user_id = ${who}
            and n.once_key = ${`${notice.kind} `}::text || r.id::text || ' ' || floor(extract(epoch from ${when}))::bigint::text)
          order by ${when}, r.id limit ${page}::int`,
      )
      await deliver(
        workspace,
        rows.map(([id, time, userId]): News => {
          const about = { object: object.key, id: String(id) }
          const once = `${String(id)} ${Math.floor(Date.parse(String(time)) / 1_000)}`
          return {
            userId: String(userId),
            kind: notice.kind,
            about,
            field: at,
            actorId: null,
            at: new Date(now).toISOString(),
            once,
          }
        }),
      )
      const last: readonly unknown[] | undefined = rows.length === page ? rows.at(-1) : undefined
      after = last ? { at: String(last[1]), id: String(last[0]) } : null
    }
  }
}
