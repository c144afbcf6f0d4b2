import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import type { SignalDefinition } from '#kernel/signal.ts'
import { flows } from '#modules/flows/module.ts'
import { signals } from '#modules/signals/module.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'

/* Signals as a marketer makes them through the API, under a clock of the test's own. */

const hour = 3_600_000
const day = 24 * hour
/** A Monday, 10:00 in Shanghai. */
let now = Date.parse('2026-03-02T02:00:00.000Z')
let sampan: TestSampan
let marketer: Session
let stranger: Session

beforeAll(async () => {
  sampan = await startSampan({
    modules: [...sky(), flows, signals],
    clock: { now: () => new Date(now) },
    worker: true,
    language: 'en',
  })
  const own = { read: ['own'], create: true, update: ['own'], delete: ['own'], actions: 'all' }
  const role = async (key: string, grants: object) =>
    (await call(sampan.admin, 'POST', '/api/v1/role', { name: key, key, grants })).body.id as string
  marketer = await sampan.person(
    'Marketer',
    await role('marketer', { planet: own, moon: own, flow: own, flowVersion: { read: 'all' }, signal: own }),
  )
  stranger = await sampan.person('Stranger', await role('stranger', { planet: { read: 'all' } }))
})
afterAll(() => sampan.close())

const call: TestSampan['call'] = (...args) => sampan.call(...args)

async function pass(ms: number): Promise<void> {
  now += ms
  await sampan.runtime.settle()
}

let count = 0
const rises: SignalDefinition = {
  object: 'planet',
  when: { is: 'change', field: 'price', way: 'rises', factor: 10, days: 30 },
  cooldown: 30,
}
async function draft(who: Session, definition: unknown): Promise<string> {
  const { status, body } = await call(who, 'POST', '/api/v1/signal', { name: `Signal ${++count}`, definition })
  expect([status, body.status]).toEqual([201, 'draft'])
  return body.id
}
async function on(who: Session, definition: SignalDefinition): Promise<string> {
  const id = await draft(who, definition)
  const { status, body } = await call(who, 'POST', `/api/v1/signal/${id}/switchOn`, {})
  expect([status, body]).toEqual([200, expect.anything()])
  return id
}
const off = (id: string) => call(sampan.admin, 'POST', `/api/v1/signal/${id}/switchOff`, {})
const make = async (who: Session, values: object, object = 'planet') => {
  const { status, body } = await call(who, 'POST', `/api/v1/${object}`, values)
  expect([status, body]).toEqual([201, expect.anything()])
  return body.id as string
}
const change = async (id: string, values: object) => {
  expect((await call(sampan.admin, 'PATCH', `/api/v1/planet/${id}`, values)).status).toBe(200)
}
type Fire = {
  status: string
  why: string | null
  record: { id: string } | null
  cameAt: string | null
  runs: unknown[]
}
const fires = async (signal: string, who = sampan.admin) =>
  (await call(who, 'GET', `/api/v1/signals/${signal}/fires`)).body.data as Fire[]
const backTest = (who: Session, definition: unknown, days = 92) =>
  call(who, 'POST', '/api/v1/signals/back-test', { definition, days })

/** A flow that listens to a signal and counts in a number of the record. */
async function listener(who: Session, signal: string): Promise<string> {
  const { body } = await call(who, 'POST', '/api/v1/flow', {
    name: `Listener ${++count}`,
    draft: {
      trigger: { on: 'signal', object: 'planet', signal },
      steps: [
        { id: 'set', kind: 'update', input: { note: '{{data.why}}', moonCount: { is: 'coalesce(moonCount, 0) + 1' } } },
      ],
    },
  })
  const { status, body: said } = await call(who, 'POST', `/api/v1/flow/${body.id}/publish`, {})
  expect([status, said]).toEqual([200, expect.anything()])
  return body.id
}
const planetOf = async (id: string) =>
  (await call(sampan.admin, 'GET', `/api/v1/planet/${id}?select=name,note,moonCount`)).body

