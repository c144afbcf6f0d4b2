import type {
  ApiFlowHistory,
  ApiFlowRun,
  ApiFlowStep,
  ApiFlowUse,
  ApiRecordFlows,
  ApiStepKind,
} from '#kernel/api-flows.ts'
import { spotOf } from '#kernel/flow.ts'
import { type Label, say } from '#kernel/label.ts'
import { notFound } from '#kernel/problem.ts'
import { canRead } from '../access/principal.ts'
import { engineTable, type Session, tableOf } from '../context.ts'
import { ident, limitTo, raw, type Sql, sql } from '../db/sql.ts'
import { presentRecords } from '../query/list.ts'
import { queryOf } from '../query/query.ts'
import { getRecord } from '../records/records.ts'
import { flowObject, hasFlows, liveFlows, versionObject } from './live.ts'
import { definitionOf } from './run.ts'
import { fitting } from './start.ts'

/** The kinds of steps that flows may have here. */
export function stepKinds({ workspace, language }: Session): readonly ApiStepKind[] {
  const { registry } = workspace
  return [...registry.steps.values()].map(({ key, label, help, icon, record, reaches, fields }) => ({
    key,
    label: say(label, language),
    help: say(help, language),
    icon,
    record: record === true,
    reaches: reaches ?? null,
    fields: fields({ id: '', kind: key }, { registry, object: null }),
  }))
}

/** What a reader may know of runs: those of flows that she may see. */
export type RunFilter = {
  readonly flow?: string
  readonly record?: string
  readonly status?: readonly string[]
  readonly before?: string
  readonly limit?: number
}

/** Runs of a flow or about a record, the latest first. */
export async function listRuns(session: Session, filter: RunFilter): Promise<readonly ApiFlowRun[]> {
  const { workspace } = session
  const conditions = [
    filter.flow ? sql`and r.flow_id = ${filter.flow}::uuid` : sql``,
    filter.record ? sql`and r.record_id = ${filter.record}::uuid` : sql``,
    filter.status ? sql`and r.status = any(${[...filter.status]}::text[])` : sql``,
    filter.before ? sql`and r.started_at < ${filter.before}::timestamptz` : sql``,
  ]
  return runsWhere(
    session,
    sql`${conditions.reduce((all, one) => sql`${all} ${one}`)} and ${seenFlow(session)}
      order by r.started_at desc, r.id desc ${limitTo(Math.min(filter.limit ?? 50, 200))}`,
    workspace,
  )
}

function seenFlow(session: Session): Sql {
  const { workspace } = session
  return queryOf(session).reach(workspace.registry.object(flowObject), { alias: 'f' })
}

async function runsWhere(session: Session, rest: Sql, workspace = session.workspace): Promise<readonly ApiFlowRun[]> {
  const { principal, language } = session
  if (!hasFlows(workspace)) return []
  const rows = await workspace.db.rows(
    sql`select r.id, r.flow_id, f.name, v.number, r.status, r.object, r.record_id, r.step, r.started_at, r.finished_at, r.due_at, r.reason,
        r.version_id, f.owner_id
      from ${engineTable(workspace, 'flow_run')} r
      join ${tableOf(workspace, flowObject)} f on f.id = r.flow_id
      join ${tableOf(workspace, versionObject)} v on v.id = r.version_id
      where true ${rest}`,
  )
  const titles = await titlesOf(
    session,
    rows.flatMap(([, , , , , object, id]) => (id ? [{ object: String(object), id: String(id) }] : [])),
  )
  return Promise.all(
    rows.map(async (row): Promise<ApiFlowRun> => {
      const [
        id,
        flowId,
        name,
        number,
        status,
        object,
        recordId,
        step,
        startedAt,
        finishedAt,
        dueAt,
        reason,
        versionId,
        owner,
      ] = row
      const key = `${String(object)} ${String(recordId)}`
      const definition = step ? await definitionOf(workspace, String(versionId)) : null
      const kind = definition && spotOf(definition.steps, String(step))?.step.kind
      return {
        id: String(id),
        flow: { id: String(flowId), name: String(name) },
        version: Number(number),
        status: status as ApiFlowRun['status'],
        record: titles.has(key)
          ? { object: String(object), id: String(recordId), title: titles.get(key) ?? null }
          : null,
        step: kind ? { id: String(step), kind } : null,
        startedAt: String(startedAt),
        finishedAt: finishedAt as string | null,
        dueAt: dueAt as string | null,
        reason: reason ? say(reason as Label, language) : null,
        mends: principal.admin || owner === principal.id,
      }
    }),
  )
}

/** Titles of records that a reader may see, by `object id`. */
export async function titlesOf(
  session: Session,
  records: readonly { readonly object: string; readonly id: string }[],
): Promise<ReadonlyMap<string, string | null>> {
  const { workspace, principal } = session
  const query = queryOf(session)
  const lists = await Promise.all(
    [...Map.groupBy(records, ({ object }) => object)].map(async ([key, list]) => {
      const object = workspace.registry.objects.get(key)
      if (!object || principal.rights(key).scopes.read.length === 0) return []
      const told = canRead(principal, key, object.title)
      const shown = await presentRecords(
        query,
        object,
        [...new Set(list.map(({ id }) => id))],
        told ? [object.title] : [],
      )
      return shown.map(
        (one) => [`${key} ${String(one['id'])}`, told ? ((one[object.title] ?? null) as string | null) : null] as const,
      )
    }),
  )
  return new Map(lists.flat())
}

