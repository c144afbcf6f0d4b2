import { v7 as uuid } from 'uuid'
import type { ApprovalChange, ApprovalStatus, ApprovalStep } from '#kernel/approval.ts'
import type { Label } from '#kernel/label.ts'
import { engineTable } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { raw, sql } from '../db/sql.ts'
import type { Writing } from '../records/op.ts'

/** The kind of the mail by which somebody is asked. */
export const approvalMail = 'approval'

/** A request for approval, as its row says. */
export type Request = {
  readonly id: string
  readonly object: string
  readonly recordId: string
  readonly title: string | null
  /** Null where it was forgotten with a person. */
  readonly change: ApprovalChange | null
  readonly shown: Readonly<Record<string, readonly [from: unknown, to: unknown]>>
  readonly policies: readonly { readonly id: string; readonly name: string }[]
  readonly steps: readonly ApprovalStep[]
  readonly hold: 'record' | 'fields' | 'none'
  readonly fields: readonly string[]
  readonly self: boolean
  readonly mail: boolean
  readonly askerId: string
  readonly reason: string | null
  readonly status: ApprovalStatus
  readonly step: number
  readonly round: number
  readonly askedAt: string
  readonly dueAt: string | null
  readonly closedAt: string | null
  readonly outcome: Label | null
  readonly runId: string | null
}

export const requestColumns = raw(
  'a.id, a.object, a.record_id, a.title, a.change, a.shown, a.policies, a.steps, a.hold, a.fields, a.self, a.mail, a.asker_id, a.reason, a.status, a.step, a.round, a.asked_at, a.due_at, a.closed_at, a.outcome, a.run_id',
)

export function readRequest(row: readonly unknown[]): Request {
  const [id, object, recordId, title, change, shown, policies, steps, hold, fields, self, mail, askerId, ...rest] = row
  const [reason, status, step, round, askedAt, dueAt, closedAt, outcome, runId] = rest
  return {
    id: String(id),
    object: String(object),
    recordId: String(recordId),
    title: title as string | null,
    change: change as Request['change'],
    shown: (shown ?? {}) as Request['shown'],
    policies: policies as Request['policies'],
    steps: steps as Request['steps'],
    hold: hold as Request['hold'],
    fields: fields as string[],
    self: self === true,
    mail: mail === true,
    askerId: String(askerId),
    reason: reason as string | null,
    status: status as ApprovalStatus,
    step: Number(step),
    round: Number(round),
    askedAt: String(askedAt),
    dueAt: dueAt as string | null,
    closedAt: closedAt as string | null,
    outcome: outcome as Label | null,
    runId: runId as string | null,
  }
}

/** Somebody whom a request asks. */
export type Seat = {
  readonly id: string
  readonly approvalId: string
  readonly round: number
  readonly step: number
  readonly place: number
  readonly personId: string
  readonly how: 'policy' | 'added' | 'delegated' | 'late'
  readonly status: 'waiting' | 'approved' | 'rejected' | 'returned' | 'delegated' | 'passed'
  readonly askedAt: string
  readonly decidedBy: string | null
  readonly decidedAt: string | null
}

export const seatColumns = raw(
  's.id, s.approval_id, s.round, s.step, s.place, s.person_id, s.how, s.status, s.asked_at, s.decided_by, s.decided_at',
)

export function readSeat(row: readonly unknown[]): Seat {
  const [id, approvalId, round, step, place, personId, how, status, askedAt, decidedBy, decidedAt] = row
  return {
    id: String(id),
    approvalId: String(approvalId),
    round: Number(round),
    step: Number(step),
    place: Number(place),
    personId: String(personId),
    how: how as Seat['how'],
    status: status as Seat['status'],
    askedAt: String(askedAt),
    decidedBy: decidedBy as string | null,
    decidedAt: decidedAt as string | null,
  }
}

/** The seats of requests, in the order in which they were asked. */
export async function seatsOf(
  on: Queryable,
  workspace: Writing['session']['workspace'],
  ids: readonly string[],
): Promise<Seat[]> {
  const rows = await on.rows(
    sql`select ${seatColumns} from ${engineTable(workspace, 'approval_seat')} s where s.approval_id = any(${[...ids]}::uuid[])
      order by s.round, s.step, s.place, s.asked_at, s.id`,
  )
  return rows.map(readSeat)
}

/** Keeps what was done with a request. */
export async function noteApproval(
  w: Pick<Writing, 'db' | 'now' | 'session'>,
  approvalId: string,
  kind: string,
  more: { readonly other?: string | null; readonly words?: string | null; readonly actor?: string | null } = {},
): Promise<void> {
  const { workspace, principal, origin } = w.session
  const actor = more.actor === undefined ? principal.id : more.actor
  await w.db.count(
    sql`insert into ${engineTable(workspace, 'approval_note')} (id, approval_id, at, kind, actor_id, other_id, words, via)
      values (${uuid()}::uuid, ${approvalId}::uuid, ${w.now}::timestamptz, ${kind}, ${actor}::uuid, ${more.other ?? null}::uuid, ${more.words ?? null},
        ${origin.via === 'mail' && actor !== null ? 'mail' : null})`,
  )
}
