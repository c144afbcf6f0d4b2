import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modules } from '#app'
import { runJob } from '#engine/events/work.ts'
import { addDays, dayOf } from '#kernel/time.ts'
import { startSampan, type TestSampan } from '../../../../test/harness.ts'
import { handOf } from '../../../../test/modules/hand.ts'

let time = Date.now()
let sampan: TestSampan
let hand: ReturnType<typeof handOf>
beforeAll(async () => {
  sampan = await startSampan({ modules, clock: { now: () => new Date(time) } })
  hand = handOf(sampan, sampan.admin)
})
afterAll(() => sampan.close())

describe('what is refused', () => {
  test('a lead that is called converted without having been', async () => {
    const lead = await hand.make('lead', { name: '查小姐' })
    expect(await hand.refused.change('lead', lead.id, { status: 'converted' })).toEqual(['422', 'status: use-convert'])
  })

  test('an unqualified lead without a reason', async () => {
    const lead = await hand.make('lead', { name: '朴先生' })
    expect(await hand.refused.change('lead', lead.id, { status: 'unqualified' })).toEqual([
      '422',
      'unqualifiedReason: required',
    ])
    expect(await hand.refused.act('lead', lead.id, 'disqualify')).toEqual(['422', 'reason: required'])
  })

  test('converting twice, and going back', async () => {
    const lead = await hand.make('lead', { name: '盖总', company: '只转一次有限公司' })
    await hand.act('lead', lead.id, 'convert')
    expect(await hand.refused.act('lead', lead.id, 'convert')).toEqual(['409', 'not-now'])
    expect(await hand.refused.change('lead', lead.id, { status: 'new' })).toEqual(['422', 'status: converted'])
    expect(await hand.list('account', { name: '只转一次有限公司' })).toHaveLength(1)
  })

  test('attaching to somebody else’s customer, and making it a second time', async () => {
    const owner = handOf(sampan, await sampan.person('甲销售', 'sales'))
    const other = handOf(sampan, await sampan.person('乙销售', 'sales'))
    await owner.make('account', { name: '撞单科技有限公司' })
    const lead = await other.make('lead', { name: '李工', company: '撞单科技有限公司' })
    expect(await other.refused.act('lead', lead.id, 'convert')).toEqual(['409', 'account: collision'])
    expect((await other.see('lead', lead.id)).status).toBe('new')
  })
})

describe('criteria and parking', () => {
  test('what is required keeps a lead from being qualified and converted, and nothing else does', async () => {
    const [budget, nice] = [
      await hand.make('qualificationCriterion', { name: '有预算' }),
      await hand.make('qualificationCriterion', { name: '有样品', required: false }),
    ]
    const lead = await hand.make('lead', { name: '待确认', company: '待确认公司' })
    expect(await hand.refused.change('lead', lead.id, { status: 'qualified' })).toEqual(['422', 'criteria: missing'])
    expect(await hand.refused.act('lead', lead.id, 'qualify', { criteria: [nice.id] })).toEqual([
      '422',
      'criteria: missing',
    ])
    expect((await hand.refused.act('lead', lead.id, 'convert'))[0]).toBe('422')
    await hand.act('lead', lead.id, 'qualify', { criteria: [budget.id] })
    expect(await hand.see('lead', lead.id)).toMatchObject({ status: 'qualified', criteria: [{ title: '有预算' }] })
    await hand.act('lead', lead.id, 'convert', { createOpportunity: false })
    const seller = handOf(sampan, await sampan.person('丙销售', 'sales'))
    expect((await seller.refused.make('qualificationCriterion', { name: '我的' }))[0]).toBe('403')
    for (const one of [budget, nice]) await hand.remove('qualificationCriterion', one.id)
  })

  test('a parked lead comes back on its day, with a task and news for its owner', async () => {
    const today = dayOf(new Date(time).toISOString(), 'Asia/Shanghai')
    const owner = await sampan.person('丁销售', 'sales')
    const lead = await handOf(sampan, owner).make('lead', { name: '以后再说' })
    const park = (until: string) => hand.refused.act('lead', lead.id, 'park', { until, reason: '问问新预算' })
    expect(await park(today)).toEqual(['422', 'parkedUntil: range'])
    expect(await hand.refused.change('lead', lead.id, { status: 'parked' })).toEqual(['422', 'parkedUntil: range'])
    await hand.act('lead', lead.id, 'park', { until: addDays(today, 20), reason: '问问新预算' })
    const run = () => runJob(sampan.workspace, 'unpark', {})
    await run()
    expect(await hand.see('lead', lead.id)).toMatchObject({ status: 'parked', parkedUntil: addDays(today, 20) })
    time += 20 * 86_400_000
    await run()
    await run()
    expect(await hand.see('lead', lead.id)).toMatchObject({ status: 'working', parkedUntil: null })
    const tasks = await hand.list('activity', { lead: lead.id })
    expect(tasks).toMatchObject([
      { kind: 'task', subject: '问问新预算', status: 'open', owner: { id: owner.principal.id } },
    ])
    const { body } = await sampan.call(owner, 'GET', '/api/v1/notifications')
    expect(JSON.stringify(body)).toContain('leadBack')
  })
})

