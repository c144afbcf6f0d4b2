import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook as Verifier } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { engineTable } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { keepHouse } from '#engine/housekeeping.ts'
import { openOutbound } from '#engine/outbound/outbound.ts'
import { checkWebhooks } from '#engine/webhooks/listening.ts'
import { startSender } from '#engine/webhooks/sender.ts'
import { signedHeaders } from '#engine/webhooks/sign.ts'
import { defineAction } from '#kernel/behaviour.ts'
import { defineObject } from '#kernel/object.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { moon, planet, region, sky, star, visit } from '../planets.ts'

/* Events go out to whoever asked for them, as she may see them, signed, until they arrive or three days are over. */

const ringing = defineObject('planet', {
  ...planet,
  emits: { rang: { label: { en: 'Rang', zh: '响' }, tells: { loud: 'mass', hush: 'secret', near: 'star' } } },
})
const ring = defineAction(ringing, 'ring', {
  label: { en: 'Ring', zh: '响' },
  input: {},
  run: async (record, _input, tx) =>
    tx.emit(ringing, record.id, 'rang', { loud: record.mass, hush: record.secret, near: record.star, unsaid: 'x' }),
})

type Heard = { url: string; headers: Record<string, string>; body: string }
let receiver: Server
let heard: Heard[] = []
/** What the receiver answers, by path. */
let answers: Record<string, { status: number; headers?: Record<string, string>; body?: string } | 'hang'> = {}
let base = ''
let sampan: TestSampan
let narrow: Session
let now = new Date('2026-11-22T08:00:00Z').getTime()
const hour = 3_600_000

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = request.url ?? ''
      heard.push({
        url,
        headers: request.headers as Record<string, string>,
        body: Buffer.concat(chunks).toString('utf8'),
      })
      const answer = answers[url] ?? { status: 204 }
      if (answer !== 'hang') response.writeHead(answer.status, answer.headers).end(answer.body)
    })
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  base = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  sampan = await startSampan({
    modules: sky({ objects: [region, star, ringing, moon, visit], actions: [ring] }),
    worker: true,
    allowNetworks: '127.0.0.0/8',
    language: 'en',
    clock: { now: () => new Date(now) },
  })
  const { body: role } = await sampan.call(sampan.admin, 'POST', '/api/v1/role', {
    name: 'Narrow',
    key: 'narrow',
    grants: {
      planet: { read: ['own', { where: { kind: 'ice' } }], update: 'own', fields: { note: 'hidden', owner: 'hidden' } },
      star: { read: 'own' },
    },
  })
  narrow = await sampan.person('Narrow', role.id)
})
afterAll(async () => {
  await sampan.close()
  receiver.closeAllConnections()
  await new Promise((done) => receiver.close(done))
})
beforeEach(async () => {
  await sampan.workspace.db.count(sql`delete from ${table('webhook')}`)
  await sampan.workspace.db.count(sql`delete from ${table('webhook_delivery')}`)
  heard = []
  answers = {}
})

const table = (name: string) => engineTable(sampan.workspace, name)
const call = (who: Session | null, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: unknown) =>
  sampan.call(who, method, url, body)
const hook = async (who: Session, path: string, events: string[], more: object = {}) => {
  const { status, body } = await call(who, 'POST', '/api/v1/webhooks', {
    name: path,
    url: base + path,
    events,
    ...more,
  })
  expect(status, JSON.stringify(body)).toBe(201)
  return body as { id: string; secret: string; active: boolean }
}
const make = async (values: object) => {
  const { status, body } = await call(sampan.admin, 'POST', '/api/v1/planet', { name: 'P', ...values })
  expect(status, JSON.stringify(body)).toBe(201)
  return body.id as string
}
const settle = () => sampan.runtime.settle()
const bodies = (path: string) => heard.filter(({ url }) => url === path).map(({ body }) => JSON.parse(body))
const log = async (id: string, who = sampan.admin) =>
  (await call(who, 'GET', `/api/v1/webhooks/${id}/deliveries`)).body.data

