import { readdirSync, readFileSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fromBuffer } from 'yauzl'
import type { Session } from '#engine/context.ts'
import { ident, sql } from '#engine/db/sql.ts'
import { verifyWorkspace } from '#engine/doctor/verify.ts'
import { openSealer } from '#engine/events/chain/seal.ts'
import { verifyChain } from '#engine/events/chain/verify.ts'
import type { ApiPersonRecord, ApiPersonRequest } from '#kernel/api-person.ts'
import { startSampan, type TestSampan } from '../harness.ts'

/* A person asks what is known about her, and to be forgotten. Everything of her goes, everywhere, but for what must stay. */

let sampan: TestSampan
let second: Session
let seller: Session
const ids: Record<string, string> = {}
const mail = 'zhaoxiaomei@example.com'
/** Whatever of her could stand in a dump. */
const marks = ['赵小梅', mail, '13912345678', '139 1234 5678', 'xiaomei_wx', '梅园路 8 号']

beforeAll(async () => {
  sampan = await startSampan()
  const { admin, call } = sampan
  second = await sampan.person('第二管理员', 'administrator')
  seller = await sampan.person('销售', 'sales')
  const make = async (key: string, path: string, body: object) => {
    const { status, body: made } = await call(admin, 'POST', `/api/v1/${path}`, body, {
      'idempotency-key': `key-of-${key}`,
    })
    expect(status, JSON.stringify(made)).toBe(201)
    ids[key] = made.id
    return made
  }
  await make('account', 'account', { name: '梅花商贸' })
  await make('contact', 'contact', {
    name: '赵小梅',
    account: ids.account,
    mobile: '139 1234 5678',
    email: mail,
    wechat: 'ｘiaomei_wx',
    address: { country: 'CN', street: '梅园路 8 号' },
    birthday: '1990-05-01',
    description: '喜欢喝茶',
  })
  await call(admin, 'PATCH', `/api/v1/contact/${ids.contact}`, { description: '喜欢喝绿茶', jobTitle: '采购总监' })
  await make('lead', 'lead', { name: '赵小梅', company: '梅花', email: mail })
  await make('call', 'activity', {
    kind: 'call',
    subject: '给赵小梅打电话',
    body: `她的手机是 139-1234-5678，邮箱 ${mail}`,
    contact: ids.contact,
  })
  await make('elsewhere', 'activity', { kind: 'note', subject: '转介绍', body: '据说 +86 １3912345678 也有兴趣' })
  await make('view', 'savedView', { name: '她的', object: 'contact', where: { email: mail } }).catch(() => {})
  await make('namesake', 'contact', { name: '王芳' })
  await make('other', 'contact', { name: '王芳', email: 'other@example.com' })
  await make('about', 'activity', { kind: 'note', subject: '王芳来访' })
  await make('held', 'contact', { name: '钱在案', email: 'held@example.com' })
  await make('heldNote', 'activity', { kind: 'note', subject: '诉讼', body: '联系 held@example.com' })
  await make('policy', 'approvalPolicy', {
    name: '职务变更',
    about: 'contact',
    definition: {
      of: { do: 'update', fields: ['jobTitle'] },
      steps: [{ by: [{ by: 'person', ids: [second.principal.id] }], mode: 'any' }],
      hold: 'record',
    },
  })
  await make('approval', 'approvals', {
    object: 'contact',
    recordId: ids.contact,
    change: { do: 'update', values: { jobTitle: '首席采购官' } },
    reason: '她升职了',
  })
})
afterAll(() => sampan.close())

/** Every row of every table, of the workspace and of the catalogue, as a dump would have it. */
async function dump(): Promise<string> {
  const { workspace } = sampan
  const parts: string[] = []
  for (const schema of [workspace.schema, 'sampan']) {
    const tables = await workspace.db.rows(
      sql`select c.relname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = ${schema} and c.relkind = 'r'`,
    )
    for (const [table] of tables) {
      const rows = await workspace.db.rows(
        sql`select t::text, to_jsonb(t)::text from ${ident(schema, String(table))} t`,
        { once: true },
      )
      for (const [text, json] of rows) parts.push(`${table} ${text} ${json}`)
    }
  }
  return parts.join('\n')
}

function bytesBelow(folder: string): string {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .map((path) => (statSync(path).isDirectory() ? bytesBelow(path) : readFileSync(path, 'utf8')))
    .join('\n')
}

async function done(id: string): Promise<ApiPersonRequest> {
  for (let i = 0; i < 400; i++) {
    const { body } = await sampan.call(sampan.admin, 'GET', `/api/v1/persons/requests/${id}`)
    if (body.status !== 'running') return body
    await new Promise((wake) => setTimeout(wake, 25))
  }
  throw new Error('It never came to an end.')
}

