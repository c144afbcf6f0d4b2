import { chmodSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmbedded } from '#engine/db/embedded/embedded.ts'
import { verifyWorkspace } from '#engine/doctor/verify.ts'
import { applyOps, writing } from '#engine/records/write.ts'
import { takeOut } from '#engine/takeout/takeout.ts'
import { systemSession } from '#engine/workspaces.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { runOn } from './run.ts'

/* Two commands that an operator is afraid of: what they refuse, and that a company is afterwards what it was, entry by entry. */

let sampan: TestSampan
let other: { url: string; stop(): Promise<void> }
let folder: string
let archive: string

beforeAll(async () => {
  sampan = await startSampan({ language: 'en' })
  folder = mkdtempSync(join(tmpdir(), 'sampan-places-'))
  // As root, postgres runs as somebody else, who must be able to pass.
  chmodSync(folder, 0o711)
  other = await startEmbedded({ dataFolder: folder, settings: { fsync: 'off', shared_buffers: '64MB' } })
  await live()
  archive = join(folder, 'whole.tar.gz')
  writeFileSync(join(sampan.runtime.dataFolder, 'secret'), 'a secret that only tests know, and long enough')
  expect(await run('backup', archive)).toMatchObject({ code: 0 })
})
afterAll(async () => {
  await sampan.close()
  await other.stop()
  rmSync(folder, { recursive: true })
})

const run = (...args: string[]) => runOn(sampan, args)
const row = async (name = 'Test') => (await sampan.runtime.catalogue.workspaces()).find((one) => one.name === name)

test('what cannot be moved is refused, and lies where it lay', async () => {
  const before = await content()
  const nowhere = 'postgresql://nobody:hidden@127.0.0.1:1/nothing'
  const refused = [
    [['Test'], 2, "required option '--to <url>' not specified"],
    [['Elsewhere', '--to', 'home', '--yes'], 3, "There is no workspace 'Elsewhere'"],
    [['Test', '--to', other.url], 3, 'There is nobody to ask: say --yes'],
    [['Test', '--to', 'home', '--yes'], 3, 'lies there already'],
    [['Test', '--to', 'the other one', '--yes'], 2, 'This is no connection string'],
    [['Test', '--to', nowhere, '--yes'], 3, 'There is no way into 127.0.0.1:1/nothing'],
  ] as const
  for (const [args, code, words] of refused) {
    const done = await run('workspace', 'move', ...args)
    expect(done, args.join(' ')).toMatchObject({ code, out: '' })
    expect(done.err, args.join(' ')).toContain(words)
    expect(done.err).not.toContain('hidden')
  }
  expect(await row()).toMatchObject({ cluster: null, movingTo: null, movedFrom: null })
  expect(await content()).toEqual(before)
})

test('it is moved there and back: equal entry by entry, and people work on in both places', async () => {
  const before = await content()
  const moved = await run('workspace', 'move', 'Test', '--to', other.url, '--yes', '--json')
  expect(moved, moved.err).toMatchObject({ code: 0 })
  const told = JSON.parse(moved.out)
  expect(told).toMatchObject({ id: sampan.workspace.id, cluster: expect.stringContaining('/sampan') })
  expect(told.rows).toBeGreaterThan(100)
  expect(await content()).toEqual(before)
  expect((await row())?.cluster).toBe(told.cluster)
  const listed = JSON.parse((await run('workspace', 'list', '--json')).out)
  expect(listed).toMatchObject([{ name: 'Test', cluster: told.cluster }])
  const { status, body } = await sampan.call(sampan.admin, 'POST', '/api/v1/account', { name: 'Written over there' })
  expect(status).toBe(201)

  const there = await content()
  const back = await run('workspace', 'move', 'Test', '--to', 'home', '--yes')
  expect(back).toMatchObject({ code: 0, err: expect.stringMatching(/lies in home now: \d+ rows, compared one by one/) })
  expect(await content()).toEqual(there)
  expect((await sampan.call(sampan.admin, 'GET', `/api/v1/account/${body.id}`)).body.name).toBe('Written over there')
  expect((await sampan.call(sampan.admin, 'DELETE', `/api/v1/account/${body.id}`)).status).toBeLessThan(300)
  await sound('Test')
})

