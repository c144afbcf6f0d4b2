import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modules } from '#app'
import { addPerson } from '#engine/access/people.ts'
import { buildServer } from '#engine/http/server.ts'
import { openRuntime, type Runtime } from '#engine/runtime.ts'
import { systemSession } from '#engine/workspaces.ts'
import { buildRegistry } from '#kernel/registry.ts'
import { type Answer, startSampan, type TestSampan } from '../harness.ts'

/* An administrator makes an object with its fields, a rollup, a rule and a view; everything else follows, in every process. */

let sampan: TestSampan
let second: Runtime
const config = '/api/v1/configuration'
const label = (en: string, zh: string) => ({ en, zh })
const call = (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  url: string,
  body?: unknown,
  headers?: Record<string, string>,
) => sampan.call(sampan.admin, method, url, body, headers)
const add = (section: string, item: object) => call('POST', `${config}/draft/${section}`, item)
/** What the answer says is wrong, by field. */
const wrong = ({ body }: Answer) =>
  Object.fromEntries(body.errors.map((e: { field: string; detail: string }) => [e.field, e.detail]))

beforeAll(async () => {
  sampan = await startSampan()
  second = await openRuntime({
    databaseUrl: sampan.databaseUrl,
    registry: buildRegistry(modules),
    dataFolder: sampan.runtime.dataFolder,
    secret: 'a secret that only tests know, and long enough',
    baseUrl: 'http://127.0.0.1:7718',
    worker: false,
    poolSize: 4,
  })
})
afterAll(async () => {
  await second.close()
  await sampan.close()
})

test('nobody but an administrator knows that there is a configuration', async () => {
  const clerk = await sampan.person('Clerk', 'readOnly')
  expect((await sampan.call(null, 'GET', config)).status).toBe(401)
  for (const [method, url] of [
    ['GET', config],
    ['GET', `${config}/draft`],
    ['POST', `${config}/draft/objects`],
    ['POST', `${config}/publish`],
    ['GET', `${config}/export`],
  ] as const)
    expect((await sampan.call(clerk, method, url, method === 'POST' ? {} : undefined)).status, url).toBe(404)
})

