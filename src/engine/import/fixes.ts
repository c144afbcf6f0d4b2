import type { ApiImportRow, ImportColumnCounts, ImportReport } from '#kernel/api-import.ts'
import { say } from '#kernel/label.ts'
import { skippedCode } from '#kernel/match/guard.ts'
import { type Problem, problem, Refusal, refuse } from '#kernel/problem.ts'
import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import type { FileStore } from '../files/store.ts'
import { applyRight, writing } from '../records/write.ts'
import { applyRows, nextRows, type RowResult, type StagedRow } from './batch.ts'
import { type BatchCounts, countResults, importCounts, noCounts } from './counts.ts'
import { openFile } from './file.ts'
import { type Fix, fixesOf, keepFixes } from './fix-store.ts'
import { cellText } from './readers/cell.ts'
import type { Row } from './readers/header.ts'
import type { TableSource } from './readers/table.ts'
import { reasonsOf } from './reasons.ts'
import { linkRowsToRows, recogniseRows } from './recognise.ts'
import { progressOf } from './run.ts'
import { clearStage, stageRows } from './stage.ts'
import { changeImport, type ImportRow, loadImport } from './store.ts'
import { inTurn } from './turns.ts'

/** Rows that are mended at once; each is a transaction of its own after a run. */
const most = 500

/** Reads mended rows out of a request. Refuses what has no such shape, more than 500 rows, and lines that are not refused. */
export function readFixes(given: unknown): Fix[] {
  const wrong = refuse('malformed', 'rows', {
    en: 'Send rows: [{ line, cells: { column: text } }], at most 500.',
    zh: '请提交 rows：[{ line, cells: { 列号: 文本 } }]，最多 500 行。',
  })
  if (!Array.isArray(given) || given.length === 0 || given.length > most) throw wrong
  return given.map((one: { line?: unknown; cells?: unknown } | null) => {
    const cells = one?.cells
    if (!Number.isInteger(one?.line) || typeof cells !== 'object' || cells === null || Array.isArray(cells)) throw wrong
    const entries = Object.entries(cells as Record<string, unknown>)
    if (entries.some(([at, text]) => !/^\d{1,4}$/.test(at) || typeof text !== 'string' || text.length > 100_000))
      throw wrong
    return { line: Number(one!.line), cells: Object.fromEntries(entries) as Record<string, string> }
  })
}

/** The rows that were refused, by the run or else by the preview, with their cells as they stand now. */
export async function refusedRows(
  files: FileStore,
  session: Session,
  row: ImportRow,
  { after = -1, limit = 100 }: { after?: number; limit?: number },
): Promise<{ data: ApiImportRow[]; more: boolean }> {
  const refusals = (await refusalsOf(session, row)).filter(({ line }) => line > after)
  const page = new Map(refusals.slice(0, limit).map((one) => [one.line, one.problems]))
  const data: ApiImportRow[] = []
  const table = await openFile(files, row, await fixesOf(session, row.id))
  for await (const { line, cells } of table.rows()) {
    const problems = page.get(line)
    if (problems) data.push(presentRow(session, row, line, cells, problems))
    if (data.length === page.size) break
  }
  return { data, more: refusals.length > page.size }
}

/**
 * Keeps mended cells. Before the run they take the place of the file's; after it the rows are tried again at once, each
 * in a transaction of its own: who is right now comes in, the others say what is still wrong.
 */
export async function fixRows(
  files: FileStore,
  session: Session,
  row: ImportRow,
  fixes: readonly Fix[],
): Promise<ImportRow> {
  if (row.status !== 'uploaded' && row.status !== 'done')
    throw refuse('conflict', null, { en: 'Rows cannot be mended now.', zh: '现在不能修改这些行。' }, 'not-now')
  const refused = new Set((await refusalsOf(session, row)).map(({ line }) => line))
  if (fixes.some(({ line }) => !refused.has(line)))
    throw refuse(
      'conflict',
      'rows',
      { en: 'Some of these rows are not refused any more.', zh: '其中有的行已不在未导入之列。' },
      'not-refused',
    )
  await keepFixes(session, row.id, fixes)
  if (row.status === 'uploaded') return row
  return inTurn(row.id, () => bringAgain(files, session, row, fixes))
}

/** What was left out because it is there already is told, but has nothing to mend. */
const mendable = sql`not problems @> ${JSON.stringify([{ code: skippedCode }])}::jsonb`

type Refused = { readonly line: number; readonly problems: readonly Problem[] }

async function refusalsOf({ workspace }: Session, row: ImportRow): Promise<readonly Refused[]> {
  if (row.status === 'uploaded') return (row.preview as { refusals?: readonly Refused[] } | null)?.refusals ?? []
  const rows = await workspace.db.rows(
    sql`select line, problems from ${engineTable(workspace, 'import_refusal')} where import_id = ${row.id}::uuid and ${mendable}
      order by line limit 5000`,
  )
  return rows.map(([line, problems]) => ({ line: Number(line), problems: problems as Problem[] }))
}

function presentRow(
  { language }: Session,
  row: ImportRow,
  line: number,
  cells: Row['cells'],
  problems: readonly Problem[],
): ApiImportRow {
  return {
    line,
    cells: row.analysis.columns.map(({ column }) => cellText(cells[column])),
    problems: problems.map(({ field, message, code }) => ({
      column: row.plan.columns.find((c) => c.field === field)?.column ?? null,
      message: say(message, language),
      code,
    })),
  }
}

