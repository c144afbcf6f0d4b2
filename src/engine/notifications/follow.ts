import type { ApiFollow } from '#kernel/api-notifications.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, type Session, tableOf, type Workspace } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { whoSees } from '../events/live/seen.ts'
import { presentRecords } from '../query/list.ts'
import { queryOf } from '../query/query.ts'

/** How the caller stands to a record that she may see. */
export async function readFollow(session: Session, object: RegisteredObject, id: string): Promise<ApiFollow> {
  await mustSee(session, object, id)
  const { workspace, principal } = session
  const [rows, owners] = await Promise.all([
    workspace.db.rows(
      sql`select state from ${engineTable(workspace, 'follow')} where user_id = ${principal.id}::uuid and record_id = ${id}::uuid and object = ${object.key}`,
    ),
    object.traits.includes('owned')
      ? workspace.db.rows(
          sql`select 1 from ${tableOf(workspace, object.key)} where id = ${id}::uuid and owner_id = ${principal.id}::uuid`,
        )
      : [],
  ])
  return { state: (rows[0]?.[0] ?? null) as ApiFollow['state'], owner: owners.length > 0 }
}

/** Follows or mutes a record that the caller may see; null does neither. */
export async function follow(
  session: Session,
  object: RegisteredObject,
  id: string,
  state: ApiFollow['state'],
): Promise<void> {
  await mustSee(session, object, id)
  const { workspace, principal } = session
  const table = engineTable(workspace, 'follow')
  if (state === null)
    await workspace.db.count(
      sql`delete from ${table} where user_id = ${principal.id}::uuid and record_id = ${id}::uuid and object = ${object.key}`,
    )
  else await setFollow(workspace.db, workspace, { userId: principal.id!, object: object.key, id, state })
}

/** Whoever joins a talk hears how it goes on, unless she has muted it. */
export async function followBy(
  on: Queryable,
  workspace: Workspace,
  one: { userId: string; object: string; id: string },
): Promise<void> {
  await on.count(
    sql`insert into ${engineTable(workspace, 'follow')} (user_id, object, record_id, state, at)
      values (${one.userId}::uuid, ${one.object}, ${one.id}::uuid, 'follow', ${workspace.clock.now().toISOString()}::timestamptz) on conflict do nothing`,
  )
}

async function setFollow(
  on: Queryable,
  workspace: Workspace,
  { userId, object, id, state }: { userId: string; object: string; id: string; state: 'follow' | 'mute' },
): Promise<void> {
  await on.count(
    sql`insert into ${engineTable(workspace, 'follow')} (user_id, object, record_id, state, at)
      values (${userId}::uuid, ${object}, ${id}::uuid, ${state}, ${workspace.clock.now().toISOString()}::timestamptz)
      on conflict (user_id, record_id, object) do update set state = excluded.state, at = excluded.at`,
  )
}

/** Which of these people could not see a record that the caller sees, so that naming them there would reach nobody. */
export async function cannotSee(
  session: Session,
  object: RegisteredObject,
  id: string,
  people: readonly string[],
): Promise<string[]> {
  await mustSee(session, object, id)
  if (people.length > 100)
    throw refuse('invalid', 'people', { en: 'Name at most 100 people.', zh: '最多指定 100 人。' })
  const { workspace } = session
  const known = await Promise.all(people.map((one) => workspace.directory.person(one)))
  const principals = known.filter((one) => one !== null)
  const seen = await whoSees(workspace, principals, [{ id, object: object.key, recordId: id }])
  const able = new Set(principals.filter((one) => seen.get(one)?.has(id)).map((one) => one.id))
  return people.filter((one) => !able.has(one))
}

async function mustSee(session: Session, object: RegisteredObject, id: string): Promise<void> {
  if (session.principal.rights(object.key).scopes.read.length === 0) throw notFound()
  const [seen] = await presentRecords(queryOf(session), object, [id], [])
  if (!seen) throw notFound()
}
