import { isDeepStrictEqual } from 'node:util'
import { v7 as uuid } from 'uuid'
import type { ApiApprovalPreview } from '#kernel/api-approvals.ts'
import { type ApprovalChange, type ApprovalPolicy, type ApprovalStatus, approvalLimits } from '#kernel/approval.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, type Session, type Workspace } from '../context.ts'
import { sql } from '../db/sql.ts'
import { past } from '../query/query.ts'
import { loadStored } from '../records/load.ts'
import type { Writing } from '../records/op.ts'
import { writing } from '../records/write.ts'
import { placesOf } from './deciders.ts'
import { type Found, hasApprovals } from './policies.ts'
import { askedBy, type Rehearsal, rehearse } from './rehearse.ts'
import { noteApproval, type Request, readRequest, requestColumns } from './request.ts'
import { openStep } from './seats.ts'
import { tellDeciders } from './tell.ts'

/** What somebody asks for. */
export type Wish = {
  /** Chosen by the caller: the same request that is sent twice is asked once. */
  readonly id?: string
  readonly object: RegisteredObject
  /** Null for a record that is to be made. */
  readonly recordId: string | null
  readonly change: ApprovalChange
  readonly reason: string | null
  /** The policy that is asked where the change is none. */
  readonly policyId?: string
  readonly runId?: string
}

/** How often a record may change between looking at it and asking. */
const mostAttempts = 3

/**
 * Asks for approval of a change. It is refused for whatever the change itself would be refused for, where it needs no
 * approval, and where nobody could give it. Answers the request's id.
 */
export async function askApproval(session: Session, wish: Wish): Promise<string> {
  const { workspace } = session
  if (!hasApprovals(workspace)) throw notFound()
  const id = wish.id ?? uuid()
  if (wish.id && (await isMine(session, wish.id))) return wish.id
  const recordId = wish.recordId ?? uuid()
  for (let attempt = 1; ; attempt++) {
    const rehearsal = await rehearse(session, wish.object, recordId, wish.change, wish.policyId)
    const plan = await planOf(session, rehearsal.found)
    const { idempotency: _, ...plain } = session
    const made = await writing(plain, (w) => insert(w, { ...wish, id, recordId }, rehearsal, plan))
    if (made) return id
    if (attempt === mostAttempts) throw stale()
  }
}

/** Asks by a policy in the transaction at hand, about a record that the caller has locked. Answers the request's id. */
export async function askWithin(
  w: Writing,
  wish: Pick<Wish, 'object' | 'reason' | 'runId'> & { readonly recordId: string; readonly policyId: string },
): Promise<string> {
  const { object, recordId, policyId } = wish
  const [record] = await loadStored(w.db, past(w.query), object, sql`r.id = ${recordId}::uuid and r.deleted_at is null`)
  const plan = await planOf(w.session, askedBy(w, object, policyId, record ?? null))
  const id = uuid()
  const name = record?.[object.title]
  const rehearsal = {
    found: [],
    title: typeof name === 'string' ? name : null,
    version: Number(record?.['version']),
    shown: {},
  }
  if (!(await insert(w, { ...wish, id, change: { do: 'ask' } }, rehearsal, plan))) throw stale()
  return id
}

/** How a request stands; null where it is gone. */
export async function statusOf(w: Pick<Writing, 'db' | 'session'>, id: string): Promise<ApprovalStatus | null> {
  const [row] = await w.db.rows(
    sql`select status from ${engineTable(w.session.workspace, 'approval')} where id = ${id}::uuid`,
  )
  return (row?.[0] ?? null) as ApprovalStatus | null
}

/** Who would decide on a change, without asking them. */
export async function previewApproval(
  session: Session,
  { object, recordId, change, policyId }: Pick<Wish, 'object' | 'recordId' | 'change' | 'policyId'>,
): Promise<ApiApprovalPreview> {
  if (!hasApprovals(session.workspace)) throw notFound()
  const { found } = await rehearse(session, object, recordId ?? uuid(), change, policyId)
  const plan = await planOf(session, found)
  const company = await session.workspace.directory.everyone()
  return {
    policies: plan.policies.map(({ name }) => name),
    steps: plan.steps.map((step) => ({
      mode: step.mode,
      people: placesOf(step, session.principal.id as string, company, plan.self)
        .flat()
        .map((person) => ({ id: person, name: company.people.get(person)?.name ?? '' })),
    })),
  }
}

/** What the policies that a change meets ask for together: all of their steps, the stricter of their terms. */
type Plan = Pick<Request, 'policies' | 'steps' | 'hold' | 'fields' | 'self' | 'mail'>

