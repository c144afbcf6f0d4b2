import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { engineTable } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { runDueFeeds } from '#engine/import/feeds/run.ts'
import { fits } from '#engine/import/feeds/source.ts'
import { importFile } from '#engine/import/import.ts'
import type { ApiFeed, ApiFeedFile } from '#kernel/api-feeds.ts'
import { type Answer, startSampan, type TestSampan } from '../harness.ts'
import { startSftp, type TestSftp } from '../sftp.ts'

/* Files that come by the clock: from a folder, by SFTP, from an address. Each comes once. */

let sampan: TestSampan
let sftp: TestSftp
let web: Server
let asked: string[] = []
beforeAll(async () => {
  sampan = await startSampan({ allowNetworks: '127.0.0.0/8' })
  sftp = await startSftp('sampan', 'geheim')
  web = createServer((request, response) => {
    asked.push(String(request.headers.authorization))
    if (request.url === '/gone.csv') response.writeHead(404).end('secret insides')
    else response.end('Name,E-mail\nWeb One,one@feed.example\n')
  })
  await new Promise<void>((done) => web.listen(0, '127.0.0.1', done))
})
afterAll(async () => {
  await sampan.close()
  await sftp.close()
  web.closeAllConnections()
  await new Promise((done) => web.close(done))
})

const long = new Date('2026-01-01T00:00:00Z')
const folder = (...names: string[]) => join(sampan.runtime.dataFolder, 'feeds', ...names)
function put(path: string, text: string, modified = long): void {
  writeFileSync(path, text)
  utimesSync(path, modified, modified)
}

const make = (given: object, who: Session = sampan.admin): Promise<Answer> =>
  sampan.call(who, 'POST', '/api/v1/feeds', { everyMinutes: 60, ...given })
