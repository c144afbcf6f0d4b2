import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineTable, type Session, tableOf } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { tidyRuns } from '#engine/flows/tidy.ts'
import { defineAction } from '#kernel/behaviour.ts'
import { number } from '#kernel/fields/number.ts'
import type { FlowDefinition } from '#kernel/flow.ts'
import { flows } from '#modules/flows/module.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { planet, sky } from '../planets.ts'

/* Flows as people make them through the API, under a clock of the test's own. */

const weigh = defineAction(planet, 'weigh', {
  label: { en: 'Weigh', zh: '称重' },
  input: { mass: number({ label: { en: 'Mass', zh: '质量' }, required: true }) },
  async run(record, { mass }, tx) {
    await tx.update(planet, record.id, { mass })
  },
})

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
/** A Monday, 10:00 in Shanghai. */
let now = Date.parse('2026-03-02T02:00:00.000Z')
let sampan: TestSampan
let keeper: Session
let stranger: Session

beforeAll(async () => {
  sampan = await startSampan({
    modules: [...sky({ actions: [weigh] }), flows],
    clock: { now: () => new Date(now) },
    worker: true,
    allowNetworks: '127.0.0.0/8',
    language: 'en',
  })
  const own = { read: ['own'], create: true, update: ['own'], delete: ['own'], actions: 'all' }
  const role = async (key: string, grants: object) =>
    (await call(sampan.admin, 'POST', '/api/v1/role', { name: key, key, grants })).body.id as string
  keeper = await sampan.person(
    'Keeper',
    await role('keeper', { planet: own, moon: own, flow: own, flowVersion: { read: 'all' } }),
  )
  stranger = await sampan.person('Stranger', await role('stranger', { planet: { read: 'all' } }))
})
afterAll(() => sampan.close())

const call: TestSampan['call'] = (...args) => sampan.call(...args)

/** Time passes, and everything that is due is done. */
async function pass(ms: number): Promise<void> {
  now += ms
  await sampan.runtime.settle()
}

let count = 0
async function draft(who: Session, definition: Partial<FlowDefinition>, more: object = {}): Promise<string> {
  const made = await call(who, 'POST', '/api/v1/flow', {
    name: `Flow ${++count}`,
    draft: { trigger: null, steps: [], ...definition },
    ...more,
  })
  expect(made.body).toMatchObject({ status: 'draft' })
  return made.body.id
}
async function live(who: Session, definition: Partial<FlowDefinition>, more: object = {}): Promise<string> {
  const id = await draft(who, definition, more)
  const { status, body } = await call(who, 'POST', `/api/v1/flow/${id}/publish`, {})
  expect([status, body]).toEqual([200, expect.anything()])
  return id
}
const make = async (who: Session, values: object, object = 'planet') =>
  (await call(who, 'POST', `/api/v1/${object}`, values)).body.id as string
const read = async (id: string, object = 'planet') => (await call(sampan.admin, 'GET', `/api/v1/${object}/${id}`)).body
const runsOf = async (flow: string) =>
  (await call(sampan.admin, 'GET', `/api/v1/flows/${flow}/runs`)).body.data as {
    id: string
    status: string
    reason: string | null
  }[]
const history = async (run: string) => (await call(sampan.admin, 'GET', `/api/v1/flow-runs/${run}`)).body

const created = { on: 'created', object: 'planet' } as const
const set = (input: object, id = 'set') => ({ id, kind: 'update', input: input as Record<string, unknown> })

test('what cannot run does not go live, and is told at its place', async () => {
  const wrong = async (definition: Partial<FlowDefinition>) => {
    const id = await draft(sampan.admin, definition)
    const { status, body } = await call(sampan.admin, 'POST', `/api/v1/flow/${id}/publish`, {})
    return [status, ...body.errors.map(({ field }: { field: string }) => field)]
  }
  expect(await wrong({})).toEqual([422, 'trigger'])
  expect(await wrong({ trigger: { on: 'created', object: 'comet' } })).toEqual([422, 'trigger.object'])
  expect(await wrong({ trigger: created })).toEqual([422, 'steps'])
  expect(await wrong({ trigger: created, steps: [set({ colour: 'red' })] })).toEqual([422, 'steps.set.input.colour'])
  expect(await wrong({ trigger: created, steps: [set({ mass: { is: 'weight * 2' } })] })).toEqual([
    422,
    'steps.set.input.mass',
  ])
  expect(await wrong({ trigger: created, steps: [set({ note: 'Hello {{star.colour}}' })] })).toEqual([
    422,
    'steps.set.input.note',
  ])
  expect(await wrong({ trigger: created, steps: [{ id: 'a', kind: 'dance' }] })).toEqual([422, 'steps.a'])
  expect(await wrong({ trigger: created, steps: [{ id: 'a', kind: 'condition', where: { weight: 1 } }] })).toEqual([
    422,
    'steps.a.where',
  ])
  expect(await wrong({ trigger: { ...created, where: { colour: 1 } }, steps: [set({ mass: 1 })] })).toEqual([
    422,
    'trigger.where',
  ])
  expect(
    await wrong({
      trigger: { on: 'changed', object: 'planet', fields: ['note'], move: { way: 'rises' } },
      steps: [set({ mass: 1 })],
    }),
  ).toEqual([422, 'trigger.move'])
  expect(
    await wrong({
      trigger: { on: 'date', object: 'planet', field: 'name', days: 1, at: '25:00' },
      steps: [set({ mass: 1 })],
    }),
  ).toEqual([422, 'trigger.field', 'trigger.at'])
  const twice = await call(sampan.admin, 'POST', '/api/v1/flow', {
    name: 'Twice',
    draft: { trigger: created, steps: [set({ mass: 1 }), set({ mass: 2 })] },
  })
  expect([twice.status, twice.body.errors[0].field]).toEqual([422, 'draft'])
})