export async function planOf(session: Session, found: readonly Found[]): Promise<Plan> {
  const asker = session.principal.id
  if (asker === null)
    throw refuse('forbidden', null, { en: 'Nobody asks for the system.', zh: '系统操作不能提交审批。' })
  if (found.length === 0)
    throw refuse(
      'conflict',
      null,
      { en: 'This needs no approval: just do it.', zh: '此变更无需审批，可直接进行。' },
      'no-approval',
    )
  const steps = found.flatMap((one) => one.steps)
  const holds = found.map(({ policy }) => policy.hold)
  const self = found.every(({ policy }) => policy.self === true)
  const company = await session.workspace.directory.everyone()
  if (steps.some((step) => placesOf(step, asker, company, self).length === 0))
    throw refuse(
      'conflict',
      null,
      {
        en: 'There is nobody who could decide on this. Tell an administrator.',
        zh: '没有可以审批的人，请联系系统管理员。',
      },
      'nobody',
    )
  return {
    policies: found.map(({ policy: { id, name } }) => ({ id, name })),
    steps,
    hold:
      (['record', 'fields', 'none'] satisfies ApprovalPolicy['hold'][]).find((one) => holds.includes(one)) ?? 'record',
    fields: [...new Set(found.flatMap(({ fields }) => fields))],
    self,
    mail: found.every(({ policy }) => policy.mail === true),
  }
}

/** Writes the request and asks the first ones, if the record is still as it was; false where it is not. */
async function insert(
  w: Writing,
  wish: Wish & { readonly id: string; readonly recordId: string },
  { title, version, shown }: Rehearsal,
  plan: Plan,
): Promise<boolean> {
  const { workspace, principal } = w.session
  const { id, object, recordId, change, reason, runId } = wish
  if (version !== null && !(await isStill(w, object, recordId, version))) return false
  const fields = heldFields(plan, change, shown)
  const [row] = await w.db.rows(
    sql`insert into ${engineTable(workspace, 'approval')} as a (id, object, record_id, title, change, shown, policies, steps, hold, fields, self, mail,
        asker_id, reason, status, step, round, asked_at, run_id)
      values (${id}::uuid, ${object.key}, ${recordId}::uuid, ${title}, ${JSON.stringify(change)}::jsonb, ${JSON.stringify(shown)}::jsonb,
        ${JSON.stringify(plan.policies)}::jsonb, ${JSON.stringify(plan.steps)}::jsonb, ${plan.hold}, ${fields}::text[], ${plan.self}, ${plan.mail},
        ${principal.id}::uuid, ${reason?.slice(0, approvalLimits.words) ?? null}, 'waiting', 0, 1, ${w.now}::timestamptz, ${runId ?? null}::uuid)
      on conflict (record_id) where status = 'waiting' and hold <> 'none' do nothing returning ${requestColumns}`,
  )
  if (!row) throw alreadyAsked()
  const request = readRequest(row)
  await noteApproval(w, id, 'asked', { words: request.reason })
  await openStep(w, request, 0)
  await tellDeciders(w, request)
  if (version !== null) await w.tx.emit(object, recordId, 'approvalAsked', { approval: id })
  return true
}

/** The fields that a request is about: those of its policies, and those that its action changes. */
export function heldFields(plan: Plan, change: ApprovalChange, shown: Rehearsal['shown']): readonly string[] {
  const changed = Object.keys(shown).filter((key) => change.do === 'action' && !isDeepStrictEqual(...shown[key]!))
  return [...new Set([...plan.fields, ...changed])]
}

/** Locks the record, and looks whether it is as it was. */
export async function isStill(w: Writing, object: RegisteredObject, id: string, version: number): Promise<boolean> {
  const held = sql`r.id = ${id}::uuid and r.deleted_at is null for no key update of r`
  const [record] = await loadStored(w.db, past(w.query), object, held)
  return record !== undefined && Number(record['version']) === version
}

/** One request at a time locks a record. */
export function alreadyAsked() {
  return refuse(
    'conflict',
    null,
    { en: 'This record is under approval already.', zh: '这条记录已有审批在进行。' },
    'under-approval',
  )
}

export function stale() {
  return refuse(
    'stale',
    null,
    { en: 'Somebody is changing this record right now. Please try again.', zh: '这条记录正在被修改，请稍后再试。' },
    'stale',
  )
}

async function isMine({ workspace, principal }: { workspace: Workspace; principal: Session['principal'] }, id: string) {
  const rows = await workspace.db.rows(
    sql`select asker_id from ${engineTable(workspace, 'approval')} where id = ${id}::uuid`,
  )
  if (rows.length > 0 && rows[0]![0] !== principal.id) throw notFound()
  return rows.length > 0
}
