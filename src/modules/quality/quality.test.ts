import { createReadStream, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { raw } from '#engine/db/sql.ts'
import { handleEvent, runJob } from '#engine/events/work.ts'
import { importFile, uploadImport } from '#engine/import/import.ts'
import { fillMatchKeys } from '#engine/matching/fill.ts'
import { openAgents } from '#engine/mcp/server.ts'
import { countQuality } from '#engine/quality/count.ts'
import { countMends } from '#engine/quality/mends.ts'
import { putBack, setAside } from '#engine/records/aside.ts'
import { fillSample, type Past } from '#engine/sample/fill.ts'
import { removeSample } from '#engine/sample/remove.ts'
import { systemSession } from '#engine/workspaces.ts'
import type { ApiQualityDetail } from '#kernel/api-quality.ts'
import { dayOf } from '#kernel/time.ts'
import { killed } from '../../../test/engine/step-killed.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'

/* What is wrong with the data, whose it is, where it came from, and who mends it: every figure is the length of a list. */

let sampan: TestSampan
let admin: Session
let steward: Session
let seller: Session
let east: string
const day = 86_400_000
// Whoever is killed has a clock of her own: the last story plays today.
let now = new Date(Date.now() - 50 * day)
beforeAll(async () => {
  sampan = await startSampan({ clock: { now: () => now } })
  admin = sampan.admin
  steward = await sampan.person('林洁', 'steward')
  east = (await sampan.call(admin, 'POST', '/api/v1/team', { name: '华东' })).body.id
  seller = await sampan.person('王芳', 'sales', { teamId: east })
  await fillMatchKeys(sampan.workspace)
})
afterAll(() => sampan.close())

const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: unknown, as = admin) =>
  sampan.call(as, method, `/api/v1/${url}`, body, { 'x-sampan-confirm': 'collision' })
const make = async (object: string, values: object, as = admin): Promise<string> => {
  const { body, status } = await call('POST', object, values, as)
  expect(status, JSON.stringify(body)).toBe(201)
  return body.id
}
const count = async () => {
  await countMends(sampan.workspace)
  await countQuality(sampan.workspace)
}
const overview = async (as = admin) => (await call('GET', 'quality', undefined, as)).body
const detail = async (object: string, as = admin): Promise<ApiQualityDetail> =>
  (await call('GET', `quality/${object}`, undefined, as)).body
const listed = async (object: string, where: object, as = admin) =>
  (await call('GET', `${object}?limit=1&count=exact&where=${encodeURIComponent(JSON.stringify(where))}`, undefined, as))
    .body
const problem = (data: ApiQualityDetail, kind: string, field: string | null = null) =>
  data.problems.find((one) => one.kind === kind && one.field === field)?.count ?? 0

test('nobody sees figures who may not read the standards, and of an object that she does not see there are none', async () => {
  expect((await call('GET', 'quality', undefined, seller)).status).toBe(404)
  expect((await call('GET', 'quality/account', undefined, seller)).status).toBe(404)
  expect((await call('GET', 'quality/moon')).status).toBe(404)
  expect((await call('GET', 'quality/role')).status).toBe(404)
  expect((await call('GET', 'quality', undefined, steward)).status).toBe(200)
  const wrong = await call('POST', 'qualityStandard', { object: 'account', fields: { a: 1 }, freshDays: 0 })
  expect(wrong.body.errors.map(({ field }: { field: string }) => field)).toContain('freshDays')
  const list = await call('POST', 'qualityStandard', { object: 'account', fields: { a: 1 } })
  expect(list.body.errors[0]).toMatchObject({ field: 'fields', code: 'fields' })
  expect((await call('POST', 'placeholderValue', { value: '呵呵', kind: 'text' }, seller)).status).toBe(403)
})

