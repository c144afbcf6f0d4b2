import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyWorkspace } from '#engine/doctor/verify.ts'
import { sampleState } from '#engine/sample/mark.ts'
import { countSample, removeSample } from '#engine/sample/remove.ts'
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
  expect(counts).toMatchObject({ account: 50, opportunity: 60, user: 39 })
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

test('it is loaded once', async () => {
  await expect(load()).rejects.toThrow('there already')
})

test('it goes again and leaves what is your own, which lets go of it or keeps what it cannot be without', async () => {
  const { workspace, admin, call } = sampan
  const list = async (object: string) => (await call(admin, 'GET', `/api/v1/${object}?limit=2`)).body.data
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
  const { changedSince } = await countSample(workspace)
  expect(changedSince).toBeGreaterThan(0)

  const done = await removeSample(workspace)
  expect(done).toMatchObject({ removed: { account: 50, opportunity: 59 }, kept: 1 })
  expect(await sampleState(workspace)).toBe('none')
  expect((await countSample(workspace)).records).toEqual({})
  const left = await call(admin, 'GET', `/api/v1/activity/${note.id}`)
  expect(left.body).toMatchObject({ subject: '我的备注', account: null, version: 2 })
  expect((await call(admin, 'GET', `/api/v1/opportunity/${deal.id}`)).body).toMatchObject({
    account: null,
    importId: null,
  })
  expect((await call(admin, 'GET', '/api/v1/account')).body.data.map((a: { id: string }) => a.id)).toEqual([mine.id])
  const { findings } = await verifyWorkspace(workspace)
  expect(findings.filter((f) => f.state === 'wrong')).toEqual([])
})

test('then it can come again', async () => {
  expect(await load()).toMatchObject({ account: 50 })
})

async function load() {
  return loadDemo(sampan.workspace, { scale: 0.01, roles: {}, director: sampan.admin.principal.id! })
}
