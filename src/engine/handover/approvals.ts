import type { HandoverRule } from '#kernel/api-handover.ts'
import { approvalObject } from '#kernel/approval.ts'
import type { Label } from '#kernel/label.ts'
import { type Problem, problem } from '#kernel/problem.ts'
import { hasApprovals } from '../approvals/policies.ts'
import { noteApproval, type Request, readRequest, requestColumns, type Seat, seatsOf } from '../approvals/request.ts'
import { addSeats, settleSeats } from '../approvals/seats.ts'
import { tellPerson } from '../approvals/tell.ts'
import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import type { Writing } from '../records/op.ts'
import type { Item } from './plan.ts'
import type { NotUndone } from './undo.ts'

/* Requests for approval have no owner, but somebody goes on with them: who is to decide, and who asked. */

/** What somebody has to do with requests that are under way: they wait for her, or she asked for them. */
export const approvalSides = ['decides', 'asks'] as const
export type ApprovalSide = (typeof approvalSides)[number]

/** The requests under way on each side of a person, those that have waited longest first. */
export async function approvalsOf(
  { workspace }: Pick<Session, 'workspace'>,
  personId: string,
): Promise<Record<ApprovalSide, string[]>> {
  if (!hasApprovals(workspace)) return { decides: [], asks: [] }
  const approval = engineTable(workspace, 'approval')
  const [decides, asks] = await Promise.all([
    workspace.db.rows(
      sql`select a.id from ${approval} a join ${engineTable(workspace, 'approval_seat')} s on s.approval_id = a.id
        where a.status = 'waiting' and s.status = 'waiting' and s.person_id = ${personId}::uuid order by a.asked_at, a.id`,
    ),
    workspace.db.rows(
      sql`select a.id from ${approval} a where a.asker_id = ${personId}::uuid and a.status in ('waiting', 'returned') order by a.asked_at, a.id`,
    ),
  ])
  return { decides: decides.map(([id]) => String(id)), asks: asks.map(([id]) => String(id)) }
}

/** Which request goes to whom: in turn, by the first rule of its side. */
export async function approvalItems(
  session: Session,
  personId: string,
  rules: readonly HandoverRule[],
): Promise<Item[]> {
  const waiting = await approvalsOf(session, personId)
  return approvalSides.flatMap((side) => {
    const to = rules.find(({ object, field }) => object === approvalObject && field === side)?.to ?? []
    if (to.length === 0) return []
    return waiting[side].map((id, i) => ({ object: approvalObject, field: side, id, to: to[i % to.length]!, value: 0 }))
  })
}

/** What is wrong with a rule about requests, at its place. */
export async function wrongApprovalRule(
  { workspace }: Session,
  personId: string,
  rule: HandoverRule,
  at: string,
): Promise<Problem[]> {
  if (!approvalSides.some((side) => side === rule.field))
    return [
      problem(`${at}.field`, { en: 'Requests are decided or asked for.', zh: '审批只有「待审批」和「已发起」两类。' }),
    ]
  if (rule.where || rule.with?.length || rule.into || rule.to.length === 0)
    return [problem(`${at}.to`, { en: 'Requests go to people.', zh: '审批只能交给成员。' })]
  const wrong: Problem[] = []
  for (const [k, id] of rule.to.entries())
    if (id === personId || !(await workspace.directory.person(id)))
      wrong.push(problem(`${at}.to.${k}`, { en: 'Choose another active person.', zh: '请选择其他在职成员。' }))
  return wrong
}

/** Passes requests on; answers why some stay. Each is locked as whoever decides locks it, so that one of the two goes first. */
export async function giveApprovals(
  w: Writing,
  { personId, to, field }: { readonly personId: string; readonly to: string; readonly field: string },
  ids: readonly string[],
): Promise<Map<string, Label>> {
  const kept = new Map<string, Label>()
  for (const id of ids) {
    const request = await locked(w, id)
    const seats = await seatsOf(w.db, w.session.workspace, [id])
    const why =
      field === 'decides'
        ? await passSeat(w, request, seats, personId, to)
        : await passAsking(w, request, seats, personId, to)
    if (why) kept.set(id, why)
  }
  return kept
}

