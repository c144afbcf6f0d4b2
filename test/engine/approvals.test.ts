import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { sweep } from '#engine/records/sweep.ts'
import { writing } from '#engine/records/write.ts'
import { systemSession } from '#engine/workspaces.ts'
import type { ApprovalPolicy, ApprovalStep } from '#kernel/approval.ts'
import { defineAction } from '#kernel/behaviour.ts'
import { date } from '#kernel/fields/date.ts'
import { number } from '#kernel/fields/number.ts'
import { user } from '#kernel/fields/relation.ts'
import { relations } from '#kernel/fields/relations.ts'
import { text } from '#kernel/fields/text.ts'
import { defineModule } from '#kernel/module.ts'
import { defineObject } from '#kernel/object.ts'
import { approvals } from '#modules/approvals/module.ts'
import { flows } from '#modules/flows/module.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { planet, sky } from '../planets.ts'

/* Approvals as people meet them at the API, under a clock of the test's own. */

const weigh = defineAction(planet, 'weigh', {
  label: { en: 'Weigh', zh: '称重' },
  input: { mass: number({ label: { en: 'Mass', zh: '质量' }, required: true }) },
  async run(record, { mass }, tx) {
    await tx.update(planet, record.id, { mass })
  },
})

const leave = defineObject('leave', {
  label: { en: 'Leave', zh: '休假' },
  plural: 'Leaves',
  title: 'why',
  standing: true,
  standsIn: { person: 'person', by: 'by', from: 'from', until: 'until' },
  fields: {
    why: text({ label: { en: 'Why', zh: '原因' } }),
    person: user({ label: { en: 'Who', zh: '谁' }, required: true }),
    by: relations('user', { label: { en: 'By', zh: '代理人' } }),
    from: date({ label: { en: 'From', zh: '从' }, required: true }),
    until: date({ label: { en: 'Until', zh: '到' }, required: true }),
  },
})

const hour = 3_600_000
/** A Monday, 10:00 in Shanghai. */
const start = Date.parse('2026-03-02T02:00:00.000Z')
let now = start
let sampan: TestSampan
let ada: Session
let ben: Session
let cleo: Session
let dora: Session
let stranger: Session
let judges: string

const call: TestSampan['call'] = (...args) => sampan.call(...args)
const idOf = (who: Session) => who.principal.id as string

beforeAll(async () => {
  const leaves = defineModule({
    key: 'leaves',
    label: { en: 'Leaves', zh: '休假' },
    requires: ['identity'],
    objects: [leave],
  })
  sampan = await startSampan({
    modules: [...sky({ actions: [weigh] }), leaves, flows, approvals],
    clock: { now: () => new Date(now) },
    worker: true,
    language: 'en',
  })
  const role = async (key: string, grants: object) =>
    (await call(sampan.admin, 'POST', '/api/v1/role', { name: key, key, grants })).body.id as string
  const all = { read: 'all', create: true, update: 'all', delete: 'all', actions: 'all', merge: true, import: true }
  const keeper = await role('keeper', { planet: { ...all, fields: { secret: 'hidden' } }, moon: all })
  judges = await role('judge', { region: { read: 'all' } })
  const person = async (name: string, roleId: string) => sampan.person(name, roleId)
  ada = await person('Ada', keeper)
  ben = await person('Ben', keeper)
  cleo = await person('Cleo', keeper)
  dora = await person('Dora', judges)
  stranger = await person('Stranger', await role('stranger', { star: { read: 'all' } }))
  const manage = (who: Session, manager: Session) =>
    call(sampan.admin, 'PATCH', `/api/v1/user/${idOf(who)}`, { manager: idOf(manager) })
  await manage(ada, ben)
  await manage(ben, cleo)
})
afterAll(() => sampan.close())

const made: string[] = []
beforeEach(async () => {
  now = start
  for (const who of [ben, cleo, dora]) for (const id of await inbox(who)) await act(sampan.admin, id, 'withdraw')
  for (const id of made.splice(0)) await call(sampan.admin, 'PATCH', `/api/v1/approvalPolicy/${id}`, { active: false })
})

const superior: ApprovalStep = { by: [{ by: 'superior', levels: 1 }], mode: 'any' }

