import { v7 as uuid } from 'uuid'
import type { ApiMerge, MergeRequest } from '#kernel/api-merge.ts'
import { columnsOf } from '#kernel/fields/index.ts'
import { problem, Refusal, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { guardMerge } from '../approvals/guard.ts'
import { offeringApproval } from '../approvals/offer.ts'
import { engineTable, type Session } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { ident, sql } from '../db/sql.ts'
import type { Stored } from '../records/codec.ts'
import type { Writing } from '../records/op.ts'
import { present, type Shown } from '../records/records.ts'
import { rewriteRecords } from '../records/revert.ts'
import { applyOps, writing } from '../records/write.ts'
import { carry } from './carried.ts'
import { chosenValue } from './choose.ts'
import { codeFields } from './former.ts'
import { mayMerge, readChoices, readMembers } from './members.ts'
import { mergeOf } from './merges.ts'
import { turnPointers } from './pointing.ts'

/**
 * Makes one of several records, in one transaction: whatever points at the others points at the survivor afterwards, it
 * takes the chosen values, and the ids of the others lead to it. Everything that is done has the merge as its cause, by
 * which `splitMerge` takes it apart again.
 * Refuses without the right to merge, a record that she may not change, and one that has changed since she looked.
 */
export async function mergeRecords(
  session: Session,
  object: RegisteredObject,
  request: MergeRequest,
): Promise<{ merge: ApiMerge; record: Shown | null }> {
  mayMerge(session, object)
  const id = uuid()
  const change = { do: 'merge', request: { ...request } } as const
  return offeringApproval({ object: object.key, recordId: request.survivor, change }, () =>
    writing({ ...session, causeId: id }, (w) => mergeWithin(w, object, id, request)),
  )
}

/** The same in the transaction at hand, of which the merge must be the cause. */
export async function mergeWithin(
  w: Writing,
  object: RegisteredObject,
  id: string,
  request: MergeRequest,
): Promise<{ merge: ApiMerge; record: Shown | null }> {
  const { session } = w
  mayMerge(session, object)
  const members = await readMembers(w.query, w.db, object, request.ids, { held: true })
  refuseStale(members.records, request.versions ?? {})
  await guardMerge(w, object, members.records)
  const choices = readChoices(session, object, members, request)
  const { survivor } = request
  const lost = members.records.filter((record) => record.id !== survivor)
  const ids = lost.map((record) => record.id)
  const trusted: Writing = { ...w, trusted: true }

  await noteFormer(w, object, id, lost, survivor)
  await rewriteRecords(
    trusted,
    object,
    lost.map((before) => ({ before, values: {}, deleted: true, data: { merge: id, into: survivor } })),
  )
  const moved = await turnPointers(trusted, object, ids, survivor)
  const carried = await carry(w, { object: object.key, ids, survivor })
  const first = members.records.find((record) => record.id === survivor)!
  const ordered = [first, ...lost]
  const values = Object.fromEntries(
    [...choices].map(([key, { from }]) => [key, chosenValue(object, key, from, ordered)]),
  )
  const outcomes = await applyOps(trusted, object, [{ do: 'update', id: survivor, values, ruled: true }])
  await refuseCircles(w, object, survivor)
  await w.db.count(
    sql`insert into ${engineTable(session.workspace, 'merge')} (id, object, survivor_id, merged_ids, moved, carried, at, by_id)
      values (${id}::uuid, ${object.key}, ${survivor}::uuid, ${ids}::uuid[], ${moved}::int, ${JSON.stringify(carried)}::jsonb, ${w.now}::timestamptz, ${session.principal.id}::uuid)`,
  )
  await w.tx.emit(object, survivor, 'merged', { merge: id, merged: ids })
  crashPoint('merge.written')
  const [record = null] = await present(w, object, outcomes, null)
  return { merge: await mergeOf(w.query, w.db, object, id), record }
}

function refuseStale(records: readonly Stored[], versions: Readonly<Record<string, number>>): void {
  if (!records.some(({ id, version }) => versions[id] !== undefined && versions[id] !== version)) return
  throw new Refusal('stale', [
    problem(
      null,
      {
        en: 'One of these records has been changed in the meantime. Please look again.',
        zh: '其中有的记录刚被修改过，请重新核对。',
      },
      'stale',
    ),
  ])
}

/** From now on their ids, numbers and codes lead to the survivor. */
async function noteFormer(
  w: Writing,
  object: RegisteredObject,
  merge: string,
  lost: readonly Stored[],
  survivor: string,
): Promise<void> {
  const rows = lost.map((record) => ({
    id: record.id,
    codes: codeFields(object).flatMap((key) => (record[key] ? [String(record[key]).toLowerCase()] : [])),
  }))
  await w.db.count(
    sql`insert into ${engineTable(w.session.workspace, 'former_id')} (object, id, survivor_id, merge_id, codes)
      select ${object.key}, x.id, ${survivor}::uuid, ${merge}::uuid, x.codes
      from json_to_recordset(${JSON.stringify(rows)}::json) as x (id uuid, codes text[])`,
  )
}

/** A record that stood above another must not come to stand above itself. */
async function refuseCircles(w: Writing, object: RegisteredObject, survivor: string): Promise<void> {
  for (const [key, field] of Object.entries(object.fields)) {
    if (field.type !== 'relation' || !('to' in field) || field.to !== object.key) continue
    const column = ident(columnsOf(key, field)[0]!.name)
    const table = w.query.table(object.key)
    const rows = await w.db.rows(
      sql`with recursive above as (
          select t.${column} as id from ${table} t where t.id = ${survivor}::uuid
          union select t.${column} from above a join ${table} t on t.id = a.id)
        select 1 from above where id = ${survivor}::uuid`,
    )
    if (rows.length > 0)
      throw refuse(
        'conflict',
        key,
        {
          en: `${field.label.en}: the record would stand above itself. Change that first.`,
          zh: `「${field.label.zh}」会形成循环，请先调整后再合并。`,
        },
        'circle',
      )
  }
}
