import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import type { Session } from '#engine/context.ts'
import type { ApiImportSet } from '#kernel/api-import-set.ts'
import { type Answer, startSampan, type TestSampan } from '../harness.ts'

/* Files that belong together: the weekly export of another system in two parts, our own export, and what is thrown at us. */

let sampan: TestSampan
let english: Session
beforeAll(async () => {
  sampan = await startSampan()
  english = { ...sampan.admin, language: 'en' }
})
afterAll(() => sampan.close())

const csv = (...rows: (readonly string[])[]) =>
  rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n')

// biome-ignore format: one header
const account = ['Id', 'IsDeleted', 'MasterRecordId', 'Name', 'Type', 'ParentId', 'BillingStreet', 'BillingCity', 'Phone', 'Website', 'Industry', 'AnnualRevenue', 'OwnerId', 'CreatedDate', 'CreatedById']
const east = '001A000000EastA1AA'
const acme = '001A000000AcmeA1AA'
const bolt = '001A000000BoltA1AA'
const [boss, sales] = ['005A000000BossA1AA', '005A000000SaleA1AA']
const users = csv(
  ['Id', 'Username', 'LastName', 'FirstName', 'Name', 'Email', 'IsActive'],
  [boss, 'admin@old.example', '管理员', '', '管理员', 'admin@example.com', '1'],
  [sales, 'li@old.example', '李', '雷', '李雷', 'lilei@example.com', '1'],
)
const past = ['2018-01-01T00:00:00.000Z', boss]
// biome-ignore format: one row
const acmeRow = [acme, '0', '', 'Acme', 'Customer - Direct', '', '1 Main St\nFloor 2', 'Springfield', '010-6222', 'https://acme.example', 'Machinery', '1200000', boss, ...past]
const accounts1 = csv(
  account,
  [east, '0', '', 'Acme East', '', acme, '', '', '021-5888', '', '', '', sales, ...past],
  acmeRow,
  ['001A000000GoneA1AA', '1', '', 'Gone', '', '', '', '', '', '', '', '', boss, ...past],
)
const accounts2 = csv(account, acmeRow, [bolt, '0', '', 'Bolt', '', '', '', '', '', '', '', '', sales, ...past])
const contacts = csv(
  ['Id', 'IsDeleted', 'AccountId', 'LastName', 'FirstName', 'Email', 'ReportsToId', 'OwnerId'],
  ['003A000000AnnaA1AA', '0', east, 'Lee', 'Anna', 'anna@acme.example', '003A000000BertA1AA', sales],
  ['003A000000BertA1AA', '0', acme, 'Ray', 'Bert', 'bert@acme.example', '', boss],
)
const leads = csv(
  ['Id', 'IsDeleted', 'LastName', 'FirstName', 'Company', 'Status', 'OwnerId', 'IsConverted', 'ConvertedAccountId'],
  ['00QA000000LeadA1AA', '0', 'Poe', 'Nora', 'Novo', 'Working - Contacted', sales, '0', ''],
  ['00QA000000LeadA2AA', '0', 'Lee', 'Anna', 'Acme', 'Qualified', sales, '1', acme],
)
const doneOn = '2019-03-04T05:06:07.000Z'
const tasks = csv(
  // biome-ignore format: one header
  ['Id', 'IsDeleted', 'WhoId', 'WhatId', 'Subject', 'ActivityDate', 'Status', 'Priority', 'OwnerId', 'Description', 'TaskSubtype', 'CompletedDateTime', 'CreatedDate', 'CreatedById'],
  // biome-ignore format: one row
  ['00TA000000TaskA1AA', '0', '003A000000AnnaA1AA', '006A000000DealA1AA', 'Call Anna', '2019-03-04', 'Completed', 'High', sales, 'She agrees.', 'Call', doneOn, ...past],
  // biome-ignore format: one row
  ['00TA000000TaskA2AA', '0', '00QA000000LeadA1AA', '', 'Write to Nora', '2031-01-02', 'Not Started', 'Normal', sales, '', 'Task', '', ...past],
  // biome-ignore format: one row
  ['00TA000000TaskA3AA', '0', '00QA000000LeadA2AA', bolt, 'Its lead stayed behind', '2031-01-02', 'Deferred', 'Low', boss, '', 'Task', '', ...past],
  // biome-ignore format: one row
  ['00TA000000TaskA4AA', '1', '', acme, 'Gone', '2031-01-02', 'Not Started', 'Low', boss, '', 'Task', '', ...past],
)
const deals = csv(
  ['Id', 'IsDeleted', 'AccountId', 'Name', 'StageName', 'Amount', 'CloseDate', 'OwnerId'],
  ['006A000000DealA1AA', '0', acme, 'Ten engines', 'Closed Won', '50000.5', '2019-05-01', boss],
  ['006A000000DealA2AA', '0', bolt, 'Bolts', 'Closed Lost', '', '2019-06-01', sales],
)

