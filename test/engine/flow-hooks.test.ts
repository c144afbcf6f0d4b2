import { createHmac } from 'node:crypto'
import { Webhook as Signer } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineTable, type Session } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { keepHouse } from '#engine/housekeeping.ts'
import type { FlowDefinition, FlowTrigger } from '#kernel/flow.ts'
import { flows } from '#modules/flows/module.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'

/* Flows that other systems set off: what a stranger may send to their secret address, and what comes of it. */

let now = Date.parse('2026-03-02T02:00:00.000Z')
let sampan: TestSampan
let keeper: Session
let other: Session

beforeAll(async () => {
  sampan = await startSampan({
    modules: [...sky(), flows],
    clock: { now: () => new Date(now) },
    worker: true,
    language: 'en',
  })
  const own = { read: ['own'], create: true, update: ['own'], delete: ['own'], actions: 'all' }
  const role = async (key: string, grants: object) =>
    (await sampan.call(sampan.admin, 'POST', '/api/v1/role', { name: key, key, grants })).body.id as string
  keeper = await sampan.person('Keeper', await role('keeper', { planet: own, moon: own, flow: own }))
  other = await sampan.person('Other', await role('other', { flow: { read: 'all' }, planet: { read: 'all' } }))
})
afterAll(() => sampan.close())

const settle = () => sampan.runtime.settle()
let count = 0

/** A flow with its address; `live` lets it run. */
async function hook(
  who: Session,
  trigger: Partial<Extract<FlowTrigger, { on: 'webhook' }>>,
  steps: FlowDefinition['steps'],
  live: 'live' | 'draft' = 'live',
): Promise<{ id: string; path: string }> {
  const draft = { trigger: { on: 'webhook', object: null, inputs: [], ...trigger }, steps }
  const { body } = await sampan.call(who, 'POST', '/api/v1/flow', { name: `Hook ${++count}`, draft })
  const id = body.id as string
  if (live === 'live') expect((await sampan.call(who, 'POST', `/api/v1/flow/${id}/publish`, {})).status).toBe(200)
  const made = await sampan.call(who, 'POST', `/api/v1/flows/${id}/address`, {})
  expect(made.status).toBe(201)
  return { id, path: made.body.path }
}

async function send(url: string, payload: unknown, headers: Record<string, string> = {}) {
  const response = await sampan.app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  })
  return { status: response.statusCode, body: response.json() }
}

const seen = async (id: string, who = sampan.admin) =>
  (await sampan.call(who, 'GET', `/api/v1/flows/${id}/address`)).body as {
    address: { signed: boolean } | null
    calls: { status: string; body: unknown; reason: string | null; run: string | null }[]
  }
const runsOf = async (id: string) =>
  (await sampan.call(sampan.admin, 'GET', `/api/v1/flows/${id}/runs`)).body.data as { id: string; status: string }[]
const planets = async (name: string) =>
  (await sampan.call(sampan.admin, 'GET', `/api/v1/planet?where=${JSON.stringify({ name })}&select=name,mass,note`))
    .body.data as { id: string; mass: number | null; note: string | null }[]

const makes: FlowDefinition['steps'] = [
  { id: 'm', kind: 'create', object: 'planet', input: { name: '{{data.name}}', mass: { from: 'data.mass' } } },
]
const inputs = [
  { key: 'name', path: 'planet.name', required: true },
  { key: 'mass', path: 'planet.facts.0.mass' },
]