async function policy(definition: Partial<ApprovalPolicy>, about = 'planet'): Promise<string> {
  const whole = { of: { do: 'update', fields: ['water'] }, steps: [superior], hold: 'record', ...definition }
  const { status, body } = await call(sampan.admin, 'POST', '/api/v1/approvalPolicy', {
    name: 'Policy',
    about,
    definition: whole,
  })
  expect([status, body.errors]).toEqual([201, undefined])
  made.push(body.id)
  return body.id
}

let count = 0
async function planetOf(values: object = {}): Promise<string> {
  const { body } = await call(ada, 'POST', '/api/v1/planet', { name: `Planet ${++count}`, ...values })
  return body.id
}

const codes = ({ status, body }: { status: number; body: { errors?: { field: string | null; code: string }[] } }) => [
  status,
  ...(body.errors ?? []).map(({ field, code }) => (field ? `${field}: ${code}` : code)),
]
const change = (who: Session, id: string, values: object) => call(who, 'PATCH', `/api/v1/planet/${id}`, values)
const ask = (who: Session, recordId: string | null, what: object, more: object = {}) =>
  call(who, 'POST', '/api/v1/approvals', { object: 'planet', recordId, change: what, ...more })
const act = (who: Session, id: string, verb: string, body: object = {}) =>
  call(who, 'POST', `/api/v1/approvals/${id}/${verb}`, body)
const see = async (id: string) => (await call(sampan.admin, 'GET', `/api/v1/planet/${id}`)).body
const inbox = async (who: Session) =>
  (await call(who, 'GET', '/api/v1/approvals')).body.data.map(({ id }: { id: string }) => id)
/** A limit on water, a planet, and what Ada has asked for it. */
async function asked(water = 30, definition: Partial<ApprovalPolicy> = {}) {
  await policy({ where: { water: { gt: 20 } }, ...definition })
  const planetId = await planetOf({ water: 5 })
  const { status, body } = await ask(ada, planetId, { do: 'update', values: { water } }, { reason: 'thirst' })
  expect(status).toBe(201)
  return { planetId, id: body.id as string, body }
}

test('a policy that says nothing, or something that is not there, is told so at its places', async () => {
  const post = (definition: unknown, about = 'planet') =>
    call(sampan.admin, 'POST', '/api/v1/approvalPolicy', { name: 'Wrong', about, definition }).then(codes)
  expect(await post({}, 'comet')).toEqual([422, 'about: unknown'])
  expect(await post({}, 'user')).toEqual([422, 'about: unknown'])
  expect(await post({})).toEqual([
    422,
    'definition.of: required',
    'definition.hold: required',
    'definition.steps: required',
  ])
  const wrong = {
    of: { do: 'update', fields: ['density'] },
    where: { 'star.mass': { gt: 1 } },
    hold: 'record',
    steps: [{ by: [{ by: 'superior', levels: 0 }], mode: 'most', hours: -1, where: { colour: 'red' } }],
  }
  expect(await post(wrong)).toEqual([
    422,
    'definition.of.fields: unknown',
    'definition.where: path',
    'definition.steps.0.by: required',
    'definition.steps.0.mode: required',
    'definition.steps.0.where: filter',
    'definition.steps.0.hours: invalid',
  ])
  expect(await post({ of: { do: 'action', action: 'sing' }, hold: 'none', steps: [superior] })).toEqual([
    422,
    'definition.of.action: required',
  ])
  expect(codes(await call(ada, 'POST', '/api/v1/approvalPolicy', {}))[0]).toBe(404)
})

test('what needs approval is refused by every way in, and says how to ask for it', async () => {
  await policy({ where: { water: { gt: 20 } } })
  const id = await planetOf({ water: 5 })
  const refused = await change(ada, id, { water: 30 })
  expect(codes(refused)).toEqual([409, 'water: approval-needed'])
  expect(refused.body.ask).toEqual({
    object: 'planet',
    recordId: id,
    change: { do: 'update', values: { water: 30 } },
  })
  expect(codes(await change(sampan.admin, id, { water: 30 }))).toEqual([409, 'water: approval-needed'])
  expect(codes(await change(ada, id, { water: 30, mass: 'heavy' }))).toEqual([422, 'mass: invalid'])
  // Nobody gets round a limit by beginning beyond it.
  expect(codes(await call(ada, 'POST', '/api/v1/planet', { name: 'Wet', water: 40 }))).toEqual([
    409,
    'water: approval-needed',
  ])
  const batch = await call(ada, 'POST', '/api/v1/planet/batch', {
    update: [
      { id, water: 50 },
      { id: await planetOf(), water: 1 },
    ],
  })
  expect(codes(batch)).toEqual([422, '0.water: approval-needed'])
  const bulk = await call(ada, 'POST', '/api/v1/planet/bulk', {
    selection: { ids: [id] },
    do: 'update',
    values: { water: 60 },
  })
  expect([bulk.status, bulk.body.refused]).toEqual([200, 1])
  expect(codes(await change(ada, id, { water: 20 }))).toEqual([200])
  expect((await see(id)).water).toBe(20)
})