describe('converting', () => {
  test('makes an account, a contact and a deal of a lead whom nobody knew', async () => {
    const lead = await hand.make('lead', {
      name: '尉迟明',
      company: '天辰精密机械有限公司',
      mobile: '15412345678',
      jobTitle: '厂长',
      source: 'exhibition',
      website: 'tianchen.example',
    })
    const { result, record } = await hand.act('lead', lead.id, 'convert', {
      amount: { amount: '30000', currency: 'CNY' },
    })
    expect(record).toMatchObject({
      status: 'converted',
      convertedAccount: { id: result.account },
      convertedAt: expect.any(String),
    })
    expect(await hand.see('account', result.account)).toMatchObject({
      name: '天辰精密机械有限公司',
      domain: 'tianchen.example',
    })
    expect(await hand.see('contact', result.contact)).toMatchObject({
      name: '尉迟明',
      jobTitle: '厂长',
      account: { id: result.account },
    })
    expect(await hand.see('opportunity', result.opportunity)).toMatchObject({
      account: { id: result.account },
      contact: { id: result.contact },
      amount: { amount: '30000', currency: 'CNY' },
      source: 'exhibition',
      status: 'open',
    })
  })

  test('attaches to the account with the same credit code and the contact with the same mobile', async () => {
    const account = await hand.make('account', { name: '旧名称有限公司', uscc: '91350100M000100Y43' })
    const contact = await hand.make('contact', { name: '王总', mobile: '16012345678' })
    const lead = await hand.make('lead', {
      name: '王建国',
      company: '新名称有限公司',
      uscc: '91350100m000100y43',
      mobile: '160 1234 5678',
    })
    const { result } = await hand.act('lead', lead.id, 'convert', { createOpportunity: false })
    expect(result).toEqual({ account: account.id, contact: contact.id, opportunity: null })
    expect((await hand.see('contact', contact.id)).account.id).toBe(account.id)
  })

  test('gives a contact of another company a second employer', async () => {
    const first = await hand.make('account', { name: '第一家' })
    const contact = await hand.make('contact', { name: '乐经理', email: 'yue@first.example', account: first.id })
    const lead = await hand.make('lead', {
      name: '乐经理',
      company: '第二家',
      email: 'yue@first.example',
      jobTitle: '股东',
    })
    const { result } = await hand.act('lead', lead.id, 'convert', { createOpportunity: false })
    expect(result.contact).toBe(contact.id)
    expect((await hand.see('contact', contact.id)).account.id).toBe(first.id)
    const held = await hand.list('employment', { contact: contact.id, account: result.account })
    expect(held).toMatchObject([{ jobTitle: '股东', primary: false }])
  })

  test('a person without a company becomes a contact without an account', async () => {
    const lead = await hand.make('lead', { name: '个体户', mobile: '16112345678' })
    const { result } = await hand.act('lead', lead.id, 'convert')
    expect(result.account).toBeNull()
    expect((await hand.see('opportunity', result.opportunity)).name).toBe('个体户')
  })

  test('brings what was said along', async () => {
    const lead = await hand.make('lead', { name: '缪工', company: '有历史的公司' })
    const call = await hand.make('activity', { kind: 'call', subject: '首次通话', lead: lead.id, status: 'done' })
    expect(await hand.see('lead', lead.id)).toMatchObject({ status: 'working', lastFollowUpAt: call.at })
    const { result } = await hand.act('lead', lead.id, 'convert')
    expect(await hand.see('activity', call.id)).toMatchObject({
      account: { id: result.account },
      contact: { id: result.contact },
      opportunity: { id: result.opportunity },
      lead: { id: lead.id },
    })
    expect((await hand.see('account', result.account)).lastFollowUpAt).toBe(call.at)
  })
})

