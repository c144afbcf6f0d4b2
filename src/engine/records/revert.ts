import { v7 as uuid } from 'uuid'
import type { Change } from '#kernel/behaviour.ts'
import type { ObjectDef } from '#kernel/object.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { accessChanged, isKeptAtHand } from '../access/changes.ts'
import { sql } from '../db/sql.ts'
import { insertEvents } from '../events/event.ts'
import { past } from '../query/query.ts'
import type { Stored } from './codec.ts'
import { loadStored } from './load.ts'
import type { Writing } from './op.ts'
import { updateRecords, writeLinks } from './store.ts'

/**
 * Gives records exactly the values that they had before: no rule runs, because a rule would make something of them again.
 * Versions go up, and an event tells of it, as with every write. Answers how many differed.
 */
export async function revertRecords(
  w: Writing,
  object: RegisteredObject,
  list: readonly { readonly id: string; readonly before: Readonly<Record<string, unknown>> }[],
): Promise<number> {
  if (list.length === 0) return 0
  const { workspace, principal, origin } = w.session
  const ids = list.map((one) => one.id)
  const wanted = new Map(list.map((one) => [one.id, one.before]))
  const records = await loadStored(
    w.db,
    past(w.query),
    object,
    sql`r.id = any(${ids}::uuid[]) and r.deleted_at is null order by r.id for no key update of r`,
  )
  const changed = records.flatMap((before) => {
    const former = wanted.get(before.id)!
    const fields = Object.keys(former).filter(
      (key) => object.fields[key] && JSON.stringify(former[key] ?? null) !== JSON.stringify(before[key] ?? null),
    )
    if (fields.length === 0) return []
    const system = { version: Number(before['version']) + 1, updatedAt: w.now, updatedBy: principal.id }
    const after = {
      ...before,
      ...Object.fromEntries(fields.map((key) => [key, former[key] ?? null])),
      ...system,
    } as Stored
    return [{ before, after, fields: [...fields, ...Object.keys(system)], reverted: fields }]
  })
  if (changed.length === 0) return 0
  await updateRecords(w.db, workspace, object, changed)
  await insertEvents(
    w.db,
    workspace,
    changed.map(({ before, after, reverted }) => ({
      id: uuid(),
      at: w.now,
      kind: 'updated',
      object: object.key,
      recordId: after.id,
      actorId: principal.id,
      origin,
      changes: Object.fromEntries(reverted.map((key) => [key, [before[key] ?? null, after[key] ?? null] as const])),
      data: null,
      causeId: w.session.causeId ?? null,
    })),
  )
  await writeLinks(w.db, workspace, object, changed)
  for (const { after } of changed) w.loader.put(object, after)
  if (isKeptAtHand(object)) await accessChanged(w, object.key)
  const changes = changed.map(
    ({ before, after }): Change<ObjectDef> => ({
      before: before as unknown as Change<ObjectDef>['before'],
      after: after as unknown as Change<ObjectDef>['after'],
      deleted: false,
      changes: (field) => JSON.stringify(before[field] ?? null) !== JSON.stringify(after[field] ?? null),
    }),
  )
  for (const rule of object.rules) if (rule.is === 'followAll' && rule.always) await rule.run(changes, w.tx)
  return changed.length
}
