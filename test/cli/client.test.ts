import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { ApiDocument } from '../../src/cli/client/document.ts'
import { clientPackage } from '../../src/cli/client/package.ts'
import type { ObjectClient, Options, Reason, SampanError, Shape, Shared } from '../../src/cli/client/runtime.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { runOn } from './run.ts'

/* A client is made of a workspace with an object of its administrator's; it compiles strictly and works with a real server. */

type Loose = ObjectClient<
  Omit<Shape, 'record' | 'where' | 'actions'> & {
    record: { id: string; version: number; [field: string]: unknown }
    where: object
    actions: Record<string, object>
  }
>
type Made = Shared & Readonly<Record<'account' | 'opportunity' | 'vehicle', Loose>>

let sampan: TestSampan
let folder: string
let url: string
let made: { createClient: (options: Options) => Made; SampanError: typeof SampanError }
let client: Made
const inside = () => join(folder, 'node_modules', 'sampan-client')
const label = (en: string, zh: string) => ({ en, zh })

beforeAll(async () => {
  sampan = await startSampan()
  const add = (section: string, item: object) =>
    sampan.call(sampan.admin, 'POST', `/api/v1/configuration/draft/${section}`, item)
  await add('objects', { key: 'vehicle', label: label('Vehicle', '车辆'), plural: 'Vehicles', title: 'plate' })
  const fields = [
    { key: 'seats', type: 'number', integer: true, label: label('Seats */ of it', '座位数') },
    { key: 'bought', type: 'date', label: '购买日期' },
    {
      key: 'fuel',
      type: 'select',
      label: '燃料',
      options: [
        { key: 'petrol', label: '汽油' },
        { key: 'battery', label: '电' },
      ],
    },
    { key: 'account', type: 'relation', to: 'account', label: '客户' },
  ]
  for (const field of fields)
    expect((await add('fields', { object: 'vehicle', ...field })).body).not.toHaveProperty('errors')
  const published = await sampan.call(sampan.admin, 'POST', '/api/v1/configuration/publish', { reason: '车队' })
  expect(published.body, JSON.stringify(published.body)).toMatchObject({ state: 'done' })
  url = await sampan.app.listen({ host: '127.0.0.1', port: 0 })
  folder = mkdtempSync(join(tmpdir(), 'sampan-client-'))
  const { code, err } = await run(['client', '--out', inside(), '--as', 'admin@example.com'])
  expect(code, err).toBe(0)
  made = await import(pathToFileURL(join(inside(), 'index.js')).href)
  client = made.createClient({ url, key: await key(null), language: 'en' })
})
afterAll(async () => {
  if (folder) rmSync(folder, { recursive: true })
  await sampan.close()
})

const user = `
import { createClient, type Page, SampanError, type Vehicle } from 'sampan-client'

export async function main(url: string, key: string): Promise<string> {
  const sampan = createClient({ url, key })
  const account = await sampan.account.create({ name: '海通' })
  const made: Vehicle = await sampan.vehicle.create({ plate: '沪A12345', seats: 5, fuel: 'battery', account: account.id })
  const page: Page<Vehicle> = await sampan.vehicle.list({
    where: { fuel: { in: ['battery'] }, bought: { within: 'thisYear' }, 'account.name': { contains: '海' }, or: [{ seats: { gte: 4 } }, { account: null }] },
    sort: ['-seats', 'account.name'],
  })
  for await (const row of sampan.vehicle.each({ select: ['plate', 'account.owner.name'] })) {
    const plate: string | null = row.plate
    // @ts-expect-error only what was asked for is there
    row.seats
    if (plate) break
  }
  // @ts-expect-error no such field
  await sampan.vehicle.create({ plate: 'x', wheels: 4 })
  // @ts-expect-error a deal has a name
  await sampan.opportunity.create({ amount: 4 })
  // @ts-expect-error no such choice
  await sampan.vehicle.list({ where: { fuel: 'steam' } })
  // @ts-expect-error a number does not contain
  await sampan.vehicle.list({ where: { seats: { contains: '4' } } })
  // @ts-expect-error no such field to sort by
  await sampan.vehicle.list({ sort: ['wheels'] })
  const won = await sampan.opportunity.act('win', 'id', { amount: 5 })
  // @ts-expect-error no such action
  await sampan.opportunity.act('vanish', 'id')
  // @ts-expect-error losing needs a reason
  await sampan.opportunity.act('lose', 'id')
  try {
    await sampan.vehicle.update(made.id, { seats: null }, { version: made.version })
  } catch (error) {
    if (error instanceof SampanError && error.reason === 'stale') return error.errors[0]?.detail ?? page.next ?? ''
    throw error
  }
  return won.record?.name ?? ''
}
`

