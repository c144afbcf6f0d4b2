import { createHash } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import type { Due, DueQuery } from '#kernel/behaviour.ts'
import type { Deadline, Pointing } from '#kernel/deadline.ts'
import { columnOf } from '#kernel/fields/index.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { approvedBeside } from '../approvals/held.ts'
import { engineTable, type Session, tableOf, type Workspace } from '../context.ts'
import { ident, join, sql } from '../db/sql.ts'
import { dueRecords } from '../query/due.ts'
import { queryOf } from '../query/query.ts'

/** A transaction that began so long ago may still bring events of then: those are looked at once more. */
const lateMs = 600_000

type Looked = { readonly asked: string; readonly at: number }

/**
 * Hands over what is due by a day, for a job that runs often: all of it where the day, a rule or the calendar is another than
 * the last time, else only of what was written since, itself or what points at it. What changes by itself, a filter on how long
 * ago something was, is found the next day. It counts as looked at once `run` has ended; whoever is killed begins again.
 */
export async function dueSince(
  session: Session,
  object: RegisteredObject,
  { deadlines, until }: Omit<DueQuery, 'among'>,
  run: (due: readonly Due[]) => Promise<void>,
): Promise<void> {
  const { workspace } = session
  const key = `due ${object.key}`
  const at = Date.now() - lateMs
  const { timeZone, week, days } = workspace.calendar
  const pointing = pointingsOf(workspace, object, deadlines)
  const asked = createHash('sha256')
    .update(JSON.stringify([until, deadlines, pointing, timeZone, week, [...days]]))
    .digest('base64url')
  const looked = await readLooked(workspace, key)
  const among = looked?.asked === asked ? await writtenSince(workspace, object, pointing, looked.at) : null
  const query = queryOf(session)
  await run(await dueRecords(workspace.db, query, object, { deadlines, until, ...(among ? { among } : {}) }))
  await keepLooked(workspace, key, { asked, at }, query.now)
}

/** Ids of records with an event since an instant of the machine's clock, and of those that something with one points at or did. */
async function writtenSince(
  workspace: Workspace,
  object: RegisteredObject,
  pointing: readonly Pointing[],
  since: number,
): Promise<string[]> {
  // Ids of events are made in the order of time.
  const from = uuid({ msecs: since, seq: 0, random: new Uint8Array(16) })
  const event = engineTable(workspace, 'event')
  const rows = await workspace.db.rows(
    sql`with e as materialized (select e.object, e.record_id, e.changes from ${event} e
        where e.id >= ${from}::uuid and e.object = any(${[object.key, ...pointing.map(({ over }) => over)]}::text[]))
      ${join(
        [
          sql`select e.record_id from e where e.object = ${object.key}`,
          ...pointing.flatMap(({ over, through }) => {
            const there = ident('t', columnOf(workspace.registry.object(over), through))
            const former = sql`e.changes->${through}::text->>0`
            return [
              sql`select ${there} from e join ${tableOf(workspace, over)} t on t.id = e.record_id where e.object = ${over} and ${there} is not null`,
              sql`select (${former})::uuid from e where e.object = ${over} and ${former} ~ '^[0-9a-f-]{36}$'`,
            ]
          }),
        ],
        ' union ',
      )}`,
    { once: true },
  )
  return rows.map(([id]) => String(id))
}

/** What points at records and has to do with their deadlines; by each relation once. */
function pointingsOf(workspace: Workspace, object: RegisteredObject, deadlines: readonly Deadline[]): Pointing[] {
  const all = deadlines.flatMap(({ unless, clocks, untilDecided }): readonly Pointing[] => [
    ...unless,
    ...clocks.flatMap(({ since }) => since.filter((one) => 'over' in one)),
    ...(untilDecided ? approvedBeside(workspace, object) : []),
  ])
  return [...new Map(all.map(({ over, through }) => [`${over} ${through}`, { over, through }])).values()]
}

async function readLooked(workspace: Workspace, key: string): Promise<Looked | null> {
  const [row] = await workspace.db.rows(sql`select value from ${engineTable(workspace, 'setting')} where key = ${key}`)
  return (row?.[0] as Looked | undefined) ?? null
}

async function keepLooked(workspace: Workspace, key: string, looked: Looked, now: string): Promise<void> {
  await workspace.db.count(
    sql`insert into ${engineTable(workspace, 'setting')} (key, value, updated_at)
      values (${key}, ${JSON.stringify(looked)}::jsonb, ${now}::timestamptz)
      on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at`,
  )
}
