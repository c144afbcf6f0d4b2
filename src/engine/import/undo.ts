import { v7 as uuid } from 'uuid'
import type { ImportKept, ImportUndo } from '#kernel/api-import.ts'
import { say } from '#kernel/label.ts'
import { type Problem, problem, Refusal, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, type Session } from '../context.ts'
import { crashPoint } from '../crash.ts'
import type { Queryable } from '../db/database.ts'
import { or, sql } from '../db/sql.ts'
import { presentRecords } from '../query/list.ts'
import { queryOf } from '../query/query.ts'
import { holdRecords } from '../records/lock.ts'
import type { Writing } from '../records/op.ts'
import { revertRecords } from '../records/revert.ts'
import { applyRight, writing } from '../records/write.ts'
import { Stopped, silenceMs } from './run.ts'
import { changeImport, loadImport } from './store.ts'

export type UndoOptions = {
  readonly force?: boolean
  readonly skip?: 'changed'
  /** Imports that came in one set with this one: what they did is no change by somebody else. */
  readonly within?: readonly string[]
}

/** What an undo notes while it is under way: what it has done so far, and how it was asked for. */
export type UndoNote = ImportUndo & { readonly how: UndoOptions }

type Undoing = { readonly session: Session; readonly id: string; readonly runId: string; readonly how: UndoOptions }

const batchRows = 1_000
const keptShown = 200

/** A record that the import touched: how, and what its fields were before. */
type Touched = {
  readonly object: string
  readonly id: string
  readonly created: boolean
  readonly changedSince: boolean
  readonly before: Readonly<Record<string, unknown>>
  /** What the import left there. */
  readonly put: Readonly<Record<string, unknown>>
}

/**
 * Takes an import back: what it created goes to the recycle bin, what it changed gets its former values, told by the
 * import's own events. Refuses (409, with the records) when somebody has changed any of them since, unless told to
 * `force` or to `skip` those. An undo that was cut short goes on, as it was asked for at first.
 */
export async function undoImport(
  asked: Session,
  id: string,
  options: UndoOptions = {},
): Promise<{ ended: Promise<void> }> {
  const row = await loadImport(asked, id)
  const { workspace } = asked
  // not 'import': its events are what is undone
  const via = asked.origin.via === 'import' ? 'job' : asked.origin.via
  const session: Session = { ...asked, origin: { via, id: row.id } }
  const note = row.status === 'undoing' ? (row.undo as UndoNote | null) : null
  const how = note?.how ?? options
  if (!['done', 'failed', 'cancelled', 'undoing'].includes(row.status))
    throw refuse(
      'conflict',
      null,
      row.status === 'undone'
        ? { en: 'This import has been undone already.', zh: '这次导入已经撤销。' }
        : { en: 'There is nothing to undo.', zh: '没有可以撤销的内容。' },
      'not-now',
    )
  if (!how.force && how.skip !== 'changed') await refuseChanged(session, [id], how.within)
  const now = workspace.clock.now()
  const dead = new Date(now.getTime() - silenceMs).toISOString()
  const runId = uuid()
  const begun: UndoNote = { removed: note?.removed ?? 0, restored: note?.restored ?? 0, kept: [], how }
  const claimed = await changeImport(
    workspace,
    id,
    { status: 'undoing', runId, beatAt: now.toISOString(), undo: begun, error: null },
    or([
      sql`status in ('done', 'failed', 'cancelled')`,
      sql`(status = 'undoing' and (beat_at is null or beat_at < ${dead}::timestamptz))`,
    ]),
  )
  if (!claimed)
    throw refuse('conflict', null, { en: 'This import is being undone.', zh: '正在撤销这次导入。' }, 'not-now')
  crashPoint('undo.claimed')
  return { ended: work({ session, id, runId, how }, begun) }
}

/** The whole undo. A failure is noted with the import and thrown. */
async function work(it: Undoing, begun: UndoNote): Promise<void> {
  const { workspace } = it.session
  const mine = sql`run_id = ${it.runId}::uuid and status = 'undoing'`
  try {
    const undo = await undoAll(it, begun)
    crashPoint('undo.written')
    await changeImport(
      workspace,
      it.id,
      { status: 'undone', undo, undoneAt: workspace.clock.now().toISOString() },
      mine,
    )
  } catch (error) {
    if (error instanceof Stopped) return
    await changeImport(workspace, it.id, { status: 'failed', error: String(error) }, mine)
    throw error
  }
}

