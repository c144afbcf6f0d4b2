import { v7 as uuid } from 'uuid'
import { type FlowDefinition, spotOf, stepAfter } from '#kernel/flow.ts'
import type { StepOutcome } from '#kernel/flow-step.ts'
import type { Label } from '#kernel/label.ts'
import type { Values } from '#kernel/object.ts'
import { Refusal, refuse } from '#kernel/problem.ts'
import { engineTable, type Session, type Workspace } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { allEnded } from '../db/ended.ts'
import { isOneOf, raw, sql } from '../db/sql.ts'
import type { Writing } from '../records/op.ts'
import { inNameOf, writing } from '../records/write.ts'
import { noteSteps } from './history.ts'
import { type LiveFlow, liveFlows } from './live.ts'
import { performSteps } from './perform.ts'
import { definitionOf, insertRuns, type Run, readRun, runColumns } from './run.ts'
import { tellOwner } from './tell.ts'

/** How often a step is tried that fails for no reason of its own, such as a database that is away. */
const mostAttempts = 6

/**
 * Takes a run one step further: what the step does, its row of the history and the run's advance commit together, so
 * that a process may end at any moment and another goes on without doing anything twice. Answers whether more is to be
 * done at once. Does nothing where another worker has the run.
 */
export async function advance(workspace: Workspace, flow: LiveFlow, runId: string): Promise<boolean> {
  const session = await sessionOf(workspace, flow, runId)
  if (!session) {
    await fail(workspace, flow, runId, { en: 'The owner of the flow works here no more.', zh: '流程负责人已停用。' })
    return false
  }
  await liveFlows(workspace) // at hand, for a step that calls another: a write asks nothing of a second connection
  try {
    const more = await writing(session, async (w) => {
      const [run] = await take(w, [runId])
      if (!run) return false
      if (run.step === null) return end(w, run, 'done', null)
      const definition = await definitionOf(workspace, run.versionId, w.db)
      if (!definition) throw refuse('invalid', null, { en: 'This version is gone.', zh: '该版本已不存在。' }, 'gone')
      const [more = false] = await doStep(w, flow, definition, [run])
      return more
    })
    crashPoint('flow.advanced')
    return more
  } catch (error) {
    if (error instanceof Refusal && error.reason !== 'unavailable') {
      await fail(workspace, flow, runId, reasonOf(error))
      return false
    }
    await again(workspace, flow, runId, error)
    return false
  }
}

/** A run that is due, and where it stands. */
export type Due = Pick<Run, 'id' | 'flowId' | 'versionId' | 'step' | 'depth'>

/**
 * Takes many runs that are at the same step of a version one step further in one transaction, as far as nobody else has
 * them. Answers how many; null where the step is to be done for each run by itself, or was refused for one of them, and
 * then nothing of it has happened.
 */
export async function advanceTogether(
  workspace: Workspace,
  flow: LiveFlow,
  due: readonly Due[],
): Promise<number | null> {
  const [{ id, versionId, step: at, depth }] = due as readonly [Due]
  const session = await sessionOf(workspace, flow, id)
  const definition = await definitionOf(workspace, versionId)
  const kind = definition && spotOf(definition.steps, at ?? '')?.step.kind
  if (!session || !definition || workspace.registry.steps.get(kind ?? '')?.together !== true) return null
  const ids = due.map((one) => one.id)
  try {
    const moved = await writing(session, async (w) => {
      const held = await take(w, ids)
      const runs = onceForEach(held.filter((run) => run.step === at && run.depth === depth))
      if (runs.length === 0) return 0
      // What rules write along counts as caused by the first of them; all are as deep.
      const first = inNameOf(w, { ...session, causeId: runs[0]!.id }, undefined)
      await doStep(first, flow, definition, runs).catch((error: unknown) => {
        w.cases.length = 0 // told by the one that it is about, when that goes by itself
        throw error
      })
      return runs.length
    })
    crashPoint('flow.advanced')
    return moved
  } catch {
    // What is wrong with one of them is told of that one, and what the database refuses is tried again.
    return null
  }
}

/** A record has at most one of them, so that the next one knows what this one has done. */
function onceForEach(runs: readonly Run[]): readonly Run[] {
  const seen = new Set<string>()
  return runs.filter(({ recordId }) => recordId === null || (!seen.has(recordId) && seen.add(recordId)))
}

/** In whose name a run acts: her rights, her time zone; every event says of which flow and run it came. */
async function sessionOf(workspace: Workspace, flow: LiveFlow, runId: string): Promise<Session | null> {
  const principal = flow.owner ? await workspace.directory.proxy(flow.owner) : null
  return (
    principal && {
      workspace,
      principal,
      origin: { via: 'flow', id: flow.id },
      language: workspace.language,
      causeId: runId,
    }
  )
}

