import type { ImportPlan } from '#kernel/api-import.ts'
import { skippedCode } from '#kernel/match/guard.ts'
import type { Values } from '#kernel/object.ts'
import { type Problem, problem } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import { past } from '../query/query.ts'
import { loadStored } from '../records/load.ts'
import type { Given, Op, Outcome, Writing } from '../records/op.ts'
import { applyRight, type Sorted } from '../records/write.ts'
import type { Pending } from './references.ts'
import { shareRepeated } from './share.ts'
import type { StagedValues } from './stage.ts'

/** A row of the staging table, ready to be written. */
export type StagedRow = {
  readonly line: number
  readonly id: string
  readonly values: StagedValues
  readonly problems: readonly Problem[] | null
  /** The record that it is already, and whether the caller may not change that one. */
  readonly match: string | null
  readonly locked: boolean
  /** The record of an earlier row that says the same. */
  readonly leader: string | null
  /** References to other rows, by field; written when all rows are in. */
  readonly later: Readonly<Record<string, string>> | null
}

/** What came of a row. */
export type RowResult =
  | {
      readonly line: number
      readonly done: 'created' | 'updated' | 'unchanged'
      readonly outcome: Outcome
      readonly values: Values
    }
  | {
      readonly line: number
      readonly done: 'skipped'
      /** Where something says why: it is told like a refusal. */
      readonly problems?: readonly Problem[]
      readonly values: Values
    }
  | { readonly line: number; readonly done: 'refused'; readonly problems: readonly Problem[]; readonly values: Values }

/** How a batch is written: really, or as a trial. */
export type Apply = (w: Writing, object: RegisteredObject, ops: readonly Op[]) => Promise<Sorted>

/** Reads the next staged rows. */
export async function nextRows(session: Session, importId: string, after: number, limit: number): Promise<StagedRow[]> {
  const table = engineTable(session.workspace, 'import_row')
  const rows = await session.workspace.db.rows(
    sql`select i.line, i.id, i.row_values, i.problems, i.match_id, i.locked, coalesce(l.match_id, l.id), i.later
      from ${table} i left join ${table} l on l.import_id = i.import_id and l.line = i.leader
      where i.import_id = ${importId}::uuid and i.line > ${after}::int order by i.line limit ${limit}::int`,
  )
  return rows.map(([line, id, values, problems, match, locked, leader, later]) => ({
    line: Number(line),
    id: String(id),
    values: values as StagedValues,
    problems: problems as Problem[] | null,
    match: match as string | null,
    locked: locked === true,
    leader: leader as string | null,
    later: later as Record<string, string> | null,
  }))
}

type Waiting = { readonly row: StagedRow; readonly op: Op; readonly filled: boolean }

/**
 * Writes rows inside a transaction: first the records that they name and that are not there yet, then the rows. A row
 * that is the same as one before it waits until that one is written. A row that lacks only what the plan can fill is
 * tried again with it.
 * @param apply `applyRight` to write, `tryOps` for a preview
 */
export async function applyRows(
  w: Writing,
  object: RegisteredObject,
  plan: ImportPlan,
  rows: readonly StagedRow[],
  apply: Apply,
): Promise<RowResult[]> {
  const results: RowResult[] = []
  let waiting: Waiting[] = []
  const wrong = await stillUnsure(w, object, rows)
  for (const row of rows) {
    const op = wrong.get(row.line) ?? opOf(row, plan)
    if (Array.isArray(op)) results.push({ line: row.line, done: 'refused', problems: op, values: row.values.v })
    else if (op === null) results.push({ line: row.line, done: 'skipped', values: row.values.v })
    else waiting.push({ row, op: op as Op, filled: false })
  }
  const made = await makePending(
    w,
    waiting.flatMap(({ row }) => row.values.p ?? []),
    plan,
  )
  waiting = waiting.filter(({ row }) => {
    const lacks = (row.values.p ?? []).flatMap((p) => made.get(p.id) ?? [])
    if (lacks.length > 0) results.push({ line: row.line, done: 'refused', problems: lacks, values: row.values.v })
    return lacks.length === 0
  })
  while (waiting.length > 0) {
    const now = firstOfEach(waiting)
    const chosen = new Set(now)
    const { outcomes, wrong } = await apply(
      w,
      object,
      now.map(({ op }) => op),
    )
    const again: Waiting[] = []
    now.forEach((one, i) => {
      const { row, op } = one
      const outcome = outcomes.get(i)
      const problems = wrong.get(i)
      if (outcome) results.push({ line: row.line, done: outcome.done as 'created', outcome, values: row.values.v })
      else if (
        problems &&
        !one.filled &&
        op.do === 'create' &&
        problems.every((p) => p.field !== null && p.field in plan.ifRequired && (op.values[p.field] ?? null) === null)
      ) {
        const more = Object.fromEntries(problems.map((p) => [p.field!, plan.ifRequired[p.field!]]))
        again.push({ row, filled: true, op: { ...op, values: { ...op.values, ...more } } })
      } else results.push({ line: row.line, done: endOf(problems), problems: problems ?? [], values: row.values.v })
    })
    waiting = [...again, ...waiting.filter((one) => !chosen.has(one))]
  }
  if (plan.shared && object.traits.includes('shared')) await shareRepeated(w, object, rows)
  return results
}