test('what cannot fire is not switched on, and is told at its place', async () => {
  const wrong = async (definition: unknown) => {
    const id = await draft(sampan.admin, definition)
    const { status, body } = await call(sampan.admin, 'POST', `/api/v1/signal/${id}/switchOn`, {})
    const tried = await backTest(sampan.admin, definition)
    expect(tried.body.errors ?? tried.body).toEqual(body.errors ?? body)
    return [status, ...body.errors.map((one: { field: string }) => one.field)]
  }
  expect(await wrong(null)).toEqual([422, 'when'])
  expect(await wrong({ ...rises, object: 'comet' })).toEqual([422, 'object'])
  expect(await wrong({ ...rises, when: { is: 'moonrise' } })).toEqual([422, 'when'])
  expect(await wrong({ ...rises, when: { ...rises.when, field: 'name' } })).toEqual([422, 'when.field'])
  expect(await wrong({ ...rises, when: { ...rises.when, field: 'gone' } })).toEqual([422, 'when.field'])
  expect(await wrong({ ...rises, when: { ...rises.when, factor: 1 } })).toEqual([422, 'when.factor'])
  expect(await wrong({ ...rises, when: { ...rises.when, amount: 5 } })).toEqual([422, 'when.factor'])
  expect(await wrong({ ...rises, when: { ...rises.when, days: 0 } })).toEqual([422, 'when.days'])
  expect(await wrong({ ...rises, where: { gone: 1 } })).toEqual([422, 'where'])
  expect(await wrong({ ...rises, consent: { gone: 1 } })).toEqual([422, 'consent'])
  expect(await wrong({ ...rises, cooldown: -1, control: 60 })).toEqual([422, 'cooldown', 'control'])
  const date = { is: 'date', field: 'found', days: 0, years: 17, at: '09:00' }
  expect(await wrong({ ...rises, when: { ...date, field: 'mass' } })).toEqual([422, 'when.field'])
  expect(await wrong({ ...rises, when: { ...date, years: 0, at: '9' } })).toEqual([422, 'when.years', 'when.at'])
  const silence = {
    is: 'silence',
    of: { object: 'moon', via: 'planet', field: 'createdAt' },
    factor: 2,
    least: 7,
    at: '09:00',
  }
  expect(await wrong({ ...rises, when: { ...silence, of: { object: 'gone' } } })).toEqual([422, 'when.of.object'])
  expect(await wrong({ ...rises, when: { ...silence, of: { ...silence.of, via: 'owner' } } })).toEqual([
    422,
    'when.of.via',
  ])
  const pattern = { is: 'pattern', first: { object: 'planet', kind: 'created' }, days: 7 }
  expect(await wrong({ ...rises, when: { ...pattern, first: null } })).toEqual([422, 'when.first'])
  expect(await wrong({ ...rises, when: { ...pattern, next: { object: 'moon', kind: 'created' } } })).toEqual([
    422,
    'when.next.via',
  ])
  expect(await wrong({ ...rises, when: { ...pattern, next: { object: 'planet', kind: 'exploded' } } })).toEqual([
    422,
    'when.next.kind',
  ])
})

test('only who may define signals does, and only its owner lets one see with her rights', async () => {
  expect((await call(stranger, 'POST', '/api/v1/signal', { name: 'Mine', definition: rises })).status).toBe(404)
  expect((await backTest(stranger, rises)).status).toBe(404)
  const id = await draft(marketer, rises)
  expect((await call(stranger, 'GET', `/api/v1/signals/${id}/fires`)).status).toBe(404)
  expect((await call(stranger, 'GET', `/api/v1/signals/${id}/measure`)).status).toBe(404)
  expect((await backTest(marketer, rises, 0)).body.errors[0].field).toBe('days')
  const other = await draft(sampan.admin, rises)
  expect((await call(marketer, 'POST', `/api/v1/signal/${other}/switchOn`, {})).status).toBe(404)
  // A field that she does not see does not exist for her.
  const hidden = await call(sampan.admin, 'POST', '/api/v1/role', {
    name: 'Half blind',
    key: 'halfBlind',
    grants: {
      planet: { read: 'all', fields: { price: 'hidden' } },
      signal: { read: 'own', create: true, actions: 'all', update: 'own' },
    },
  })
  const blind = await sampan.person('Blind', hidden.body.id)
  const tried = await backTest(blind, rises)
  expect([tried.status, tried.body.errors[0].field]).toEqual([422, 'when.field'])
})