type Part = readonly [path: string, text: string | Buffer]

async function zipped(parts: readonly Part[]): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [path, text] of parts) zip.addBuffer(Buffer.from(text as string), path)
  zip.end()
  return buffer(zip.outputStream)
}

/** Uploads files as one form. */
async function upload(who: Session | null, files: readonly Part[]): Promise<Answer> {
  const boundary = 'a-boundary-that-no-file-has'
  const chunks = files.flatMap(([name, text]) => [
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n`),
    Buffer.from(text as string),
    Buffer.from('\r\n'),
  ])
  return sampan.call(
    who,
    'POST',
    '/api/v1/import-sets',
    Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
    {
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
  )
}

async function settle(id: string): Promise<ApiImportSet> {
  for (;;) {
    const { body } = await sampan.call(english, 'GET', `/api/v1/import-sets/${id}`)
    if (body.status !== 'running' && body.status !== 'undoing') return body
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function runSet(id: string): Promise<ApiImportSet> {
  const started = await sampan.call(english, 'POST', `/api/v1/import-sets/${id}/run`, {})
  expect(started.status, JSON.stringify(started.body)).toBe(202)
  return settle(id)
}

const list = async (object: string, select = '') =>
  (await sampan.call(english, 'GET', `/api/v1/${object}?limit=1000${select ? `&select=${select}` : ''}`)).body.data

describe('a set is refused', () => {
  test('without signing in, without any right to import, without files', async () => {
    expect((await upload(null, [['a.csv', 'name\nx']])).status).toBe(401)
    const reader = await sampan.person('只读', 'readOnly')
    expect((await upload(reader, [['a.csv', 'name\nx']])).status).toBe(403)
    expect((await upload(english, [])).status).toBe(400)
    expect((await upload(english, [['set.zip', await zipped([['readme.md', 'nothing']])]])).body.errors[0].code).toBe(
      'file-no-table',
    )
    const locked = await zipped([['Account.csv', accounts1]])
    for (const mark of ['PK\x03\x04', 'PK\x01\x02']) {
      const at = locked.indexOf(mark, 0, 'latin1') + (mark === 'PK\x03\x04' ? 6 : 8)
      locked.writeUInt16LE(locked.readUInt16LE(at) | 1, at)
    }
    expect((await upload(english, [['locked.zip', locked]])).body.errors[0].code).toBe('file-encrypted')
  })
})

test('the parts of a weekly export come in by their ids; out and in again changes nothing; all of it goes again', async () => {
  const parts: Part[] = [
    [
      'WE_1.ZIP',
      await zipped([
        ['Opportunity.csv', deals],
        ['Contact.csv', contacts],
        ['Account.csv', accounts1],
        ['inner.zip', 'PK'],
      ]),
    ],
    [
      'WE_2.ZIP',
      await zipped([
        ['Account.csv', accounts2],
        ['User.csv', users],
        ['Lead.csv', leads],
        ['Task.csv', tasks],
        ['Attachments/00P1', 'x'],
      ]),
    ],
  ]
  const uploaded = await upload(english, parts)
  expect(uploaded.status, JSON.stringify(uploaded.body)).toBe(201)
  const set = uploaded.body as ApiImportSet
  const order = set.files.map((f) => f.path)
  expect(order.indexOf('User.csv')).toBe(0)
  expect(order.indexOf('Account.csv')).toBeLessThan(order.indexOf('Contact.csv'))
  expect(order.indexOf('WE_2.ZIP/Account.csv')).toBeLessThan(order.indexOf('Contact.csv'))
  expect(order.indexOf('Contact.csv')).toBeLessThan(order.indexOf('Opportunity.csv'))
  expect(set.leftOut.map((f) => f.path)).toEqual(['inner.zip', 'Attachments/00P1'])
  const relations = set.files.find((f) => f.path === 'Contact.csv')!.relations
  expect(relations.map((r) => `${r.column} ${r.field}`)).toEqual([
    'AccountId account',
    'ReportsToId reportsTo',
    'OwnerId owner',
  ])
  expect((await list('account')).length).toBe(0)

  // what each file would do is known before any of them is in: what waits for another file is no error
  for (const { importId } of set.files) {
    const previewed = await sampan.call(english, 'POST', `/api/v1/imports/${importId}/preview`, {})
    expect(previewed.status, JSON.stringify(previewed.body)).toBe(200)
    expect(previewed.body).toMatchObject({ setId: set.id, preview: { refused: 0 } })
  }
  const { body: previewed } = await sampan.call(english, 'GET', `/api/v1/import-sets/${set.id}`)
  const contactFile = previewed.files.find((f: { path: string }) => f.path === 'Contact.csv')
  expect(contactFile).toMatchObject({ system: 'Salesforce', questions: [], preview: { rows: 2, created: 2 } })
  expect((await list('account')).length).toBe(0)
  const became = await sampan.call(english, 'PATCH', `/api/v1/imports/${contactFile.importId}`, { object: 'account' })
  expect(became.body.errors[0].code).toBe('of-a-set')

  const done = await runSet(set.id)
  expect(done.status, String(done.error)).toBe('done')
  expect(done.counts).toMatchObject({ rows: 17, created: 12, unchanged: 1, skipped: 4, refused: 0 })
  const accounts = await list('account', 'name,parent,owner,sourceId,createdAt,address')
  const named = (name: string) => accounts.find((a: { name: string }) => a.name === name)
  expect(accounts.length).toBe(3)
  expect(named('Acme East')).toMatchObject({
    sourceId: east,
    parent: { title: 'Acme' },
    owner: { title: '李雷' },
    createdAt: '2018-01-01T00:00:00.000Z',
  })
  expect(named('Acme').owner.id).toBe(sampan.admin.principal.id)
  expect(named('Acme').address.street).toBe('1 Main St Floor 2')
  const people = await list('contact', 'name,account,reportsTo')
  expect(people.find((p: { name: string }) => p.name === 'Anna Lee')).toMatchObject({
    account: { title: 'Acme East' },
    reportsTo: { title: 'Bert Ray' },
  })
  const brought = await list('opportunity', 'name,status')
  expect(brought.map((o: { name: string; status: string }) => `${o.name} ${o.status}`).sort()).toEqual([
    'Bolts lost',
    'Ten engines won',
  ])
  expect((await list('lead', 'name')).length).toBe(1)

  const told = await list('activity', 'subject,kind,status,priority,account,contact,lead,opportunity,doneAt,owner')
  const task = (subject: string) => told.find((a: { subject: string }) => a.subject === subject)
  expect(told.length).toBe(3)
  expect(task('Call Anna')).toMatchObject({
    kind: 'call',
    status: 'done',
    priority: 'high',
    contact: { title: 'Anna Lee' },
    opportunity: { title: 'Ten engines' },
    doneAt: doneOn,
    owner: { title: '李雷' },
  })
  expect(task('Write to Nora')).toMatchObject({ status: 'open', lead: { title: 'Nora Poe' }, contact: null })
  expect(task('Its lead stayed behind')).toMatchObject({ status: 'cancelled', lead: null, account: { title: 'Bolt' } })

  const before = await everything()
  const again = await upload(english, parts)
  expect((await runSet(again.body.id)).counts).toMatchObject({ created: 0, updated: 0, refused: 0 })
  expect(await everything()).toEqual(before)

  const out = await sampan.app.inject({ method: 'GET', url: '/api/v1/export-set', headers: await keyOf(english) })
  expect(out.headers['content-type']).toBe('application/zip')
  const back = await upload(english, [['sampan.zip', out.rawPayload]])
  expect(back.status, JSON.stringify(back.body)).toBe(201)
  const { files } = back.body as ApiImportSet
  expect(files.filter((f) => f.path !== `${f.object}.csv`)).toEqual([])
  const returned = await runSet(back.body.id)
  expect(returned.status, String(returned.error)).toBe('done')
  expect(returned.counts, JSON.stringify(returned.files)).toMatchObject({ created: 0, updated: 0, refused: 0 })
  expect(await everything()).toEqual(before)

  const undone = await sampan.call(english, 'POST', `/api/v1/import-sets/${set.id}/undo`, {})
  expect(undone.status, JSON.stringify(undone.body)).toBe(202)
  const ended = await settle(set.id)
  expect(ended.status, String(ended.error)).toBe('undone')
  for (const object of ['account', 'contact', 'lead', 'opportunity', 'activity'])
    expect(await list(object), object).toEqual([])
})

/** All records with their versions. */
async function everything() {
  const all: Record<string, unknown> = {}
  for (const object of ['user', 'account', 'contact', 'employment', 'lead', 'opportunity', 'activity'])
    all[object] = (await list(object, 'id,version')).sort((a: { id: string }, b: { id: string }) =>
      a.id.localeCompare(b.id),
    )
  return all
}

async function keyOf(session: Session): Promise<Record<string, string>> {
  const { key } = await sampan.runtime.catalogue.createApiKey(
    { workspaceId: sampan.workspace.id, userId: session.principal.id! },
    'download',
  )
  return { authorization: `Bearer ${key}` }
}