/** One run with all that happened in it. What steps were given and made is for the flow's owner and administrators. */
export async function runHistory(session: Session, id: string): Promise<ApiFlowHistory> {
  const { workspace, language } = session
  if (!hasFlows(workspace)) throw notFound()
  const [run] = await runsWhere(session, sql`and r.id = ${id}::uuid and ${seenFlow(session)}`)
  if (!run) throw notFound()
  const rows = await workspace.db.rows(
    sql`select s.step, s.kind, s.status, s.at, s.input, s.output, s.reason, r.version_id
      from ${engineTable(workspace, 'flow_run')} r left join ${engineTable(workspace, 'flow_step')} s on s.run_id = r.id
      where r.id = ${id}::uuid order by s.number, s.at`,
  )
  const definition = await definitionOf(workspace, String(rows[0]![7]))
  const steps = rows
    .filter(([step]) => step !== null)
    .map(
      ([step, kind, status, at, input, output, reason]): ApiFlowStep => ({
        step: String(step),
        kind: String(kind),
        status: status as ApiFlowStep['status'],
        at: String(at),
        input: run.mends ? (input as ApiFlowStep['input']) : null,
        output: run.mends ? (output as ApiFlowStep['output']) : null,
        reason: reason ? say(reason as Label, language) : null,
      }),
    )
  return { ...run, definition: definition!, steps }
}

/** The flows in which a record is or was, and those that somebody may set off for it now. */
export async function flowsOfRecord(session: Session, objectKey: string, id: string): Promise<ApiRecordFlows> {
  const { workspace } = session
  const object = workspace.registry.object(objectKey)
  await getRecord(session, object, id, [])
  return flowsAround(session, objectKey, id, 20)
}

/** The same of a record that the caller is known to see, so many runs at most. */
export async function flowsAround(
  session: Session,
  objectKey: string,
  id: string,
  limit: number,
): Promise<ApiRecordFlows> {
  const { workspace } = session
  const mayRead = hasFlows(workspace) && session.principal.rights(flowObject).scopes.read.length > 0
  if (!mayRead) return { runs: [], buttons: [] }
  const [runs, { flows }] = await Promise.all([listRuns(session, { record: id, limit }), liveFlows(workspace)])
  const now = workspace.clock.now().toISOString()
  const offered = flows.flatMap((flow) => {
    const { trigger } = flow.definition
    return trigger?.on === 'button' && trigger.object === objectKey ? [{ flow, label: trigger.label }] : []
  })
  const seen =
    offered.length > 0
      ? await visible(
          session,
          offered.map(({ flow }) => flow.id),
        )
      : new Set()
  const buttons = []
  for (const { flow, label } of offered) {
    if (!seen.has(flow.id)) continue
    const owner = flow.owner ? await workspace.directory.proxy(flow.owner) : null
    if ((await fitting(workspace.db, workspace, flow, owner, [id], now)).fit.has(id))
      buttons.push({ flow: flow.id, label })
  }
  return { runs, buttons }
}

async function visible(session: Session, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { workspace } = session
  const rows = await workspace.db.rows(
    sql`select f.id from ${tableOf(workspace, flowObject)} ${ident('f')} where f.id = any(${[...ids]}::uuid[]) and ${seenFlow(session)}`,
  )
  return new Set(rows.map(([id]) => String(id)))
}

const unusedDays = 90
const usedDays = 30

/** How much each flow is used that the reader may see, and which might go. */
export async function flowUses(session: Session): Promise<readonly ApiFlowUse[]> {
  const { workspace } = session
  if (!hasFlows(workspace) || session.principal.rights(flowObject).scopes.read.length === 0) return []
  const now = workspace.clock.now().getTime()
  const ago = (days: number) => new Date(now - days * 86_400_000).toISOString()
  const runs = engineTable(workspace, 'flow_run')
  const rows = await workspace.db.rows(
    sql`select f.id, f.status, f.live_since,
        (select count(*) from ${runs} r where r.flow_id = f.id and r.started_at > ${ago(usedDays)}::timestamptz),
        (select count(*) from ${runs} r where r.flow_id = f.id and r.started_at > ${ago(usedDays)}::timestamptz and r.status in ('failed', 'stopped')),
        (select count(*) from ${runs} r where r.flow_id = f.id and r.status in ('running', 'waiting')),
        (select count(*) from ${runs} r where r.flow_id = f.id and r.status = 'failed'),
        (select max(r.started_at) from ${runs} r where r.flow_id = f.id)
      from ${tableOf(workspace, flowObject)} f where ${seenFlow(session)} ${raw('limit 1000')}`,
  )
  return rows.map(([flow, status, since, begun, lost, open, failed, lastAt]): ApiFlowUse => {
    const idle = status !== 'draft' && String(lastAt ?? since) < ago(unusedDays)
    const failing = Number(begun) >= 5 && Number(lost) * 2 > Number(begun)
    return {
      flow: String(flow),
      begun: Number(begun),
      open: Number(open),
      failed: Number(failed),
      lastAt: lastAt as string | null,
      remove: idle ? 'unused' : failing ? 'failing' : null,
    }
  })
}
