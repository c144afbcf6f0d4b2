import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { engineTable, tableOf, type Workspace } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { runJob } from '#engine/events/work.ts'
import { fillMatchKeys } from '#engine/matching/fill.ts'
import { writeRecords } from '#engine/records/records.ts'
import { systemSession } from '#engine/workspaces.ts'

/** What a search for duplicates cost: records looked at, milliseconds, and processor time of this process and of the database's. */
export type Searched = {
  readonly what: string
  readonly records: number
  readonly ms: number
  readonly nodeMs: number
  /** null where the system does not tell. */
  readonly databaseMs: number | null
}

/**
 * Searches accounts for duplicates: from the beginning, as far as it comes in the time given, and, once everything counts as
 * looked at, what has been written since.
 */
export async function measureSearch(
  workspace: Workspace,
  say: (text: string) => void,
  { firstMs, changed }: { readonly firstMs: number; readonly changed: number },
): Promise<Searched[]> {
  say('Writing the keys of older accounts, the first time only …')
  await fillMatchKeys(workspace)
  const note = engineTable(workspace, 'matching')
  const account = tableOf(workspace, 'account')
  const looked = () => searchedSoFar(workspace)
  const search = async (what: string, forMs: number, count: () => Promise<number>): Promise<Searched> => {
    say(`Measuring ${what} …`)
    const database = databaseClock(workspace)
    const [node, began, before] = [process.cpuUsage(), performance.now(), await database()]
    await runJob(workspace, 'find duplicates', { forMs })
    const [ms, after, used] = [performance.now() - began, await database(), process.cpuUsage(node)]
    return {
      what,
      records: await count(),
      ms,
      nodeMs: (used.user + used.system) / 1_000,
      databaseMs: before === null || after === null ? null : after - before,
    }
  }
  await workspace.db.count(sql`update ${note} set scanned_at = null, scanned_id = null where object = 'account'`)
  const first = await search('the first search for duplicates', firstMs, looked)
  await workspace.db.count(
    sql`update ${note} set scanned_at = x.updated_at, scanned_id = x.id from (select updated_at, id from ${account} order by updated_at desc, id desc limit 1) x
      where object = 'account'`,
  )
  const rows = await workspace.db.rows(
    sql`select id from ${account} where pool_id is null and source_id is null order by md5(id::text) limit ${changed}::int`,
  )
  const mark = String(Date.now())
  for (let i = 0; i < rows.length; i += 500)
    await writeRecords(
      systemSession(workspace),
      workspace.registry.object('account'),
      rows.slice(i, i + 500).map(([id]) => ({ do: 'update', id: String(id), values: { sourceId: mark } })),
    )
  const since = await search('the search after changes', 600_000, async () => rows.length)
  await workspace.db.count(sql`update ${account} set source_id = null where source_id = ${mark}`)
  return [first, since]
}

/** How many accounts have been looked at. */
export async function searchedSoFar(workspace: Workspace): Promise<number> {
  const [row] = await workspace.db.rows(
    sql`select count(*) from ${tableOf(workspace, 'account')} r, ${engineTable(workspace, 'matching')} n
      where n.object = 'account' and (r.updated_at, r.id) <= (n.scanned_at, n.scanned_id)`,
    { once: true },
  )
  return Number(row?.[0] ?? 0)
}

/** Reads how long the processes of the database have held a processor; null where the system does not tell. */
function databaseClock(workspace: Workspace): () => Promise<number | null> {
  if (!existsSync('/proc/self/stat')) return async () => null
  const tick = 10 // ms; USER_HZ is 100 everywhere
  return async () => {
    const [row] = await workspace.db.rows(sql`select pg_backend_pid()`, {
      once: true,
    })
    const own = statOf(Number(row![0]))
    if (!own) return null
    const children = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (statOf(Number(name)) ?? []) : []))
    const all = children.filter(({ parent }) => parent === own.parent)
    return all.reduce((sum, { ticks }) => sum + ticks, 0) * tick
  }
}

function statOf(pid: number): { parent: number; ticks: number } | null {
  try {
    // proc(5): the name in brackets may hold anything; behind it come state, parent, …, utime and stime.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }
  } catch {
    return null // it has ended meanwhile
  }
}