const find = async (words: object) =>
  (await sampan.call(sampan.admin, 'POST', '/api/v1/persons/find', words)).body.data as ApiPersonRecord[]

test('she is found by mail, number or name in every object, with her doubles; what concerns others only is told as such', async () => {
  const { call } = sampan
  expect((await call(seller, 'POST', '/api/v1/persons/find', { email: mail })).status).toBe(404)
  expect((await call(sampan.admin, 'POST', '/api/v1/persons/find', {})).status).toBe(422)
  expect((await call(sampan.admin, 'POST', '/api/v1/persons/find', { phone: '??' })).status).toBe(422)
  const byPhone = await find({ phone: '+86 139-1234-5678' })
  expect(byPhone.map((one) => [one.object, one.by])).toEqual([
    ['contact', ['phone']],
    ['lead', ['email']],
  ])
  expect(byPhone[0]!.facts).toContain(mail)
  expect((await find({ name: '王芳' })).map((one) => one.by)).toEqual([['name'], ['name']])
})

test('the file has everything about her, to read and as data', async () => {
  const { call, admin } = sampan
  const records = [
    { object: 'contact', id: ids.contact },
    { object: 'lead', id: ids.lead },
  ]
  expect(
    (await call(admin, 'POST', '/api/v1/persons/file', { records: [{ object: 'account', id: ids.account }] })).status,
  ).toBe(422)
  const answer = await sampan.app.inject({
    method: 'POST',
    url: '/api/v1/persons/file',
    headers: {
      authorization: `Bearer ${(await sampan.runtime.catalogue.createApiKey({ workspaceId: sampan.workspace.id, userId: admin.principal.id! }, 'file')).key}`,
    },
    payload: { records },
  })
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/zip'])
  const entries = await unzip(answer.rawPayload)
  const data = JSON.parse(entries['data.json']!)
  expect(data.records.map((one: { title: string }) => one.title)).toEqual(['赵小梅', '赵小梅'])
  expect(data.related.map((one: { title: string }) => one.title)).toContain('给赵小梅打电话')
  expect(data.mentions.map((one: { title: string }) => one.title)).toContain('转介绍')
  for (const word of ['1990-05-01', '喜欢喝绿茶', '采购总监', '原文: ｘiaomei_wx', ...marks.slice(0, 2)])
    expect(entries['index.html']).toContain(word)
})

test('nothing is erased until a second administrator confirms; then nothing of her is left, in no table, index or file', async () => {
  const { call, admin, runtime } = sampan
  const { importFile } = await import('#engine/import/import.ts')
  const path = join(runtime.dataFolder, 'in.csv')
  await writeFile(path, `姓名,邮箱,手机\n赵小梅,${mail},13912345678\n,${mail},无效\n`)
  await importFile(runtime, admin, { object: 'contact', path }).catch(() => {})
  await writeFile(path, '')
  expect(bytesBelow(runtime.files.folder)).toContain(mail)
  const before = await dump()
  const typed = ['ｘiaomei_wx', '１3912345678']
  for (const mark of [...marks, ...typed]) expect(before).toContain(mark)
  const records = (await find({ email: mail })).map(({ object, id }) => ({ object, id }))
  const asked = await call(admin, 'POST', '/api/v1/persons/requests', { records })
  expect(asked.status, JSON.stringify(asked.body)).toBe(201)
  expect(asked.body.report.found.length).toBeGreaterThan(3)
  const confirm = (who: Session) => call(who, 'POST', `/api/v1/persons/requests/${asked.body.id}/confirm`)
  expect((await confirm(seller)).status).toBe(404)
  const own = await confirm(admin)
  expect([own.status, own.body.errors[0].code]).toEqual([403, 'second-person'])
  expect((await dump()).length).toBeGreaterThanOrEqual(before.length)
  const sealer = openSealer()
  await sealer.round(sampan.workspace, { all: true })
  expect((await confirm(second)).status).toBe(202)
  const request = await done(asked.body.id)
  expect(request.error).toBeNull()
  expect(request).toMatchObject({ status: 'done', titles: [], report: { left: 0, kept: [] } })
  const after = await dump()
  for (const mark of [...marks, ...typed, '喜欢喝绿茶', '喜欢喝茶', '1990-05-01', '采购总监', '首席采购官', '她升职了'])
    expect(
      after.split('\n').filter((line) => line.includes(mark)),
      mark,
    ).toEqual([])
  // what waited for consent waits for nobody
  expect((await call(second, 'GET', '/api/v1/approvals')).body.data).toEqual([])
  expect((await call(admin, 'GET', `/api/v1/approvals/${ids.approval}`)).body).toMatchObject({ status: 'withdrawn' })
  const files = bytesBelow(runtime.files.folder)
  for (const mark of marks) expect(files).not.toContain(mark)
  // the chain over the events holds without the values
  await sealer.round(sampan.workspace, { all: true })
  const chain = await verifyChain(sampan.workspace.db, sampan.workspace, [])
  expect(chain.wrong).toEqual([])
  expect(chain.redacted).toBeGreaterThan(3)
  const { findings } = await verifyWorkspace(sampan.workspace, [])
  expect(findings.filter(({ state }) => state === 'wrong')).toEqual([])
  // what happened stays told, and what is about others stays as it was
  const { body: page } = await call(admin, 'GET', `/api/v1/contact/${ids.contact}/page`)
  expect(page.record).toMatchObject({ name: '已删除的个人', email: null, mobile: null, account: { id: ids.account } })
  expect(page.timeline.data.map((one: { kind: string }) => one.kind)).toEqual(
    expect.arrayContaining(['erased', 'updated', 'created']),
  )
  expect((await call(admin, 'GET', `/api/v1/activity/${ids.call}`)).body.subject).toBe('给[erased]打电话')
  expect((await call(admin, 'GET', '/api/v1/search?q=赵小梅')).body.data).toEqual([])
  expect((await call(admin, 'GET', '/api/v1/search?q=13912345678')).body.data).toEqual([])
  expect((await confirm(second)).status).toBe(409)
})

