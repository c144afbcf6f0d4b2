import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSampan, type TestSampan } from '../../../../test/harness.ts'
import { handOf, type Told } from '../../../../test/modules/hand.ts'

let sampan: TestSampan
let hand: ReturnType<typeof handOf>
let deal: Told
let boss: Told
beforeAll(async () => {
  sampan = await startSampan()
  hand = handOf(sampan, sampan.admin)
  const account = await hand.make('account', { name: '海通' })
  boss = await hand.make('contact', { name: '张总', account: account.id, decisionRole: 'decisionMaker' })
  deal = await hand.make('opportunity', { name: '产线改造', account: account.id })
})
afterAll(() => sampan.close())

test('nobody plays two parts in one deal, also when two add her at once', async () => {
  const values = { opportunity: deal.id, contact: boss.id }
  const both = await Promise.all([1, 2].map(() => sampan.call(sampan.admin, 'POST', '/api/v1/contactRole', values)))
  expect(both.map(({ status }) => status).sort()).toEqual([201, 422])
  expect(await hand.refused.make('contactRole', values)).toEqual(['422', 'contact: double'])
})

test('her usual part is hers where nothing else is said, and a part goes with its deal', async () => {
  const { body } = await sampan.call(sampan.admin, 'GET', '/api/v1/contactRole')
  expect(body.data).toMatchObject([{ role: 'decisionMaker', contact: { title: '张总' } }])
  const other = await hand.make('opportunity', { name: '二期' })
  const said = await hand.make('contactRole', { opportunity: other.id, contact: boss.id, role: 'opponent' })
  expect(said).toMatchObject({ role: 'opponent' })
})

test('a salesperson sees the parts of the deals that she sees', async () => {
  const outsider = await sampan.person('外人', 'sales')
  expect((await sampan.call(outsider, 'GET', '/api/v1/contactRole')).body.data).toEqual([])
  const own = await sampan.call(outsider, 'POST', '/api/v1/opportunity', { name: '自己的' })
  const person = await sampan.call(outsider, 'POST', '/api/v1/contact', { name: '自己的人' })
  const values = { opportunity: own.body.id, contact: person.body.id, attitude: 'support' }
  expect((await sampan.call(outsider, 'POST', '/api/v1/contactRole', values)).status).toBe(201)
  expect((await sampan.call(outsider, 'GET', '/api/v1/contactRole')).body.data).toHaveLength(1)
})
