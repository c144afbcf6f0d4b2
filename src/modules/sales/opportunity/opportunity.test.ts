import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { modules } from '#app'
import { startSampan, type TestSampan } from '../../../../test/harness.ts'
import { handOf, type Told } from '../../../../test/modules/hand.ts'
import { mainPipelineId, mainStageIds } from '../seeds.ts'

const now = '2026-11-23T02:00:00.000Z'
let sampan: TestSampan
let hand: ReturnType<typeof handOf>
let account: Told
beforeAll(async () => {
  sampan = await startSampan({ modules, clock: { now: () => new Date(now) } })
  hand = handOf(sampan, sampan.admin)
})
afterAll(() => sampan.close())
beforeEach(async () => {
  account = await hand.make('account', { name: '恒远电子' })
})

const yuan = (amount: string) => ({ amount, currency: 'CNY' })
const deal = (more: object = {}) => hand.make('opportunity', { name: '设备联网', account: account.id, ...more })

describe('what is refused, whichever way it is tried', () => {
  test('a won deal without an amount', async () => {
    const { id } = await deal()
    expect(await hand.refused.act('opportunity', id, 'win')).toEqual(['422', 'amount: required'])
    expect(await hand.refused.change('opportunity', id, { stage: mainStageIds.won })).toEqual([
      '422',
      'amount: required',
    ])
    expect(await hand.refused.change('opportunity', id, { stage: mainStageIds.won, amount: yuan('0') })).toEqual([
      '422',
      'amount: required',
    ])
    expect(await hand.refused.make('opportunity', { name: '直接赢', stage: mainStageIds.won })).toEqual([
      '422',
      'amount: required',
    ])
  })

  test('a lost deal without a reason', async () => {
    const { id } = await deal()
    expect(await hand.refused.act('opportunity', id, 'lose')).toEqual(['422', 'lostReason: required'])
    expect(await hand.refused.change('opportunity', id, { stage: mainStageIds.lost })).toEqual([
      '422',
      'lostReason: required',
    ])
  })

  test('a stage without the fields that it requires, each named', async () => {
    const { id } = await hand.make('opportunity', { name: '没有客户的商机' })
    expect(await hand.refused.act('opportunity', id, 'moveStage', { stage: mainStageIds.signing })).toEqual([
      '422',
      'amount: required-by-stage',
      'closeDate: required-by-stage',
      'account: required-by-stage',
    ])
    const proposed = await deal({ amount: yuan('5000'), stage: mainStageIds.proposed })
    expect(await hand.refused.change('opportunity', proposed.id, { amount: null })).toEqual([
      '422',
      'amount: required-by-stage',
    ])
  })

  test('a stage of another pipeline, a status by hand, winning what is won', async () => {
    const other = await hand.make('pipeline', { name: '渠道流程' })
    const foreign = await hand.make('stage', { pipeline: other.id, name: '报备', order: 1, probability: 5 })
    const { id } = await deal({ amount: yuan('100') })
    const both = { pipeline: mainPipelineId, stage: foreign.id }
    expect(await hand.refused.make('opportunity', { name: '错配', ...both })).toEqual(['422', 'stage: stage'])
    expect(await hand.refused.change('opportunity', id, { status: 'won' })).toEqual(['422', 'status: read-only'])
    await hand.act('opportunity', id, 'win')
    expect(await hand.refused.act('opportunity', id, 'win')).toEqual(['409', 'not-now'])
  })
})

describe('a new deal', () => {
  test('stands at the first stage of the main pipeline, with its probability and a number', async () => {
    expect(await deal({ amount: yuan('80000') })).toMatchObject({
      number: expect.stringMatching(/^SJ-\d{6}$/),
      pipeline: { id: mainPipelineId, title: '标准销售流程' },
      stage: { id: mainStageIds.contacted, title: '初步接触' },
      status: 'open',
      probability: 10,
      forecast: 'pipeline',
      stageSince: now,
      weighted: yuan('8000'),
    })
  })

  test('may begin in another pipeline, at its first stage', async () => {
    const other = await hand.make('pipeline', { name: '续约流程' })
    await hand.make('stage', { pipeline: other.id, name: '提醒', order: 2, probability: 60 })
    const first = await hand.make('stage', { pipeline: other.id, name: '到期', order: 1, probability: 40 })
    expect(await deal({ pipeline: other.id })).toMatchObject({ stage: { id: first.id }, probability: 40 })
  })
})

