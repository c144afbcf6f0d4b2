import type { ApiAuditChain } from '#kernel/api-security.ts'
import { engineTable, type Workspace } from '../context.ts'
import { raw, sql } from '../db/sql.ts'
import { anchorsOf } from '../events/chain/anchor.ts'
import { headOf } from '../events/chain/seal.ts'
import { verifyChain } from '../events/chain/verify.ts'

const setting = 'auditVerified'

/** How far the log is sealed, and what the last verification found. */
export async function chainState(workspace: Workspace): Promise<ApiAuditChain> {
  const [head, [row]] = await Promise.all([
    headOf(workspace.db, workspace),
    workspace.db.rows(sql`select value from ${engineTable(workspace, 'setting')} where key = ${setting}`),
  ])
  return {
    blocks: head?.number ?? 0,
    sealedTo: head?.sealedAt ?? null,
    hash: head?.hash ?? null,
    verified: (row?.[0] as ApiAuditChain['verified'] | undefined) ?? null,
  }
}

/** Reads the whole chain of a workspace at one instant, notes what was found, and answers it. */
export async function verifyNow(workspace: Workspace, dataFolder: string): Promise<ApiAuditChain> {
  const { blocks, events, waiting, wrong } = await workspace.db.transaction(async (tx) => {
    await tx.rows(raw('set transaction isolation level repeatable read, read only'), { once: true })
    return verifyChain(tx, workspace, anchorsOf(dataFolder, workspace.schema))
  })
  const at = workspace.clock.now().toISOString()
  const found = { at, blocks, events, waiting, wrong }
  await workspace.db.count(
    sql`insert into ${engineTable(workspace, 'setting')} (key, value, updated_at)
      values (${setting}, ${JSON.stringify(found)}::jsonb, ${at}::timestamptz)
      on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at`,
  )
  return chainState(workspace)
}
