import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modules } from '#app'
import { engineTable, type Session } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { runJob } from '#engine/events/work.ts'
import { notifyOf } from '#engine/notifications/notify.ts'
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

/** Somebody who rules on all disputes and sees no customer. */
const judgeOf = async () => {
  const key = `judge${Math.random()}`.replace('.', '')
  const grants = { ownershipDispute: { read: 'all', update: 'all', actions: 'all' }, dealRegistration: { read: 'all' } }
  await boss.make('role', { name: key, key, grants })
  return sampan.person('包青', key)
}

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

test('who sees one side alone does not rule, and both are told how it was ruled', async () => {
  const it = await dispute('澄湖渔业')
  const grants = {
    ownershipDispute: { read: 'all', update: 'all', actions: 'all' },
    dealRegistration: { read: 'shared' },
  }
  await boss.make('role', { name: '半边', key: 'halfJudge', grants })
  const half = handOf(sampan, await sampan.person('半边', 'halfJudge'))
  const ruling = { verdict: 'split', share: 70, reason: '都有功' }
  expect(await half.refused.act('ownershipDispute', it.id, 'rule', ruling)).toEqual(['403', 'forbidden'])
  await boss.act('ownershipDispute', it.id, 'rule', ruling)
  const events = engineTable(sampan.workspace, 'event')
  const rows = await sampan.workspace.db.rows(sql`select id from ${events} where record_id = ${it.id}::uuid`)
  await notifyOf(
    sampan.workspace,
    rows.map(([id]) => String(id)),
  )
  for (const who of [lin!, he!]) {
    const { body } = await sampan.call(who, 'GET', '/api/v1/notifications')
    const told = body.data.find((one: Told) => one.kind === 'disputeRuled' && one.record?.id === it.id)
    expect(told?.text, JSON.stringify(body)).toBe('Credit is split · Share of the first (%): 70 · 都有功')
  }
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

describe('a customer that lies in a pool', () => {
  const inPool = async (more: object = {}) => {
    const pool = await boss.make('pool', { name: `公海 ${Math.random()}`, object: 'account', claimsPerDay: 1 })
    const account = await boss.make('account', { name: `公海客户 ${Math.random()}`, pool: pool.id, ...more })
    await register(boss, account.name, { account: account.id, owner: hers!.id })
    await register(his, account.name)
    const [it] = await boss.list('ownershipDispute', { account: account.id, status: 'open' })
    return { account, it, pool }
  }
  const seen = async ({ account, it }: { account: Told; it: Told }) => [
    (await boss.see('account', account.id)).pool !== null,
    (await boss.see('account', account.id)).owner?.title ?? null,
    (await boss.see('ownershipDispute', it.id)).status,
    (await boss.list('dealRegistration', { customer: account.name }, 'createdAt')).map(({ status }) => status).join(),
  ]
  const waits = [true, null, 'open', 'disputed,disputed']
  const rule = { verdict: 'move', reason: '先拜访' }

  test('is not given to whom a cap leaves no room, who has left, or out of the bin: nothing has happened then', async () => {
    const judge = handOf(sampan, await judgeOf())
    const one = await inPool()
    const cap = await boss.make('holdingCap', { name: '上限', object: 'account', most: 0, people: [his!.id] })
    expect(await judge.refused.act('ownershipDispute', one.it.id, 'rule', rule)).toEqual(['409', 'owner: cap'])
    expect(await seen(one)).toEqual(waits)
    await boss.remove('holdingCap', cap.id)
    await boss.change('user', his!.id, { active: false })
    expect(await judge.refused.act('ownershipDispute', one.it.id, 'rule', rule)).toEqual(['409', 'left'])
    await boss.change('user', his!.id, { active: true })
    await boss.remove('account', one.account.id)
    expect(await judge.refused.act('ownershipDispute', one.it.id, 'rule', rule)).toEqual(['409', 'deleted'])
    await boss.restore('account', one.account.id)
    expect(await seen(one)).toEqual(waits)
    await judge.act('ownershipDispute', one.it.id, 'rule', rule)
    expect(await seen(one)).toEqual([false, '何后', 'ruled', 'overruled,active'])
  })

  test('goes to whom a judge gives it who has no part in the pool and does not see it; no claim is used up', async () => {
    const session = await judgeOf()
    const judge = handOf(sampan, session)
    const one = await inPool()
    expect(await judge.refused.see('account', one.account.id)).toEqual(['404', 'missing'])
    await judge.act('ownershipDispute', one.it.id, 'rule', rule)
    expect(await boss.see('account', one.account.id)).toMatchObject({
      owner: { title: '何后' },
      pool: null,
      heldReason: 'judged',
      heldNote: `${one.it.number}：先拜访`,
    })
    expect(await boss.list('poolClaim', { record: one.account.id })).toEqual([])
    const { data } = (await sampan.call(he!, 'GET', `/api/v1/account/${one.account.id}/timeline`)).body
    const change = data.find((entry: Told) => entry.changes?.owner)
    expect([change.actor.title ?? change.actor.name, change.changes.heldReason[1]]).toEqual([
      session.principal.name,
      'judged',
    ])
    // What stays with the first of them comes out of the pool as well.
    const other = await inPool()
    await judge.act('ownershipDispute', other.it.id, 'rule', { verdict: 'keep', reason: '先报备' })
    expect(await seen(other)).toEqual([false, '林先', 'ruled', 'active,overruled'])
    // Split credit says nothing of whose it is.
    const split = await inPool()
    await judge.act('ownershipDispute', split.it.id, 'rule', { verdict: 'split', share: 50, reason: '各半' })
    expect((await seen(split)).slice(0, 3)).toEqual([true, null, 'ruled'])
  })

  test('is ruled on as what it has become part of', async () => {
    const judge = handOf(sampan, await judgeOf())
    const one = await inPool()
    const whole = await boss.make('account', { name: '合并后客户', owner: hers!.id })
    const merge = { ids: [whole.id, one.account.id], survivor: whole.id }
    expect((await sampan.call(sampan.admin, 'POST', '/api/v1/account/merge', merge)).status).toBe(200)
    await judge.act('ownershipDispute', one.it.id, 'rule', rule)
    expect((await boss.see('account', whole.id)).owner.title).toBe('何后')
  })
})

describe('a partner, who reaches her own records alone', () => {
  test('sees what she registered and that it is disputed, and of the other side who it is and nothing else', async () => {
    const key = 'partner'
    const own = { read: 'own', create: true, update: 'own', actions: 'all' }
    const party = { where: { or: [{ firstOwner: { is: 'me' } }, { secondOwner: { is: 'me' } }] } }
    const grants = {
      account: own,
      contact: own,
      dealRegistration: own,
      ownershipDispute: { read: party, actions: 'all' },
      collisionCase: { read: 'own' },
      product: { read: 'all' },
    }
    await boss.make('role', { name: '合作伙伴', key, grants })
    const session = await sampan.person('代理甲', key)
    const partner = handOf(sampan, session)
    const screen = { 'sec-fetch-site': 'same-origin' }
    const call = (method: 'GET' | 'POST', url: string, body?: unknown) =>
      sampan.call(session, method, `/api/v1/${url}`, body, screen)
    const pump = await boss.make('product', { name: '机密泵' })
    const theirs = await hers!.make('account', {
      name: '阳澄机密制药有限公司',
      phone: '13900139055',
      uscc: '91320594MA1MU5Q44X',
    })
    await hers!.make('contact', { name: '机密联系人', account: theirs.id, mobile: '13900139056' })
    await hers!.make('activity', { subject: '机密拜访', kind: 'visit', account: theirs.id })
    const first = await register(hers, theirs.name, {
      account: theirs.id,
      note: '机密进展',
      product: pump.id,
      days: 77,
    })
    // What she may not point at she does not register.
    expect(await partner.refused.make('dealRegistration', { customer: '试', account: theirs.id })).toContain(
      'account: no-such-record',
    )
    const typed = await call('POST', 'dealRegistration/similar', { values: { customer: '阳澄机密制药' } })
    const made = await call('POST', 'dealRegistration', {
      customer: '阳澄机密制药',
      product: pump.id,
      note: '我方进展',
    })
    expect([made.status, made.body.status]).toEqual([201, 'disputed'])
    const [it] = await partner.list('ownershipDispute', {})
    expect(it).toMatchObject({
      customer: '阳澄机密制药',
      account: { hidden: true },
      first: { hidden: true },
      firstOwner: { title: '林先' },
      second: { id: made.body.id },
      status: 'open',
    })
    const answers = await Promise.all(
      [
        `ownershipDispute/${it.id}`,
        `ownershipDispute/${it.id}/page`,
        `ownershipDispute/${it.id}/timeline`,
        'ownershipDispute?select=customer,account.name,account.phone,first.note,first.customer,first.days,firstOwner.phone,firstOwner.email',
        'ownershipDispute/export?format=csv',
        `dealRegistration/${made.body.id}/page`,
        'dealRegistration',
        'notifications',
        'today',
        'account',
        'contact',
        'search?q=机密',
        `search?q=13900139055`,
      ].map(async (url) => ({ url, ...(await call('GET', encodeURI(url))) })),
    )
    for (const { url, status, body } of [...answers, { url: 'similar', ...typed }]) {
      const text = JSON.stringify(body)
      expect(
        /机密进展|机密联系人|机密拜访|1390013905|91320594|有限公司|"77"|:77[,}]/.test(text),
        `${url} ${status} ${text}`,
      ).toBe(false)
      expect(text.includes(first.id) || text.includes(theirs.id), `${url} ${text}`).toBe(false)
    }
    for (const [object, id] of [
      ['dealRegistration', first.id],
      ['account', theirs.id],
    ] as const)
      for (const way of ['', '/page', '/timeline', '/comments', '/access'])
        expect((await call('GET', `${object}/${id}${way}`)).status, `${object}${way}`).toBe(404)
    // Nor does a question tell.
    for (const where of [
      { 'first.note': { contains: '机密' } },
      { 'first.days': 77 },
      { 'account.phone': '13900139055' },
      { first: first.id },
      { account: theirs.id },
      { 'firstOwner.phone': { empty: false } },
    ])
      expect(
        (await call('GET', `ownershipDispute?where=${encodeURIComponent(JSON.stringify(where))}`)).body.data ?? [],
        JSON.stringify(where),
      ).toEqual([])
    expect(await partner.refused.act('ownershipDispute', it.id, 'rule', { verdict: 'move', reason: '我的' })).toEqual([
      '403',
      'forbidden',
    ])
    expect(await partner.refused.act('dealRegistration', made.body.id, 'withdraw')).toEqual(['409', 'not-now'])
    // The ruling reaches her: whose it is, why, and by whom.
    await boss.act('ownershipDispute', it.id, 'rule', { verdict: 'keep', reason: '先报备' })
    expect(await partner.see('ownershipDispute', it.id)).toMatchObject({
      status: 'ruled',
      verdict: 'keep',
      reason: '先报备',
    })
    expect(await partner.see('dealRegistration', made.body.id)).toMatchObject({ status: 'overruled' })
    // Given over, the customer is hers to see.
    const second = await hers!.make('account', { name: '昆山机密二厂' })
    await register(hers, second.name, { account: second.id })
    await register(partner, '昆山机密二厂')
    const [other] = await partner.list('ownershipDispute', { status: 'open' })
    await boss.act('ownershipDispute', other.id, 'rule', { verdict: 'move', reason: '先成交' })
    expect(await partner.see('account', second.id)).toMatchObject({ owner: { id: partner.id } })
  })
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
