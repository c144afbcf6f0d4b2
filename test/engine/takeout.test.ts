import { createHash } from 'node:crypto'
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bytesOf, readArchive, writeArchive } from '#engine/backup/archive.ts'
import { engineTables } from '#engine/db/engine-tables.ts'
import { verifyWorkspace } from '#engine/doctor/verify.ts'
import { bringIn } from '#engine/takeout/bring.ts'
import { carried, leftBehind, type TakeoutManifest } from '#engine/takeout/format.ts'
import { takeOut } from '#engine/takeout/takeout.ts'
import { systemSession } from '#engine/workspaces.ts'
import { startSampan, type TestSampan } from '../harness.ts'

/* A company leaves with everything it has, and comes to an empty house with the same. */

let old: TestSampan
let fresh: TestSampan
let folder: string
let whole: string
const config = '/api/v1/configuration'

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sampan-takeout-'))
  old = await startSampan()
  fresh = await startSampan()
  await live(old)
  whole = join(folder, 'whole.tar.gz')
  await save(old, whole)
})
afterAll(async () => {
  await old.close()
  await fresh.close()
  rmSync(folder, { recursive: true })
})

test('it is for administrators alone, and not for a key that is narrowed', async () => {
  const clerk = await old.person('Clerk', 'sales')
  expect((await old.call(null, 'GET', '/api/v1/export-all')).status).toBe(401)
  expect((await old.call(clerk, 'GET', '/api/v1/export-all')).status).toBe(404)
  const { dataFolder } = old.runtime
  const narrowed = { ...old.admin, key: { id: 'x', scope: { objects: {} } as never } }
  for (const session of [clerk, narrowed]) expect(() => takeOut(session, { dataFolder })).toThrow('administrator')
})

test('every table of the engine is in it, or it is said why not', () => {
  const known = new Set([...carried.map(({ table }) => table), ...Object.keys(leftBehind)])
  expect(engineTables.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([])
})

test('an export is logged before its first byte, and says what it was', async () => {
  const { headers, rawPayload, statusCode } = await old.app.inject({
    method: 'GET',
    url: '/api/v1/export-all',
    headers: await keyOf(old),
  })
  expect([statusCode, headers['content-type'], headers['cache-control']]).toEqual([200, 'application/gzip', 'no-store'])
  expect(rawPayload.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]))
  const entry = await logged()
  expect(entry).toMatchObject({ object: 'sampan.workspace', format: 'archive', complete: true, columns: [] })
  expect(entry.rows).toBeGreaterThan(100)
  expect(decodeURIComponent(String(headers['content-disposition']))).toContain(entry.fileName)
})