test('what needs none is not asked for, and neither is what would be refused anyway', async () => {
  const id = await planetOf({ water: 5 })
  const wet = { do: 'update', values: { water: 30 } }
  expect(codes(await ask(ada, id, wet))).toEqual([409, 'no-approval'])
  await policy({ where: { water: { gt: 20 } } })
  expect(codes(await ask(ada, id, { do: 'update', values: { water: 30, mass: 'heavy' } }))).toEqual([
    422,
    'mass: invalid',
  ])
  expect(codes(await ask(stranger, id, wet))[0]).toBe(404)
  expect(codes(await ask(ada, '00000000-0000-4000-8000-000000000000', wet))[0]).toBe(404)
  expect(codes(await ask(ada, id, { do: 'sing' }))).toEqual([422, 'change.do: required'])
})

test('whoever is asked agrees, and what was asked for happens in the name of who asked', async () => {
  const { planetId, id, body } = await asked()
  expect(body).toMatchObject({
    status: 'waiting',
    asker: { name: 'Ada' },
    reason: 'thirst',
    changes: { water: [5, 30] },
    steps: [{ mode: 'any', seats: [{ person: { name: 'Ben' }, status: 'waiting' }] }],
    may: ['remind', 'withdraw'],
  })
  expect((await see(planetId)).water).toBe(5)
  expect([await inbox(ben), await inbox(cleo), await inbox(ada)]).toEqual([[id], [], []])
  expect(codes(await call(stranger, 'GET', `/api/v1/approvals/${id}`))[0]).toBe(404)
  expect(codes(await act(stranger, id, 'approve'))[0]).toBe(404)
  expect(codes(await act(cleo, id, 'approve'))[0]).toBe(404)
  expect(codes(await act(ada, id, 'approve'))).toEqual([409, 'not-yours'])
  expect(codes(await act(ben, id, 'reject'))).toEqual([422, 'words: required'])

  const done = await act(ben, id, 'approve', { words: 'let it rain' })
  expect(done.body).toMatchObject({ status: 'approved', may: [] })
  expect(
    done.body.notes.map(({ kind, actor, words }: never) => [kind, (actor as { name: string }).name, words]),
  ).toEqual([
    ['asked', 'Ada', 'thirst'],
    ['approved', 'Ben', 'let it rain'],
  ])
  expect(await see(planetId)).toMatchObject({ water: 30, updatedBy: { id: idOf(ada) } })
  expect(codes(await act(ben, id, 'approve'))).toEqual([409, 'decided'])
  const { body: page } = await call(ada, 'GET', `/api/v1/planet/${planetId}/timeline`)
  expect(page.data.map(({ kind }: { kind: string }) => kind)).toEqual([
    'approvalApproved',
    'updated',
    'approvalAsked',
    'created',
  ])
  await sampan.runtime.settle()
  const told = async (who: Session) =>
    (await call(who, 'GET', '/api/v1/notifications')).body.data.map(({ kind, record }: never) => [
      kind,
      (record as { id: string }).id === id,
    ])
  expect(await told(ben)).toContainEqual(['approvalAsked', true])
  expect(await told(ada)).toContainEqual(['approvalDecided', true])
})

