import type { ApiHealth } from '#kernel/api-health.ts'
import { say } from '#kernel/label.ts'
import { backsUpDaily, backupFolder, backupState } from '../backup/kept.ts'
import { engineTable, type Session, type Workspace } from '../context.ts'
import { sql } from '../db/sql.ts'
import type { Runtime } from '../runtime.ts'
import { chainState } from '../security/audit-state.ts'
import { version } from '../version.ts'
import { inspect } from './surroundings.ts'

/** What tells of the machine; where several companies share it, none of them is told. */
const ofTheMachine = new Set(['disk', 'address', 'settings', 'secret', 'key', 'backups'])

/** How the installation and the caller's workspace do. Never tells of another workspace. */
export async function healthOf(runtime: Runtime, { workspace, language }: Session): Promise<ApiHealth> {
  const alone = (await runtime.workspaces.all()).length === 1
  const [findings, outbox, chain] = await Promise.all([
    inspect({
      db: runtime.db,
      dataFolder: runtime.dataFolder,
      version,
      embedded: runtime.embedded,
      running: true,
      baseUrl: runtime.baseUrl,
      unknownSettings: [],
      migrations: runtime.migrations,
    }),
    outboxOf(workspace),
    chainState(workspace),
  ])
  const { kept, failed } = backupState(backupFolder(runtime.dataFolder))
  return {
    version,
    checks: findings
      .filter(({ check }) => check !== 'workspace' && (alone || !ofTheMachine.has(check)))
      .map(({ check, state, says }) => ({ check, state, says: say(says, language) })),
    backups: {
      on: backsUpDaily(),
      running: runtime.backups.running(),
      kept: kept
        .filter(({ kind }) => alone || kind === 'daily')
        .map(({ at, kind, bytes, verifiedAt }) => ({ at, kind, bytes, verifiedAt })),
      failedAt: failed?.at ?? null,
    },
    outbox,
    chain,
  }
}

async function outboxOf(workspace: Workspace): Promise<ApiHealth['outbox']> {
  const now = workspace.clock.now().toISOString()
  const [row] = await workspace.db.rows(
    sql`select count(*), coalesce(extract(epoch from ${now}::timestamptz - min(at)), 0)
      from ${engineTable(workspace, 'event')} where dispatched_at is null`,
  )
  return { waiting: Number(row?.[0] ?? 0), seconds: Math.max(0, Math.round(Number(row?.[1] ?? 0))) }
}
