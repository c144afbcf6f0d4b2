import type { ImportPreview } from '#kernel/api-import.ts'
import { type Problem, Refusal } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import type { FileStore } from '../files/store.ts'
import { applyRight, tryOps, writing } from '../records/write.ts'
import { applyRows, nextRows, type RowResult, type StagedRow } from './batch.ts'
import { addCounts, type BatchCounts, columnCounts, countResults, importCounts, noCounts } from './counts.ts'
import { openFile } from './file.ts'
import { fixesOf } from './fix-store.ts'
import { gatherPlaceholders } from './placeholders.ts'
import { checkPlan } from './plan.ts'
import { cellText } from './readers/cell.ts'
import type { TableSource } from './readers/table.ts'
import { gatherReasons, type Reason } from './reasons.ts'
import { linkRowsToRows, recogniseRows } from './recognise.ts'
import { columnsOf, mayNotImport } from './run.ts'
import { clearStage, stageRows } from './stage.ts'
import type { ImportRow } from './store.ts'

/** What a preview finds, with reasons still in all languages. */
export type Previewed = Omit<ImportPreview, 'reasons'> & {
  readonly reasons: readonly Reason[]
  /** The first refused rows, to be mended on the screen. */
  readonly refusals: readonly { readonly line: number; readonly problems: readonly Problem[] }[]
}

/** Rows that a preview tries against the rules; more would hold locks for too long. */
const triedRows = 20_000
const batchRows = 2_000
const examplesShown = 5
const refusalsKept = 1_000

class Rollback extends Error {}

/**
 * Does everything that a run does, up to the write, and takes it back. Records of the fields `awaited` may come with other
 * files of the same set: a row is not refused for them yet.
 */
export async function previewImport(
  files: FileStore,
  asked: Session,
  row: ImportRow,
  awaited: ReadonlySet<string> = new Set(),
): Promise<Previewed> {
  const session: Session = { ...asked, origin: { via: 'import', id: row.id } }
  const object = session.workspace.registry.object(row.object)
  const rights = session.principal.rights(object.key)
  if (!rights.import || !rights.create) throw mayNotImport(object)
  checkPlan(session, object, row.plan, columnsOf(row))
  const table = await openFile(files, row, await fixesOf(session, row.id))
  const { totals } = await stageRows(session, row, object, table, row.plan)
  await recogniseRows(session, row.id, object, row.plan)
  await linkRowsToRows(session, row.id, object, row.plan)
  const reasons = gatherReasons()
  const placeholders = gatherPlaceholders(session, object)
  const refusals: Previewed['refusals'][number][] = []
  const seen = new Set<string>()
  const does = new Map<number, RowResult['done']>()
  let counts = noCounts
  const take = (rows: readonly StagedRow[], given: readonly RowResult[]) => {
    const staged = new Map(rows.map((one) => [one.line, one]))
    const results = given.map((result) => waiting(result, staged.get(result.line)!, row, awaited))
    counts = addCounts(counts, countResults(row.plan, rows, results, seen))
    for (const result of results) {
      if ('problems' in result && result.problems) reasons.add(result.line, result.problems)
      if (result.done === 'refused') {
        if (refusals.length < refusalsKept) refusals.push({ line: result.line, problems: result.problems })
      } else if (result.done !== 'skipped') placeholders.add(result.values)
      if (does.size < 100) does.set(result.line, result.done)
    }
  }
  const { last, tried } = await tryRows(session, row, object, take)
  for (let after = last; ; ) {
    const rows = await nextRows(session, row.id, after, batchRows)
    if (rows.length === 0) break
    after = rows.at(-1)!.line
    take(
      rows,
      rows.map((one) => guess(one, row)),
    )
  }
  await clearStage(session, row.id)
  return {
    ...importCounts(counts),
    tried,
    reasons: reasons.list(),
    columns: columnCounts(row.plan, totals, counts),
    alsoCreated: (counts as BatchCounts).also,
    placeholders: placeholders.list(),
    examples: await examples(table, row, does),
    refusals: refusals.sort((a, b) => a.line - b.line),
  }
}