async function look(feed: ApiFeed): Promise<{ feed: ApiFeed; files: ApiFeedFile[] }> {
  expect((await sampan.call(sampan.admin, 'POST', `/api/v1/feeds/${feed.id}/run`)).status).toBe(202)
  for (;;) {
    const now = (await sampan.call(sampan.admin, 'GET', `/api/v1/feeds/${feed.id}`)).body as ApiFeed
    if (now.finishedAt && now.finishedAt !== feed.finishedAt)
      return { feed: now, files: (await sampan.call(sampan.admin, 'GET', `/api/v1/feeds/${feed.id}/files`)).body.data }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
const places = ({ body }: Answer) => body.errors.map((e: { field: string }) => e.field)

test('feeds are for administrators, and say what is wrong with them', async () => {
  const seller = await sampan.person('销售', 'sales')
  expect((await make({ name: 'x' }, seller)).status).toBe(404)
  expect(places(await make({}))).toEqual(['name', 'object', 'source.kind'])
  expect(places(await make({ name: 'x', object: 'account', source: { kind: 'sftp', port: 0 } }))).toEqual([
    'source.port',
    'source.host',
    'source.user',
    'source.path',
  ])
  const close = { name: 'x', object: 'account', source: { kind: 'folder', path: 'in' } }
  expect(places(await make({ ...close, everyMinutes: 1 }))).toEqual(['everyMinutes'])
  const inside = { ...close, source: { kind: 'url', url: 'http://169.254.169.254/latest' } }
  expect((await make(inside)).status).toBe(422)
})

test('a folder: each file once, by its bytes; by the mapping that is remembered; its errors are seen', async () => {
  mkdirSync(folder('in'), { recursive: true })
  const made = await make({
    name: '每日客户',
    object: 'account',
    source: { kind: 'folder', path: 'in', pattern: 'kunden-*.csv' },
    plan: { duplicates: 'update' },
  })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  put(folder('in', 'kunden-1.csv'), '店名,人头\n喂一,3\n喂二,x\n')
  put(folder('in', 'other.csv'), '店名,人头\n不要,3\n')
  put(folder('in', 'kunden-9.csv'), '店名,人头\n还在写,3\n', new Date())
  const first = await look(made.body)
  expect(first.files).toMatchObject([{ fileName: 'kunden-1.csv', status: 'uploaded', report: null }])
  expect(first.files[0]!.error).toContain('Nobody has said yet')

  // somebody brings in a file of the kind once, by hand
  const path = join(sampan.runtime.dataFolder, 'once.csv')
  writeFileSync(path, '店名,人头\n手工,3\n')
  const columns = [
    { column: 0, field: 'name' },
    { column: 1, field: 'employees' },
  ]
  await importFile(sampan.runtime, sampan.admin, { object: 'account', path, plan: { columns } })

  put(folder('in', 'kunden-2.csv'), '店名,人头\n喂三,4\n喂四,y\n')
  put(folder('in', 'kunden-3.csv'), '店名,人头\n喂三,4\n喂四,y\n')
  const second = await look(first.feed)
  expect(second.feed.error).toBeNull()
  expect(second.files).toHaveLength(2)
  expect(second.files[0]).toMatchObject({ status: 'done', report: { created: 1, refused: 1 }, error: null })
  put(folder('in', 'kunden-2.csv'), '店名,人头\n喂三,5\n')
  utimesSync(folder('in', 'kunden-2.csv'), new Date(Date.now() + 60_000), new Date(Date.now() - 11_000))
  const rename = await sampan.workspace.db.count(
    sql`update ${engineTable(sampan.workspace, 'feed_file')} set at = ${long.toISOString()}::timestamptz`,
  )
  expect(rename).toBe(2)
  const third = await look(second.feed)
  expect(third.files).toHaveLength(3)
  expect(third.files[0]).toMatchObject({ report: { updated: 1 } })
})

test('no folder outside of those that are allowed, and no link out of them', async () => {
  symlinkSync('/etc', folder('out'))
  for (const path of ['../files', '/etc', 'out', 'nowhere']) {
    const { body } = await make({ name: path, object: 'account', source: { kind: 'folder', path, pattern: '*' } })
    const { feed, files } = await look(body)
    expect(feed.error, path).toContain('There is no such folder')
    expect(files).toEqual([])
  }
})

test('SFTP: the password is sealed, the host is known by its key, a file that did not change is not fetched again', async () => {
  const source = { kind: 'sftp', host: '127.0.0.1', port: sftp.port, user: 'sampan', path: '/out' }
  const denied = await look((await make({ name: '错', object: 'contact', source, secret: 'wrong' })).body)
  expect(denied.feed.error).toContain('does not accept')
  const made = await make({ name: '夜间联系人', object: 'contact', source, secret: 'geheim' })
  expect(made.body).toMatchObject({ hasSecret: true })
  expect(JSON.stringify(made.body)).not.toContain('geheim')
  const [row] = await sampan.workspace.db.rows(
    sql`select secret from ${engineTable(sampan.workspace, 'feed')} where id = ${made.body.id}::uuid`,
  )
  expect(String(row?.[0])).toMatch(/^sealed1\./)
  const file =
    'Id,firstName,lastName,emailAddress,phoneNumber,accountId,accountName\n64f0,Nightly,Feed,n@feed.example,,,\n'
  sftp.files.set('contacts.csv', { text: file, modified: long })
  const first = await look(made.body)
  expect(first.feed.error).toBeNull()
  expect(first.feed.source).toMatchObject({ hostKey: expect.stringMatching(/^SHA256:/) })
  expect(first.files).toMatchObject([{ fileName: 'contacts.csv', status: 'done', report: { created: 1 } }])
  const opened = sftp.opened
  const second = await look(first.feed)
  expect(second.files).toHaveLength(1)
  expect(sftp.opened).toBe(opened)

  const other = await startSftp('sampan', 'geheim')
  await sampan.workspace.db.count(
    sql`update ${engineTable(sampan.workspace, 'feed')} set source = jsonb_set(source, '{port}', ${String(other.port)}::jsonb) where id = ${made.body.id}::uuid`,
  )
  const third = await look(second.feed)
  expect(third.feed.error).toContain('another key')
  await other.close()
  const gone = await look(third.feed)
  expect(gone.feed.error).toBeTruthy()
})

test('an address: with a token, the same answer only once; a failure says no more than its number', async () => {
  const at = `http://127.0.0.1:${(web.address() as AddressInfo).port}`
  const made = await make({
    name: 'Web',
    object: 'contact',
    source: { kind: 'url', url: `${at}/people.csv` },
    secret: 'token-1',
    plan: {
      columns: [
        { column: 0, field: 'name' },
        { column: 1, field: 'email' },
      ],
    },
  })
  asked = []
  const first = await look(made.body)
  expect(first.files).toMatchObject([{ fileName: 'people.csv', report: { created: 1 } }])
  expect(asked).toEqual(['Bearer token-1'])
  expect((await look(first.feed)).files).toHaveLength(1)
  const broken = await make({ name: 'Gone', object: 'contact', source: { kind: 'url', url: `${at}/gone.csv` } })
  const { feed } = await look(broken.body)
  expect(feed.error).toBe('The address answers 404.')
})

test('by the clock: what is due and not paused is looked at once, by one of several processes', async () => {
  const { admin, runtime, call } = sampan
  const all = (await call(admin, 'GET', '/api/v1/feeds')).body.data as ApiFeed[]
  for (const { id } of all) expect((await call(admin, 'DELETE', `/api/v1/feeds/${id}`)).status).toBe(204)
  const due = await make({ name: '到点', object: 'account', source: { kind: 'folder', path: 'in', pattern: 'none-*' } })
  const paused = await make({ name: '暂停', object: 'account', source: { kind: 'folder', path: 'in' }, paused: true })
  const looked = await Promise.all([runDueFeeds(runtime, runtime.workspaces), runDueFeeds(runtime, runtime.workspaces)])
  expect(looked.reduce((a, b) => a + b)).toBe(1)
  const now = (await call(admin, 'GET', `/api/v1/feeds/${due.body.id}`)).body as ApiFeed
  expect(Date.parse(now.nextAt) - Date.parse(now.startedAt!)).toBe(60 * 60_000)
  expect((await call(admin, 'GET', `/api/v1/feeds/${paused.body.id}`)).body.startedAt).toBeNull()
  const changed = await call(admin, 'PATCH', `/api/v1/feeds/${paused.body.id}`, { paused: false, everyMinutes: 30 })
  expect(changed.body).toMatchObject({ paused: false, everyMinutes: 30 })
})

test('patterns are plain', () => {
  expect(fits('a.csv', undefined)).toBe(true)
  expect(fits('a.exe', undefined)).toBe(false)
  expect(fits('Orders-2026.csv', 'orders-*.csv')).toBe(true)
  expect(fits('orders.csv', 'orders-*.csv')).toBe(false)
  expect(fits('abab', 'ab*ab')).toBe(true)
  expect(fits('ab', 'ab*ab')).toBe(false)
  expect(fits('aXbYc', 'a*b*c')).toBe(true)
  expect(fits(`${'a'.repeat(5_000)}b`, '*a*a*a*a*a*a*a*c')).toBe(false)
})
