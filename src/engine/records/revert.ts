import { isDeepStrictEqual } from 'node:util'
import { v7 as uuid } from 'uuid'
import type { Change, Event } from '#kernel/behaviour.ts'
import type { ObjectDef, Values } from '#kernel/object.ts'
import { Refusal } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { accessChanged, isKeptAtHand } from '../access/changes.ts'
import { heldAmong } from '../approvals/guard.ts'
import { sql } from '../db/sql.ts'
import { insertEvents } from '../events/event.ts'
import { past } from '../query/query.ts'
import { scoreWritten } from '../scores/write.ts'
import type { Stored } from './codec.ts'
import { loadStored } from './load.ts'
import type { Writing } from './op.ts'
import { updateRecords, writeLinks } from './store.ts'

/** A record that is to be as it was. */
export type Revert = {
  readonly id: string
  readonly before: Readonly<Record<string, unknown>>
  /** What is taken back, where something may have been changed since. */
  readonly put?: Readonly<Record<string, unknown>>
}

/**
 * Gives records exactly the values that they had before: no rule runs, because a rule would make something of them again.
 * Of what means something together only, all goes back or nothing: nothing where some of it has changed since.
 * Versions go up, and an event tells of it, as with every write. Answers how many differed.
 */
export async function revertRecords(w: Writing, object: RegisteredObject, list: readonly Revert[]): Promise<number> {
  if (list.length === 0) return 0
  const ids = list.map((one) => one.id)
  const wanted = new Map(list.map((one) => [one.id, one]))
  const records = await loadStored(
    w.db,
    past(w.query),
    object,
    sql`r.id = any(${ids}::uuid[]) and r.deleted_at is null order by r.id for no key update of r`,
  )
  return rewriteRecords(
    w,
    object,
    records.map((record) => ({ before: record, values: formerValues(object, record, wanted.get(record.id)!) })),
  )
}

function formerValues(object: RegisteredObject, now: Stored, { before, put = {} }: Revert): Values {
  const since = Object.keys(put).filter((key) => !isDeepStrictEqual(put[key] ?? null, now[key] ?? null))
  const stays = new Set(groupsOf(object, since))
  return Object.fromEntries(Object.entries(before).filter(([key]) => !stays.has(key)))
}

/** The fields of those groups that one of these fields belongs to: they mean something together only, as who has a record and since when. */
export function groupsOf(object: RegisteredObject, fields: readonly string[]): string[] {
  return object.together.filter((group) => group.some((key) => fields.includes(key))).flat()
}

/** A record that is locked, and what becomes of it exactly. */
export type Rewrite = {
  readonly before: Stored
  readonly values: Values
  /** Into the recycle bin, or out of it. */
  readonly deleted?: boolean
  readonly data?: Event['data']
}

/**
 * Writes records exactly as they are given, past every rule but those that must hold whatever happens; refuses where what
 * changes is under approval. One event tells of each; a record that is so already is left alone. Answers how many were not.
 */
export async function rewriteRecords(w: Writing, object: RegisteredObject, list: readonly Rewrite[]): Promise<number> {
  const { workspace, principal, origin } = w.session
  const changed = list.flatMap(({ before, values, deleted, data = null }) => {
    const own = Object.keys(values).filter(
      (key) => object.fields[key] && !isDeepStrictEqual(values[key] ?? null, before[key] ?? null),
    )
    const turned = deleted !== undefined && deleted !== (before.deletedAt !== null)
    if (own.length === 0 && !turned) return []
    const system = { version: Number(before['version']) + 1, updatedAt: w.now, updatedBy: principal.id }
    const after = {
      ...before,
      ...Object.fromEntries(own.map((key) => [key, values[key] ?? null])),
      ...system,
      deletedAt: turned ? (deleted ? w.now : null) : before.deletedAt,
    } as Stored
    const kind = turned ? (deleted ? 'deleted' : 'restored') : 'updated'
    return [{ before, after, fields: [...own, ...Object.keys(system)], own, kind, data }]
  })
  if (changed.length === 0) return 0
  const held = await heldAmong(
    w,
    object,
    changed.map(({ after, own, kind }) => ({ id: after.id, fields: own, deleted: kind === 'deleted' })),
  )
  for (const wrong of held.values()) throw new Refusal('conflict', [{ ...wrong, field: null }])
  await updateRecords(w.db, workspace, object, changed)
  await insertEvents(
    w.db,
    workspace,
    changed.map(({ before, after, own, kind, data }) => ({
      id: uuid(),
      at: w.now,
      kind,
      object: object.key,
      recordId: after.id,
      actorId: principal.id,
      origin,
      changes: Object.fromEntries(own.map((key) => [key, [before[key] ?? null, after[key] ?? null] as const])),
      data,
      causeId: w.session.causeId ?? null,
    })),
  )
  await writeLinks(w.db, workspace, object, changed)
  await scoreWritten(
    w,
    object,
    changed.map(({ before, after, own, kind }) => ({ before, after, fields: own, done: kind })),
  )
  for (const { after } of changed) w.loader.put(object, after)
  if (isKeptAtHand(object)) await accessChanged(w, object.key)
  const changes = changed.map(
    ({ before, after }): Change<ObjectDef> => ({
      before: (before.deletedAt ? null : before) as unknown as Change<ObjectDef>['before'],
      after: after as unknown as Change<ObjectDef>['after'],
      deleted: after.deletedAt !== null,
      changes: (field) => !isDeepStrictEqual(before[field] ?? null, after[field] ?? null),
      leftOpen: () => null,
    }),
  )
  for (const rule of object.rules) if (rule.is === 'followAll' && rule.always) await rule.run(changes, w.tx)
  return changed.length
}