test('an address that means nothing is not found, whatever is sent there; what cannot be read is refused', async () => {
  const { path } = await hook(sampan.admin, { inputs }, makes)
  const [, , short] = path.split('/')
  for (const wrong of [
    `/hooks/${short}/nothing`,
    `/hooks/${short}/${'a'.repeat(43)}`,
    `/hooks/nowhere/${path.split('/')[3]}`,
  ])
    expect((await send(wrong, {})).status).toBe(404)
  expect((await send(path, '{"planet": ')).status).toBe(400)
  expect((await send(path, '['.repeat(60) + ']'.repeat(60))).status).toBe(400)
  expect((await send(path, 'x', { 'content-type': 'text/xml' })).status).toBe(400)
  expect((await send(path, JSON.stringify({ much: 'x'.repeat(300_000) }))).status).toBe(400)
  expect((await send(path, {}, { 'idempotency-key': 'k'.repeat(201) })).status).toBe(400)
  expect(await planets('x')).toEqual([])
})

test('only the owner and administrators see and change the address, and nobody reads it from the database', async () => {
  const { id, path } = await hook(keeper, { inputs }, makes)
  for (const [method, body] of [['GET'], ['POST', {}], ['PATCH', { signed: true }], ['DELETE']] as const)
    expect((await sampan.call(other, method, `/api/v1/flows/${id}/address`, body)).status).toBe(403)
  expect((await sampan.call(keeper, 'PATCH', `/api/v1/flows/${id}/address`, { signed: 'yes' })).status).toBe(422)
  expect(await seen(id, keeper)).toMatchObject({ address: { signed: false }, calls: [] })
  const { workspace } = sampan
  const rows = await workspace.db.rows(sql`select to_jsonb(a)::text from ${engineTable(workspace, 'flow_address')} a`)
  expect(rows.join()).not.toContain(path.split('/')[3])

  // Another one ends the first at once; one that is closed, and one of a flow that is deleted, are found no more.
  const { body } = await sampan.call(keeper, 'POST', `/api/v1/flows/${id}/address`, {})
  expect((await send(path, { planet: { name: 'Late' } })).status).toBe(404)
  expect((await send(body.path, { planet: { name: 'Rotated' } })).status).toBe(202)
  await sampan.call(keeper, 'DELETE', `/api/v1/flows/${id}/address`)
  expect((await send(body.path, { planet: { name: 'Late' } })).status).toBe(404)
  expect((await sampan.call(keeper, 'DELETE', `/api/v1/flows/${id}/address`)).status).toBe(404)
  expect((await sampan.call(keeper, 'PATCH', `/api/v1/flows/${id}/address`, { signed: true })).status).toBe(409)
  const again = await sampan.call(keeper, 'POST', `/api/v1/flows/${id}/address`, {})
  await sampan.call(keeper, 'DELETE', `/api/v1/flow/${id}`)
  expect((await send(again.body.path, { planet: { name: 'Late' } })).status).toBe(404)
  await settle()
  expect([await planets('Late'), await planets('Rotated')]).toMatchObject([[], [{}]])
  const { body: audit } = await sampan.call(sampan.admin, 'GET', '/api/v1/audit?object=sampan.workspace&limit=50')
  const kinds = audit.data.map(({ kind }: { kind: string }) => kind)
  expect(kinds).toEqual(expect.arrayContaining(['flowAddressMade', 'flowAddressClosed']))
})

test('what is sent sets the flow off once for its key, with the inputs that the flow takes; a form does as well', async () => {
  const { id, path } = await hook(sampan.admin, { inputs }, makes)
  const key = { 'idempotency-key': 'order 17' }
  const sent = { planet: { name: 'Vulcan\u0000', facts: [{ mass: 12.5 }], half: '\ud800' }, more: true }
  const first = await send(path, sent, key)
  expect(first).toEqual({ status: 202, body: { run: expect.any(String) } })
  expect(await send(path, sent, key)).toEqual(first)
  expect(
    (await send(path, 'planet.name=x&name=Form', { 'content-type': 'application/x-www-form-urlencoded' })).status,
  ).toBe(422)
  await settle()
  expect(await planets('Vulcan')).toMatchObject([{ mass: 12.5 }])
  expect((await runsOf(id)).map(({ status }) => status)).toEqual(['done'])
  expect((await seen(id)).calls.map(({ status }) => status)).toEqual(['refused', 'begun', 'begun'])

  const form = await hook(
    sampan.admin,
    { inputs: [{ key: 'name', path: 'name' }] },
    makes.map((step) => ({ ...step, input: { name: '{{data.name}}' } })),
  )
  expect(
    (await send(form.path, 'name=From+a+form', { 'content-type': 'application/x-www-form-urlencoded' })).status,
  ).toBe(202)
  await settle()
  expect(await planets('From a form')).toHaveLength(1)
})

