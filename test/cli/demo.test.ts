import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineTable } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { verifyWorkspace } from '#engine/doctor/verify.ts'
import { takeOutSample } from '#engine/sample/fields.ts'
import { sampleState } from '#engine/sample/mark.ts'
import { countSample } from '#engine/sample/remove.ts'
import { loadDemo } from '../../src/sample.ts'
import { startSampan, type TestSampan } from '../harness.ts'

let sampan: TestSampan
beforeAll(async () => {
  sampan = await startSampan()
})
afterAll(() => sampan.close())

test('the demo company comes with its past, each step an event at its time and by its author', async () => {
  const { workspace, admin, call } = sampan
  const counts = await load()
  expect(counts).toMatchObject({ account: 50, opportunity: 60, user: 39, pool: 4, webForm: 2, absence: 3 })
  expect(await sampleState(workspace)).toBe('there')
  expect((await call(admin, 'GET', '/api/v1/meta')).body.workspace.sample).toBe(true)
  const won = await call(
    admin,
    'GET',
    `/api/v1/opportunity?${new URLSearchParams({ where: '{"status":"won"}', limit: '1' })}`,
  )
  const [deal] = won.body.data
  expect(deal.version).toBeGreaterThan(4)
  expect(Date.parse(deal.wonAt)).toBeLessThan(Date.now() - 60_000)
  const { body } = await call(admin, 'GET', `/api/v1/opportunity/${deal.id}/timeline`)
  const events = body.data.filter((e: { kind: string }) => e.kind !== 'record')
  expect(events.map((e: { kind: string }) => e.kind)).toEqual(expect.arrayContaining(['created', 'updated', 'won']))
  const times = events.map((e: { at: string }) => e.at)
  expect(times).toEqual(times.toSorted().reverse())
  const { findings } = await verifyWorkspace(workspace)
  expect(findings.filter((f) => f.state === 'wrong')).toEqual([])
})

test('it shows what became of customers: pools, registrations, a dispute that waits, and the book of one who left', async () => {
  const { admin, call } = sampan
  const count = async (object: string, where: object) =>
    (await call(admin, 'GET', `/api/v1/${object}?${new URLSearchParams({ where: JSON.stringify(where) })}`)).body.data
  const pooled = await count('account', { pool: { empty: false } })
  for (const { owner, heldReason, previousOwner } of pooled) {
    expect({ owner, before: previousOwner !== null }).toEqual({ owner: null, before: true })
    expect(['recycled', 'givenBack']).toContain(heldReason)
  }
  expect(await count('ownershipDispute', { status: 'open' })).toHaveLength(1)
  expect(await count('recyclingRule', { active: true })).toHaveLength(4)
  const [left] = await count('user', { active: false })
  expect(await count('account', { owner: left.id })).toEqual([])
  const { body } = await call(admin, 'GET', '/api/v1/handovers')
  for (const one of body.data ?? body) expect(one).toMatchObject({ status: 'done', person: { id: left.id } })
})

test('its people ask for approval: some wait for the director, some for others, some are decided', async () => {
  const { admin, call, workspace } = sampan
  const { data } = (await call(admin, 'GET', '/api/v1/approvals')).body
  for (const one of data) expect(one).toMatchObject({ status: 'waiting', may: expect.arrayContaining(['approve']) })
  const rows = await workspace.db.rows(
    sql`select object, record_id, asked_at, shown from ${engineTable(workspace, 'approval')}`,
  )
  // How many there are is up to chance in a company as small as this.
  expect(rows.length).toBeGreaterThan(0)
  for (const [object, id, askedAt, shown] of rows) {
    const { createdAt } = (await call(admin, 'GET', `/api/v1/${object}/${id}`)).body
    expect(Date.parse(createdAt), `${object} ${id}`).toBeLessThan(Date.parse(String(askedAt)))
    if (object === 'opportunity') expect(shown).toMatchObject({ amount: [{}, {}] })
  }
  expect((await call(admin, 'GET', '/api/v1/approvalPolicy')).body.data).toHaveLength(4)
})

test('the cases of the bank work: fields of its own, signals that are on, and a past in which they fired', async () => {
  const { admin, call, workspace } = sampan
  expect(workspace.registry.object('contact').fields).toMatchObject({
    bankBalance: { label: { zh: '账户余额' } },
    childBirthday: { label: { zh: '子女生日' } },
  })
  const { data } = (await call(admin, 'GET', '/api/v1/signal')).body
  const on = (field: string) =>
    data.find(({ definition }: { definition: { when: { field?: string } } }) => definition.when.field === field)
  for (const [field, days] of [
    ['bankBalance', 92],
    ['childBirthday', 400],
  ] as const) {
    const { id, definition, status } = on(field)
    expect(status).toBe('live')
    const { body } = await call(admin, 'POST', '/api/v1/signals/back-test', { signal: id, definition, days })
    expect(body.fired + body.held, JSON.stringify(body)).toBeGreaterThan(0)
    const fires = (await call(admin, 'GET', `/api/v1/signals/${id}/fires`)).body.data
    expect(fires.map(({ status }: { status: string }) => status)).toEqual(
      expect.arrayContaining([body.fired > 0 ? 'fired' : 'held']),
    )
  }
  const rose = (await call(admin, 'GET', `/api/v1/signals/${on('bankBalance').id}/fires`)).body.data
  expect(rose.map(({ why }: { why: string }) => why)).toContain('Bank balance: CNY 2,000 → CNY 20,000')
})