test('what is missing and what says nothing is counted, in every spelling, and each figure is the length of its list', async () => {
  await make('account', {
    name: '北京华信科技有限公司',
    phone: '010-88886666',
    industry: 'software',
    source: 'website',
    level: 'A',
  })
  await make('account', { name: '测试', phone: '138 0000 0000' })
  await make('account', { name: 'ＴＥＳＴ', phone: '８００１', email: 'Test@Test.com' }, seller)
  await count()
  const data = await detail('account')
  expect(data).toMatchObject({ records: 3, countedAt: now.toISOString() })
  expect(problem(data, 'invalid', 'name')).toBe(2)
  expect(problem(data, 'invalid', 'phone')).toBe(2)
  expect(problem(data, 'invalid', 'email')).toBe(1)
  expect(problem(data, 'missing', 'industry')).toBe(2)
  for (const { where, count } of data.problems)
    expect(await listed('account', where), JSON.stringify(where)).toMatchObject({ total: { value: count } })
  const hers = data.owners.find(({ key }) => key === seller.principal.id)!
  expect(hers).toMatchObject({ name: '王芳', records: 1, invalid: 3 })
  expect(data.teams.find(({ key }) => key === east)).toMatchObject({ name: '华东', records: 1 })
  const total = (await overview()).data.find((one: { object: string }) => one.object === 'account').score
  expect(total.validity).toBeLessThan(100)
  expect(total.uniqueness).toBe(100)
})

test('a value that the company adds counts from the next time on, and so does another standard', async () => {
  await make('account', { name: '呵呵', phone: '010-66668888' })
  await count()
  expect(problem(await detail('account'), 'invalid', 'name')).toBe(2)
  await make('placeholderValue', { value: '呵呵', kind: 'text' }, steward)
  await count()
  expect(problem(await detail('account'), 'invalid', 'name')).toBe(3)
  await make(
    'qualityStandard',
    { object: 'account', fields: ['name', 'website', 'gone', 'bankAccount'], freshDays: 30 },
    steward,
  )
  await count()
  const data = await detail('account')
  expect(data.standard).toEqual({ fields: ['name', 'website', 'gone', 'bankAccount'], freshDays: 30 })
  expect(problem(data, 'missing', 'website')).toBe(4)
  expect(problem(data, 'missing', 'industry')).toBe(0)
  expect(problem(data, 'missing', 'bankAccount')).toBe(0)
})

test('what nobody touches becomes stale by itself, day by day, and the days stand in a row', async () => {
  const first = dayOf(now.toISOString(), 'Asia/Shanghai')
  now = new Date(now.getTime() + 40 * day)
  await make('account', { name: '上海远航物流有限公司', website: 'yuanhang.cn' })
  await count()
  const data = await detail('account')
  expect(problem(data, 'stale')).toBe(4)
  expect(data.trend.map(({ day, records }) => [day, records])).toEqual([
    [first, 4],
    [dayOf(now.toISOString(), 'Asia/Shanghai'), 5],
  ])
  expect(await listed('account', data.problems.find(({ kind }) => kind === 'stale')!.where)).toMatchObject({
    total: { value: 4 },
  })
})

test('an agent is told the same figures, and has no such tool where its person sees none', async () => {
  const ask = async (as: Session, method: string, params: object = {}) => {
    const body = { jsonrpc: '2.0', id: 1, method, params }
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
    const request = new Request('http://127.0.0.1/mcp', { method: 'POST', headers, body: JSON.stringify(body) })
    const answer = await openAgents((error) => expect(error).toBeNull()).fetch(request, as, body)
    return JSON.parse((await answer.text()).replace(/^[\s\S]*?data: /, ''))
  }
  const use = async (as: Session, args: object) => {
    const { result } = await ask(as, 'tools/call', { name: 'data_quality', arguments: args })
    return { refused: result.isError === true, told: JSON.parse(result.content[0].text) }
  }
  const names = async (as: Session) =>
    (await ask(as, 'tools/list')).result.tools.map(({ name }: { name: string }) => name)
  expect(await names(steward)).toContain('data_quality')
  expect(await names(seller)).not.toContain('data_quality')
  expect((await use(seller, {})).refused).toBe(true)
  expect((await use(steward, { object: 'moon' })).refused).toBe(true)
  const { told } = await use(steward, {})
  const account = (await overview(steward)).data.find(({ object }: { object: string }) => object === 'account')
  expect(told.data).toContainEqual(expect.objectContaining({ object: 'account', records: 5, score: account.score }))
  const data = await detail('account', steward)
  expect((await use(steward, { object: 'account' })).told.problems[0]).toMatchObject({
    count: data.problems[0]!.count,
    where: data.problems[0]!.where,
  })
})

