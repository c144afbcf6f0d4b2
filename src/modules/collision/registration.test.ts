import { afterAll, beforeAll, expect, test } from 'vitest'
import { modules } from '#app'
import type { Session } from '#engine/context.ts'
import { runJob } from '#engine/events/work.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { handOf, type Told } from '../../../test/modules/hand.ts'

/* Two people register one customer: it is a dispute, and somebody who has no part in it rules. */

let sampan: TestSampan
let boss: ReturnType<typeof handOf>
let [lin, he]: Session[] = []
let [hers, his]: ReturnType<typeof handOf>[] = []
let now = new Date('2026-03-01T04:00:00Z')
beforeAll(async () => {
  sampan = await startSampan({ modules, clock: { now: () => now } })
  boss = handOf(sampan, sampan.admin)
  lin = await sampan.person('林先', 'sales')
  he = await sampan.person('何后', 'sales')
  ;[hers, his] = [lin, he].map((one) => handOf(sampan, one))
})
afterAll(() => sampan.close())

const register = (hand: typeof hers, customer: string, more: object = {}) =>
  hand!.make('dealRegistration', { customer, ...more })

test('a registration needs a customer, days that are not over, and is made once by the same person', async () => {
  expect(await hers!.refused.make('dealRegistration', { days: 30 })).toEqual(['422', 'customer: required'])
  expect(await hers!.refused.make('dealRegistration', { customer: '沧浪水务', from: '2020-01-01' })).toEqual([
    '422',
    'from: past',
  ])
  expect(await hers!.refused.make('dealRegistration', { customer: '沧浪水务', days: 0 })).toEqual([
    '422',
    'days: invalid',
  ])
  const one = await register(hers, '苏州沧浪水务有限公司', { days: 30 })
  expect(one).toMatchObject({ from: '2026-03-01', until: '2026-03-30', status: 'active' })
  expect(await hers!.refused.make('dealRegistration', { customer: '沧浪水务' })).toEqual([
    '422',
    'customer: registered',
  ])
})

test('another product, or days that do not meet, is no overlap', async () => {
  const [red, blue] = await Promise.all(['红泵', '蓝泵'].map((name) => boss.make('product', { name })))
  await register(hers, '太湖泵业', { product: red.id })
  expect(await register(his, '太湖泵业', { product: blue.id })).toMatchObject({ status: 'active' })
  await register(hers, '阳澄湖蟹业', { days: 10 })
  expect(await register(his, '阳澄湖蟹业', { from: '2026-04-01' })).toMatchObject({ status: 'active' })
})

const dispute = async (customer: string, more: object = {}): Promise<Told> => {
  await register(hers, `${customer}有限公司`, more)
  await register(his, `${customer}集团`)
  const [found] = await boss.list('ownershipDispute', { status: 'open' })
  return found
}

test('on the screen a customer that another has is registered like any other, and it is a dispute', async () => {
  const screen = { 'sec-fetch-site': 'same-origin' }
  const account = await hers!.make('account', { name: '苏州沅江智能装备有限公司' })
  await register(hers, '苏州沅江智能装备有限公司', { account: account.id })
  const typed = { values: { customer: '沅江智能装备' } }
  expect((await sampan.call(he!, 'POST', '/api/v1/dealRegistration/similar', typed, screen)).status).toBe(200)
  const made = await sampan.call(he!, 'POST', '/api/v1/dealRegistration', typed.values, screen)
  expect([made.status, made.body.status], JSON.stringify(made.body)).toEqual([201, 'disputed'])
  const [open] = await boss.list('ownershipDispute', { status: 'open' })
  await boss.act('ownershipDispute', open.id, 'rule', { verdict: 'keep', reason: '先报备' })
})

test('an overlap opens a dispute; nobody rules on her own, without a reason, or without a share where it is split', async () => {
  const it = await dispute('金鸡湖会展')
  expect(it).toMatchObject({ firstOwner: { title: '林先' }, secondOwner: { title: '何后' }, status: 'open' })
  expect((await hers!.list('dealRegistration', { customer: '金鸡湖会展有限公司' }))[0].status).toBe('disputed')
  const third = handOf(sampan, await sampan.person('路人', 'sales'))
  const waits = async (who: Session) =>
    (await sampan.call(who, 'GET', '/api/v1/today')).body.self.map(({ key }: { key: string }) => key)
  expect(await waits(sampan.admin)).toContain('disputes')
  for (const who of [lin!, he!]) expect(await waits(who), 'nobody rules on her own').not.toContain('disputes')
  expect(await third.refused.see('ownershipDispute', it.id)).toEqual(['404', 'missing'])
  expect(await hers!.refused.act('ownershipDispute', it.id, 'rule', { verdict: 'keep', reason: '我的' })).toEqual([
    '403',
    'forbidden',
  ])
  expect(await boss.refused.act('ownershipDispute', it.id, 'rule', { verdict: 'keep' })).toEqual([
    '422',
    'reason: required',
  ])
  expect(await boss.refused.act('ownershipDispute', it.id, 'rule', { verdict: 'split', reason: '都有功' })).toEqual([
    '422',
    'share: required',
  ])
  await boss.act('ownershipDispute', it.id, 'rule', { verdict: 'split', share: 60, reason: '都有功' })
  expect(await hers!.see('ownershipDispute', it.id)).toMatchObject({ status: 'ruled', firstShare: 60, secondShare: 40 })
  expect(await boss.refused.act('ownershipDispute', it.id, 'rule', { verdict: 'keep', reason: '再判' })).toEqual([
    '409',
    'not-now',
  ])
})

test('what moves takes the account along; what stays leaves it', async () => {
  const account = await hers!.make('account', { name: '独墅湖科教' })
  const it = await dispute('独墅湖科教', { account: account.id })
  await boss.act('ownershipDispute', it.id, 'rule', { verdict: 'move', reason: '先成交' })
  expect((await boss.see('account', account.id)).owner.title).toBe('何后')
  const states = await boss.list('dealRegistration', { customer: { startsWith: '独墅湖科教' } }, 'createdAt')
  expect(states.map((one) => one.status)).toEqual(['overruled', 'active'])
  // What stays with the first goes back to her where the second has it.
  const lake = await his!.make('account', { name: '石湖文旅' })
  await register(hers, '石湖文旅有限公司')
  await register(his, '石湖文旅集团', { account: lake.id })
  const [kept] = await boss.list('ownershipDispute', { status: 'open' })
  await boss.act('ownershipDispute', kept.id, 'rule', { verdict: 'keep', reason: '先报备' })
  expect(await boss.see('ownershipDispute', kept.id)).toMatchObject({
    verdict: 'keep',
    judge: { id: boss.id },
    firstShare: 100,
  })
  expect((await boss.see('account', lake.id)).owner.title).toBe('林先')
})

test('of two who register the same at once, the second opens a dispute', async () => {
  const names = ['虎丘影视', '拙政园林', '平江客栈', '山塘布艺', '枫桥粮油', '木渎石雕', '甪直水乡', '周庄万三']
  for (const name of names) {
    await Promise.all([register(hers, name), register(his, name)])
    expect(await boss.list('ownershipDispute', { customer: name })).toHaveLength(1)
  }
})

test('what has run out ends, and what is disputed waits for its judge', async () => {
  now = new Date('2026-08-01T04:00:00Z')
  await runJob(sampan.workspace, 'endRegistrations', {})
  const left = await boss.list('dealRegistration', { status: { in: ['active', 'disputed'] } })
  expect(new Set(left.map((one) => one.status))).toEqual(new Set(['disputed']))
})
