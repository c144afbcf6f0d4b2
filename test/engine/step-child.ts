import { flushCompileCache } from 'node:module'
import { setTimeout as pause } from 'node:timers/promises'
import { modules } from '#app'
import { keepBackup } from '#engine/backup/kept.ts'
import { restore } from '#engine/backup/restore.ts'
import { restoreWorkspace } from '#engine/backup/restore-one.ts'
import type { Session } from '#engine/context.ts'
import { readMigrations } from '#engine/db/migrate.ts'
import { openSealer } from '#engine/events/chain/seal.ts'
import { runJob } from '#engine/events/work.ts'
import { runSet } from '#engine/import/set/run.ts'
import { fillMatchKeys } from '#engine/matching/fill.ts'
import { mergeRecords } from '#engine/merging/merge.ts'
import { splitMerge } from '#engine/merging/split.ts'
import { confirmErasure } from '#engine/personal/requests.ts'
import { countQuality } from '#engine/quality/count.ts'
import { countMends } from '#engine/quality/mends.ts'
import { putBack, setAside } from '#engine/records/aside.ts'
import { bulkWrite } from '#engine/records/bulk.ts'
import { writeRecords } from '#engine/records/records.ts'
import { openRuntime, type Runtime } from '#engine/runtime.ts'
import { scoreDaily } from '#engine/scores/job.ts'
import { findWorkspace, purgeWorkspace } from '#engine/workspace/lifecycle.ts'
import { systemSession } from '#engine/workspaces.ts'
import type { BulkRequest } from '#kernel/api-bulk.ts'
import type { MergeRequest } from '#kernel/api-merge.ts'
import { buildRegistry } from '#kernel/registry.ts'

/* Does one thing as a command would, in a process of its own, which is killed at the point that SAMPAN_CRASH_AT names. */

export type Step = {
  readonly databaseUrl: string
  readonly dataFolder: string
  /** An archive, or for a backup the folder of archives. */
  readonly path?: string
  readonly workspace?: string
  readonly as?: string
  /** Who does it, by id. */
  readonly who?: string
  /** The request or the set that is carried out. */
  readonly id?: string
  readonly bulk?: BulkRequest
  readonly merge?: MergeRequest
  /** By how much its clock is ahead. */
  readonly aheadMs?: number
}

// whoever is killed writes nothing at its end
flushCompileCache()
const [what = '', given = '{}'] = process.argv.slice(2)
const step = JSON.parse(given) as Step
const root = new URL('../../migrations/', import.meta.url)
const migrations = {
  catalogue: readMigrations(new URL('catalogue/', root)),
  workspace: readMigrations(new URL('workspace/', root)),
}
const now = '2026-11-22T12:00:00.000Z'
const path = step.path ?? ''
const open = ({ worker }: { worker: boolean } = { worker: false }) =>
  openRuntime({
    ...step,
    registry: buildRegistry(modules),
    secret: 'a secret that only tests know, and long enough',
    baseUrl: 'http://127.0.0.1:7717',
    worker,
    allowNetworks: '127.0.0.0/8',
    poolSize: 1,
    ...(step.aheadMs ? { clock: { now: () => new Date(Date.now() + step.aheadMs!) } } : {}),
  })

/** Records of a test that sets many aside. */
const bulky = { name: { startsWith: 'Bulk 1' } }
const accountsOf = ({ workspace }: Session) => workspace.registry.object('account')

const does: Record<string, () => Promise<unknown>> = {
  restore: () => restore({ ...step, path, migrations, now }),
  async mail() {
    const runtime = await open({ worker: true })
    await runtime.settle()
    for (;;) await runtime.receiveMail()
  },
  'restore-one': () => restoreWorkspace({ ...step, path, workspace: step.workspace!, migrations, now }),
  backup: () => keepBackup({ ...step, folder: path, version: '0', now, kind: 'daily' }),
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
  bulk: () => asPerson((_, session) => bulkWrite(session, session.workspace.registry.object('account'), step.bulk!)),
  print: () =>
    asPerson((_, session) =>
      writeRecords(session, session.workspace.registry.object('printBatch'), [{ do: 'create', values: {} }]),
    ),
  merge: () =>
    asPerson((_, session) => mergeRecords(session, session.workspace.registry.object('account'), step.merge!)),
  split: () => asPerson((_, session) => splitMerge(session, session.workspace.registry.object('account'), step.id!)),
  set: () => asPerson(async (runtime, session) => (await runSet(runtime, session, step.id!)).ended),
  erase: () =>
    asPerson(async (runtime, session) => {
      const parts = { files: runtime.files, removePerson: async () => {} }
      await (await confirmErasure(parts, session, step.id!)).whenDone
    }),
  async scores() {
    const runtime = await open()
    for (const workspace of await runtime.workspaces.all()) await scoreDaily(workspace)
    await runtime.close()
  },
  async quality() {
    const runtime = await open()
    for (const workspace of await runtime.workspaces.all()) {
      await countMends(workspace)
      await countQuality(workspace)
    }
    await runtime.close()
  },
  aside: () => asSystem((session) => setAside(session, accountsOf(session), bulky, step.id!)),
  back: () => asSystem((session) => putBack(session, accountsOf(session), step.id!)),
  async scan() {
    const runtime = await open()
    for (const workspace of await runtime.workspaces.all()) await runJob(workspace, 'find duplicates', {})
    await runtime.close()
  },
  async keys() {
    const runtime = await open()
    for (const workspace of await runtime.workspaces.all()) await fillMatchKeys(workspace)
    await runtime.close()
  },
  /** Works until it is killed. */
  async work() {
    await open({ worker: true })
    await pause(60_000)
    process.exit(0)
  },
}
await does[what]!()

async function asSystem(run: (session: Session) => Promise<unknown>): Promise<void> {
  const runtime = await open()
  const [workspace] = await runtime.workspaces.all()
  await run(systemSession(workspace!, 'job'))
  await runtime.close()
}

async function asPerson(run: (runtime: Runtime, session: Session) => Promise<unknown>): Promise<void> {
  const runtime = await open()
  const [workspace] = await runtime.workspaces.all()
  const principal = (await workspace!.directory.person(step.who!))!
  await run(runtime, { workspace: workspace!, principal, origin: { via: 'api' }, language: 'en' })
  await runtime.close()
}
