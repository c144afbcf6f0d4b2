import { v7 as uuid } from 'uuid'
import { type ApiBulk, type BulkRequest, type BulkWork, bulkLimits } from '#kernel/api-bulk.ts'
import { say } from '#kernel/label.ts'
import type { Values } from '#kernel/object.ts'
import { type Problem, problem, Refusal, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { isAccessObject, lockAccess } from '../access/changes.ts'
import type { Verb } from '../access/principal.ts'
import type { Session } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { and, isOneOf, raw, sql } from '../db/sql.ts'
import { uncovered } from '../query/query.ts'
import { noteBulk } from './bulk-log.ts'
import type { Stored } from './codec.ts'
import { loadStored } from './load.ts'
import type { Op, Writing } from './op.ts'
import { parseValues } from './parse.ts'
import { fitting, perform, readAction, verbOf } from './records.ts'
import { confirmedIds } from './selection.ts'
import { applyRight, writing } from './write.ts'

/** Records of one pass; all passes commit together. */
const chunk = 1_000
/** Records that are named with a reason. */
const named = 20

/**
 * Writes many records in one transaction: exactly those that were confirmed, or none. A record that the caller may not
 * change, or whose rules refuse, is left out and told; everything that is done carries the id of the whole as its cause.
 */
export async function bulkWrite(session: Session, object: RegisteredObject, request: BulkRequest): Promise<ApiBulk> {
  const id = uuid()
  const most = request.do === 'action' ? bulkLimits.action : bulkLimits.records
  const apply = prepareWork(session, object, request)
  return writing({ ...session, causeId: id }, async (w) => {
    if (isAccessObject(object.key)) await lockAccess(w)
    const ids = await confirmedIds(w.query, w.db, object, request.selection, most)
    const tally = makeTally(session)
    for (let i = 0; i < ids.length; i += chunk) {
      await apply(w, ids.slice(i, i + chunk), tally)
      crashPoint('bulk.chunk')
    }
    const outcome = { id, asked: ids.length, ...tally.sum() }
    await noteBulk(w, object, request, outcome)
    return outcome
  })
}

type Apply = (w: Writing, ids: readonly string[], tally: Tally) => Promise<void>

/** Reads what is to be done; what is wrong with it is refused before any record is looked at. */
function prepareWork(session: Session, object: RegisteredObject, work: BulkWork): Apply {
  const { scopes } = session.principal.rights(object.key)
  if (work.do === 'action') {
    const { action, input } = readAction(session, object, work.action, work.input ?? {})
    return async (w, ids, tally) => {
      const reached = await reachable(w, object, ids, verbOf(action), tally)
      const fit = await fitting(w, object, reached, action)
      for (const id of reached)
        if (!fit.has(id))
          tally.refuse(id, {
            en: `'${action.label.en}' does not fit this record now.`,
            zh: `当前状态下不能「${action.label.zh}」。`,
          })
      await perform(w, object, action, [...fit], input)
      for (const id of fit) tally.changed(id)
    }
  }
  if (scopes[work.do].length === 0)
    throw refuse('forbidden', null, {
      en: `You may not ${work.do} ${object.plural.toLowerCase()}.`,
      zh: `你没有${work.do === 'delete' ? '删除' : '修改'}${object.label.zh}的权限。`,
    })
  const change = work.do === 'update' ? readChange(session, object, work) : null
  return async (w, ids, tally) => {
    const records = await lockReachable(w, object, ids, work.do, tally)
    const ops = records.map(
      (record): Op =>
        change ? { do: 'update', id: record.id, values: change(record) } : { do: 'delete', id: record.id },
    )
    if (ops.length === 0) return
    const { outcomes, wrong } = await applyRight(w, object, ops)
    for (const [index, { done }] of outcomes)
      if (done === 'unchanged') tally.unchanged()
      else tally.changed(ops[index]!.id!)
    for (const [index, problems] of wrong) tally.refuse(ops[index]!.id!, problems[0]!.message)
  }
}

/** What each record is given, once its fields and values have been found right. */
function readChange(
  session: Session,
  object: RegisteredObject,
  work: Extract<BulkWork, { do: 'update' }>,
): (record: Stored) => Values {
  const { values = {}, add = {}, remove = {} } = work
  const rights = session.principal.rights(object.key)
  const problems: Problem[] = [...parseValues(object, values, rights).problems]
  const several = (given: Values): [string, string[]][] => {
    const parsed = parseValues(object, given, rights)
    problems.push(...parsed.problems)
    return Object.entries(parsed.values).map(([key, value]) => {
      if (!['multiSelect', 'relations'].includes(object.fields[key]!.type))
        problems.push(
          problem(key, { en: 'This field holds one value.', zh: '该字段只有一个值，不能追加或移除。' }, 'one-value'),
        )
      return [key, [value ?? []].flat() as string[]]
    })
  }
  const added = several(add)
  const removed = several(remove)
  if (Object.keys(values).length + added.length + removed.length === 0)
    problems.push(problem('values', { en: 'Say what to change.', zh: '请指定要修改的字段。' }))
  if (problems.length > 0) throw new Refusal('invalid', problems)
  return (record) => {
    const patch: Record<string, unknown> = { ...values }
    const now = (key: string) => (patch[key] ?? record[key] ?? []) as string[]
    for (const [key, list] of added) patch[key] = [...new Set([...now(key), ...list])]
    for (const [key, list] of removed) patch[key] = now(key).filter((one) => !list.includes(one))
    return patch
  }
}

/** Locks those of the records that may be written, in one order; the others are refused. */
async function lockReachable(
  w: Writing,
  object: RegisteredObject,
  ids: readonly string[],
  verb: Verb,
  tally: Tally,
): Promise<Stored[]> {
  const records = await loadStored(
    w.db,
    uncovered(w.query),
    object,
    sql`${and([isOneOf(raw('r.id'), ids), w.query.reach(object, { verb })])} order by r.id for no key update of r`,
  )
  const reached = new Set(records.map((record) => record.id))
  const lost = ids.filter((id) => !reached.has(id))
  if (lost.length === 0) return records
  const rows = await w.db.rows(
    sql`select r.id from ${w.query.from(object.key, 'r')} where ${and([isOneOf(raw('r.id'), lost), w.query.reach(object, {})])}`,
  )
  const seen = new Set(rows.map(([id]) => String(id)))
  for (const id of lost) tally.refuse(id, seen.has(id) && verb !== 'read' ? mayNot[verb] : gone)
  return records
}

async function reachable(...given: Parameters<typeof lockReachable>): Promise<string[]> {
  return (await lockReachable(...given)).map((record) => record.id)
}

const mayNot = {
  update: { en: 'You may see this record but not change it.', zh: '你可以查看这条记录，但不能修改。' },
  delete: { en: 'You may see this record but not delete it.', zh: '你可以查看这条记录，但不能删除。' },
}
const gone = { en: 'Not found.', zh: '没有找到。' }

export type Tally = ReturnType<typeof makeTally>

/** Counts what came of each record; refusals by their reason. */
export function makeTally({ language }: Pick<Session, 'language'>) {
  let changed = 0
  let unchanged = 0
  const reasons = new Map<string, string[]>()
  return {
    changed: (_id: string) => void changed++,
    unchanged: () => void unchanged++,
    refuse(id: string, message: Problem['message']) {
      const detail = say(message, language)
      const ids = reasons.get(detail) ?? []
      reasons.set(detail, ids)
      ids.push(id)
    },
    sum(): Omit<ApiBulk, 'id' | 'asked'> {
      const list = [...reasons].map(([detail, ids]) => ({ detail, count: ids.length, ids: ids.slice(0, named) }))
      return {
        changed,
        unchanged,
        refused: list.reduce((sum, { count }) => sum + count, 0),
        reasons: list.sort((a, b) => b.count - a.count).slice(0, 50),
      }
    },
  }
}