test('a balance that rises tenfold within a month fires once, and a flow follows', async () => {
  const signal = await on(marketer, { ...rises, when: { ...rises.when, from: 1_000 } as SignalDefinition['when'] })
  await listener(marketer, signal)
  const [rich, slow, poor, other] = await Promise.all(
    ['Rich', 'Slow', 'Poor', 'Other'].map((name) =>
      make(marketer, { name, price: { amount: '2000', currency: 'CNY' } }),
    ),
  )
  await change(poor!, { price: 10 })
  await pass(day)
  await change(rich!, { price: 12_000 })
  await change(slow!, { price: 6_000 })
  await change(poor!, { price: 100 })
  await change(other!, { price: { amount: '20000', currency: 'JPY' } })
  await pass(day)
  expect(await fires(signal)).toEqual([])
  await change(rich!, { price: 20_000 })
  await pass(day)
  expect(await fires(signal)).toMatchObject([
    { status: 'fired', record: { id: rich }, why: 'Price: CNY 2,000 → CNY 20,000', runs: [{ status: 'done' }] },
  ])
  expect(await planetOf(rich!)).toMatchObject({ note: 'Price: CNY 2,000 → CNY 20,000', moonCount: 1 })
  // Still more is no news, and what took longer than a month is none either.
  await change(rich!, { price: 30_000 })
  await pass(32 * day)
  await change(slow!, { price: 21_000 })
  await pass(day)
  expect(await fires(signal)).toHaveLength(1)
  // Down and up again within its cool-down: told, and nothing follows.
  await change(rich!, { price: 1_000 })
  await pass(hour)
  await change(rich!, { price: 40_000 })
  await pass(day)
  expect((await fires(signal)).map(({ status }) => status)).toEqual(['fired', 'fired'])
  await change(rich!, { price: 1_500 })
  await change(rich!, { price: 50_000 })
  await pass(day)
  expect((await fires(signal)).map(({ status }) => status)).toEqual(['cooling', 'fired', 'fired'])
  expect(await planetOf(rich!)).toMatchObject({ moonCount: 2 })
  // What it says rests while it is on.
  const refused = await call(marketer, 'PATCH', `/api/v1/signal/${signal}`, { definition: rises })
  expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'definition'])
  // The record tells of it; to whom does not see signals, nothing.
  const of = `/api/v1/signals/of?object=planet&record=${rich}`
  expect((await call(marketer, 'GET', of)).body.data).toHaveLength(3)
  expect((await call(stranger, 'GET', of)).body.data).toEqual([])
  await off(signal)
  // The back-test finds the same, and knows what it cannot know.
  const tried = await backTest(marketer, { ...rises, when: { ...rises.when, from: 1_000 } })
  expect(tried.body).toMatchObject({ fired: 2, cooling: 1, records: 1, came: null })
  expect(tried.body.examples[0]).toMatchObject({
    record: { id: rich, title: 'Rich' },
    why: 'Price: CNY 1,000 → CNY 40,000',
  })
  expect(tried.body.limits.join()).toContain('imported records bring no history')
})

