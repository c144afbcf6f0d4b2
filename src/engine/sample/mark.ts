import { refuse } from '#kernel/problem.ts'
import { engineTable, type Workspace } from '../context.ts'
import { sql } from '../db/sql.ts'

/** What `importId` and the origin of events say of sample data. */
export const sampleMark = 'sample'

/** There is one sample per workspace, so its row among the imports has one id. */
const importRow = '01900000-0000-7000-8000-0000000000a1'

export type SampleState = 'none' | 'loading' | 'there'

/** Is there sample data in the workspace? */
export async function sampleState(workspace: Workspace): Promise<SampleState> {
  const [row] = await workspace.db.rows(
    sql`select status from ${engineTable(workspace, 'import')} where id = ${importRow}::uuid and undone_at is null`,
  )
  return row ? (row[0] === 'done' ? 'there' : 'loading') : 'none'
}

/** Notes that sample data is being written. Whoever comes second is refused. */
export async function beginSample(workspace: Workspace): Promise<void> {
  const now = workspace.clock.now().toISOString()
  const begun = await workspace.db.count(
    sql`insert into ${engineTable(workspace, 'import')} as i (id, object, file_name, status, plan, report, created_at)
      values (${importRow}::uuid, ${sampleMark}, ${sampleMark}, 'running', '{}'::jsonb, '{}'::jsonb, ${now}::timestamptz)
      on conflict (id) do update set status = 'running', report = '{}'::jsonb, created_at = excluded.created_at, finished_at = null, undone_at = null
      where i.undone_at is not null`,
  )
  if (begun === 0)
    throw refuse('conflict', null, {
      en: 'The sample data is there already. Remove it first: npx sampan demo --remove',
      zh: '示例数据已存在。如需重新载入，请先移除：npx sampan demo --remove',
    })
}

/** Notes that it is whole. */
export async function endSample(workspace: Workspace, counts: Readonly<Record<string, number>>): Promise<void> {
  const now = workspace.clock.now().toISOString()
  await workspace.db.count(
    sql`update ${engineTable(workspace, 'import')} set status = 'done', report = ${JSON.stringify(counts)}::jsonb, finished_at = ${now}::timestamptz
      where id = ${importRow}::uuid`,
  )
}

/** Notes that it has been taken out again. */
export async function forgetSample(on: Pick<Workspace['db'], 'count'>, workspace: Workspace): Promise<void> {
  const now = workspace.clock.now().toISOString()
  await on.count(
    sql`update ${engineTable(workspace, 'import')} set status = 'undone', undone_at = ${now}::timestamptz where id = ${importRow}::uuid`,
  )
}
