import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modules } from '#app'
import { backupState } from '#engine/backup/kept.ts'
import { restore } from '#engine/backup/restore.ts'
import { openSources, type Sources } from '#engine/backup/sources.ts'
import { copyOut } from '#engine/backup/tables.ts'
import { readMigrations } from '#engine/db/migrate.ts'
import { verifyWorkspace } from '#engine/doctor/verify.ts'
import { buildServer } from '#engine/http/server.ts'
import { openRuntime } from '#engine/runtime.ts'
import { makeWorkspace } from '#engine/workspace/lifecycle.ts'
import { buildRegistry } from '#kernel/registry.ts'
import { asAdministrator, freshDatabase, urlOf } from '../postgres-client.ts'

/* Every released version's data comes to this one whole, whatever happens on the way. `node bin/fixture.ts` makes a new fixture. */

const here = import.meta.dirname
const root = new URL('../../migrations/', import.meta.url)
const migrations = {
  catalogue: readMigrations(new URL('catalogue/', root)),
  workspace: readMigrations(new URL('workspace/', root)),
}
const now = '2026-11-22T12:00:00.000Z'
const secret = 'a secret that only tests know, and long enough'
const releases = readdirSync(here)
  .filter((name) => name.endsWith('.tar.gz'))
  .map((name) => name.slice(0, -'.tar.gz'.length))

describe.each(releases)('data of Sampan %s', (release) => {
  const known = JSON.parse(readFileSync(join(here, `${release}.json`), 'utf8')) as {
    key: string
    email: string
    password: string
    rows: number
  }
  const template = `upgrade_${release.replaceAll('.', '_')}_${process.pid}`
  const folder = mkdtempSync(join(tmpdir(), 'sampan-upgrade-'))
  const cleaning: (() => Promise<void>)[] = []
  let before: Shot

  beforeAll(async () => {
    await asAdministrator(`create database ${template}`)
    const place = { databaseUrl: urlOf(template), dataFolder: join(folder, 'restored') }
    mkdirSync(place.dataFolder)
    await restore({ ...place, path: join(here, `${release}.tar.gz`), migrations, now })
    before = await shoot(place)
    // Without the two journals, and the row that says when rights changed last.
    expect(before.rows).toBe(known.rows - 3)
  })
  afterAll(async () => {
    for (const clean of cleaning) await clean()
    await asAdministrator(`drop database ${template} with (force)`)
    rmSync(folder, { recursive: true })
  })

  /** The old data, as the old program left it. */
  async function old() {
    const database = await freshDatabase({ template })
    const dataFolder = mkdtempSync(join(folder, 'data-'))
    cpSync(join(folder, 'restored'), dataFolder, { recursive: true })
    // A release from before secrets were sealed had no key.
    rmSync(join(dataFolder, 'key'), { force: true })
    cleaning.push(database.drop)
    return { databaseUrl: database.url, dataFolder }
  }

  test('a newer program’s data is refused in words, and stays as it is', async () => {
    const place = await old()
    await run(place.databaseUrl, `insert into sampan.migration (name, hash, at) values ('9999-future.sql', 'x', now())`)
    const there = await shoot(place)
    await expect(open(place)).rejects.toThrow('newer than this program (it has 9999-future.sql). Nothing was changed.')
    expect(await shoot(place)).toEqual(there)
  })

  test('while an older server runs that does not know when to stop, nothing is changed', async () => {
    const place = await old()
    const server = new pg.Client({ connectionString: place.databaseUrl, application_name: 'sampan-listen' })
    await server.connect()
    await expect(open(place)).rejects.toThrow('Another Sampan of an older version is running')
    await server.end()
    expect(await shoot(place)).toEqual(before)
  })

  test('everything is there after the upgrade, row by row; people sign in, keys work, and the way back is kept', async () => {
    const place = await old()
    const runtime = await open(place)
    expect(await shoot(place, before)).toEqual(before)
    const app = await buildServer({ runtime, logLevel: 'silent' })
    const { email, password } = known
    const entered = await app.inject({ method: 'POST', url: '/api/auth/sign-in/email', payload: { email, password } })
    expect(entered.statusCode).toBe(200)
    const headers = { authorization: `Bearer ${known.key}` }
    const list = (await app.inject({ url: '/api/v1/account?count=exact', headers })).json()
    expect(list.data.length).toBeGreaterThan(10)
    const [first] = list.data
    const changed = await app.inject({
      method: 'PATCH',
      url: `/api/v1/account/${first.id}`,
      headers,
      payload: { description: '升级之后' },
    })
    expect(changed.statusCode).toBe(200)
    const [workspace] = await runtime.workspaces.all()
    const { findings } = await verifyWorkspace(workspace!)
    expect(findings.filter((f) => f.state === 'wrong')).toEqual([])
    const { rows: lengths } = await run(
      place.databaseUrl,
      `select count(*) filter (where duration_seconds = duration_minutes * 60)::int as same, count(duration_minutes)::int as all,
        count(duration_seconds)::int as seconds from ${workspace!.schema}.activity`,
    )
    expect(lengths[0].same).toBeGreaterThan(0)
    expect(lengths[0]).toEqual({ same: lengths[0].all, all: lengths[0].all, seconds: lengths[0].all })
    await app.close()
    await runtime.close()
    const { kept } = backupState(join(place.dataFolder, 'backups'))
    expect(kept.map(({ kind, rows }) => [kind, rows])).toEqual([['upgrade', known.rows]])
    // going back: the old program's own steps make the place that this backup comes back to
    const back = await freshDatabase()
    cleaning.push(back.drop)
    const away = { databaseUrl: back.url, dataFolder: mkdtempSync(join(folder, 'back-')) }
    await restore({ ...away, path: kept[0]!.file, migrations, now })
    expect(await shoot(away)).toEqual(before)
  })

  test('two that start at once upgrade once', async () => {
    const place = await old()
    const both = await Promise.all([open(place), open(place)])
    for (const runtime of both) await runtime.close()
    expect(backupState(join(place.dataFolder, 'backups')).kept).toHaveLength(1)
    expect(await shoot(place, before)).toEqual(before)
    expect(await journal(place.databaseUrl)).toEqual(migrations.catalogue.map(({ name }) => name))
  })

  test('killed anywhere on the way, the next start goes on and nothing is lost', { timeout: 300_000 }, async () => {
    const steps = [
      'backup.tables',
      'backup.written',
      'upgrade.backed-up',
      'migrate.statement:1',
      'migrate.noted:1',
      'migrate.committed:1',
      'upgrade.catalogue',
      'migrate.statement:40',
      'migrate.noted:4',
      `migrate.committed:${migrations.catalogue.length}`,
    ]
    const kill = async (at: string) => {
      const place = await old()
      expect([at, await child(place, at)]).toEqual([at, 'SIGKILL'])
      const runtime = await open(place)
      await runtime.close()
      expect([at, await shoot(place, before)]).toEqual([at, before])
      expect(await journal(place.databaseUrl)).toEqual(migrations.catalogue.map(({ name }) => name))
    }
    for (let i = 0; i < steps.length; i += 2) await Promise.all(steps.slice(i, i + 2).map(kill))
  })

  test('killed when it has told older servers to stop: these write no more, the new one goes on', async () => {
    const place = await old()
    await (await open(place)).close()
    expect(await child(place, 'upgrade.announced', { more: true })).toBe('SIGKILL')
    expect(await shoot(place, before)).toEqual(before)
    const former = await open(place)
    expect(await former.workspaces.all()).toHaveLength(1)
    await expect(makeWorkspace(former, 'Another', 'en')).rejects.toThrow('A newer Sampan has taken over this data')
    expect(await former.catalogue.workspaces()).toHaveLength(1)
    await former.close()
    expect(await child(place, 'nowhere', { more: true })).toMatch(/^ended with 0/)
    expect(await shoot(place, before)).toEqual(before)
    const { rows } = await run(
      place.databaseUrl,
      `select count(*)::int as n from information_schema.columns where table_name = 'account' and column_name = 'next'`,
    )
    expect(rows).toEqual([{ n: 1 }])
  })
})