test('the day a child turns 17 is found by its date, once, with her consent', async () => {
  const definition: SignalDefinition = {
    object: 'planet',
    when: { is: 'date', field: 'found', days: 0, years: 17, at: '09:00' },
    consent: { ringed: { notIn: [true] } },
    cooldown: 30,
  }
  // 2026-04-?? in Shanghai; born on the day after tomorrow, 17 years ago.
  const born = new Date(now + 2 * day + 8 * hour).toISOString().slice(0, 10).replace('2026', '2009')
  const child = await make(marketer, { name: 'Child', found: born })
  const shy = await make(marketer, { name: 'Shy', found: born, ringed: true })
  await make(marketer, { name: 'Older', found: born.replace('2009', '2008') })
  await make(sampan.admin, { name: 'Not hers', found: born })
  const signal = await on(marketer, definition)
  await listener(marketer, signal)
  await pass(day)
  expect(await fires(signal)).toEqual([])
  await pass(2 * day)
  const found = await fires(signal)
  expect(found.map(({ record, status }) => [record?.id, status]).toSorted()).toEqual(
    [
      [child, 'fired'],
      [shy, 'refused'],
    ].toSorted(),
  )
  expect(await planetOf(child)).toMatchObject({ moonCount: 1 })
  expect((await planetOf(shy)).moonCount ?? null).toBeNull()
  await pass(3 * day)
  expect(await fires(signal)).toHaveLength(2)
  await off(signal)
  // A 29 February counts as the 28th where there is none, and each year is found by the dates before it.
  const leap = await make(marketer, { name: 'Leap', found: '2008-02-29' })
  now = Date.parse('2027-02-27T02:00:00.000Z')
  const yearly = await on(marketer, {
    ...definition,
    when: { ...definition.when, years: 'each' } as SignalDefinition['when'],
  })
  await pass(2 * day)
  expect((await fires(yearly)).map(({ record }) => record?.id)).toContain(leap)
  await off(yearly)
})

test('silence longer than usual for each fires once in each silence', async () => {
  const often = await make(marketer, { name: 'Often' })
  const seldom = await make(marketer, { name: 'Seldom' })
  const young = await make(marketer, { name: 'Young' })
  for (let i = 0; i < 6; i++) {
    await make(marketer, { name: `Moon ${i}`, planet: often }, 'moon')
    if (i % 3 === 0) await make(marketer, { name: `Late moon ${i}`, planet: seldom }, 'moon')
    if (i > 3) await make(marketer, { name: `New moon ${i}`, planet: young }, 'moon')
    await pass(7 * day)
  }
  const definition: SignalDefinition = {
    object: 'planet',
    when: {
      is: 'silence',
      of: { object: 'moon', via: 'planet', field: 'createdAt' },
      factor: 2,
      least: 10,
      at: '09:00',
    },
    cooldown: 0,
  }
  const signal = await on(marketer, definition)
  // A week apart is usual: the last was a week ago, so that it is silent in another week.
  await pass(5 * day)
  expect(await fires(signal)).toEqual([])
  await pass(4 * day)
  expect(await fires(signal)).toMatchObject([
    { status: 'fired', record: { id: often }, why: 'Silent for 14 days, usually 7' },
  ])
  await pass(20 * day)
  expect(await fires(signal)).toHaveLength(1)
  expect((await backTest(marketer, definition, 60)).body).toMatchObject({ fired: 1, records: 1 })
  await make(marketer, { name: 'Moon again', planet: often }, 'moon')
  await pass(40 * day)
  expect(await fires(signal)).toHaveLength(2)
  await off(signal)
})

test('one thing and then another fires at the second, a thing without another when its days are over', async () => {
  const priced = { object: 'planet', kind: 'updated', field: 'kind', became: ['gas'] }
  const moon = { object: 'moon', via: 'planet', kind: 'created' }
  const ringed = { object: 'planet', kind: 'updated', field: 'ringed', became: [true] }
  const both = await on(marketer, {
    object: 'planet',
    when: { is: 'pattern', first: priced, next: moon, without: ringed, days: 7 },
    cooldown: 0,
  })
  const none = await on(marketer, {
    object: 'planet',
    when: { is: 'pattern', first: priced, without: moon, days: 7, at: '08:00' },
    cooldown: 0,
    outcome: { event: moon, days: 30 },
  })
  const [a, b, c] = await Promise.all(['A', 'B', 'C'].map((name) => make(marketer, { name: `Pattern ${name}` })))
  for (const id of [a!, b!, c!]) await change(id, { kind: 'gas' })
  await pass(day)
  await change(b!, { ringed: true })
  await pass(day)
  await make(marketer, { name: 'Of A', planet: a }, 'moon')
  await make(marketer, { name: 'Of B', planet: b }, 'moon')
  await pass(day)
  expect((await fires(both)).map(({ record }) => record?.id)).toEqual([a])
  expect(await fires(none)).toEqual([])
  await pass(7 * day)
  expect((await fires(none)).map(({ record }) => record?.id)).toEqual([c])
  // Too late for the first, and what the second is for.
  await make(marketer, { name: 'Of C', planet: c }, 'moon')
  await pass(day)
  expect(await fires(both)).toHaveLength(1)
  const [came] = await fires(none)
  expect(came).toMatchObject({ status: 'fired', cameAt: expect.any(String) })
  const { body: signal } = await call(marketer, 'GET', `/api/v1/signal/${none}`)
  expect((await backTest(marketer, signal.definition, 30)).body).toMatchObject({ fired: 1, came: 1 })
  expect((await backTest(marketer, signal.definition, 30)).body.weeks.at(-1)).toMatchObject({ fired: 1, came: 1 })
  await off(both)
  await off(none)
})