test('a webhook is refused with every reason at once', async () => {
  const wrong = async (body: object) =>
    (await call(narrow, 'POST', '/api/v1/webhooks', body)).body.errors.map((e: { field: string }) => e.field)
  // One without events is for flows to send to.
  expect(await wrong({})).toEqual(['name', 'url'])
  expect(await wrong({ events: [] })).toEqual(['name', 'url', 'events'])
  const right = { name: 'x', url: 'https://example.com/hook', events: ['planet.created'] }
  for (const url of ['ftp://x', 'http://10.0.0.1/', 'http://a:b@example.com', 'http://169.254.169.254/', 'nothing'])
    expect(await wrong({ ...right, url }), url).toEqual(['url'])
  // What she may not read is as unknown as what does not exist.
  for (const event of [
    'moon.created',
    'comet.created',
    'planet.exploded',
    'planet',
    '',
    'planet.created.x',
    '__proto__.x',
  ])
    expect(await wrong({ ...right, events: [event] }), event).toEqual(['events'])
  expect(await wrong({ ...right, where: { note: 'x' } })).toEqual(['where.note'])
  expect(await wrong({ ...right, where: [] })).toEqual(['where'])
  expect(await wrong({ ...right, fields: ['note'] })).toEqual(await wrong({ ...right, fields: ['qqq'] }))
  expect(await wrong({ ...right, events: ['planet.created', 'star.created'], fields: ['name'] })).toEqual(['fields'])
})

test('a webhook is nobody else’s, but an administrator sees it', async () => {
  const mine = await hook(sampan.admin, '/a', ['planet.created'])
  const hers = await hook(narrow, '/n', ['planet.created'])
  expect((await call(narrow, 'GET', '/api/v1/webhooks')).body.data.map((w: { id: string }) => w.id)).toEqual([hers.id])
  expect((await call(sampan.admin, 'GET', '/api/v1/webhooks')).body.data).toHaveLength(2)
  const ways: ['GET' | 'POST' | 'PATCH' | 'DELETE', string][] = [
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['POST', '/rotate'],
    ['POST', '/test'],
    ['GET', '/deliveries'],
    ['POST', `/deliveries/${mine.id}/replay`],
  ]
  for (const [method, path] of ways) {
    const answer = await call(narrow, method, `/api/v1/webhooks/${mine.id}${path}`, method === 'GET' ? undefined : {})
    expect(answer.status, `${method} ${path}`).toBe(404)
  }
  // The secret is shown once, and lies sealed.
  expect(mine.secret).toMatch(/^whsec_[\w+/]{43}=$/)
  expect(JSON.stringify((await call(sampan.admin, 'GET', '/api/v1/webhooks')).body)).not.toContain('whsec_')
  const stored = await sampan.workspace.db.rows(sql`select secret from ${table('webhook')}`)
  expect(String(stored)).not.toContain(mine.secret.slice(6))
})

