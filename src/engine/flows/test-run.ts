import { v7 as uuid } from 'uuid'
import type { ApiFlowStep, ApiFlowTest } from '#kernel/api-flows.ts'
import { type FlowDefinition, spotOf, stepAfter } from '#kernel/flow.ts'
import { flowProblems, objectOf } from '#kernel/flow-read.ts'
import type { StepOutcome } from '#kernel/flow-step.ts'
import { type Label, say } from '#kernel/label.ts'
import { notFound, Refusal, refuse } from '#kernel/problem.ts'
import type { Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import { getRecord } from '../records/records.ts'
import { writing } from '../records/write.ts'
import { lastGiven } from './address.ts'
import { flowObject, hasFlows } from './live.ts'
import { performStep } from './perform.ts'
import type { Run } from './run.ts'
import { fitting } from './start.ts'

/** Thrown at the end of a test, so that nothing of it is kept. */
class Undone extends Error {}

/**
 * Runs the draft of a flow for a record and takes everything back: one transaction does all steps as they would be done,
 * with the rights of the flow's owner, and rolls back. Waiting takes no time. What goes through related records is done
 * for none of them. What another system sends is taken from its last call.
 */
export async function testFlow(session: Session, flowId: string, recordId: string | null): Promise<ApiFlowTest> {
  const { workspace } = session
  if (!hasFlows(workspace)) throw notFound()
  const flowOf = workspace.registry.object(flowObject)
  await getRecord(session, flowOf, flowId, [])
  const shown = await getRecord(session, flowOf, flowId, ['name', 'draft', 'owner'])
  const owner = (shown['owner'] as { id?: string } | null)?.id ?? null
  const definition = shown['draft'] as FlowDefinition | null
  const problems = flowProblems(definition, workspace.registry)
  if (problems.length > 0) throw new Refusal('invalid', problems)
  const principal = owner ? await workspace.directory.proxy(owner) : null
  if (!principal || (!session.principal.admin && session.principal.id !== owner))
    throw refuse('forbidden', null, {
      en: 'It is tested with the rights of its owner: only she or an administrator may.',
      zh: '测试以负责人的权限进行，只有负责人本人或系统管理员可以测试。',
    })
  const object = objectOf(definition as FlowDefinition)
  if (object !== null && recordId === null)
    throw refuse('invalid', 'recordId', { en: 'Choose a record.', zh: '请选择一条记录。' }, 'required')
  if (object !== null) await getRecord(session, workspace.registry.object(object), recordId as string, [])
  const flow = { id: flowId, name: String(shown['name']), owner, definition: definition as FlowDefinition }
  const now = workspace.clock.now().toISOString()
  const matches =
    object === null || (await fitting(workspace.db, workspace, flow, principal, [recordId as string], now)).fit.size > 0
  const acting: Session = {
    workspace,
    principal,
    origin: { via: 'flow', id: flowId },
    language: session.language,
    causeId: uuid(),
  }
  const { trigger } = flow.definition
  const given = trigger?.on === 'webhook' ? await lastGiven(workspace, flowId, trigger.inputs) : null
  const run = { ...newRun(flow, object, recordId), data: given ? { given } : {} }
  const { steps, ended } = await walk(acting, flow, run, (reason) => say(reason, session.language))
  return { steps, matches, ended }
}

function newRun(
  { id, definition }: { id: string; definition: FlowDefinition },
  object: string | null,
  recordId: string | null,
): Run {
  return {
    id: uuid(),
    flowId: id,
    versionId: id,
    object,
    recordId,
    status: 'running',
    step: definition.steps[0]?.id ?? null,
    turn: 0,
    kept: null,
    dueAt: null,
    attempts: 0,
    depth: 0,
    parentId: null,
    root: null,
    steps: 0,
    data: {},
  }
}

async function walk(
  acting: Session,
  flow: { id: string; name: string; owner: string | null; definition: FlowDefinition },
  first: Run,
  words: (reason: Label) => string,
): Promise<Pick<ApiFlowTest, 'steps' | 'ended'>> {
  const steps: ApiFlowStep[] = []
  let failed = false
  try {
    await writing(acting, async (w) => {
      for (let run: Run | null = first; run?.step; ) {
        const { kind, id } = spotOf(flow.definition.steps, run.step)!.step
        const base = { step: id, kind, at: w.now }
        try {
          const { input, outcome } = await performStep(w, flow, flow.definition, run, { stepId: uuid() })
          const reason = 'reason' in outcome && outcome.reason ? words(outcome.reason) : null
          const output =
            outcome.go === 'on'
              ? (outcome.output ?? null)
              : outcome.go === 'each'
                ? { count: outcome.ids.length }
                : null
          steps.push({
            ...base,
            status: outcome.go === 'wait' ? 'waiting' : 'done',
            input,
            output,
            reason: waits(outcome) ?? reason,
          })
          // What the database refuses shows with the next statement.
          await w.db.rows(sql`select 1`)
          run = after(flow.definition, run, outcome)
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
          failed = true
          const reason = error.problems[0] ? words(error.problems[0].message) : null
          steps.push({ ...base, status: 'failed', input: null, output: null, reason })
          break
        }
      }
      throw new Undone()
    })
  } catch (error) {
    if (error instanceof Refusal && steps.length > 0) {
      failed = true
      const last = steps.pop() as ApiFlowStep
      steps.push({ ...last, status: 'failed', reason: error.problems[0] ? words(error.problems[0].message) : null })
    } else if (!(error instanceof Undone)) throw error
  }
  return { steps, ended: failed ? 'failed' : 'end' }
}

function waits(outcome: StepOutcome): string | null {
  return outcome.go === 'wait' ? outcome.until : null
}

/** Where a test goes from a step: as a run would, but without waiting. */
function after({ steps }: FlowDefinition, run: Run, outcome: StepOutcome): Run | null {
  const at = run.step as string
  if (outcome.go === 'end') return null
  const path = outcome.go === 'into' ? spotOf(steps, at)!.step.paths?.find(({ id }) => id === outcome.path) : undefined
  const next = path?.steps[0]?.id ?? stepAfter(steps, at)
  const { object, id } = outcome.go === 'on' ? (outcome.output ?? {}) : {}
  const made = typeof object === 'string' && typeof id === 'string' ? { [at]: { object, id } } : {}
  return { ...run, step: next, steps: run.steps + 1, data: { ...run.data, made: { ...run.data.made, ...made } } }
}
