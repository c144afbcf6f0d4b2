import type { FlowDefinition } from '#kernel/flow.ts'
import type { Label } from '#kernel/label.ts'
import type { Values } from '#kernel/object.ts'
import { engineTable, tableOf, type Workspace } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { raw, sql } from '../db/sql.ts'
import { versionObject } from './live.ts'

/** A flow under way, as its row says. */
export type Run = {
  readonly id: string
  readonly flowId: string
  readonly versionId: string
  readonly object: string | null
  readonly recordId: string | null
  readonly status: 'running' | 'waiting' | 'done' | 'failed' | 'stopped'
  /** The step that it does next, or waits at. */
  readonly step: string | null
  readonly turn: number
  readonly kept: Values | null
  readonly dueAt: string | null
  readonly attempts: number
  readonly depth: number
  readonly parentId: string | null
  readonly root: string | null
  readonly steps: number
  /** What came with what set it off, and what its steps made, by their id. */
  readonly data: RunData
}

export type RunData = {
  readonly given?: Values
  readonly made?: Readonly<Record<string, { readonly object: string; readonly id: string }>>
}

export const runColumns = raw(
  'id, flow_id, version_id, object, record_id, status, step, turn, kept, due_at, attempts, depth, parent_id, root, steps, data',
)

export function readRun(row: readonly unknown[]): Run {
  const [
    id,
    flowId,
    versionId,
    object,
    recordId,
    status,
    step,
    turn,
    kept,
    dueAt,
    attempts,
    depth,
    parentId,
    root,
    steps,
    data,
  ] = row
  return {
    id: String(id),
    flowId: String(flowId),
    versionId: String(versionId),
    object: object as string | null,
    recordId: recordId as string | null,
    status: status as Run['status'],
    step: step as string | null,
    turn: Number(turn),
    kept: kept as Values | null,
    dueAt: dueAt as string | null,
    attempts: Number(attempts),
    depth: Number(depth),
    parentId: parentId as string | null,
    root: root as string | null,
    steps: Number(steps),
    data: (data ?? {}) as RunData,
  }
}

/** A run that is to begin. */
export type NewRun = {
  readonly id: string
  readonly flowId: string
  readonly versionId: string
  readonly object: string | null
  readonly recordId: string | null
  /** What sets it off: the same thing sets a flow off once. */
  readonly once: string
  /** The first step; at once at its end where there is none. */
  readonly step: string | null
  readonly dueAt: string | null
  readonly depth: number
  readonly parentId?: string
  readonly root?: string
  readonly data?: RunData
  /** It is not to begin at all, and why. */
  readonly stopped?: Label
}

const atOnce = 5_000

/** Writes runs that are to begin, each once; answers the ids of those that were not there. */
export async function insertRuns(
  on: Queryable,
  workspace: Workspace,
  runs: readonly NewRun[],
  now: string,
): Promise<string[]> {
  if (runs.length === 0) return []
  // As many as one statement takes at ease; together they are one transaction still.
  if (runs.length > atOnce) {
    const made: string[] = []
    for (let i = 0; i < runs.length; i += atOnce)
      made.push(...(await insertRuns(on, workspace, runs.slice(i, i + atOnce), now)))
    return made
  }
  const rows = runs.map((run) => ({
    id: run.id,
    flow_id: run.flowId,
    version_id: run.versionId,
    object: run.object,
    record_id: run.recordId,
    once_key: run.once,
    status: run.stopped ? 'stopped' : 'running',
    step: run.step,
    due_at: run.stopped ? null : (run.dueAt ?? now),
    depth: run.depth,
    parent_id: run.parentId ?? null,
    root: run.root ?? null,
    data: run.data ?? null,
    reason: run.stopped ?? null,
    finished_at: run.stopped ? now : null,
  }))
  const made = await on.rows(
    sql`insert into ${engineTable(workspace, 'flow_run')}
      (id, flow_id, version_id, object, record_id, once_key, status, step, turn, due_at, attempts, depth, parent_id, root, pending, steps, data, reason, started_at, finished_at)
      select id, flow_id, version_id, object, record_id, once_key, status, step, 0, due_at, 0, depth, parent_id, root, 0, 0, data, reason, ${now}::timestamptz, finished_at
      from json_to_recordset(${JSON.stringify(rows)}::json) as x (id uuid, flow_id uuid, version_id uuid, object text, record_id uuid, once_key text,
        status text, step text, due_at timestamptz, depth integer, parent_id uuid, root text, data jsonb, reason jsonb, finished_at timestamptz)
      on conflict (flow_id, once_key) do nothing returning id`,
  )
  return made.map(([id]) => String(id))
}

const definitions = new Map<string, FlowDefinition>()
const mostDefinitions = 2_000

/** What a version says. It never changes, so each is read once. */
export async function definitionOf(
  workspace: Workspace,
  versionId: string,
  on: Queryable = workspace.db,
): Promise<FlowDefinition | null> {
  const key = `${workspace.id} ${versionId}`
  const there = definitions.get(key)
  if (there) return there
  const [row] = await on.rows(
    sql`select v.definition from ${tableOf(workspace, versionObject)} v where v.id = ${versionId}::uuid`,
  )
  if (!row) return null
  if (definitions.size >= mostDefinitions) definitions.clear()
  const definition = row[0] as FlowDefinition
  definitions.set(key, definition)
  return definition
}