test('it runs with the rights of its owner: nobody else lets it run, and what she may not do it does not', async () => {
  const id = await draft(keeper, { trigger: created, steps: [set({ mass: 7 })] })
  expect((await call(stranger, 'POST', `/api/v1/flow/${id}/publish`, {})).status).toBe(404)
  expect((await call(stranger, 'GET', `/api/v1/flows/${id}/runs`)).status).toBe(404)
  expect((await call(stranger, 'POST', `/api/v1/flows/${id}/test`, { recordId: null })).status).toBe(404)
  await call(keeper, 'POST', `/api/v1/flow/${id}/publish`, {})
  const hers = await make(keeper, { name: 'Hers' })
  const others = await make(sampan.admin, { name: 'Of others' })
  await pass(0)
  expect((await read(hers)).mass).toBe(7)
  expect((await read(others)).mass).toBeNull()
  expect(await runsOf(id)).toHaveLength(1)

  // Given to somebody else it rests until she wants it herself.
  const { body } = await call(keeper, 'PATCH', `/api/v1/flow/${id}`, { owner: sampan.admin.principal.id })
  expect(body.id ?? id).toBe(id)
  expect(await read(id, 'flow')).toMatchObject({ status: 'paused', pausedBecause: 'owner' })
})

test('a record that changes from one value to another sets it off; others do not even reach the database', async () => {
  const id = await live(sampan.admin, {
    trigger: {
      on: 'changed',
      object: 'planet',
      fields: ['kind'],
      was: { in: ['rock'] },
      became: { in: ['ice'] },
      where: { mass: { gt: 5 } },
    },
    steps: [set({ note: '{{name}} froze, {{kind}}' })],
  })
  const heavy = await make(sampan.admin, { name: '冥王', kind: 'rock', mass: 9 })
  const light = await make(sampan.admin, { name: 'Light', kind: 'rock', mass: 1 })
  const gas = await make(sampan.admin, { name: 'Gas', kind: 'gas', mass: 9 })
  for (const one of [heavy, light, gas]) await call(sampan.admin, 'PATCH', `/api/v1/planet/${one}`, { kind: 'ice' })
  await call(sampan.admin, 'PATCH', `/api/v1/planet/${heavy}`, { mass: 10 })
  await pass(0)
  expect((await read(heavy)).note).toBe('冥王 froze, ice')
  expect((await read(light)).note).toBeNull()
  expect((await read(gas)).note).toBeNull()
  const [run] = await runsOf(id)
  const { steps } = await history(run!.id)
  expect(steps).toMatchObject([{ kind: 'update', status: 'done', input: { note: '冥王 froze, ice' } }])
  // The audit says who, and that it was the flow.
  const told = async (who: Session) =>
    (await call(who, 'GET', `/api/v1/planet/${heavy}/timeline`)).body.data.find(
      (one: { via: string }) => one.via === 'flow',
    )
  const { name } = await read(id, 'flow')
  expect(await told(sampan.admin)).toMatchObject({
    flow: { id, title: name },
    actor: { id: sampan.admin.principal.id },
  })
  // Of one that she may not see a reader learns that it was a flow.
  expect((await told(stranger)).flow).toEqual({ id, title: null })
})

test('a number that rises by a tenth, or falls, sets it off', async () => {
  await live(sampan.admin, {
    trigger: { on: 'changed', object: 'star', fields: ['mass'], move: { way: 'rises', percent: 10 } },
    steps: [set({ name: 'Risen' })],
  })
  const star = await make(sampan.admin, { name: 'Sun', mass: 100 }, 'star')
  await call(sampan.admin, 'PATCH', `/api/v1/star/${star}`, { mass: 105 })
  await pass(0)
  expect((await read(star, 'star')).name).toBe('Sun')
  await call(sampan.admin, 'PATCH', `/api/v1/star/${star}`, { mass: 120 })
  await pass(0)
  expect((await read(star, 'star')).name).toBe('Risen')
})