test('it compiles strictly, and what is wrong does not', async () => {
  writeFileSync(join(folder, 'user.ts'), user)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const options = {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    target: 'es2023',
    lib: ['es2023', 'dom', 'dom.iterable'],
  }
  const more = {
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    types: [],
  }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: { ...options, ...more },
      files: ['user.ts', ...['index', 'client', 'objects'].map((n) => `node_modules/sampan-client/${n}.ts`)],
    }),
  )
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')
  const said = await new Promise<string>((done) =>
    execFile(process.execPath, [tsc, '-p', folder], (_error, out, err) => done(out + err)),
  )
  expect(said).toBe('')
})

test('the command refuses a folder with something else in it, and a server that gives no document', async () => {
  const other = join(folder, 'other')
  mkdirSync(other)
  writeFileSync(join(other, 'mine.txt'), 'mine')
  expect(await run(['client', '--out', other])).toMatchObject({
    code: 3,
    err: expect.stringContaining('holds something else'),
  })
  expect(readFileSync(join(other, 'mine.txt'), 'utf8')).toBe('mine')
  expect(await run(['client', '--out', join(folder, 'new'), '--url', url])).toMatchObject({
    code: 3,
    err: expect.stringContaining('HTTP 401'),
  })
  vi.stubEnv('SAMPAN_KEY', await key(null))
  expect(await run(['client', '--out', join(folder, 'new'), '--url', url])).toMatchObject({ code: 0 })
  vi.unstubAllEnvs()
  expect(readFileSync(join(folder, 'new', 'objects.ts'), 'utf8')).toContain('export type Vehicle = {')
})

test('it is made for those who ask: what they may not do is not offered', async () => {
  const clerk = await sampan.person('Clerk', 'readOnly')
  const { body } = await sampan.call(clerk, 'GET', '/openapi.json')
  const files = clientPackage(body as ApiDocument, '0.0.0')
  expect(files['objects.ts']).toMatch(/readonly account: \{\n {2}readonly record: Account\n {2}readonly draft: never/)
  expect(files['objects.ts']).not.toContain('ApiKeyEntry')
})

test('what the server refuses is an error with its reason and its fields', async () => {
  const failed = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) => error as SampanError,
    )
  const stranger = made.createClient({ url, key: 'smp_nobody' })
  expect(await failed(stranger.account.list())).toMatchObject({ reason: 'unauthenticated', status: 401 })
  const reader = made.createClient({ url, key: await key({ write: false, objects: ['vehicle'] }) })
  expect(await failed(reader.vehicle.create({ plate: 'x' }))).toMatchObject({ reason: 'forbidden' })
  expect(await failed(reader.account.list())).toMatchObject({ reason: 'missing' })
  const wrong = await failed(client.vehicle.create({ seats: 'many' }))
  expect(wrong).toBeInstanceOf(made.SampanError)
  expect(wrong).toMatchObject({ reason: 'invalid', name: 'SampanError' })
  expect([wrong?.of('seats'), wrong?.of('plate')]).toEqual([expect.stringMatching(/number/), undefined])
  const vehicle = await client.vehicle.create({ plate: '京A1' })
  await client.vehicle.update(vehicle.id, { seats: 2 }, { version: vehicle.version })
  const stale = await failed(client.vehicle.update(vehicle.id, { seats: 3 }, { version: vehicle.version }))
  expect(stale).toMatchObject({ reason: 'stale', problem: { current: { seats: 2 } } })
  const nowhere = made.createClient({ url: 'http://127.0.0.1:9', key: 'x', retries: 0 })
  expect(await failed(nowhere.account.list())).toMatchObject({ reason: 'unreachable', status: 0 })
})

