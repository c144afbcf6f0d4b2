import type { ApiHandover, HandoverCheck } from '#kernel/api-handover.ts'
import type { Label } from '#kernel/label.ts'
import { notFound } from '#kernel/problem.ts'
import { engineTable, type Session } from '../context.ts'
import { type Sql, sql } from '../db/sql.ts'
import { placesFor } from './places.ts'
import { inWords, undoDays } from './undo.ts'

/** One handover as it stands. */
export async function handoverOf(session: Session, id: string): Promise<ApiHandover> {
  const [found] = await read(session, sql`id = ${id}::uuid`)
  if (!found) throw notFound()
  return found
}

/** The latest handovers, of one person or of everybody. */
export function listHandovers(session: Session, personId: string | null): Promise<ApiHandover[]> {
  return read(session, sql`(${personId}::uuid is null or person_id = ${personId}::uuid)`)
}

async function read(session: Session, condition: Sql): Promise<ApiHandover[]> {
  const { workspace, language } = session
  const item = engineTable(workspace, 'handover_item')
  const rows = await workspace.db.rows(
    sql`select id, person_id, status, plan, checks, report, error, created_at, created_by, finished_at, undone_at
      from ${engineTable(workspace, 'handover')} where ${condition} order by created_at desc limit 50`,
  )
  const ids = rows.map(([id]) => String(id))
  const [parts, kept, { people }] = await Promise.all([
    workspace.db.rows(
      sql`select handover_id, to_id, object, field, count(*), count(done_at) from ${item}
        where handover_id = any(${ids}::uuid[]) group by 1, 2, 3, 4 order by 3, 4`,
    ),
    workspace.db.rows(
      sql`select handover_id, object, record_id, kept from ${item}
        where handover_id = any(${ids}::uuid[]) and kept is not null order by record_id`,
    ),
    workspace.directory.everyone(),
  ])
  const objects = [...new Set(parts.map(([, , object]) => String(object)))]
  const places = (
    await Promise.all(
      objects.flatMap((key) => {
        const object = workspace.registry.objects.get(key)
        return object ? [placesFor(workspace, object)] : []
      }),
    )
  ).flat()
  const nameOf = (id: string) => people.get(id)?.name ?? places.find((place) => place.id === id)?.name ?? '—'
  const named = (id: unknown) => ({ id: String(id), name: nameOf(String(id)) })
  const byHandover = Map.groupBy(parts, ([id]) => String(id))
  return rows.map(([id, person, status, plan, checks, report, error, at, by, finished, undone]): ApiHandover => {
    const mine = byHandover.get(String(id)) ?? []
    const count = (list: typeof mine, column: number) => list.reduce((sum, row) => sum + Number(row[column]), 0)
    const { note = null, lastDay = null } = plan as { note?: string | null; lastDay?: string | null }
    const left = (report as { left?: [] } | null)?.left ?? []
    const until = finished ? new Date(Date.parse(String(finished)) + undoDays * 86_400_000).toISOString() : null
    return {
      id: String(id),
      person: { ...named(person), active: people.get(String(person))?.active ?? false },
      status: status as ApiHandover['status'],
      note,
      lastDay,
      total: count(mine, 4),
      done: count(mine, 5),
      receivers: [...Map.groupBy(mine, ([, to]) => String(to))].map(([to, list]) => ({
        ...named(to),
        count: count(list, 4),
        done: count(list, 5),
        things: list.map(([, , object, field, number]) => ({
          object: String(object),
          field: String(field),
          count: Number(number),
        })),
      })),
      kept: inWords(
        kept
          .filter(([of]) => of === id)
          .map(([, object, record, why]) => ({ object: String(object), id: String(record), why: why as Label })),
        language,
      ),
      notUndone: inWords(left, language),
      checks: Object.fromEntries(
        Object.entries(checks as Record<HandoverCheck, { at: string; by: string }>).map(([key, check]) => [
          key,
          { at: check.at, by: named(check.by).name },
        ]),
      ),
      error: error as string | null,
      createdAt: String(at),
      createdBy: named(by).name,
      finishedAt: finished as string | null,
      undoneAt: status === 'undone' ? (undone as string | null) : null,
      undoUntil: status === 'done' && until && until > workspace.clock.now().toISOString() ? until : null,
    }
  })
}

/** Notes that a step of the checklist is done, once. */
export async function noteCheck(session: Session, id: string, check: HandoverCheck): Promise<void> {
  const { workspace, principal } = session
  const entry = { [check]: { at: workspace.clock.now().toISOString(), by: principal.id } }
  await workspace.db.count(
    sql`update ${engineTable(workspace, 'handover')} set checks = ${JSON.stringify(entry)}::jsonb || checks where id = ${id}::uuid`,
  )
}
