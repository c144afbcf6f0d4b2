import { v7 as uuid } from 'uuid'
import { say } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { accessChanged, isAccessObject } from '../access/changes.ts'
import { sql } from '../db/sql.ts'
import { insertEvents } from '../events/event.ts'
import { past } from '../query/query.ts'
import type { Stored } from '../records/codec.ts'
import { loadStored } from '../records/load.ts'
import { updateRecords } from '../records/store.ts'
import { writing } from '../records/write.ts'
import type { Work } from './erase-work.ts'

/** Writes records anew below the rules, which would make something of the values again; an event tells that, not what. */
export async function rewrite(
  work: Work,
  object: RegisteredObject,
  ids: readonly string[],
  change: (record: Stored) => Record<string, unknown>,
): Promise<void> {
  if (ids.length === 0) return
  const { workspace, principal, origin } = work.session
  for (let at = 0; at < ids.length; at += 500) {
    const some = ids.slice(at, at + 500)
    await writing(work.session, async (w) => {
      const query = past(w.query)
      const records = await loadStored(
        w.db,
        query,
        object,
        sql`r.id = any(${some}::uuid[]) order by r.id for no key update of r`,
      )
      const changed = records.flatMap((before) => {
        const values = change(before)
        if (Object.keys(values).length === 0) return []
        const system = { version: Number(before['version']) + 1, updatedAt: w.now, updatedBy: principal.id }
        const after = { ...before, ...values, ...system } as Stored
        return [{ before, after, fields: [...Object.keys(values), ...Object.keys(system)] }]
      })
      if (changed.length === 0) return
      await updateRecords(w.db, workspace, object, changed)
      await insertEvents(
        w.db,
        workspace,
        changed.map(({ after, fields }) => ({
          id: uuid(),
          at: w.now,
          kind: 'erased',
          object: object.key,
          recordId: after.id,
          actorId: principal.id,
          origin,
          changes: {},
          data: { request: work.requestId, fields: fields.filter((key) => !object.fields[key]?.system) },
          causeId: null,
        })),
        w.now,
      )
      if (isAccessObject(object.key)) await accessChanged(w, object.key)
      work.count(say(object.label, work.session.language), changed.length)
    })
  }
}
