import type { ApiRecord } from '#kernel/api.ts'
import { type ApiMergeProposal, type MergeRequest, mostMerged } from '#kernel/api-merge.ts'
import { notFound, type Problem, problem, Refusal, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, type Session } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { and, isOneOf, join, raw, sql } from '../db/sql.ts'
import { coveredOf } from '../query/covered.ts'
import { presentRecords } from '../query/list.ts'
import { past, type Query, queryOf, uncovered } from '../query/query.ts'
import type { Stored } from '../records/codec.ts'
import { loadStored } from '../records/load.ts'
import { type Choice, isJoined, leaderOf, proposeChoices, proposedSurvivor, type SetAt } from './choose.ts'
import { isMergeable } from './former.ts'
import { pointersSql, pointingAt } from './pointing.ts'

/** The records that are to become one, read and allowed. */
export type Members = { readonly records: readonly Stored[]; readonly setAt: SetAt }

/** Refuses where her roles do not let her merge records of the object, and objects whose records stay apart. */
export function mayMerge({ principal }: Session, object: RegisteredObject): void {
  const rights = principal.rights(object.key)
  if (rights.scopes.read.length === 0) throw notFound()
  if (!isMergeable(object))
    throw refuse('invalid', null, {
      en: `${object.plural} cannot be merged.`,
      zh: `「${object.label.zh}」不支持合并。`,
    })
  if (!rights.merge)
    throw refuse('forbidden', null, {
      en: `You may not merge ${object.plural.toLowerCase()}.`,
      zh: `你没有合并${object.label.zh}的权限。`,
    })
}

/**
 * Reads the records, each of which she must be able to change. One that she may not see is refused like an unknown one.
 * @param held locks them in the order of their ids: whoever is about to point at one of them waits, too
 */
export async function readMembers(
  query: Query,
  on: Queryable,
  object: RegisteredObject,
  ids: readonly string[],
  { held = false } = {},
): Promise<Members> {
  const { workspace, principal } = query
  if (new Set(ids).size !== ids.length || ids.length < 2 || ids.length > mostMerged)
    throw refuse('invalid', 'ids', {
      en: `Name 2 to ${mostMerged} different records.`,
      zh: `请选择 2 到 ${mostMerged} 条不同的记录。`,
    })
  const records = await loadStored(
    on,
    uncovered(query),
    object,
    sql`${and([isOneOf(raw('r.id'), ids), query.reach(object, { verb: 'update' })])} order by r.id ${raw(held ? 'for update of r' : '')}`,
  )
  const lost = ids.filter((id) => !records.some((record) => record.id === id))
  if (lost.length > 0) {
    const seen = await on.rows(
      sql`select r.id from ${query.from(object.key, 'r')} where ${and([isOneOf(raw('r.id'), lost), query.reach(object, {})])}`,
    )
    if (seen.length < lost.length) throw notFound()
    throw refuse('forbidden', 'ids', {
      en: 'You may see one of these records but not change it.',
      zh: '其中有的记录你只能查看，不能修改。',
    })
  }
  const covered = await coveredOf(query.workspace, principal, object.key, ids, on)
  if (ids.some((id) => covered(id).size > 0))
    throw refuse(
      'forbidden',
      'ids',
      {
        en: 'One of these records is covered from you where it stands.',
        zh: '其中有的记录在当前位置对你隐藏了部分字段，不能合并。',
      },
      'covered',
    )
  const holds = await on.rows(
    sql`select record_id from ${engineTable(workspace, 'legal_hold')} where ${isOneOf(raw('record_id'), ids)} and object = ${object.key}
      and (until is null or until > ${query.now}::timestamptz)`,
  )
  if (holds.length > 0)
    throw refuse(
      'conflict',
      'ids',
      { en: 'One of these records must stay as it is.', zh: '其中有的记录处于保留状态，不能合并。' },
      'held',
    )
  return { records, setAt: await readSetAt(query, on, object, records) }
}

/** When each field was set last, told by the events. */
async function readSetAt(
  { workspace }: Query,
  on: Queryable,
  object: RegisteredObject,
  records: readonly Stored[],
): Promise<SetAt> {
  const ids = records.map(({ id }) => id)
  const rows = await on.rows(
    sql`select e.record_id, k.key, max(e.at) from ${engineTable(workspace, 'event')} e, lateral jsonb_object_keys(e.changes) k (key)
      where e.object = ${object.key} and e.record_id = any(${ids}::uuid[]) group by 1, 2`,
  )
  const known = new Map(rows.map(([id, key, at]) => [`${id} ${key}`, String(at)]))
  const made = new Map(records.map((record) => [record.id, String(record['createdAt'])]))
  return (id, key) => known.get(`${id} ${key}`) ?? made.get(id) ?? ''
}