test('what cannot be restored is refused, and nothing is made', async () => {
  const before = await content()
  const cut = join(folder, 'cut.tar.gz')
  expect(await run('backup', cut)).toMatchObject({ code: 0 })
  truncateSync(cut, 2_000)
  const refused = [
    [['nowhere.tar.gz', 'Test', '--yes'], 3, 'There is no file'],
    [[archive, 'Elsewhere', '--yes'], 3, "The backup has 0 workspaces 'Elsewhere'"],
    [[archive, 'Test', '--yes'], 3, 'Restore a copy beside it: --as'],
    [[archive, 'Test', '--as', 'Copy'], 3, 'There is nobody to ask: say --yes'],
    [[archive, 'Test', '--as', 'Test', '--yes'], 3, "The workspace 'Test' is there"],
    [[archive, 'Test', '--as', ' ', '--yes'], 2, '1 to 120 characters'],
    [[cut, 'Test', '--as', 'Copy', '--yes'], 2, 'damaged or was cut short'],
  ] as const
  for (const [args, code, words] of refused) {
    const done = await run('workspace', 'restore', ...args)
    expect(done.err, args.join(' ')).toContain(words)
    expect(done, args.join(' ')).toMatchObject({ code, out: '' })
  }
  expect((await sampan.runtime.catalogue.workspaces()).map(({ name }) => name)).toEqual(['Test'])
  expect(await content()).toEqual(before)
})

test('a copy comes beside it: equal entry by entry with what was backed up, and the first is not touched', async () => {
  const before = await content()
  const done = await run('workspace', 'restore', archive, 'Test', '--as', 'Copy', '--yes', '--json')
  expect(done, done.err).toMatchObject({ code: 0 })
  const { id, rows } = JSON.parse(done.out)
  expect(rows).toBeGreaterThan(100)
  expect(await row('Copy')).toMatchObject({ id, status: 'live', cluster: null })
  expect(await content('Copy')).toEqual(atBackup)
  expect(await content()).toEqual(before)
  await sound('Copy')
})

test('one that was deleted and purged comes back in its own place with its ways in', async () => {
  const { id } = sampan.workspace
  const ways = async () => (await sampan.runtime.catalogue.memberships(await login())).map((m) => m.workspaceId)
  expect(await run('workspace', 'delete', 'Test', '--yes')).toMatchObject({ code: 0 })
  expect(await run('workspace', 'purge', 'Test', '--now', '--name', 'Test')).toMatchObject({ code: 0 })
  expect(await row()).toBeUndefined()
  const done = await run('workspace', 'restore', archive, 'Test', '--yes')
  expect(done, done.err).toMatchObject({ code: 0, err: expect.stringContaining('Test is back') })
  expect((await row())?.id).toBe(id)
  expect(await content()).toEqual(atBackup)
  expect(await ways()).toContain(id)
  await sound('Test')
})

let atBackup: Readonly<Record<string, unknown>>

/** What a company has after some days: people, records with relations, a file, comments, something deleted. */
async function live(): Promise<void> {
  const { call, admin, runtime, workspace } = sampan
  const seller = await sampan.person('Seller', 'sales')
  const { sha256 } = await runtime.files.put(Readable.from([Buffer.from('the contract')]))
  const file = { name: 'contract.txt', sha256, size: 12, mimeType: 'text/plain' }
  const [stored] = await writing(admin, (w) =>
    applyOps({ ...w, trusted: true }, workspace.registry.object('file'), [{ do: 'create', values: file }]),
  )
  const create = Array.from({ length: 60 }, (_, i) => ({ name: `Company ${i}`, owner: seller.principal.id }))
  expect((await call(admin, 'POST', '/api/v1/account/batch', { create })).status).toBe(200)
  const { data } = (await call(admin, 'GET', '/api/v1/account?limit=2&select=name')).body
  const [first, second] = data as { id: string }[]
  for (let i = 0; i < 5; i++) {
    const amount = { amount: String(i * 100), currency: 'CNY' }
    await call(admin, 'POST', '/api/v1/opportunity', { name: `Deal ${i}`, account: first!.id, amount })
  }
  const note = { kind: 'note', subject: 'It came', account: first!.id, attachments: [stored!['id']] }
  expect((await call(admin, 'POST', '/api/v1/activity', note)).status).toBe(201)
  expect((await call(admin, 'DELETE', `/api/v1/account/${second!.id}`)).status).toBeLessThan(300)
  atBackup = await content()
}

/** Every entry of an export of everything, by its hash; the history apart, which notes each export. */
async function content(name = 'Test') {
  await sampan.runtime.workspaces.all()
  const workspace = sampan.runtime.workspaces.get((await row(name))!.id)!
  const { stream, done } = takeOut(systemSession(workspace, 'cli'), { dataFolder: sampan.runtime.dataFolder })
  stream.resume()
  const { entries } = await done
  return Object.fromEntries(Object.entries(entries).filter(([entry]) => entry !== 'history.ndjson'))
}

async function sound(name: string): Promise<void> {
  await sampan.runtime.workspaces.all()
  const { findings } = await verifyWorkspace(sampan.runtime.workspaces.get((await row(name))!.id)!, [])
  expect(findings.filter(({ state }) => state === 'wrong')).toEqual([])
}

const login = async () => (await sampan.runtime.catalogue.loginOf('admin@example.com'))!