test('it waits for days, until an hour of a working day; who changed the definition meanwhile changes nothing for it', async () => {
  const id = await live(sampan.admin, {
    trigger: { ...created, where: { name: 'Waiting' } },
    steps: [{ id: 'w', kind: 'wait', input: { amount: 4, unit: 'day', at: '09:00', working: true } }, set({ mass: 1 })],
  })
  const planet = await make(sampan.admin, { name: 'Waiting' })
  await pass(0)
  const [run] = await runsOf(id)
  // Four days after Monday is a Friday; its nine o'clock has come before ten, so it is the next working day.
  expect(await history(run!.id)).toMatchObject({ status: 'waiting', dueAt: '2026-03-06T01:00:00.000Z' })
  await call(sampan.admin, 'PATCH', `/api/v1/flow/${id}`, { draft: { trigger: created, steps: [set({ mass: 2 })] } })
  await call(sampan.admin, 'POST', `/api/v1/flow/${id}/publish`, { note: 'Faster' })
  await pass(3 * day)
  expect((await read(planet)).mass).toBeNull()
  await pass(2 * day)
  expect((await read(planet)).mass).toBe(1)
  expect(await history(run!.id)).toMatchObject({ status: 'done', version: 1 })

  // Back to how it was: a version of its own.
  const { body } = await call(sampan.admin, 'POST', `/api/v1/flow/${id}/rollBack`, { version: 1 })
  expect(body.result).toEqual({ version: 3 })
  const { body: versions } = await call(sampan.admin, 'GET', `/api/v1/flowVersion?where={"flow":"${id}"}&sort=number`)
  expect(versions.data.map(({ number, note }: { number: number; note: string }) => [number, note])).toEqual([
    [1, null],
    [2, 'Faster'],
    [3, '← 1'],
  ])
  await call(sampan.admin, 'POST', `/api/v1/flow/${id}/pause`, {})
})

test('a flow at rest begins nothing, and what runs waits until it goes on', async () => {
  const id = await live(sampan.admin, {
    trigger: { ...created, where: { name: 'Resting' } },
    steps: [{ id: 'w', kind: 'wait', input: { amount: 1, unit: 'hour' } }, set({ mass: 1 })],
  })
  const first = await make(sampan.admin, { name: 'Resting' })
  await pass(0)
  await call(sampan.admin, 'POST', `/api/v1/flow/${id}/pause`, {})
  await make(sampan.admin, { name: 'Resting' })
  await pass(2 * hour)
  expect((await read(first)).mass).toBeNull()
  expect(await runsOf(id)).toHaveLength(1)
  await call(sampan.admin, 'POST', `/api/v1/flow/${id}/resume`, {})
  await pass(0)
  expect((await read(first)).mass).toBe(1)
})

test('a branch takes the first way that fits and comes together again; a record is made and acted on', async () => {
  const id = await live(sampan.admin, {
    trigger: { ...created, where: { name: { startsWith: 'Branch' } } },
    steps: [
      {
        id: 'b',
        kind: 'branch',
        paths: [
          { id: 'big', label: 'Big', where: { mass: { gte: 10 } }, steps: [set({ note: 'big' }, 'n1')] },
          { id: 'rest', steps: [] },
        ],
      },
      {
        id: 'm',
        kind: 'create',
        object: 'moon',
        input: { name: 'Moon of {{name}}', planet: { from: 'id' }, mass: { is: 'mass / 2' } },
      },
      { id: 'u', kind: 'update', of: 'm', input: { name: '{{planet.name}} b' } },
      { id: 'act', kind: 'action', action: 'weigh', input: { mass: { is: 'mass + 1' } } },
    ],
  })
  const big = await make(sampan.admin, { name: 'Branch 1', mass: 20 })
  const small = await make(sampan.admin, { name: 'Branch 2', mass: 4 })
  await pass(0)
  expect(await read(big)).toMatchObject({ note: 'big', mass: 21 })
  expect(await read(small)).toMatchObject({ note: null, mass: 5 })
  const { body } = await call(sampan.admin, 'GET', `/api/v1/moon?where={"planet":"${big}"}`)
  expect(body.data).toMatchObject([{ name: 'Branch 1 b', mass: 10 }])
  expect((await runsOf(id)).map(({ status }) => status)).toEqual(['done', 'done'])
})

