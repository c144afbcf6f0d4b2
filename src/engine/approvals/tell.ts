import { approvalObject } from '#kernel/approval.ts'
import { engineTable } from '../context.ts'
import { sql } from '../db/sql.ts'
import { queueNotices } from '../mail/notices.ts'
import { deliver } from '../notifications/notify.ts'
import type { Writing } from '../records/op.ts'
import { coversFor } from './absent.ts'
import { linkDays } from './link.ts'
import { approvalMail, type Request } from './request.ts'

type On = Pick<Writing, 'db' | 'now' | 'session'>

/** Tells those for whom a request waits, and who stands in for those who are away. `again` makes it other news. */
export async function tellDeciders(w: On, request: Request, again = ''): Promise<void> {
  const rows = await w.db.rows(
    sql`select person_id from ${engineTable(w.session.workspace, 'approval_seat')} where approval_id = ${request.id}::uuid
      and round = ${request.round}::int and step = ${request.step}::int and status = 'waiting'`,
  )
  for (const [personId] of rows) await tellPerson(w, request, String(personId), again)
}

/** Tells one of them. */
export async function tellPerson(w: On, request: Request, personId: string, again = ''): Promise<void> {
  const { workspace } = w.session
  const people = [personId, ...coversFor(workspace, personId, w.now)]
  await deliver(
    workspace,
    people.map((userId) => ({
      userId,
      kind: again ? 'approvalLate' : 'approvalAsked',
      about: { object: approvalObject, id: request.id },
      actorId: request.askerId,
      at: w.now,
      once: `${request.id} ${request.round} ${request.step} ${again}`,
    })),
    w.db,
  )
  if (!request.mail) return
  const until = new Date(Date.parse(w.now) + linkDays * 86_400_000).toISOString()
  await queueNotices(
    w,
    people
      .filter((userId) => request.self || userId !== request.askerId)
      .map((userId) => ({
        userId,
        kind: approvalMail,
        aboutId: request.id,
        once: `${request.id} ${request.round} ${request.step} ${again}`,
        until,
      })),
  )
}

/** Tells whoever asked what came of it. */
export async function tellAsker(w: On, request: Request): Promise<void> {
  await deliver(
    w.session.workspace,
    [
      {
        userId: request.askerId,
        kind: 'approvalDecided',
        about: { object: approvalObject, id: request.id },
        actorId: w.session.principal.id,
        at: w.now,
        once: `${request.id} ${request.round} ${w.now}`,
      },
    ],
    w.db,
  )
}
