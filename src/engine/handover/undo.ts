import { v7 as uuid } from 'uuid'
import { type Label, say } from '#kernel/label.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import { engineTable, type Session } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { sql } from '../db/sql.ts'
import { insertEvents } from '../events/event.ts'
import { past } from '../query/query.ts'
import { loadStored } from '../records/load.ts'
import type { Writing } from '../records/op.ts'
import { groupsOf, revertRecords } from '../records/revert.ts'
import { applyRight, writing } from '../records/write.ts'
import { takeBackApprovals } from './approvals.ts'
import { fail } from './run.ts'

/** A handover can be taken back this long. */
export const undoDays = 7
const day = 86_400_000
const chunk = 1_000

/** Why a record was left alone, by its object and id. */
export type NotUndone = { readonly object: string; readonly id: string; readonly why: Label }

/** Claims a handover for taking back. Refuses one that is not done, and one of more than seven days ago. */
export async function beginUndo({ workspace, principal }: Session, id: string): Promise<void> {
  const table = engineTable(workspace, 'handover')
  const [row] = await workspace.db.rows(sql`select status, finished_at from ${table} where id = ${id}::uuid`)
  if (!row) throw notFound()
  const now = workspace.clock.now()
  if (row[0] === 'done' && Date.parse(String(row[1])) < now.getTime() - undoDays * day)
    throw refuse(
      'conflict',
      null,
      { en: `This is more than ${undoDays} days ago.`, zh: `交接已超过 ${undoDays} 天，不能撤销。` },
      'not-now',
    )
  const claimed = await workspace.db.count(
    sql`update ${table} set status = 'undoing', error = null, undone_at = ${now.toISOString()}::timestamptz, undone_by = ${principal.id}::uuid
      where id = ${id}::uuid and status in ('done', 'undoing')`,
  )
  if (claimed === 0)
    throw refuse(
      'conflict',
      null,
      { en: 'Only a finished handover is taken back.', zh: '只有已完成的交接可以撤销。' },
      'not-now',
    )
}

/**
 * Takes a handover back in one transaction, told by its events: each field that the handover changed gets its former
 * value, what rules have changed with it too. A field that somebody has changed since stays and is told.
 */
export async function undoHandover(session: Session, id: string): Promise<void> {
  try {
    await writing({ ...session, causeId: uuid() }, async (w) => {
      const { workspace, principal, origin } = session
      const table = engineTable(workspace, 'handover')
      const [row] = await w.db.rows(sql`select person_id, status from ${table} where id = ${id}::uuid for update`)
      if (row?.[1] !== 'undoing') return
      const event = engineTable(workspace, 'event')
      const touched = await w.db.rows(
        sql`select object, record_id from ${event} where cause_id = ${id}::uuid group by object, record_id order by object, record_id`,
      )
      const back: Writing = { ...w, trusted: true, approval: { is: 'handedOver' } }
      const left = await takeBackApprovals(back, id, String(row[0]))
      for (const [object, list] of Map.groupBy(touched, ([key]) => String(key)))
        for (let i = 0; i < list.length; i += chunk) {
          const ids = list.slice(i, i + chunk).map(([, record]) => String(record))
          left.push(...(await takeBack(back, id, object, ids)))
          crashPoint('handover.undo')
        }
      await w.db.count(
        sql`update ${table} set status = 'undone', error = null, report = ${JSON.stringify({ left })}::jsonb where id = ${id}::uuid`,
      )
      await insertEvents(w.db, workspace, [
        {
          id: uuid(),
          at: w.now,
          kind: 'handoverUndone',
          object: 'user',
          recordId: String(row[0]),
          actorId: principal.id,
          origin,
          changes: {},
          data: { handover: id, left: left.length },
          causeId: null,
        },
      ])
    })
  } catch (error) {
    await fail(session, id, error, 'undoing')
    throw error
  }
}

async function takeBack(w: Writing, handover: string, key: string, ids: readonly string[]): Promise<NotUndone[]> {
  const { workspace } = w.session
  const object = workspace.registry.objects.get(key)
  if (!object) return []
  const rows = await w.db.rows(
    sql`select record_id, kind, changes from ${engineTable(workspace, 'event')}
      where cause_id = ${handover}::uuid and object = ${key} and record_id = any(${ids}::uuid[]) order by id`,
  )
  const now = await loadStored(
    w.db,
    past(w.query),
    object,
    sql`r.id = any(${ids}::uuid[]) order by r.id for no key update of r`,
  )
  const current = new Map(now.map((record) => [record.id, record]))
  const left: NotUndone[] = []
  const born: string[] = []
  const back: { id: string; before: Record<string, unknown> }[] = []
  for (const [id, list] of Map.groupBy(rows, ([record]) => String(record))) {
    const record = current.get(id)
    const made = list.some(([, kind]) => kind === 'created')
    if (!record || record.deletedAt !== null) {
      if (!made) left.push({ object: key, id, why: deleted })
      continue
    }
    if (made) {
      born.push(id)
      continue
    }
    const changed = new Map<string, { from: unknown; to: unknown }>()
    for (const [, , changes] of list)
      for (const [field, [from, to]] of Object.entries((changes ?? {}) as Record<string, [unknown, unknown]>))
        changed.set(field, { from: changed.has(field) ? changed.get(field)!.from : from, to })
    const same = (field: string, to: unknown) => JSON.stringify(record[field] ?? null) === JSON.stringify(to ?? null)
    const since = [...changed].flatMap(([field, { to }]) => (same(field, to) ? [] : [field]))
    // Of what means something together only, all goes back or nothing: who has a record, and since when.
    const stays = new Set([...since, ...groupsOf(object, since)])
    const before = Object.fromEntries(
      [...changed].filter(([field]) => !stays.has(field)).map(([field, { from }]) => [field, from]),
    )
    if (Object.keys(before).length < changed.size) left.push({ object: key, id, why: changedSince })
    if (Object.keys(before).length > 0) back.push({ id, before })
  }
  if (born.length > 0)
    await applyRight(
      w,
      object,
      born.map((id) => ({ do: 'delete', id }) as const),
    )
  await revertRecords(w, object, back)
  return left
}

const changedSince: Label = {
  en: 'Given to somebody else since, or changed where the handover changed it.',
  zh: '之后又转给他人，或交接改动的内容已被再次修改，保持不变。',
}
const deleted: Label = { en: 'Deleted since.', zh: '之后已删除。' }

/** Reasons with how many records each, in the language of the reader. */
export function inWords(list: readonly NotUndone[], language: Session['language']) {
  return [...Map.groupBy(list, ({ why }) => say(why, language))].map(([detail, some]) => ({
    detail,
    count: some.length,
    records: some.slice(0, 20).map(({ object, id }) => ({ object, id })),
  }))
}
