import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addPerson, givePassword } from '#engine/access/people.ts'
import { backUp } from '#engine/backup/backup.ts'
import { restoreWorkspace } from '#engine/backup/restore-one.ts'
import type { Workspace } from '#engine/context.ts'
import { engineTable } from '#engine/context.ts'
import { draftMigration } from '#engine/db/draft.ts'
import { readMigrations } from '#engine/db/migrate.ts'
import { ident, sql } from '#engine/db/sql.ts'
import { handleEvent } from '#engine/events/work.ts'
import { buildServer } from '#engine/http/server.ts'
import { applyOps, writing } from '#engine/records/write.ts'
import { openRuntime } from '#engine/runtime.ts'
import {
  deleteWorkspace,
  findWorkspace,
  makeWorkspace,
  purgeWorkspace,
  renameWorkspace,
  resumeWorkspace,
  sizeOf,
  suspendWorkspace,
} from '#engine/workspace/lifecycle.ts'
import { systemSession } from '#engine/workspaces.ts'
import { subscribe } from '#kernel/behaviour.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { moon, sky } from '../planets.ts'

/* Several companies in one installation: made, entered, suspended, taken away and brought back by whoever has the machine. */

const modules = sky({
  subscribers: [
    subscribe('welcome', ['planet.created'], (event, work) =>
      work.write(async (tx) => void (await tx.create(moon, { name: 'Luna', planet: event.recordId }))),
    ),
  ],
})
let sampan: TestSampan
let second: Workspace
let key: string
const password = 'correct horse 8'

beforeAll(async () => {
  sampan = await startSampan({ modules, language: 'en', worker: true })
  second = await open(await makeWorkspace(sampan.runtime, '第二公司', 'zh-CN'))
  const person = { name: 'Li', email: 'li@both.test', role: 'administrator', password }
  await addPerson(sampan.runtime, systemSession(sampan.workspace), person)
  const userId = await addPerson(sampan.runtime, systemSession(second), { ...person, password: 'not hers to set' })
  key = (await sampan.runtime.catalogue.createApiKey({ workspaceId: second.id, userId }, 'second')).key
})
afterAll(() => sampan.close())

async function open(id: string): Promise<Workspace> {
  await sampan.runtime.workspaces.all()
  return sampan.runtime.workspaces.get(id)!
}

type Method = 'GET' | 'POST'
const ask = async (method: Method, url: string, headers: Record<string, string>, app = sampan.app) => {
  const answer = await app.inject({ method, url, headers: { 'accept-language': 'en', ...headers } })
  return { status: answer.statusCode, body: answer.body ? answer.json() : null }
}
const signIn = async (secret = password) => {
  const answer = await sampan.app.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    payload: { email: 'li@both.test', password: secret },
  })
  const cookie = [answer.headers['set-cookie'] ?? []]
    .flat()
    .map((one) => one.split(';')[0])
    .join('; ')
  return { status: answer.statusCode, headers: { cookie } }
}

test('a name must be one, and an unknown workspace is told from known ones', async () => {
  await expect(makeWorkspace(sampan.runtime, '  ', 'en')).rejects.toThrow('1 to 120')
  await expect(findWorkspace(sampan.runtime, 'Nowhere')).rejects.toThrow("no workspace 'Nowhere'")
})

test('the password of somebody who works elsewhere too is not this workspace’s to change', async () => {
  expect((await signIn('not hers to set')).status).toBe(401)
  const hers = await sampan.runtime.catalogue.memberships((await sampan.runtime.catalogue.loginOf('li@both.test'))!)
  const { userId } = hers.find((m) => m.workspaceId === second.id)!
  await expect(givePassword(sampan.runtime, second, userId, 'taken over 9')).rejects.toThrow('she alone')
  expect((await signIn()).status).toBe(200)
})

test('a person of two is in one at a time, changes over, and is there again the next day', async () => {
  const { headers } = await signIn()
  const mine = await ask('GET', '/api/v1/workspaces', headers)
  expect(mine.body.data.map((w: { name: string; current: boolean }) => [w.name, w.current])).toEqual([
    ['Test', false],
    ['第二公司', false],
  ])
  expect((await ask('GET', '/api/v1/meta', headers)).body.workspace.name).toBe('Test')
  expect((await ask('POST', `/api/v1/workspaces/${second.id}/enter`, {})).status).toBe(401)
  expect((await ask('POST', `/api/v1/workspaces/${sampan.admin.principal.id}/enter`, headers)).status).toBe(404)
  expect((await ask('POST', `/api/v1/workspaces/${second.id}/enter`, headers)).status).toBe(204)
  expect((await ask('GET', '/api/v1/meta', headers)).body.workspace).toMatchObject({ id: second.id, name: '第二公司' })
  const other = await signIn()
  expect((await ask('GET', '/api/v1/meta', other.headers)).body.workspace.id).toBe(second.id)
  // an old tab still shows the first one
  const old = await ask('POST', '/api/v1/planet', { ...headers, 'x-sampan-workspace': sampan.workspace.id })
  expect([old.status, old.body.errors[0].code]).toEqual([409, 'otherWorkspace'])
  // a key is in its workspace and stays there
  const bearer = { authorization: `Bearer ${key}` }
  expect((await ask('GET', '/api/v1/workspaces', bearer)).body.data).toMatchObject([{ id: second.id, current: true }])
  expect((await ask('POST', `/api/v1/workspaces/${sampan.workspace.id}/enter`, bearer)).status).toBe(404)
  expect((await ask('GET', '/api/v1/meta', bearer)).body.workspace.id).toBe(second.id)
})