/** Locks those of the runs that are due and that nobody else has. */
async function take(w: Writing, ids: readonly string[]): Promise<readonly Run[]> {
  const rows = await w.db.rows(
    sql`select ${runColumns} from ${engineTable(w.session.workspace, 'flow_run')}
      where ${isOneOf(raw('id'), ids)} and due_at <= ${w.now}::timestamptz order by id for update skip locked`,
  )
  return rows.map(readRun)
}

/** Does the step at which these runs are; answers of each whether more is to be done at once. */
async function doStep(
  w: Writing,
  flow: LiveFlow,
  definition: FlowDefinition,
  runs: readonly Run[],
): Promise<readonly boolean[]> {
  const doing = runs.map((run) => ({ run, stepId: uuid() }))
  const performed = await performSteps(w, flow, definition, doing)
  const kind = spotOf(definition.steps, runs[0]!.step as string)!.step.kind
  const noted = doing.map(({ run, stepId }, i) => {
    const { input, outcome } = performed[i]!
    const waits = outcome.go === 'wait' || outcome.go === 'each' || (outcome.go === 'call' && outcome.await)
    return { run, note: { id: stepId, kind, status: waits ? 'waiting' : 'done', input, ...told(outcome) } as const }
  })
  await noteSteps(w, noted)
  crashPoint('flow.performed')
  return allEnded(runs.map((run, i) => move(w, definition, run, performed[i]!.outcome)))
}

function told(outcome: StepOutcome): { readonly output: Values | null; readonly reason: Label | null } {
  const output =
    outcome.go === 'on' ? (outcome.output ?? null) : outcome.go === 'each' ? { count: outcome.ids.length } : null
  return { output, reason: 'reason' in outcome ? (outcome.reason ?? null) : null }
}

/** Where the run goes from here. */
async function move(w: Writing, definition: FlowDefinition, run: Run, outcome: StepOutcome): Promise<boolean> {
  const { steps } = definition
  const at = run.step as string
  switch (outcome.go) {
    case 'end':
      return end(w, run, 'done', outcome.reason)
    case 'wait':
      await wait(w, run, outcome.until, outcome.kept ?? null, outcome.watch ? run.recordId : null)
      return false
    case 'each':
      await begin(
        w,
        run,
        outcome.ids.map((id) => ({ object: outcome.object, id })),
        {
          flowId: run.flowId,
          versionId: run.versionId,
          first: spotOf(steps, at)!.step.steps?.[0]?.id ?? null,
          root: at,
          depth: run.depth,
        },
      )
      await wait(w, run, null, null, null, outcome.ids.length)
      return false
    case 'call': {
      const called = await calledFlow(w.session.workspace, outcome.flow, run)
      const about = run.object && run.recordId ? { object: run.object, id: run.recordId } : null
      await begin(w, run, [about], {
        flowId: called.id,
        versionId: called.versionId,
        first: called.definition.steps[0]?.id ?? null,
        root: null,
        depth: run.depth + 1,
        awaited: outcome.await,
      })
      if (outcome.await) {
        await wait(w, run, null, null, null, 1)
        return false
      }
      return goOn(w, run, stepAfter(steps, at, run.root))
    }
    case 'into': {
      const path = spotOf(steps, at)!.step.paths?.find(({ id }) => id === outcome.path)
      return goOn(w, run, path?.steps[0]?.id ?? stepAfter(steps, at, run.root))
    }
    case 'on': {
      const { object, id } = outcome.output ?? {}
      const made = typeof object === 'string' && typeof id === 'string' ? { [at]: { object, id } } : {}
      return goOn(w, run, stepAfter(steps, at, run.root), made)
    }
  }
}

async function goOn(w: Writing, run: Run, next: string | null, made: Record<string, object> = {}): Promise<boolean> {
  if (next === null) return end(w, run, 'done', null)
  const data = { ...run.data, made: { ...run.data.made, ...made } }
  await w.db.count(
    sql`update ${engineTable(w.session.workspace, 'flow_run')} set status = 'running', step = ${next}::text, turn = 0, kept = null,
      due_at = ${w.now}::timestamptz, watch_id = null, attempts = 0, steps = ${run.steps + 1}::int, data = ${JSON.stringify(data)}::jsonb
      where id = ${run.id}::uuid`,
  )
  return true
}

async function wait(
  w: Writing,
  run: Run,
  until: string | null,
  kept: Values | null,
  watch: string | null,
  pending = 0,
): Promise<void> {
  await w.db.count(
    sql`update ${engineTable(w.session.workspace, 'flow_run')} set status = 'waiting', turn = ${run.turn + 1}::int, due_at = ${until}::timestamptz,
      kept = ${kept ? JSON.stringify(kept) : null}::jsonb, watch_id = ${watch}::uuid, attempts = 0, pending = ${pending}::int
      where id = ${run.id}::uuid`,
  )
}