test('what came with a history of its own has a trend at once: who was there by then, and what had been touched', async () => {
  const { workspace } = sampan
  const at = (days: number) => new Date(now.getTime() - days * day).toISOString()
  const past = (id: number, born: number, touched?: number): Past => ({
    id: `018f0000-0000-7000-8000-${String(id).padStart(12, '0')}`,
    values: { code: `P${id}`, name: id === 1 ? '测试' : `产品 ${id}`, price: { amount: '1', currency: 'CNY' } },
    createdAt: at(born),
    createdBy: admin.principal.id,
    updatedAt: at(born),
    updatedBy: admin.principal.id,
    steps: touched === undefined ? [] : [{ at: at(touched), by: null, values: { name: `产品 ${id} 号` } }],
  })
  await make('qualityStandard', { object: 'product', fields: ['name', 'family'], freshDays: 30 })
  // Whoever counts while it comes in counts again.
  const counting: Promise<void>[] = []
  await fillSample(
    workspace,
    [past(1, 59), past(2, 40, 5), past(3, 10)].map((record) => ({ object: 'product', records: [record] })),
    { order: ['product'], onProgress: () => void counting.push(countQuality(workspace)) },
  )
  await Promise.all(counting)
  await count()
  const { trend, records, sources } = await detail('product')
  expect(
    sources.map(({ trend: weeks }) => weeks.length),
    'and so has each source, week by week',
  ).toEqual([9])
  expect(records).toBe(3)
  expect(trend.map(({ records }) => records)).toEqual([
    ...Array(19).fill(1),
    ...Array(30).fill(2),
    ...Array(11).fill(3),
  ])
  const freshness = trend.map((one) => one.freshness)
  // Nobody touched the first one for a month, then the second, until somebody did.
  expect([0, 20, 30, 40, 58].map((i) => freshness[i])).toEqual([100, 100, 50, 50, 66.7])
  expect(trend[0]).toMatchObject({ validity: 0, completeness: 50 })
  const aside = { name: '示例', object: 'product', source: 'import', reason: '试' }
  const id = await make('quarantine', aside, steward)
  const object = workspace.registry.object('product')
  const session = systemSession(workspace, 'job')
  expect(await setAside(session, object, { cameBy: 'import' }, id)).toEqual({ done: 3, kept: 0 })
  expect(await putBack(session, object, id)).toEqual({ done: 3, kept: 0 })
  await removeSample(workspace)
  await count()
  expect((await detail('product')).records).toBe(0)
})

test('duplicates that were there before the first count are no fall in quality when they are found after it', async () => {
  const { workspace } = sampan
  const born = new Date(now.getTime() - 20 * day).toISOString()
  const twin = (id: number): Past => ({
    id: `018f0000-0000-7000-8000-${String(100 + id).padStart(12, '0')}`,
    values: { name: '祝英台', mobile: '13912340087', owner: seller.principal.id },
    createdAt: born,
    createdBy: admin.principal.id,
    updatedAt: born,
    updatedBy: admin.principal.id,
    steps: [],
  })
  await fillSample(workspace, [{ object: 'contact', records: [twin(1), twin(2)] }], { order: ['contact'] })
  await count()
  const unique = async () => (await detail('contact')).trend.map(({ uniqueness }) => uniqueness)
  expect(await unique()).toEqual(Array(21).fill(100))
  await runJob(workspace, 'find duplicates', {})
  await count()
  expect(await unique()).toEqual(Array(21).fill(50))
  // What is found from then on is news.
  now = new Date(now.getTime() + day)
  await make('contact', { name: '祝英台', mobile: '13912340087' }, seller)
  await runJob(workspace, 'find duplicates', {})
  await count()
  expect(await unique()).toEqual([...Array(21).fill(50), expect.closeTo(33.3, 1)])
  await removeSample(workspace)
  await runJob(workspace, 'find duplicates', {})
})

test('each record is told by the door that it came by: a person, a program, a file', async () => {
  const { body: key } = await call('POST', 'api-keys', { name: '官网同步' })
  const made = await sampan.app.inject({
    method: 'POST',
    url: '/api/v1/lead',
    headers: { authorization: `Bearer ${key.key}` },
    payload: { name: '程立', mobile: '13912345670' },
  })
  expect(made.statusCode).toBe(201)
  await count()
  const { sources } = await detail('lead')
  const program = sources.find(({ name }) => name === '官网同步')!
  expect(program).toMatchObject({ door: 'api', records: 1, new: 1 })
  expect((await listed('lead', program.where)).data[0].id).toBe(made.json().id)
  expect((await listed('lead', { not: program.where })).data).toEqual([])
  expect((await listed('lead', { cameBy: { startsWith: 'api:' } })).data).toHaveLength(1)
  for (const key of [`screen:${seller.principal.id}`, 'screen:moon', 'import:moon', 'form:', 'moon'])
    expect([key, (await listed('lead', { cameBy: key })).data]).toEqual([key, []])
})

