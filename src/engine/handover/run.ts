import { v7 as uuid } from 'uuid'
import type { HandoverWish } from '#kernel/api-handover.ts'
import { approvalObject } from '#kernel/approval.ts'
import { type Label, say } from '#kernel/label.ts'
import { notFound, type Problem, Refusal, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Where } from '#kernel/where.ts'
import { engineTable, type Session } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { isOneOf, raw, sql } from '../db/sql.ts'
import { insertEvents } from '../events/event.ts'
import { past } from '../query/query.ts'
import { loadStored } from '../records/load.ts'
import type { Writing } from '../records/op.ts'
import { applyRight, writing } from '../records/write.ts'
import { giveApprovals } from './approvals.ts'
import { placesFor } from './places.ts'
import { itemsOf } from './plan.ts'

/** Records of one statement. */
const chunk = 1_000

/**
 * Writes down who gets what, exactly as it is carried out afterwards. Refuses a plan that takes nothing, one that is no
 * longer what was confirmed, and a second one while the first is under way.
 */
export async function beginHandover(session: Session, personId: string, wish: HandoverWish): Promise<string> {
  const { workspace, principal } = session
  if (!(await workspace.directory.everyone()).people.has(personId)) throw notFound()
  const items = await itemsOf(session, personId, wish.rules)
  if (items.length === 0)
    throw refuse('invalid', 'rules', { en: 'No record would go anywhere.', zh: '没有需要交接的记录。' }, 'nothing')
  if (wish.count !== undefined && wish.count !== items.length)
    throw refuse(
      'conflict',
      'count',
      {
        en: `It would be ${items.length} records now. Nothing was done; please look at the preview again.`,
        zh: `现在是 ${items.length} 条记录，与预览不一致。尚未执行，请重新预览。`,
      },
      'selection-changed',
    )
  const id = uuid()
  const at = workspace.clock.now().toISOString()
  const rows = items.map(({ object, field, id: record, to }) => ({ object, field, record_id: record, to_id: to }))
  const { count: _, ...plan } = wish
  await workspace.db.transaction(async (tx) => {
    await tx.rows(sql`select 1 from ${engineTable(workspace, 'user')} where id = ${personId}::uuid for no key update`)
    const under = await tx.rows(
      sql`select 1 from ${engineTable(workspace, 'handover')} where person_id = ${personId}::uuid and status in ('running', 'failed', 'undoing')`,
    )
    if (under.length > 0)
      throw refuse(
        'conflict',
        null,
        { en: 'A handover of this person is under way. Finish it first.', zh: '该成员的交接正在进行，请先完成。' },
        'under-way',
      )
    await tx.count(
      sql`insert into ${engineTable(workspace, 'handover')} (id, person_id, status, plan, checks, created_at, created_by)
        values (${id}::uuid, ${personId}::uuid, 'running', ${JSON.stringify(plan)}::jsonb, '{}', ${at}::timestamptz, ${principal.id}::uuid)`,
    )
    await tx.count(
      sql`insert into ${engineTable(workspace, 'handover_item')} (handover_id, object, field, record_id, to_id)
        select ${id}::uuid, x.object, x.field, x.record_id, x.to_id
        from json_to_recordset(${JSON.stringify(rows)}::json) as x (object text, field text, record_id uuid, to_id uuid)`,
    )
  })
  return id
}

/**
 * Carries a handover out, one transaction for each receiver: her records, their events and the note that they are done
 * commit together. What was cut short goes on when it is called again; two that call it at once wait for each other.
 */
export async function carryOut(session: Session, id: string): Promise<void> {
  const { workspace } = session
  const told: Session = { ...session, causeId: id }
  const item = engineTable(workspace, 'handover_item')
  const handover = engineTable(workspace, 'handover')
  try {
    const receivers = await workspace.db.rows(
      sql`select to_id from ${item} where handover_id = ${id}::uuid and done_at is null group by to_id order by to_id`,
    )
    for (const [to] of receivers) {
      await writing(told, (w) => giveAll(w, id, String(to)))
      crashPoint('handover.given')
    }
    await workspace.db.count(
      sql`update ${handover} set status = 'done', error = null, finished_at = ${workspace.clock.now().toISOString()}::timestamptz
        where id = ${id}::uuid and status in ('running', 'failed')
          and not exists (select 1 from ${item} where handover_id = ${id}::uuid and done_at is null)`,
    )
  } catch (error) {
    await fail(session, id, error, 'failed')
    throw error
  }
}

/** Notes why it stopped; what is done stays done. */
export async function fail(session: Session, id: string, error: unknown, status: 'failed' | 'undoing'): Promise<void> {
  const words =
    error instanceof Refusal ? error.problems.map((p) => say(p.message, session.language)).join(' ') : String(error)
  await session.workspace.db.count(
    sql`update ${engineTable(session.workspace, 'handover')} set status = ${status}, error = ${words}
      where id = ${id}::uuid and status in ('running', 'failed', 'undoing')`,
  )
}

