import type { Workspace } from '../context.ts'
import { engineTable } from '../context.ts'
import { sql } from '../db/sql.ts'
import { startSweep } from '../events/sweep.ts'
import { inTurns } from '../events/turns.ts'
import { fireTimed } from '../signals/clock.ts'
import type { Workspaces } from '../workspaces.ts'
import { advance, advanceTogether, type Due } from './advance.ts'
import { startTimed } from './clock.ts'
import { hasFlows, type LiveFlow } from './live.ts'
import { type Listening, listeningOf } from './start.ts'

/** Takes runs further that are due. */
export type Runner = {
  /** Something may be due: look now instead of at the next sweep. */
  wake(): void
  /** Does all that is due now; for tests and for the end of a command. */
  settle(): Promise<void>
  /** Is anything under way or due? */
  busy(): Promise<boolean>
  stop(): Promise<void>
}

export type RunnerOptions = {
  readonly workspaces: Pick<Workspaces, 'all' | 'retired'>
  readonly log: (message: string, detail?: object) => void
  readonly sweepMs?: number
  readonly concurrency?: number
}

/** So many runs are looked for at once, and so many go on in one transaction. */
const batch = 500
const atOnce = 50

/** Starts in this process. Any number of processes may do so side by side: whoever locks a run has it. */
export function startRunner({ workspaces, log, sweepMs = 1_000, concurrency = 4 }: RunnerOptions): Runner {
  const sweeping = startSweep(sweep, {
    everyMs: sweepMs,
    failed: (error) => log('running flows failed', { error: String(error) }),
  })

  async function sweep(): Promise<boolean> {
    let any = false
    if (workspaces.retired()) return any
    const turns: { readonly workspace: Workspace; readonly listening: Listening }[] = []
    for (const workspace of await workspaces.all()) {
      if (sweeping.stopped() || !hasFlows(workspace)) continue
      const listening = await listeningOf(workspace)
      if ((await fireTimed(workspace, listening)) > 0) any = true
      if (listening.flows.length === 0) continue
      if ((await startTimed(workspace, listening)) > 0) any = true
      turns.push({ workspace, listening })
    }
    await inTurns(turns, async ({ workspace, listening }) => {
      if (sweeping.stopped()) return false
      const due = await dueRuns(workspace, listening)
      if (due.length > 0) any = true
      return (await goOn(workspace, listening, due)) || due.length === batch
    })
    return any
  }

  /** Takes runs one step further, those that are at the same one together; answers whether any may be due again at once. */
  async function goOn(workspace: Workspace, { flows }: Listening, due: readonly Due[]): Promise<boolean> {
    const byId = new Map(flows.map((flow) => [flow.id, flow]))
    const left = [...Map.groupBy(due, placeOf).values()].flatMap(inParts)
    const groups = left.length
    let any = false
    const work = async () => {
      for (let group = left.shift(); group && !sweeping.stopped(); group = left.shift()) {
        const flow = byId.get(group[0]!.flowId) as LiveFlow
        const moved = group.length > 1 ? await advanceTogether(workspace, flow, group) : null
        if (moved !== null && moved > 0) any = true
        if (moved === null)
          for (const { id } of group) {
            if (sweeping.stopped()) return
            try {
              if (await advance(workspace, flow, id)) any = true
            } catch (error) {
              log('a step of a flow failed', { run: id, error: String(error) })
            }
          }
      }
    }
    await Promise.all(Array.from({ length: Math.min(concurrency, groups) }, work))
    return any
  }

  return {
    wake: sweeping.wake,
    async settle() {
      do await sweeping.looking()?.catch(() => {})
      while (await sweeping.look())
    },
    async busy() {
      if (sweeping.looking()) return true
      for (const workspace of await workspaces.all()) {
        if (!hasFlows(workspace)) continue
        if ((await dueRuns(workspace, await listeningOf(workspace))).length > 0) return true
      }
      return false
    },
    async stop() {
      await sweeping.stop()
    },
  }
}

const placeOf = ({ flowId, versionId, step, depth }: Due) => `${flowId} ${versionId} ${step} ${depth}`

function inParts(group: readonly Due[]): Due[][] {
  return Array.from({ length: Math.ceil(group.length / atOnce) }, (_, i) => group.slice(i * atOnce, (i + 1) * atOnce))
}

/** Runs that are due, the longest first; those of a flow that rests stay where they are. */
async function dueRuns(workspace: Workspace, { flows }: Listening): Promise<readonly Due[]> {
  const now = workspace.clock.now().toISOString()
  const rows = await workspace.db.rows(
    sql`select id, flow_id, version_id, step, depth from ${engineTable(workspace, 'flow_run')} where due_at <= ${now}::timestamptz
      and flow_id = any(${flows.map(({ id }) => id)}::uuid[]) order by due_at, id limit ${batch}::int`,
  )
  return rows.map(([id, flowId, versionId, step, depth]) => ({
    id: String(id),
    flowId: String(flowId),
    versionId: String(versionId),
    step: step as string | null,
    depth: Number(depth),
  }))
}
