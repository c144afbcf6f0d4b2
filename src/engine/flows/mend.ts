import { v7 as uuid } from 'uuid'
import { spotOf, stepAfter } from '#kernel/flow.ts'
import type { Label } from '#kernel/label.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import { engineTable, type Session, tableOf } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { queryOf } from '../query/query.ts'
import { end } from './advance.ts'
import { type Note, noteSteps } from './history.ts'
import { flowObject, hasFlows } from './live.ts'
import { definitionOf, type Run, readRun, runColumns } from './run.ts'

/*
 * What a person does with a run: try a failed step again, skip it, end the run. For the flow's owner and administrators:
 * it is the owner's rights with which the run goes on.
 */

/** Tries a failed step again. */
export function retryRun(session: Session, id: string): Promise<void> {
  return mend(session, id, 'failed', async (tx, run, now) => {
    await tx.count(
      sql`update ${engineTable(session.workspace, 'flow_run')} set status = 'running', due_at = ${now}::timestamptz, attempts = 0, reason = null
        where id = ${run.id}::uuid`,
    )
  })
}

/** Goes on behind a failed step as if it were not there. */
export function skipStep(session: Session, id: string): Promise<void> {
  return mend(session, id, 'failed', async (tx, run, now) => {
    const definition = await definitionOf(session.workspace, run.versionId)
    const spot = definition && spotOf(definition.steps, run.step ?? '')
    if (!definition || !spot) throw notFound()
    const note: Note = {
      id: uuid(),
      kind: spot.step.kind,
      status: 'skipped',
      input: null,
      output: null,
      reason: { en: `Skipped by ${session.principal.name}.`, zh: `由 ${session.principal.name} 跳过。` },
    }
    await noteSteps({ db: tx, now, session }, [{ run, note }])
    const next = stepAfter(definition.steps, spot.step.id, run.root)
    await tx.count(
      sql`update ${engineTable(session.workspace, 'flow_run')} set status = 'running', step = ${next}::text, turn = 0, kept = null,
        steps = steps + 1, due_at = ${now}::timestamptz, attempts = 0, reason = null where id = ${run.id}::uuid`,
    )
  })
}

/** Ends a run that waits or has failed, and those that it began and waits for. */
export function stopRun(session: Session, id: string): Promise<void> {
  return mend(session, id, 'open', async (tx, run, now) => {
    const reason: Label = { en: `Ended by ${session.principal.name}.`, zh: `由 ${session.principal.name} 结束。` }
    const below = await tx.rows(
      sql`select ${runColumns} from ${engineTable(session.workspace, 'flow_run')}
        where parent_id = ${run.id}::uuid and finished_at is null for update`,
    )
    const on = { db: tx, now, session }
    for (const row of below) await end(on, { id: readRun(row).id, parentId: null }, 'stopped', reason)
    await end(on, run, 'stopped', reason)
  })
}

async function mend(
  session: Session,
  id: string,
  wanted: 'failed' | 'open',
  run: (tx: Transaction, run: Run, now: string) => Promise<void>,
): Promise<void> {
  const { workspace, principal } = session
  if (!hasFlows(workspace)) throw notFound()
  const now = workspace.clock.now().toISOString()
  const reach = queryOf(session).reach(workspace.registry.object(flowObject), { alias: 'f' })
  const [seen] = await workspace.db.rows(
    sql`select f.owner_id from ${engineTable(workspace, 'flow_run')} r join ${tableOf(workspace, flowObject)} f on f.id = r.flow_id
      where r.id = ${id}::uuid and ${reach}`,
  )
  if (!seen) throw notFound()
  if (!principal.admin && seen[0] !== principal.id)
    throw refuse('forbidden', null, {
      en: 'Only the owner of the flow or an administrator may do this.',
      zh: '只有流程负责人或系统管理员可以这样做。',
    })
  await workspace.db.transaction(async (tx) => {
    const [row] = await tx.rows(
      sql`select ${runColumns} from ${engineTable(workspace, 'flow_run')} where id = ${id}::uuid for update`,
    )
    const there = row && readRun(row)
    const fits =
      there && (wanted === 'failed' ? there.status === 'failed' : !['done', 'stopped'].includes(there.status))
    if (!fits)
      throw refuse(
        'conflict',
        null,
        { en: 'The run has moved on meanwhile.', zh: '实例状态已变化，请刷新。' },
        'not-now',
      )
    await run(tx, there, now)
    tx.afterCommit(() => workspace.hint('event'))
  })
}
