import { MailTrouble, troubleLabel } from '#kernel/mail.ts'
import { Refusal } from '#kernel/problem.ts'
import { engineTable, tableOf, type Workspace } from '../context.ts'
import { sql } from '../db/sql.ts'
import type { FileStore } from '../files/store.ts'
import type { Outbound } from '../outbound/outbound.ts'
import type { Workspaces } from '../workspaces.ts'
import { changeConnection, connectionOf, imapAccess, noteProblem } from './connection.ts'
import { type Folder, noteFolders, type Reading, syncFolder } from './sync.ts'

export type MailReceiverOptions = {
  readonly workspaces: Pick<Workspaces, 'all' | 'retired'>
  readonly outbound: Outbound
  readonly files: FileStore
  readonly log: (message: string, detail?: object) => void
}

/** Reads the mailboxes of every workspace. */
export type MailReceiver = {
  /** A connection may be new or changed. */
  wake(): void
  /** Reads every mailbox once, now; for tests. */
  settle(): Promise<void>
  stop(): Promise<void>
}

const lookMs = 5_000
/** A turn at a mailbox; held on to while it lasts. */
const turnMs = 120_000
/** How long one waits in the inbox until all folders are looked through. */
const roundMs = 300_000
const mostWaitMs = 1_800_000

/** Starts reading in this process. Any number of processes may do so side by side: each mailbox is read by one at a time. */
export function startMailReceiver(options: MailReceiverOptions): MailReceiver {
  const { workspaces, log } = options
  const visits = new Map<string, { readonly ending: AbortController; readonly over: Promise<void> }>()
  let looking: Promise<void> | null = null
  let resting = false
  const wake = () => {
    if (resting) return
    looking ??= look()
      .catch((error: unknown) => log('looking for mailboxes failed', { error: String(error) }))
      .finally(() => {
        looking = null
      })
  }
  async function look(): Promise<void> {
    if (workspaces.retired()) return
    for (const workspace of await workspaces.all())
      for (const id of resting ? [] : await takeTurns(workspace)) {
        const ending = new AbortController()
        const over = stay(workspace, options, id, ending.signal)
          .catch((error: unknown) => log('reading a mailbox failed', { error: String(error) }))
          .finally(() => visits.delete(id))
        visits.set(id, { ending, over })
      }
  }
  async function rest(): Promise<void> {
    resting = true
    await looking
    for (const { ending } of visits.values()) ending.abort()
    await Promise.all([...visits.values()].map(({ over }) => over))
  }
  const timer = setInterval(wake, lookMs)
  return {
    wake,
    async settle() {
      await rest()
      try {
        for (const workspace of await workspaces.all())
          for (const id of await takeTurns(workspace, { anyway: true })) await stay(workspace, options, id, null)
      } finally {
        resting = false
      }
    },
    async stop() {
      clearInterval(timer)
      await rest()
    },
  }
}

/** Takes its turn at mailboxes that nobody reads now, and that are not to rest because they failed; `anyway` at all of them. */
async function takeTurns(workspace: Workspace, { anyway = false } = {}): Promise<string[]> {
  const { mail } = workspace.registry
  if (!mail) return []
  const now = workspace.clock.now()
  const rows = await workspace.db.rows(
    sql`update ${engineTable(workspace, 'mail_connection')} c set lease_until = ${after(now, turnMs)}::timestamptz
      where c.imap is not null and (${anyway}::boolean or c.lease_until is null or c.lease_until <= ${now.toISOString()}::timestamptz)
        and exists (select 1 from ${tableOf(workspace, mail.mailbox.key)} m where m.id = c.id and m.deleted_at is null)
      returning c.id`,
  )
  return rows.map(([id]) => String(id))
}

function after(now: Date, ms: number): string {
  return new Date(now.getTime() + ms).toISOString()
}

/** Reads a mailbox and stays in its inbox, until it is told to stop; once over where there is no `signal`. */
async function stay(
  workspace: Workspace,
  { outbound, files, log }: MailReceiverOptions,
  id: string,
  signal: AbortSignal | null,
): Promise<void> {
  const connection = await connectionOf(workspace, id)
  const access = connection && imapAccess(workspace, connection)
  if (!access) return
  /** Until when nobody may take its turn. */
  const leave = (ms: number) =>
    changeConnection(workspace, id, [sql`lease_until = ${after(workspace.clock.now(), ms)}::timestamptz`])
  const stamp = await stampOf(workspace, id)
  let held = performance.now()
  const goOn = async () => {
    if (signal?.aborted) return false
    if (performance.now() - held < turnMs / 4) return true
    held = performance.now()
    await leave(turnMs)
    // Somebody has said something else of its servers.
    return (await stampOf(workspace, id)) === stamp
  }
  try {
    const visit = await workspace.registry.mail!.channels.imap.visit(access, outbound.connect)
    try {
      const reading: Reading = { workspace, files, id, imap: access, visit, goOn }
      do {
        const folders = await noteFolders(reading)
        await syncAll(reading, folders)
        if (signal) await idle(reading, folders, signal)
      } while (signal && (await goOn()))
    } finally {
      await visit.close()
    }
    await leave(0)
  } catch (error) {
    const said =
      error instanceof MailTrouble ? troubleLabel(error) : error instanceof Refusal ? error.problems[0]!.message : null
    const tries = connection.problem
      ? Math.min(mostWaitMs, waited(connection.problemAt, workspace.clock.now()))
      : 30_000
    await leave(signal ? tries : 0)
    if (!said) throw error
    log('a mailbox could not be read', { id, error: said.en })
    // Since when it fails is what counts.
    if (!connection.problem) await noteProblem(workspace, id, said)
  }
}

/** The longer it fails, the longer the next try waits. */
function waited(since: string | null, now: Date): number {
  return Math.max(30_000, now.getTime() - Date.parse(since ?? now.toISOString()))
}

async function stampOf(workspace: Workspace, id: string): Promise<string> {
  const [row] = await workspace.db.rows(
    sql`select updated_at from ${engineTable(workspace, 'mail_connection')} where id = ${id}::uuid`,
  )
  return String(row?.[0])
}

async function syncAll(reading: Reading, folders: readonly Folder[]): Promise<void> {
  const { workspace, id } = reading
  for (const folder of folders) await syncFolder(reading, folder)
  const now = workspace.clock.now().toISOString()
  await changeConnection(workspace, id, [sql`synced_at = ${now}::timestamptz`])
  const connection = await connectionOf(workspace, id)
  if (connection?.problem) await noteProblem(workspace, id, null)
}

/** Waits in the inbox (IDLE) and reads it whenever something comes, until it is time for the other folders. */
async function idle(reading: Reading, folders: readonly Folder[], signal: AbortSignal): Promise<void> {
  const inbox = folders[0]
  const end = performance.now() + roundMs
  while (inbox && performance.now() < end && (await reading.goOn())) {
    await reading.visit.open(inbox.path)
    await reading.visit.wait(turnMs / 4, signal)
    if (!signal.aborted) await syncFolder(reading, inbox)
  }
}
