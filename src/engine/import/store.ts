import type { ImportAnalysis, ImportPlan, ImportStatus } from '#kernel/api-import.ts'
import { notFound } from '#kernel/problem.ts'
import { engineTable, type Session, type Workspace } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { ident, join, raw, type Sql, sql } from '../db/sql.ts'
import { storableJson } from './storable.ts'

/** An import as it is kept. */
export type ImportRow = {
  readonly id: string
  readonly object: string
  readonly fileName: string
  readonly fileHash: string
  readonly headerHash: string
  readonly status: ImportStatus
  readonly analysis: ImportAnalysis
  readonly plan: ImportPlan
  readonly preview: unknown
  readonly report: unknown
  readonly undo: unknown
  readonly error: string | null
  readonly runId: string | null
  readonly beatAt: string | null
  readonly createdAt: string
  readonly createdBy: string | null
  readonly startedAt: string | null
  readonly finishedAt: string | null
  readonly undoneAt: string | null
  /** The set of files that it came in with. */
  readonly setId: string | null
}

const columns: readonly (readonly [keyof ImportRow, string, string])[] = [
  ['id', 'id', 'uuid'],
  ['object', 'object', 'text'],
  ['fileName', 'file_name', 'text'],
  ['fileHash', 'file_hash', 'text'],
  ['headerHash', 'header_hash', 'text'],
  ['status', 'status', 'text'],
  ['analysis', 'analysis', 'jsonb'],
  ['plan', 'plan', 'jsonb'],
  ['preview', 'preview', 'jsonb'],
  ['report', 'report', 'jsonb'],
  ['undo', 'undo', 'jsonb'],
  ['error', 'error', 'text'],
  ['runId', 'run_id', 'uuid'],
  ['beatAt', 'beat_at', 'timestamptz'],
  ['createdAt', 'created_at', 'timestamptz'],
  ['createdBy', 'created_by', 'uuid'],
  ['startedAt', 'started_at', 'timestamptz'],
  ['finishedAt', 'finished_at', 'timestamptz'],
  ['undoneAt', 'undone_at', 'timestamptz'],
  ['setId', 'set_id', 'uuid'],
]

const list = join(columns.map(([, name]) => ident(name)))

export async function insertImport(workspace: Workspace, row: ImportRow): Promise<void> {
  const values = columns.map(([key, , type]) => sql`${encode(row[key], type)}::${raw(type)}`)
  await workspace.db.count(sql`insert into ${engineTable(workspace, 'import')} (${list}) values (${join(values)})`)
}

/** Changes some of what is kept, where the condition holds. Answers whether it did. */
export async function changeImport(
  workspace: Workspace,
  id: string,
  patch: Partial<ImportRow>,
  condition: Sql = raw('true'),
  on: Queryable = workspace.db,
): Promise<boolean> {
  const sets = columns.flatMap(([key, name, type]) =>
    key in patch ? [sql`${ident(name)} = ${encode(patch[key], type)}::${raw(type)}`] : [],
  )
  return (
    (await on.count(
      sql`update ${engineTable(workspace, 'import')} set ${join(sets)} where id = ${id}::uuid and ${condition}`,
    )) > 0
  )
}

/** The import of that id, if it is the caller's or she is an administrator. */
export async function loadImport(session: Session, id: string): Promise<ImportRow> {
  const [row] = await findImports(session.workspace, sql`id = ${id}::uuid`, 1)
  const { principal } = session
  const mine = row && (principal.admin || row.createdBy === principal.id)
  if (!row || !mine || principal.rights(row.object).scopes.read.length === 0) throw notFound()
  return row
}

/** Imports that meet a condition, newest first. */
export async function findImports(workspace: Workspace, condition: Sql, limit: number): Promise<ImportRow[]> {
  const rows = await workspace.db.rows(
    sql`select ${list} from ${engineTable(workspace, 'import')} where ${condition} order by created_at desc, id desc limit ${limit}::int`,
  )
  return rows.map((row) => Object.fromEntries(columns.map(([key], i) => [key, row[i] ?? null])) as ImportRow)
}

function encode(value: unknown, type: string): unknown {
  return type === 'jsonb' && value !== null && value !== undefined ? storableJson(value) : (value ?? null)
}