test('its lines are what the API says, and its manifest counts them', async () => {
  const entries = await read(whole)
  expect([...entries.keys()][0]).toBe('schema.json')
  expect([...entries.keys()].at(-1)).toBe('manifest.json')
  const manifest: TakeoutManifest = JSON.parse(String(entries.get('manifest.json')))
  expect(manifest.records['account']).toEqual({ live: 2_500, deleted: 1 })
  expect(manifest.records['vehicle']).toEqual({ live: 1, deleted: 0 })
  expect(manifest).toMatchObject({ files: { count: 1, bytes: 12 }, missingFiles: [] })
  for (const [name, { sha256, bytes, lines }] of Object.entries(manifest.entries)) {
    const content = entries.get(name)!
    expect([createHash('sha256').update(content).digest('hex'), content.length], name).toEqual([sha256, bytes])
    if (lines !== undefined) expect(String(content).split('\n').length - 1, name).toBe(lines)
  }
  const accounts = String(entries.get('records/account.ndjson'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const gone = accounts.filter((account) => account.deletedAt !== null)
  expect(gone.map(({ name }) => name)).toEqual(['已删除'])
  const { body } = await old.call(old.admin, 'GET', `/api/v1/account/${accounts[0].id}`)
  for (const key of ['id', 'version', 'name', 'createdAt', 'updatedAt', 'level', 'annualRevenue', 'phone'])
    expect(accounts[0][key], key).toEqual(body[key])
  expect(String(entries.get('schema.json'))).not.toContain('password')
})

test('what is damaged, cut short, of another kind or for another program is refused, and leaves the house empty', async () => {
  const noise = join(folder, 'noise.tar.gz')
  writeFileSync(noise, 'no archive')
  const cut = join(folder, 'cut.tar.gz')
  writeFileSync(cut, readFileSync(whole).subarray(0, 30_000))
  const broken: [string, string][] = [
    [noise, 'damaged or was cut short'],
    [cut, 'damaged or was cut short'],
    [await altered('manifest.json', () => null), 'its manifest is missing'],
    [await altered('schema.json', () => null), 'no export of everything'],
    [await altered('records/account.ndjson', () => null), 'records/account.ndjson is missing'],
    [await altered('records/account.ndjson', (text) => text.replace('客户', '顾客')), 'account.ndjson is another'],
    [await altered('schema.json', (text) => text.replace('"format": 1', '"format": 2'), true), 'has the format 2'],
    [
      await altered(
        'schema.json',
        (text) => text.replace('"account": {', '"comet": {\n "fields": {}},\n"account": {'),
        true,
      ),
      'does not know what the archive has: comet',
    ],
    [
      await altered('records/account.ndjson', (text) => text.replace('"version":1', '"version":"; drop"'), true),
      'cannot be read at records/account.ndjson',
    ],
    [await altered('records/account.ndjson', (text) => `nonsense\n${text}`, true), 'cannot be read at records/account'],
    [await altered('history.ndjson', (text) => text.replace('{', '{]'), true), 'cannot be read at history.ndjson'],
  ]
  const before = await content(fresh)
  for (const [path, words] of broken) {
    await expect(bringIn(fresh.runtime, fresh.workspace, path), words).rejects.toThrow(words)
    expect(await content(fresh), words).toEqual(before)
  }
  expect((await fresh.call(fresh.admin, 'GET', '/api/v1/meta')).status).toBe(200)
})

test('a house in which somebody works is not emptied', async () => {
  await expect(bringIn(old.runtime, old.workspace, whole)).rejects.toThrow('is not empty')
  expect((await old.call(old.admin, 'GET', '/api/v1/account/group?by=level')).status).not.toBe(500)
})

test('it comes in whole: the same again is equal entry by entry, and people work on', async () => {
  const { enter, manifest } = await bringIn(fresh.runtime, fresh.workspace, whole)
  expect(enter).toEqual(['admin@example.com'])
  const again = join(folder, 'again.tar.gz')
  await save(fresh, again)
  const [one, two] = [await read(whole), await read(again)]
  expect([...two.keys()]).toEqual([...one.keys()])
  const differs = [...one.keys()].filter((name) => !one.get(name)!.equals(two.get(name)!))
  expect(differs).toEqual(['origin.ndjson', 'manifest.json'])
  expect(JSON.parse(String(two.get('origin.ndjson')))).toMatchObject({
    kind: 'brought',
    data: { from: { id: old.workspace.id, name: 'Test' }, records: manifest.records },
  })

  // The second time it only sees who may come in.
  await bringIn(fresh.runtime, fresh.workspace, whole)
  const workspace = fresh.runtime.workspaces.get(fresh.workspace.id)!
  const principal = (await workspace.directory.person(old.admin.principal.id!))!
  expect(principal.admin).toBe(true)
  const admin = { ...fresh.admin, workspace, principal }
  const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: unknown) =>
    fresh.call(admin, method, url, body)
  const [vehicle] = (await call('GET', '/api/v1/vehicle?select=plate,account.name')).body.data
  expect(vehicle).toMatchObject({ plate: '沪A12345', account: { name: '客户 1' } })
  const found = (await call('GET', `/api/v1/search?q=${encodeURIComponent('客户 77')}`)).body
  expect(JSON.stringify(found)).toContain('客户 77')
  const [note] = (await call('GET', '/api/v1/activity?select=subject,attachments')).body.data
  expect((await call('GET', `/api/v1/activity/${note.id}/files/attachments/${note.attachments[0].id}`)).body).toBe(
    '合同正文',
  )
  const numbered = (await call('POST', '/api/v1/opportunity', { name: '下一单', account: vehicle.account.id })).body
  expect(numbered.number).not.toBe((await call('GET', '/api/v1/opportunity?select=number')).body.data.at(-1)?.number)
  const timeline = (await call('GET', `/api/v1/account/${vehicle.account.id}/timeline`)).body
  expect(JSON.stringify(timeline)).toContain('created')
  // What waited for a decision is decided in the new house.
  const [waiting] = (await call('GET', '/api/v1/approvals')).body.data
  expect(waiting).toMatchObject({ title: '客户 1（新）', reason: '更名', asker: { name: '管理员' } })
  expect((await call('POST', `/api/v1/approvals/${waiting.id}/approve`, {})).body.status).toBe('approved')
  expect((await call('GET', `/api/v1/account/${waiting.recordId}`)).body.name).toBe('客户 1（新）')
  const { findings } = await verifyWorkspace(workspace)
  expect(findings.filter(({ state }) => state === 'wrong')).toEqual([])
})

test('a reader that goes away is told of, and the export noted as cut', async () => {
  const { stream, done } = takeOut(old.admin, { dataFolder: old.runtime.dataFolder })
  stream.once('data', () => stream.destroy())
  await expect(done).rejects.toThrow()
  const [entry] = (await old.call(old.admin, 'GET', '/api/v1/exports')).body.data
  expect(entry).toMatchObject({ object: 'sampan.workspace', complete: false })
})

/** The newest export of the log, once its end is in it: that is told after the last byte. */
async function logged() {
  for (;;) {
    const [entry] = (await old.call(old.admin, 'GET', '/api/v1/exports')).body.data
    if (entry.rows !== null) return entry
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** A company that has worked a while: an object of its own, records, links, files, an import, what was deleted. */
async function live(sampan: TestSampan): Promise<void> {
  const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: unknown) =>
    sampan.call(sampan.admin, method, url, body)
  const ok = async (answer: ReturnType<typeof call>) => {
    const { status, body } = await answer
    expect(status, JSON.stringify(body)).toBeLessThan(300)
    return body
  }
  const label = (en: string, zh: string) => ({ en, zh })
  const add = (section: string, item: object) => ok(call('POST', `${config}/draft/${section}`, item))
  await add('objects', { key: 'vehicle', label: label('Vehicle', '车辆'), plural: 'Vehicles', title: 'plate' })
  await add('fields', {
    object: 'vehicle',
    key: 'account',
    type: 'relation',
    to: 'account',
    inverse: 'vehicles',
    label: label('Account', '客户'),
  })
  await add('fields', { object: 'vehicle', key: 'price', type: 'money', label: label('Price', '价格') })
  await add('fields', { object: 'account', key: 'nickname', type: 'text', label: label('Nickname', '昵称') })
  await ok(call('POST', `${config}/publish`, { reason: 'vehicles' }))

  const edge = 'x-edge-x'
  const file = await ok(
    sampan.call(
      sampan.admin,
      'POST',
      '/api/v1/files',
      Buffer.from(
        `--${edge}\r\ncontent-disposition: form-data; name="file"; filename="合同.txt"\r\ncontent-type: text/plain\r\n\r\n合同正文\r\n--${edge}--\r\n`,
      ),
      { 'content-type': `multipart/form-data; boundary=${edge}` },
    ),
  )
  for (let from = 0; from < 2_500; from += 500)
    await ok(
      call('POST', '/api/v1/account/batch', {
        create: Array.from({ length: 500 }, (_, i) => ({
          name: `客户 ${from + i + 1}`,
          level: 'A',
          annualRevenue: { amount: '1234567.5', currency: 'CNY' },
          phone: '021-6222 8888',
          nickname: `"N\\${i}\n\t`,
        })),
      }),
    )
  const [first] = (await ok(call('GET', `/api/v1/account?where=${encodeURIComponent('{"name":"客户 1"}')}`))).data
  const doomed = await ok(call('POST', '/api/v1/account', { name: '已删除' }))
  await ok(call('DELETE', `/api/v1/account/${doomed.id}`))
  await ok(call('PATCH', `/api/v1/account/${first.id}`, { level: 'B' }))
  const seller = await sampan.person('王芳', 'sales')
  const policy = {
    name: '改名',
    about: 'account',
    definition: {
      of: { do: 'update', fields: ['name'] },
      steps: [{ by: [{ by: 'person', ids: [sampan.admin.principal.id] }], mode: 'any' }],
      hold: 'fields',
      self: true,
    },
  }
  await ok(call('POST', '/api/v1/approvalPolicy', policy))
  const change = { do: 'update', values: { name: '客户 1（新）' } }
  const asked = { object: 'account', recordId: first.id, change, reason: '更名' }
  await ok(call('POST', '/api/v1/approvals', asked))
  await ok(call('POST', `/api/v1/account/${first.id}/shares`, { granteeId: seller.principal.id }))
  await ok(
    call('POST', '/api/v1/vehicle', {
      plate: '沪A12345',
      account: first.id,
      price: { amount: '9.10', currency: 'CNY' },
    }),
  )
  await ok(
    call('POST', '/api/v1/activity', { kind: 'note', subject: '合同来了', account: first.id, attachments: [file.id] }),
  )
  await ok(
    call('POST', '/api/v1/opportunity', {
      name: '一单',
      account: first.id,
      amount: { amount: '5000', currency: 'CNY' },
    }),
  )
}

async function save(sampan: TestSampan, path: string): Promise<void> {
  const workspace = sampan.runtime.workspaces.get(sampan.workspace.id)!
  const { stream, done } = takeOut(systemSession(workspace, 'cli'), { dataFolder: sampan.runtime.dataFolder })
  await Promise.all([pipeline(stream, createWriteStream(path)), done])
}

async function read(path: string): Promise<Map<string, Buffer>> {
  const entries = new Map<string, Buffer>()
  for await (const { name, bytes } of readArchive(path)) entries.set(name, await bytesOf(bytes))
  return entries
}

/** The archive with an entry changed or left out; with `sealed`, as if it had always been so. */
async function altered(name: string, change: (text: string) => string | null, sealed = false): Promise<string> {
  const path = join(folder, `${Math.random()}.tar.gz`)
  const entries = await read(whole)
  const text = change(String(entries.get(name)))
  if (text === null) entries.delete(name)
  else {
    expect(text, name).not.toBe(String(entries.get(name)))
    entries.set(name, Buffer.from(text))
  }
  if (sealed) {
    const manifest = JSON.parse(String(entries.get('manifest.json')))
    manifest.entries[name].sha256 = createHash('sha256').update(entries.get(name)!).digest('hex')
    entries.set('manifest.json', Buffer.from(JSON.stringify(manifest)))
  }
  const archive = writeArchive(path, new Date(0))
  for (const [entry, bytes] of entries) await archive.add(entry, bytes)
  await archive.end()
  expect(existsSync(path)).toBe(true)
  return path
}

/** What a workspace holds, apart from the log of exports. */
async function content(sampan: TestSampan) {
  const { stream, done } = takeOut(sampan.admin, { dataFolder: sampan.runtime.dataFolder })
  stream.resume()
  const { entries } = await done
  return Object.fromEntries(Object.entries(entries).filter(([name]) => name !== 'history.ndjson'))
}

async function keyOf(sampan: TestSampan): Promise<Record<string, string>> {
  const { key } = await sampan.runtime.catalogue.createApiKey(
    { workspaceId: sampan.workspace.id, userId: sampan.admin.principal.id! },
    'download',
  )
  return { authorization: `Bearer ${key}` }
}
