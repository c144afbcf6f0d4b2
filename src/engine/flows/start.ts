import { v7 as uuid } from 'uuid'
import type { Event } from '#kernel/behaviour.ts'
import type { FlowTrigger } from '#kernel/flow.ts'
import type { Label } from '#kernel/label.ts'
import type { Values } from '#kernel/object.ts'
import { Refusal } from '#kernel/problem.ts'
import type { Principal } from '../access/principal.ts'
import { engineTable, type Workspace } from '../context.ts'
import type { Queryable, Transaction } from '../db/database.ts'
import { allEnded } from '../db/ended.ts'
import { sql } from '../db/sql.ts'
import { presentRecords } from '../query/list.ts'
import { queryOf } from '../query/query.ts'
import { aloud } from '../webhooks/outbox.ts'
import { hasFlows, type LiveFlow, liveFlows, setOffBy } from './live.ts'
import { insertRuns, type NewRun } from './run.ts'
import { tellOfMishaps, tellOwner } from './tell.ts'

/** How many flows may set each other off in a row, and how often one may be set off for a record within a minute. */
export const guard = { depth: 5, perRecord: 10 } as const

/** What is asked before the transaction: the live flows, and with whose rights each acts. */
export type Listening = Awaited<ReturnType<typeof listeningOf>>

/** The live flows of a workspace with their owners; an owner who is gone is null. */
export async function listeningOf(workspace: Workspace) {
  const index = await liveFlows(workspace)
  const owners = new Map<string, Principal | null>()
  for (const { owner } of [...index.flows, ...index.signals])
    if (owner && !owners.has(owner)) owners.set(owner, await workspace.directory.proxy(owner))
  return { ...index, owners }
}

/**
 * Begins the runs that events set off, and lets those go on that wait for their records, in the transaction that takes
 * the events out of the outbox: an event is either still in there, or has done what it does.
 */
export async function startRuns(
  tx: Transaction,
  workspace: Workspace,
  events: readonly Event[],
  listening: Listening,
): Promise<number> {
  if (!hasFlows(workspace)) return 0
  const heard = await aloud(tx, workspace, events)
  await tellOfMishaps(tx, workspace, heard)
  const wakened = await wakeWaiting(tx, workspace, heard, listening)
  const setOff = heard.flatMap((event) => setOffBy(workspace, listening, event).map((flow) => ({ flow, event })))
  if (setOff.length === 0) return wakened
  const depths = await depthsOf(tx, workspace, heard)
  // Of each flow by itself, so that what they ask for is sent together.
  const begun = await allEnded(
    [...Map.groupBy(setOff, ({ flow }) => flow)].map(async ([flow, list]) => {
      const owner = listening.owners.get(flow.owner ?? '') ?? null
      const starts = list.map(({ event: { id, object, recordId } }) => ({
        once: id,
        object,
        recordId,
        depth: depths.get(id) ?? 0,
      }))
      return begin(tx, workspace, flow, owner, await namedBy(tx, workspace, flow, owner, starts))
    }),
  )
  return begun.reduce((sum, count) => sum + count, wakened)
}

/** What sets a flow off for a record, once. */
export type Start = {
  readonly once: string
  readonly object: string | null
  /** Null where it is about no record. */
  readonly recordId: string | null
  readonly depth: number
  /** What comes with it, for the steps to take. */
  readonly given?: Values
  /** Somebody outside asks for it: often is no circle, and what is too much begins later. */
  readonly outside?: true
}

/**
 * Where a flow is about the records that others name, those instead: of a mail, whom it is from. Only what the owner may
 * read sets her flow off, so that nobody learns by it of what is kept from her.
 */
async function namedBy(
  tx: Queryable,
  workspace: Workspace,
  { definition: { trigger } }: LiveFlow,
  owner: Principal | null,
  starts: readonly (Start & { readonly recordId: string })[],
): Promise<readonly Start[]> {
  if (!owner || trigger?.on !== 'event' || !trigger.of) return starts
  const { object, of } = trigger
  const query = queryOf({ workspace, principal: owner })
  const ids = [...new Set(starts.map(({ recordId }) => recordId))]
  const shown = await presentRecords(query, workspace.registry.object(of.object), ids, [of.field], tx)
  const named = new Map(shown.map((one) => [String(one['id']), idsIn(one[of.field])]))
  return starts.flatMap((start) =>
    (named.get(start.recordId) ?? []).map((id) => ({ ...start, once: `${start.once} ${id}`, object, recordId: id })),
  )
}

/** The ids of a relation as it is shown; none of what is hidden. */
function idsIn(value: unknown): readonly string[] {
  return [value].flat().flatMap((one) => {
    const id = typeof one === 'object' && one !== null && 'id' in one ? one.id : null
    return typeof id === 'string' ? [id] : []
  })
}

