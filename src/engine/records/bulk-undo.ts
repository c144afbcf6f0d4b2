import { type ApiBulk, bulkLimits, undoDays } from '#kernel/api-bulk.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { heldAmong } from '../approvals/guard.ts'
import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import { makeTally, type Tally } from './bulk.ts'
import { noteUndone } from './bulk-log.ts'
import { holdRecords } from './lock.ts'
import type { Writing } from './op.ts'
import { revertRecords } from './revert.ts'
import { describe, type Touched } from './touched.ts'
import { applyRight, writing } from './write.ts'

const chunk = 1_000

/**
 * Takes a bulk write of the caller's own back, told by its events: deleted records come back, changed ones get their former
 * values, also those that rules have changed with them. What somebody has changed since stays as it is and is told.
 * Refuses what is older than 30 days; what is somebody else's is not found.
 */
export async function undoBulk(session: Session, object: RegisteredObject, id: string): Promise<ApiBulk> {
  return writing(session, async (w) => {
    const event = engineTable(session.workspace, 'event')
    const touched = await w.db.rows(
      sql`select e.object, e.record_id, min(e.at) from ${event} e where e.cause_id = ${id}::uuid
        and not exists (select 1 from ${event} o where o.cause_id = ${id}::uuid and o.actor_id is distinct from ${session.principal.id}::uuid)
        group by e.object, e.record_id order by e.object, e.record_id
        limit ${4 * bulkLimits.records}::int`,
    )
    if (!touched.some(([key]) => key === object.key)) throw notFound()
    const { scopes } = session.principal.rights(object.key)
    // Not which records she reaches: whoever gave them away by mistake takes them back.
    if (scopes.update.length + scopes.delete.length === 0)
      throw refuse('forbidden', null, {
        en: `You may no longer change ${object.plural.toLowerCase()}.`,
        zh: `你已没有修改${object.label.zh}的权限。`,
      })
    const day = 86_400_000
    if (Date.parse(String(touched[0]![2])) < Date.parse(w.now) - undoDays * day)
      throw refuse(
        'conflict',
        null,
        { en: `This is more than ${undoDays} days ago.`, zh: `操作已超过 ${undoDays} 天，不能撤销。` },
        'not-now',
      )
    const trusted: Writing = { ...w, trusted: true }
    const tally = makeTally(session)
    let asked = 0
    for (const [key, list] of Map.groupBy(touched, ([key]) => String(key))) {
      const of = session.workspace.registry.object(key)
      const counted = key === object.key
      if (counted) asked = list.length
      for (let i = 0; i < list.length; i += chunk) {
        const ids = list.slice(i, i + chunk).map(([, recordId]) => String(recordId))
        await holdRecords(trusted, of, ids)
        await takeBack(trusted, of, await describe(w, id, key, ids), counted ? tally : makeTally(session))
      }
    }
    await noteUndone(w, id)
    return { id, asked, ...tally.sum() }
  })
}

async function takeBack(w: Writing, object: RegisteredObject, list: readonly Touched[], tally: Tally): Promise<void> {
  for (const one of list.filter((one) => one.changedSince)) tally.refuse(one.id, changedSince)
  const held = await heldAmong(
    w,
    object,
    list.map((one) => ({ id: one.id, fields: Object.keys(one.before), deleted: one.born })),
  )
  for (const [id, { message }] of held) tally.refuse(id, message)
  const mine = list.filter((one) => !one.changedSince && !held.has(one.id))
  const ops = [
    ...mine.filter((one) => one.deleted && !one.born).map(({ id }) => ({ do: 'restore', id }) as const),
    ...mine.filter((one) => one.born && !one.deleted).map(({ id }) => ({ do: 'delete', id }) as const),
  ]
  if (ops.length > 0) {
    const { outcomes, wrong } = await applyRight(w, object, ops)
    for (const [index] of outcomes) tally.changed(ops[index]!.id)
    for (const [index, problems] of wrong) tally.refuse(ops[index]!.id, problems[0]!.message)
  }
  const changed = mine.filter((one) => !one.born && Object.keys(one.before).length > 0)
  await revertRecords(w, object, changed)
  for (const one of mine)
    if (!ops.some(({ id }) => id === one.id)) {
      if (changed.includes(one)) tally.changed(one.id)
      else tally.unchanged()
    }
}

const changedSince = { en: 'Changed since by somebody.', zh: '之后又被修改过，保持不变。' }