/** A row is left out where the guard says nothing but that; whatever else is wrong with it refuses it. */
function endOf(problems: readonly Problem[] | undefined): 'skipped' | 'refused' {
  return problems?.length && problems.every(({ code }) => code === skippedCode) ? 'skipped' : 'refused'
}

/** Rows with a name that several records bear, unless their record points at one of those already. */
async function stillUnsure(
  w: Writing,
  object: RegisteredObject,
  rows: readonly StagedRow[],
): Promise<Map<number, Problem[]>> {
  const unsure = rows.filter((row) => row.values.u && !row.problems?.length)
  const wrong = new Map<number, Problem[]>()
  if (unsure.length === 0) return wrong
  const ids = unsure.flatMap((row) => row.match ?? [])
  const records = new Map(
    (await loadStored(w.db, past(w.query), object, sql`r.id = any(${ids}::uuid[])`)).map((r) => [r.id, r]),
  )
  for (const row of unsure) {
    const there = row.match ? records.get(row.match) : undefined
    const open = row.values.u!.filter((u) => !there || !u.ids.includes(String(there[u.field])))
    if (open.length > 0)
      wrong.set(
        row.line,
        open.map((u) => u.problem),
      )
  }
  return wrong
}

/** What a row asks for: an operation, nothing (it is there already), or why it cannot be. */
function opOf(row: StagedRow, plan: ImportPlan): Op | readonly Problem[] | null {
  if (row.problems && row.problems.length > 0) return row.problems
  const there = row.match ?? row.leader
  const { v, o, t, g, n, x } = row.values
  const typed = o ? { typed: o } : {}
  if (x) return null
  if (there !== null && plan.duplicates === 'skip') return null
  if (there !== null && row.locked)
    return [
      problem(
        null,
        { en: 'You may see this record but not change it.', zh: '你可以查看这条记录，但不能修改。' },
        'forbidden',
      ),
    ]
  if (there !== null) return { do: 'update', id: there, values: v, ...typed }
  const values = { ...plan.constants, ...t, ...withoutNulls(v), ...n }
  return { do: 'create', id: row.id, values, ...typed, ...(g ? { given: g as Given } : {}) }
}

function withoutNulls(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
}

/** At most one operation of each record, in the order of the lines. */
function firstOfEach(waiting: readonly Waiting[]): Waiting[] {
  const seen = new Set<string>()
  return waiting.filter(({ op }) => {
    const id = op.id!
    if (seen.has(id)) return false
    seen.add(id)
    return true
  })
}

/** Makes the records that rows name and that are not there yet. Answers, by id, why one could not be made. */
async function makePending(w: Writing, pending: readonly Pending[], plan: ImportPlan): Promise<Map<string, Problem[]>> {
  const failed = new Map<string, Problem[]>()
  if (pending.length === 0) return failed
  for (const [to, list] of Map.groupBy(pending, (p) => p.to)) {
    const target = w.session.workspace.registry.object(to)
    const byId = new Map(list.map((p) => [p.id, p]))
    const there = await w.db.rows(
      sql`select r.id from ${w.query.from(to, 'r')} where r.id = any(${[...byId.keys()]}::uuid[])`,
    )
    for (const [id] of there) byId.delete(String(id))
    const wanted = [...byId.values()]
    const { wrong } = await applyRight(
      w,
      target,
      wanted.map((p) => ({ do: 'create', id: p.id, values: pendingValues(p, target, plan) })),
    )
    for (const [i, problems] of wrong)
      failed.set(
        wanted[i]!.id,
        problems.map((p) => about(wanted[i]!, p)),
      )
  }
  return failed
}

function pendingValues(p: Pending, target: RegisteredObject, plan: ImportPlan): Record<string, unknown> {
  if (p.to !== 'user') return { [target.title]: p.name, ...plan.references[p.field]?.with }
  const slug = p.name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '.')
    .replace(/^\.+|\.+$/g, '')
    .slice(0, 40)
  // RFC 2606: .invalid never is anybody's address
  return {
    [target.title]: p.name,
    email: `${slug || 'someone'}.${p.id.slice(0, 6)}@import.invalid`,
    active: false,
    ...plan.references[p.field]?.with,
  }
}

function about(p: Pending, { message, code }: Problem): Problem {
  return problem(
    p.field,
    { en: `'${p.name}' could not be created: ${message.en}`, zh: `无法新建「${p.name}」：${message.zh}` },
    code,
  )
}

/** Was nothing written of the row, for a reason that is told? */
function isNothing(result: RowResult): boolean {
  return 'problems' in result && result.problems !== undefined
}

/** Records made beside the rows that no row, in the end, uses. */
export function unusedPending(rows: readonly StagedRow[], results: readonly RowResult[]): boolean {
  const refused = new Set(results.flatMap((r) => (isNothing(r) ? [r.line] : [])))
  const used = new Set(rows.filter((r) => !refused.has(r.line)).flatMap((r) => (r.values.p ?? []).map((p) => p.id)))
  return rows.some((r) => refused.has(r.line) && (r.values.p ?? []).some((p) => !used.has(p.id)))
}