test('what a step refuses stops the run there and is told to the owner; tried again or skipped it goes on, once', async () => {
  const id = await live(sampan.admin, {
    trigger: { ...created, where: { name: { startsWith: 'Fails' } } },
    steps: [set({ note: 'before' }, 'one'), set({ serial: 'only one' }, 'two'), set({ mass: 3 }, 'three')],
  })
  await make(sampan.admin, { name: 'First', serial: 'only one' })
  const planets = [await make(sampan.admin, { name: 'Fails 1' }), await make(sampan.admin, { name: 'Fails 2' })]
  await pass(0)
  const runs = await runsOf(id)
  expect(runs.map(({ status }) => status)).toEqual(['failed', 'failed'])
  expect(runs[0]!.reason).toMatch(/Serial/)
  expect(await read(planets[0]!)).toMatchObject({ note: 'before', mass: null })
  const { body: bell } = await call(sampan.admin, 'GET', '/api/v1/notifications')
  expect(bell.data.filter(({ kind }: { kind: string }) => kind === 'flowFailed')).toHaveLength(1)

  expect((await call(stranger, 'POST', `/api/v1/flow-runs/${runs[0]!.id}/skip`, {})).status).toBe(404)
  await call(sampan.admin, 'POST', `/api/v1/flow-runs/${runs[1]!.id}/skip`, {})
  await call(sampan.admin, 'POST', `/api/v1/flow-runs/${runs[0]!.id}/retry`, {})
  await pass(0)
  const ended = await runsOf(id)
  expect(ended.map(({ status }) => status).sort()).toEqual(['done', 'failed'])
  expect((await history(runs[1]!.id)).steps.map(({ status }: { status: string }) => status)).toEqual([
    'done',
    'skipped',
    'done',
  ])
  expect((await call(sampan.admin, 'POST', `/api/v1/flow-runs/${runs[1]!.id}/retry`, {})).status).toBe(409)
  await call(sampan.admin, 'POST', `/api/v1/flow-runs/${runs[0]!.id}/stop`, {})
  expect((await runsOf(id)).map(({ status }) => status).sort()).toEqual(['done', 'stopped'])
})

test('many at one step go on together, each for its own cause; one that is refused holds back no other, and nothing is twice', async () => {
  const { workspace } = sampan
  const id = await live(sampan.admin, {
    trigger: { ...created, where: { name: { startsWith: 'Crowd' } } },
    steps: [
      set({ mass: { is: 'coalesce(mass, 0) + 1' } }, 'one'),
      { id: 'moon', kind: 'create', object: 'moon', input: { name: 'Of {{name}}', planet: { from: 'id' } } },
      set({ serial: '{{note}}' }, 'two'),
    ],
  })
  const { body } = await call(sampan.admin, 'POST', '/api/v1/planet/batch', {
    create: ['a', 'b', 'b', 'c', 'd'].map((note, i) => ({ name: `Crowd ${i}`, note: `crowd ${note}` })),
  })
  await pass(0)
  const runs = await runsOf(id)
  expect(runs.map(({ status }) => status).sort()).toEqual(['done', 'done', 'done', 'done', 'failed'])
  const planets = await Promise.all(body.data.map((one: { id: string }) => read(one.id)))
  expect(planets.map(({ mass }) => mass)).toEqual([1, 1, 1, 1, 1])
  expect(planets.filter(({ serial }) => serial !== null)).toHaveLength(4)
  const ids = planets.map((planet) => planet.id)
  const { body: moons } = await call(sampan.admin, 'GET', '/api/v1/moon?where={"name":{"startsWith":"Of Crowd"}}')
  expect(moons.data.map(({ planet }: { planet: { id: string } }) => planet.id).sort()).toEqual(ids.sort())
  // What each run wrote says so.
  const caused = await workspace.db.rows(
    sql`select count(distinct e.id), count(distinct r.id), count(distinct m.id) from ${engineTable(workspace, 'flow_run')} r
      left join ${engineTable(workspace, 'event')} e on e.cause_id = r.id and e.object = 'planet' and e.record_id = r.record_id
      left join ${engineTable(workspace, 'event')} m on m.cause_id = r.id and m.object = 'moon'
      where r.flow_id = ${id}::uuid`,
  )
  expect(caused).toEqual([[9, 5, 5]])
  await call(sampan.admin, 'POST', `/api/v1/flow/${id}/pause`, {})
})

test('what another process changed counts from the next event on, though no hint of it has come', async () => {
  const { workspace } = sampan
  const id = await live(sampan.admin, {
    trigger: { ...created, where: { name: { startsWith: 'Unhinted' } } },
    steps: [set({ mass: 3 })],
  })
  const first = await make(sampan.admin, { name: 'Unhinted 1' })
  await pass(0)
  await workspace.db.count(sql`update ${tableOf(workspace, 'flow')} set status = 'paused' where id = ${id}::uuid`)
  const second = await make(sampan.admin, { name: 'Unhinted 2' })
  await pass(0)
  expect([(await read(first)).mass, (await read(second)).mass]).toEqual([3, null])
})

