import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { modules } from '#app'
import { backUp } from '#engine/backup/backup.ts'
import { backupState, keepBackup } from '#engine/backup/kept.ts'
import { restore } from '#engine/backup/restore.ts'
import { restoreWorkspace } from '#engine/backup/restore-one.ts'
import type { Workspace } from '#engine/context.ts'
import { readMigrations } from '#engine/db/migrate.ts'
import { raw } from '#engine/db/sql.ts'
import { verifyWorkspace } from '#engine/doctor/verify.ts'
import { openSealer } from '#engine/events/chain/seal.ts'
import { verifyChain } from '#engine/events/chain/verify.ts'
import { openRuntime } from '#engine/runtime.ts'
import { deleteWorkspace, findWorkspace, purgeWorkspace } from '#engine/workspace/lifecycle.ts'
import { buildRegistry } from '#kernel/registry.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { freshDatabase } from '../postgres-client.ts'
import type { Step } from './step-child.ts'
import { killed } from './step-killed.ts'

/* What an operator does, killed at each of its steps: done again it ends whole, and what was there is never half gone. */

const root = new URL('../../migrations/', import.meta.url)
const migrations = {
  catalogue: readMigrations(new URL('catalogue/', root)),
  workspace: readMigrations(new URL('workspace/', root)),
}
const now = '2026-11-22T12:00:00.000Z'
const rows = 40
let sampan: TestSampan
let dataFolder: string
let folder: string
let archive: string
const cleaning: (() => Promise<void>)[] = []

beforeAll(async () => {
  sampan = await startSampan()
  dataFolder = dirname(sampan.runtime.files.folder)
  writeFileSync(join(dataFolder, 'secret'), 'a secret that only tests know, and long enough')
  const { sha256 } = await sampan.runtime.files.put(Readable.from([Buffer.from('合同正文')]))
  const file = { name: '合同.txt', sha256, size: 12, mimeType: 'text/plain' }
  const { applyOps, writing } = await import('#engine/records/write.ts')
  await writing(sampan.admin, (w) =>
    applyOps({ ...w, trusted: true }, sampan.workspace.registry.object('file'), [{ do: 'create', values: file }]),
  )
  for (let i = 0; i < rows; i++) await sampan.call(sampan.admin, 'POST', '/api/v1/account', { name: `客户 ${i}` })
  folder = mkdtempSync(join(tmpdir(), 'sampan-steps-'))
  archive = join(folder, 'whole.tar.gz')
  await backUp({ databaseUrl: sampan.databaseUrl, dataFolder, path: archive, version: '0', now })
})
afterAll(async () => {
  for (const clean of cleaning) await clean()
  rmSync(folder, { recursive: true })
  await sampan.close()
})

const kill = (what: string, at: string, step: Step) => killed(what, at, { path: archive, ...step })

/** What is wrong in it. How long its events have waited says only how long the test has run: nobody works on them. */
async function unsound(workspace: Workspace) {
  const { findings } = await verifyWorkspace(workspace, [])
  return findings.filter(({ check, state }) => state !== 'ok' && check !== 'I6 outbox')
}

async function emptyPlace() {
  const database = await freshDatabase()
  const place = mkdtempSync(join(tmpdir(), 'sampan-restored-'))
  cleaning.push(async () => {
    await database.drop()
    rmSync(place, { recursive: true })
  })
  return { databaseUrl: database.url, dataFolder: place }
}

function open(place: { databaseUrl: string; dataFolder: string }) {
  return openRuntime({
    ...place,
    registry: buildRegistry(modules),
    secret: 'a secret that only tests know, and long enough',
    baseUrl: 'http://127.0.0.1:7717',
    worker: false,
    poolSize: 3,
  })
}

test('a restore: nothing starts on half of it, and done again it begins anew', async () => {
  const place = await emptyPlace()
  for (const point of ['restore.schemas', 'restore.read']) {
    expect([point, await kill('restore', point, place)]).toEqual([point, 'SIGKILL'])
    await expect(open(place)).rejects.toThrow('A restore into this database was cut short')
  }
  // to the same database from another folder too
  await restore({ ...place, path: archive, migrations, now })
  const runtime = await open(place)
  const [workspace] = await runtime.workspaces.all()
  expect(await unsound(workspace!)).toEqual([])
  expect((await verifyWorkspace(workspace!, [])).rows['account']).toBe(rows)
  await runtime.close()
  await expect(restore({ ...place, path: archive, migrations, now })).rejects.toThrow('is not empty')
})