test('a file is named, its records are found, and it is told apart from who brought it', async () => {
  const path = join(sampan.runtime.dataFolder, '展会名单.csv')
  writeFileSync(path, '姓名,手机\n李雷,13912340001\n无,13800000000\n')
  const session = { ...admin, origin: { via: 'screen' as const } }
  await importFile(sampan.runtime, session, { object: 'lead', path })
  await count()
  const { sources } = await detail('lead')
  const file = sources.find(({ door }) => door === 'import')!
  expect(file).toMatchObject({ name: '展会名单.csv', records: 2, invalid: 2, new: 2 })
  expect((await listed('lead', file.where)).total.value).toBe(2)
})

test('before a file comes in, it is told which of its values say nothing', async () => {
  const path = join(sampan.runtime.dataFolder, '名单二.csv')
  const rows = ['王雪,test@test.com', '赵刚,A@a.com', '测试,sun@lihua.cn', ',li@lihua.cn']
  writeFileSync(path, `姓名,邮箱\n${rows.join('\n')}\n`)
  const file = await uploadImport(sampan.runtime, admin, {
    object: 'lead',
    fileName: '名单二.csv',
    bytes: createReadStream(path),
  })
  const { preview } = (await call('POST', `imports/${file.id}/preview`, {})).body
  expect(preview).toMatchObject({ created: 3, refused: 1 })
  expect(preview.placeholders).toEqual([
    { field: 'email', rows: 2, values: ['test@test.com', 'a@a.com'] },
    { field: 'name', rows: 1, values: ['测试'] },
  ])
})

test('who caused the duplicates of this month is told by figures, and a decision takes them out again', async () => {
  await make('account', { name: '长江贸易有限公司' })
  await make('account', { name: '长江贸易' }, seller)
  await runJob(sampan.workspace, 'find duplicates', {})
  await count()
  const data = await detail('account')
  expect(problem(data, 'double')).toBe(1)
  const culprit = data.sources.find(({ newDoubles }) => newDoubles > 0)!
  expect(culprit).toMatchObject({ door: 'api', newDoubles: 1, newDoublesShare: 100 })
  const found = await listed('account', { ...culprit.where, doubled: true })
  expect(found.data[0].name).toBe('长江贸易')
  // Whoever sees no groups of duplicates learns of none by a filter.
  expect((await listed('account', { doubled: true }, seller)).data).toEqual([])
  const [group] = (await listed('duplicate', { status: 'open' })).data
  await call('POST', `duplicate/${group.id}/notSame`)
  await count()
  expect(problem(await detail('account'), 'double')).toBe(0)
})

