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
  const setting = engineTable(workspace, 'setting')
  const value = JSON.stringify({ state: 'loading' })
  const begun = await workspace.db.count(
    sql`insert into ${setting} as s (key, value, updated_at) values (${sampleMark}, ${value}::jsonb, ${nowOf(workspace)}::timestamptz)
      on conflict (key) do update set value = s.value || excluded.value, updated_at = excluded.updated_at where s.value->>'state' = 'none'`,
  )
  if (begun === 0)
    throw refuse('conflict', null, {
      en: 'The sample data is there already. Remove it first: npx sampan demo --remove',
      zh: '示例数据已存在。如需重新载入，请先移除：npx sampan demo --remove',
    })
}

/** Notes that it is whole. */
export async function endSample(workspace: Workspace, records: Readonly<Record<string, number>>): Promise<void> {
  const value = JSON.stringify({ state: 'there', records })
  await workspace.db.count(
    sql`update ${engineTable(workspace, 'setting')} set value = value || ${value}::jsonb, updated_at = ${nowOf(workspace)}::timestamptz where ${row}`,
  )
}

/** Ids of records that bear no mark, came with a sample, and are the company's own since. */
export async function keptOfSample(
  on: Pick<Workspace['db'], 'rows'>,
  workspace: Workspace,
): Promise<ReadonlySet<string>> {
  const [found] = await on.rows(sql`select value->'kept' from ${engineTable(workspace, 'setting')} where ${row}`)
  return new Set((found?.[0] ?? []) as string[])
}

/** Notes that it has been taken out again, but for what was kept. */
export async function forgetSample(
  on: Pick<Workspace['db'], 'count'>,
  workspace: Workspace,
  kept: ReadonlySet<string>,
): Promise<void> {
  const setting = engineTable(workspace, 'setting')
  const value = JSON.stringify({ state: 'none', kept: [...kept] })
  await on.count(
    kept.size === 0
      ? sql`delete from ${setting} where ${row}`
      : sql`update ${setting} set value = ${value}::jsonb, updated_at = ${nowOf(workspace)}::timestamptz where ${row}`,
  )
}

function nowOf(workspace: Workspace): string {
  return workspace.clock.now().toISOString()
}
