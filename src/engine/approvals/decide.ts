import { type ApprovalAct, type ApprovalChange, approvalLimits } from '#kernel/approval.ts'
import type { Label } from '#kernel/label.ts'
import type { Values } from '#kernel/object.ts'
import { notFound, problem, Refusal, refuse } from '#kernel/problem.ts'
import type { Directory } from '../access/directory.ts'
import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import type { Writing } from '../records/op.ts'
import { inNameOf, writing } from '../records/write.ts'
import { alreadyAsked, heldFields, isStill, planOf, stale } from './ask.ts'
import { carryOut } from './carry-out.ts'
import { rehearse } from './rehearse.ts'
import { noteApproval, type Request, readRequest, requestColumns, type Seat, seatsOf } from './request.ts'
import { addSeats, isAgreed, openStep, settleSeats } from './seats.ts'
import { tellAsker, tellDeciders, tellPerson } from './tell.ts'

/** What somebody does with a request. */
export type Deed = {
  readonly act: ApprovalAct
  readonly words: string | null
  /** To whom it goes on, or who is to agree as well. */
  readonly personId?: string
  /** What is asked for instead, once it has been returned. */
  readonly values?: Values
  /** The seat in which it is done, where that is settled: by a link in a mail. */
  readonly seatId?: string
}

/**
 * Does one thing with a request, in one transaction that has the request to itself: of two who decide at once one has
 * decided, and the other is told so. The last consent carries the change out in the same transaction, with the rights of
 * whoever asked; where that is refused the request has failed, and says why.
 */
export async function actOn(session: Session, id: string, deed: Deed): Promise<void> {
  const { idempotency: _, ...plain } = session
  const words = deed.words?.trim().slice(0, approvalLimits.words) || null
  if (deed.act === 'resubmit') return resubmit(plain, id, { ...deed, words })
  const change: Outcome = { begun: false, failed: null }
  try {
    await writing(plain, (w) => run(w, id, { ...deed, words }, change))
  } catch (error) {
    const refused = change.begun && error instanceof Refusal && !passing.has(error.reason) ? error : null
    if (!refused) throw error
    // That transaction is lost with all that was done in it; another one notes the consent, and why nothing came of it.
    const failed = refused.problems[0]?.message ?? { en: 'It was refused.', zh: '操作被拒绝。' }
    await writing(plain, (w) => run(w, id, { ...deed, words }, { begun: false, failed }))
  }
}

/** What may succeed in a moment is no reason to give up. */
const passing = new Set(['unavailable', 'throttled'])

/** How far carrying out the change is, and why it was refused when it was tried. */
type Outcome = { begun: boolean; readonly failed: Label | null }

async function run(w: Writing, id: string, deed: Deed, outcome: Outcome): Promise<void> {
  const request = await take(w, id)
  if (deed.act === 'withdraw') return withdraw(w, request, deed.words)
  if (deed.act === 'remind') return remind(w, request)
  const seats = (await seatsOf(w.db, w.session.workspace, [id])).filter(({ round }) => round === request.round)
  const seat = mySeat(w.session, request, seats, deed.seatId)
  const me = w.session.principal.id as string
  const other = seat.personId === me ? null : seat.personId
  const here = seats.filter(({ step }) => step === request.step)
  switch (deed.act) {
    case 'approve': {
      await settleSeats(w, [seat.id], 'approved', me)
      await noteApproval(w, id, 'approved', { other, words: deed.words })
      const now = here.map((one): Seat => (one.id === seat.id ? { ...one, status: 'approved' } : one))
      if (!isAgreed(now)) return
      await settleSeats(w, waiting(now), 'passed', null)
      if (request.step + 1 < request.steps.length) {
        await openStep(w, request, request.step + 1)
        return tellDeciders(w, { ...request, step: request.step + 1 })
      }
      return approve(w, request, outcome)
    }
    case 'reject':
    case 'return': {
      if (!deed.words) throw refuse('invalid', 'words', { en: 'Say why.', zh: '请填写原因。' }, 'required')
      const done = deed.act === 'reject' ? 'rejected' : 'returned'
      await settleSeats(w, [seat.id], done, me)
      await settleSeats(
        w,
        waiting(seats).filter((one) => one !== seat.id),
        'passed',
        null,
      )
      await noteApproval(w, id, done, { other, words: deed.words })
      return close(w, request, done, null)
    }
    case 'delegate':
    case 'add': {
      const to = await askable(w.session.workspace, request, seats, deed.personId)
      if (deed.act === 'delegate') await settleSeats(w, [seat.id], 'delegated', me)
      const place = deed.act === 'delegate' ? seat.place : 1 + Math.max(...here.map((one) => one.place))
      const how = deed.act === 'delegate' ? 'delegated' : 'added'
      await addSeats(w, request, [{ personId: to, place, step: request.step, how }])
      await noteApproval(w, id, how, { other: to, words: deed.words })
      return tellPerson(w, request, to)
    }
  }
}