test('it is loaded once', async () => {
  await expect(load()).rejects.toThrow('there already')
})

test('it goes again and leaves what is your own, which lets go of it or keeps what it cannot be without', async () => {
  const { workspace, admin, call } = sampan
  const list = async (object: string, limit = 2) =>
    (await call(admin, 'GET', `/api/v1/${object}?limit=${limit}`)).body.data
  const [account] = await list('account')
  const [deal] = await list('opportunity')
  const note = (
    await call(admin, 'POST', '/api/v1/activity', { kind: 'note', subject: '我的备注', account: account.id })
  ).body
  const mine = (await call(admin, 'POST', '/api/v1/account', { name: '我的客户' })).body
  const line = (
    await call(admin, 'POST', '/api/v1/opportunityLine', {
      opportunity: deal.id,
      name: '我的明细',
      quantity: 1,
      price: deal.amount,
    })
  ).body
  expect(line.id, JSON.stringify(line)).toBeTruthy()
  const [pool] = await list('pool')
  const rule = (await call(admin, 'POST', '/api/v1/recyclingRule', ruleOf(pool))).body
  expect(rule.id, JSON.stringify(rule)).toBeTruthy()
  const ofLeads = (await list('pool', 100)).find((one: { object: string }) => one.object === 'lead')
  const waiting = (await call(admin, 'POST', '/api/v1/lead', { name: '我的线索', pool: ofLeads.id })).body
  expect((await call(admin, 'POST', `/api/v1/lead/${waiting.id}/claim`, {})).status).toBe(200)
  const { changedSince } = await countSample(workspace)
  expect(changedSince).toBeGreaterThan(0)

  const done = await takeOutSample(sampan.runtime, admin)
  expect(done).toMatchObject({ removed: { account: 50, opportunity: 59, pool: 3, webForm: 2 }, kept: 2 })
  expect(await sampleState(workspace)).toBe('none')
  expect((await countSample(workspace)).records).toEqual({})
  for (const name of ['approval', 'approval_seat', 'approval_note'])
    expect(await workspace.db.rows(sql`select 1 from ${engineTable(workspace, name)}`), name).toEqual([])
  for (const object of ['recyclingRule', 'pool', 'webForm', 'formSubmission', 'poolClaim', 'absence', 'collisionCase'])
    expect(await list(object), object).toHaveLength(object === 'pool' || object === 'recyclingRule' ? 1 : 0)
  const left = await call(admin, 'GET', `/api/v1/activity/${note.id}`)
  expect(left.body).toMatchObject({ subject: '我的备注', account: null, version: 2 })
  expect((await call(admin, 'GET', `/api/v1/opportunity/${deal.id}`)).body).toMatchObject({
    account: null,
    importId: null,
  })
  expect((await call(admin, 'GET', '/api/v1/account')).body.data.map((a: { id: string }) => a.id)).toEqual([mine.id])
  for (const name of ['signal_fire', 'flow_run'])
    expect(await workspace.db.rows(sql`select 1 from ${engineTable(workspace, name)}`), name).toEqual([])
  expect(sampan.workspace.registry.object('contact').fields['childBirthday']).toBeUndefined()
  const freed = (await call(admin, 'GET', '/api/v1/configuration/freed')).body.data
  expect(freed.map(({ was, emptied }: { was: string; emptied: boolean }) => [was, emptied]).toSorted()).toEqual([
    ['contact.bankBalance', true],
    ['contact.childBirthday', true],
  ])
  const { findings } = await verifyWorkspace(sampan.workspace)
  expect(findings.filter((f) => f.state === 'wrong')).toEqual([])
})

test('then it can come again, and goes again without what was kept of the first; a field in which you wrote is yours', async () => {
  const { admin, call } = sampan
  const fields = () => Object.keys(sampan.workspace.registry.object('contact').fields)
  expect(fields()).not.toContain('bankBalance')
  expect(await load()).toMatchObject({ account: 50 })
  expect((await call(admin, 'POST', '/api/v1/configuration/draft/labels', draftOfMine)).status).toBe(201)
  await call(admin, 'POST', '/api/v1/contact', { name: '我的联系人', bankBalance: { amount: '5', currency: 'CNY' } })
  const done = await takeOutSample(sampan.runtime, sampan.admin)
  expect(done).toMatchObject({ kept: 0, keptFields: 1 })
  expect(fields()).toContain('bankBalance')
  expect(fields()).not.toContain('childBirthday')
  const draft = (await call(admin, 'GET', '/api/v1/configuration/draft')).body.document
  expect(Object.keys(draft.fields)).toEqual(['contact.bankBalance'])
  expect(draft.labels).toMatchObject({ contact: { label: { zh: '熟人' } } })
  expect((await sampan.call(sampan.admin, 'GET', '/api/v1/pool')).body.data).toHaveLength(1)
})

const draftOfMine = { object: 'contact', label: { en: 'Acquaintance', zh: '熟人' } }

function ruleOf(pool: { id: string; object: string }) {
  const conditions = [{ sign: 'noFollowUp', days: 900, working: false }]
  return { name: '我的规则', object: pool.object, pool: pool.id, conditions }
}

async function load() {
  const { data } = (await sampan.call(sampan.admin, 'GET', '/api/v1/role')).body
  const roles = Object.fromEntries(data.map(({ key, id }: { key: string; id: string }) => [key, id]))
  return loadDemo(sampan.runtime, sampan.workspace, { scale: 0.01, roles, director: sampan.admin.principal.id! })
}