test('a name that others bear goes from her own records and stays with the others', async () => {
  const { call, admin } = sampan
  const asked = await call(admin, 'POST', '/api/v1/persons/requests', {
    records: [{ object: 'contact', id: ids.namesake }],
  })
  await call(second, 'POST', `/api/v1/persons/requests/${asked.body.id}/confirm`)
  expect((await done(asked.body.id)).status).toBe('done')
  expect((await call(admin, 'GET', `/api/v1/contact/${ids.namesake}`)).body.name).toBe('已删除的个人')
  expect((await call(admin, 'GET', `/api/v1/contact/${ids.other}`)).body.name).toBe('王芳')
  expect((await call(admin, 'GET', `/api/v1/activity/${ids.about}`)).body.subject).toBe('王芳来访')
})

test('what a hold keeps stays as it is, history and mentions too, and the reason is told', async () => {
  const { call, admin } = sampan
  const hold = `/api/v1/contact/${ids.held}/hold`
  expect((await call(admin, 'POST', hold, { reason: ' ' })).status).toBe(422)
  expect((await call(admin, 'POST', hold, { reason: '诉讼进行中' })).status).toBe(204)
  await call(admin, 'POST', `/api/v1/activity/${ids.heldNote}/hold`, { reason: '诉讼进行中' })
  expect((await find({ email: 'held@example.com' }))[0]).toMatchObject({ held: '诉讼进行中' })
  const asked = await call(admin, 'POST', '/api/v1/persons/requests', {
    records: [{ object: 'contact', id: ids.held }],
  })
  await call(second, 'POST', `/api/v1/persons/requests/${asked.body.id}/confirm`)
  const { report } = await done(asked.body.id)
  expect(report.kept!.map((one) => one.note)).toEqual(['诉讼进行中', '诉讼进行中'])
  expect(report.left).toBe(0)
  expect((await call(admin, 'GET', `/api/v1/contact/${ids.held}`)).body.email).toBe('held@example.com')
  expect((await call(admin, 'GET', `/api/v1/activity/${ids.heldNote}`)).body.body).toContain('held@example.com')
})

test('somebody who works here is disabled first; then her record, her login and her address go', async () => {
  const { call, admin } = sampan
  const leaver = await sampan.person('孙离职', 'sales')
  const records = [{ object: 'user', id: leaver.principal.id }]
  expect((await call(admin, 'POST', '/api/v1/persons/requests', { records })).status).toBe(422)
  await call(admin, 'POST', `/api/v1/user/${leaver.principal.id}/disable`)
  const asked = await call(admin, 'POST', '/api/v1/persons/requests', { records })
  await call(second, 'POST', `/api/v1/persons/requests/${asked.body.id}/confirm`)
  expect((await done(asked.body.id)).error).toBeNull()
  const after = await dump()
  expect(after).not.toContain('孙离职')
  expect(after).not.toContain(leaver.principal.email)
})

/** The texts of a ZIP by name. */
function unzip(bytes: Buffer): Promise<Record<string, string>> {
  const { promise, resolve, reject } = Promise.withResolvers<Record<string, string>>()
  fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
    if (error) return reject(error)
    const entries: Record<string, string> = {}
    zip.on('entry', (entry) =>
      zip.openReadStream(entry, async (wrong, stream) => {
        if (wrong) return reject(wrong)
        const chunks: Buffer[] = []
        for await (const chunk of stream) chunks.push(chunk as Buffer)
        entries[entry.fileName] = Buffer.concat(chunks).toString('utf8')
        zip.readEntry()
      }),
    )
    zip.on('end', () => resolve(entries))
    zip.readEntry()
  })
  return promise
}
