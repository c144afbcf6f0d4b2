import type { Event } from '#kernel/behaviour.ts'
import { engineTable, type Workspace } from '../../context.ts'
import { sql } from '../../db/sql.ts'
import { eventColumns, readEvent } from '../event.ts'

/** Reads what has been committed since it was asked last. */
export type Tail = {
  /** New events, oldest first; or that there are more of them than anybody wants to hear of one by one. */
  read(): Promise<readonly Event[] | 'many'>
}

/**
 * An event's id tells when its transaction began to write it, not when it committed: the last seconds are looked through
 * at every reading, and from time to time as far back as a transaction may last.
 */
const windowMs = 5_000
const longWindowMs = 60_000
const longEvery = 10
/** More at once is told as a whole: nobody looks at each of them, and one who reads slowly would be cut off. */
const most = 500

/** Follows the event table of a workspace from now on. One per workspace and process, however many listen. */
export async function followEvents(workspace: Workspace): Promise<Tail> {
  const ids = await followIds(workspace, 'event')
  return {
    async read() {
      const fresh = await ids.read()
      return fresh.length === 0 ? [] : fresh.length > most ? 'many' : readEvents(workspace, fresh)
    },
  }
}

/** People who have been notified of something since they were asked for last. */
export async function followNotified(workspace: Workspace): Promise<{ read(): Promise<ReadonlySet<string>> }> {
  const ids = await followIds(workspace, 'notification')
  return {
    async read() {
      const fresh = await ids.read()
      if (fresh.length === 0) return new Set()
      const rows = await workspace.db.rows(
        sql`select distinct user_id from ${engineTable(workspace, 'notification')} where id = any(${fresh}::uuid[])`,
      )
      return new Set(rows.map(([id]) => String(id)))
    },
  }
}

/** Ids of a table that have come since they were asked for last. */
async function followIds(workspace: Workspace, name: string): Promise<{ read(): Promise<string[]> }> {
  const table = engineTable(workspace, name)
  const newer = async (ms: number) => {
    const rows = await workspace.db.rows(
      sql`select id from ${table} where id > ${idAt(Date.now() - ms)}::uuid order by id limit 50000`,
    )
    return rows.map(([id]) => String(id))
  }
  let seen = new Set(await newer(longWindowMs))
  let readings = 0
  return {
    async read() {
      const long = ++readings % longEvery === 0
      const ids = await newer(long ? longWindowMs : windowMs)
      const fresh = ids.filter((id) => !seen.has(id))
      if (long) seen = new Set(ids)
      else for (const id of fresh) seen.add(id)
      return fresh
    },
  }
}

/** What came after an event that somebody has had, as far as it is not too long ago and not too much. */
export async function eventsSince(
  workspace: Workspace,
  id: string,
  backMs: number,
): Promise<readonly Event[] | 'many'> {
  const at = timeOf(id)
  if (at < Date.now() - backMs) return 'many'
  const rows = await workspace.db.rows(
    sql`select id from ${engineTable(workspace, 'event')} where id > ${idAt(at - windowMs)}::uuid and id <> ${id}::uuid
      order by id limit ${most + 1}::int`,
  )
  return readAll(workspace, rows)
}

async function readEvents(workspace: Workspace, ids: readonly string[]): Promise<Event[]> {
  const rows = await workspace.db.rows(
    sql`select ${eventColumns} from ${engineTable(workspace, 'event')} where id = any(${ids}::uuid[]) order by id`,
  )
  return rows.map(readEvent)
}

/** What came in the last so many milliseconds, as far as it is not too much. */
export async function eventsOf(workspace: Workspace, lastMs: number): Promise<readonly Event[] | 'many'> {
  const rows = await workspace.db.rows(
    sql`select id from ${engineTable(workspace, 'event')} where id > ${idAt(Date.now() - lastMs)}::uuid order by id limit ${most + 1}::int`,
  )
  return readAll(workspace, rows)
}

function readAll(workspace: Workspace, rows: readonly (readonly unknown[])[]): Promise<Event[]> | 'many' {
  return rows.length > most
    ? 'many'
    : readEvents(
        workspace,
        rows.map(([one]) => String(one)),
      )
}

/** The least UUIDv7 of a millisecond (RFC 9562, 5.7). */
function idAt(ms: number): string {
  const hex = Math.max(ms, 0).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}

function timeOf(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
}
