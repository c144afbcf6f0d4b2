import { v7 as uuid } from 'uuid'
import type { ApiExportEntry } from '#kernel/api-access.ts'
import type { Where } from '#kernel/object.ts'
import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import { insertEvents } from '../events/event.ts'
import { workspaceObject } from '../events/no-object.ts'
import { readCursor, writeCursor } from '../query/cursor.ts'

/** What is told of an export before its first byte leaves. */
export type ExportTold = {
  readonly object: string
  readonly format: string
  readonly columns: readonly string[]
  readonly where: Where | null
  readonly fileName: string
  /** The network address it went to; null on the server itself. */
  readonly address: string | null
}

/** Tells that an export begins: who, what, which columns and filter, from where. Answers its id. Nothing leaves before this is written. */
export async function tellStart(session: Session, id: string, told: ExportTold): Promise<void> {
  await tell(session, id, 'exportStarted', told, null)
}

/** Tells how an export ended, complete or not, and whether it is far beyond what she usually takes. */
export async function tellEnd(
  session: Session,
  id: string,
  told: ExportTold,
  end: { rows: number; complete: boolean },
): Promise<void> {
  const usual = await largestBefore(session)
  const unusual = isUnusual(end.rows, usual) ? { unusual: usual ?? 0 } : {}
  const { object, format, where } = told
  await tell(session, uuid(), 'exported', { object, format, ...(where ? { where } : {}), ...end, ...unusual }, id)
}

const usualDays = 90
const fewRows = 500
const manyRows = 5_000

/**
 * An export is unusual when it has more than three times the rows of the largest that the same person made in the
 * 90 days before, and at least 500; for a first one, from 5,000 rows on.
 */
export function isUnusual(rows: number, largest: number | null): boolean {
  return largest === null ? rows >= manyRows : rows >= fewRows && rows > 3 * largest
}

async function largestBefore({ workspace, principal }: Session): Promise<number | null> {
  const since = new Date(workspace.clock.now().getTime() - usualDays * 86_400_000).toISOString()
  const [row] = await workspace.db.rows(
    sql`select max((e.data ->> 'rows')::bigint) from ${engineTable(workspace, 'event')} e
      where e.kind = 'exported' and e.at > ${since}::timestamptz and e.actor_id is not distinct from ${principal.id}::uuid`,
  )
  return row?.[0] === null || row?.[0] === undefined ? null : Number(row[0])
}

async function tell(session: Session, id: string, kind: string, data: object, causeId: string | null): Promise<void> {
  const { workspace, principal, origin } = session
  const event = {
    id,
    at: workspace.clock.now().toISOString(),
    kind,
    // The system itself is nobody; what it takes out is told of the workspace.
    object: principal.id === null ? workspaceObject : 'user',
    recordId: principal.id ?? workspace.id,
    actorId: principal.id,
    origin,
    changes: {},
    data: data as Readonly<Record<string, unknown>>,
    causeId,
  }
  await workspace.db.transaction((tx) => insertEvents(tx, workspace, [event]))
}

/** The exports of the workspace, latest first, a page at a time; for administrators, which the route sees to. */
export async function exportLog(
  session: Session,
  options: { after?: string; limit?: number; unusual?: boolean } = {},
): Promise<{ data: ApiExportEntry[]; next: string | null }> {
  const { workspace } = session
  const limit = Math.min(options.limit ?? 50, 200)
  const cursor = options.after ? readCursor(options.after, 'exports', ['timestamptz']) : null
  const event = engineTable(workspace, 'event')
  const rows = await workspace.db.rows(
    sql`select e.id, e.at, e.actor_id, e.via, e.data, x.data from ${event} e
      left join lateral (select d.data from ${event} d where d.kind = 'exported' and d.cause_id = e.id and d.at >= e.at
        order by d.at limit 1) x on true
      where e.kind = 'exportStarted'
        and (${cursor?.values[0] ?? null}::timestamptz is null or (e.at, e.id) < (${cursor?.values[0] ?? null}::timestamptz, ${cursor?.id ?? null}::uuid))
        and (not ${options.unusual ?? false}::boolean or x.data ? 'unusual')
      order by e.at desc, e.id desc limit ${limit + 1}::int`,
  )
  const everyone = await workspace.directory.everyone()
  const data = rows.slice(0, limit).map(([id, at, actor, via, told, end]): ApiExportEntry => {
    const { object, format, columns, where, fileName } = told as ExportTold
    const { rows: count, complete, unusual } = (end ?? {}) as { rows?: number; complete?: boolean; unusual?: number }
    return {
      id: String(id),
      at: String(at),
      person: actor ? { id: String(actor), name: everyone.people.get(String(actor))?.name ?? '—' } : null,
      object,
      format,
      columns,
      where: where as ApiExportEntry['where'],
      via: String(via),
      fileName,
      address: (told as ExportTold).address ?? null,
      rows: count ?? null,
      complete: complete === true,
      unusual: unusual ?? null,
    }
  })
  const last = data.at(-1)
  return {
    data,
    next: rows.length > limit && last ? writeCursor({ sort: 'exports', values: [last.at], id: last.id }) : null,
  }
}