test('what happens is sent signed, and can be verified with the library that receivers use', async () => {
  const { secret, id } = await hook(sampan.admin, '/sign', [
    'planet.created',
    'planet.updated',
    'planet.deleted',
    'planet.restored',
    'planet.rang',
  ])
  const p = await make({ name: 'Terra', mass: 3, kind: 'ice' })
  await settle()
  await call(sampan.admin, 'PATCH', `/api/v1/planet/${p}`, { mass: 4 })
  await settle() // several are sent side by side, in no promised order
  await call(sampan.admin, 'POST', `/api/v1/planet/${p}/ring`)
  await settle()
  await call(sampan.admin, 'DELETE', `/api/v1/planet/${p}`)
  await settle()
  await call(sampan.admin, 'POST', `/api/v1/planet/${p}/restore`)
  await settle()
  expect(bodies('/sign').map((b) => b.type)).toEqual([
    'planet.created',
    'planet.updated',
    'planet.rang',
    'planet.deleted',
    'planet.restored',
  ])
  for (const { headers, body } of heard) {
    expect(headers['webhook-timestamp']).toBe(String(now / 1_000))
    expect(headers['content-type']).toBe('application/json')
    const real = { ...headers, 'webhook-timestamp': String(Math.floor(Date.now() / 1_000)) }
    expect(() => new Verifier(secret).verify(body, real)).toThrow() // the time is signed too
    expect(signedHeaders({ id: headers['webhook-id']!, body, at: new Date(now) }, [secret])['webhook-signature']).toBe(
      headers['webhook-signature'],
    )
  }
  const [created, updated, rang, deleted] = bodies('/sign')
  expect(created).toMatchObject({
    timestamp: new Date(now).toISOString(),
    data: { object: 'planet', id: p, via: 'api' },
  })
  expect(updated.data.changes).toEqual({ mass: [3, 4] })
  expect(updated.data.record).toMatchObject({ id: p, name: 'Terra', mass: 4 })
  expect(rang.data.details).toEqual({ loud: 4, hush: null, near: null })
  expect(deleted.data.record).toBe(null)
  const told = await log(id)
  expect(told).toHaveLength(5)
  expect(told[4]).toMatchObject({ type: 'planet.created', status: 'delivered', nextAt: null, request: heard[0]!.body })
  expect(told[4].attempts).toEqual([
    { n: 1, at: expect.any(String), ms: expect.any(Number), status: 204, answer: '', error: null },
  ])
})

