import { v7 as uuid } from 'uuid'
import type { ApiSeeing } from '#kernel/api-access.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import { engineTable, type Session, type Workspace } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { insertEvents } from '../events/event.ts'

/* An administrator sees what somebody else sees: reading only, half an hour at most, told of both. */

const minutes = 30

/**
 * Begins to look through a person's eyes; what the administrator had begun before ends. Told in the history of both.
 * Refuses whoever is no administrator, and another administrator's eyes: they see nothing else than one's own.
 */
export async function beginSeeing(session: Session, personId: string, reason: string | null): Promise<ApiSeeing> {
  const { workspace, principal } = session
  if (!principal.admin || principal.id === null) throw notFound()
  const person = await workspace.directory.person(personId)
  if (!person) throw refuse('invalid', 'person', { en: 'There is no such active person.', zh: '没有找到该在职人员。' })
  if (person.admin)
    throw refuse('invalid', 'person', {
      en: 'An administrator sees everything, as you do.',
      zh: '对方也是系统管理员，看到的内容与你相同。',
    })
  const now = workspace.clock.now()
  const at = now.toISOString()
  const until = new Date(now.getTime() + minutes * 60_000).toISOString()
  const id = uuid()
  await workspace.db.transaction(async (tx) => {
    await endWhere(tx, workspace, sql`admin_id = ${principal.id}::uuid`, at)
    await tx.count(
      sql`insert into ${engineTable(workspace, 'seeing')} (id, admin_id, person_id, reason, started_at, until)
        values (${id}::uuid, ${principal.id}::uuid, ${personId}::uuid, ${reason}, ${at}::timestamptz, ${until}::timestamptz)`,
    )
    await tellBoth(tx, workspace, { id, adminId: String(principal.id), personId, at }, 'Started', { reason, until })
  })
  return { id, person: { id: personId, name: person.name }, until }
}

/** Ends it before its time; nothing happens where it has ended. */
export async function endSeeing(session: Session): Promise<void> {
  const { workspace, seenBy } = session
  if (!seenBy) return
  const at = workspace.clock.now().toISOString()
  await workspace.db.transaction((tx) => endWhere(tx, workspace, sql`id = ${seenBy.id}::uuid`, at))
}

/** Writes down the end of what ran out of time, at the instant when it did. */
export async function endForgotten(workspace: Workspace): Promise<void> {
  const now = workspace.clock.now().toISOString()
  await workspace.db.transaction((tx) => endWhere(tx, workspace, sql`until <= ${now}::timestamptz`, now))
}

/**
 * The session of the person whom an administrator looks at; her rights, nobody's writes. Refuses once it is over, so
 * that a page of hers is never filled with what the administrator sees.
 */
export async function throughEyes(session: Session, seeingId: string): Promise<Session> {
  const { workspace, principal } = session
  const [row] = await workspace.db.rows(
    sql`select person_id, until from ${engineTable(workspace, 'seeing')}
      where id = ${seeingId}::uuid and admin_id = ${principal.id}::uuid and ended_at is null`,
  )
  const until = row ? String(row[1]) : ''
  const person = row && principal.admin ? await workspace.directory.proxy(String(row[0])) : null
  if (person && !person.admin && until > workspace.clock.now().toISOString())
    return {
      ...session,
      principal: person,
      seenBy: { id: seeingId, admin: { id: String(principal.id), name: principal.name }, until },
    }
  if (row) await endForgotten(workspace)
  throw refuse(
    'conflict',
    null,
    { en: 'You no longer look through somebody else’s eyes.', zh: '以他人视角查看已结束。' },
    'seeing-ended',
  )
}

/** What nobody may do while looking through somebody else's eyes. */
export function refuseWhileSeeing(session: Session): void {
  if (session.seenBy)
    throw refuse(
      'forbidden',
      null,
      {
        en: 'You are looking through somebody else’s eyes: nothing can be changed.',
        zh: '你正在以他人视角查看，不能做任何修改。',
      },
      'seeing',
    )
}

async function endWhere(
  tx: Transaction,
  workspace: Workspace,
  condition: ReturnType<typeof sql>,
  at: string,
): Promise<void> {
  const ended = await tx.rows(
    sql`update ${engineTable(workspace, 'seeing')} set ended_at = least(until, ${at}::timestamptz)
      where ended_at is null and ${condition} returning id, admin_id, person_id, ended_at`,
  )
  for (const [id, adminId, personId, endedAt] of ended)
    await tellBoth(
      tx,
      workspace,
      { id: String(id), adminId: String(adminId), personId: String(personId), at: String(endedAt) },
      'Ended',
      {},
    )
}

/** `seenStarted` of the one who is looked at, `seeingStarted` of the one who looks; and so for the end. */
async function tellBoth(
  tx: Transaction,
  workspace: Workspace,
  { id, adminId, personId, at }: { id: string; adminId: string; personId: string; at: string },
  step: 'Started' | 'Ended',
  data: Readonly<Record<string, unknown>>,
): Promise<void> {
  const event = (kind: string, recordId: string, other: object) => ({
    id: uuid(),
    at,
    kind,
    object: 'user',
    recordId,
    actorId: adminId,
    origin: { via: 'screen' as const },
    changes: {},
    data: { seeing: id, ...other, ...data },
    causeId: null,
  })
  await insertEvents(tx, workspace, [
    event(`seen${step}`, personId, { by: adminId }),
    event(`seeing${step}`, adminId, { person: personId }),
  ])
}
