import type { Directory } from '../access/directory.ts'
import { engineTable, type Workspace } from '../context.ts'
import { sql } from '../db/sql.ts'

type Known = { names: ReadonlySet<string> | null; stamp: string | null; used: boolean; loading: Promise<void> | null }

/** What this process knows of the webhooks of a workspace; goes with its directory. */
const known = new WeakMap<Directory, Known>()

/**
 * Does a webhook wait for events of this name, as far as this process knows? While it does not know yet the answer is
 * yes: an event that nobody waits for costs the dispatcher a look, one that is overlooked would be lost.
 */
export function webhookAwaits(workspace: Workspace, name: string): boolean {
  const mine = of(workspace)
  mine.used = true
  if (!mine.names) loadWebhooks(workspace).catch(() => {}) // the next one asks again
  return mine.names?.has(name) ?? true
}

/** Whether there is any active webhook, as far as this process knows. */
export function hasWebhooks(workspace: Workspace): boolean {
  const mine = of(workspace)
  mine.used = true
  if (!mine.names) loadWebhooks(workspace).catch(() => {})
  return mine.names === null || mine.names.size > 0
}

/** Reads which events the active webhooks wait for. What is forgotten meanwhile stays forgotten. */
export function loadWebhooks(workspace: Workspace): Promise<void> {
  const mine = of(workspace)
  if (mine.loading) return mine.loading
  const loading = read(workspace)
    .then(({ names, stamp }) => {
      if (mine.loading !== loading) return
      mine.names = names
      mine.stamp = stamp
    })
    .finally(() => {
      if (mine.loading === loading) mine.loading = null
    })
  mine.loading = loading
  return loading
}

/** A webhook was made, changed or deleted, here or in another process. */
export function forgetWebhooks(workspace: Workspace): void {
  const mine = of(workspace)
  mine.names = null
  mine.loading = null
}

/** Looks whether another process changed something and its hint was lost. Asks nothing while nothing is written. */
export async function checkWebhooks(workspace: Workspace): Promise<void> {
  const mine = of(workspace)
  if (!mine.used || !mine.names) return
  mine.used = false
  if ((await stampOf(workspace)) !== mine.stamp) forgetWebhooks(workspace)
}

function of({ directory }: Workspace): Known {
  let mine = known.get(directory)
  if (!mine) {
    mine = { names: null, stamp: null, used: false, loading: null }
    known.set(directory, mine)
  }
  return mine
}

async function read(workspace: Workspace) {
  // Before the names: a change in between is found by the next check.
  const stamp = await stampOf(workspace)
  const rows = await workspace.db.rows(sql`select events from ${engineTable(workspace, 'webhook')} where active`)
  return { stamp, names: new Set(rows.flatMap(([events]) => events as string[])) }
}

async function stampOf(workspace: Workspace): Promise<string> {
  const [row] = await workspace.db.rows(sql`select count(*), max(updated_at) from ${engineTable(workspace, 'webhook')}`)
  return String(row)
}
