import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { raw } from '#engine/db/sql.ts'
import { verifyWorkspace } from '#engine/doctor/verify.ts'
import { fillMatchKeys } from '#engine/matching/fill.ts'
import { openRuntime } from '#engine/runtime.ts'
import { scoreDaily } from '#engine/scores/job.ts'
import { mention } from '#kernel/mention.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { killed } from './step-killed.ts'

/* What people begin, killed in its middle: asked for again it ends whole, and nothing of it is there twice. */

let sampan: TestSampan
let second: Session
beforeAll(async () => {
  sampan = await startSampan({ language: 'en' })
  second = await sampan.person('Second', 'administrator')
})
afterAll(() => sampan.close())

const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: unknown, who = sampan.admin) =>
  sampan.call(who, method, `/api/v1/${url}`, body)
const kill = (what: string, at: string, more: object) =>
  killed(what, at, { databaseUrl: sampan.databaseUrl, dataFolder: sampan.runtime.dataFolder, ...more })
const who = () => sampan.admin.principal.id!
const count = async (from: string) => {
  const [row] = await sampan.workspace.db.rows(raw(`select count(*)::int from "${sampan.workspace.schema}".${from}`))
  return Number(row![0])
}
const sound = async () => {
  const { findings } = await verifyWorkspace(sampan.workspace, [])
  expect(findings.filter(({ state }) => state === 'wrong')).toEqual([])
}

test('a change of many: all of it or nothing, whichever thousand it was at', async () => {
  for (let i = 0; i < 5; i++) {
    const create = Array.from({ length: 500 }, (_, n) => ({ name: `Company ${i} ${n}` }))
    expect((await call('POST', 'account/batch', { create })).status).toBe(200)
  }
  const { body: selection } = await call('POST', 'account/selection', { where: {} })
  expect(selection.count).toBe(2_500)
  const bulk = { do: 'update', values: { description: 'called' }, selection: { where: {}, ...selection } }
  for (const point of ['bulk.chunk:1', 'bulk.chunk:3']) {
    expect([point, await kill('bulk', point, { who: who(), bulk })]).toEqual([point, 'SIGKILL'])
    expect(await count(`account where description = 'called' or version > 1`)).toBe(0)
  }
  const { body } = await call('POST', 'account/bulk', bulk)
  expect(body).toMatchObject({ asked: 2_500, changed: 2_500 })
  expect(await count(`account where description = 'called' and version = 2`)).toBe(2_500)
  expect(await count(`event where object = 'account' and kind = 'updated'`)).toBe(2_500)
  await sound()
})

test('keys of older records: they go on after the batches in which they stopped, and become the same', async () => {
  const { workspace } = sampan
  const keys = async () =>
    JSON.stringify(await workspace.db.rows(raw(`select id, match_keys from "${workspace.schema}".account order by id`)))
  const before = await keys()
  expect(await count('account where match_keys is not null')).toBe(2_500)
  await workspace.db.count(raw(`update "${workspace.schema}".account set match_keys = null`))
  await workspace.db.count(raw(`delete from "${workspace.schema}".matching`))
  expect(await kill('keys', 'matching.filled:3', {})).toBe('SIGKILL')
  expect(await count('account where match_keys is not null')).toBe(600)
  expect(await fillMatchKeys(workspace)).toBe(true)
  expect(await keys()).toBe(before)
})

test('scores of a day: they go on after the two thousand at which they stopped', async () => {
  const config = 'configuration'
  await call('POST', `${config}/draft/fields`, { object: 'account', key: 'worth', type: 'score', label: 'Worth' })
  const rules = [{ label: 'Called', where: { description: 'called' }, points: 7 }]
  await call('POST', `${config}/draft/scores`, { object: 'account', field: 'worth', rules })
  expect((await call('POST', `${config}/publish`, {})).status).toBe(200)
  const worth = () => count('account where x_worth = 7')
  expect(await worth()).toBe(2_500)
  await sampan.workspace.db.count(raw(`update "${sampan.workspace.schema}".account set x_worth = null`))
  expect(await kill('scores', 'scores.batch:1', {})).toBe('SIGKILL')
  expect(await worth()).toBe(2_000)
  await scoreDaily(sampan.runtime.workspaces.get(sampan.workspace.id)!)
  expect(await worth()).toBe(2_500)
  await sound()
})

