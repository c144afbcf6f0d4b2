import type {
  ApiApproval,
  ApiApprovalNote,
  ApiApprovalSeat,
  ApiApprovalStory,
  ApiApprovals,
} from '#kernel/api-approvals.ts'
import type { ApprovalAct } from '#kernel/approval.ts'
import { say } from '#kernel/label.ts'
import { notFound } from '#kernel/problem.ts'
import type { Person } from '../access/directory.ts'
import { engineTable, type Session } from '../context.ts'
import { limitTo, type Sql, sql } from '../db/sql.ts'
import { formerIdsSql } from '../merging/former.ts'
import { presentRecords } from '../query/list.ts'
import { past, queryOf } from '../query/query.ts'
import { tell } from '../query/told.ts'
import { coversFor } from './absent.ts'
import { hasApprovals } from './policies.ts'
import { type Request, readRequest, requestColumns, type Seat, seatsOf } from './request.ts'

/** What waits for the reader, what she has asked for, what she has decided. */
export const boxes = ['waiting', 'asked', 'decided'] as const
export type Box = (typeof boxes)[number]

/** Requests of a box, those that have waited longest first, else the latest. */
export async function listApprovals(
  session: Session,
  { box, before, limit = 50 }: { box: Box; before?: string; limit?: number },
): Promise<ApiApprovals> {
  if (!hasApprovals(session.workspace)) return { data: [], waiting: 0 }
  const { workspace, principal } = session
  const seat = engineTable(workspace, 'approval_seat')
  const earlier = before ? sql`and a.asked_at < ${before}::timestamptz` : sql``
  const where = {
    waiting: sql`a.status = 'waiting' and ${waitsFor(session)} order by a.asked_at, a.id`,
    asked: sql`a.asker_id = ${principal.id}::uuid ${earlier} order by a.asked_at desc, a.id desc`,
    decided: sql`exists (select 1 from ${seat} s where s.approval_id = a.id and s.decided_by = ${principal.id}::uuid) ${earlier}
      order by a.asked_at desc, a.id desc`,
  }[box]
  const [data, waiting] = await Promise.all([
    requestsWhere(session, sql`${where} ${limitTo(Math.min(limit, 200))}`),
    countWaiting(session),
  ])
  return { data, waiting }
}

/** How many requests wait for somebody. */
export async function countWaiting(session: Session): Promise<number> {
  const { workspace } = session
  if (!hasApprovals(workspace)) return 0
  const [row] = await workspace.db.rows(
    sql`select count(*) from ${engineTable(workspace, 'approval')} a where a.status = 'waiting' and ${waitsFor(session)}`,
  )
  return Number(row?.[0] ?? 0)
}

/** The requests about a record that the reader is known to see: those under way, and so many before. */
export async function approvalsAround(
  session: Session,
  objectKey: string,
  id: string,
  limit: number,
): Promise<readonly ApiApproval[]> {
  const { workspace } = session
  if (!hasApprovals(workspace)) return []
  return requestsWhere(
    session,
    sql`(a.record_id = ${id}::uuid or a.record_id in (${formerIdsSql(workspace, objectKey, id)})) and a.object = ${objectKey}
      order by (a.status = 'waiting') desc, a.asked_at desc ${limitTo(limit)}`,
  )
}

/** One request with its story: for who asked, who decides or has decided, administrators, and who sees the record. */
export async function readApproval(session: Session, id: string): Promise<ApiApprovalStory> {
  if (!hasApprovals(session.workspace)) throw notFound()
  const { workspace } = session
  const [request] = await requestsWhere(session, sql`a.id = ${id}::uuid`)
  if (!request) throw notFound()
  const { people } = await workspace.directory.everyone()
  const rows = await workspace.db.rows(
    sql`select n.at, n.kind, n.actor_id, n.other_id, n.words, n.via from ${engineTable(workspace, 'approval_note')} n
      where n.approval_id = ${id}::uuid order by n.at, n.id`,
  )
  return {
    ...request,
    notes: rows.map(
      ([at, kind, actor, other, words, via]): ApiApprovalNote => ({
        at: String(at),
        kind: kind as ApiApprovalNote['kind'],
        actor: named(people, actor),
        other: named(people, other),
        words: words as string | null,
        via: via as ApiApprovalNote['via'],
      }),
    ),
  }
}

/** What requests are about, for those who were told of them. */
export function titlesOfApprovals(workspace: Session['workspace'], ids: readonly string[]) {
  return workspace.db.rows(
    sql`select id, title from ${engineTable(workspace, 'approval')} where id = any(${[...ids]}::uuid[])`,
  )
}

/** A condition on the request `a`: somebody is asked who is the reader, or for whom she stands in. */
function waitsFor({ workspace, principal }: Session): Sql {
  const ids = [principal.id, ...principal.covers.map((cover) => cover.for.id)].filter((id) => id !== null)
  return sql`exists (select 1 from ${engineTable(workspace, 'approval_seat')} s where s.approval_id = a.id and s.status = 'waiting'
    and s.person_id = any(${ids}::uuid[]) and (a.self or a.asker_id <> ${principal.id}::uuid))`
}

