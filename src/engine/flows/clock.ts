import { v7 as uuid } from 'uuid'
import { datesFor } from '#kernel/anniversary.ts'
import type { FlowTrigger } from '#kernel/flow.ts'
import { nextTime } from '#kernel/flow-time.ts'
import { Refusal } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { dayOf } from '#kernel/time.ts'
import { engineTable, type Workspace } from '../context.ts'
import { crashPoint } from '../crash.ts'
import type { Queryable, Transaction } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { type Query, queryOf } from '../query/query.ts'
import { dateIn } from '../signals/date.ts'
import type { LiveFlow } from './live.ts'
import { insertRuns, type NewRun } from './run.ts'
import type { Listening } from './start.ts'
import { tellOwner } from './tell.ts'

/** Flows whose time has come begin for their records; answers how many runs there are. Each time counts once. */
export async function startTimed(workspace: Workspace, listening: Listening): Promise<number> {
  await setTimers(workspace, listening)
  const now = workspace.clock.now().toISOString()
  let begun = 0
  for (;;) {
    const one = await workspace.db.transaction(async (tx) => {
      const [row] = await tx.rows(
        sql`select flow_id, due_at from ${engineTable(workspace, 'flow_timer')} where due_at <= ${now}::timestamptz
          order by due_at limit 1 for update skip locked`,
      )
      if (!row) return null
      const flow = listening.flows.find(({ id }) => id === row[0])
      const count = flow ? await beginAt(tx, workspace, flow, listening, String(row[1])) : 0
      const next = flow && nextTime(flow.definition.trigger as FlowTrigger, String(row[1]), workspace.calendar)
      await tx.count(
        next
          ? sql`update ${engineTable(workspace, 'flow_timer')} set due_at = ${next}::timestamptz where flow_id = ${String(row[0])}::uuid`
          : sql`delete from ${engineTable(workspace, 'flow_timer')} where flow_id = ${String(row[0])}::uuid`,
      )
      crashPoint('flow.timed')
      return count
    })
    if (one === null) return begun
    begun += one
  }
}

/** A timer for each live flow that goes by the clock; one that is new on its version begins anew. */
async function setTimers(workspace: Workspace, { flows }: Listening): Promise<void> {
  const timed = flows.filter(({ definition: { trigger } }) => trigger?.on === 'date' || trigger?.on === 'schedule')
  const table = engineTable(workspace, 'flow_timer')
  if (timed.length === 0) return
  const rows = await workspace.db.rows(sql`select flow_id, version_id from ${table}`)
  const there = new Map(rows.map(([flow, version]) => [String(flow), String(version)]))
  for (const { id, versionId, since, definition } of timed) {
    if (there.get(id) === versionId) continue
    const due = nextTime(definition.trigger as FlowTrigger, since, workspace.calendar)
    if (due)
      await workspace.db.count(
        sql`insert into ${table} (flow_id, version_id, due_at) values (${id}::uuid, ${versionId}::uuid, ${due}::timestamptz)
          on conflict (flow_id) do update set version_id = excluded.version_id, due_at = excluded.due_at`,
      )
  }
}

async function beginAt(
  tx: Transaction,
  workspace: Workspace,
  flow: LiveFlow,
  { owners }: Listening,
  at: string,
): Promise<number> {
  const now = workspace.clock.now().toISOString()
  const trigger = flow.definition.trigger as Extract<FlowTrigger, { on: 'date' | 'schedule' }>
  const base = { flowId: flow.id, versionId: flow.versionId, step: flow.definition.steps[0]?.id ?? null, depth: 0 }
  if (trigger.object === null)
    return (
      await insertRuns(
        tx,
        workspace,
        [{ ...base, id: uuid(), object: null, recordId: null, once: at, dueAt: now }],
        now,
      )
    ).length
  const owner = owners.get(flow.owner ?? '')
  const object = workspace.registry.objects.get(trigger.object)
  if (!owner || !object) {
    await tellOwner(workspace, flow, 'flowFailed', tx)
    return 0
  }
  const ids = await recordsAt(tx, queryOf({ workspace, principal: owner }, now), object, trigger, at)
  if (!ids) {
    await tellOwner(workspace, flow, 'flowFailed', tx)
    return 0
  }
  const runs = ids.map(
    (id, i): NewRun => ({
      ...base,
      id: uuid(),
      object: object.key,
      recordId: id,
      once: `${at} ${id}`,
      dueAt: new Date(Date.parse(now) + Math.floor(i / flow.perMinute) * 60_000).toISOString(),
    }),
  )
  return (await insertRuns(tx, workspace, runs, now)).length
}

/** The records for which a time is: their date is so many days away, by the index of its column; null where nobody can tell. */
async function recordsAt(
  on: Queryable,
  query: Query,
  object: RegisteredObject,
  trigger: Extract<FlowTrigger, { on: 'date' | 'schedule' }>,
  at: string,
): Promise<string[] | null> {
  try {
    const reach = query.reach(object, trigger.where ? { where: trigger.where } : {})
    const when =
      trigger.on === 'date' ? sql`and ${dateIn(query, object, trigger.field, datesAt(query, trigger, at))}` : sql``
    const rows = await on.rows(
      sql`select r.id from ${query.from(object.key, 'r')} where ${reach} ${when} order by r.id`,
    )
    return rows.map(([id]) => String(id))
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

function datesAt(
  { workspace }: Query,
  { days, years }: Extract<FlowTrigger, { on: 'date' }>,
  at: string,
): readonly string[] {
  return datesFor(dayOf(at, workspace.calendar.timeZone), days, years)
}
