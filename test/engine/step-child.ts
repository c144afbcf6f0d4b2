import { modules } from '#app'
import { keepBackup } from '#engine/backup/kept.ts'
import { restore } from '#engine/backup/restore.ts'
import { restoreWorkspace } from '#engine/backup/restore-one.ts'
import { readMigrations } from '#engine/db/migrate.ts'
import { openSealer } from '#engine/events/chain/seal.ts'
import { openRuntime } from '#engine/runtime.ts'
import { findWorkspace, purgeWorkspace } from '#engine/workspace/lifecycle.ts'
import { buildRegistry } from '#kernel/registry.ts'

/* Does one thing as a command would, in a process of its own, which is killed at the point that SAMPAN_CRASH_AT names. */

export type Step = {
  readonly databaseUrl: string
  readonly dataFolder: string
  /** An archive, or for a backup the folder of archives. */
  readonly path: string
  readonly workspace?: string
  readonly as?: string
}

const [what = '', given = '{}'] = process.argv.slice(2)
const step = JSON.parse(given) as Step
const root = new URL('../../migrations/', import.meta.url)
const migrations = {
  catalogue: readMigrations(new URL('catalogue/', root)),
  workspace: readMigrations(new URL('workspace/', root)),
}
const now = '2026-11-22T12:00:00.000Z'
const open = () =>
  openRuntime({
    ...step,
    registry: buildRegistry(modules),
    secret: 'a secret that only tests know, and long enough',
    baseUrl: 'http://127.0.0.1:7717',
    worker: false,
    poolSize: 2,
  })

const does: Record<string, () => Promise<unknown>> = {
  restore: () => restore({ ...step, migrations, now }),
  'restore-one': () => restoreWorkspace({ ...step, workspace: step.workspace!, migrations, now }),
  backup: () => keepBackup({ ...step, folder: step.path, version: '0', now, kind: 'daily' }),
  async purge() {
    const runtime = await open()
    await purgeWorkspace({ ...runtime, databaseUrl: step.databaseUrl }, await findWorkspace(runtime, step.workspace!), {
      now: true,
    })
    await runtime.close()
  },
  async seal() {
    const runtime = await open()
    for (const workspace of await runtime.workspaces.all()) await openSealer().round(workspace, { all: true })
    await runtime.close()
  },
}
await does[what]!()
