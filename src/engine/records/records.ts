import type { ApiApprovalAsk } from '#kernel/api-approvals.ts'
import type { Action } from '#kernel/behaviour.ts'
import type { Values } from '#kernel/object.ts'
import { notFound, type Problem, problem, Refusal, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Verb } from '../access/principal.ts'
import { guardAction, guardDone } from '../approvals/guard.ts'
import { offeringApproval } from '../approvals/offer.ts'
import type { Session } from '../context.ts'
import { and, isOneOf, raw, sql } from '../db/sql.ts'
import { presentRecords } from '../query/list.ts'
import { queryOf, uncovered } from '../query/query.ts'
import { compileSelect } from '../query/select.ts'
import { checkReferences } from './check.ts'
import { loadStored } from './load.ts'
import type { Op, Outcome, Writing } from './op.ts'
import { parseValues } from './parse.ts'
import { applyOps, tryOps, writing } from './write.ts'

/** A record as its reader may see it. */
export type Shown = Record<string, unknown>

/** Reads one record; a record that may not be seen is not found. */
export async function getRecord(
  session: Session,
  object: RegisteredObject,
  id: string,
  select: readonly string[] | null = null,
): Promise<Shown> {
  const [record] = await presentRecords(queryOf(session), object, [id], select)
  if (!record) throw notFound()
  return record
}

/** Applies writes of one object in one transaction and shows the records as they stand afterwards; a deleted one is shown as null. */
export async function writeRecords(
  session: Session,
  object: RegisteredObject,
  ops: readonly Op[],
  select: readonly string[] | null = null,
): Promise<(Shown | null)[]> {
  const { shown } = await offeringApproval(askOf(object, ops), () =>
    writing(session, async (w) => {
      // What is asked to see is refused before anything is written.
      if (select) compileSelect(w.query, object, select)
      const shown = present(w, object, await applyOps(w, object, ops), select)
      shown.catch(() => {})
      // Not awaited, so that the commit goes to the server with it; unless the answer itself is to be kept.
      return { shown: session.idempotency ? await shown : shown }
    }),
  )
  return shown
}

/** How one write can be asked for; many are not asked for at once. */
function askOf({ key }: RegisteredObject, [op, ...more]: readonly Op[]): ApiApprovalAsk | null {
  if (!op || more.length > 0 || op.do === 'restore') return null
  if (op.do === 'create') return { object: key, recordId: null, change: { do: 'create', values: op.values } }
  const change = op.do === 'update' ? ({ do: 'update', values: op.values } as const) : ({ do: 'delete' } as const)
  return { object: key, recordId: op.id, change }
}

/**
 * What `writeRecords` would refuse, by the index of each change: nothing is written. A record out of reach is refused
 * alone, so that the others of a pasted block can be told of as well.
 */
export async function tryUpdates(
  session: Session,
  object: RegisteredObject,
  ops: readonly Extract<Op, { do: 'update' }>[],
): Promise<ReadonlyMap<number, readonly Problem[]>> {
  const { idempotency: _, ...once } = session
  return writing(once, async (w) => {
    const ids = ops.map(({ id }) => id)
    const rows = await w.db.rows(
      sql`select r.id from ${w.query.from(object.key, 'r')} where ${and([isOneOf(raw('r.id'), ids), w.query.reach(object, { verb: 'update' })])}`,
    )
    const reached = new Set(rows.map(([id]) => String(id)))
    const places = ops.flatMap(({ id }, i) => (reached.has(id) ? [i] : []))
    const { wrong } = await tryOps(
      w,
      object,
      places.map((i) => ops[i]!),
    )
    const refused = new Map([...wrong].map(([at, problems]) => [places[at]!, problems] as const))
    const lost = problem(null, { en: 'You may not change this record.', zh: '你不能修改这条记录。' }, 'forbidden')
    for (const [i, { id }] of ops.entries()) if (!reached.has(id)) refused.set(i, [lost])
    return refused
  })
}

/** Shows what was written, inside its transaction. A record that its writer may not read is shown as its id. */
export async function present(
  w: Writing,
  object: RegisteredObject,
  outcomes: readonly Outcome[],
  select: readonly string[] | null,
): Promise<(Shown | null)[]> {
  const live = outcomes.filter((o) => o.done !== 'deleted').map((o) => o.id)
  if (live.length === 0) return outcomes.map(() => null)
  const shown = new Map(
    (await presentRecords(w.query, object, live, select, w.db)).map((record) => [String(record['id']), record]),
  )
  return outcomes.map((o) => (o.done === 'deleted' ? null : (shown.get(o.id) ?? { id: o.id })))
}

/**
 * Runs a business verb on records: all of them or none.
 * Refuses without the role's leave, on a record out of reach, and where the action's `when` does not hold.
 */
export async function runAction(
  session: Session,
  object: RegisteredObject,
  key: string,
  asked: readonly string[],
  given: Values,
): Promise<{ results: (Values | null)[]; records: (Shown | null)[] }> {
  const { action, input } = readAction(session, object, key, given)
  const ids = [...new Set(asked)]
  const [only, ...more] = ids
  const change = { do: 'action', action: key, input: given } as const
  const ask = only !== undefined && more.length === 0 ? { object: object.key, recordId: only, change } : null
  return offeringApproval(ask, () =>
    writing(session, async (w) => {
      const results = await perform(w, object, action, ids, input)
      const shown = new Map((await presentRecords(w.query, object, ids, null, w.db)).map((r) => [String(r['id']), r]))
      return { results, records: ids.map((id) => shown.get(id) ?? null) }
    }),
  )
}