async function requestsWhere(session: Session, rest: Sql): Promise<ApiApproval[]> {
  const { workspace } = session
  const rows = await workspace.db.rows(
    sql`select ${requestColumns} from ${engineTable(workspace, 'approval')} a where ${rest}`,
  )
  const requests = rows.map(readRequest)
  if (requests.length === 0) return []
  const ids = requests.map(({ id }) => id)
  const [seats, opens, { people }] = await Promise.all([
    seatsOf(workspace.db, workspace, ids),
    opened(session, requests),
    workspace.directory.everyone(),
  ])
  const byRequest = Map.groupBy(seats, ({ approvalId }) => approvalId)
  const views = requests.map((request) => ({
    request,
    seats: byRequest.get(request.id) ?? [],
    opens: opens.has(request.recordId),
  }))
  const seen = views.filter(
    (view) => view.opens || view.request.askerId === session.principal.id || decides(session, view.seats),
  )
  const changes = await changesOf(session, seen)
  return seen.map((view, i) => present(session, view, changes[i] ?? {}, people))
}

type View = { readonly request: Request; readonly seats: readonly Seat[]; readonly opens: boolean }

/** Is she asked, or has she been; or does she see to everything? */
function decides({ principal }: Session, seats: readonly Seat[]): boolean {
  return (
    principal.admin ||
    seats.some(
      ({ personId, decidedBy, status }) =>
        personId === principal.id ||
        decidedBy === principal.id ||
        (status === 'waiting' && principal.covers.some((cover) => cover.for.id === personId)),
    )
  )
}

/** The records that the reader may open. */
async function opened(session: Session, requests: readonly Request[]): Promise<ReadonlySet<string>> {
  const query = queryOf(session)
  const lists = await Promise.all(
    [...Map.groupBy(requests, ({ object }) => object)].map(async ([key, list]) => {
      const object = session.workspace.registry.objects.get(key)
      if (!object || session.principal.rights(key).scopes.read.length === 0) return []
      const ids = [...new Set(list.map(({ recordId }) => recordId))]
      return (await presentRecords(query, object, ids, [])).map((record) => String(record['id']))
    }),
  )
  return new Set(lists.flat())
}

/** What is asked for: whoever decides sees it whole, since she is asked about it; others as far as their rights go. */
async function changesOf(session: Session, views: readonly View[]): Promise<ApiApproval['changes'][]> {
  const query = queryOf(session)
  return Promise.all(
    views.map(async ({ request, seats }) => {
      const object = session.workspace.registry.objects.get(request.object)
      if (!object) return {}
      const reader = decides(session, seats) ? past(query) : query
      const event = { recordId: request.recordId, kind: 'updated', changes: request.shown, data: null }
      return (await tell(reader, object, [event]))[0]?.changes ?? {}
    }),
  )
}

function present(
  session: Session,
  { request, seats, opens }: View,
  changes: ApiApproval['changes'],
  people: ReadonlyMap<string, Person>,
): ApiApproval {
  const { workspace, language } = session
  const { change } = request
  const action =
    change?.do === 'action'
      ? workspace.registry.objects.get(request.object)?.actions.find(({ key }) => key === change.action)?.label
      : null
  const now = workspace.clock.now().toISOString()
  const here = seats.filter(({ round }) => round === request.round)
  return {
    id: request.id,
    object: request.object,
    recordId: request.recordId,
    title: request.title,
    opens,
    do: change?.do ?? 'ask',
    action: action ? say(action, language) : null,
    changes,
    policies: request.policies.map(({ name }) => name),
    asker: named(people, request.askerId) ?? { id: request.askerId, name: '' },
    reason: request.reason,
    status: request.status,
    hold: request.hold,
    round: request.round,
    step: request.step,
    steps: request.steps.map(({ mode }, step) => ({
      mode,
      seats: here
        .filter((seat) => seat.step === step)
        .map(
          (seat): ApiApprovalSeat => ({
            person: named(people, seat.personId) ?? { id: seat.personId, name: '' },
            place: seat.place,
            how: seat.how,
            status: seat.status,
            by: seat.decidedBy === seat.personId ? null : named(people, seat.decidedBy),
            at: seat.decidedAt,
            covers:
              seat.status === 'waiting'
                ? coversFor(workspace, seat.personId, now).flatMap((id) => named(people, id) ?? [])
                : [],
          }),
        ),
    })),
    askedAt: request.askedAt,
    dueAt: request.dueAt,
    closedAt: request.closedAt,
    outcome: request.outcome ? say(request.outcome, language) : null,
    may: mayDo(session, request, here),
  }
}

function mayDo({ principal, seenBy }: Session, request: Request, seats: readonly Seat[]): readonly ApprovalAct[] {
  if (seenBy) return []
  const mine = request.askerId === principal.id
  const ids = [principal.id, ...principal.covers.map((cover) => cover.for.id)]
  const asked =
    request.status === 'waiting' &&
    (request.self || !mine) &&
    seats.some(({ status, step, personId }) => status === 'waiting' && step === request.step && ids.includes(personId))
  const open = request.status === 'waiting' || request.status === 'returned'
  return [
    ...(asked ? (['approve', 'reject', 'return', 'delegate', 'add'] as const) : []),
    ...(mine && request.status === 'returned' ? (['resubmit'] as const) : []),
    ...(mine && request.status === 'waiting' ? (['remind'] as const) : []),
    ...(open && (mine || principal.admin) ? (['withdraw'] as const) : []),
  ]
}

function named(people: ReadonlyMap<string, Person>, id: unknown): { id: string; name: string } | null {
  return typeof id === 'string' ? { id, name: people.get(id)?.name ?? '' } : null
}