test('flows that set each other off in a circle are stopped, and their owner is told', async () => {
  const one = await live(sampan.admin, {
    trigger: { on: 'changed', object: 'moon', fields: ['mass'] },
    steps: [set({ mass: { is: 'mass + 1' } })],
  })
  const id = await make(sampan.admin, { name: 'Loop', mass: 0 }, 'moon')
  await call(sampan.admin, 'PATCH', `/api/v1/moon/${id}`, { mass: 1 })
  await pass(0)
  const runs = await runsOf(one)
  expect(runs[0]).toMatchObject({ status: 'stopped' })
  expect(runs.filter(({ status }) => status === 'done')).toHaveLength(6)
  expect((await read(id, 'moon')).mass).toBe(7)
  const { body: bell } = await call(sampan.admin, 'GET', '/api/v1/notifications')
  expect(bell.data.map(({ kind }: { kind: string }) => kind)).toContain('flowStopped')
  await call(sampan.admin, 'POST', `/api/v1/flow/${one}/pause`, {})
})

test('what is over the limit of a minute begins in the next one', async () => {
  const id = await live(
    sampan.admin,
    { trigger: { ...created, where: { name: { startsWith: 'Many' } } }, steps: [set({ mass: 1 })] },
    { perMinute: 2 },
  )
  for (let i = 0; i < 5; i++) await make(sampan.admin, { name: `Many ${i}` })
  await pass(0)
  const done = async () => (await runsOf(id)).filter(({ status }) => status === 'done').length
  expect(await done()).toBe(2)
  await pass(minute)
  expect(await done()).toBe(4)
  await pass(minute)
  expect(await done()).toBe(5)
})

test('a date of the record, days before and on the day of each year, and a schedule: once for each time', async () => {
  const today = '2026-03-10'
  now = Date.parse(`${today}T00:00:00.000Z`)
  const before = await live(sampan.admin, {
    trigger: { on: 'date', object: 'planet', field: 'found', days: -60, at: '09:00' },
    steps: [set({ note: 'in sixty days' })],
  })
  const feast = await live(sampan.admin, {
    trigger: { on: 'date', object: 'planet', field: 'found', days: 0, years: 'each', at: '09:00' },
    steps: [set({ note: 'many happy returns' })],
  })
  const weekly = await live(sampan.admin, {
    trigger: { on: 'schedule', object: 'planet', every: 'week', weekday: 3, at: '09:00', where: { name: 'Weekly' } },
    steps: [set({ mass: { is: 'coalesce(mass, 0) + 1' } })],
  })
  const soon = await make(sampan.admin, { name: 'Soon', found: '2026-05-09' })
  const born = await make(sampan.admin, { name: 'Born', found: '1990-03-10' })
  const wednesday = await make(sampan.admin, { name: 'Weekly' })
  await pass(0)
  expect((await read(soon)).note).toBeNull()
  await pass(hour)
  await pass(0)
  expect((await read(soon)).note).toBe('in sixty days')
  expect((await read(born)).note).toBe('many happy returns')
  expect(await runsOf(before)).toHaveLength(1)
  expect(await runsOf(feast)).toHaveLength(1)
  await pass(day)
  expect((await read(wednesday)).mass).toBe(1)
  // Nobody was there for two weeks: each time that came is made up for.
  await pass(14 * day)
  expect((await read(wednesday)).mass).toBe(3)
  expect(await runsOf(weekly)).toHaveLength(3)
  for (const id of [before, feast, weekly]) await call(sampan.admin, 'POST', `/api/v1/flow/${id}/pause`, {})
})

test('a button is offered on records that fit, and sets it off once for each press', async () => {
  const id = await live(sampan.admin, {
    trigger: { on: 'button', object: 'planet', label: 'Send a probe', where: { kind: 'gas' } },
    steps: [set({ mass: { is: 'coalesce(mass, 0) + 1' } })],
  })
  const gas = await make(sampan.admin, { name: 'Giant', kind: 'gas' })
  const rock = await make(sampan.admin, { name: 'Rock', kind: 'rock' })
  const of = async (planet: string) =>
    (await call(sampan.admin, 'GET', `/api/v1/flows/of?object=planet&record=${planet}`)).body
  expect((await of(gas)).buttons).toEqual([{ flow: id, label: 'Send a probe' }])
  expect((await of(rock)).buttons).toEqual([])
  expect((await call(sampan.admin, 'POST', `/api/v1/flows/${id}/start`, { recordId: rock })).status).toBe(409)
  expect((await call(stranger, 'POST', `/api/v1/flows/${id}/start`, { recordId: gas })).status).toBe(404)
  const key = { 'idempotency-key': 'press-number-1' }
  for (let i = 0; i < 2; i++)
    expect((await call(sampan.admin, 'POST', `/api/v1/flows/${id}/start`, { recordId: gas }, key)).body).toEqual({
      run: expect.any(String),
    })
  await pass(0)
  expect((await read(gas)).mass).toBe(1)
  expect((await of(gas)).runs).toMatchObject([{ flow: { id }, status: 'done' }])
})