type Place = { databaseUrl: string; dataFolder: string }
/** The rows of every table by hash. */
type Shot = { rows: number; tables: Record<string, string>; columns: Record<string, readonly string[]> }

/** What a program brings to workspaces that are older, once: rights in their roles, noted and told. The rest of these tables stays. */
const begun = new Date().toISOString()
const brought: Readonly<Record<string, { columns?: readonly string[]; rows?: string }>> = {
  role: { columns: ['grants', 'version', 'updated_at', 'updated_by_id'], rows: "key is distinct from 'steward'" },
  // When rights were changed last stands there too.
  setting: { rows: "key not like 'upgrade %' and key <> 'access'" },
  event: { rows: `at < '${begun}'` },
}

/** Hashes every table; where a former shot is given, its tables and their columns of then alone. */
async function shoot({ databaseUrl, dataFolder }: Place, former?: Shot): Promise<Shot> {
  const sources: Sources = await openSources({ databaseUrl, dataFolder })
  const shot: Shot = { rows: 0, tables: {}, columns: {} }
  for (const { schema, tables } of sources.schemas)
    for (const table of tables) {
      const name = `${schema}.${table.name}`
      const apart = brought[table.name]
      const columns = (former ? former.columns[name] : table.columns)?.filter((key) => !apart?.columns?.includes(key))
      // The journal is what an upgrade writes.
      if (!columns || table.name === 'migration') continue
      const { rows, sha256 } = await copyOut(sources.home, schema, { ...table, columns }, undefined, apart?.rows)
      shot.rows += rows
      shot.tables[name] = sha256
      shot.columns[name] = columns
    }
  await sources.end()
  return shot
}

function open(place: Place) {
  return openRuntime({
    ...place,
    registry: buildRegistry(modules),
    secret,
    baseUrl: 'http://127.0.0.1:7717',
    worker: false,
    poolSize: 2,
  })
}

function child({ databaseUrl, dataFolder }: Place, at: string, { more = false } = {}): Promise<string> {
  const env = {
    ...process.env,
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    SAMPAN_DATA: dataFolder,
    SAMPAN_CRASH_AT: at,
    MORE: more ? 'yes' : '',
  }
  const started = spawn(process.execPath, [join(here, 'child.ts')], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let words = ''
  started.stderr.on('data', (chunk: Buffer) => {
    words += chunk.toString('utf8')
  })
  return new Promise((resolve) =>
    started.once('close', (code, signal) => resolve(signal ?? `ended with ${code}: ${words}`)),
  )
}

async function run(url: string, statement: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(statement)
  } finally {
    await client.end()
  }
}

async function journal(url: string): Promise<string[]> {
  const { rows } = await run(url, 'select name from sampan.migration order by name')
  return rows.map(({ name }) => name)
}
