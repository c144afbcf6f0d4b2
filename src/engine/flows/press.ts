import { v7 as uuid } from 'uuid'
import { notFound, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import { queryOf } from '../query/query.ts'
import { getRecord } from '../records/records.ts'
import { flowObject, hasFlows, liveFlows } from './live.ts'
import { insertRuns } from './run.ts'
import { fitting } from './start.ts'

/** Sets off a flow that has a button, for a record that the caller sees. Answers the run's id. */
export async function pressFlow(session: Session, flowId: string, recordId: string): Promise<string> {
  const { workspace } = session
  if (!hasFlows(workspace)) throw notFound()
  const flowOf = workspace.registry.object(flowObject)
  await getRecord(session, flowOf, flowId, [])
  const flow = (await liveFlows(workspace)).flows.find(({ id }) => id === flowId)
  const trigger = flow?.definition.trigger
  const object: RegisteredObject | undefined =
    trigger?.on === 'button' ? workspace.registry.objects.get(trigger.object) : undefined
  if (!flow || !object)
    throw refuse('conflict', null, { en: 'This flow has no button now.', zh: '该流程当前没有按钮。' }, 'not-now')
  await getRecord(session, object, recordId, [])
  const owner = flow.owner ? await workspace.directory.proxy(flow.owner) : null
  const { fit, wrong } = await fitting(workspace.db, workspace, flow, owner, [recordId], queryOf(session).now)
  if (wrong) throw refuse('conflict', null, wrong, 'not-now')
  if (!fit.has(recordId))
    throw refuse(
      'conflict',
      'recordId',
      { en: 'The flow does not fit this record now.', zh: '该记录当前不符合流程条件。' },
      'not-now',
    )
  const id = uuid()
  const once = `press ${session.principal.id} ${session.idempotency?.key ?? id}`
  const [made] = await insertRuns(
    workspace.db,
    workspace,
    [
      {
        id,
        flowId,
        versionId: flow.versionId,
        object: object.key,
        recordId,
        once,
        step: flow.definition.steps[0]?.id ?? null,
        dueAt: null,
        depth: 0,
        data: { given: { by: session.principal.id } },
      },
    ],
    queryOf(session).now,
  )
  workspace.hint('event')
  if (made) return made
  const [there] = await workspace.db.rows(
    sql`select id from ${engineTable(workspace, 'flow_run')} where flow_id = ${flowId}::uuid and once_key = ${once}`,
  )
  return String(there?.[0])
}
