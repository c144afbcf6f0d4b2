import type { ApiPersonPlace, ApiPersonRef } from '#kernel/api-person.ts'
import { columnOf } from '#kernel/fields/index.ts'
import { say } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, type Session } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { ident, sql } from '../db/sql.ts'
import type { FileStore } from '../files/store.ts'
import { queryOf } from '../query/query.ts'
import type { Stored } from '../records/codec.ts'
import { eventsOf } from './erase-events.ts'
import { filesOf } from './erase-files.ts'
import { hangingOn, originalsOf, otherRecords, ownRecords, partsOf } from './erase-records.ts'
import { copiesOf, otherRows } from './erase-rows.ts'
import type { Work } from './erase-work.ts'
import { allMarks, type Marks, marksOf, personObjects } from './fields.ts'
import { chosenRecords } from './find.ts'
import { holdsOf } from './hold.ts'
import { patternOf } from './pattern.ts'
import { hitsIn, textColumns } from './scan.ts'

export type Erased = {
  readonly erased: ApiPersonPlace[]
  readonly kept: ApiPersonPlace[]
  readonly left: number
}

/**
 * What is looked for everywhere: marks that are hers alone, and her name where nobody else bears it. A name that others
 * bear too, or that is a part of another's, is erased from her own records and from what hangs on them, not elsewhere.
 */
export async function marksToErase(
  session: Session,
  chosen: readonly { readonly object: RegisteredObject; readonly record: Stored }[],
): Promise<{ everywhere: Marks; shared: readonly string[] }> {
  const marks = allMarks(chosen.map(({ object, record }) => marksOf(object, record)))
  const mine = new Set(chosen.map(({ record }) => record.id))
  const shared = new Set<string>()
  for (const object of personObjects(session.workspace.registry)) {
    const title = ident('r', columnOf(object, object.title))
    for (const name of marks.names) {
      const rows = await session.workspace.db.rows(
        sql`select r.id from ${queryOf(session).from(object.key, 'r')} where position(${name} in ${title}) > 0 limit 250`,
      )
      if (rows.some(([id]) => !mine.has(String(id)))) shared.add(name)
    }
  }
  return {
    everywhere: { ...marks, names: marks.names.filter((name) => !shared.has(name)) },
    shared: [...shared],
  }
}

/**
 * Forgets a person: her records, every text in which a mark of hers stands, the values in events, files, rows on their
 * way in, kept answers. What a hold or the law keeps stays, and is told. Each step commits by itself and finds nothing
 * more to do when it runs again, so that what was cut short is simply run again.
 */
export async function erasePerson(
  parts: { files: FileStore; removePerson: (userId: string) => Promise<void> },
  session: Session,
  request: {
    readonly id: string
    readonly records: readonly ApiPersonRef[]
    readonly marks: Marks
    readonly shared: readonly string[]
  },
): Promise<Erased> {
  const tally = new Map<string, number>()
  const kept: ApiPersonPlace[] = []
  const work: Work = {
    session,
    files: parts.files,
    requestId: request.id,
    pattern: patternOf(request.marks),
    names: patternOf({ words: [], digits: [], names: request.shared }),
    mark: say({ en: 'Erased person', zh: '已删除的个人' }, session.workspace.language),
    count: (place, n = 1) => void tally.set(place, (tally.get(place) ?? 0) + n),
    keep: (place, note) => void kept.push({ place, count: 1, note }),
    holds: await holdsOf(session),
    heldIds: new Set(),
  }
  const people = await chosenRecords(session, request.records)
  const chosen = [...people, ...(await partsOf(session, people))]
  await ownRecords(work, chosen)
  crashPoint('erase.records')
  await hangingOn(work, chosen)
  await originalsOf(work, chosen)
  await otherRecords(work)
  crashPoint('erase.texts')
  await eventsOf(work, chosen)
  await copiesOf(work, chosen)
  await otherRows(work)
  crashPoint('erase.rows')
  await filesOf(work)
  for (const { object, record } of chosen)
    if (object.key === 'user' && !work.heldIds.has(record.id)) await parts.removePerson(record.id)
  return {
    erased: [...tally].map(([place, count]) => ({ place, count })),
    kept,
    left: work.pattern ? await leftOver(work) : 0,
  }
}

/** Rows that still bear a mark, but for those that are kept. */
async function leftOver(work: Work): Promise<number> {
  const { workspace } = work.session
  let left = 0
  for (const [table, columns] of Map.groupBy(await textColumns(workspace), (c) => c.table)) {
    if (table === 'person_request') continue
    for await (const hits of hitsIn(workspace, table, columns, work.pattern!))
      for (const hit of hits)
        if (!hit.id || !work.heldIds.has(hit.id)) left += (await isHeldEvent(work, table, hit.id)) ? 0 : 1
  }
  return left
}

async function isHeldEvent(work: Work, table: string, id: string | null): Promise<boolean> {
  if (table !== 'event' || work.heldIds.size === 0) return false
  const [row] = await work.session.workspace.db.rows(
    sql`select e.record_id from ${engineTable(work.session.workspace, 'event')} e where e.id = ${id}::uuid`,
  )
  return row !== undefined && work.heldIds.has(String(row[0]))
}
