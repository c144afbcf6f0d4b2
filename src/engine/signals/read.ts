import type { ApiFire, ApiFireStatus, ApiSignalEvent, ApiSignalUse } from '#kernel/api-signals.ts'
import { type Label, say } from '#kernel/label.ts'
import { notFound } from '#kernel/problem.ts'
import { fieldsOfSignal, type SignalDefinition } from '#kernel/signal.ts'
import { canRead } from '../access/principal.ts'
import { engineTable, type Session, tableOf } from '../context.ts'
import { limitTo, type Sql, sql } from '../db/sql.ts'
import { signalObject } from '../flows/live.ts'
import { titlesOf } from '../flows/read.ts'
import { queryOf } from '../query/query.ts'
import { getRecord } from '../records/records.ts'
import { cameOf } from './came.ts'

export function hasSignals({ workspace }: Pick<Session, 'workspace'>): boolean {
  return workspace.registry.objects.has(signalObject)
}

/** What a signal says, for whoever may see it. */
export async function definitionOfSignal(session: Session, id: string): Promise<SignalDefinition | null> {
  if (!hasSignals(session)) throw notFound()
  const object = session.workspace.registry.object(signalObject)
  await getRecord(session, object, id, [])
  return ((await getRecord(session, object, id, ['definition']))['definition'] ?? null) as SignalDefinition | null
}

export type FireFilter = {
  readonly signal?: string
  readonly record?: string
  readonly status?: readonly string[]
  readonly before?: string
  readonly limit?: number
}

/** What fired of the signals that a reader may see, the latest first; of what she does not see, that it fired. */
export async function listFires(session: Session, filter: FireFilter): Promise<readonly ApiFire[]> {
  const { workspace, principal, language } = session
  if (!hasSignals(session) || principal.rights(signalObject).scopes.read.length === 0) return []
  const conditions = [
    filter.signal ? sql`and x.signal_id = ${filter.signal}::uuid` : sql``,
    filter.record ? sql`and x.record_id = ${filter.record}::uuid` : sql``,
    filter.status ? sql`and x.status = any(${[...filter.status]}::text[])` : sql``,
    filter.before ? sql`and x.at < ${filter.before}::timestamptz` : sql``,
  ]
  const rows = await workspace.db.rows(
    sql`select x.id, x.signal_id, s.name, x.object, x.record_id, x.status, x.at, x.why, s.definition
      from ${engineTable(workspace, 'signal_fire')} x join ${tableOf(workspace, signalObject)} s on s.id = x.signal_id
      where ${seenSignal(session)} ${conditions.reduce((all, one) => sql`${all} ${one}`)}
      order by x.at desc, x.id desc ${limitTo(Math.min(filter.limit ?? 50, 200))}`,
  )
  if (rows.length === 0) return []
  const fires = rows.map(([id, signal, name, object, record, status, at, why, definition]) => ({
    id: String(id),
    signal: { id: String(signal), name: String(name) },
    object: String(object),
    record: String(record),
    status: status as ApiFireStatus,
    at: String(at),
    why: why as Label | null,
    definition: definition as SignalDefinition | null,
  }))
  const [titles, came, runs] = await Promise.all([
    titlesOf(
      session,
      fires.map(({ object, record }) => ({ object, id: record })),
    ),
    cameFor(session, fires),
    runsOf(
      session,
      fires.map(({ id }) => id),
    ),
  ])
  return fires.map(({ id, signal, object, record, status, at, why, definition }, n) => {
    const key = `${object} ${record}`
    const readable =
      titles.has(key) &&
      definition !== null &&
      fieldsOfSignal(definition).every((one) => canRead(principal, one.object, one.field))
    return {
      id,
      signal,
      record: titles.has(key) ? { object, id: record, title: titles.get(key) ?? null } : null,
      status,
      at,
      why: readable && why ? say(why, language) : null,
      cameAt: titles.has(key) ? (came.get(n) ?? null) : null,
      runs: runs.get(id) ?? [],
    }
  })
}

function seenSignal(session: Session): Sql {
  return queryOf(session).reach(session.workspace.registry.object(signalObject), { alias: 's' })
}

/** When what each is for came, signal by signal. */
async function cameFor(
  session: Session,
  fires: readonly { signal: { id: string }; record: string; at: string; definition: SignalDefinition | null }[],
): Promise<ReadonlyMap<number, string>> {
  const query = queryOf(session)
  const came = new Map<number, string>()
  const numbered = fires.map((fire, n) => ({ ...fire, n }))
  for (const list of Map.groupBy(numbered, ({ signal }) => signal.id).values()) {
    const { definition } = list[0]!
    if (!definition?.outcome) continue
    for (const [i, at] of await cameOf(definition, list, { query, on: session.workspace.db })) came.set(list[i]!.n, at)
  }
  return came
}

/** Runs of flows that began with these, as far as the reader may see the flows. */
async function runsOf(session: Session, ids: readonly string[]) {
  const { workspace, principal } = session
  if (ids.length === 0 || principal.rights('flow').scopes.read.length === 0) return new Map<string, ApiFire['runs']>()
  const reach = queryOf(session).reach(workspace.registry.object('flow'), { alias: 'f' })
  const rows = await workspace.db.rows(
    sql`select r.once_key, r.id, f.name, r.status from ${tableOf(workspace, 'flow')} f
      join ${engineTable(workspace, 'flow_run')} r on r.flow_id = f.id and r.once_key = any(${[...ids]}::text[]) where ${reach}`,
  )
  const runs = rows.map(([fire, id, flow, status]) => ({
    fire: String(fire),
    run: { id: String(id), flow: String(flow), status: String(status) },
  }))
  return new Map(
    [...Map.groupBy(runs, ({ fire }) => fire)].map(([fire, list]) => [fire, list.map(({ run }) => run)] as const),
  )
}

/** What objects tell of themselves beside being made and changed, as far as the reader may read them. */
export function signalEvents({ workspace, principal, language }: Session): readonly ApiSignalEvent[] {
  return [...workspace.registry.objects.values()]
    .filter(({ key }) => principal.rights(key).scopes.read.length > 0)
    .flatMap(({ key, emits }) =>
      Object.entries(emits ?? {}).map(([kind, { label }]) => ({ object: key, kind, label: say(label, language) })),
    )
}

/** How often each signal has fired within 30 days that the reader may see. */
export async function signalUses(session: Session): Promise<readonly ApiSignalUse[]> {
  const { workspace } = session
  if (!hasSignals(session) || session.principal.rights(signalObject).scopes.read.length === 0) return []
  const since = new Date(workspace.clock.now().getTime() - 30 * 86_400_000).toISOString()
  const rows = await workspace.db.rows(
    sql`select s.id, (select count(*) from ${engineTable(workspace, 'signal_fire')} x
          where x.signal_id = s.id and x.at > ${since}::timestamptz and x.status = 'fired'),
        (select max(x.at) from ${engineTable(workspace, 'signal_fire')} x where x.signal_id = s.id and x.status = 'fired')
      from ${tableOf(workspace, signalObject)} s where ${seenSignal(session)} ${limitTo(1_000)}`,
  )
  return rows.map(([signal, fired, lastAt]) => ({
    signal: String(signal),
    fired: Number(fired),
    lastAt: lastAt as string | null,
  }))
}