test('a new name shows at the next answer', async () => {
  await renameWorkspace(sampan.runtime, await findWorkspace(sampan.runtime, '第二公司'), 'Second')
  expect((await ask('GET', '/api/v1/meta', { authorization: `Bearer ${key}` })).body.workspace.name).toBe('Second')
  expect(await sizeOf(sampan.runtime, await findWorkspace(sampan.runtime, 'Second'))).toMatchObject({ people: 1 })
})

test('a suspended workspace refuses everybody in every process, also where the hint is lost; its work rests and goes on', async () => {
  const { runtime } = sampan
  const other = await openRuntime({
    databaseUrl: sampan.databaseUrl,
    registry: sampan.workspace.registry,
    dataFolder: runtime.dataFolder,
    migrations: [{ name: '0001-made.sql', text: draftMigration(sampan.workspace.registry, null)!.text, hash: 'made' }],
    secret: 'a secret that only tests know, and long enough',
    baseUrl: 'http://127.0.0.1:7718',
    worker: false,
    poolSize: 2,
  })
  const app = await buildServer({ runtime: other, logLevel: 'silent', rateLimit: 1_000_000 })
  const bearer = { authorization: `Bearer ${key}` }
  expect((await ask('GET', '/api/v1/meta', bearer, app)).status).toBe(200)
  const { headers } = await signIn()
  expect((await ask('GET', '/api/v1/meta', headers)).body.workspace.id).toBe(second.id)
  await suspendWorkspace({ ...runtime, announce: () => {} }, await findWorkspace(runtime, 'Second'))
  for (const who of [bearer, headers]) {
    const refused = await ask('GET', '/api/v1/planet', who)
    expect([refused.status, refused.body.errors[0].code]).toEqual([403, 'suspended'])
  }
  await until(async () => (await ask('GET', '/api/v1/meta', bearer, app)).status === 403)
  // whoever holds it already is refused at the next statement
  await expect(second.db.rows(sql`select 1 from ${engineTable(second, 'event')} limit 1`)).rejects.toThrow('suspended')
  await expect(second.directory.everyone().then(() => writing(systemSession(second), async () => {}))).rejects.toThrow(
    'suspended',
  )
  // she can still leave for her other workspace
  expect((await ask('POST', `/api/v1/workspaces/${sampan.workspace.id}/enter`, headers)).status).toBe(204)
  expect((await ask('GET', '/api/v1/meta', headers)).status).toBe(200)
  await resumeWorkspace(runtime, await findWorkspace(runtime, 'Second'))
  expect((await ask('GET', '/api/v1/meta', bearer)).status).toBe(200)
  await until(async () => (await ask('GET', '/api/v1/meta', bearer, app)).status === 200)
  await app.close()
  await other.close()
})

test('a job that meets a suspended workspace is kept, and done when it is open again', async () => {
  const { runtime } = sampan
  const [made] = await writing(systemSession(second), (w) =>
    applyOps({ ...w, trusted: true }, second.registry.object('planet'), [{ do: 'create', values: { name: 'Rest' } }]),
  )
  await until(async () => (await moonsOf(second, String(made!.id))) === 1)
  const [event] = await second.db.rows(
    sql`select id from ${engineTable(second, 'event')} where record_id = ${String(made!.id)}::uuid order by id limit 1`,
  )
  await second.db.count(sql`delete from ${engineTable(second, 'handled')}`)
  await second.db.count(sql`delete from ${ident(second.schema, 'moon')}`)
  await suspendWorkspace(runtime, await findWorkspace(runtime, 'Second'))
  await runtime.db.pool.query("select graphile_worker.add_job('event', $1::json)", [
    JSON.stringify({ workspaceId: second.id, eventId: event![0], subscriber: 'welcome' }),
  ])
  await until(async () => (await waiting()) === 1)
  await resumeWorkspace(runtime, await findWorkspace(runtime, 'Second'))
  await until(async () => (await waiting()) === 0)
  await until(async () => (await moonsOf(second, String(made!.id))) === 1)
  await handleEvent(second, String(event![0]), 'welcome')
  expect(await moonsOf(second, String(made!.id))).toBe(1)
})