test('a test run says what each step would do, and does none of it', async () => {
  const id = await draft(sampan.admin, {
    trigger: { ...created, where: { kind: 'ice' } },
    steps: [
      { id: 'w', kind: 'wait', input: { amount: 2, unit: 'day' } },
      { id: 'm', kind: 'create', object: 'moon', input: { name: 'Test moon', planet: { from: 'id' } } },
      set({ serial: 'only one' }),
    ],
  })
  const planet = await make(sampan.admin, { name: 'Tried', kind: 'gas' })
  const { body } = await call(sampan.admin, 'POST', `/api/v1/flows/${id}/test`, { recordId: planet })
  expect(body).toMatchObject({
    matches: false,
    ended: 'failed',
    steps: [{ status: 'waiting' }, { status: 'done', input: { name: 'Test moon' } }, { status: 'failed' }],
  })
  const { body: moons } = await call(sampan.admin, 'GET', `/api/v1/moon?where={"name":"Test moon"}`)
  expect(moons.data).toEqual([])
  expect(await runsOf(id)).toEqual([])
})

test('it waits until the record matches, or for so long', async () => {
  const id = await live(sampan.admin, {
    trigger: { ...created, where: { name: { startsWith: 'Until' } } },
    steps: [
      { id: 'u', kind: 'until', where: { mass: { gt: 5 } }, input: { amount: 3, unit: 'day', missed: 'end' } },
      set({ note: 'met' }),
    ],
  })
  const met = await make(sampan.admin, { name: 'Until 1' })
  const missed = await make(sampan.admin, { name: 'Until 2' })
  await pass(0)
  await call(sampan.admin, 'PATCH', `/api/v1/planet/${met}`, { mass: 3 })
  await pass(minute)
  expect((await read(met)).note).toBeNull()
  await call(sampan.admin, 'PATCH', `/api/v1/planet/${met}`, { mass: 6 })
  await pass(0)
  expect((await read(met)).note).toBe('met')
  await pass(3 * day)
  expect((await read(missed)).note).toBeNull()
  expect((await runsOf(id)).map(({ status }) => status)).toEqual(['done', 'done'])
})

test('related records are gone through, each in a run of its own; another flow is called and awaited', async () => {
  const called = await live(sampan.admin, {
    trigger: { on: 'call', object: 'planet' },
    steps: [{ id: 'w', kind: 'wait', input: { amount: 1, unit: 'hour' } }, set({ note: 'called' })],
  })
  const id = await live(sampan.admin, {
    trigger: { ...created, where: { name: 'Parent' } },
    steps: [
      { id: 'e', kind: 'wait', input: { amount: 1, unit: 'minute' } },
      {
        id: 'each',
        kind: 'each',
        object: 'moon',
        via: 'planet',
        where: { mass: { gt: 1 } },
        steps: [set({ name: 'Of {{planet.name}}' }, 'in')],
      },
      { id: 'c', kind: 'call', input: { flow: called, await: true } },
      set({ mass: 8 }, 'last'),
    ],
  })
  const planet = await make(sampan.admin, { name: 'Parent' })
  for (const mass of [1, 2, 3]) await make(sampan.admin, { name: `M${mass}`, planet, mass }, 'moon')
  await pass(0)
  await pass(minute)
  const { body } = await call(sampan.admin, 'GET', `/api/v1/moon?where={"planet":"${planet}"}&sort=mass`)
  expect(body.data.map(({ name }: { name: string }) => name)).toEqual(['M1', 'Of Parent', 'Of Parent'])
  expect(await read(planet)).toMatchObject({ note: null, mass: null })
  await pass(hour)
  expect(await read(planet)).toMatchObject({ note: 'called', mass: 8 })
  expect((await runsOf(id)).filter(({ status }) => status !== 'done')).toEqual([])
})

test('people are told of the record in the words of the flow', async () => {
  const id = await live(sampan.admin, {
    trigger: { ...created, where: { name: 'Told' } },
    steps: [
      { id: 't', kind: 'notify', input: { words: 'Look at {{name}}', owner: true, people: [keeper.principal.id] } },
    ],
  })
  await make(keeper, { name: 'Told' })
  await pass(0)
  expect((await runsOf(id))[0]).toMatchObject({ status: 'done' })
  const { body } = await call(keeper, 'GET', '/api/v1/notifications')
  expect(body.data.find(({ kind }: { kind: string }) => kind === 'flowTold')).toMatchObject({
    text: 'Look at Told',
    record: { title: 'Told' },
  })
})