test('while it waits the record stays as it is, by whatever way somebody comes', async () => {
  const before = await planetOf({ name: 'Before', mass: 1 })
  const bulkBody = (ids: string[], values: object) => ({ selection: { ids }, do: 'update', values })
  const { planetId, id } = await asked()
  const locked = [409, 'under-approval']
  expect(codes(await change(ben, planetId, { note: 'x' }))).toEqual([422, 'note: under-approval'])
  expect(codes(await change(sampan.admin, planetId, { note: 'x' }))).toEqual([422, 'note: under-approval'])
  expect(codes(await call(ada, 'DELETE', `/api/v1/planet/${planetId}`))).toEqual([422, 'under-approval'])
  expect(codes(await call(ada, 'POST', `/api/v1/planet/${planetId}/weigh`, { mass: 3 }))).toEqual(locked)
  expect(codes(await call(ada, 'POST', '/api/v1/planet/bulk/weigh', { ids: [planetId], input: { mass: 3 } }))).toEqual(
    locked,
  )
  const bulk = await call(ada, 'POST', '/api/v1/planet/bulk', bulkBody([planetId], { note: 'x' }))
  expect(JSON.stringify(bulk.body)).toContain('under approval')
  for (const survivor of [planetId, before])
    expect(codes(await call(ada, 'POST', '/api/v1/planet/merge', { ids: [planetId, before], survivor }))).toEqual([
      409,
      'ids: under-approval',
    ])
  expect(codes(await ask(ada, planetId, { do: 'update', values: { water: 40 } }))).toEqual([
    422,
    'water: under-approval',
  ])
  // A rule writes by the same path, and what sweeps through records leaves this one out.
  const system = systemSession(sampan.workspace)
  await expect(writing(system, (w) => w.tx.update(planet, planetId, { note: 'rule' }))).rejects.toThrow(
    /under approval/,
  )
  const swept = await sweep(
    system,
    sampan.workspace.registry.object('planet'),
    { id: { in: [planetId, before] } },
    id,
    async () => {},
  )
  expect(swept).toBe(1)
  expect(await see(planetId)).toMatchObject({ water: 5, note: null, mass: null })
  await act(ben, id, 'reject', { words: 'no' })
  expect(codes(await change(ada, planetId, { note: 'free' }))).toEqual([200])
})

test('neither taking a bulk write back nor parting what was merged gets round the lock', async () => {
  const [one, other] = [await planetOf({ mass: 1 }), await planetOf({ note: 'of the other' })]
  const { body: bulk } = await call(ada, 'POST', '/api/v1/planet/bulk', {
    selection: { ids: [one] },
    do: 'update',
    values: { mass: 9 },
  })
  const { body: merged } = await call(ada, 'POST', '/api/v1/planet/merge', { ids: [one, other], survivor: one })
  await policy({})
  expect((await ask(ada, one, { do: 'update', values: { water: 1 } })).status).toBe(201)
  const undone = await call(ada, 'POST', `/api/v1/planet/undo/${bulk.id}`)
  expect(JSON.stringify(undone.body)).toContain('under approval')
  const split = await call(ada, 'POST', `/api/v1/planet/merges/${merged.merge.id}/split`)
  expect(codes(split)).toEqual([409, 'under-approval'])
  expect((await see(one)).mass).toBe(9)
  expect((await see(one)).note).toBe('of the other')
})

test('where only the fields are locked, the rest of the record goes on', async () => {
  const { planetId, id } = await asked(30, { hold: 'fields' })
  expect(codes(await change(ada, planetId, { note: 'meanwhile', mass: 7 }))).toEqual([200])
  expect(codes(await change(ada, planetId, { water: 6 }))).toEqual([422, 'water: under-approval'])
  expect(codes(await call(ada, 'POST', `/api/v1/planet/${planetId}/weigh`, { mass: 8 }))).toEqual([200])
  await act(ben, id, 'approve')
  expect(await see(planetId)).toMatchObject({ water: 30, note: 'meanwhile', mass: 8 })
})