test('a lead that was given up may be taken up again', async () => {
  const lead = await hand.make('lead', { name: '秦女士', need: '看方案' })
  const given = await hand.act('lead', lead.id, 'disqualify', { reason: 'noBudget', note: '明年再说' })
  expect(given.record).toMatchObject({
    status: 'unqualified',
    unqualifiedReason: 'noBudget',
    need: '看方案\n\n明年再说',
  })
  const taken = await hand.act('lead', lead.id, 'requalify')
  expect(taken.record).toMatchObject({ status: 'working', unqualifiedReason: null })
})

describe('merging', () => {
  const preview = async (ids: readonly string[], object = 'lead') => {
    const { status, body } = await sampan.call(sampan.admin, 'POST', `/api/v1/${object}/merge/preview`, { ids })
    expect(status).toBe(200)
    const of = (field: string) => body.fields.find((one: { field: string }) => one.field === field)
    return { survivor: body.survivor, of }
  }

  test('proposes what a living lead says over what a dead one does, and its reason goes with it', async () => {
    const living = await hand.make('lead', { name: '邬经理', mobile: '17212345678' })
    const dead = await hand.make('lead', { name: '邬经理', company: '邬氏机械', mobile: '17212345678', need: '打样' })
    await hand.act('lead', dead.id, 'disqualify', { reason: 'unreachable' })
    const { survivor, of } = await preview([dead.id, living.id])
    expect(survivor).toBe(living.id)
    expect(of('status')).toMatchObject({ from: living.id, why: 'state' })
    expect(of('company')).toMatchObject({ from: dead.id, why: 'only' })
    const merge = { ids: [dead.id, living.id], survivor }
    const { status, body } = await sampan.call(sampan.admin, 'POST', '/api/v1/lead/merge', merge)
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body.record).toMatchObject({ status: 'new', unqualifiedReason: null, company: '邬氏机械' })
  })

  test('what one of them became stays, and what is begun goes before what is not', async () => {
    const converted = await hand.make('lead', { name: '阮工', email: 'ruan@one.example' })
    await hand.act('lead', converted.id, 'convert', { createOpportunity: false })
    const later = await hand.make('lead', { name: '阮工', email: 'ruan@one.example', status: 'working' })
    expect((await preview([converted.id, later.id])).of('status')).toMatchObject({ from: converted.id, why: 'state' })
    const fresh = await hand.make('lead', { name: '阮工' })
    expect((await preview([fresh.id, later.id])).of('status')).toMatchObject({ from: later.id, why: 'complete' })
  })

  test('a customer that is lost is not what an active one becomes; one that is blocked stays so', async () => {
    const [active, lost] = [
      await hand.make('account', { name: '嘉陵轴承' }),
      await hand.make('account', { name: '嘉陵轴承厂', status: 'lost' }),
    ]
    const blocked = await hand.make('account', { name: '嘉陵轴承', status: 'blocked' })
    expect((await preview([active.id, lost.id], 'account')).of('status')).toMatchObject({ from: active.id })
    expect((await preview([active.id, blocked.id], 'account')).of('status')).toMatchObject({ from: blocked.id })
  })
})