/** Ends a run; one that waits for it alone goes on. */
export async function end(
  w: Pick<Writing, 'db' | 'now' | 'session'>,
  run: Pick<Run, 'id' | 'parentId'>,
  status: 'done' | 'stopped',
  reason: Label | null,
): Promise<boolean> {
  const table = engineTable(w.session.workspace, 'flow_run')
  await w.db.count(
    sql`update ${table} set status = ${status}::text, step = null, due_at = null, watch_id = null, finished_at = ${w.now}::timestamptz,
      reason = ${reason ? JSON.stringify(reason) : null}::jsonb where id = ${run.id}::uuid`,
  )
  if (run.parentId === null) return false
  await w.db.count(
    sql`update ${table} set pending = pending - 1, due_at = case when pending <= 1 then ${w.now}::timestamptz end
      where id = ${run.parentId}::uuid and pending > 0`,
  )
  w.db.afterCommit(() => w.session.workspace.hint('event'))
  return false
}

type Begun = {
  readonly flowId: string
  readonly versionId: string
  readonly first: string | null
  readonly root: string | null
  readonly depth: number
  readonly awaited?: boolean
}

/** Begins runs under this one. */
async function begin(
  w: Writing,
  run: Run,
  records: readonly ({ readonly object: string; readonly id: string } | null)[],
  { flowId, versionId, first, root, depth, awaited = true }: Begun,
): Promise<void> {
  await insertRuns(
    w.db,
    w.session.workspace,
    records.map((record) => ({
      id: uuid(),
      flowId,
      versionId,
      object: record?.object ?? null,
      recordId: record?.id ?? null,
      once: `${run.id} ${run.step} ${record?.id ?? ''}`,
      step: first,
      dueAt: null,
      depth,
      ...(awaited ? { parentId: run.id } : {}),
      ...(root ? { root } : {}),
      data: run.data,
    })),
    w.now,
  )
  w.db.afterCommit(() => w.session.workspace.hint('event'))
}

/** The flow that a step calls: a live one, for such records, and not in a circle. */
async function calledFlow(workspace: Workspace, id: string, run: Run): Promise<LiveFlow> {
  const called = (await liveFlows(workspace)).flows.find((one) => one.id === id)
  const trigger = called?.definition.trigger
  if (!called || trigger?.on !== 'call')
    throw refuse('invalid', 'flow', {
      en: 'There is no such live flow that is called.',
      zh: '被调用的流程未上线，或不是由调用触发。',
    })
  if (trigger.object !== null && trigger.object !== run.object)
    throw refuse('invalid', 'flow', { en: 'That flow is for other records.', zh: '被调用的流程适用于其他对象。' })
  if (run.depth >= 5)
    throw refuse('invalid', 'flow', { en: 'Flows call each other in a circle.', zh: '流程之间循环调用。' }, 'loop')
  return called
}

function reasonOf({ problems }: Refusal): Label {
  const [first] = problems
  return first?.message ?? { en: 'It was refused.', zh: '操作被拒绝。' }
}

/** Notes that a step was refused: the run stays there until somebody tries it again, skips it or ends the run. */
async function fail(workspace: Workspace, flow: LiveFlow, runId: string, reason: Label): Promise<void> {
  const now = workspace.clock.now().toISOString()
  const failed = await workspace.db.transaction(async (tx) => {
    const table = engineTable(workspace, 'flow_run')
    const [row] = await tx.rows(
      sql`update ${table} set status = 'failed', due_at = null, watch_id = null, reason = ${JSON.stringify(reason)}::jsonb
        where id = ${runId}::uuid and due_at <= ${now}::timestamptz returning ${runColumns}`,
    )
    if (!row) return false
    const run = readRun(row)
    const definition = await definitionOf(workspace, run.versionId, tx)
    const kind = definition && spotOf(definition.steps, run.step ?? '')?.step.kind
    const note = { id: uuid(), kind: kind ?? '', status: 'failed', input: null, output: null, reason } as const
    if (run.step) await noteSteps({ db: tx, now, session: { workspace } }, [{ run, note }])
    return true
  })
  if (failed) await tellOwner(workspace, flow, 'flowFailed')
}

/** What went wrong by no fault of the flow is tried again, a little later each time; in the end it counts as failed. */
async function again(workspace: Workspace, flow: LiveFlow, runId: string, error: unknown): Promise<void> {
  const now = workspace.clock.now()
  const [row] = await workspace.db.rows(
    sql`select attempts from ${engineTable(workspace, 'flow_run')} where id = ${runId}::uuid`,
  )
  const attempts = Number(row?.[0] ?? 0) + 1
  if (attempts >= mostAttempts) {
    await fail(workspace, flow, runId, {
      en: 'It failed several times, by a fault of the program.',
      zh: '程序出错，多次重试仍失败。',
    })
    throw error
  }
  const due = new Date(now.getTime() + 2 ** attempts * 1_000).toISOString()
  await workspace.db.count(
    sql`update ${engineTable(workspace, 'flow_run')} set attempts = ${attempts}::int, due_at = ${due}::timestamptz
      where id = ${runId}::uuid and due_at <= ${now.toISOString()}::timestamptz`,
  )
  throw error
}