test('what a policy goes by is shown where an action leaves it as it is, and is not locked for that', async () => {
  await policy({
    of: { do: 'action', action: 'weigh' },
    where: { or: [{ water: { gte: 10 } }, { mass: { gt: 100 } }] },
    hold: 'fields',
  })
  const { body } = await call(ada, 'POST', '/api/v1/planet', { name: `Heavy ${++count}`, water: 20, note: 'no matter' })
  const { body: weighing } = await call(ada, 'POST', `/api/v1/planet/${body.id}/weigh`, { mass: 4 })
  const asked = (await ask(ada, body.id, weighing.ask.change)).body
  expect(asked.changes).toEqual({ water: [20, 20], mass: [null, 4] })
  const again = async () => {
    expect(codes(await change(ada, body.id, { mass: 9 }))).toEqual([422, 'mass: under-approval'])
    expect(codes(await change(ada, body.id, { note: 'still none' }))).toEqual([200])
  }
  await again()
  expect(codes(await act(ben, asked.id, 'return', { words: 'Why so heavy?' }))).toEqual([200])
  expect(codes(await act(ada, asked.id, 'resubmit'))).toEqual([200])
  await again()
  await act(ben, asked.id, 'approve')
  expect(await see(body.id)).toMatchObject({ water: 20, mass: 4 })
})

test('a record is made, deleted, weighed and merged once others agree', async () => {
  for (const it of [{ do: 'create' }, { do: 'delete' }, { do: 'merge' }, { do: 'action', action: 'weigh' }] as const)
    await policy({ of: it })
  const name = `New ${++count}`
  const refused = await call(ada, 'POST', '/api/v1/planet', { name })
  expect(codes(refused)).toEqual([409, 'approval-needed'])
  const create = (await ask(ada, null, refused.body.ask.change)).body
  expect(create).toMatchObject({ title: name, do: 'create', opens: false })
  const { body: done } = await act(ben, create.id, 'approve')
  expect(done).toMatchObject({ status: 'approved' })
  const id = create.recordId
  expect(await see(id)).toMatchObject({ name, createdBy: { id: idOf(ada) } })

  const { body: weighing } = await call(ada, 'POST', `/api/v1/planet/${id}/weigh`, { mass: 4 })
  const weighed = (await ask(ada, id, weighing.ask.change)).body
  expect(weighed).toMatchObject({ action: 'Weigh', changes: { mass: [null, 4] } })
  await act(ben, weighed.id, 'approve')
  expect((await see(id)).mass).toBe(4)

  const second = (await ask(ada, null, { do: 'create', values: { name: `${name}b` } })).body
  await act(ben, second.id, 'approve')
  const { body: merging } = await call(ada, 'POST', '/api/v1/planet/merge', {
    ids: [id, second.recordId],
    survivor: id,
  })
  const merge = (await ask(ada, id, merging.ask.change)).body
  expect((await act(ben, merge.id, 'approve')).body.status).toBe('approved')
  expect((await call(ada, 'GET', `/api/v1/planet/${second.recordId}`)).body.id ?? id).toBe(id)

  const { body: deleting } = await call(ada, 'DELETE', `/api/v1/planet/${id}`)
  const deletion = (await ask(ada, id, deleting.ask.change)).body
  await act(ben, deletion.id, 'approve')
  expect((await call(ada, 'GET', `/api/v1/planet/${id}`)).status).toBe(404)
})

test('a consent that cannot be carried out says why, and leaves no trace in the record', async () => {
  const serial = `S-${++count}`
  await policy({ of: { do: 'update', fields: ['serial'] } })
  const id = await planetOf()
  const { body } = await ask(ada, id, { do: 'update', values: { serial } })
  await call(ada, 'POST', '/api/v1/planet', { name: 'First', serial })
  const done = (await act(ben, body.id, 'approve')).body
  expect(done.status).toBe('failed')
  expect(done.outcome).toBeTruthy()
  expect((await see(id)).serial).toBeNull()
})

test('steps follow each other, by condition, and of those who all have to agree each one does', async () => {
  const people = [ben, cleo].map(idOf)
  const { planetId, id, body } = await asked(50, {
    steps: [
      { by: [{ by: 'person', ids: people }], mode: 'all' },
      { by: [{ by: 'role', ids: [judges] }], mode: 'any', where: { water: { gte: 40 } } },
      { by: [{ by: 'superior', levels: 2 }], mode: 'any', where: { water: { gte: 90 } } },
    ],
  })
  expect(body.steps).toHaveLength(2)
  expect((await act(ben, id, 'approve')).body.status).toBe('waiting')
  expect(codes(await act(ben, id, 'approve'))).toEqual([409, 'not-yours'])
  expect((await act(cleo, id, 'approve')).body).toMatchObject({ status: 'waiting', step: 1 })
  // Whoever is asked sees what is asked, and nothing else of the record.
  const judged = await call(dora, 'GET', `/api/v1/approvals/${id}`)
  expect(judged.body).toMatchObject({ changes: { water: [5, 50] }, opens: false })
  expect((await call(dora, 'GET', `/api/v1/planet/${planetId}`)).status).toBe(404)
  expect((await act(dora, id, 'approve')).body.status).toBe('approved')
  expect((await see(planetId)).water).toBe(50)
})