test('its reasons are those of the document', async () => {
  const { body } = await sampan.call(sampan.admin, 'GET', '/openapi.json')
  const known: Record<Exclude<Reason, 'unreachable'>, true> = {
    invalid: true,
    malformed: true,
    unauthenticated: true,
    forbidden: true,
    missing: true,
    conflict: true,
    stale: true,
    throttled: true,
    unavailable: true,
    internal: true,
  }
  const told: string[] = body.components.schemas.Problem.properties.type.enum
  expect(told.map((type) => type.split('#')[1]).sort()).toEqual(Object.keys(known).sort())
})

test('records are written, read page after page, counted, searched and acted on', async () => {
  const account = await client.account.create({ name: '海通机械' })
  const rows = await client.vehicle.batch({
    create: Array.from({ length: 7 }, (_, i) => ({ plate: `沪B${i}`, seats: i, account: account.id })),
  })
  expect(rows).toHaveLength(7)
  const where = { 'account.name': '海通机械', seats: { gte: 2 } }
  const found: unknown[] = []
  for await (const row of client.vehicle.each({ where, sort: ['seats'], limit: 2 })) found.push(row['seats'])
  expect(found).toEqual([2, 3, 4, 5, 6])
  const page = await client.vehicle.list({ where, select: ['plate', 'account.name'], limit: 1, count: 'exact' })
  expect(page).toMatchObject({ total: { value: 5, exact: true }, data: [{ account: { name: '海通机械' } }] })
  expect(await client.vehicle.group({ where, by: ['account'], measures: ['count', 'sum:seats'] })).toMatchObject([
    { measures: [5, '20'] },
  ])
  expect(await client.$search('海通')).toMatchObject([{ object: 'account', id: account.id }])
  await client.vehicle.delete(rows[0]!.id)
  expect((await client.vehicle.restore(rows[0]!.id)).id).toBe(rows[0]!.id)
  expect((await client.vehicle.timeline(rows[0]!.id)).data.length).toBeGreaterThan(1)
  const deal = await client.opportunity.create({
    name: '叉车',
    account: account.id,
    closeDate: '2026-12-01',
    amount: 1000,
  })
  const { record } = await client.opportunity.act('win', deal.id, { amount: 900 })
  expect(record).toMatchObject({ status: 'won' })
  expect(await client.$request('GET', '/api/v1/meta')).toMatchObject({ user: { admin: true } })
})

test('it waits when it is told to, and what got no answer is written once', async () => {
  const script: ('429' | 'lost' | 'real')[] = ['429', 'lost', 'real']
  const keys = new Set<string | null>()
  const patient = made.createClient({
    url,
    key: await key(null),
    fetch: async (input, init) => {
      keys.add(new Headers(init?.headers).get('idempotency-key'))
      const next = script.shift()
      if (next === '429') return new Response('', { status: 429, headers: { 'retry-after': '0.01' } })
      const answer = await fetch(input, init)
      // It arrived and was done; its answer never came back.
      if (next === 'lost') throw new TypeError('fetch failed')
      return answer
    },
  })
  await patient.vehicle.create({ plate: '粤C9' })
  expect(keys.size).toBe(1)
  expect((await client.vehicle.list({ where: { plate: '粤C9' } })).data).toHaveLength(1)
})

async function key(scope: { write: boolean; objects: string[] } | null): Promise<string> {
  const { body } = await sampan.call(sampan.admin, 'POST', '/api/v1/api-keys', { name: 'client', scope })
  return body.key
}
const run = (args: readonly string[]) => runOn(sampan, args)