async function bringAgain(
  files: FileStore,
  asked: Session,
  before: ImportRow,
  fixes: readonly Fix[],
): Promise<ImportRow> {
  const session: Session = { ...asked, origin: { via: 'import', id: before.id } }
  const object = session.workspace.registry.object(before.object)
  const lines = new Set(fixes.map(({ line }) => line))
  const all = await openFile(files, before, await fixesOf(session, before.id))
  const table: TableSource = { ...all, rows: () => only(all, lines) }
  await stageRows(session, before, object, table, before.plan)
  await recogniseRows(session, before.id, object, before.plan)
  await linkRowsToRows(session, before.id, object, before.plan)
  let empties: readonly ImportColumnCounts[] = (before.report as ImportReport).columns
  for (const staged of await nextRows(session, before.id, -1, most)) {
    const result = await bringOne(session, before, staged)
    if (result) empties = await recount(files, session, before, staged.line, empties)
  }
  await clearStage(session, before.id)
  return report(session, before, empties)
}

async function* only(table: TableSource, lines: ReadonlySet<number>): AsyncGenerator<Row> {
  for await (const row of table.rows()) if (lines.has(row.line)) yield row
}

/** Tries one row; what it says now is kept where it is still refused. Answers whether it is in. */
async function bringOne(session: Session, row: ImportRow, staged: StagedRow): Promise<boolean> {
  const { workspace } = session
  const object = workspace.registry.object(row.object)
  const refusal = engineTable(workspace, 'import_refusal')
  const here = sql`import_id = ${row.id}::uuid and line = ${staged.line}::int`
  class StillWrong extends Error {
    readonly problems: readonly Problem[]
    constructor(problems: readonly Problem[]) {
      super('refused')
      this.problems = problems
    }
  }
  try {
    await writing(session, async (w) => {
      const table = engineTable(workspace, 'import')
      const [open] = await w.db.rows(
        sql`select 1 from ${table} where id = ${row.id}::uuid and status = 'done' for no key update`,
      )
      const [waiting] = await w.db.rows(sql`select 1 from ${refusal} where ${here} and ${mendable} for update`)
      if (!open || !waiting)
        throw new StillWrong([
          problem(null, { en: 'This row was handled meanwhile.', zh: '这一行已被处理。' }, 'not-refused'),
        ])
      const [result] = await applyRows(w, object, row.plan, [staged], applyRight)
      if (result?.done === 'refused') throw new StillWrong(result.problems)
      await addLater(w, object, staged, result)
      const counts = countResults(row.plan, [staged], result ? [result] : [], new Set())
      await w.db.count(sql`delete from ${refusal} where ${here}`)
      await noteFixed(session, w, row.id, staged.line, counts)
    })
    return true
  } catch (error) {
    if (!(error instanceof StillWrong) && !(error instanceof Refusal)) throw error
    await workspace.db.count(
      sql`update ${refusal} set problems = ${JSON.stringify(error.problems)}::jsonb where ${here}`,
    )
    return false
  }
}

type Writing = Parameters<typeof applyRight>[0]

/** A reference to another row of the file, which is in by now. */
async function addLater(
  w: Writing,
  object: Parameters<typeof applyRight>[1],
  { later }: StagedRow,
  result: RowResult | undefined,
): Promise<void> {
  if (!later || !result || !('outcome' in result)) return
  const { wrong } = await applyRight(w, object, [{ do: 'update', id: result.outcome.id, values: { ...later } }])
  for (const problems of wrong.values()) throw new Refusal('invalid', [...problems])
}

async function noteFixed(session: Session, w: Writing, id: string, line: number, counts: BatchCounts): Promise<void> {
  const less: BatchCounts = { ...counts, rows: { ...counts.rows, refused: counts.rows.refused - 1 } }
  await w.db.count(
    sql`insert into ${engineTable(session.workspace, 'import_batch')} (import_id, phase, last_line, counts, at)
      values (${id}::uuid, 'fix', ${line}::int, ${JSON.stringify(less)}::jsonb, ${w.now}::timestamptz)`,
  )
}

/** A mended cell may be filled that was empty, and the other way round: what was read stays, what was empty changes. */
async function recount(
  files: FileStore,
  session: Session,
  row: ImportRow,
  line: number,
  columns: readonly ImportColumnCounts[],
): Promise<readonly ImportColumnCounts[]> {
  const cells = (await fixesOf(session, row.id)).get(line) ?? {}
  const lines = new Set([line])
  let was: Row['cells'] = []
  for await (const one of only(await openFile(files, row), lines)) {
    was = one.cells
    break
  }
  return columns.map((c) => {
    const now = cells[c.column]
    if (now === undefined) return c
    const before = cellText(was[c.column]).trim() === ''
    return { ...c, empty: c.empty + Number(now.trim() === '') - Number(before) }
  })
}

async function report(session: Session, before: ImportRow, columns: readonly ImportColumnCounts[]): Promise<ImportRow> {
  const { counts } = await progressOf(session, before.id)
  const all = { ...noCounts, ...counts }
  const old = before.report as ImportReport
  const next = {
    ...old,
    ...importCounts(all),
    reasons: await reasonsOf(session, before.id),
    alsoCreated: all.also,
    columns: columns.map((c) => {
      const [stored, skipped] = [all.stored[c.column] ?? 0, all.skipped[c.column] ?? 0]
      return { ...c, stored, skipped, refused: Math.max(0, c.read - c.empty - stored - skipped) }
    }),
  }
  await changeImport(session.workspace, before.id, { report: next }, sql`status = 'done'`)
  return loadImport(session, before.id)
}