/** Locks a request that waits still. */
async function take(w: Writing, id: string, status: 'waiting' | 'returned' = 'waiting'): Promise<Request> {
  const { workspace, principal } = w.session
  const [row] = await w.db.rows(
    sql`select ${requestColumns} from ${engineTable(workspace, 'approval')} a where a.id = ${id}::uuid for update`,
  )
  if (!row) throw notFound()
  const request = readRequest(row)
  const seats = await seatsOf(w.db, workspace, [id])
  const concerned = principal.admin || request.askerId === principal.id || seats.some((seat) => isFor(w.session, seat))
  if (!concerned) throw notFound()
  if (request.status !== status && !(request.status === 'returned' && status === 'waiting'))
    throw refuse('conflict', null, { en: 'This has been decided already.', zh: '该审批已经处理完毕。' }, 'decided')
  return request
}

/** Is it her seat, or that of somebody for whom she stands in at this moment? */
export function isFor({ principal }: Pick<Session, 'principal'>, seat: Pick<Seat, 'personId'>): boolean {
  return seat.personId === principal.id || principal.covers.some((cover) => cover.for.id === seat.personId)
}

/** May she decide on this request at all? Nobody does on what she asked for herself, unless its policies say so. */
export function may({ principal }: Pick<Session, 'principal'>, request: Pick<Request, 'askerId' | 'self'>): boolean {
  return request.self || request.askerId !== principal.id
}

/** The seat in which somebody decides: her own, or that of somebody who is away and for whom she stands in. */
export function mySeat(
  session: Pick<Session, 'principal' | 'seenBy'>,
  request: Pick<Request, 'askerId' | 'self' | 'status' | 'step'>,
  seats: readonly Seat[],
  only?: string,
): Seat {
  const { id } = session.principal
  const open =
    request.status === 'waiting'
      ? seats.filter(
          (one) => one.status === 'waiting' && one.step === request.step && (only === undefined || one.id === only),
        )
      : []
  const seat = open.find(({ personId }) => personId === id) ?? open.find((one) => isFor(session, one))
  if (!seat || session.seenBy)
    throw refuse(
      'conflict',
      null,
      {
        en: 'This does not wait for you, or somebody has decided already.',
        zh: '这项审批不需要你处理，或已由他人处理。',
      },
      'not-yours',
    )
  if (!may(session, request))
    throw refuse(
      'forbidden',
      null,
      { en: 'Nobody decides on what she asked for herself.', zh: '不能审批自己提交的申请。' },
      'own',
    )
  return seat
}

function waiting(seats: readonly Seat[]): string[] {
  return seats.filter(({ status }) => status === 'waiting').map(({ id }) => id)
}

/** Somebody who may be asked: who works here, is not asked already, and does not ask for it herself. */
export async function askable(
  { directory }: { readonly directory: Pick<Directory, 'person'> },
  request: Pick<Request, 'askerId' | 'self'>,
  seats: readonly Pick<Seat, 'personId' | 'status'>[],
  id: string | undefined,
): Promise<string> {
  const person = id === undefined ? null : await directory.person(id)
  const wrong = (en: string, zh: string, code: string) => refuse('invalid', 'personId', { en, zh }, code)
  if (!person?.id) throw wrong('Choose a person.', '请选择成员。', 'required')
  if (person.id === request.askerId && !request.self)
    throw wrong('Nobody decides on what she asked for herself.', '不能交给申请人本人。', 'own')
  if (seats.some(({ personId, status }) => personId === person.id && status === 'waiting'))
    throw wrong('She is asked already.', '对方已在审批人之中。', 'twice')
  return person.id
}

/** Everybody has agreed: the change happens. */
async function approve(w: Writing, request: Request, outcome: Outcome): Promise<void> {
  if (outcome.failed) {
    await noteApproval(w, request.id, 'failed', { actor: null })
    return close(w, request, 'failed', outcome.failed)
  }
  const { workspace } = w.session
  outcome.begun = true
  const asker = await workspace.directory.person(request.askerId)
  const object = workspace.registry.objects.get(request.object)
  if (!asker) throw refuse('conflict', null, { en: 'Whoever asked works here no more.', zh: '申请人已停用。' })
  if (!object || !request.change)
    throw refuse('conflict', null, { en: 'What was asked for is gone.', zh: '申请的内容已不存在。' })
  const acting: Session = {
    workspace,
    principal: asker,
    origin: { via: 'approval', id: request.id },
    language: w.session.language,
    causeId: request.id,
  }
  await carryOut(inNameOf(w, acting, { is: 'granted', id: request.id }), object, request.recordId, request.change)
  await close(w, request, 'approved', null)
}