test('a batch is set aside and comes back as it was; what somebody has put back or deleted meanwhile stays', async () => {
  const { sources } = await detail('lead')
  const { key } = sources.find(({ name }) => name === '官网同步')!
  const [lead] = (await listed('lead', { cameBy: key })).data
  const set = (values: object, as = steward) =>
    call('POST', 'quarantine', { name: '官网同步', object: 'lead', ...values }, as)
  expect((await set({ source: key, reason: '乱' }, seller)).status).toBe(404)
  expect((await set({ source: key })).body.errors[0]).toMatchObject({ field: 'reason' })
  for (const source of ['moon', 'screen', 'job', 'unknown'])
    expect((await set({ source, reason: '乱' })).body.errors[0], source).toMatchObject({ field: 'source' })
  expect((await set({ source: key, reason: '乱', object: 'moon' })).body.errors[0]).toMatchObject({ field: 'object' })
  const more = ['甲', '乙'].map((name) => ({ name: `程${name}`, mobile: '13912345670' }))
  const more2 = await Promise.all(more.map((one) => call('POST', 'lead', one)))
  expect(more2.map(({ status }) => status)).toEqual([201, 201])
  const { body: made, status } = await set({ source: key, reason: '测试数据' })
  expect(status, JSON.stringify(made)).toBe(201)
  expect((await set({ source: key, reason: '再来' })).body.errors[0]).toMatchObject({ code: 'twice' })
  const one = async () => (await call('GET', `quarantine/${made.id}`)).body
  const tell = async (kind: string) => {
    for (const subscriber of sampan.workspace.registry.subscribers.filter(({ events }) => events.includes(kind))) {
      const [row] = await sampan.workspace.db.rows(
        raw(
          `select id from "${sampan.workspace.schema}".event where object = 'quarantine' and kind = '${kind.split('.')[1]}' order by id desc limit 1`,
        ),
      )
      await handleEvent(sampan.workspace, String(row![0]), subscriber.name)
    }
  }
  await tell('quarantine.created')
  expect(await one()).toMatchObject({ status: 'aside', count: 1, kept: 0 })
  expect((await call('GET', `lead/${lead.id}`)).status).toBe(404)
  expect((await listed('lead', { cameBy: key })).data).toEqual([])
  expect((await call('POST', `quarantine/${made.id}/release`, {}, steward)).status).toBe(200)
  expect((await call('POST', `quarantine/${made.id}/release`, {}, steward)).status).toBe(409)
  await tell('quarantine.released')
  expect(await one()).toMatchObject({ status: 'released', releasedBy: { id: steward.principal.id } })
  expect((await call('GET', `lead/${lead.id}`)).body).toMatchObject({ name: '程立', version: expect.any(Number) })
  const audit = await call('GET', `audit?record=${lead.id}`)
  expect(audit.body.data.map(({ kind }: { kind: string }) => kind)).toEqual(['putBack', 'setAside', 'created'])
})

test('a cleaning task gives somebody the list as a view and a task until a day', async () => {
  const wish = {
    name: '补全网站',
    object: 'account',
    where: { website: { empty: true } },
    owner: seller.principal.id,
    count: 3,
  }
  expect((await call('POST', 'cleaningTask', wish, seller)).status).toBe(404)
  expect((await call('POST', 'cleaningTask', { ...wish, owner: null, where: [1] }, steward)).body.errors[0].field).toBe(
    'where',
  )
  const { body, status } = await call('POST', 'cleaningTask', wish, steward)
  expect(status, JSON.stringify(body)).toBe(201)
  const views = (await call('GET', 'savedView', undefined, seller)).body.data
  expect(views[0]).toMatchObject({ name: '补全网站', object: 'account', settings: { where: wish.where } })
  const tasks = (await call('GET', 'activity', undefined, seller)).body.data
  expect(tasks[0]).toMatchObject({
    subject: '补全网站',
    kind: 'task',
    status: 'open',
    owner: { id: seller.principal.id },
  })
})

test('what is mended counts for whoever mended it', async () => {
  const [bad] = (await listed('account', { name: '测试' })).data
  await call('PATCH', `account/${bad.id}`, { name: '青岛海润有限公司', website: 'hairun.cn', level: 'B' }, steward)
  await call('PATCH', `account/${bad.id}`, { website: 'hairun.com' }, steward)
  now = new Date(now.getTime() + 120_000)
  await count()
  const { mends } = await overview()
  expect(mends.find(({ person }: { person: { name: string } }) => person.name === '林洁')).toMatchObject({
    corrected: 1,
    filled: 1,
    merged: 0,
  })
  expect(problem(await detail('account'), 'invalid', 'name')).toBe(2)
})

test('a team that uses a field otherwise is told with figures', async () => {
  const create = (industry: string, n: number) =>
    Array.from({ length: n }, (_, i) => ({ name: `${industry} ${i} 联系`, rating: industry, campaignText: 'x' }))
  const [standard] = (await call('GET', `qualityStandard?where=${encodeURIComponent('{"object":"lead"}')}`)).body.data
  const ages = await call('PATCH', `qualityStandard/${standard.id}`, { ages: { moon: 1 } })
  expect(ages.body.errors[0]).toMatchObject({ field: 'ages', code: 'filter' })
  await call('PATCH', `qualityStandard/${standard.id}`, { fields: ['name', 'source', 'industry'] })
  const west = (await call('POST', 'team', { name: '华西' })).body.id
  const other = await sampan.person('赵强', 'sales', { teamId: west })
  const leads = (source: string, n: number) => create(source, n).map(({ name }) => ({ name, source, industry: null }))
  expect((await call('POST', 'lead/batch', { create: leads('other', 40) }, seller)).status).toBe(200)
  expect((await call('POST', 'lead/batch', { create: leads('website', 40) }, other)).status).toBe(200)
  await count()
  const { drifts } = await detail('lead')
  expect(drifts.find(({ name, field }) => name === '华东' && field === 'source')).toMatchObject({
    kind: 'values',
    value: 'other',
    here: 100,
    elsewhere: 0,
    of: 40,
  })
})