test('an input that must be there and is not: the sender hears where, the owner hears of it, and sees what came', async () => {
  const { id, path } = await hook(keeper, { inputs }, makes)
  const { status, body } = await send(path, { planet: { name: '' } })
  expect([status, body.errors[0].field]).toEqual([422, 'planet.name'])
  expect((await send(path, { planet: { name: 'x'.repeat(20_001) } })).status).toBe(422)
  const { body: bell } = await sampan.call(keeper, 'GET', '/api/v1/notifications')
  expect(
    bell.data.filter(
      ({ kind, record }: { kind: string; record: { id: string } }) => kind === 'flowFailed' && record.id === id,
    ),
  ).toHaveLength(1)
  expect((await seen(id, keeper)).calls.at(-1)).toMatchObject({
    status: 'refused',
    body: { planet: { name: '' } },
    run: null,
  })
})

test('a signature that is asked for must fit: by Standard Webhooks or over the body; a new secret ends the old one', async () => {
  const { id, path } = await hook(sampan.admin, { inputs }, makes)
  const ask = async () =>
    (await sampan.call(sampan.admin, 'PATCH', `/api/v1/flows/${id}/address`, { signed: true })).body.secret as string
  const old = await ask()
  const secret = await ask()
  const text = JSON.stringify({ planet: { name: 'Signed' } })
  const hmac = (key: string) => createHmac('sha256', key).update(text).digest('hex')
  const at = new Date()
  const standard = (key: string) => ({
    'webhook-id': 'msg 1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Signer(key).sign('msg 1', at, text),
  })
  for (const headers of [
    {},
    { 'x-signature-256': 'sha256=' },
    { 'x-signature-256': hmac(old) },
    { 'x-hub-signature-256': `sha256=${hmac(secret).replace(/./, 'x')}` },
    standard(old),
    { ...standard(secret), 'webhook-id': 'msg 2' },
  ])
    expect((await send(path, text, headers as Record<string, string>)).status).toBe(401)
  expect((await seen(id)).calls[0]).toMatchObject({ status: 'refused', body: null })
  expect((await send(path, text, { 'x-hub-signature-256': `sha256=${hmac(secret)}` })).status).toBe(202)
  expect((await send(path, text, standard(secret))).status).toBe(202)
  await settle()
  expect(await planets('Signed')).toHaveLength(2)
  await sampan.call(sampan.admin, 'PATCH', `/api/v1/flows/${id}/address`, { signed: false })
  expect((await send(path, text)).status).toBe(202)
})