describe('moving on', () => {
  test('takes the probability of the stage, unless one is given', async () => {
    const { id } = await deal({ amount: yuan('1000'), closeDate: '2026-12-31' })
    expect(await hand.change('opportunity', id, { probability: 33 })).toMatchObject({ probability: 33 })
    const moved = await hand.act('opportunity', id, 'moveStage', { stage: mainStageIds.proposed, nextStep: '汇报方案' })
    expect(moved.record).toMatchObject({ probability: 50, forecast: 'best', nextStep: '汇报方案' })
    const given = await hand.change('opportunity', id, { stage: mainStageIds.negotiating, probability: 85 })
    expect(given).toMatchObject({ probability: 85, forecast: 'commit' })
  })

  test('winning closes the deal today, makes a customer of the account and tells of it', async () => {
    const { id } = await deal({ amount: yuan('1000'), closeDate: '2026-12-31' })
    const { record } = await hand.act('opportunity', id, 'win', { amount: yuan('1200'), note: '签了三年' })
    expect(record).toMatchObject({
      status: 'won',
      stage: { id: mainStageIds.won },
      amount: yuan('1200'),
      probability: 100,
      forecast: 'closed',
      wonAt: now,
      closedAt: now,
      closeDate: '2026-11-23',
    })
    expect((await hand.see('account', account.id)).type).toBe('customer')
    const { timeline } = await hand.page('opportunity', id)
    expect(timeline.data.map((e: Told) => e.kind)).toContain('won')
    expect(await hand.list('activity', { opportunity: id })).toMatchObject([{ kind: 'note', body: '签了三年' }])
  })

  test('a deal that is reopened keeps its reason and stands open again', async () => {
    const { id } = await deal({ amount: yuan('1000') })
    const lost = await hand.act('opportunity', id, 'lose', { lostReason: 'price', competitor: '华控' })
    expect(lost.record).toMatchObject({
      status: 'lost',
      lostReason: 'price',
      lostAt: now,
      probability: 0,
      forecast: 'omitted',
    })
    const { record } = await hand.act('opportunity', id, 'reopen', {
      stage: mainStageIds.proposed,
      closeDate: '2027-01-31',
    })
    expect(record).toMatchObject({
      status: 'open',
      lostReason: 'price',
      lostAt: null,
      closedAt: null,
      probability: 50,
      closeDate: '2027-01-31',
    })
  })
})

describe('lines', () => {
  let gateway: Told
  let training: Told
  beforeAll(async () => {
    gateway = await hand.make('product', { name: '智能采集网关', code: 'GW-T', price: yuan('4800'), unit: '台' })
    training = await hand.make('product', { name: '现场培训', code: 'SV-T', price: yuan('6000'), unit: '次' })
  })

  test('have one currency, and no total by hand', async () => {
    const { id } = await deal()
    await hand.make('opportunityLine', { opportunity: id, product: gateway.id, quantity: 1 })
    const dollars = { opportunity: id, product: training.id, price: { amount: '900', currency: 'USD' } }
    expect(await hand.refused.make('opportunityLine', dollars)).toEqual(['422', 'price: currency'])
    const total = { opportunity: id, product: training.id, total: yuan('1') }
    expect(await hand.refused.make('opportunityLine', total)).toEqual(['422', 'total: read-only'])
  })

  test('make the amount of the deal, whatever is done to them', async () => {
    const { id } = await deal({ amount: yuan('1') })
    const amount = async () => (await hand.see('opportunity', id)).amount
    const line = await hand.make('opportunityLine', {
      opportunity: id,
      product: gateway.id,
      quantity: 10,
      discount: 12.5,
    })
    expect(line).toMatchObject({ name: '智能采集网关', price: yuan('4800'), total: yuan('42000') })
    const second = await hand.make('opportunityLine', { opportunity: id, product: training.id, price: yuan('5999.99') })
    expect(await amount()).toEqual(yuan('47999.99'))
    await hand.change('opportunityLine', line.id, { quantity: 5 })
    expect(await amount()).toEqual(yuan('26999.99'))
    await hand.remove('opportunityLine', second.id)
    expect(await amount()).toEqual(yuan('21000'))
    expect((await hand.change('opportunity', id, { amount: yuan('99') })).amount).toEqual(yuan('21000'))
  })

  test('of one deal may be changed by two people at once', async () => {
    const { id } = await deal()
    await Promise.all(
      [1, 2, 3, 4].map((quantity) => hand.make('opportunityLine', { opportunity: id, product: gateway.id, quantity })),
    )
    expect((await hand.see('opportunity', id)).amount).toEqual(yuan('48000'))
  })
})

describe('pipelines and stages', () => {
  test('stay while deals stand in them', async () => {
    await deal()
    expect(await hand.refused.remove('pipeline', mainPipelineId)).toEqual(['422', 'in-use'])
    expect(await hand.refused.remove('stage', mainStageIds.contacted)).toEqual(['422', 'in-use'])
    expect(await hand.refused.change('stage', mainStageIds.contacted, { kind: 'won' })).toEqual(['422', 'kind: in-use'])
  })

  test('have one main pipeline', async () => {
    const next = await hand.make('pipeline', { name: '新流程', main: true })
    expect((await hand.see('pipeline', mainPipelineId)).main).toBe(false)
    await hand.change('pipeline', mainPipelineId, { main: true })
    expect((await hand.see('pipeline', next.id)).main).toBe(false)
  })
})

test('one that comes in closed was closed when its date says, in the time zone of whoever brings it', async () => {
  const won = await deal({ stage: mainStageIds.won, amount: yuan('1054'), closeDate: '2017-03-01' })
  expect(won).toMatchObject({
    closeDate: '2017-03-01',
    wonAt: '2017-02-28T16:00:00.000Z',
    closedAt: '2017-02-28T16:00:00.000Z',
  })
})