test('deleted, it is closed at once, can be taken back, and is purged whole: rows, files that are its alone, jobs, ways in', async () => {
  const { runtime, databaseUrl } = sampan
  const dataFolder = dirname(runtime.files.folder)
  const folder = mkdtempSync(join(tmpdir(), 'sampan-years-'))
  writeFileSync(join(dataFolder, 'secret'), 'a secret that only tests know, and long enough')
  const own = (await runtime.files.put(Readable.from([Buffer.from('its own')]))).sha256
  const both = (await runtime.files.put(Readable.from([Buffer.from('of both')]))).sha256
  await addFile(second, own)
  await addFile(second, both)
  await addFile(sampan.workspace, both)
  const path = join(folder, 'one.tar.gz')
  await backUp({ databaseUrl, dataFolder, path, version: '0', now: new Date().toISOString(), only: second.id })
  const at = { ...runtime, databaseUrl }
  await expect(purgeWorkspace(at, await findWorkspace(runtime, 'Second'))).rejects.toThrow('is live')
  await deleteWorkspace(runtime, await findWorkspace(runtime, 'Second'))
  expect((await ask('GET', '/api/v1/meta', { authorization: `Bearer ${key}` })).status).toBe(401)
  await resumeWorkspace(runtime, await findWorkspace(runtime, 'Second'))
  expect((await ask('GET', '/api/v1/meta', { authorization: `Bearer ${key}` })).status).toBe(200)
  const planets = (await ask('GET', '/api/v1/planet?count=exact', { authorization: `Bearer ${key}` })).body
  await deleteWorkspace(runtime, await findWorkspace(runtime, 'Second'))
  await expect(purgeWorkspace(at, await findWorkspace(runtime, 'Second'))).rejects.toThrow('taken back until')
  const later = { now: () => new Date(Date.now() + 40 * 86_400_000) }
  expect(await purgeWorkspace({ ...at, clock: later }, await findWorkspace(runtime, 'Second'))).toEqual({ files: 1 })
  expect([existsSync(place(dataFolder, own)), existsSync(place(dataFolder, both))]).toEqual([false, true])
  const traces = await runtime.db.pool.query(
    `select (select count(*) from pg_namespace where nspname = $1)::int as schemas,
      (select count(*) from sampan.membership where workspace_id = $2)::int as ways, (select count(*) from sampan.api_key where workspace_id = $2)::int as keys,
      (select count(*) from graphile_worker._private_jobs where payload ->> 'workspaceId' = $2::text)::int as jobs`,
    [second.schema, second.id],
  )
  expect(traces.rows[0]).toEqual({ schemas: 0, ways: 0, keys: 0, jobs: 0 })
  expect((await ask('GET', '/api/v1/meta', { authorization: `Bearer ${key}` })).status).toBe(401)
  expect((await signIn()).status).toBe(200)

  // and from its backup it comes back, beside the others, with its people and keys
  const options = {
    path,
    databaseUrl,
    dataFolder,
    migrations: {
      catalogue: readMigrations(new URL('../../migrations/catalogue/', import.meta.url)),
      workspace: [{ name: '0001-made.sql', text: draftMigration(sampan.workspace.registry, null)!.text, hash: 'made' }],
    },
    now: new Date().toISOString(),
  }
  await restoreWorkspace({ ...options, workspace: 'Second' })
  await expect(restoreWorkspace({ ...options, workspace: 'Second' })).rejects.toThrow('is there')
  const copy = await restoreWorkspace({ ...options, workspace: 'Second', as: 'Second, as it was' })
  await runtime.workspaces.all()
  const again = (await ask('GET', '/api/v1/planet?count=exact', { authorization: `Bearer ${key}` })).body
  expect(again).toEqual(planets)
  expect(existsSync(place(dataFolder, own))).toBe(true)
  expect(copy.schema).not.toBe(second.schema)
  const { headers } = await signIn()
  expect(
    (await ask('GET', '/api/v1/workspaces', headers)).body.data.map((w: { name: string }) => w.name).sort(),
  ).toEqual(['Second', 'Second, as it was', 'Test'])
  rmSync(folder, { recursive: true })
})

const place = (dataFolder: string, hash: string) => join(dataFolder, 'files', hash.slice(0, 2), hash)

async function addFile(workspace: Workspace, sha256: string): Promise<void> {
  await writing(systemSession(workspace), (w) =>
    applyOps({ ...w, trusted: true }, workspace.registry.object('file'), [
      { do: 'create', values: { name: 'x.txt', sha256, size: 7, mimeType: 'text/plain' } },
    ]),
  )
}

async function moonsOf(workspace: Workspace, planet: string): Promise<number> {
  const rows = await workspace.db.rows(
    sql`select 1 from ${ident(workspace.schema, 'moon')} where planet_id = ${planet}::uuid`,
  )
  return rows.length
}

/** Jobs that rest until later. */
async function waiting(): Promise<number> {
  const { rows } = await sampan.runtime.db.pool.query(
    `select 1 from graphile_worker._private_jobs where payload ->> 'workspaceId' = $1 and run_at > now() + interval '30 s'`,
    [second.id],
  )
  return rows.length
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 400 && !(await holds()); i++) await new Promise((done) => setTimeout(done, 20))
  expect(await holds()).toBe(true)
}