/** Begins the runs of a flow for these records, as far as its filter lets them in. */
export async function begin(
  tx: Transaction,
  workspace: Workspace,
  flow: LiveFlow,
  owner: Principal | null,
  starts: readonly Start[],
): Promise<number> {
  const now = workspace.clock.now().toISOString()
  const ids = starts.flatMap(({ recordId }) => recordId ?? [])
  const { fit, wrong } = await fitting(tx, workspace, flow, owner, ids, now)
  const begins = wrong ? starts : starts.filter(({ recordId }) => recordId === null || fit.has(recordId))
  if (begins.length === 0) return 0
  const often = await lately(tx, workspace, flow, ids, now)
  const runs = begins.map(({ once, object, recordId, depth, given, outside }, i): NewRun => {
    const count = recordId === null || outside ? 0 : (often.of.get(recordId) ?? 0) + 1
    if (recordId !== null) often.of.set(recordId, count)
    const stopped = wrong ?? (depth > guard.depth || count > guard.perRecord ? loops : undefined)
    // What is over the limit of a minute begins in the next ones.
    const late = Math.floor((often.all + i) / flow.perMinute)
    return {
      id: uuid(),
      flowId: flow.id,
      versionId: flow.versionId,
      object,
      recordId,
      once,
      step: flow.definition.steps[0]?.id ?? null,
      dueAt: late === 0 ? now : new Date(Date.parse(now) + late * 60_000).toISOString(),
      depth,
      ...(given ? { data: { given } } : {}),
      ...(stopped ? { stopped } : {}),
    }
  })
  const made = new Set(await insertRuns(tx, workspace, runs, now))
  const stopped = runs.filter((run) => run.stopped && made.has(run.id))
  if (stopped.length > 0) await tellOwner(workspace, flow, wrong ? 'flowFailed' : 'flowStopped', tx)
  return made.size - stopped.length
}

const loops: Label = {
  en: 'Stopped: flows set each other off in a circle.',
  zh: '已拦停：流程之间反复触发。',
}

const ownerGone: Label = {
  en: 'The owner of the flow works here no more.',
  zh: '流程负责人已停用。',
}

/** Which of the records match, read with the owner's rights; or why nobody can tell. */
export async function fitting(
  on: Queryable,
  workspace: Workspace,
  { definition }: Pick<LiveFlow, 'definition'>,
  owner: Principal | null,
  ids: readonly string[],
  now: string,
): Promise<{ readonly fit: ReadonlySet<string>; readonly wrong?: Label }> {
  const trigger = definition.trigger as FlowTrigger & { object: string | null }
  if (!owner) return { fit: new Set(), wrong: ownerGone }
  if (trigger.object === null) return { fit: new Set() }
  const object = workspace.registry.objects.get(trigger.object)
  if (!object) return { fit: new Set(), wrong: { en: 'The object is gone.', zh: '对象已不存在。' } }
  const query = queryOf({ workspace, principal: owner }, now)
  try {
    const reach = query.reach(object, 'where' in trigger && trigger.where ? { where: trigger.where } : {})
    const rows = await on.rows(
      sql`select r.id from ${query.from(object.key, 'r')} where r.id = any(${[...new Set(ids)]}::uuid[]) and ${reach}`,
    )
    return { fit: new Set(rows.map(([id]) => String(id))) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { fit: new Set(), wrong: error.problems[0]!.message }
  }
}

/** How often a flow was set off within the last minute: in all, and for each of these records. */
async function lately(tx: Queryable, workspace: Workspace, flow: LiveFlow, ids: readonly string[], now: string) {
  const from = new Date(Date.parse(now) - 60_000).toISOString()
  const rows = await tx.rows(
    sql`select record_id, count(*) from ${engineTable(workspace, 'flow_run')}
      where flow_id = ${flow.id}::uuid and started_at > ${from}::timestamptz group by 1`,
  )
  const wanted = new Set(ids)
  return {
    all: rows.reduce((sum, [, count]) => sum + Number(count), 0),
    of: new Map(
      rows.flatMap(([id, count]): [string, number][] => (wanted.has(String(id)) ? [[String(id), Number(count)]] : [])),
    ),
  }
}

/** For events that flows caused: how many flows there are in the row with the next one. */
export async function depthsOf(tx: Queryable, workspace: Workspace, events: readonly Event[]) {
  const caused = events.filter(({ origin, causeId }) => origin.via === 'flow' && causeId)
  if (caused.length === 0) return new Map<string, number>()
  const rows = await tx.rows(
    sql`select id, depth from ${engineTable(workspace, 'flow_run')}
      where id = any(${[...new Set(caused.map(({ causeId }) => causeId))]}::uuid[])`,
  )
  const depths = new Map(rows.map(([id, depth]) => [String(id), Number(depth)]))
  return new Map(caused.map(({ id, causeId }) => [id, (depths.get(causeId as string) ?? 0) + 1]))
}

/** Runs that wait for a change of these records look again. */
async function wakeWaiting(
  tx: Queryable,
  workspace: Workspace,
  events: readonly Event[],
  { watched }: Listening,
): Promise<number> {
  const ids = [...new Set(events.filter(({ object }) => watched.has(object)).map(({ recordId }) => recordId))]
  if (ids.length === 0) return 0
  const now = workspace.clock.now().toISOString()
  return tx.count(
    sql`update ${engineTable(workspace, 'flow_run')} set due_at = least(due_at, ${now}::timestamptz) where watch_id = any(${ids}::uuid[])`,
  )
}