describe('what cannot be is refused at its place', () => {
  test.each<[string, string, object, string, RegExp]>([
    [
      'a word of JavaScript as a key',
      'objects',
      { key: 'constructor', label: 'X', plural: 'X', title: 'name' },
      'key',
      /programming language/,
    ],
    [
      '__proto__',
      'objects',
      { key: '__proto__', label: 'X', plural: 'X', title: 'name' },
      'key',
      /programming language/,
    ],
    [
      'a Chinese key',
      'fields',
      { object: 'account', key: '车牌', type: 'text', label: '车牌' },
      'key',
      /English letters/,
    ],
    [
      'a key with a blank',
      'fields',
      { object: 'account', key: 'a b', type: 'text', label: 'x' },
      'key',
      /English letters/,
    ],
    [
      'an address of the API',
      'objects',
      { key: 'search', label: 'X', plural: 'X', title: 'name' },
      '',
      /address of the API/,
    ],
    [
      'an object that is there',
      'objects',
      { key: 'account', label: 'X', plural: 'X', title: 'name' },
      '',
      /declared twice/,
    ],
    [
      'a field that is there',
      'fields',
      { object: 'account', key: 'name', type: 'text', label: 'x' },
      '',
      /declared twice/,
    ],
    [
      'an unknown object',
      'fields',
      { object: 'acount', key: 'x', type: 'text', label: 'x' },
      'object',
      /Did you mean 'account'/,
    ],
    [
      'an unknown type',
      'fields',
      { object: 'account', key: 'x', type: 'txt', label: 'x' },
      'type',
      /Did you mean 'text'/,
    ],
    [
      'an option of another type',
      'fields',
      { object: 'account', key: 'x', type: 'boolean', label: 'x', options: [] },
      'options',
      /no such property/,
    ],
    [
      'a label too long',
      'fields',
      { object: 'account', key: 'x', type: 'text', label: '长'.repeat(81) },
      'label',
      /80 characters/,
    ],
    ['no label', 'fields', { object: 'account', key: 'x', type: 'text' }, 'label', /missing/],
    [
      'choices with one key',
      'fields',
      {
        object: 'account',
        key: 'x',
        type: 'select',
        label: 'x',
        options: [
          { key: 'a', label: 'A' },
          { key: 'a', label: 'B' },
        ],
      },
      'options.1.key',
      /Another choice/,
    ],
    [
      'a relation to nowhere',
      'fields',
      { object: 'account', key: 'x', type: 'relation', label: 'x', to: 'nowhere' },
      '',
      /unknown object/,
    ],
    [
      'a formula with a slip',
      'fields',
      { object: 'opportunity', key: 'x', type: 'formula', label: 'x', is: '{金额} * {可能}', result: 'number' },
      'is',
      /No field is called/,
    ],
    [
      'a formula too deep',
      'fields',
      {
        object: 'opportunity',
        key: 'x',
        type: 'formula',
        label: 'x',
        is: `${'('.repeat(60)}1${')'.repeat(60)}`,
        result: 'number',
      },
      'is',
      /deep/,
    ],
    [
      'a rollup over what does not point here',
      'fields',
      { object: 'account', key: 'x', type: 'rollup', label: 'x', over: 'product', through: 'name', compute: 'count' },
      'through',
      /relation that points here/,
    ],
    [
      'a rollup of text',
      'fields',
      {
        object: 'account',
        key: 'x',
        type: 'rollup',
        label: 'x',
        over: 'opportunity',
        through: 'account',
        compute: 'sum',
        of: 'name',
      },
      'of',
      /no sum/,
    ],
    ['a rule without a condition', 'rules', { object: 'account', label: 'x', message: 'x' }, 'must', /either a filter/],
    [
      'a rule on a hidden word',
      'rules',
      { object: 'account', label: 'x', message: 'x', must: { nmae: 'x' } },
      'must.nmae',
      /Did you mean 'name'/,
    ],
    [
      'a filter too deep',
      'rules',
      {
        object: 'account',
        label: 'x',
        message: 'x',
        must: JSON.parse(`${'{"not":'.repeat(30)}{"name":"x"}${'}'.repeat(30)}`),
      },
      'must',
      /too large/,
    ],
    [
      'a condition over another record',
      'conditions',
      { object: 'opportunity', field: 'amount', requiredWhen: { 'account.name': 'x' } },
      '',
      /no other/,
    ],
    [
      'a layout with an unknown field',
      'layouts',
      { key: 'x', object: 'account', label: 'x', list: ['nmae'] },
      'list',
      /Did you mean 'name'/,
    ],
  ])('%s', async (_name, section, item, field, words) => {
    const answer = await add(section, item)
    expect(answer.status, JSON.stringify(answer.body)).toBe(422)
    const at = field === '' ? 'null' : field
    expect(wrong(answer)[at], JSON.stringify(answer.body.errors)).toMatch(words)
  })

  test('nothing of it is in the draft, and there is nothing to publish', async () => {
    const { body } = await call('GET', `${config}/draft`)
    expect(body).toMatchObject({ revision: 0, base: 0, problems: [] })
    expect((await call('POST', `${config}/publish`, {})).status).toBe(409)
  })
})