test('it is about the one record that is meant, as the owner may find it; the sender learns nothing of records', async () => {
  const note: FlowDefinition['steps'] = [{ id: 'n', kind: 'update', input: { note: 'said {{data.what}} to {{name}}' } }]
  const about = {
    object: 'planet',
    by: { field: 'name', input: 'who' },
    inputs: [
      { key: 'who', path: 'who' },
      { key: 'what', path: 'what' },
    ],
    where: { kind: { in: ['ice'] } },
  } as const
  const { id, path } = await hook(keeper, about, note)
  const make = async (who: Session, values: object) => sampan.call(who, 'POST', '/api/v1/planet', values)
  await make(keeper, { name: 'Mine', kind: 'ice' })
  await make(keeper, { name: 'Rocky', kind: 'rock' })
  await make(sampan.admin, { name: 'Theirs', kind: 'ice' })
  for (let i = 0; i < 2; i++) await make(keeper, { name: 'Twice', kind: 'ice' })
  const answers = []
  for (const who of ['Mine', 'Rocky', 'Theirs', 'Twice', 'Nobody', { deep: 1 }, null])
    answers.push(await send(path, { who, what: 'hello' }))
  expect(answers.map(({ status }) => status)).toEqual(Array(7).fill(202))
  expect(answers.map(({ body }) => body.run)).toEqual([expect.any(String), null, null, null, null, null, null])
  await settle()
  expect((await planets('Mine'))[0]).toMatchObject({ note: 'said hello to Mine' })
  expect((await planets('Theirs'))[0]).toMatchObject({ note: null })
  const { calls } = await seen(id, keeper)
  expect(calls.map(({ status }) => status)).toEqual([...Array(6).fill('unmatched'), 'begun'])
  expect(calls[3]?.reason).toMatch(/More than one/)

  // Often is no circle: a busy system is not taken for a flow that sets itself off.
  for (let i = 0; i < 15; i++) await send(path, { who: 'Mine', what: `word ${i}` })
  await settle()
  expect((await runsOf(id)).map(({ status }) => status)).toEqual(Array(16).fill('done'))
  expect((await seen(id, keeper)).calls).toHaveLength(20)
})

test('before it is live, and while it rests, what comes is kept for the owner to see, and nothing begins', async () => {
  const { id, path } = await hook(sampan.admin, { inputs }, makes, 'draft')
  expect(await send(path, { planet: { name: 'Early' } })).toEqual({ status: 202, body: { run: null } })
  expect((await seen(id)).calls).toMatchObject([{ status: 'kept', body: { planet: { name: 'Early' } } }])
  const { body } = await sampan.call(sampan.admin, 'POST', `/api/v1/flows/${id}/test`, { recordId: null })
  expect(body).toMatchObject({ ended: 'end', steps: [{ status: 'done', input: { name: 'Early' } }] })
  await sampan.call(sampan.admin, 'POST', `/api/v1/flow/${id}/publish`, {})
  await sampan.call(sampan.admin, 'POST', `/api/v1/flow/${id}/pause`, {})
  expect((await send(path, { planet: { name: 'Resting' } })).body).toEqual({ run: null })
  await settle()
  expect([await planets('Early'), await planets('Resting')]).toEqual([[], []])
  now += 31 * 86_400_000
  await keepHouse(sampan.workspace)
  expect((await seen(id)).calls).toEqual([])
})

test('what is wrong with what it takes keeps it from going live, at its place', async () => {
  const wrong = async (trigger: object, steps = makes) => {
    const draft = { trigger: { on: 'webhook', object: null, inputs, ...trigger }, steps }
    const { body } = await sampan.call(sampan.admin, 'POST', '/api/v1/flow', { name: `Wrong ${++count}`, draft })
    const answer = await sampan.call(sampan.admin, 'POST', `/api/v1/flow/${body.id}/publish`, {})
    return answer.body.errors?.map(({ field }: { field: string }) => field)
  }
  expect(await wrong({ inputs: 'all' })).toEqual(['trigger.inputs'])
  expect(
    await wrong({
      inputs: [
        { key: '1', path: 'a' },
        { key: 'b', path: '' },
      ],
    }),
  ).toEqual(['trigger.inputs.0.key', 'trigger.inputs.1.path'])
  expect(await wrong({ inputs: [inputs[0], inputs[0]] })).toEqual(['trigger.inputs.1.key'])
  expect(await wrong({ object: 'planet' })).toEqual(['trigger.by.field'])
  expect(await wrong({ object: 'planet', by: { field: 'colour', input: 'x' } })).toEqual([
    'trigger.by.field',
    'trigger.by.input',
  ])
  expect(await wrong({ inputs: [inputs[0]] })).toEqual(['steps.m.input.mass'])
  expect(await wrong({}, [{ id: 'u', kind: 'update', input: { mass: 1 } }])).toEqual(['steps.u'])
})
