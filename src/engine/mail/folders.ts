import type { ApiMailFolder, MailSkip } from '#kernel/mail.ts'
import { engineTable, type Workspace } from '../context.ts'
import { sql } from '../db/sql.ts'

/** What lies in each folder of a mailbox, and what became of it: the sums are those of the server, or something is missing. */
export async function readFolders(workspace: Workspace, connectionId: string): Promise<ApiMailFolder[]> {
  const table = (name: string) => engineTable(workspace, name)
  const [folders, counts] = await Promise.all([
    workspace.db.rows(
      sql`select path, reads, in_mailbox, synced_at from ${table('mail_folder')} where connection_id = ${connectionId}::uuid
        order by path <> 'INBOX', path collate "C"`,
    ),
    workspace.db.rows(
      sql`select path, outcome, count(*) from ${table('mail_seen')} where connection_id = ${connectionId}::uuid group by 1, 2 order by 2`,
    ),
  ])
  return folders.map(([path, reads, inMailbox, syncedAt]) => {
    const mine = counts.filter((row) => row[0] === path)
    const count = (outcome: string) => Number(mine.find((row) => row[1] === outcome)?.[2] ?? 0)
    const skipped = mine
      .filter(([, outcome]) => outcome !== 'stored' && outcome !== 'known')
      .map(([, outcome, n]) => ({ reason: String(outcome) as MailSkip, count: Number(n) }))
    const seen = mine.reduce((sum, [, , n]) => sum + Number(n), 0)
    return {
      path: String(path),
      reads: reads === true,
      inMailbox: Number(inMailbox),
      stored: count('stored'),
      known: count('known'),
      skipped,
      missing: reads === true ? Math.max(Number(inMailbox) - seen, 0) : 0,
      syncedAt: syncedAt === null ? null : String(syncedAt),
    }
  })
}