/** Finds an action that the caller may use, and reads its input. */
export function readAction(
  session: Session,
  object: RegisteredObject,
  key: string,
  given: Values,
): { action: Action; input: Values } {
  const action = object.actions.find((a) => a.key === key)
  const rights = session.principal.rights(object.key)
  if (!action) throw notFound()
  if (rights.scopes.read.length === 0) throw notFound()
  if (rights.actions !== 'all' && !rights.actions.has(key))
    throw refuse('forbidden', null, {
      en: `You may not use '${action.label.en}'.`,
      zh: `你没有「${action.label.zh}」的权限。`,
    })
  return { action, input: parseInput(action, given) }
}

/** Runs an action on each of the records, one after the other; the first refusal ends the whole. */
export async function perform(
  w: Writing,
  object: RegisteredObject,
  action: Action,
  ids: readonly string[],
  input: Values,
): Promise<(Values | null)[]> {
  const verb = verbOf(action)
  const own = { before: null, after: { id: '', deletedAt: null, ...input }, fields: Object.keys(action.input) }
  const wrong = await checkReferences(w, inputObject(action), [{ index: 0, ...own }])
  if (wrong.length > 0)
    throw new Refusal(
      'invalid',
      wrong.map(([, p]) => p),
    )
  const results: (Values | null)[] = []
  if (ids.length > 1) await lockInOrder(w, object, ids)
  for (const id of ids) {
    const reach = w.query.reach(object, { verb })
    const [record] = await loadStored(
      w.db,
      uncovered(w.query),
      object,
      sql`${and([sql`r.id = ${id}::uuid`, reach])} for no key update of r`,
    )
    if (!record) {
      const lost = await action.lost?.(id, w.tx)
      if (lost) throw new Refusal('conflict', [lost])
      const [seen] = await presentRecords(w.query, object, [id], [], w.db)
      throw seen
        ? refuse('forbidden', null, {
            en: 'You may see this record but not change it.',
            zh: '你可以查看这条记录，但不能修改。',
          })
        : notFound()
    }
    if (!(await fitting(w, object, [id], action)).has(id)) {
      const lost = await action.lost?.(id, w.tx)
      if (lost) throw new Refusal('conflict', [lost])
      throw refuse(
        'conflict',
        null,
        { en: `'${action.label.en}' does not fit this record now.`, zh: `当前状态下不能「${action.label.zh}」。` },
        'not-now',
      )
    }
    await guardAction(w, object, action, record)
    results.push((await action.run(record as never, input as never, w.tx)) ?? null)
    await guardDone(w, object, action, id)
  }
  return results
}

/** The verb by which somebody must reach a record to use an action on it. */
export function verbOf({ needs }: Action): Verb {
  return needs === 'delete' || needs === 'read' ? needs : 'update'
}

/** Locks many records in one order, so that two bulk actions never wait for each other. */
async function lockInOrder(w: Writing, object: RegisteredObject, ids: readonly string[]): Promise<void> {
  await w.db.rows(
    sql`select r.id from ${w.query.from(object.key, 'r')} where r.id = any(${ids}::uuid[]) order by r.id for no key update of r`,
  )
}

/** Those of the records for which the action's filter holds. Asked of the same interpreter as every filter. */
export async function fitting(
  w: Writing,
  object: RegisteredObject,
  ids: readonly string[],
  action: Action,
): Promise<ReadonlySet<string>> {
  const condition = action.when ? w.query.declared(object, action.when, 'r') : null
  if (!condition) return new Set(ids)
  const rows = await w.db.rows(
    sql`select r.id from ${w.query.from(object.key, 'r')} where ${and([isOneOf(raw('r.id'), ids), condition])}`,
  )
  return new Set(rows.map(([id]) => String(id)))
}

/** Reads an action's input by the types of its fields. */
function parseInput(action: Action, given: Values): Record<string, unknown> {
  const { values, problems } = parseValues(inputObject(action), given, null)
  for (const [key, field] of Object.entries(action.input)) {
    if (values[key] === undefined) values[key] = field.default ?? null
    if (field.required && values[key] === null && !problems.some((p) => p.field === key))
      problems.push({
        field: key,
        code: 'required',
        message: { en: `${field.label.en} is required.`, zh: `请填写${field.label.zh}。` },
      })
  }
  if (problems.length > 0) throw new Refusal('invalid', problems)
  return values
}

/** The input of an action as an object of its own, so that its fields are read and checked like any others. */
function inputObject(action: Action): RegisteredObject {
  return { ...noObject, label: action.label, fields: action.input }
}

const noObject = {
  key: 'input',
  plural: 'Input',
  title: '',
  views: {},
  traits: [],
  identity: [],
  indexes: [],
  together: [],
  rules: [],
  actions: [],
  inverse: [],
  module: '',
}