test('nobody decides for herself: not as the one named, not for a colleague, not by a hand that gives it back', async () => {
  const { id, body } = await asked(30, { steps: [{ by: [{ by: 'person', ids: [idOf(ada)] }], mode: 'any' }] })
  expect(body.steps[0].seats.map((seat: { person: { name: string } }) => seat.person.name)).toEqual(['Ben'])
  expect(codes(await act(ben, id, 'delegate', { personId: idOf(ada) }))).toEqual([422, 'personId: own'])
  expect(codes(await act(ben, id, 'add', { personId: idOf(ada) }))).toEqual([422, 'personId: own'])
  expect(codes(await act(ben, id, 'delegate'))).toEqual([422, 'personId: required'])
  const away = { person: idOf(ben), by: [idOf(ada)], from: '2026-03-01', until: '2026-03-09' }
  const { body: left } = await call(sampan.admin, 'POST', '/api/v1/leave', away)
  expect(await inbox(ada)).toEqual([])
  expect(codes(await act(ada, id, 'approve'))).toEqual([403, 'own'])
  await call(sampan.admin, 'DELETE', `/api/v1/leave/${left.id}`)
  await act(ben, id, 'reject', { words: 'no' })

  await call(sampan.admin, 'PATCH', `/api/v1/approvalPolicy/${made.pop()}`, { active: false })
  const may = await asked(30, { self: true, steps: [{ by: [{ by: 'person', ids: [idOf(ada)] }], mode: 'any' }] })
  expect((await act(ada, may.id, 'approve')).body.status).toBe('approved')
})

test('who is away is stood in for, and is asked herself when she is back', async () => {
  const { planetId, id } = await asked()
  const away = { person: idOf(ben), by: [idOf(cleo)], from: '2026-03-01', until: '2026-03-03' }
  const { body: left } = await call(sampan.admin, 'POST', '/api/v1/leave', away)
  expect(await inbox(cleo)).toEqual([id])
  now += 3 * 24 * hour
  expect(await inbox(cleo)).toEqual([])
  now = start
  const { body } = await act(cleo, id, 'approve')
  expect(body.steps[0].seats[0]).toMatchObject({ person: { name: 'Ben' }, by: { name: 'Cleo' }, status: 'approved' })
  expect((await see(planetId)).water).toBe(30)
  await call(sampan.admin, 'DELETE', `/api/v1/leave/${left.id}`)
})

test('it is handed on, somebody is added who has to agree as well, and it goes back to who asked', async () => {
  const { planetId, id } = await asked()
  expect((await act(ben, id, 'delegate', { personId: idOf(cleo), words: 'yours' })).body.may).toEqual([])
  expect([await inbox(ben), await inbox(cleo)]).toEqual([[], [id]])
  expect(codes(await act(cleo, id, 'add', { personId: idOf(cleo) }))).toEqual([422, 'personId: twice'])
  await act(cleo, id, 'add', { personId: idOf(dora) })
  expect((await act(cleo, id, 'approve')).body.status).toBe('waiting')
  expect((await act(dora, id, 'return', { words: 'less' })).body.status).toBe('returned')
  // Nothing is locked while it is with who asked.
  expect(codes(await change(ada, planetId, { note: 'x' }))).toEqual([200])
  expect(codes(await act(ben, id, 'resubmit'))).toEqual([403, 'not-yours'])
  expect(codes(await act(ada, id, 'resubmit', { values: { mass: 1 } }))).toEqual([422, 'values.mass: unknown'])
  expect(codes(await act(ada, id, 'resubmit', { values: { water: 10 } }))).toEqual([409, 'no-approval'])
  const again = await act(ada, id, 'resubmit', { values: { water: 25 }, words: 'better' })
  expect(again.body).toMatchObject({ status: 'waiting', round: 2, changes: { water: [5, 25] } })
  expect((await act(ben, id, 'approve')).body.status).toBe('approved')
  expect((await see(planetId)).water).toBe(25)
})

