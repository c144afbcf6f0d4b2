import type { ApprovalOf } from '#kernel/approval.ts'
import type { Action } from '#kernel/behaviour.ts'
import { isComputed, typeOf } from '#kernel/fields/index.ts'
import type { Label } from '#kernel/label.ts'
import { type Problem, problem, Refusal } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable } from '../context.ts'
import { sql } from '../db/sql.ts'
import { past } from '../query/query.ts'
import type { Stored } from '../records/codec.ts'
import { loadStored } from '../records/load.ts'
import type { Writing } from '../records/op.ts'
import type { Draft, Wrong } from '../records/prepare.ts'
import { hasApprovals, type Policy, policiesOf, stepsFor } from './policies.ts'

/*
 * Where every write is asked whether it needs approval, and whether what it changes is under approval. Nobody is exempt:
 * a rule, a flow, an import and an administrator write by the same path. The system itself, which acts for nobody, needs
 * no approval, but changes nothing that is locked either.
 */

/** What keeps a record, or some of its fields, as they are. */
type Hold = { readonly hold: 'record' | 'fields'; readonly fields: readonly string[] }

/** What is wrong with drafts of one object. */
export async function guardApproval(w: Writing, object: RegisteredObject, drafts: readonly Draft[]): Promise<Wrong[]> {
  if (!hasApprovals(w.session.workspace) || drafts.length === 0) return []
  const held = await holdsOn(
    w,
    object,
    drafts.flatMap(({ before, done }) => (before && done !== 'unchanged' && done !== 'restored' ? [before.id] : [])),
  )
  return drafts.flatMap((draft): Wrong[] => {
    const { before, done, index } = draft
    if (done === 'unchanged' || done === 'restored') return []
    const field = before ? heldField(object, held.get(before.id), done === 'deleted', draft.fields) : null
    if (field) return [[index, problem(field.key, underApproval, 'under-approval')]]
    return needed(w, object, draft).map((key): Wrong => [index, problem(key, needsApproval, 'approval-needed')])
  })
}

/** Those of the records that may not become what they are to become, and why: for writes past the rules. */
export async function heldAmong(
  w: Writing,
  object: RegisteredObject,
  changes: readonly { readonly id: string; readonly fields: readonly string[]; readonly deleted: boolean }[],
): Promise<ReadonlyMap<string, Problem>> {
  if (!hasApprovals(w.session.workspace) || changes.length === 0) return new Map()
  const held = await holdsOn(
    w,
    object,
    changes.map(({ id }) => id),
  )
  return new Map(
    changes.flatMap(({ id, fields, deleted }): [string, Problem][] => {
      const field = heldField(object, held.get(id), deleted, fields)
      return field ? [[id, problem(field.key, underApproval, 'under-approval')]] : []
    }),
  )
}

/** Refuses an action on a record that is locked, and one that needs approval. */
export async function guardAction(w: Writing, object: RegisteredObject, action: Action, record: Stored): Promise<void> {
  if (!hasApprovals(w.session.workspace)) return
  if (action.needs !== 'read') {
    const hold = (await holdsOn(w, object, [record.id])).get(record.id)
    if (hold?.hold === 'record') throw new Refusal('conflict', [problem(null, underApproval, 'under-approval')])
  }
  refuseNeeded(w, object, (of) => of.do === 'action' && of.action === action.key, [record])
}

/** Refuses an action by which a record comes to need approval, as it stands once that is done. */
export async function guardDone(w: Writing, object: RegisteredObject, action: Action, id: string): Promise<void> {
  const isAbout = (of: ApprovalOf) => of.do === 'action' && of.action === action.key
  const { workspace } = w.session
  if (!hasApprovals(workspace) || !policiesOf(workspace, object.key).some(({ of }) => isAbout(of))) return
  const [record] = await loadStored(w.db, past(w.query), object, sql`r.id = ${id}::uuid`)
  if (record) refuseNeeded(w, object, isAbout, [record])
}

/** Refuses to make one of records of which one is under approval, and where that needs approval. */
export async function guardMerge(w: Writing, object: RegisteredObject, records: readonly Stored[]): Promise<void> {
  if (!hasApprovals(w.session.workspace)) return
  const held = await holdsOn(
    w,
    object,
    records.map(({ id }) => id),
  )
  if (held.size > 0) throw new Refusal('conflict', [problem('ids', underApproval, 'under-approval')])
  refuseNeeded(w, object, (of) => of.do === 'merge', records)
}

