import { refuse } from '#kernel/problem.ts'
import { engineTable, type Workspace } from '../context.ts'
import { sql } from '../db/sql.ts'

/** What `importId` and the origin of events say of sample data. */
export const sampleMark = 'sample'

export type SampleState = 'none' | 'loading' | 'there'

const row = sql`key = ${sampleMark}`

/** Is there sample data in the workspace? */
export async function sampleState(workspace: Workspace): Promise<SampleState> {
  const [found] = await workspace.db.rows(sql`select value from ${engineTable(workspace, 'setting')} where ${row}`)
  return found ? (found[0] as { state: SampleState }).state : 'none'
}

/** Notes that sample data is being written. Whoever comes second is refused. */
export async function beginSample(workspace: Workspace): Promise<void> {
  const now = workspace.clock.now().toISOString()
  const begun = await workspace.db.count(
    sql`insert into ${engineTable(workspace, 'setting')} (key, value, updated_at)
      values (${sampleMark}, ${JSON.stringify({ state: 'loading' })}::jsonb, ${now}::timestamptz) on conflict (key) do nothing`,
  )
  if (begun === 0)
    throw refuse('conflict', null, {
      en: 'The sample data is there already. Remove it first: npx sampan demo --remove',
      zh: '示例数据已存在。如需重新载入，请先移除：npx sampan demo --remove',
    })
}

/** Notes that it is whole. */
export async function endSample(workspace: Workspace, records: Readonly<Record<string, number>>): Promise<void> {
  const now = workspace.clock.now().toISOString()
  const value = JSON.stringify({ state: 'there', records })
  await workspace.db.count(
    sql`update ${engineTable(workspace, 'setting')} set value = ${value}::jsonb, updated_at = ${now}::timestamptz where ${row}`,
  )
}

/** Notes that it has been taken out again. */
export async function forgetSample(on: Pick<Workspace['db'], 'count'>, workspace: Workspace): Promise<void> {
  await on.count(sql`delete from ${engineTable(workspace, 'setting')} where ${row}`)
}
