import type { Label } from '#kernel/label.ts'
import type { DkimSigner, ImapServer, MailAccess, MailServer } from '#kernel/mail.ts'
import { engineTable, type Workspace } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { join, raw, type Sql, sql } from '../db/sql.ts'
import type { SealedColumn } from '../secret-columns.ts'

/** The servers of a mailbox as they are kept; what is secret is sealed. */
export type Connection = {
  readonly id: string
  readonly smtp: MailServer | null
  readonly imap: ImapServer | null
  readonly dkim: DkimSigner | null
  readonly secret: string | null
  /** Where it differs from the other. */
  readonly imapSecret: string | null
  readonly dkimKey: string | null
  readonly problem: Label | null
  readonly problemAt: string | null
  readonly syncedAt: string | null
}

const columns = raw('id, smtp, imap, dkim, secret, imap_secret, dkim_key, problem, problem_at, synced_at')

/** Reads connections that match. */
export async function findConnections(workspace: Workspace, condition: Sql): Promise<Connection[]> {
  const rows = await workspace.db.rows(
    sql`select ${columns} from ${engineTable(workspace, 'mail_connection')} where ${condition}`,
  )
  const text = (value: unknown) => (value === null ? null : String(value))
  return rows.map(([id, smtp, imap, dkim, secret, imapSecret, dkimKey, problem, problemAt, syncedAt]) => ({
    id: String(id),
    smtp: smtp as MailServer | null,
    imap: imap as ImapServer | null,
    dkim: dkim as DkimSigner | null,
    secret: text(secret),
    imapSecret: text(imapSecret),
    dkimKey: text(dkimKey),
    problem: problem as Label | null,
    problemAt: text(problemAt),
    syncedAt: text(syncedAt),
  }))
}

/** The connection of a mailbox; null where nobody has said which servers it has. */
export async function connectionOf(workspace: Workspace, id: string): Promise<Connection | null> {
  return (await findConnections(workspace, sql`id = ${id}::uuid`))[0] ?? null
}

/** Sets columns of a connection. */
export async function changeConnection(
  workspace: Workspace,
  id: string,
  sets: readonly Sql[],
  on: Queryable = workspace.db,
): Promise<void> {
  await on.count(sql`update ${engineTable(workspace, 'mail_connection')} set ${join([...sets])} where id = ${id}::uuid`)
}

/** Keeps why a call failed, or that all is well. */
export function noteProblem(workspace: Workspace, id: string, problem: Label | null): Promise<void> {
  const at = problem ? workspace.clock.now().toISOString() : null
  return changeConnection(workspace, id, [
    sql`problem = ${problem ? JSON.stringify(problem) : null}::jsonb`,
    sql`problem_at = ${at}::timestamptz`,
  ])
}

/** How the server that sends is entered; null where there is none. */
export function smtpAccess(workspace: Workspace, connection: Connection): MailAccess | null {
  const { smtp, secret } = connection
  return smtp && { ...smtp, password: opened(workspace, 'mail_connection.secret', connection.id, secret) }
}

/** How the server that receives is entered; by the same password where no other is given. */
export function imapAccess(workspace: Workspace, connection: Connection): (MailAccess & ImapServer) | null {
  const { id, imap, secret, imapSecret } = connection
  if (!imap) return null
  const password = imapSecret
    ? opened(workspace, 'mail_connection.imap_secret', id, imapSecret)
    : opened(workspace, 'mail_connection.secret', id, secret)
  return { ...imap, password }
}

/** How the domain signs; null where it does not. */
export function dkimOf(workspace: Workspace, { id, dkim, dkimKey }: Connection) {
  return dkim && dkimKey ? { ...dkim, key: opened(workspace, 'mail_connection.dkim_key', id, dkimKey) } : null
}

function opened({ secrets }: Workspace, column: SealedColumn, id: string, sealed: string | null): string {
  return sealed === null ? '' : secrets.open(sealed, { column, id })
}