/** How a merge of these records would look to whoever asks. */
export async function proposeMerge(
  session: Session,
  object: RegisteredObject,
  ids: readonly string[],
  wish: { readonly survivor?: string } = {},
): Promise<ApiMergeProposal> {
  mayMerge(session, object)
  const { workspace } = session
  const query = queryOf(session)
  const { records, setAt } = await readMembers(query, workspace.db, object, ids)
  const survivor =
    wish.survivor ?? proposedSurvivor(object, records, await countPointing(past(query), workspace.db, object, ids))
  if (!ids.includes(survivor)) throw survivorMissing()
  const choices = proposeChoices(object, records, survivor, setAt)
  const lost = ids.filter((id) => id !== survivor)
  const [shown, moves] = await Promise.all([
    presentRecords(query, object, [...ids], null),
    countMoves(query, workspace.db, object, lost),
  ])
  const byId = new Map(shown.map((record) => [String(record['id']), record]))
  return {
    survivor,
    records: ids.map((id) => byId.get(id) as ApiRecord),
    fields: [...choices].flatMap(([key, { from, why }]) => {
      if (!session.principal.rights(object.key).fields.has(key) || leaderOf(object, key) !== key) return []
      return [
        {
          field: key,
          from,
          why,
          free: isFree(session, object, key),
          joins: isJoined(object, key),
          with: [...choices.keys()].filter((other) => other !== key && leaderOf(object, other) === key),
        },
      ]
    }),
    moves,
  }
}

/** May she say herself what becomes of the field? */
function isFree({ principal }: Session, object: RegisteredObject, key: string): boolean {
  return principal.rights(object.key).fields.get(key) === 'write'
}

/** What was chosen over what is proposed; refuses what is not hers to choose, all at once. */
export function readChoices(
  session: Session,
  object: RegisteredObject,
  { records, setAt }: Members,
  { survivor, choices = {} }: Pick<MergeRequest, 'survivor' | 'choices'>,
): Map<string, Choice> {
  if (!records.some(({ id }) => id === survivor)) throw survivorMissing()
  const proposed = proposeChoices(object, records, survivor, setAt)
  const problems: Problem[] = []
  for (const [key, from] of Object.entries(choices)) {
    const wrong = (en: string, zh: string, code: string) => problems.push(problem(`choices.${key}`, { en, zh }, code))
    if (!proposed.has(key) || !session.principal.rights(object.key).fields.has(key))
      wrong('There is no such field to choose.', '没有这个可选择的字段。', 'unknown-field')
    else if (!isFree(session, object, key) || leaderOf(object, key) !== key)
      wrong('This is not yours to choose.', '这个字段不由你选择。', 'read-only')
    else if (from === 'all' ? !isJoined(object, key) : !records.some(({ id }) => id === from))
      wrong('Choose one of the records.', '请选择其中一条记录的值。', 'choice')
    else
      for (const other of proposed.keys())
        if (leaderOf(object, other) === key) proposed.set(other, { from, why: 'survivor' })
  }
  if (problems.length > 0) throw new Refusal('invalid', problems)
  return proposed
}

function survivorMissing(): Refusal {
  return refuse('invalid', 'survivor', {
    en: 'Say which of these records goes on.',
    zh: '请指定保留哪一条记录。',
  })
}

/** How many records point at each. */
async function countPointing(
  query: Query,
  on: Queryable,
  object: RegisteredObject,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const parts = pointingAt(query.workspace.registry, object).flatMap(({ from, fields }) =>
    fields.map((key) => pointersSql(query, from, key, ids)),
  )
  if (parts.length === 0) return new Map()
  const rows = await on.rows(sql`select p.at, count(*) from (${join(parts, ' union all ')}) p group by 1`)
  return new Map(rows.map(([id, count]) => [String(id), Number(count)]))
}

/** What she sees of that which points at the lost ones, by object and field. */
async function countMoves(
  query: Query,
  on: Queryable,
  object: RegisteredObject,
  lost: readonly string[],
): Promise<ApiMergeProposal['moves']> {
  const moves: { object: string; field: string; count: number }[] = []
  for (const { from, fields } of pointingAt(query.workspace.registry, object)) {
    const rights = query.principal.rights(from.key)
    if (rights.scopes.read.length === 0) continue
    for (const key of fields.filter((one) => rights.fields.has(one) && !from.fields[one]!.holdsId)) {
      const [row] = await on.rows(
        sql`select count(*) from ${query.from(from.key, 'r')} where ${query.reach(from, {})} and r.id in (select p.id from (${pointersSql(past(query), from, key, lost)}) p)`,
      )
      if (Number(row?.[0]) > 0) moves.push({ object: from.key, field: key, count: Number(row![0]) })
    }
  }
  return moves
}
