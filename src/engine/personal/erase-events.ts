import { isDeepStrictEqual } from 'node:util'
import { v7 as uuid } from 'uuid'
import { engineTable } from '../context.ts'
import { sql } from '../db/sql.ts'
import { insertEvents } from '../events/event.ts'
import type { Writing } from '../records/op.ts'
import { writing } from '../records/write.ts'
import { type Chosen, place, type Work } from './erase-work.ts'
import { personalFields } from './fields.ts'
import { replaceDeep } from './pattern.ts'
import { erasedMark, redactEvents } from './redact.ts'
import { hitsIn, textColumns } from './scan.ts'

/** Events of her records lose what they say of personal fields; all events lose her marks. */
export async function eventsOf(work: Work, chosen: Chosen): Promise<void> {
  for (const { object, record } of chosen) {
    if (work.heldIds.has(record.id)) continue
    const personal = new Set(personalFields(object).map(([key]) => key))
    await redactOf(work, [record.id], (value, key) => (key !== null && personal.has(key) ? hidden(value) : value))
  }
  const { pattern, session } = work
  if (!pattern) return
  const columns = (await textColumns(session.workspace)).filter((c) => c.table === 'event' && c.type === 'jsonb')
  for await (const hits of hitsIn(session.workspace, 'event', columns, pattern)) {
    const ids = hits.map((hit) => String(hit.id))
    await redact(work, sql`e.id = any(${ids}::uuid[])`, (value) => replaceDeep(value, pattern, erasedMark))
  }
}

/** The same without what it says. */
export function hidden(value: unknown): unknown {
  return value === null || value === undefined ? value : Array.isArray(value) ? value.map(hidden) : erasedMark
}

/** A mark may be in what was typed in another spelling: where the value bears one, it goes too. */
function withoutTyped(before: unknown, after: unknown): unknown {
  if (!Array.isArray(before) || !Array.isArray(after) || after.length < 3) return after
  return isDeepStrictEqual(before.slice(0, 2), after.slice(0, 2)) ? after : [...after.slice(0, 2), erasedMark]
}

export function redactOf(work: Work, ids: readonly string[], change: Change): Promise<void> {
  return redact(work, sql`e.record_id = any(${ids}::uuid[])`, change)
}

type Change = (value: unknown, field: string | null) => unknown

async function redact(work: Work, where: ReturnType<typeof sql>, change: Change): Promise<void> {
  await writing(work.session, async (w) => {
    const event = engineTable(work.session.workspace, 'event')
    const rows = await w.db.rows(
      sql`select e.id, e.changes, e.data, e.record_id from ${event} e where ${where} order by e.id`,
    )
    const events = rows.flatMap(([id, changes, data, recordId]) => {
      if (work.heldIds.has(String(recordId))) return []
      const next = Object.fromEntries(
        Object.entries((changes ?? {}) as Record<string, unknown>).map(([key, pair]) => [
          key,
          withoutTyped(pair, change(pair, key)),
        ]),
      )
      const told = data === null ? null : change(data, null)
      const same = JSON.stringify([next, told]) === JSON.stringify([changes ?? {}, data])
      return same ? [] : [{ id: String(id), changes: next, data: told }]
    })
    if (events.length === 0) return
    const by = await tellRedaction(work, w, events.length)
    await redactEvents(w.db, work.session.workspace, events, by)
    work.count(place(work.session, 'event'), events.length)
  })
}

/** The event that says that others were redacted: of the request, not of a record. */
async function tellRedaction(work: Work, w: Writing, events: number): Promise<string> {
  const { workspace, principal, origin } = work.session
  const id = uuid()
  await insertEvents(
    w.db,
    workspace,
    [
      {
        id,
        at: w.now,
        kind: 'erased',
        object: 'user',
        recordId: principal.id ?? workspace.id,
        actorId: principal.id,
        origin,
        changes: {},
        data: { request: work.requestId, events },
        causeId: null,
      },
    ],
    w.now,
  )
  return id
}