/** Ends the wait of a request: the record is free, whoever asked is told, and a flow goes on. */
async function close(
  w: Writing,
  request: Request,
  status: 'approved' | 'rejected' | 'returned' | 'withdrawn' | 'failed',
  outcome: Label | null,
): Promise<void> {
  const { workspace } = w.session
  const ended = status === 'returned' ? null : w.now
  await w.db.count(
    sql`update ${engineTable(workspace, 'approval')} set status = ${status}, due_at = null, closed_at = ${ended}::timestamptz,
      outcome = ${outcome ? JSON.stringify(outcome) : null}::jsonb where id = ${request.id}::uuid`,
  )
  const object = workspace.registry.objects.get(request.object)
  if (object && (request.change?.do !== 'create' || status === 'approved'))
    await w.tx.emit(object, request.recordId, eventOf[status], { approval: request.id })
  if (request.runId && status !== 'returned')
    await w.db.count(
      sql`update ${engineTable(workspace, 'flow_run')} set due_at = ${w.now}::timestamptz where id = ${request.runId}::uuid and status = 'waiting'`,
    )
  w.db.afterCommit(() => workspace.hint('event'))
  await tellAsker(w, request)
}

const eventOf = {
  approved: 'approvalApproved',
  rejected: 'approvalRejected',
  returned: 'approvalReturned',
  withdrawn: 'approvalWithdrawn',
  failed: 'approvalFailed',
} as const

/** Whoever asked takes it back, or an administrator for her. */
async function withdraw(w: Writing, request: Request, words: string | null): Promise<void> {
  const { principal, workspace } = w.session
  if (request.askerId !== principal.id && !principal.admin)
    throw refuse('forbidden', null, { en: 'Only who asked takes it back.', zh: '只有申请人可以撤回。' }, 'not-yours')
  const seats = await seatsOf(w.db, workspace, [request.id])
  await settleSeats(w, waiting(seats), 'passed', null)
  await noteApproval(w, request.id, 'withdrawn', { words })
  await close(w, request, 'withdrawn', null)
}

/** Tells those who have not decided once more; once an hour at most. */
async function remind(w: Writing, request: Request): Promise<void> {
  if (request.askerId !== w.session.principal.id)
    throw refuse('forbidden', null, { en: 'Only who asked reminds.', zh: '只有申请人可以催办。' }, 'not-yours')
  await noteApproval(w, request.id, 'reminded')
  await tellDeciders(w, request, w.now.slice(0, 13))
}

/** What was returned is asked again, with other values; it is looked at as if it were asked for the first time. */
async function resubmit(session: Session, id: string, { words, values }: Deed): Promise<void> {
  const { workspace } = session
  const first = await writing(session, (w) => take(w, id, 'returned'))
  if (first.askerId !== session.principal.id)
    throw refuse('forbidden', null, { en: 'Only who asked asks again.', zh: '只有申请人可以重新提交。' }, 'not-yours')
  const object = workspace.registry.objects.get(first.object)
  if (!object || !first.change) throw notFound()
  const change = changed(first.change, values)
  const rehearsal = await rehearse(session, object, first.recordId, change, first.policies[0]?.id ?? null)
  const plan = await planOf(session, rehearsal.found)
  await writing(session, async (w) => {
    const request = await take(w, id, 'returned')
    const { version } = rehearsal
    if (version !== null && !(await isStill(w, object, request.recordId, version))) throw stale()
    const held = await w.db.rows(
      sql`select 1 from ${engineTable(workspace, 'approval')} where record_id = ${request.recordId}::uuid and status = 'waiting' and hold <> 'none'`,
    )
    if (held.length > 0 && plan.hold !== 'none') throw alreadyAsked()
    const [row] = await w.db.rows(
      sql`update ${engineTable(workspace, 'approval')} a set status = 'waiting', round = a.round + 1, step = 0, change = ${JSON.stringify(change)}::jsonb,
        shown = ${JSON.stringify(rehearsal.shown)}::jsonb, policies = ${JSON.stringify(plan.policies)}::jsonb, steps = ${JSON.stringify(plan.steps)}::jsonb,
        hold = ${plan.hold}, fields = ${[...heldFields(plan, change, rehearsal.shown)]}::text[], self = ${plan.self}, mail = ${plan.mail}, title = ${rehearsal.title}, outcome = null
        where a.id = ${id}::uuid returning ${requestColumns}`,
    )
    const again = readRequest(row!)
    await noteApproval(w, id, 'resubmitted', { words })
    await openStep(w, again, 0)
    await tellDeciders(w, again)
    if (version !== null) await w.tx.emit(object, again.recordId, 'approvalAsked', { approval: id })
  })
}

/** What is asked for instead: other values of the same fields. */
function changed(change: ApprovalChange, values: Values | undefined): ApprovalChange {
  if (!values || Object.keys(values).length === 0) return change
  const given = change.do === 'action' ? change.input : 'values' in change ? change.values : {}
  const strange = Object.keys(values).filter((key) => !Object.hasOwn(given, key))
  if (strange.length > 0)
    throw new Refusal(
      'invalid',
      strange.map((key) =>
        problem(`values.${key}`, { en: 'This was not asked for.', zh: '原申请没有这个字段。' }, 'unknown'),
      ),
    )
  const all = { ...given, ...values }
  if (change.do === 'action') return { ...change, input: all }
  return 'values' in change ? { ...change, values: all } : change
}