async function giveAll(w: Writing, id: string, to: string): Promise<void> {
  const { workspace } = w.session
  const [row] = await w.db.rows(
    sql`select person_id, status, plan from ${engineTable(workspace, 'handover')} where id = ${id}::uuid for update`,
  )
  if (row?.[1] !== 'running' && row?.[1] !== 'failed') return
  const personId = String(row[0])
  const note = (row[2] as { note?: string | null }).note ?? null
  const item = engineTable(workspace, 'handover_item')
  const open = await w.db.rows(
    sql`select object, field, record_id from ${item} where handover_id = ${id}::uuid and to_id = ${to}::uuid and done_at is null
      order by object, field, record_id`,
  )
  const trusted: Writing = { ...w, trusted: true, approval: { is: 'handedOver' } }
  // Requests for approval first, as whoever decides locks them before the record that they are about.
  const parts = [...Map.groupBy(open, ([object, field]) => `${object} ${field}`).values()]
  parts.sort((a, b) => Number(b[0]![0] === approvalObject) - Number(a[0]![0] === approvalObject))
  for (const list of parts) {
    const [object, field] = list[0]!.map(String) as [string, string]
    for (let i = 0; i < list.length; i += chunk) {
      const ids = list.slice(i, i + chunk).map(([, , record]) => String(record))
      await give(trusted, { id, personId, to, object, field, note }, ids)
      crashPoint('handover.chunk')
    }
  }
}

type Giving = {
  readonly id: string
  readonly personId: string
  readonly to: string
  readonly object: string
  readonly field: string
  readonly note: string | null
}

async function give(w: Writing, giving: Giving, ids: readonly string[]): Promise<void> {
  if (giving.object === approvalObject) return noteGiven(w, giving, ids, await giveApprovals(w, giving, ids))
  const { workspace } = w.session
  const { personId, to, field } = giving
  const object = workspace.registry.object(giving.object)
  const query = past(w.query)
  const place = (await placesFor(workspace, object)).find((one) => one.id === to)
  const hers = query.reach(object, { where: { [field]: personId } })
  const fits = place ? query.declared(object, place.fits, 'r') : null
  const records = await loadStored(
    w.db,
    query,
    object,
    sql`${isOneOf(raw('r.id'), ids)} and ${hers}${fits ? sql` and ${fits}` : raw('')} order by r.id for no key update of r`,
  )
  const found = records.map((record) => record.id)
  const { wrong } =
    found.length === 0
      ? { wrong: new Map<number, readonly Problem[]>() }
      : await applyRight(
          w,
          object,
          found.map((record) => ({ do: 'update', id: record, values: { [place?.relation ?? field]: to } }) as const),
        )
  const kept = new Map<string, Label>()
  const missing = ids.filter((one) => !found.includes(one))
  const there = await alreadyWith(w, object, missing, { [place?.relation ?? field]: to })
  for (const one of missing) if (!there.has(one)) kept.set(one, fits ? goneOrUnfit : gone)
  for (const [index, problems] of wrong) kept.set(found[index]!, problems[0]!.message)
  await noteGiven(w, giving, ids, kept, place !== undefined)
}

/** Those that a rule has given to the receiver already, as a part that goes along with its whole. */
async function alreadyWith(
  w: Writing,
  object: RegisteredObject,
  ids: readonly string[],
  where: Where,
): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const query = past(w.query)
  const rows = await w.db.rows(
    sql`select r.id from ${query.from(object.key, 'r')} where ${isOneOf(raw('r.id'), ids)} and ${query.reach(object, { where })}`,
  )
  return new Set(rows.map(([id]) => String(id)))
}

/** Notes that these have had their turn and which of them stayed, and tells of those that went. */
async function noteGiven(
  w: Writing,
  { id, personId, to, object, field, note }: Giving,
  ids: readonly string[],
  kept: ReadonlyMap<string, Label>,
  intoPlace = false,
): Promise<void> {
  const { workspace, principal, origin } = w.session
  const given = ids.filter((one) => !kept.has(one))
  const rows = ids.map((record) => ({ record_id: record, kept: kept.get(record) ?? null }))
  await w.db.count(
    sql`update ${engineTable(workspace, 'handover_item')} i set done_at = ${w.now}::timestamptz, kept = x.kept
      from json_to_recordset(${JSON.stringify(rows)}::json) as x (record_id uuid, kept jsonb)
      where i.handover_id = ${id}::uuid and i.object = ${object} and i.field = ${field} and i.record_id = x.record_id`,
  )
  if (given.length === 0) return
  await insertEvents(w.db, workspace, [
    {
      id: uuid(),
      at: w.now,
      kind: 'handedOver',
      object: 'user',
      recordId: personId,
      actorId: principal.id,
      origin,
      changes: {},
      data: {
        handover: id,
        [intoPlace ? 'into' : 'to']: to,
        object,
        field,
        ids: given,
        ...(note ? { note } : {}),
      },
      causeId: null,
    },
  ])
}

const gone: Label = {
  en: 'No longer hers when its turn came: given to somebody else or deleted.',
  zh: '轮到这条记录时已不属于该成员：已转给他人或已删除。',
}
const goneOrUnfit: Label = {
  en: 'Given to somebody else, deleted, or changed so that it may not stand there any more.',
  zh: '已转给他人、已删除，或不再符合准入条件。',
}