test('a webhook that answers 500 holds nothing up: it is tried again with the same id, and the owner is told', async () => {
  const heard: string[] = []
  let answer = 500
  const receiver = createServer((request, response) => {
    heard.push(String(request.headers['webhook-id']))
    request.resume().on('end', () => response.writeHead(answer).end())
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  expect(
    (await call(sampan.admin, 'POST', '/api/v1/webhooks', { name: 'Ears', url, events: ['moon.deleted'] })).status,
  ).toBe(201)
  const id = await live(sampan.admin, {
    trigger: { ...created, where: { name: { startsWith: 'Sent' } } },
    steps: [{ id: 'h', kind: 'webhook', input: { webhook: 'ears' } }, set({ mass: 5 })],
  })
  const planet = await make(sampan.admin, { name: 'Sent' })
  await pass(0)
  expect((await read(planet)).mass).toBe(5)
  expect((await runsOf(id))[0]).toMatchObject({ status: 'done' })
  const { body: bell } = await call(sampan.admin, 'GET', '/api/v1/notifications')
  expect(bell.data).toContainEqual(
    expect.objectContaining({ kind: 'flowFailed', record: expect.objectContaining({ id }) }),
  )
  answer = 204
  await pass(day)
  await pass(day)
  expect(heard.length).toBeGreaterThan(1)
  expect(new Set(heard).size).toBe(1)
  const arrived = heard.length
  await pass(day)
  expect(heard).toHaveLength(arrived)
  receiver.closeAllConnections()
  await new Promise((closed) => receiver.close(closed))
})

test('a webhook that is not there stops the run and is told', async () => {
  const id = await live(sampan.admin, {
    trigger: { ...created, where: { name: 'Nowhere' } },
    steps: [{ id: 'h', kind: 'webhook', input: { webhook: 'nobody' } }],
  })
  await make(sampan.admin, { name: 'Nowhere' })
  await pass(0)
  expect((await runsOf(id))[0]).toMatchObject({ status: 'failed', reason: expect.stringContaining('nobody') })
})

test('a field that a live flow or signal uses is not taken away: it is told which, and goes once they rest', async () => {
  const config = '/api/v1/configuration'
  const field = { object: 'planet', key: 'mood', type: 'number', label: { en: 'Mood', zh: '心情' } }
  expect((await call(sampan.admin, 'POST', `${config}/draft/fields`, field)).status).toBe(201)
  expect((await call(sampan.admin, 'POST', `${config}/publish`, {})).status).toBe(200)
  const id = await live(sampan.admin, { trigger: created, steps: [set({ mood: 5 })] }, { name: 'Moody flow' })
  const remove = await call(sampan.admin, 'DELETE', `${config}/draft/fields/planet.mood?repair=true`)
  expect([remove.status, remove.body]).toEqual([200, expect.anything()])
  const refused = await call(sampan.admin, 'POST', `${config}/publish`, {})
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([422, expect.stringContaining('Moody flow')])
  // One that is under way already: it stops where it wants what is gone, is told of, and can be brought to its end.
  const waits = await live(sampan.admin, {
    trigger: { ...created, where: { name: 'Moodless' } },
    steps: [{ id: 'w', kind: 'wait', input: { amount: 1, unit: 'hour' } }, set({ mood: 3 }), set({ mass: 2 }, 'last')],
  })
  const planet = await make(sampan.admin, { name: 'Moodless' })
  await pass(0)
  for (const one of [id, waits]) await call(sampan.admin, 'POST', `/api/v1/flow/${one}/pause`, {})
  expect((await call(sampan.admin, 'POST', `${config}/publish`, {})).status).toBe(200)
  const resumed = await call(sampan.admin, 'POST', `/api/v1/flow/${waits}/resume`, {})
  expect([resumed.status, resumed.body.errors[0].field]).toEqual([422, 'steps.set.input.mood'])
  const mended = { trigger: { ...created, where: { name: 'Moodless' } }, steps: [set({ mass: 1 })] }
  await call(sampan.admin, 'PATCH', `/api/v1/flow/${waits}`, { draft: mended })
  expect((await call(sampan.admin, 'POST', `/api/v1/flow/${waits}/publish`, {})).status).toBe(200)
  await pass(2 * hour)
  const [run] = await runsOf(waits)
  expect(run).toMatchObject({ status: 'failed', reason: expect.stringContaining('mood') })
  const { body: bell } = await call(sampan.admin, 'GET', '/api/v1/notifications')
  expect(bell.data).toContainEqual(
    expect.objectContaining({ kind: 'flowFailed', record: expect.objectContaining({ id: waits }) }),
  )
  await call(sampan.admin, 'POST', `/api/v1/flow-runs/${run!.id}/skip`, {})
  await pass(0)
  expect((await read(planet)).mass).toBe(2)
  await call(sampan.admin, 'POST', `/api/v1/flow/${waits}/pause`, {})
})

test('records that become one take their runs along: what waits for the lost one goes on for the survivor, and comes back', async () => {
  const id = await live(sampan.admin, {
    trigger: { ...created, where: { name: { startsWith: 'Twin' } } },
    steps: [
      { id: 'u', kind: 'until', where: { mass: { gt: 5 } }, input: { amount: 30, unit: 'day', missed: 'end' } },
      set({ note: 'met' }),
    ],
  })
  const lost = await make(sampan.admin, { name: 'Twin 1' })
  await pass(0)
  const survivor = await make(sampan.admin, { name: 'Other twin' })
  const merge = async () => {
    const { status, body } = await call(sampan.admin, 'POST', '/api/v1/planet/merge', {
      ids: [survivor, lost],
      survivor,
    })
    expect([status, body]).toEqual([200, expect.anything()])
    return body.merge.id as string
  }
  const first = await merge()
  const of = async () => {
    const { body } = await call(sampan.admin, 'GET', `/api/v1/flows/${id}/runs`)
    return body.data.map((run: { status: string; record: { id: string } }) => [run.status, run.record?.id])
  }
  await pass(0)
  expect(await of()).toEqual([['waiting', survivor]])
  const parted = await call(sampan.admin, 'POST', `/api/v1/planet/merges/${first}/split`, {})
  expect([parted.status, parted.body]).toEqual([200, expect.anything()])
  await pass(0)
  expect(await of()).toEqual([['waiting', lost]])
  await merge()
  await call(sampan.admin, 'PATCH', `/api/v1/planet/${survivor}`, { mass: 6 })
  await pass(0)
  expect(await of()).toEqual([['done', survivor]])
  expect((await read(survivor)).note).toBe('met')
})

test('how much each is used, and what might go: what nobody sets off, and what keeps failing', async () => {
  const failing = await live(sampan.admin, {
    trigger: { ...created, where: { name: 'Failing' } },
    steps: [set({ serial: 'only one' })],
  })
  await pass(100 * day)
  for (let i = 0; i < 5; i++) await make(sampan.admin, { name: 'Failing' })
  await pass(0)
  const { body } = await call(sampan.admin, 'GET', '/api/v1/flows/uses')
  expect(body.data.find(({ flow }: { flow: string }) => flow === failing)).toMatchObject({
    begun: 5,
    remove: 'failing',
  })
  expect(body.data.some(({ remove }: { remove: string | null }) => remove === 'unused')).toBe(true)
  expect((await call(stranger, 'GET', '/api/v1/flows/uses')).body.data).toEqual([])
})

test('on its day of review the owner is asked whether it is still wanted, once', async () => {
  const today = new Date(now + 8 * hour).toISOString().slice(0, 10)
  const flow = await live(sampan.admin, { trigger: created, steps: [set({ note: 'x' })] }, { reviewOn: today })
  for (let i = 0; i < 2; i++) await tidyRuns(sampan.workspace)
  const { body } = await call(sampan.admin, 'GET', '/api/v1/notifications')
  const asked = body.data.filter(({ kind }: { kind: string }) => kind === 'flowReview')
  expect(asked).toMatchObject([{ record: { id: flow } }])
  await call(sampan.admin, 'POST', `/api/v1/flow/${flow}/pause`, {})
})

test('an owner who is gone: what she began stops where it is, the administrators hear of it, nothing is lost', async () => {
  const id = await live(keeper, {
    trigger: { ...created, where: { name: 'Orphan' } },
    steps: [{ id: 'w', kind: 'wait', input: { amount: 1, unit: 'hour' } }, set({ mass: 4 })],
  })
  const planet = await make(keeper, { name: 'Orphan' })
  await pass(0)
  await call(sampan.admin, 'PATCH', `/api/v1/user/${keeper.principal.id}`, { active: false })
  await pass(2 * hour)
  const [run] = await runsOf(id)
  expect(run).toMatchObject({ status: 'failed' })
  await call(sampan.admin, 'PATCH', `/api/v1/flow/${id}`, { owner: sampan.admin.principal.id })
  await call(sampan.admin, 'POST', `/api/v1/flow-runs/${run!.id}/retry`, {})
  await pass(0)
  expect((await read(planet)).mass).toBe(4)
})