test('an object with ten fields, a rollup, a rule and a view is published and everywhere at once', async () => {
  expect(
    (
      await add('objects', {
        key: 'vehicle',
        label: label('Vehicle', '车辆'),
        plural: 'Vehicles',
        title: 'name',
        traits: ['owned', 'timeline', 'importable'],
        reason: '车队管理',
        reviewAt: '2027-12-31',
      })
    ).status,
  ).toBe(201)
  const fields = [
    { key: 'plate', type: 'text', label: label('Plate', '车牌号'), unique: true, search: 'code', required: true },
    {
      key: 'maker',
      type: 'select',
      label: label('Maker', '品牌'),
      index: true,
      options: [
        { key: 'byd', label: label('BYD', '比亚迪') },
        { key: 'nio', label: label('NIO', '蔚来') },
      ],
    },
    { key: 'seats', type: 'number', label: label('Seats', '座位数'), integer: true, min: 1, max: 60, index: true },
    { key: 'price', type: 'money', label: label('Price', '购置价') },
    { key: 'bought', type: 'date', label: label('Bought', '购置日期'), index: true },
    { key: 'electric', type: 'boolean', label: label('Electric', '新能源') },
    {
      key: 'customer',
      type: 'relation',
      label: label('Customer', '所属客户'),
      to: 'account',
      inverse: 'vehicles',
      timeline: false,
    },
    { key: 'number', type: 'autonumber', label: label('Number', '编号'), prefix: 'V-', digits: 4 },
    {
      key: 'perSeat',
      type: 'formula',
      label: label('Per seat', '单座价'),
      is: '{购置价} / {座位数}',
      result: 'number',
    },
  ]
  for (const field of fields) {
    const made = await add('fields', { object: 'vehicle', ...field })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
  }
  const perSeat = (await call('GET', `${config}/draft`)).body.document.fields['vehicle.perSeat']
  expect(perSeat.is).toBe('price / seats')
  expect(perSeat).toMatchObject({ owner: 'admin@example.com', createdBy: 'admin@example.com' })
  const more: [string, object][] = [
    [
      'fields',
      {
        object: 'account',
        key: 'fleetValue',
        type: 'rollup',
        label: label('Fleet value', '车队总值'),
        over: 'vehicle',
        through: 'customer',
        compute: 'sum',
        of: 'price',
      },
    ],
    [
      'fields',
      {
        object: 'account',
        key: 'tier',
        type: 'select',
        label: label('Tier', '等级'),
        options: [
          { key: 'gold', label: '金' },
          { key: 'iron', label: '铁' },
        ],
        index: true,
      },
    ],
    [
      'rules',
      {
        key: 'seatsOfBuses',
        object: 'vehicle',
        label: label('Big ones are electric', '大车须为新能源'),
        when: { seats: { gt: 20 } },
        must: { electric: true },
        message: label('A vehicle of more than 20 seats is electric.', '20 座以上的车须为新能源。'),
        field: 'electric',
      },
    ],
    [
      'rules',
      {
        key: 'newish',
        object: 'vehicle',
        label: label('Bought after 2000', '2000 年后购置'),
        is: 'bought >= customer.createdDay or year({购置日期}) > 2000',
        message: 'x',
      },
    ],
    ['conditions', { object: 'vehicle', field: 'price', requiredWhen: { maker: 'nio' } }],
    [
      'views',
      {
        key: 'electricOnes',
        object: 'vehicle',
        label: label('Electric', '新能源车'),
        where: { electric: true },
        columns: ['name', 'plate', 'price'],
        sort: ['-bought'],
      },
    ],
    [
      'layouts',
      { key: 'vehicleForReaders', object: 'vehicle', label: '只读', roles: ['readOnly'], list: ['name', 'maker'] },
    ],
    ['labels', { object: 'account', field: 'website', label: label('Home page', '官网') }],
  ]
  for (const [section, item] of more) {
    const made = await add(section, item)
    if ('key' in item && item.key === 'newish') {
      expect(wrong(made).is).toMatch(/createdDay/)
      continue
    }
    expect(made.status, JSON.stringify(made.body)).toBe(201)
  }
  const plan = (await call('GET', `${config}/plan`)).body
  expect(plan.problems).toEqual([])
  expect(plan.ready).toBe(true)
  expect(plan.statements.join('\n')).toMatch(/create table "x_vehicle"/)
  expect(plan.changes.filter((c: { section: string }) => c.section === 'fields')).toHaveLength(12)
  const run = await call('POST', `${config}/publish`, { reason: '车队管理上线' })
  expect(run.body).toMatchObject({ state: 'done', version: 1, problems: [] })
})