test('an object of the company’s own is judged from its declaration alone', async () => {
  const draft = (section: string, body: object) => call('POST', `configuration/draft/${section}`, body)
  await draft('objects', { key: 'site', label: { en: 'Site', zh: '工地' }, plural: 'Sites', title: 'name' })
  const { body: published } = await call('POST', 'configuration/publish', {})
  expect(published).toBeTruthy()
  const workspace = sampan.runtime.workspaces.get(sampan.workspace.id)!
  const [key] = [...workspace.registry.objects.values()].filter(({ custom }) => custom).map((one) => one.key)
  await make(key!, { name: '测试' })
  await countQuality(workspace)
  expect(problem(await detail(key!), 'invalid', 'name')).toBe(1)
})

test('whoever is killed while counting goes on there, and nothing is counted twice', async () => {
  const { workspace, databaseUrl, runtime } = sampan
  const at = (table: string) => `"${workspace.schema}".${table}`
  await workspace.db.count(
    raw(
      `insert into ${at('account')} (id, version, created_at, updated_at, name) select gen_random_uuid(), 1, now(), now(), 'Bulk ' || i from generate_series(1, 6000) i`,
    ),
  )
  const truth = (await listed('account', {})).total.value
  for (const point of ['quality.mends', 'quality.part:1', 'quality.summed:1']) {
    await workspace.db.count(raw(`update ${at('quality')} set day = null where object <> ''`))
    expect([point, await killed('quality', point, { databaseUrl, dataFolder: runtime.dataFolder })]).toEqual([
      point,
      'SIGKILL',
    ])
  }
  const after = runtime.workspaces.get(workspace.id)!
  now = new Date()
  await countQuality(after)
  expect(await detail('account')).toMatchObject({ records: truth })
  const [parts] = await workspace.db.rows(
    raw(
      `select sum((counts->>'n')::int)::int, count(*)::int from ${at('quality_part')} where object = 'account' and dimension = 'all'`,
    ),
  )
  expect(parts).toEqual([truth, 2])
  const again = await detail('account')
  await countQuality(after)
  expect(await detail('account')).toEqual({ ...again, countedAt: expect.any(String) })
}, 300_000)

test('whoever is killed while a batch is set aside, or comes back, does the rest the next time, each record once', async () => {
  const { workspace, databaseUrl, runtime } = sampan
  const id = uuid()
  const kill = (what: string, point: string) => killed(what, point, { databaseUrl, dataFolder: runtime.dataFolder, id })
  const session = systemSession(workspace, 'job')
  const account = workspace.registry.object('account')
  const bulky = { name: { startsWith: 'Bulk 1' } }
  const live = async () => (await listed('account', bulky)).total.value
  const events = async (kind: string) => {
    const [row] = await workspace.db.rows(
      raw(`select count(*)::int from "${workspace.schema}".event where kind = '${kind}' and object = 'account'`),
    )
    return row![0]
  }
  expect(await live()).toBe(1_111)
  const before = [await events('setAside'), await events('putBack'), await events('deleted')] as number[]
  expect(await kill('aside', 'aside.chunk:2')).toBe('SIGKILL')
  expect(await live()).toBe(111)
  expect(await setAside(session, account, bulky, id)).toEqual({ done: 1_111, kept: 0 })
  expect(await live()).toBe(0)
  expect(await kill('back', 'aside.chunk:1')).toBe('SIGKILL')
  expect(await live()).toBe(500)
  const [own] = (await listed('account', { ...bulky, name: { startsWith: 'Bulk 1' } })).data
  await call('DELETE', `account/${own.id}`)
  expect(await putBack(session, account, id)).toEqual({ done: 611, kept: 0 })
  expect(await live()).toBe(1_110)
  expect([await events('setAside'), await events('putBack'), await events('deleted')]).toEqual([
    before[0]! + 1_111,
    before[1]! + 1_111,
    before[2]! + 1,
  ])
}, 300_000)