test('where a decision takes too long those above are asked as well, by working hours', async () => {
  const { planetId, id } = await asked(30, { steps: [{ ...superior, hours: 10 }] })
  now += 9 * hour
  await sampan.runtime.settle()
  expect(await inbox(cleo)).toEqual([])
  now += 24 * hour
  await sampan.runtime.settle()
  expect([await inbox(ben), await inbox(cleo)]).toEqual([[id], [id]])
  expect((await act(cleo, id, 'approve')).body.status).toBe('approved')
  expect((await see(planetId)).water).toBe(30)
  await sampan.runtime.settle()
})

test('whoever asked takes it back, and an administrator for her', async () => {
  const { planetId, id } = await asked()
  expect(codes(await act(ben, id, 'withdraw'))).toEqual([403, 'not-yours'])
  expect((await act(ada, id, 'withdraw')).body.status).toBe('withdrawn')
  expect(await inbox(ben)).toEqual([])
  const { body } = await ask(ada, planetId, { do: 'update', values: { water: 33 } })
  expect((await act(sampan.admin, body.id, 'withdraw')).body.status).toBe('withdrawn')
})

test('a request stays on the policy as it was when it began', async () => {
  const { id } = await asked()
  const [policyId] = made
  await call(sampan.admin, 'PATCH', `/api/v1/approvalPolicy/${policyId}`, {
    definition: {
      of: { do: 'delete' },
      steps: [{ by: [{ by: 'person', ids: [idOf(dora)] }], mode: 'any' }],
      hold: 'none',
    },
  })
  expect([await inbox(ben), await inbox(dora)]).toEqual([[id], []])
  expect((await act(ben, id, 'approve')).body.status).toBe('approved')
})

test('of two who decide at once one has decided', async () => {
  for (let i = 0; i < 5; i++) {
    const { planetId, id } = await asked(30, {
      steps: [{ by: [{ by: 'person', ids: [ben, cleo].map(idOf) }], mode: 'any' }],
    })
    const answers = await Promise.all([act(ben, id, 'approve'), act(cleo, id, 'reject', { words: 'no' })])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const { body } = await call(ada, 'GET', `/api/v1/approvals/${id}`)
    expect((await see(planetId)).water).toBe(body.status === 'approved' ? 30 : 5)
    const asks = await Promise.all([31, 32].map((water) => ask(ada, planetId, { do: 'update', values: { water } })))
    expect(asks.map(({ status }) => status === 201).sort()).toEqual([false, true])
    await call(sampan.admin, 'PATCH', `/api/v1/approvalPolicy/${made.pop()}`, { active: false })
  }
})

test('a flow waits for a decision, takes one of two ways, and another is set off by it', async () => {
  const asks = await policy({ of: { do: 'ask' }, steps: [{ by: [{ by: 'person', ids: [idOf(ben)] }], mode: 'any' }] })
  const live = async (name: string, definition: object) => {
    const { body } = await call(sampan.admin, 'POST', '/api/v1/flow', { name, draft: definition })
    expect(codes(await call(sampan.admin, 'POST', `/api/v1/flow/${body.id}/publish`, {}))).toEqual([200])
  }
  const note = (id: string, text: string) => ({ id, kind: 'update', input: { note: text } })
  const way = (id: string) => ({ id, steps: [note(`s${id}`, id)] })
  await live('Asks', {
    trigger: { on: 'created', object: 'planet', where: { kind: 'gas' } },
    steps: [{ id: 'a', kind: 'approval', input: { policy: asks }, paths: [way('approved'), way('rejected')] }],
  })
  await live('Follows', {
    trigger: { on: 'decided', object: 'planet', outcome: 'rejected' },
    steps: [{ id: 'u', kind: 'update', input: { mass: 77 } }],
  })
  for (const [verb, told] of [
    ['approve', { note: 'approved', mass: null }],
    ['reject', { note: 'rejected', mass: 77 }],
  ] as const) {
    const id = await planetOf({ kind: 'gas' })
    await sampan.runtime.settle()
    const [waiting] = await inbox(ben)
    expect((await see(id)).note).toBeNull()
    await act(ben, waiting, verb, { words: 'so be it' })
    await sampan.runtime.settle()
    expect(await see(id)).toMatchObject(told)
  }
})

