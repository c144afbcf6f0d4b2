import { createHash } from 'node:crypto'
import { engineTable, type Workspace } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { Writing } from '../records/op.ts'

/** Objects whose records say who may do what; the engine itself stands on them. */
const accessObjects = new Set(['user', 'team', 'role'])
/** Flows and signals are kept at hand as well: every write is asked whether it sets one off. */
const atHand = new Set(['flow', 'signal'])

export function isAccessObject(objectKey: string): boolean {
  return accessObjects.has(objectKey)
}

/** Does a write of it make every process look again? */
export function isKeptAtHand({ key, standing }: { readonly key: string; readonly standing?: boolean }): boolean {
  return standing === true || atHand.has(key) || isAccessObject(key)
}

/** Writes of people, teams and roles wait for each other, so that rules over all of them ("the last administrator stays") hold. */
export async function lockAccess(w: Writing): Promise<void> {
  const key = createHash('sha256').update(`access ${w.session.workspace.schema}`).digest().readBigInt64BE().toString()
  await w.db.rows(sql`select pg_advisory_xact_lock(${key}::bigint)`)
}

/** Keeps the reporting lines in step with people, and has every process look again once this has committed. */
export async function accessChanged(w: Writing, objectKey: string): Promise<void> {
  const { workspace } = w.session
  if (objectKey === 'user') await rebuildReportingLines(w.db, workspace)
  const stamp = { at: w.now }
  await w.db.count(
    sql`insert into ${engineTable(workspace, 'setting')} (key, value, updated_at) values ('access', ${JSON.stringify(stamp)}::jsonb, ${w.now}::timestamptz)
      on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at`,
  )
  w.db.afterCommit(() => {
    workspace.directory.forget()
    workspace.hint('access')
  })
}

/** Everyone with everyone above: the closure of the managers. People are few, and change seldom. */
export async function rebuildReportingLines(on: Queryable, workspace: Pick<Workspace, 'schema'>): Promise<void> {
  const lines = engineTable(workspace, 'reporting_line')
  const users = engineTable(workspace, 'user')
  await on.count(sql`delete from ${lines}`)
  await on.count(sql`insert into ${lines} (above_id, below_id, depth)
    with recursive line (above_id, below_id, depth) as (
      select id, id, 0 from ${users} where deleted_at is null
      union all
      select u.manager_id, line.below_id, line.depth + 1 from line join ${users} u on u.id = line.above_id
      where u.manager_id is not null and u.deleted_at is null and line.depth < 50)
    select above_id, below_id, min(depth) from line group by above_id, below_id`)
}
