import { v7 as uuid } from 'uuid'
import { say } from '#kernel/label.ts'
import { type Problem, Refusal, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { isAccessObject } from '../access/changes.ts'
import { engineTable, type Session, tableOf } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { or, raw, sql } from '../db/sql.ts'
import type { FileStore } from '../files/store.ts'
import { guardedAt } from '../matching/guard.ts'
import { deliver, importObject } from '../notifications/notify.ts'
import type { Op, Writing } from '../records/op.ts'
import { applyRight, writing } from '../records/write.ts'
import { applyRows, nextRows, type RowResult, type StagedRow, unusedPending } from './batch.ts'
import { addCounts, type BatchCounts, columnCounts, countResults, importCounts, noCounts } from './counts.ts'
import { openFile } from './file.ts'
import { fixesOf } from './fix-store.ts'
import { remember } from './mappings.ts'
import { checkPlan } from './plan.ts'
import { reasonsOf } from './reasons.ts'
import { linkRowsToRows, recogniseRows } from './recognise.ts'
import { clearStage, stageRows } from './stage.ts'
import { changeImport, type ImportRow } from './store.ts'
import { inTurn } from './turns.ts'

const batchRows = 2_000
/** A run that says nothing for so long is dead, and another may go on with it. */
export const silenceMs = 60_000

type Run = {
  readonly session: Session
  readonly row: ImportRow
  readonly object: RegisteredObject
  readonly runId: string
  readonly seen: Set<string>
}

/** Thrown inside a batch when the work was cancelled, or taken over by another process. */
export class Stopped extends Error {}

/**
 * Claims an import for running. Refuses one that is done, or that somebody is running.
 * @returns what has to be awaited to the end; a run that was cut short goes on behind its last batch
 */
export async function startRun(files: FileStore, asked: Session, row: ImportRow): Promise<{ ended: Promise<void> }> {
  const session: Session = { ...asked, origin: { via: 'import', id: row.id } }
  const { workspace } = session
  const object = workspace.registry.object(row.object)
  const rights = session.principal.rights(object.key)
  if (!rights.import || !rights.create) throw mayNotImport(object)
  checkPlan(session, object, row.plan, columnsOf(row))
  const now = workspace.clock.now()
  const runId = uuid()
  const dead = new Date(now.getTime() - silenceMs).toISOString()
  const claimed = await changeImport(
    workspace,
    row.id,
    {
      status: 'running',
      runId,
      beatAt: now.toISOString(),
      startedAt: row.startedAt ?? now.toISOString(),
      error: null,
      finishedAt: null,
    },
    or([
      sql`status in ('uploaded', 'failed', 'cancelled')`,
      sql`(status = 'running' and (beat_at is null or beat_at < ${dead}::timestamptz))`,
    ]),
  )
  if (!claimed)
    throw refuse(
      'conflict',
      null,
      row.status === 'running'
        ? { en: 'This import is running.', zh: '导入正在进行。' }
        : {
            en: 'This import has been run. Upload the file again.',
            zh: '这次导入已经完成，如需再次导入请重新上传文件。',
          },
      'not-now',
    )
  const startedAt = row.startedAt ?? now.toISOString()
  const run: Run = { session, row: { ...row, startedAt }, object, runId, seen: new Set() }
  return { ended: inTurn(row.id, () => work(files, run)) }
}

export function mayNotImport(object: RegisteredObject): Refusal {
  return refuse('forbidden', null, {
    en: `You may not import ${object.plural.toLowerCase()}.`,
    zh: `你没有导入${object.label.zh}的权限。`,
  })
}

/** The highest number of a column of the file, and one. */
export function columnsOf(row: Pick<ImportRow, 'analysis'>): number {
  return Math.max(0, ...row.analysis.columns.map((c) => c.column)) + 1
}

/** The whole run. A failure is noted with the import and thrown. */
async function work(files: FileStore, run: Run): Promise<void> {
  const { session, row, object } = run
  const { workspace } = session
  try {
    const table = await openFile(files, row, await fixesOf(session, row.id))
    const { last } = await progressOf(session, row.id)
    const { totals } = await stageRows(session, row, object, table, row.plan, { beat: beater(run), done: last })
    crashPoint('import.staged')
    await recogniseRows(session, row.id, object, row.plan)
    crashPoint('import.recognised')
    await linkRowsToRows(session, row.id, object, row.plan)
    crashPoint('import.linked')
    await commitAll(run)
    await commitLater(run)
    crashPoint('import.written')
    const { counts } = await progressOf(session, row.id)
    await count(session, object, counts.rows.created)
    const now = workspace.clock.now().toISOString()
    const report = {
      ...importCounts(counts),
      reasons: await reasonsOf(session, row.id),
      columns: columnCounts(row.plan, totals, counts),
      alsoCreated: counts.also,
      seconds: (Date.parse(now) - Date.parse(row.startedAt ?? now)) / 1_000,
    }
    await end(run, { status: 'done', finishedAt: now, report }, sql`and status = 'running'`)
    crashPoint('import.finished')
    await remember(session, row)
    await clearStage(session, row.id)
  } catch (error) {
    if (error instanceof Stopped) return
    const message =
      error instanceof Refusal ? error.problems.map((p) => say(p.message, session.language)).join(' ') : String(error)
    await end(run, { status: 'failed', error: message, finishedAt: workspace.clock.now().toISOString() })
    throw error
  }
}

/**
 * Has the database count a table into which much has come. Of an empty one it believes that every index is as good as the
 * next, and the next file of a set, which looks up every row of this one, would read it from end to end each time.
 */
async function count({ workspace }: Session, object: RegisteredObject, created: number): Promise<void> {
  if (created >= many) await workspace.db.rows(sql`analyze ${tableOf(workspace, object.key)}`, { once: true })
}

const many = 5_000

/** Ends an import that this run still holds, and tells whoever began it. */
async function end({ session, row, runId }: Run, patch: Partial<ImportRow>, when = raw('')): Promise<void> {
  const { workspace, principal } = session
  const at = workspace.clock.now().toISOString()
  const about = { object: importObject, id: row.id }
  await workspace.db.transaction(async (tx) => {
    const ended = await changeImport(workspace, row.id, patch, sql`run_id = ${runId}::uuid ${when}`, tx)
    if (ended && principal.id)
      await deliver(
        workspace,
        [{ userId: principal.id, kind: 'importEnded', about, actorId: null, at, once: runId }],
        tx,
      )
  })
}

/** Says every few seconds that the run lives; stops when it is no longer wanted. */
function beater({ session, row, runId }: Run): () => Promise<void> {
  let last = Date.now()
  return async () => {
    if (Date.now() - last < 2_000) return
    last = Date.now()
    const beatAt = session.workspace.clock.now().toISOString()
    if (
      !(await changeImport(session.workspace, row.id, { beatAt }, sql`run_id = ${runId}::uuid and status = 'running'`))
    )
      throw new Stopped()
  }
}

/** How far the run has come. */
export async function progressOf(session: Session, importId: string): Promise<{ last: number; counts: BatchCounts }> {
  const rows = await session.workspace.db.rows(
    sql`select phase, last_line, counts from ${engineTable(session.workspace, 'import_batch')} where import_id = ${importId}::uuid order by phase, last_line`,
  )
  const done = rows.filter(([phase]) => phase === 'rows')
  return {
    last: done.reduce((last, [, line]) => Math.max(last, Number(line)), -1),
    counts: rows.reduce((sum, [, , counts]) => addCounts(sum, counts as BatchCounts), noCounts),
  }
}

/** Batches under way at once, where none can need what another does. */
const abreast = 3

/**
 * Commits all batches in the order of the file. Plain new records are prepared and written while the batch before is
 * still on its way; only its note waits its turn, so that the notes never have a gap.
 */
async function commitAll(run: Run): Promise<void> {
  const { session, row, object } = run
  const simple = isSimple(object) && !(await guardedAt(session, object, 'import'))
  let flying: Promise<void>[] = []
  const landed = async () => {
    const all = flying
    flying = []
    for (const result of await Promise.allSettled(all)) if (result.status === 'rejected') throw result.reason
  }
  try {
    for (let after = (await progressOf(session, row.id)).last; ; ) {
      const rows = await nextRows(session, row.id, after, batchRows)
      if (rows.length === 0) break
      after = rows.at(-1)!.line
      const alone = !simple || rows.some((one) => needsOthers(one, row.plan.duplicates === 'update'))
      if (alone) await landed()
      const batch = commitRows(run, rows, flying.at(-1) ?? Promise.resolve())
      batch.catch(() => {}) // awaited below
      flying.push(batch)
      if (alone || flying.length >= abreast) {
        await flying[0]
        flying.shift()
      }
    }
  } finally {
    await landed()
  }
}

/** New records of the object touch nothing that two batches could both want. */
function isSimple(object: RegisteredObject): boolean {
  const fields = Object.values(object.fields)
  const follows = object.rules.some((rule) => rule.is === 'follow' && rule.apart !== true)
  return !follows && !isAccessObject(object.key) && !fields.some((field) => field.unique || field.type === 'autonumber')
}

function needsOthers({ match, leader, values }: StagedRow, updates: boolean): boolean {
  return values.p !== undefined || values.u !== undefined || (updates && (match !== null || leader !== null))
}

/**
 * Commits a batch. Where the database or a rule refuses it as a whole, its halves are tried, down to the row that is at
 * fault; every row that is right gets in.
 * @param turn resolves when the batch before is in
 */
async function commitRows(
  run: Run,
  rows: readonly StagedRow[],
  turn: Promise<void>,
  known: ReadonlyMap<number, readonly Problem[]> = new Map(),
): Promise<void> {
  try {
    const again = await commitOnce(run, rows, turn, known)
    if (again) await commitRows(run, rows, turn, again)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await turn
    const [only] = rows
    if (rows.length === 1 && only) {
      if (known.has(only.line)) throw error
      return commitRows(run, rows, turn, new Map([[only.line, error.problems]]))
    }
    const half = Math.ceil(rows.length / 2)
    await commitRows(run, rows.slice(0, half), turn, known)
    await commitRows(run, rows.slice(half), turn, known)
  }
}

/** What must be refused from the start when a batch is done again. */
type Known = Map<number, readonly Problem[]>

/** Writes a batch with the note that it is in. Answers what to refuse at once if a record would be left that nothing names. */
async function commitOnce(
  run: Run,
  rows: readonly StagedRow[],
  turn: Promise<void>,
  known: ReadonlyMap<number, readonly Problem[]>,
): Promise<Known | null> {
  const { session, row, object } = run
  let again: Known | null = null
  class Again extends Error {}
  try {
    await writing(session, async (w) => {
      await stillWanted(w, run)
      const marked = rows.map((one) => (known.has(one.line) ? { ...one, problems: known.get(one.line)! } : one))
      const results = await applyRows(w, object, row.plan, marked, applyRight)
      if (unusedPending(marked, results)) {
        again = new Map(results.flatMap((r) => (r.done === 'refused' ? [[r.line, r.problems] as const] : [])))
        if ([...again.keys()].some((line) => !marked.find((m) => m.line === line)?.problems)) throw new Again()
        again = null
      }
      await turn
      await claim(w, run)
      await note(w, run, 'rows', rows.at(-1)!.line, countResults(row.plan, rows, results, run.seen), results)
      crashPoint('import.commit')
    })
    crashPoint('import.committed')
  } catch (error) {
    if (!(error instanceof Again)) throw error
  }
  return again
}

/** Looks, without waiting for anybody, whether the run was cancelled or taken over. */
async function stillWanted(w: Writing, { session, row, runId }: Run): Promise<void> {
  const table = engineTable(session.workspace, 'import')
  const rows = await w.db.rows(
    sql`select 1 from ${table} where id = ${row.id}::uuid and run_id = ${runId}::uuid and status = 'running'`,
  )
  if (rows.length === 0) throw new Stopped()
}

/** The run is still wanted and still this one's; locks the import, so that no other can commit rows beside it. */
async function claim(w: Writing, { session, row, runId }: Run): Promise<void> {
  const mine = await changeImport(
    session.workspace,
    row.id,
    { beatAt: w.now },
    sql`run_id = ${runId}::uuid and status = 'running'`,
    w.db,
  )
  if (!mine) throw new Stopped()
}

async function note(
  w: Writing,
  { session, row }: Run,
  phase: string,
  line: number,
  counts: BatchCounts,
  results: readonly RowResult[],
): Promise<void> {
  const refusals = results.flatMap((r) =>
    'problems' in r && r.problems ? [{ line: r.line, problems: r.problems }] : [],
  )
  const table = (name: string) => engineTable(session.workspace, name)
  await w.db.count(
    sql`insert into ${table('import_batch')} (import_id, phase, last_line, counts, at)
      values (${row.id}::uuid, ${phase}::text, ${line}::int, ${JSON.stringify(counts)}::jsonb, ${w.now}::timestamptz)`,
  )
  if (refusals.length > 0)
    await w.db.count(
      sql`insert into ${table('import_refusal')} (import_id, line, problems)
        select ${row.id}::uuid, x.line, x.problems from json_to_recordset(${JSON.stringify(refusals)}::json) as x (line int, problems jsonb)
        on conflict (import_id, line) do nothing`,
    )
}

/** References to rows of the same file, once all of them are in. */
async function commitLater(run: Run): Promise<void> {
  const { session, row, object } = run
  const table = (name: string) => engineTable(session.workspace, name)
  const [done] = await session.workspace.db.rows(
    sql`select max(last_line) from ${table('import_batch')} where import_id = ${row.id}::uuid and phase = 'links'`,
  )
  for (let after = done?.[0] === null ? -1 : Number(done?.[0] ?? -1); ; ) {
    const rows = await session.workspace.db.rows(
      sql`select i.line, coalesce(i.match_id, l.match_id, l.id, i.id), i.later, i.match_id <> i.id or i.leader is not null
        from ${table('import_row')} i left join ${table('import_row')} l on l.import_id = i.import_id and l.line = i.leader
        where i.import_id = ${row.id}::uuid and i.later is not null and i.problems is null and i.line > ${after}::int
        and not exists (select 1 from ${table('import_refusal')} f where f.import_id = i.import_id and f.line = i.line)
        order by i.line limit ${batchRows}::int`,
    )
    if (rows.length === 0) return
    after = Number(rows.at(-1)![0])
    const wanted = rows.filter(([, , , there]) => !(there === true && row.plan.duplicates === 'skip'))
    const unique = [
      ...new Map(
        wanted.map(([line, id, values]) => [String(id), { line: Number(line), id: String(id), values }]),
      ).values(),
    ]
    await writing(session, async (w) => {
      await claim(w, run)
      const { wrong } = await applyRight(
        w,
        object,
        unique.map(({ id, values }): Op => ({ do: 'update', id, values: values as Record<string, unknown> })),
      )
      const results = [...wrong].map(
        ([i, problems]): RowResult => ({ line: unique[i]!.line, done: 'refused', problems, values: {} }),
      )
      const lost: Record<string, number> = {}
      for (const i of wrong.keys())
        for (const path of Object.keys(unique[i]!.values as object)) lost[path] = (lost[path] ?? 0) - 1
      await note(w, run, 'links', after, { ...noCounts, stored: lost }, results)
      crashPoint('import.link')
    })
  }
}