test('a restore that was killed after its last step is whole', async () => {
  const place = await emptyPlace()
  expect(await kill('restore', 'restore.committed', place)).toBe('SIGKILL')
  await expect(restore({ ...place, path: archive, migrations, now })).rejects.toThrow('is not empty')
  const runtime = await open(place)
  const [workspace] = await runtime.workspaces.all()
  expect((await verifyWorkspace(workspace!, [])).rows['account']).toBe(rows)
  await runtime.close()
  expect(readdirSync(place.dataFolder)).not.toContain('restoring')
})

test('the restore of one workspace beside others: nothing of it is seen before it is whole, nothing is left', async () => {
  const options = { databaseUrl: sampan.databaseUrl, dataFolder, workspace: 'Test', as: 'Copy' }
  const schemas = async () =>
    (await sampan.runtime.db.rows(raw("select nspname from pg_namespace where nspname like 'w\\_%'"))).length
  const names = async () => (await sampan.runtime.catalogue.workspaces()).map(({ name }) => name)
  for (const point of ['restore-one.schema', 'restore-one.entered']) {
    expect([point, await kill('restore-one', point, options)]).toEqual([point, 'SIGKILL'])
    expect(await names()).toEqual(['Test'])
  }
  const { id } = await restoreWorkspace({ ...options, path: archive, migrations, now })
  expect(await names()).toEqual(['Test', 'Copy'])
  expect(await schemas()).toBe(2)
  await sampan.runtime.workspaces.all()
  expect((await verifyWorkspace(sampan.runtime.workspaces.get(id)!, [])).rows['account']).toBe(rows)
})

test('a purge: killed anywhere it goes on, and takes nothing that is another’s', async () => {
  const at = { databaseUrl: sampan.databaseUrl, dataFolder, workspace: 'Copy' }
  await deleteWorkspace(sampan.runtime, await findWorkspace(sampan.runtime, 'Copy'))
  for (const point of ['purge.files', 'purge.jobs', 'purge.schema'])
    expect([point, await kill('purge', point, at)]).toEqual([point, 'SIGKILL'])
  const row = await findWorkspace(sampan.runtime, 'Copy')
  await purgeWorkspace({ ...sampan.runtime, databaseUrl: sampan.databaseUrl }, row, { now: true })
  expect((await sampan.runtime.catalogue.workspaces()).map(({ name }) => name)).toEqual(['Test'])
  expect(await unsound(sampan.workspace)).toEqual([])
})

test('a daily backup: the one before stays, half of one never counts, the next makes a new one', async () => {
  const backups = join(folder, 'backups')
  const options = { databaseUrl: sampan.databaseUrl, dataFolder, folder: backups, version: '0', kind: 'daily' as const }
  await keepBackup({ ...options, now: '2026-11-21T03:00:00.000Z' })
  for (const point of ['backup.tables', 'backup.written', 'backup.named']) {
    const end = await kill('backup', point, { ...options, path: backups })
    expect([point, end]).toEqual([point, 'SIGKILL'])
    expect(backupState(backups).kept).toHaveLength(1)
  }
  await keepBackup({ ...options, now: '2026-11-22T12:00:00.000Z' })
  expect(backupState(backups).kept.map(({ at }) => at)).toEqual([
    '2026-11-22T12:00:00.000Z',
    '2026-11-21T03:00:00.000Z',
  ])
  expect(readdirSync(backups).filter((name) => name.includes('partial'))).toEqual([])
})

test('the sealing of the audit log: each event in one block, and the chain whole', async () => {
  const place = { databaseUrl: sampan.databaseUrl, dataFolder }
  expect(await kill('seal', 'audit.sealing', place)).toBe('SIGKILL')
  const unsealed = async () => {
    await openSealer().round(sampan.workspace, { all: true })
    const [row] = await sampan.workspace.db.rows(
      raw(`select count(*) from "${sampan.workspace.schema}".event e
        where not exists (select 1 from "${sampan.workspace.schema}".audit_entry a where a.event_id = e.id)`),
    )
    return row?.[0]
  }
  // The connection of the one that was killed may live a moment longer, and while it does nobody else seals.
  await expect.poll(unsealed, { timeout: 20_000 }).toBe(0)
  expect((await verifyChain(sampan.workspace.db, sampan.workspace, [])).wrong).toEqual([])
})
