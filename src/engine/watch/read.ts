import { addDays, dayOf, startOfDay } from '#kernel/time.ts'
import { type ApiReader, type ApiReading, type ApiWatch, type ReadingKind, readingKinds } from '#kernel/watch.ts'
import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import { securityObject } from '../events/no-object.ts'
import { nobody, unusualKind } from './note.ts'

/** Most days that are told of at once. */
export const mostDays = 90
const owners = 5

/**
 * Who read how much in the last days, for administrators of everybody and for others of the people below them; one person
 * alone where she is named. Empty for whoever leads nobody.
 */
export async function readWatch(
  session: Session,
  { days, personId }: { readonly days: number; readonly personId?: string | undefined },
): Promise<ApiWatch> {
  const { workspace, principal } = session
  const { settings, directory } = workspace
  const until = dayOf(workspace.clock.now().toISOString(), settings.timeZone)
  const since = addDays(until, 1 - days)
  const { people } = await directory.everyone()
  const below = principal.admin ? [...people.keys()] : principal.peopleLed
  const whom = personId === undefined ? below : below.filter((id) => id === personId)
  const reading = engineTable(workspace, 'reading')
  const [byDay, byOwner, told, taken] = await Promise.all([
    workspace.db.rows(
      sql`select user_id, kind, day::text, sum(records) from ${reading}
        where user_id = any(${whom}::uuid[]) and day >= ${since}::date group by 1, 2, 3 order by 4 desc, 3 desc`,
    ),
    workspace.db.rows(
      sql`select user_id, kind, owner_id, sum(records) from ${reading}
        where user_id = any(${whom}::uuid[]) and day >= ${since}::date group by 1, 2, 3 order by 4 desc, 3`,
    ),
    workspace.db.rows(
      sql`select record_id, data from ${engineTable(workspace, 'event')} where object = ${securityObject} and record_id = any(${whom}::uuid[])
        and at >= ${startOfDay(since, settings.timeZone)}::timestamptz and kind = ${unusualKind} order by at desc`,
    ),
    workspace.db.rows(
      sql`select actor_id, at, data from ${engineTable(workspace, 'event')} where kind = 'exported' and actor_id = any(${whom}::uuid[])
        and at >= ${startOfDay(since, settings.timeZone)}::timestamptz and data ? 'unusual' order by at desc`,
    ),
  ])
  const unusual = [
    ...told.map(([id, data]) => ({
      id,
      ...(data as { reading: ReadingKind; day: string; count: number; usual: number }),
    })),
    ...taken.map(([id, at, data]) => {
      const { rows, unusual } = data as { rows: number; unusual: number }
      const day = dayOf(new Date(String(at)).toISOString(), settings.timeZone)
      return { id, reading: 'exported' as const, day, count: rows, usual: unusual }
    }),
  ]
  const readingOf = (userId: string, kind: ReadingKind): ApiReading => {
    const of = (rows: readonly (readonly unknown[])[]) => rows.filter(([id, k]) => id === userId && k === kind)
    const list = of(byDay)
    const [most] = list
    return {
      total: list.reduce((sum, [, , , count]) => sum + Number(count), 0),
      most: most ? { day: String(most[2]), count: Number(most[3]) } : null,
      unusual: unusual
        .filter((one) => one.id === userId && one.reading === kind)
        .map(({ day, count, usual }) => ({ day, count, usual })),
      whose: of(byOwner)
        .slice(0, owners)
        .map(([, , owner, count]) => ({
          id: owner === nobody ? null : String(owner),
          name: people.get(String(owner))?.name ?? null,
          count: Number(count),
        })),
    }
  }
  const readers = [...new Set(byDay.map(([id]) => String(id)))].map(
    (id): ApiReader => ({
      id,
      name: people.get(id)?.name ?? '—',
      reads: Object.fromEntries(readingKinds.map((kind) => [kind, readingOf(id, kind)])) as ApiReader['reads'],
    }),
  )
  const strange = ({ reads }: ApiReader) => readingKinds.reduce((n, kind) => n + reads[kind].unusual.length, 0)
  return {
    until,
    days,
    people: readers.sort((a, b) => strange(b) - strange(a) || b.reads.opened.total - a.reads.opened.total),
    settings: settings.watch,
  }
}