/** Refuses (409, with the records) when somebody has changed records since that these imports touched. */
export async function refuseChanged(
  session: Session,
  importIds: readonly string[],
  within: readonly string[] = [],
): Promise<void> {
  const changed: Touched[] = []
  let count = 0
  for (const id of importIds)
    for await (const pairs of touchedBy(session, id))
      for (const one of await describe(session, id, pairs, within))
        if (one.changedSince) {
          count++
          if (changed.length < keptShown) changed.push(one)
        }
  if (count === 0) return
  throw new Refusal(
    'conflict',
    [
      problem(
        null,
        {
          en: `${count} of these records ${count === 1 ? 'was' : 'were'} changed since. Undo all the same, or leave ${count === 1 ? 'it' : 'them'} as ${count === 1 ? 'it is' : 'they are'}?`,
          zh: `其中 ${count} 条记录在导入后被修改过。仍要全部撤销，还是保留这些记录？`,
        },
        'changed-since',
      ),
    ],
    {
      changed: await keptOf(session, changed, () => ({ en: 'Changed since the import.', zh: '导入后被修改过。' })),
      changedCount: count,
    },
  )
}

async function undoAll(it: Undoing, begun: UndoNote): Promise<ImportUndo> {
  const { session, id, how } = it
  let { removed, restored } = begun
  const kept: ImportKept[] = []
  // references first, what they point at last: the other way round from how they came
  for await (const batch of touchedBy(session, id)) {
    for (const [key, pairs] of Map.groupBy(batch, ([object]) => object)) {
      const object = session.workspace.registry.object(key)
      const done = await writing(session, async (w) => {
        const trusted: Writing = { ...w, trusted: true }
        const ids = pairs.map(([, id]) => id)
        await holdRecords(trusted, object, ids)
        const list = await describe(session, id, pairs, how.within, w.db)
        // Also what somebody has changed since the undo was asked for.
        const skipped = how.force ? [] : list.filter((one) => one.changedSince)
        const wanted = list.filter((one) => !skipped.includes(one))
        const back = wanted.filter((one) => !one.created)
        const away = wanted.filter((one) => one.created)
        const given = await revertRecords(trusted, object, back)
        const { gone, refused } = await removeAll(trusted, object, away)
        await note(w, it, { removed: removed + gone, restored: restored + given, kept: [], how })
        crashPoint('undo.commit')
        return { given, gone, refused, skipped, away }
      })
      crashPoint('undo.committed')
      restored += done.given
      removed += done.gone
      kept.push(
        ...(await keptOf(session, done.skipped, () => ({ en: 'Changed since the import.', zh: '导入后被修改过。' }))),
        ...(await keptOf(
          session,
          done.away.filter((one) => done.refused.has(one.id)),
          (one) => done.refused.get(one.id)?.[0]?.message ?? { en: 'In use.', zh: '仍在使用。' },
        )),
      )
    }
  }
  return { removed, restored, kept: kept.slice(0, keptShown) }
}

/** Counts commit with what they count; the import is locked, so that no other undoes beside it. */
async function note(w: Writing, { session, id, runId }: Undoing, undo: UndoNote): Promise<void> {
  const mine = sql`run_id = ${runId}::uuid and status = 'undoing'`
  if (!(await changeImport(session.workspace, id, { beatAt: w.now, undo }, mine, w.db))) throw new Stopped()
}

/** To the recycle bin; what a rule needs to stay, stays. */
async function removeAll(
  w: Writing,
  object: RegisteredObject,
  list: readonly Touched[],
): Promise<{ gone: number; refused: Map<string, readonly Problem[]> }> {
  const refused = new Map<string, readonly Problem[]>()
  const live = await w.db.rows(
    sql`select r.id from ${w.query.from(object.key, 'r')} where r.id = any(${list.map((one) => one.id)}::uuid[]) and r.deleted_at is null`,
  )
  const ids = live.map(([id]) => String(id))
  if (ids.length === 0) return { gone: 0, refused }
  const { wrong } = await applyRight(
    w,
    object,
    ids.map((id) => ({ do: 'delete', id })),
  )
  for (const [i, problems] of wrong) refused.set(ids[i]!, problems)
  return { gone: ids.length - refused.size, refused }
}

