import type { ImapServer, ImapVisit, MailIn, MailRead, MailSkip } from '#kernel/mail.ts'
import { Refusal } from '#kernel/problem.ts'
import { engineTable, type Workspace } from '../context.ts'
import { crashPoint } from '../crash.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { FileStore } from '../files/store.ts'
import { writing } from '../records/write.ts'
import { systemSession } from '../workspaces.ts'
import { keepBytes, makeFiles } from './attachments.ts'

/** Mail of more bytes is left where it is. */
const mostBytes = 50 * 1024 * 1024

export type Folder = { readonly path: string; readonly use: string | null }

/** Where one visit reads, and for which mailbox. */
export type Reading = {
  readonly workspace: Workspace
  readonly files: FileStore
  readonly id: string
  readonly imap: ImapServer
  readonly visit: ImapVisit
  /** Called after every mail: the visit may have to end, or its turn to be held on to. */
  readonly goOn: () => Promise<boolean>
}

type Outcome = 'stored' | 'known' | MailSkip

/** Folders whose mail is nobody's correspondence, or lies in another folder as well. */
const unread = new Set(['\\Junk', '\\Trash', '\\Drafts', '\\All', '\\Flagged', '\\Important'])

/** Notes which folders there are; answers those that are read, the inbox first. */
export async function noteFolders({ workspace, id, visit }: Reading): Promise<Folder[]> {
  const folders = await visit.folders()
  const table = engineTable(workspace, 'mail_folder')
  const paths = folders.map(({ path }) => path)
  await workspace.db.transaction(async (tx) => {
    for (const { path, use } of folders)
      await tx.count(sql`insert into ${table} (connection_id, path, reads, in_mailbox) values
        (${id}::uuid, ${path}, ${!unread.has(use ?? '')}::boolean, 0) on conflict (connection_id, path) do update set reads = excluded.reads`)
    for (const name of ['mail_folder', 'mail_seen'])
      await tx.count(
        sql`delete from ${engineTable(workspace, name)} where connection_id = ${id}::uuid and path <> all(${paths}::text[])`,
      )
  })
  return folders
    .filter(({ use }) => !unread.has(use ?? ''))
    .sort((a, b) => Number(b.use === '\\Inbox') - Number(a.use === '\\Inbox'))
}

/**
 * Brings a folder up to date: what lies in it and was not seen yet is fetched, in the order in which it came. What was
 * seen is noted with each mail, so that a broken visit goes on where it was; when the server counts anew (UIDVALIDITY)
 * everything is looked at once more, and what is here already is known by its Message-ID.
 */
export async function syncFolder(reading: Reading, folder: Folder): Promise<void> {
  const { workspace, id, visit, imap } = reading
  const { uidValidity, uids } = await visit.open(folder.path)
  const seen = await noteCount(reading, folder, uidValidity, uids)
  const unseen = uids.filter((uid) => !seen.has(uid))
  if (unseen.length === 0) return
  const recent = new Set(await visit.since(imap.since))
  const old = unseen.filter((uid) => !recent.has(uid))
  if (old.length > 0)
    await workspace.db.count(sql`insert into ${engineTable(workspace, 'mail_seen')} (connection_id, path, uid, outcome)
      select ${id}::uuid, ${folder.path}::text, uid, 'old' from unnest(${old}::bigint[]) uid on conflict do nothing`)
  const wanted = unseen.filter((uid) => recent.has(uid))
  for await (const { uid, at, raw } of visit.fetch(wanted, mostBytes)) {
    await takeIn(reading, folder, uid, at, raw)
    if (!(await reading.goOn())) return
  }
}

async function noteCount({ workspace, id }: Reading, { path }: Folder, uidValidity: string, uids: readonly number[]) {
  const folders = engineTable(workspace, 'mail_folder')
  const seen = engineTable(workspace, 'mail_seen')
  const mine = sql`connection_id = ${id}::uuid and path = ${path}`
  const now = workspace.clock.now().toISOString()
  return workspace.db.transaction(async (tx) => {
    await tx.count(sql`delete from ${seen} where ${mine} and (uid <> all(${[...uids]}::bigint[]) or exists (
      select 1 from ${folders} where ${mine} and uid_validity <> ${uidValidity}))`)
    await tx.count(sql`update ${folders} set uid_validity = ${uidValidity}, in_mailbox = ${uids.length}::int,
      synced_at = ${now}::timestamptz where ${mine}`)
    const rows = await tx.rows(sql`select uid from ${seen} where ${mine}`)
    return new Set(rows.map(([uid]) => Number(uid)))
  })
}

async function takeIn(reading: Reading, folder: Folder, uid: number, at: string | null, raw: Uint8Array | null) {
  const { workspace, files, id } = reading
  const { channels, judge, keep } = workspace.registry.mail!
  const note = (on: Queryable, outcome: Outcome) =>
    on.count(sql`insert into ${engineTable(workspace, 'mail_seen')} (connection_id, path, uid, outcome)
      values (${id}::uuid, ${folder.path}, ${uid}::bigint, ${outcome}) on conflict do nothing`)
  if (!raw) return note(workspace.db, 'large')
  const { attachments, html, ...read } = await channels.mime.read(raw)
  const mail = mailIn(read, id, folder, at ?? workspace.clock.now().toISOString())
  const session = systemSession(workspace, 'job')
  const judged = await writing(session, async (w) => {
    const outcome = await judge(w.tx, mail)
    if (outcome !== 'keep') await note(w.db, outcome)
    return outcome
  })
  if (judged !== 'keep') return
  const kept = await Promise.all([
    keepBytes(files, 'message.eml', 'message/rfc822', raw),
    ...attachments.slice(0, 100).map((one) => keepBytes(files, one.name, one.mimeType, one.content)),
  ])
  crashPoint('mail.fetched')
  try {
    await writing(session, async (w) => {
      const [source, ...others] = await makeFiles(w, kept)
      await keep(w.tx, mail, { source: source!, attachments: others })
      await note(w.db, 'stored')
    })
  } catch (error) {
    // Another mailbox had the same mail at the same moment: the other one is it.
    if (!(error instanceof Refusal) || error.problems[0]?.code !== 'taken') throw error
    await writing(session, (w) => judge(w.tx, mail))
    await note(workspace.db, 'known')
  }
}

function mailIn(read: Omit<MailRead, 'attachments' | 'html'>, mailboxId: string, { use }: Folder, at: string): MailIn {
  // A clock far off would put it where nobody looks.
  const told = read.date !== '' && read.date <= at ? read.date : at
  return { ...read, date: told, mailboxId, sent: use === '\\Sent' }
}