test('the same request that is sent twice is asked once', async () => {
  await policy({ of: { do: 'create' } })
  const id = crypto.randomUUID()
  const create = { do: 'create', values: { name: `Twice ${++count}` } }
  const [one, two] = [await ask(ada, null, create, { id }), await ask(ada, null, create, { id })]
  expect([one.body.id, two.body.recordId]).toEqual([id, one.body.recordId])
  expect(codes(await ask(ben, null, create, { id }))[0]).toBe(404)
})

test('whoever leaves gives on what waits for her and what she asked for; what is decided by then does not come back', async () => {
  const { planetId, id } = await asked()
  const path = (who: Session) => `/api/v1/people/${idOf(who)}`
  const things = async (who: Session) =>
    (await call(sampan.admin, 'GET', `${path(who)}/inventory`)).body.things
      .filter(({ object }: { object: string }) => object === 'sampan.approval')
      .map(({ field, count }: { field: string; count: number }) => [field, count])
  const settled = async (handover: string) => {
    for (;;) {
      const { body } = await call(sampan.admin, 'GET', `/api/v1/handovers/${handover}`)
      if (!['running', 'undoing'].includes(body.status)) return body
      await new Promise((done) => setTimeout(done, 20))
    }
  }
  const rule = (field: string, to: Session, more: object = {}) => ({
    rules: [{ object: 'sampan.approval', field, to: [idOf(to)], ...more }],
  })
  const give = async (from: Session, field: string, to: Session, ...more: object[]) => {
    const wish = { rules: [...rule(field, to).rules, ...more] }
    const { status, body } = await call(sampan.admin, 'POST', `${path(from)}/handover`, wish)
    expect(status, JSON.stringify(body)).toBe(202)
    return settled(body.id)
  }
  const takeBack = async (handover: string) => {
    await call(sampan.admin, 'POST', `/api/v1/handovers/${handover}/undo`, {})
    return settled(handover)
  }

  const preview = (from: Session, wish: object) => call(sampan.admin, 'POST', `${path(from)}/handover/preview`, wish)
  expect(codes(await preview(ben, rule('owner', cleo)))).toEqual([422, 'rules.0.field: invalid'])
  expect(codes(await preview(ben, rule('decides', ben)))).toEqual([422, 'rules.0.to.0: invalid'])
  expect(codes(await preview(ben, rule('decides', cleo, { where: { kind: 'gas' } })))).toEqual([
    422,
    'rules.0.to: invalid',
  ])
  expect([await things(ben), await things(ada), await things(cleo)]).toEqual([[['decides', 1]], [['asks', 1]], []])

  const own = await give(ben, 'decides', ada)
  expect(own).toMatchObject({ status: 'done', kept: [{ count: 1, records: [{ id }] }] })
  expect(await inbox(ben), 'nobody decides on her own request').toEqual([id])

  const load = { object: 'sampan.approval', field: 'decides', before: 0, after: 1 }
  expect((await preview(ben, rule('decides', dora))).body.receivers).toMatchObject([{ name: 'Dora', loads: [load] }])
  const passed = await give(ben, 'decides', dora)
  expect([await inbox(ben), await inbox(dora)]).toEqual([[], [id]])
  expect(await takeBack(passed.id)).toMatchObject({ status: 'undone', notUndone: [] })
  expect([await inbox(ben), await inbox(dora)]).toEqual([[id], []])

  const again = await give(ben, 'decides', dora)
  const { name } = await see(planetId)
  const asking = await give(ada, 'asks', cleo, { object: 'planet', field: 'owner', where: { name }, to: [idOf(cleo)] })
  expect([await things(ada), await things(cleo)]).toEqual([[], [['asks', 1]]])
  expect([asking.kept, (await see(planetId)).owner.id], 'whose it is does not wait').toEqual([[], idOf(cleo)])
  expect((await act(dora, id, 'approve')).body.status).toBe('approved')
  expect(await see(planetId)).toMatchObject({ water: 30, updatedBy: { id: idOf(cleo) } })
  for (const one of [again, asking])
    expect((await takeBack(one.id)).notUndone, 'decided is decided').toMatchObject([{ count: 1 }])
  expect((await see(planetId)).owner.id).toBe(idOf(ada))
})