async function holdsOn(w: Writing, object: RegisteredObject, ids: readonly string[]): Promise<Map<string, Hold>> {
  // Whose a record is who hands over decides, also while others decide about it.
  if (ids.length === 0 || w.approval?.is === 'handedOver') return new Map()
  const rows = await w.db.rows(
    sql`select record_id, hold, fields from ${engineTable(w.session.workspace, 'approval')}
      where record_id = any(${[...ids]}::uuid[]) and status = 'waiting' and hold <> 'none' and object = ${object.key}
        and id is distinct from ${w.approval?.is === 'granted' ? w.approval.id : null}::uuid`,
  )
  const holds = new Map<string, Hold>()
  for (const [recordId, hold, fields] of rows) {
    const there = holds.get(String(recordId))
    holds.set(String(recordId), {
      hold: hold === 'record' || there?.hold === 'record' ? 'record' : 'fields',
      fields: [...(there?.fields ?? []), ...(fields as string[])],
    })
  }
  return holds
}

/** The field by which a change meets a lock, null within for the whole; null where it meets none. */
function heldField(
  object: RegisteredObject,
  held: Hold | undefined,
  deleted: boolean,
  changed: readonly string[],
): { readonly key: string | null } | null {
  if (!held) return null
  if (deleted) return { key: null }
  const key = changed.find((one) => (held.hold === 'record' ? isWritten(object, one) : held.fields.includes(one)))
  return key === undefined ? null : { key }
}

/** Is it a field that people write? What the system keeps of a record goes on while that is locked: when it was last called. */
function isWritten(object: RegisteredObject, key: string): boolean {
  const field = object.fields[key]
  return field !== undefined && !field.system && !isComputed(field)
}

/** The fields by which a draft meets a policy, null for the whole; none where it meets none, or is approved. */
function needed(w: Writing, object: RegisteredObject, draft: Draft): readonly (string | null)[] {
  if (w.approval?.is === 'granted' || w.session.principal.id === null) return []
  const { before, after, done } = draft
  const met = policiesOf(w.session.workspace, object.key).flatMap((policy) => {
    const fields = fieldsMet(object, policy, draft)
    if (!fields) return []
    const steps = stepsFor(w.session, w.now, object, policy, done === 'deleted' ? (before ?? after) : after)
    return steps.length > 0 ? [{ policy, steps, fields }] : []
  })
  if (w.approval?.is === 'tried') {
    w.approval.found.push(...met)
    return []
  }
  return met.length > 0 ? [met[0]?.fields[0] ?? null] : []
}

/** The fields of a draft that a policy is about; null where it is not about such a change. */
function fieldsMet(object: RegisteredObject, { of, where }: Policy, draft: Draft): readonly string[] | null {
  const { done, fields, after } = draft
  if (of.do !== 'update')
    return of.do === 'create' && done === 'created' ? [] : of.do === 'delete' && done === 'deleted' ? [] : null
  const named = of.fields.filter((key) => fields.includes(key))
  if (named.length === 0) return null
  if (done === 'updated') return named
  // What is new has changed nothing; but nobody gets round a limit by beginning beyond it.
  const beyond = named.filter((key) => !isDefault(object, key, after[key]))
  return done === 'created' && where && Object.keys(where).length > 0 && beyond.length > 0 ? beyond : null
}

function isDefault(object: RegisteredObject, key: string, value: unknown): boolean {
  const field = object.fields[key]
  if (value === null || value === undefined || !field) return true
  if (field.default === undefined) return false
  const parsed = typeOf(field).parse(field.default, field)
  return !('wrong' in parsed) && parsed.value === value
}

function refuseNeeded(
  w: Writing,
  object: RegisteredObject,
  isAbout: (of: ApprovalOf) => boolean,
  records: readonly Stored[],
): void {
  if (w.approval?.is === 'granted' || w.session.principal.id === null) return
  const met = policiesOf(w.session.workspace, object.key)
    .filter(({ of }) => isAbout(of))
    .flatMap((policy) => {
      const steps = records
        .map((record) => stepsFor(w.session, w.now, object, policy, record))
        .find((list) => list.length > 0)
      return steps ? [{ policy, steps, fields: [] }] : []
    })
  if (w.approval?.is === 'tried') w.approval.found.push(...met)
  else if (met.length > 0) throw new Refusal('conflict', [problem(null, needsApproval, 'approval-needed')])
}

const underApproval: Label = {
  en: 'This is under approval and cannot change until it is decided.',
  zh: '正在审批中，审批结束前不能修改。',
}
const needsApproval: Label = { en: 'This needs approval. Ask for it.', zh: '此变更需要审批，请提交审批。' }