type Pair = readonly [object: string, id: string]

/** Records that the import's events tell of, the latest first, a batch at a time. */
async function* touchedBy(session: Session, importId: string): AsyncGenerator<Pair[]> {
  const event = engineTable(session.workspace, 'event')
  let before: string | null = null
  const done = new Set<string>()
  for (;;) {
    const page: readonly (readonly unknown[])[] = await session.workspace.db.rows(
      sql`select e.id, e.object, e.record_id from ${event} e where e.via_id = ${importId}::text and e.via = 'import'
        and (${before}::uuid is null or e.id < ${before}::uuid) order by e.id desc limit ${batchRows}::int`,
    )
    if (page.length === 0) return
    before = String(page.at(-1)![0])
    const fresh = [
      ...new Map(page.map(([, object, id]) => [`${object} ${id}`, [String(object), String(id)] as const])).entries(),
    ].filter(([key]) => !done.has(key))
    for (const [key] of fresh) done.add(key)
    if (fresh.length > 0) yield fresh.map(([, pair]) => pair)
  }
}

/**
 * What the import made of each of these: `before` has each field as it was before it. What an undo that was cut short has done
 * already is no change by somebody else.
 */
async function describe(
  session: Session,
  importId: string,
  pairs: readonly Pair[],
  within: readonly string[] = [],
  on: Queryable = session.workspace.db,
): Promise<Touched[]> {
  const ours = [importId, ...within]
  const event = engineTable(session.workspace, 'event')
  const rows = await on.rows(
    sql`select e.object, e.record_id, e.id, e.kind, e.changes, e.via_id is not distinct from ${importId}::text and e.via = 'import'
      from unnest(${pairs.map(([o]) => o)}::text[], ${pairs.map(([, id]) => id)}::uuid[]) as x (object, record_id)
      join ${event} e on e.object = x.object and e.record_id = x.record_id
      where ((e.via = 'import' and e.via_id = ${importId}::text) or e.via_id is null or e.via_id <> all(${ours}::text[]))
      and e.id >= (select min(f.id::text)::uuid from ${event} f where f.object = x.object and f.record_id = x.record_id and f.via = 'import' and f.via_id = ${importId}::text)
      order by e.id`,
  )
  const byRecord = Map.groupBy(rows, ([object, id]) => `${object} ${id}`)
  return pairs.map(([object, id]) => {
    const events = byRecord.get(`${object} ${id}`) ?? []
    const before: Record<string, unknown> = {}
    const put: Record<string, unknown> = {}
    let created = false
    let changedSince = false
    for (const [, , , kind, changes, mine] of events) {
      if (mine !== true) changedSince = true
      else {
        if (kind === 'created') created = true
        for (const [key, [from, to]] of Object.entries((changes ?? {}) as Record<string, [unknown, unknown]>)) {
          if (!(key in before)) before[key] = from
          put[key] = to
        }
      }
    }
    return { object, id, created, changedSince, before, put }
  })
}

async function keptOf(
  session: Session,
  list: readonly Touched[],
  reason: (one: Touched) => { en: string; zh: string },
): Promise<ImportKept[]> {
  const query = queryOf(session)
  const kept: ImportKept[] = []
  for (const [key, ones] of Map.groupBy(list.slice(0, keptShown), (one) => one.object)) {
    const object = session.workspace.registry.object(key)
    const shown = new Map(
      (
        await presentRecords(
          query,
          object,
          ones.map((one) => one.id),
          [object.title],
        )
      ).map((r) => [String(r['id']), r]),
    )
    for (const one of ones)
      kept.push({
        object: key,
        id: one.id,
        title: (shown.get(one.id)?.[object.title] as string | undefined) ?? null,
        reason: say(reason(one), session.language),
      })
  }
  return kept
}
