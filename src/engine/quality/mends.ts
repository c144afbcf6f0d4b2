import type { Event } from '#kernel/behaviour.ts'
import { type IsPlaceholder, placeholderTest } from '#kernel/quality/placeholder.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { dayOf } from '#kernel/time.ts'
import { engineTable, type Workspace } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { sql } from '../db/sql.ts'
import { eventColumns, readEvent } from '../events/event.ts'
import { judgedObjects, placeholdersOf, standardOf } from './standards.ts'

/** What somebody has made good: a value that was missing, one that said nothing, records that were one. */
export type MendKind = 'filled' | 'corrected' | 'merged'

const portion = 5_000
/** A transaction may bring an event with an id of the time when it began. */
const settleMs = 60_000
const first = '00000000-0000-0000-0000-000000000000'

/**
 * Counts what people have mended, from the events since the last time, by day and person. How far it is commits with what was
 * counted, so that nothing counts twice, whoever is killed. What happened before anybody counted is left out.
 */
export async function countMends(workspace: Workspace): Promise<void> {
  const judged = new Map(judgedObjects(workspace).map((object) => [object.key, object]))
  if (judged.size === 0) return
  for (let more = true; more; ) {
    more = await countSome(workspace, judged)
    crashPoint('quality.mends')
  }
}

async function countSome(workspace: Workspace, judged: ReadonlyMap<string, RegisteredObject>): Promise<boolean> {
  const isPlaceholder = placeholderTest(placeholdersOf(workspace))
  const asked = new Map([...judged].map(([key, object]) => [key, standardOf(workspace, object).fields]))
  const notes = engineTable(workspace, 'quality')
  const events = engineTable(workspace, 'event')
  const now = workspace.clock.now()
  const settled = new Date(now.getTime() - settleMs).toISOString()
  return workspace.db.transaction(async (tx) => {
    await tx.count(
      sql`insert into ${notes} (object, made_by, after_id) values ('', '', coalesce((select id from ${events} order by id desc limit 1), ${first}::uuid))
        on conflict (object) do nothing`,
    )
    const [note] = await tx.rows(sql`select after_id from ${notes} where object = '' for update`)
    const rows = await tx.rows(
      sql`select ${eventColumns} from ${events} where id > ${String(note![0])}::uuid order by id limit ${portion}::int`,
    )
    const happened = rows.map(readEvent)
    const open = happened.findIndex(({ at }) => Date.parse(at) > Date.parse(settled))
    const ready = open < 0 ? happened : happened.slice(0, open)
    const last = ready.at(-1)
    if (!last) return false
    const counts = new Map<string, { day: string; person: string; object: string; kind: MendKind; count: number }>()
    for (const event of ready)
      for (const kind of mendsIn(event, judged.get(event.object), asked.get(event.object) ?? [], isPlaceholder)) {
        const day = dayOf(new Date(event.at).toISOString(), workspace.calendar.timeZone)
        const key = [day, event.actorId, event.object, kind].join(' ')
        const one = counts.get(key) ?? { day, person: event.actorId!, object: event.object, kind, count: 0 }
        counts.set(key, { ...one, count: one.count + 1 })
      }
    const table = engineTable(workspace, 'quality_mend')
    await tx.count(
      sql`insert into ${table} as m (day, person_id, object, kind, count)
        select day, person, object, kind, count from json_to_recordset(${JSON.stringify([...counts.values()])}::json)
          as x (day date, person uuid, object text, kind text, count integer) order by 1, 2, 3, 4
        on conflict (day, person_id, object, kind) do update set count = m.count + excluded.count`,
    )
    await tx.count(sql`update ${notes} set after_id = ${last.id}::uuid where object = ''`)
    return ready.length === portion
  })
}

function mendsIn(
  event: Event,
  object: RegisteredObject | undefined,
  asked: readonly string[],
  isPlaceholder: IsPlaceholder,
): MendKind[] {
  if (!object || event.actorId === null || event.origin.via === 'import') return []
  if (event.kind === 'merged') return ['merged']
  if (event.kind !== 'updated') return []
  return Object.entries(event.changes).flatMap(([key, [from, to]]): MendKind[] => {
    const field = object.fields[key]
    if (!field || field.system || to === null || isPlaceholder(field, to)) return []
    if (from === null) return asked.includes(key) ? ['filled'] : []
    return isPlaceholder(field, from) ? ['corrected'] : []
  })
}
