import { engineTable } from '#engine/context.ts'
import { raw, sql } from '#engine/db/sql.ts'
import { countQuality } from '#engine/quality/count.ts'
import { openSampan } from '#server'
import { requestText } from './load/connection.ts'
import { drive } from './load/drive.ts'
import type { Figures } from './load/figures.ts'
import type { OursReady } from './servers/ours.ts'

/** Counting the quality of all records from nothing, again where one was changed, and the page of what was counted. */
export async function measureQuality(
  dataFolder: string,
  databaseUrl: string,
  { port, keys }: OursReady,
  say: (text: string) => void,
): Promise<{ records: number; perSecond: number; againMs: number; page: Figures }> {
  say('Measuring data quality …')
  const sampan = await openSampan({ dataFolder, databaseUrl, host: '127.0.0.1', port: 0 }, { worker: false })
  try {
    const [workspace] = sampan.runtime.workspaces.opened()
    if (!workspace) throw new Error('There is no workspace to measure.')
    await workspace.db.count(sql`delete from ${engineTable(workspace, 'quality')} where object <> ''`)
    const begun = performance.now()
    await countQuality(workspace)
    const seconds = (performance.now() - begun) / 1_000
    const [row] = await workspace.db.rows(
      sql`select sum((counts->>'n')::bigint) from ${engineTable(workspace, 'quality_part')} where dimension = 'all'`,
    )
    const records = Number(row![0])
    await workspace.db.count(
      raw(
        `update "${workspace.schema}".opportunity set updated_at = now() where id = (select id from "${workspace.schema}".opportunity limit 1)`,
      ),
    )
    const again = performance.now()
    await countQuality(workspace)
    const againMs = performance.now() - again
    const next = () => requestText('GET', '/api/v1/quality/opportunity', { key: keys.admin })
    await drive({ port, connections: 1, next, seconds: 1 })
    return {
      records,
      perSecond: records / seconds,
      againMs,
      page: await drive({ port, connections: 1, next, seconds: 3 }),
    }
  } finally {
    await sampan.close()
  }
}