test('the vendor’s vector is signed as the vendor signs it', () => {
  // https://github.com/standard-webhooks/standard-webhooks, spec and libraries: the vector that all of them share
  const at = new Date(1614265330_000)
  const headers = signedHeaders({ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}', at }, [
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  ])
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

test('what is sent is what its owner may see when it goes out, and of what is hidden from her, nothing', async () => {
  const all = ['created', 'updated', 'deleted', 'rang'].map((kind) => `planet.${kind}`)
  const { id } = await hook(narrow, '/narrow', all)
  const distant = (await call(sampan.admin, 'POST', '/api/v1/star', { name: 'Distant' })).body.id
  const hidden = await make({ name: 'Hidden', kind: 'rock' })
  const seen = await make({ name: 'Seen', kind: 'ice', note: 'for nobody', secret: 7, mass: 2, star: distant })
  await settle()
  await call(sampan.admin, 'PATCH', `/api/v1/planet/${hidden}`, { mass: 1 })
  await call(sampan.admin, 'POST', `/api/v1/planet/${seen}/ring`)
  await call(sampan.admin, 'DELETE', `/api/v1/planet/${hidden}`)
  await settle()
  expect(bodies('/narrow').map((b) => `${b.type} ${b.data.id}`)).toEqual([
    `planet.created ${seen}`,
    `planet.rang ${seen}`,
  ])
  const text = heard.map(({ body }) => body).join()
  for (const secret of ['for nobody', 'note', 'secret', distant, hidden, 'unsaid', 'owner"'])
    expect(text, secret).not.toContain(secret)
  const [created, rang] = bodies('/narrow')
  expect(created.data.changes.star).toEqual([null, { hidden: true }])
  expect(created.data.record.star).toEqual({ hidden: true })
  expect(rang.data.details).toEqual({ loud: 2, near: { hidden: true } })
  // Nor does the log tell that there was something.
  expect(await log(id, narrow)).toHaveLength(2)
  // It melts before the message goes out: then it is hers no more.
  answers['/narrow'] = { status: 500 }
  const melting = await make({ name: 'Melting', kind: 'ice' })
  await settle()
  await call(sampan.admin, 'PATCH', `/api/v1/planet/${melting}`, { kind: 'gas' })
  answers = {}
  heard = []
  now += hour
  await settle()
  expect(heard).toEqual([])
})

test('somebody who is disabled is sent nothing', async () => {
  const { body: role } = await call(sampan.admin, 'GET', '/api/v1/role?where={"key":"narrow"}')
  const leaving = await sampan.person('Leaving', role.data[0].id)
  await hook(leaving, '/leaving', ['planet.created'])
  await call(sampan.admin, 'POST', `/api/v1/user/${leaving.principal.id}/disable`)
  await make({ kind: 'ice' })
  await settle()
  expect(heard).toEqual([])
})

test('a filter and a choice of fields narrow what is sent', async () => {
  await hook(sampan.admin, '/few', ['planet.created', 'planet.updated'], {
    where: { mass: { gte: 5 } },
    fields: ['name', 'mass', 'star.name'],
  })
  await make({ name: 'Light', mass: 1 })
  const heavy = await make({ name: 'Heavy', mass: 9, note: 'x' })
  await settle()
  expect(bodies('/few').map((b) => b.data)).toEqual([
    {
      eventId: expect.any(String),
      object: 'planet',
      id: heavy,
      actorId: null,
      via: 'api',
      changes: { name: [null, 'Heavy'], mass: [null, 9] },
      record: { id: heavy, name: 'Heavy', mass: 9, star: null },
    },
  ])
  // A field that she may no longer see is left out; a filter over it matches nothing.
  const { body: role } = await call(sampan.admin, 'POST', '/api/v1/role', {
    name: 'Wide',
    key: 'wide',
    grants: { planet: { read: 'all' } },
  })
  const wide = await sampan.person('Wide', role.id)
  await hook(wide, '/fields', ['planet.updated'], { fields: ['name', 'mass'] })
  await hook(wide, '/filter', ['planet.updated'], { where: { mass: { gte: 5 } } })
  await call(sampan.admin, 'PATCH', `/api/v1/role/${role.id}`, {
    grants: { planet: { read: 'all', fields: { mass: 'hidden' } } },
  })
  await call(sampan.admin, 'PATCH', `/api/v1/planet/${heavy}`, { mass: 10, name: 'Heavier' })
  await settle()
  expect(bodies('/fields').map((b) => b.data.record)).toEqual([{ id: heavy, name: 'Heavier' }])
  expect(bodies('/filter')).toEqual([])
})

test('what does not arrive is tried again by the schedule for three days, under the same id', async () => {
  answers['/down'] = { status: 503, body: 'no' }
  const { id } = await hook(sampan.admin, '/down', ['planet.created'])
  await make({})
  const begun = now
  const times: number[] = []
  for (let i = 0; i < 12; i++) {
    await settle()
    const [delivery] = await log(id)
    if (delivery.nextAt === null) break
    expect(delivery.attempts).toHaveLength(i + 1)
    times.push((Date.parse(delivery.nextAt) - now) / 1_000)
    now = Date.parse(delivery.nextAt)
  }
  const waits = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
  expect(times).toHaveLength(waits.length)
  for (const [i, wait] of waits.entries()) {
    expect(times[i]).toBeGreaterThanOrEqual(wait)
    expect(times[i]).toBeLessThanOrEqual(wait * 1.2)
  }
  const [delivery] = await log(id)
  expect(delivery).toMatchObject({ status: 'failed', nextAt: null })
  expect(delivery.attempts[9]).toMatchObject({ n: 10, status: 503, answer: 'no' })
  expect(heard).toHaveLength(10)
  expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  expect((await call(sampan.admin, 'GET', `/api/v1/webhooks/${id}`)).body).toMatchObject({
    active: true,
    failingSince: new Date(begun).toISOString(),
  })
  // By hand it goes out again, under the same id; then all is well.
  answers = {}
  const table = engineTable(sampan.workspace, 'webhook_delivery')
  const mark = (status: string) =>
    sampan.workspace.db.count(sql`update ${table} set status = ${status} where id = ${delivery.id}::uuid`)
  await mark('sending')
  const busy = await call(sampan.admin, 'POST', `/api/v1/webhooks/${id}/deliveries/${delivery.id}/replay`, {})
  expect(busy).toMatchObject({ status: 409, body: { detail: expect.stringContaining('being sent right now') } })
  await mark('failed')
  expect((await call(sampan.admin, 'POST', `/api/v1/webhooks/${id}/deliveries/${delivery.id}/replay`, {})).status).toBe(
    202,
  )
  await settle()
  expect(heard).toHaveLength(11)
  expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  expect((await log(id))[0].status).toBe('delivered')
  expect((await call(sampan.admin, 'GET', `/api/v1/webhooks/${id}`)).body.failingSince).toBe(null)
})

test('a redirect is no success, and a receiver that asks for patience is left alone', async () => {
  answers['/moved'] = { status: 302, headers: { location: '/elsewhere' } }
  answers['/busy'] = { status: 429, headers: { 'retry-after': '600' } }
  const moved = await hook(sampan.admin, '/moved', ['planet.created'])
  const busy = await hook(sampan.admin, '/busy', ['planet.created'])
  await make({})
  await settle()
  expect(heard.map(({ url }) => url).sort()).toEqual(['/busy', '/moved'])
  expect((await log(moved.id))[0]).toMatchObject({ status: 'waiting', attempts: [{ status: 302 }] })
  expect(Date.parse((await log(busy.id))[0].nextAt) - now).toBe(600_000)
})

test('a receiver that is gone, or has failed for days, is switched off, and its owner finds out why', async () => {
  answers['/gone'] = { status: 410 }
  answers['/dead'] = { status: 500 }
  const gone = await hook(sampan.admin, '/gone', ['planet.created'])
  const dead = await hook(sampan.admin, '/dead', ['planet.created'])
  await make({})
  await settle()
  const told = async (id: string) => (await call(sampan.admin, 'GET', `/api/v1/webhooks/${id}`)).body
  expect(await told(gone.id)).toMatchObject({ active: false, stopped: 'gone' })
  expect(await told(dead.id)).toMatchObject({ active: true, stopped: null })
  now += 121 * hour
  await make({})
  await settle()
  expect(await told(dead.id)).toMatchObject({ active: false, stopped: 'failing' })
  heard = []
  now += 48 * hour
  await make({})
  await settle()
  expect(heard).toEqual([])
  // Switched on again it begins afresh, with what had not arrived.
  answers = {}
  await call(sampan.admin, 'PATCH', `/api/v1/webhooks/${dead.id}`, { active: true })
  expect(await told(dead.id)).toMatchObject({ active: true, stopped: null, failingSince: null })
  await settle()
  expect(heard.map(({ url }) => url)).toEqual(['/dead', '/dead'])
})

test('after a rotation both secrets sign for a day', async () => {
  const { id, secret: old } = await hook(sampan.admin, '/rotate', ['planet.created'])
  const { body } = await call(sampan.admin, 'POST', `/api/v1/webhooks/${id}/rotate`, {})
  await make({})
  await settle()
  now += 25 * hour
  await make({})
  await settle()
  const signatures = (i: number) => heard[i]!.headers['webhook-signature']!.split(' ')
  const sign = (i: number, secret: string) =>
    new Verifier(secret).sign(
      heard[i]!.headers['webhook-id']!,
      new Date(Number(heard[i]!.headers['webhook-timestamp']) * 1_000),
      heard[i]!.body,
    )
  expect(signatures(0)).toEqual([sign(0, body.secret), sign(0, old)])
  expect(signatures(1)).toEqual([sign(1, body.secret)])
})

test('a test message goes out by itself, and what is off is not sent', async () => {
  const { id } = await hook(sampan.admin, '/try', ['planet.created'])
  expect((await call(sampan.admin, 'POST', `/api/v1/webhooks/${id}/test`, {})).status).toBe(202)
  await settle()
  expect(bodies('/try')).toMatchObject([{ type: 'webhook.test', data: { webhook: '/try' } }])
  await call(sampan.admin, 'PATCH', `/api/v1/webhooks/${id}`, { active: false })
  await make({})
  await settle()
  expect(heard).toHaveLength(1)
  expect((await call(sampan.admin, 'DELETE', `/api/v1/webhooks/${id}`)).status).toBe(204)
  expect((await call(sampan.admin, 'GET', `/api/v1/webhooks/${id}`)).status).toBe(404)
})

test('a host that never answers stalls itself and nobody else', async () => {
  answers['/hang'] = 'hang'
  const deaf = await hook(sampan.admin, '/hang', ['planet.created'])
  // another port is another host
  const other = createServer((_request, response) => {
    arrived++
    response.writeHead(204).end()
  })
  let arrived = 0
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`
  await call(sampan.admin, 'POST', '/api/v1/webhooks', { name: 'other', url, events: ['planet.created'] })
  await call(sampan.admin, 'POST', '/api/v1/planet/batch', {
    create: Array.from({ length: 40 }, () => ({ name: 'x' })),
  })
  await expect.poll(() => arrived, { timeout: 5_000 }).toBe(40)
  expect(heard).toHaveLength(4)
  answers = {}
  receiver.closeAllConnections()
  await call(sampan.admin, 'DELETE', `/api/v1/webhooks/${deaf.id}`)
  await settle()
  other.close()
})

test('two workers side by side attempt each delivery once', async () => {
  const beside = startSender({
    workspaces: sampan.runtime.workspaces,
    outbound: openOutbound({ allowNetworks: '127.0.0.0/8' }),
    log: () => {},
    sweepMs: 5,
  })
  await hook(sampan.admin, '/twice', ['planet.created'])
  for (let i = 0; i < 3; i++)
    await call(sampan.admin, 'POST', '/api/v1/planet/batch', {
      create: Array.from({ length: 60 }, () => ({ name: 'x' })),
    })
  await settle()
  await beside.settle()
  await beside.stop()
  expect(heard).toHaveLength(180)
  expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(180)
})

test('the log is kept for a month', async () => {
  const { id } = await hook(sampan.admin, '/old', ['planet.created'])
  await make({})
  await settle()
  now += 29 * 24 * hour
  await keepHouse(sampan.workspace)
  expect(await log(id)).toHaveLength(1)
  now += 25 * hour
  await keepHouse(sampan.workspace)
  expect(await log(id)).toEqual([])
})

test('an event is kept for webhooks that another process has made meanwhile', async () => {
  const { workspace } = sampan
  const quiet = await hook(sampan.admin, '/quiet', ['star.created'])
  await sampan.workspace.db.count(
    sql`update ${table('webhook')} set events = '["planet.created"]'::jsonb, updated_at = updated_at + ${'1 second'}::interval where id = ${quiet.id}::uuid`,
  )
  await make({ name: 'told at once, since this process knows no better' })
  await checkWebhooks(workspace)
  await make({ name: 'Heard' })
  await settle()
  expect(bodies('/quiet').map((b) => b.data.record.name)).toContain('Heard')
})

test('programs may use the words of REST hooks', async () => {
  expect((await call(narrow, 'GET', '/api/v1/hooks/samples/moon.created')).status).toBe(404)
  expect((await call(narrow, 'GET', '/api/v1/hooks/samples/planet.qqq')).status).toBe(404)
  expect((await call(sampan.admin, 'GET', '/api/v1/hooks/samples/star.restored')).body).toHaveLength(1)
  const p = await make({ name: 'Sample', kind: 'ice' })
  const { body: samples } = await call(narrow, 'GET', '/api/v1/hooks/samples/planet.created')
  expect(samples[0]).toMatchObject({ type: 'planet.created', data: { id: p, record: { name: 'Sample' } } })
  expect(JSON.stringify(samples)).not.toContain('note')
  const { status, body } = await call(narrow, 'POST', '/api/v1/hooks', {
    event: 'planet.created',
    targetUrl: `${base}/zap`,
  })
  expect(status).toBe(201)
  const q = await make({ name: 'Zapped', kind: 'ice' })
  await settle()
  expect(bodies('/zap').map((b) => b.data.id)).toEqual([q])
  expect((await call(narrow, 'DELETE', `/api/v1/hooks/${body.id}`)).status).toBe(204)
  expect((await call(narrow, 'GET', '/api/v1/webhooks')).body.data).toEqual([])
})