test('some are held back to compare, always the same, and the difference is told with its interval', async () => {
  const moon = { object: 'moon', via: 'planet', kind: 'created' }
  const signal = await on(marketer, { ...rises, control: 50, cooldown: 0, outcome: { event: moon, days: 10 } })
  const flow = await listener(marketer, signal)
  const { body } = await call(marketer, 'POST', '/api/v1/planet/batch', {
    create: Array.from({ length: 40 }, (_, i) => ({ name: `Group ${i}`, price: 100 })),
  })
  const ids: string[] =
    body.created?.map(({ id }: { id: string }) => id) ?? body.data.map(({ id }: { id: string }) => id)
  await Promise.all(ids.map((id) => change(id, { price: 5_000 })))
  await pass(hour)
  const found = await fires(signal)
  const held = found.filter(({ status }) => status === 'held').map(({ record }) => record!.id)
  const fired = found.filter(({ status }) => status === 'fired').map(({ record }) => record!.id)
  expect(held.length + fired.length).toBe(40)
  expect(held.length).toBeGreaterThan(5)
  expect(fired.length).toBeGreaterThan(5)
  expect((await call(sampan.admin, 'GET', `/api/v1/flows/${flow}/runs?limit=200`)).body.data).toHaveLength(fired.length)
  const measured = async () => (await call(marketer, 'GET', `/api/v1/signals/${signal}/measure`)).body
  expect(await measured()).toMatchObject({ open: 40, difference: null, certain: false })
  for (const id of fired) await make(marketer, { name: 'Bought', planet: id }, 'moon')
  await pass(11 * day)
  const seen = await measured()
  expect(seen).toMatchObject({
    open: 0,
    fired: { count: fired.length, came: fired.length },
    held: { came: 0 },
    days: 10,
  })
  expect(seen.difference.is).toBe(1)
  expect(seen.difference.low).toBeGreaterThan(0.5)
  expect(seen.difference.high).toBe(1)
  // Forty are too few to be sure of anything.
  expect(seen.certain).toBe(false)
  await off(signal)
})

test('a field that a signal needs is not taken away while it is on: the refusal names it, and it goes once the signal rests', async () => {
  const config = '/api/v1/configuration'
  const field = { object: 'planet', key: 'balance', type: 'number', label: { en: 'Balance', zh: '余额' } }
  expect((await call(sampan.admin, 'POST', `${config}/draft/fields`, field)).status).toBe(201)
  expect((await call(sampan.admin, 'POST', `${config}/publish`, {})).status).toBe(200)
  const when = { is: 'change', field: 'balance', way: 'rises', factor: 10, days: 30 } as const
  const id = await on(sampan.admin, { object: 'planet', when, cooldown: 30 })
  const { body } = await call(sampan.admin, 'GET', `/api/v1/signal/${id}`)
  await call(sampan.admin, 'DELETE', `${config}/draft/fields/planet.balance?repair=true`)
  const refused = await call(sampan.admin, 'POST', `${config}/publish`, {})
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([422, expect.stringContaining(body.name)])
  await off(id)
  expect((await call(sampan.admin, 'POST', `${config}/publish`, {})).status).toBe(200)
  // Back on it is told what it misses.
  const again = await call(sampan.admin, 'POST', `/api/v1/signal/${id}/switchOn`, {})
  expect([again.status, again.body.errors[0].field]).toEqual([422, 'when.field'])
})