/** Tries the first rows inside a transaction that is rolled back; stops at what the database itself refuses. */
async function tryRows(
  session: Session,
  row: ImportRow,
  object: RegisteredObject,
  take: (rows: readonly StagedRow[], results: readonly RowResult[]) => void,
) {
  let last = -1
  let tried = 0
  try {
    await writing(session, async (w) => {
      for (;;) {
        const rows = await nextRows(session, row.id, last, batchRows)
        if (rows.length === 0 || tried >= triedRows) throw new Rollback()
        const results = await applyRows(w, object, row.plan, rows, (inner, target, ops) =>
          target === object ? tryLeaders(inner, target, ops) : applyRight(inner, target, ops),
        )
        take(rows, results)
        last = rows.at(-1)!.line
        tried += rows.length
      }
    })
  } catch (error) {
    if (!(error instanceof Rollback) && !(error instanceof Refusal)) throw error
  }
  return { last, tried }
}

/** A row that repeats an earlier one changes a record that a trial never made: it counts as a change. */
async function tryLeaders(...[w, object, ops]: Parameters<typeof tryOps>): ReturnType<typeof tryOps> {
  const ids = ops.flatMap((op) => (op.do === 'update' ? [op.id] : []))
  if (ids.length === 0) return tryOps(w, object, ops)
  const rows = await w.db.rows(sql`select r.id from ${w.query.from(object.key, 'r')} where r.id = any(${ids}::uuid[])`)
  const there = new Set(rows.map(([id]) => String(id)))
  const real = ops.map((op, index) => ({ op, index })).filter(({ op }) => op.do !== 'update' || there.has(op.id))
  const sorted = await tryOps(
    w,
    object,
    real.map(({ op }) => op),
  )
  const place = (i: number) => real[i]!.index
  const outcomes = new Map([...sorted.outcomes].map(([i, outcome]) => [place(i), outcome]))
  ops.forEach((op, index) => {
    if (op.do === 'update' && !there.has(op.id))
      outcomes.set(index, { id: op.id, done: 'updated', record: { id: op.id, deletedAt: null } })
  })
  return { outcomes, wrong: new Map([...sorted.wrong].map(([i, problems]) => [place(i), problems])) }
}

/** A refused row without what the set may still bring; where nothing else is wrong with it, it comes in. */
function waiting(result: RowResult, one: StagedRow, row: ImportRow, awaited: ReadonlySet<string>): RowResult {
  if (result.done !== 'refused' || awaited.size === 0) return result
  const problems = result.problems.filter((p) => p.code !== 'no-such-record' || !awaited.has(p.field ?? ''))
  return problems.length > 0 ? { ...result, problems } : guess({ ...one, problems: null }, row)
}

/** What a row that was not tried would most likely do. */
function guess(one: StagedRow, { plan }: ImportRow): RowResult {
  const { line, values } = one
  const there = one.match ?? one.leader
  if (one.problems?.length) return { line, done: 'refused', problems: one.problems, values: values.v }
  if (values.x || (there !== null && plan.duplicates === 'skip')) return { line, done: 'skipped', values: values.v }
  const record = { id: one.id, deletedAt: null }
  return {
    line,
    done: there === null ? 'created' : 'updated',
    outcome: { id: one.id, done: 'created', record },
    values: values.v,
  }
}

async function examples(
  table: TableSource,
  { plan }: ImportRow,
  does: ReadonlyMap<number, RowResult['done']>,
): Promise<ImportPreview['examples']> {
  const shown: ImportPreview['examples'][number][] = []
  const verbs = {
    created: 'create',
    updated: 'update',
    unchanged: 'update',
    skipped: 'skip',
    refused: 'refuse',
  } as const
  for await (const { line, cells } of table.rows()) {
    const done = does.get(line)
    if (done)
      shown.push({
        line,
        does: verbs[done],
        values: Object.fromEntries(plan.columns.map((c) => [c.field, cellText(cells[c.column])])),
      })
    if (shown.length >= examplesShown) break
  }
  return shown
}