test('its records are written, listed, filtered, sorted, grouped, found, imported and exported like any other', async () => {
  const { body: account } = await call('POST', '/api/v1/account', { name: '深圳大船物流' })
  const refused = await call('POST', '/api/v1/vehicle', { name: '大巴', plate: '粤B12345', seats: 45, maker: 'nio' })
  expect(refused.status).toBe(422)
  expect(wrong(refused)).toEqual({
    electric: 'A vehicle of more than 20 seats is electric.',
    price: 'Price is required.',
  })
  expect((await call('POST', '/api/v1/vehicle', { name: '无牌' })).status).toBe(422)
  const made = await call('POST', '/api/v1/vehicle', {
    name: '大巴',
    plate: '粤B12345',
    seats: 45,
    maker: 'nio',
    electric: true,
    price: 900_000,
    bought: '2026-03-01',
    customer: account.id,
  })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  expect(made.body).toMatchObject({
    number: 'V-0001',
    perSeat: 20_000,
    customer: { id: account.id, title: '深圳大船物流' },
  })
  const batch = await call('POST', '/api/v1/vehicle/batch', {
    create: [
      { name: '小车', plate: '粤B00001', seats: 5, maker: 'byd', electric: true, price: 100_000, customer: account.id },
      { name: '旧车', plate: '粤B00002', seats: 4, maker: 'byd', price: 20_000 },
    ],
  })
  expect(batch.status, JSON.stringify(batch.body)).toBe(200)
  expect((await call('POST', '/api/v1/vehicle', { name: '套牌', plate: '粤B00001', seats: 4 })).status).toBe(422)
  const where = encodeURIComponent(JSON.stringify({ maker: 'byd', 'customer.name': { contains: '大船' } }))
  const listed = (await call('GET', `/api/v1/vehicle?where=${where}&sort=-seats&count=exact&select=name,plate`)).body
  expect(listed).toMatchObject({ total: { value: 1 }, data: [{ name: '小车', plate: '粤B00001' }] })
  const sorted = (await call('GET', '/api/v1/vehicle?sort=-seats&limit=2&select=name')).body
  expect(sorted.data.map((r: { name: string }) => r.name)).toEqual(['大巴', '小车'])
  const rest = (await call('GET', `/api/v1/vehicle?sort=-seats&limit=2&select=name&after=${sorted.next}`)).body
  expect(rest.data.map((r: { name: string }) => r.name)).toEqual(['旧车'])
  const groups = (await call('POST', '/api/v1/vehicle/group', { by: ['maker'], measures: ['count', 'sum:price'] })).body
    .data
  expect(groups).toContainEqual({ by: ['byd'], measures: [2, [{ amount: '120000', currency: 'CNY' }]] })
  for (const q of ['粤B12345', 'daba', '大巴'])
    expect((await call('GET', `/api/v1/search?q=${encodeURIComponent(q)}`)).body.data[0], q).toMatchObject({
      object: 'vehicle',
      title: '大巴',
    })
  const page = (await call('GET', `/api/v1/account/${account.id}/page`)).body
  expect(page.record.fleetValue).toEqual({ amount: '1000000', currency: 'CNY' })
  expect(page.related.find((r: { object: string }) => r.object === 'vehicle')).toMatchObject({
    name: 'vehicles',
    total: 2,
  })
  const rich = encodeURIComponent(JSON.stringify({ fleetValue: { gte: 500_000 } }))
  expect((await call('GET', `/api/v1/account?where=${rich}&select=name`)).body.data).toMatchObject([
    { name: '深圳大船物流' },
  ])
  await call('PATCH', `/api/v1/vehicle/${made.body.id}`, { seats: 40 })
  const timeline = (await call('GET', `/api/v1/vehicle/${made.body.id}/timeline`)).body.data
  expect(timeline[0]).toMatchObject({ kind: 'updated', changes: { seats: [45, 40] } })
  const csv = (
    await call('GET', '/api/v1/vehicle/export?format=csv&sort=name', undefined, { 'accept-language': 'zh-CN' })
  ).body
  expect(String(csv)).toMatch(/车牌号/)
  expect(String(csv)).toMatch(/粤B12345/)
})

test('who is added through the workspace as it was before is known at once in the one of now', async () => {
  const { workspace: before } = sampan.admin
  const now = sampan.workspace
  expect(now).not.toBe(before)
  await now.directory.everyone()
  const late = { name: 'Late', email: 'late@example.com', role: 'readOnly' }
  const id = await addPerson(sampan.runtime, systemSession(before), late)
  expect(await now.directory.person(id)).toMatchObject({ name: 'Late' })
})

test('meta and OpenAPI tell of it, by the rights and the layout of each', async () => {
  const meta = (await call('GET', '/api/v1/meta')).body
  expect(meta.configuration).toBe(1)
  expect(meta.objects.vehicle).toMatchObject({
    custom: true,
    plural: 'Vehicles',
    conditions: { price: { requiredWhen: { maker: 'nio' } } },
  })
  expect(meta.objects.vehicle.listViews).toMatchObject([{ key: 'electricOnes', sort: ['-bought'] }])
  expect(meta.objects.vehicle.fields.plate).toMatchObject({ custom: true, unique: true })
  expect(meta.objects.vehicle.fields.plate.column).toBeUndefined()
  expect(meta.objects.account.fields.website.label).toEqual({ en: 'Home page', zh: '官网' })
  expect(meta.objects.account.views.page.at(-1)).toMatchObject({ fields: ['fleetValue', 'tier'] })
  const reader = await sampan.person('Reader', 'readOnly')
  const theirs = (await sampan.call(reader, 'GET', '/api/v1/meta')).body
  expect(theirs.objects.vehicle.views.list).toEqual(['name', 'maker'])
  expect(theirs.objects.vehicle.rights).toMatchObject({ create: false, update: false })
  const api = (await call('GET', '/openapi.json')).body
  expect(Object.keys(api.paths)).toContain('/api/v1/vehicle/{id}')
  expect(api.components.schemas.VehicleDraft.required).toEqual(['name', 'plate'])
})

test('a second process sees it as soon as it is told, without a restart', async () => {
  const app = await buildServer({ runtime: second, logLevel: 'silent' })
  const { key } = await sampan.runtime.catalogue.createApiKey(
    { workspaceId: sampan.workspace.id, userId: sampan.admin.principal.id! },
    'other',
  )
  const get = async (url: string) =>
    (await app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${key}` } })).json()
  await expect.poll(async () => (await get('/api/v1/meta')).configuration, { timeout: 4_000, interval: 20 }).toBe(1)
  expect((await get('/api/v1/vehicle?sort=name&select=name')).data).toHaveLength(3)
  await app.close()
})
