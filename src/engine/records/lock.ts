import type { Values } from '#kernel/object.ts'
import { notFound, problem, Refusal, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { isAccessObject, lockAccess } from '../access/changes.ts'
import { isOneOf, raw, sql } from '../db/sql.ts'
import { survivorsOf } from '../merging/former.ts'
import { presentRecords } from '../query/list.ts'
import { past, uncovered } from '../query/query.ts'
import type { Stored } from './codec.ts'
import { loadByIds } from './load.ts'
import type { Op, Writing } from './op.ts'

/** Locks the records in one order, so that two batches never wait for each other; refuses what is out of reach or stale. */
export async function lock(w: Writing, object: RegisteredObject, ops: readonly Op[]): Promise<Map<string, Stored>> {
  const locked = new Map<string, Stored>()
  if (isAccessObject(object.key)) await lockAccess(w)
  for (const verb of ['update', 'delete'] as const) {
    const wanted = ops.filter(
      (op) => op.do !== 'create' && (verb === 'update' ? op.do === 'update' : op.do !== 'update'),
    ) as Extract<Op, { id: string; do: 'update' | 'delete' | 'restore' }>[]
    const live = wanted.filter((op) => op.do !== 'restore')
    const gone = wanted.filter((op) => op.do === 'restore')
    for (const [list, deleted] of [
      [live, false],
      [gone, true],
    ] as const) {
      if (list.length === 0) continue
      const query = w.trusted ? past(w.query) : uncovered(w.query)
      const ids = list.map((op) => op.id)
      const reach = query.reach(object, { verb, deleted })
      const records = await loadByIds(w.db, query, object, ids, sql`${reach} order by r.id for no key update of r`)
      for (const record of records) locked.set(record.id, record)
      const lost = ids.filter((id) => !locked.has(id))
      if (lost.length > 0) await refuseLost(w, object, lost, deleted)
      if (deleted) await refuseMerged(w, object, ids)
      for (const op of list)
        if ('version' in op && op.version !== undefined) await refuseStale(w, object, locked.get(op.id)!, op)
    }
  }
  return locked
}

/**
 * Locks records, deleted ones as well, in the order of their ids, before what has become of them is read: whoever writes one
 * meanwhile has written it before that, or waits.
 */
export async function holdRecords(w: Writing, object: RegisteredObject, ids: readonly string[]): Promise<void> {
  await w.db.rows(
    sql`select r.id from ${past(w.query).from(object.key, 'r')} where r.id = any(${ids}::uuid[]) order by r.id for no key update of r`,
  )
}

/** Reads what `lock` would lock; an operation whose record is out of reach is refused all the same. */
export async function readBefore(
  w: Writing,
  object: RegisteredObject,
  ops: readonly Op[],
): Promise<Map<string, Stored>> {
  const ids = ops.flatMap((op) => (op.do === 'create' ? [] : [op.id]))
  if (ids.length === 0) return new Map()
  const query = w.trusted ? past(w.query) : uncovered(w.query)
  const reach = query.reach(object, { verb: 'update' })
  const records = await loadByIds(w.db, query, object, ids, reach)
  if (records.length < new Set(ids).size) throw notFound()
  return new Map(records.map((record) => [record.id, record]))
}

/** What has become part of another record comes back by taking the merge apart alone. */
async function refuseMerged(w: Writing, object: RegisteredObject, ids: readonly string[]): Promise<void> {
  const [survivor] = (await survivorsOf(w.db, w.session.workspace, object, ids)).values()
  if (!survivor) return
  throw new Refusal(
    'conflict',
    [
      problem(
        null,
        {
          en: 'This record has become part of another one. Take the merge apart.',
          zh: '这条记录已合并到另一条记录，请拆分合并。',
        },
        'merged',
      ),
    ],
    { survivor },
  )
}

/** Out of reach for writing: forbidden if she may read it, else as if it did not exist. */
async function refuseLost(
  w: Writing,
  object: RegisteredObject,
  ids: readonly string[],
  deleted: boolean,
): Promise<never> {
  const seen = await w.db.rows(
    sql`select r.id from ${w.query.from(object.key, 'r')} where ${isOneOf(raw('r.id'), ids)} and ${w.query.reach(object, { deleted })} limit 1`,
  )
  if (seen.length === 0) throw notFound()
  throw refuse('forbidden', null, {
    en: 'You may see this record but not change it.',
    zh: '你可以查看这条记录，但不能修改。',
  })
}

/** Shows the record as it stands, as far as the caller may see it. */
async function refuseStale(
  w: Writing,
  object: RegisteredObject,
  record: Stored,
  op: Extract<Op, { id: string }> & { values?: Values; version?: number },
): Promise<void> {
  if (record['version'] === op.version) return
  const [current = { id: record.id }] = await presentRecords(w.query, object, [record.id], null, w.db)
  throw new Refusal(
    'stale',
    [
      problem(
        null,
        { en: 'Somebody else has changed this record in the meantime.', zh: '这条记录刚被其他人修改过。' },
        'stale',
      ),
    ],
    { current, yours: op.values ?? null },
  )
}