async function locked({ db, session }: Writing, id: string): Promise<Request | null> {
  const [row] = await db.rows(
    sql`select ${requestColumns} from ${engineTable(session.workspace, 'approval')} a where a.id = ${id}::uuid for update`,
  )
  return row ? readRequest(row) : null
}

const waits = (seats: readonly Seat[], personId: string) =>
  seats.find((seat) => seat.personId === personId && seat.status === 'waiting')

async function passSeat(
  w: Writing,
  request: Request | null,
  seats: readonly Seat[],
  personId: string,
  to: string,
): Promise<Label | null> {
  const seat = waits(seats, personId)
  if (request?.status !== 'waiting' || !seat) return decided
  if (request.askerId === to && !request.self) return ownRequest
  const there = waits(seats, to)
  if (there && there.place !== seat.place) return askedAlready
  await settleSeats(w, [seat.id], 'delegated', null)
  if (!there) await addSeats(w, request, [{ personId: to, place: seat.place, step: seat.step, how: 'delegated' }])
  await noteApproval(w, request.id, 'delegated', { other: to })
  if (!there) await tellPerson(w, request, to)
  return null
}

async function passAsking(
  w: Writing,
  request: Request | null,
  seats: readonly Seat[],
  personId: string,
  to: string,
): Promise<Label | null> {
  if (!request || !['waiting', 'returned'].includes(request.status) || request.askerId !== personId) return decided
  if (waits(seats, to) && !request.self) return ownRequest
  await setAsker(w, request.id, to)
  await noteApproval(w, request.id, 'handedOver', { other: to })
  return null
}

async function setAsker({ db, session }: Writing, id: string, personId: string): Promise<void> {
  await db.count(
    sql`update ${engineTable(session.workspace, 'approval')} set asker_id = ${personId}::uuid where id = ${id}::uuid`,
  )
}

/** Gives requests back that a handover passed on; those that are decided by now, or have gone further, stay and are told. */
export async function takeBackApprovals(w: Writing, handover: string, personId: string): Promise<NotUndone[]> {
  const { workspace } = w.session
  const rows = await w.db.rows(
    sql`select record_id, field, to_id, done_at from ${engineTable(workspace, 'handover_item')}
      where handover_id = ${handover}::uuid and object = ${approvalObject} and done_at is not null and kept is null order by record_id, field`,
  )
  const left: NotUndone[] = []
  for (const [approval, field, receiver, doneAt] of rows) {
    const [id, to] = [String(approval), String(receiver)]
    const request = await locked(w, id)
    const open = request && ['waiting', 'returned'].includes(request.status)
    if (field === 'asks') {
      if (open && request.askerId === to) {
        await setAsker(w, id, personId)
        await noteApproval(w, id, 'handedOver', { other: personId })
      } else left.push({ object: approvalObject, id, why: goneOn })
      continue
    }
    const seats = await seatsOf(w.db, workspace, [id])
    const same = (at: string | null) => at !== null && Date.parse(at) === Date.parse(String(doneAt))
    const hers = seats.find((one) => one.personId === personId && one.status === 'delegated' && same(one.decidedAt))
    const theirs = waits(seats, to)
    if (request?.status !== 'waiting' || !hers || !theirs) {
      left.push({ object: approvalObject, id, why: goneOn })
      continue
    }
    if (same(theirs.askedAt)) await settleSeats(w, [theirs.id], 'passed', null)
    await w.db.count(
      sql`update ${engineTable(workspace, 'approval_seat')} set status = 'waiting', decided_at = null where id = ${hers.id}::uuid`,
    )
    await noteApproval(w, id, 'delegated', { other: personId })
  }
  return left
}

const decided: Label = { en: 'Decided or withdrawn in the meantime.', zh: '期间已审批完毕或撤回。' }
const ownRequest: Label = {
  en: 'Nobody decides on what she asked for herself: give it to somebody else.',
  zh: '审批人不能是申请人本人，请交给其他成员。',
}
const askedAlready: Label = {
  en: 'She is asked already, and both have to agree: give it to somebody else.',
  zh: '接收人本来就需要会签，请交给其他成员。',
}
const goneOn: Label = { en: 'Decided or passed on since.', zh: '之后已审批或再次转交。' }
