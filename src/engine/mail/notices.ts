import { v7 as uuid } from 'uuid'
import type { Label } from '#kernel/label.ts'
import type { MailOut, MailOutcome } from '#kernel/mail.ts'
import { engineTable, type Workspace } from '../context.ts'
import { sql } from '../db/sql.ts'
import type { Writing } from '../records/op.ts'
import { writing } from '../records/write.ts'
import { systemSession } from '../workspaces.ts'

/*
 * Mail of the system to its own people. What waits holds no words and no links: they are written at the moment it goes,
 * and it does not go where there is nothing to be told any more. It goes out from the mailbox that an administrator has
 * chosen for this, and no copy of it is kept in that mailbox, which colleagues read.
 */

/** Somebody of the company is to hear of something by mail. */
export type NoticeMail = {
  readonly userId: string
  /** Which writer has the words. */
  readonly kind: string
  readonly aboutId: string
  /** What makes it the same mail when it is told again. */
  readonly once: string
  /** ISO 8601; from then on it is not worth sending. */
  readonly until: string
}

/** Writes the words, in the language of who gets it; null where there is nothing to be told any more. */
export type NoticeWriter = (
  workspace: Workspace,
  mail: Pick<NoticeMail, 'userId' | 'aboutId' | 'until'>,
) => Promise<{ readonly subject: string; readonly text: string } | null>

/** Minutes until a mail that no server took is tried again; after the last it has failed. */
const again = [1, 5, 30, 120, 300, 600]
/** Longer than handing a mail over can take: whoever has not said by then how it ended lives no more. */
const leaseMinutes = 5

/** Puts mails into the outbox, each once. They go after the commit. */
export async function queueNotices(
  w: Pick<Writing, 'db' | 'now' | 'session'>,
  mails: readonly NoticeMail[],
): Promise<void> {
  const { workspace } = w.session
  if (mails.length === 0 || !workspace.registry.mail) return
  const rows = mails.map((mail) => ({ id: uuid(), ...mail }))
  await w.db.count(
    sql`insert into ${engineTable(workspace, 'notice_mail')} (id, user_id, kind, about_id, once_key, at, until, due_at, attempts, status)
      select x.id, x."userId", x.kind, x."aboutId", x.once, ${w.now}::timestamptz, x.until, ${w.now}::timestamptz, 0, 'queued'
      from json_to_recordset(${JSON.stringify(rows)}::json) as x (id uuid, "userId" uuid, kind text, "aboutId" uuid, once text, until timestamptz)
      on conflict (user_id, once_key) do nothing`,
  )
  w.db.afterCommit(() => workspace.hint('event'))
}

/** Takes the next one that is due; null where nothing goes now. One that somebody was sending who died is not sent twice. */
export function claimNotice(
  workspace: Workspace,
  writers: Readonly<Record<string, NoticeWriter>>,
): Promise<MailOut | 'next' | null> {
  const { mail } = workspace.registry
  if (!mail) return Promise.resolve(null)
  return writing(systemSession(workspace, 'job'), async (w) => {
    const table = engineTable(workspace, 'notice_mail')
    const [row] = await w.db.rows(
      sql`update ${table} set attempts = attempts + 1, due_at = ${minutesOn(w.now, leaseMinutes)}::timestamptz
        where id = (select id from ${table} where due_at <= ${w.now}::timestamptz order by due_at limit 1 for update skip locked)
        returning id, user_id, kind, about_id, until, attempts, status`,
    )
    if (!row) return null
    const [id, userId, kind, aboutId, until, attempts, status] = row as [
      string,
      string,
      string,
      string,
      string,
      number,
      string,
    ]
    const end = async (as: 'dropped' | 'uncertain') => {
      await settle(w, id, as, null, null)
      return 'next' as const
    }
    if (status === 'sending') return end('uncertain')
    const person = (await workspace.directory.everyone()).people.get(userId)
    if (!person?.active || until <= w.now) return end('dropped')
    const words = await writers[kind]?.(workspace, { userId, aboutId, until })
    if (!words) return end('dropped')
    const box = await mail.notices(w.tx)
    if (!box) {
      await settle(w, id, 'queued', minutesOn(w.now, 60), null)
      return 'next'
    }
    return {
      id,
      mailboxId: box.mailboxId,
      messageId: `${id}@${box.from.address.split('@')[1]}`,
      date: w.now,
      from: box.from,
      to: [{ name: person.name, address: person.email }],
      cc: [],
      bcc: [],
      ...words,
      html: mail.html(words.text),
      inReplyTo: null,
      references: [],
      unsubscribe: null,
      attachments: [],
      attempt: Number(attempts),
      doubtful: false,
      plainHtml: null,
    }
  })
}

/** From here on nobody knows whether it went; false where somebody else has taken it since. */
export async function beginNotice(workspace: Workspace, { id, attempt }: MailOut): Promise<boolean> {
  const table = engineTable(workspace, 'notice_mail')
  const begun = await workspace.db.count(
    sql`update ${table} set status = 'sending' where id = ${id}::uuid and status = 'queued' and attempts = ${attempt}::int`,
  )
  return begun > 0
}

/** Notes how sending ended. */
export function settleNotice(workspace: Workspace, { id, attempt }: MailOut, outcome: MailOutcome): Promise<void> {
  return writing(systemSession(workspace, 'job'), async (w) => {
    if (outcome.is === 'sent') return settle(w, id, 'sent', null, null)
    const said = 'said' in outcome ? outcome.said : null
    const wait = outcome.is === 'held' ? 60 : outcome.is === 'again' ? again[attempt - 1] : undefined
    if (wait !== undefined) return settle(w, id, 'queued', minutesOn(w.now, wait), said)
    return settle(w, id, outcome.is === 'uncertain' ? 'uncertain' : 'failed', null, said)
  })
}

async function settle(
  w: Pick<Writing, 'db' | 'session'>,
  id: string,
  status: string,
  due: string | null,
  problem: Label | null,
): Promise<void> {
  await w.db.count(
    sql`update ${engineTable(w.session.workspace, 'notice_mail')} set status = ${status}, due_at = ${due}::timestamptz,
      problem = ${problem ? JSON.stringify(problem) : null}::jsonb where id = ${id}::uuid`,
  )
}

function minutesOn(now: string, minutes: number): string {
  return new Date(Date.parse(now) + minutes * 60_000).toISOString()
}
