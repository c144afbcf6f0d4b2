import type { ImportStatus } from '#kernel/api-import.ts'
import type { Label } from '#kernel/label.ts'
import { notFound } from '#kernel/problem.ts'
import { engineTable, type Session, type Workspace } from '../../context.ts'
import { ident, join, raw, type Sql, sql } from '../../db/sql.ts'
import { storableJson } from '../storable.ts'

/** A file of a set, as it is kept. `importId` is null as long as nobody knows what it is. */
export type Member = {
  readonly path: string
  readonly hash: string
  readonly importId: string | null
  readonly object: string | null
  readonly skip: boolean
  readonly relations: readonly Related[]
}
export type Related = { readonly column: string; readonly field: string; readonly object: string }

/** A set as it is kept; its members stand in the order in which they run. */
export type SetRow = {
  readonly id: string
  readonly fileName: string
  readonly status: ImportStatus
  readonly members: readonly Member[]
  readonly leftOut: readonly { readonly path: string; readonly reason: Label }[]
  readonly error: string | null
  readonly runId: string | null
  readonly beatAt: string | null
  readonly createdAt: string
  readonly createdBy: string | null
  readonly startedAt: string | null
  readonly finishedAt: string | null
  readonly undoneAt: string | null
}

const columns: readonly (readonly [keyof SetRow, string, string])[] = [
  ['id', 'id', 'uuid'],
  ['fileName', 'file_name', 'text'],
  ['status', 'status', 'text'],
  ['members', 'members', 'jsonb'],
  ['leftOut', 'left_out', 'jsonb'],
  ['error', 'error', 'text'],
  ['runId', 'run_id', 'uuid'],
  ['beatAt', 'beat_at', 'timestamptz'],
  ['createdAt', 'created_at', 'timestamptz'],
  ['createdBy', 'created_by', 'uuid'],
  ['startedAt', 'started_at', 'timestamptz'],
  ['finishedAt', 'finished_at', 'timestamptz'],
  ['undoneAt', 'undone_at', 'timestamptz'],
]

const list = join(columns.map(([, name]) => ident(name)))

export async function insertSet(workspace: Workspace, row: SetRow): Promise<void> {
  const values = columns.map(([key, , type]) => sql`${encode(row[key], type)}::${raw(type)}`)
  await workspace.db.count(sql`insert into ${engineTable(workspace, 'import_set')} (${list}) values (${join(values)})`)
}

/** Changes some of what is kept, where the condition holds. Answers whether it did. */
export async function changeSet(
  workspace: Workspace,
  id: string,
  patch: Partial<SetRow>,
  condition: Sql = raw('true'),
): Promise<boolean> {
  const sets = columns.flatMap(([key, name, type]) =>
    key in patch ? [sql`${ident(name)} = ${encode(patch[key], type)}::${raw(type)}`] : [],
  )
  const table = engineTable(workspace, 'import_set')
  return (await workspace.db.count(sql`update ${table} set ${join(sets)} where id = ${id}::uuid and ${condition}`)) > 0
}

/** The set of that id, if it is the caller's or she is an administrator. */
export async function loadSet({ workspace, principal }: Session, id: string): Promise<SetRow> {
  const [row] = await findSets(workspace, sql`id = ${id}::uuid`, 1)
  if (!row || !(principal.admin || row.createdBy === principal.id)) throw notFound()
  return row
}

/** Sets that meet a condition, newest first. */
export async function findSets(workspace: Workspace, condition: Sql, limit: number): Promise<SetRow[]> {
  const rows = await workspace.db.rows(
    sql`select ${list} from ${engineTable(workspace, 'import_set')} where ${condition} order by created_at desc, id desc limit ${limit}::int`,
  )
  return rows.map((row) => Object.fromEntries(columns.map(([key], i) => [key, row[i] ?? null])) as SetRow)
}

function encode(value: unknown, type: string): unknown {
  return type === 'jsonb' && value !== null && value !== undefined ? storableJson(value) : (value ?? null)
}
