import { createHash, randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { modules } from '#app'
import { bytesOf, readArchive, writeArchive } from '#engine/backup/archive.ts'
import { backUp } from '#engine/backup/backup.ts'
import { restore } from '#engine/backup/restore.ts'
import { openSources } from '#engine/backup/sources.ts'
import { copyOut } from '#engine/backup/tables.ts'
import { readMigrations } from '#engine/db/migrate.ts'
import { sql } from '#engine/db/sql.ts'
import { verifyWorkspace } from '#engine/doctor/verify.ts'
import { writeRecords } from '#engine/records/records.ts'
import { openRuntime } from '#engine/runtime.ts'
import { buildRegistry } from '#kernel/registry.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { freshDatabase } from '../postgres-client.ts'

const root = new URL('../../migrations/', import.meta.url)
const migrations = {
  catalogue: readMigrations(new URL('catalogue/', root)),
  workspace: readMigrations(new URL('workspace/', root)),
}
const now = '2026-11-22T12:00:00.000Z'

let sampan: TestSampan
let folder: string
let dataFolder: string
let stored: string
const cleaning: (() => Promise<void>)[] = []

beforeAll(async () => {
  sampan = await startSampan()
  folder = mkdtempSync(join(tmpdir(), 'sampan-backup-'))
  dataFolder = dirname(sampan.runtime.files.folder)
  writeFileSync(join(dataFolder, 'secret'), 'a secret that only tests know, and long enough')
  stored = (await sampan.runtime.files.put(Readable.from([Buffer.from('合同正文')]))).sha256
  await write('file', [{ name: '合同.txt', sha256: stored, size: 12, mimeType: 'text/plain' }])
  await write(
    'account',
    Array.from({ length: 60 }, (_, i) => ({ name: `客户\t${i}\n"\\N"`, level: 'A' })),
  )
})
afterAll(async () => {
  for (const clean of cleaning) await clean()
  rmSync(folder, { recursive: true })
  await sampan.close()
})

test('a backup never takes the place of a file that is there', async () => {
  const path = join(folder, 'precious.tar.gz')
  writeFileSync(path, 'precious')
  await expect(back(path)).rejects.toThrow('is there already')
  expect(readFileSync(path, 'utf8')).toBe('precious')
})

test('what is no backup, was cut short, or lacks a piece is refused, and leaves nothing behind', async () => {
  const whole = join(folder, 'whole.tar.gz')
  await back(whole)
  const cut = join(folder, 'cut.tar.gz')
  writeFileSync(cut, readFileSync(whole).subarray(0, 9_000))
  const noise = join(folder, 'noise.tar.gz')
  appendFileSync(noise, 'no archive at all')
  const broken = [
    [noise, 'damaged or was cut short'],
    [cut, 'damaged or was cut short'],
    [await without(whole, `files/${stored}`), `file ${stored} is missing`],
    [await without(whole, 'secret'), 'the secret is missing'],
    [await without(whole, 'key'), 'the key is missing'],
    [await without(whole, 'seal.json'), 'its seal is missing'],
    [await without(whole, /^data\/w_\w+\/account\//), 'account has 0 rows instead of 60'],
    [
      await changed(whole, /^data\/w_\w+\/account\//, (text) => text.replace('客户', '顾客')),
      'account has other content',
    ],
  ] as const
  const place = await emptyPlace()
  for (const [path, words] of broken) {
    await expect(restore({ ...place, path, migrations, now }), words).rejects.toThrow(words)
    expect(await schemasIn(place.databaseUrl), words).toEqual([])
    for (const name of ['secret', 'key']) expect(existsSync(join(place.dataFolder, name)), words).toBe(false)
  }
})

test('nothing is backed up without the key, and nothing restored that its key does not open', async () => {
  const path = join(folder, 'sealed.tar.gz')
  const key = join(dataFolder, 'key')
  renameSync(key, `${key}.away`)
  await expect(back(path)).rejects.toThrow('The key of this installation is missing')
  expect(existsSync(path)).toBe(false)
  renameSync(`${key}.away`, key)
  const { secrets } = sampan.runtime
  const id = '00000000-0000-7000-8000-00000000aaaa'
  const sealed = secrets.seal('hush', { column: 'identity_provider.client_secret', id })
  const insert = sql`insert into sampan.identity_provider (id, workspace_id, name, issuer, client_id, client_secret, domains, active, created_at, updated_at)
    values (${id}::uuid, ${sampan.workspace.id}::uuid, 'x', 'https://x.test', 'x', ${sealed}, ${[]}::text[], false, ${now}::timestamptz, ${now}::timestamptz)`
  await sampan.runtime.db.count(insert)
  await back(path)
  // the same archive with another key, sealed anew as if it were whole
  const other = `${randomBytes(32).toString('base64url')}\n`
  const forged = await changed(path, 'key', () => other)
  const sealedAnew = await changed(forged, 'seal.json', (text) =>
    JSON.stringify({ ...JSON.parse(text), key: createHash('sha256').update(other).digest('hex') }),
  )
  const place = await emptyPlace()
  await expect(restore({ ...place, path: sealedAnew, migrations, now })).rejects.toThrow(
    /identity_provider.client_secret of .* is missing/,
  )
  expect(await schemasIn(place.databaseUrl)).toEqual([])
  await restore({ ...place, path, migrations, now })
  const opened = await open(place)
  expect(opened.secrets.open(sealed, { column: 'identity_provider.client_secret', id })).toBe('hush')
  await opened.close()
  // a data folder with a key of its own does not serve this database
  const stranger = mkdtempSync(join(tmpdir(), 'sampan-stranger-'))
  await expect(open({ databaseUrl: place.databaseUrl, dataFolder: stranger })).rejects.toThrow(
    'sealed with another key',
  )
  rmSync(stranger, { recursive: true })
})

test('nothing is restored over data, nor by a program that does not know its migrations', async () => {
  const path = join(folder, 'refused.tar.gz')
  await back(path)
  const place = await emptyPlace()
  await expect(restore({ ...place, databaseUrl: sampan.databaseUrl, path, migrations, now })).rejects.toThrow(
    'The database is not empty',
  )
  await expect(restore({ ...place, dataFolder, path, migrations, now })).rejects.toThrow('is not empty')
  await expect(restore({ ...place, path, migrations: { ...migrations, workspace: [] }, now })).rejects.toThrow(
    'does not know: 0001-first-day.sql',
  )
})

test('everything comes back: every row of every table, the files, the secret, and the keys that people hold', async () => {
  const { key } = await sampan.runtime.catalogue.createApiKey(
    { workspaceId: sampan.workspace.id, userId: sampan.admin.principal.id! },
    'kept',
  )
  const path = join(folder, 'quiet.tar.gz')
  await back(path)
  const place = await emptyPlace()
  await restore({ ...place, path, migrations, now })
  expect(await contentOf(place.databaseUrl)).toEqual(await contentOf(sampan.databaseUrl))
  expect(readFileSync(join(place.dataFolder, 'secret'), 'utf8')).toContain('only tests know')
  const opened = await open(place)
  expect(await opened.catalogue.apiKey(key)).toMatchObject({ workspaceId: sampan.workspace.id })
  expect((await buffer(opened.files.open(stored)!)).toString()).toBe('合同正文')
  await opened.close()
})

test('a backup taken while people write holds one instant: each version with its event, nothing half', async () => {
  const path = join(folder, 'busy.tar.gz')
  let [writing, written] = [true, 0]
  const busy = (async () => {
    while (writing) {
      const [made] = await write('account', [{ name: `新客户 ${written}` }])
      await writeRecords(sampan.admin, sampan.workspace.registry.object('account'), [
        { do: 'update', id: String(made!['id']), values: { level: 'B' } },
      ])
      written += 1
    }
  })()
  while (written < 5) await new Promise((go) => setTimeout(go, 5))
  const [before] = [written]
  await back(path)
  writing = false
  await busy
  const place = await emptyPlace()
  await restore({ ...place, path, migrations, now })
  const opened = await open(place)
  const [workspace] = await opened.workspaces.all()
  const { findings, rows } = await verifyWorkspace(workspace!)
  expect(findings.filter((f) => f.state === 'wrong')).toEqual([])
  expect(rows['account']).toBeGreaterThanOrEqual(60 + before)
  expect(rows['account']).toBeLessThanOrEqual(60 + written)
  await opened.close()
})

test('what had left the outbox but reached nobody yet is told again after a restore', async () => {
  const path = join(folder, 'waiting.tar.gz')
  const client = new pg.Client({ connectionString: sampan.databaseUrl })
  await client.connect()
  const { schema } = sampan.workspace
  const { rows } = await client.query(`update "${schema}".event set dispatched_at = now() returning id`)
  await client.query('create schema graphile_worker')
  await client.query(`create table graphile_worker.jobs as select $1::text as key, 'event'::text as task_identifier`, [
    `${rows[0].id} a subscriber`,
  ])
  await back(path)
  await client.query('drop schema graphile_worker cascade')
  await client.end()
  const place = await emptyPlace()
  await restore({ ...place, path, migrations, now })
  const there = new pg.Client({ connectionString: place.databaseUrl })
  await there.connect()
  expect((await there.query(`select id from "${schema}".event where dispatched_at is null`)).rows).toEqual([
    { id: rows[0].id },
  ])
  await there.end()
})

function back(path: string) {
  return backUp({ databaseUrl: sampan.databaseUrl, dataFolder, path, version: '0.1.0', now })
}

function write(object: string, records: readonly Record<string, unknown>[]) {
  const system = { ...sampan.admin, principal: sampan.admin.principal }
  return object === 'file'
    ? Promise.all(records.map((values) => fileRow(values)))
    : writeRecords(
        system,
        sampan.workspace.registry.object(object),
        records.map((values) => ({ do: 'create', values })),
      )
}

/** The hash of a file is the system's to write. */
async function fileRow(values: Record<string, unknown>) {
  const { applyOps, writing } = await import('#engine/records/write.ts')
  await writing(sampan.admin, (w) =>
    applyOps({ ...w, trusted: true }, sampan.workspace.registry.object('file'), [{ do: 'create', values }]),
  )
  return values
}

async function emptyPlace(): Promise<{ databaseUrl: string; dataFolder: string }> {
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

async function schemasIn(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(
    "select nspname from pg_namespace where nspname = 'sampan' or nspname like 'w\\_%'",
  )
  await client.end()
  return rows.map((row) => row.nspname)
}

/** A hash of the rows of every table. */
async function contentOf(url: string): Promise<Record<string, string>> {
  const sources = await openSources({ databaseUrl: url, dataFolder })
  const content: Record<string, string> = {}
  for (const { schema, tables } of sources.schemas)
    for (const table of tables) content[`${schema}.${table.name}`] = (await copyOut(sources.home, schema, table)).sha256
  await sources.end()
  return content
}

/** A copy of an archive that lacks some entries. */
function without(path: string, name: string | RegExp): Promise<string> {
  return changed(path, name, () => null)
}

async function changed(path: string, name: string | RegExp, change: (text: string) => string | null): Promise<string> {
  const made = join(folder, `changed-${cleaning.length}-${Math.random()}.tar.gz`)
  const archive = writeArchive(made, new Date(now))
  for await (const part of readArchive(path)) {
    const bytes = await bytesOf(part.bytes)
    const hit = typeof name === 'string' ? part.name === name : name.test(part.name)
    const after = hit ? change(bytes.toString('utf8')) : bytes
    if (after !== null) await archive.add(part.name, Buffer.from(after))
  }
  await archive.end()
  return made
}