test('a set of files: it goes on with the file at which it stopped, and no row comes twice', async () => {
  const accounts = ['Account name', ...Array.from({ length: 30 }, (_, i) => `Yard ${i}`)].join('\n')
  const contacts = ['Name,Account', ...Array.from({ length: 60 }, (_, i) => `Sailor ${i},Yard ${i % 30}`)].join('\n')
  const boundary = 'a-boundary-that-no-file-has'
  const part = (name: string, text: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n${text}\r\n`
  const form = `${part('account.csv', accounts)}${part('contact.csv', contacts)}--${boundary}--\r\n`
  const { body: set, status } = await sampan.call(sampan.admin, 'POST', '/api/v1/import-sets', Buffer.from(form), {
    'content-type': `multipart/form-data; boundary=${boundary}`,
  })
  expect(status, JSON.stringify(set)).toBe(201)
  const before = await count('account')
  for (const [point, sailors] of [
    ['set.file:1', 0],
    ['set.file:2', 60],
  ] as const) {
    expect([point, await kill('set', point, { who: who(), id: set.id })]).toEqual([point, 'SIGKILL'])
    expect(await count('account')).toBe(before + 30)
    expect(await count('contact')).toBe(sailors)
    // It is the silence of a minute by which it is known to be dead.
    expect((await call('POST', `import-sets/${set.id}/run`, {})).status).toBe(409)
    for (const table of ['import', 'import_set'])
      await sampan.workspace.db.count(
        raw(`update "${sampan.workspace.schema}".${table} set beat_at = beat_at - interval '5 minutes'`),
      )
  }
  await call('POST', `import-sets/${set.id}/run`, {})
  await expect
    .poll(async () => (await call('GET', `import-sets/${set.id}`)).body.status, { timeout: 30_000 })
    .toBe('done')
  const { counts } = (await call('GET', `import-sets/${set.id}`)).body
  expect(counts).toMatchObject({ rows: 90, created: 90, refused: 0 })
  expect(await count('account')).toBe(before + 30)
  expect(await count('contact where account_id is not null')).toBe(60)
  expect(await count(`event where object = 'contact' and kind = 'created'`)).toBe(60)
  await sound()
})

test('forgetting a person: confirmed again it goes on, until nothing of her is left and all of it is told once', async () => {
  const { body: contact } = await call('POST', 'contact', { name: 'Ada Quill', email: 'ada.quill@example.com' })
  const subject = 'Ada Quill rang from ada.quill@example.com'
  const { body: note } = await call('POST', 'activity', { kind: 'note', subject, contact: contact.id })
  await call('PATCH', `contact/${contact.id}`, { description: 'Ada Quill likes tea' })
  const records = [{ object: 'contact', id: contact.id }]
  const { body: asked } = await call('POST', 'persons/requests', { records })
  for (const point of ['erase.records', 'erase.texts', 'erase.rows']) {
    const step = { who: second.principal.id, id: asked.id }
    expect([point, await kill('erase', point, step)]).toEqual([point, 'SIGKILL'])
    expect((await call('GET', `persons/requests/${asked.id}`)).body.status).toBe('running')
  }
  expect((await call('POST', `persons/requests/${asked.id}/confirm`, {}, second)).status).toBe(202)
  await expect
    .poll(async () => (await call('GET', `persons/requests/${asked.id}`)).body.status, { timeout: 30_000 })
    .toBe('done')
  const { body: done } = await call('GET', `persons/requests/${asked.id}`)
  expect(done).toMatchObject({ error: null, titles: [], report: { left: 0, kept: [] } })
  for (const table of ['contact', 'activity', 'event', 'person_request'])
    expect([table, await count(`${table} t where to_jsonb(t)::text ~* 'quill'`)]).toEqual([table, 0])
  expect(await count(`event where kind = 'erased' and record_id = '${contact.id}'`)).toBe(1)
  expect((await call('GET', `activity/${note.id}`)).body.subject).toContain('[erased]')
  await sound()
})

test('news: a worker that is killed after it has kept them has told, the next one tells nobody twice', async () => {
  const { body: account } = await call('POST', 'account', { name: 'Harbour office' })
  const text = `${mention({ id: second.principal.id!, name: 'Second' })} look at this`
  expect((await call('POST', `account/${account.id}/comments`, { text })).status).toBe(201)
  expect(await kill('work', 'notify.kept', {})).toBe('SIGKILL')
  const news = async () => (await call('GET', 'notifications', undefined, second)).body.data
  expect(await news()).toHaveLength(1)
  const jobs = () => count(`event where dispatched_at is null`)
  const next = await openRuntime({
    databaseUrl: sampan.databaseUrl,
    dataFolder: sampan.runtime.dataFolder,
    registry: sampan.workspace.registry,
    secret: 'a secret that only tests know, and long enough',
    baseUrl: 'http://127.0.0.1:7717',
    worker: true,
    poolSize: 3,
  })
  await next.settle()
  await next.close()
  expect(await jobs()).toBe(0)
  expect(await news()).toHaveLength(1)
  expect(await count(`notification where user_id = '${second.principal.id}'`)).toBe(1)
})

test('a print batch: a letter waits or is in one batch, never in two, also when the press is killed before it is kept', async () => {
  const create = Array.from({ length: 30 }, (_, n) => ({
    subject: `Letter ${n}`,
    body: 'Dear Sir or Madam,',
    recipient: 'Ada',
    address: { street: '12 High Street', city: 'London' },
  }))
  const { body: made } = await call('POST', 'letter/batch', { create })
  const ids = made.data.map(({ id }: { id: string }) => id)
  expect((await call('POST', 'letter/bulk/queue', { ids })).status).toBe(200)
  // The third write is the batch itself, with all its letters in it.
  expect(await kill('print', 'write.followed:3', { who: who() })).toBe('SIGKILL')
  expect(await count(`letter where status = 'waiting' and batch_id is null`)).toBe(30)
  const presses = await Promise.all([call('POST', 'printBatch', {}), call('POST', 'printBatch', {}, second)])
  expect(presses.map(({ status }) => status).sort()).toEqual([201, 409])
  expect(await count(`letter where status = 'inBatch'`)).toBe(30)
  expect(await count('print_batch where count = 30')).toBe(1)
  expect((await call('POST', 'printBatch', {})).status).toBe(409)
  await sound()
})
