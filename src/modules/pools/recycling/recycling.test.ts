import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { engineTable, type Session } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import type { Told } from '../../../../test/modules/hand.ts'
import { type RecyclingScene, recyclingScene } from '../../../../test/modules/recycling-scene.ts'

/* Recycling: the countdown, the job, the simulation and the notice say one thing; what is recycled can be taken back. */

const day = 86_400_000
// A Monday, ten o'clock in Shanghai.
const start = Date.parse('2026-11-02T02:00:00.000Z')
let time = start
let scene: RecyclingScene
let { sampan, admin, boss, fang, pool, hand, rule, own, followUp, dueOf, off, run } = {} as RecyclingScene
beforeAll(async () => {
  scene = await recyclingScene(() => new Date(time))
  ;({ sampan, admin, boss, fang, pool, hand, rule, own, followUp, dueOf, off, run } = scene)
})
beforeEach(async () => {
  time = start
  await scene.still()
})
afterAll(() => sampan.close())

describe('what is refused', () => {
  test('rules that say nothing, begin at once or lead elsewhere', async () => {
    const base = { name: '坏规则', object: 'account', pool: pool.id, conditions: [{ sign: 'noFollowUp', days: 30 }] }
    const refused = (values: object) => admin.refused.make('recyclingRule', { ...base, ...values })
    expect(await refused({ conditions: [] })).toContain('conditions: condition')
    expect(await refused({ conditions: [{ sign: 'moon', days: 3 }] })).toContain('conditions: condition')
    expect(await refused({ conditions: [{ sign: 'held', days: 0 }] })).toContain('conditions: condition')
    expect(await refused({ where: { moon: 1 } })).toContain('where: filter')
    expect(await refused({ followUp: { moon: 1 } })).toContain('followUp: filter')
    expect(await refused({ exempt: ['moon'] })).toContain('exempt: exemption')
    expect(await refused({ active: true, startsOn: '2026-11-02' })).toContain('startsOn: past')
    const leads = await admin.make('pool', { name: '线索公海', object: 'lead' })
    expect(await refused({ pool: leads.id })).toContain('pool: object')
    expect((await hand(fang).refused.make('recyclingRule', base))[0]).toBe('403')
  })
})

describe('a countdown', () => {
  test('begins a week after its rule, runs from the last follow-up that counts, and stands in filters', async () => {
    const { id, startsOn } = await rule({ active: true })
    expect(startsOn).toBe('2026-11-09')
    const one = await own()
    expect(await dueOf(one.id)).toBe('2026-12-02')
    time += 5 * day
    await followUp(one.id, { kind: 'note', subject: '嗯' })
    await followUp(one.id, { kind: 'call', subject: '打电话', outcome: 'noAnswer' })
    await followUp(one.id, { kind: 'task', subject: '任务' })
    expect(await dueOf(one.id)).toBe('2026-12-02')
    await followUp(one.id, { kind: 'note', subject: '客户下周扩产要来看样品' })
    expect(await dueOf(one.id)).toBe('2026-12-07')
    time += day
    await followUp(one.id, { kind: 'call', subject: '接通', outcome: 'interested' })
    expect(await dueOf(one.id)).toBe('2026-12-08')
    const found = await admin.list('account', { recyclesOn: { lte: '2026-12-08' }, id: one.id })
    expect(found).toHaveLength(1)
    expect(await admin.list('account', { recyclesOn: { lt: '2026-12-08' }, id: one.id })).toHaveLength(0)
    await off(id)
    expect(await dueOf(one.id)).toBeNull()
  })

  test('runs from a call of so many seconds where its rule says so, however its length was told', async () => {
    const followUp30 = { kind: 'call', outcome: { ne: 'noAnswer' }, durationSeconds: { gte: 30 } }
    const { id } = await rule({ active: true, followUp: followUp30 })
    const one = await own()
    const call = (values: object) => followUp(one.id, { kind: 'call', subject: '打电话', ...values })
    time += day
    // Too short, rung in vain, of no known length, and what is no call.
    await call({ durationSeconds: 20 })
    await call({ durationSeconds: '29 秒' })
    await call({ durationSeconds: 45, outcome: 'noAnswer' })
    await call({})
    await call({ durationMinutes: 0 })
    await followUp(one.id)
    expect(await dueOf(one.id)).toBe('2026-12-02')
    expect(
      await hand(fang).refused.make('activity', { kind: 'call', subject: '打电话', durationSeconds: '一会儿' }),
    ).toEqual(['422', 'durationSeconds: invalid'])
    // Measured by a telephone, said in words, in whole minutes.
    for (const [i, values] of [
      { durationSeconds: 45 },
      { durationSeconds: '0:30' },
      { durationMinutes: 1 },
    ].entries()) {
      time += day
      await call(values)
      expect([i, await dueOf(one.id)]).toEqual([i, `2026-12-0${5 + i - 1}`])
    }
    // Corrected, it counts no more: filter, notice and job ask what the countdown asks.
    const [last] = await admin.list('activity', { account: one.id, durationMinutes: 1 })
    expect(last).toMatchObject({ durationSeconds: 60, durationMinutes: 1 })
    await hand(fang).change('activity', last.id, { durationSeconds: 20 })
    expect(await admin.see('activity', last.id)).toMatchObject({ durationSeconds: 20, durationMinutes: 0 })
    expect(await dueOf(one.id)).toBe('2026-12-05')
    expect(await admin.list('account', { recyclesOn: { lte: '2026-12-05' }, id: one.id })).toHaveLength(1)
    await off(id)
  })

  test('counts working days over a holiday, all or any of its conditions, and the filter of its rule', async () => {
    const a = await rule({
      active: true,
      conditions: [{ sign: 'noFollowUp', days: 5, working: true }],
      where: { level: 'A' },
    })
    const one = await own({ level: 'A' })
    const other = await own({ level: 'B' })
    // Monday and five working days.
    expect([await dueOf(one.id), await dueOf(other.id)]).toEqual(['2026-11-09', null])
    await off(a.id)
    const both = await rule({
      active: true,
      match: 'all',
      conditions: [
        { sign: 'noFollowUp', days: 10 },
        { sign: 'noOpportunity', days: 20 },
      ],
    })
    expect(await dueOf(one.id)).toBe('2026-11-22')
    await off(both.id)
    const any = await rule({
      active: true,
      conditions: [
        { sign: 'noFollowUp', days: 10 },
        { sign: 'noDeal', days: 20 },
      ],
    })
    expect(await dueOf(one.id)).toBe('2026-11-12')
    await off(any.id)
  })

  test('stands still for what is exempt, locked, tagged or protected', async () => {
    const tag = await admin.make('tag', { name: '战略' })
    const { id } = await rule({ active: true, exempt: ['open', 'won', 'locked', 'tagged'], exemptTags: [tag.id] })
    const [plain, deal, tagged, locked] = await Promise.all([own(), own(), own({ tags: [tag.id] }), own()])
    const [stage] = await admin.list('stage', { kind: 'open' }).catch(() => admin.list('stage', {}))
    await hand(fang).make('opportunity', { name: '商机', account: deal.id, stage: stage.id })
    expect((await sampan.call(fang, 'POST', `/api/v1/account/${locked.id}/lockHolding`)).status).toBe(403)
    await hand(boss).act('account', locked.id, 'lockHolding')
    expect(await Promise.all([plain, deal, tagged, locked].map(({ id }) => dueOf(id)))).toEqual([
      '2026-12-02',
      null,
      null,
      null,
    ])
    await hand(boss).act('account', locked.id, 'unlockHolding')
    expect(await dueOf(locked.id)).toBe('2026-12-02')
    await off(id)
  })
})

describe('a list', () => {
  test('is sorted by the countdown, what has none comes last, page by page', async () => {
    const made = await rule({ active: true, where: { name: { contains: '排序' } } })
    const late = await own({ name: '排序甲' })
    const never = await own({ name: '不回落的' })
    time += day
    const later = await own({ name: '排序乙' })
    time += day
    await followUp(late.id)
    const wanted = [later.id, late.id, never.id]
    const where = encodeURIComponent(JSON.stringify({ id: { in: wanted } }))
    const page = async (sort: string, after = '') =>
      (
        await sampan.call(
          fang,
          'GET',
          `/api/v1/account?where=${where}&sort=${sort}&limit=1&select=recyclesOn${after && `&after=${after}`}`,
        )
      ).body
    for (const [sort, order] of [
      ['recyclesOn', wanted],
      ['-recyclesOn', [late.id, later.id, never.id]],
    ] as const) {
      const found: string[] = []
      for (let after = ''; ; ) {
        const { data, next } = await page(sort, after)
        found.push(data[0].id)
        if (!next) break
        after = next
      }
      expect(found).toEqual(order)
    }
    expect((await sampan.call(fang, 'GET', '/api/v1/account?sort=recycleRule')).status).toBe(422)
    await off(made.id)
  })
})

describe('the job', () => {
  test('recycles what was due by yesterday, changes owner and pool alone, warns once, and is taken back', async () => {
    await sampan.runtime.settle()
    const made = await rule({ active: true, name: '30 天无跟进' })
    const one = await own({ name: '回落甲' })
    const two = await own({ name: '回落乙' })
    const contact = await hand(fang).make('contact', { name: '联系人', account: one.id })
    const told = async (kind: string) =>
      (
        await sampan.workspace.db.rows(
          sql`select record_id from ${engineTable(sampan.workspace, 'notification')} where kind = ${kind}`,
        )
      ).filter(([id]) => [one.id, two.id].includes(id)).length
    for (const [ahead, kind] of [
      [7, 'recyclesIn7'],
      [3, 'recyclesIn3'],
      [1, 'recyclesIn1'],
    ] as const) {
      time = Date.parse('2026-12-03T02:00:00.000Z') - ahead * day
      await run()
      await run()
      expect([kind, await told(kind)]).toEqual([kind, 2])
    }
    expect(await told('teamRecyclesTomorrow')).toBe(2)
    const news = async (who: Session) =>
      (await sampan.call(who, 'GET', '/api/v1/notifications?limit=100')).body.data.find(
        ({ kind, record }: Told) => kind.endsWith('1') && record?.id === one.id,
      )
    expect((await news(fang)).offers).toEqual([
      { create: 'activity', relation: 'account', values: { kind: 'visit', status: 'done' }, label: 'Log a visit' },
      { action: 'askForTime', label: 'Ask for more time' },
    ])
    // The last day is over in Shanghai, not in London.
    time = Date.parse('2026-12-02T15:59:00.000Z')
    await run()
    expect((await admin.see('account', one.id)).owner.id).toBe(fang.principal.id)
    const before = await admin.see('account', one.id)
    const ofTwo = await followUp(two.id)
    time = Date.parse('2026-12-02T16:07:00.000Z')
    await run()
    const after = await admin.see('account', one.id)
    const changed = Object.keys(after).filter((key) => JSON.stringify(after[key]) !== JSON.stringify(before[key]))
    expect(changed.sort()).toEqual(
      [
        'heldNote',
        'heldReason',
        'heldSince',
        'owner',
        'pool',
        'previousOwner',
        'recycleRule',
        'recyclesOn',
        'returnCount',
        'updatedAt',
        'updatedBy',
        'version',
      ].sort(),
    )
    expect(after).toMatchObject({
      owner: null,
      pool: { id: pool.id },
      heldReason: 'recycled',
      heldNote: '30 天无跟进',
      returnCount: 1,
    })
    expect((await admin.see('contact', contact.id)).owner.id).toBe(fang.principal.id)
    expect((await admin.see('account', two.id)).owner.id).toBe(fang.principal.id)
    expect(ofTwo.id).toBeTruthy()
    const [batch] = await admin.list('recycling', { rule: made.id })
    expect(batch.count).toBeGreaterThan(0)
    await run()
    expect((await admin.see('recycling', batch.id)).count).toBe(batch.count)
    // Taken back: what was claimed meanwhile stays.
    expect((await sampan.call(fang, 'POST', `/api/v1/recycling/${batch.id}/undo`)).status).toBe(403)
    const { result } = await hand(boss).act('recycling', batch.id, 'undo')
    expect(result).toMatchObject({ undone: batch.count, kept: 0 })
    expect(await admin.see('account', one.id)).toMatchObject({
      owner: { id: fang.principal.id },
      pool: null,
      returnCount: null,
    })
    await off(made.id)
  })

  test('looks at everything once a day, and in the hours after it at what was written, also where it pointed before', async () => {
    time = Date.parse('2026-12-20T02:00:00.000Z')
    const made = await rule({ active: true, where: { name: { startsWith: '时 ' } } })
    const [one, two, three, four] = await Promise.all(['一', '二', '三', '四'].map((n) => own({ name: `时 ${n}` })))
    time += 40 * day
    const visits = await Promise.all([one, two, three].map(({ id }) => followUp(id)))
    await admin.change('account', four.id, { level: 'A' })
    await admin.change('recyclingRule', made.id, {
      exempt: ['locked'],
      where: { name: { startsWith: '时 ' }, level: null },
    })
    const stay = async () => {
      await run()
      return (await admin.list('account', { name: { startsWith: '时 ' }, pool: { empty: true } }))
        .map((r) => r.name)
        .sort()
    }
    expect(await stay()).toEqual(['时 一', '时 三', '时 二', '时 四'])
    await hand(fang).remove('activity', visits[0].id)
    expect(await stay()).toEqual(['时 三', '时 二', '时 四'])
    await hand(fang).change('activity', visits[1].id, { account: three.id })
    expect(await stay()).toEqual(['时 三', '时 四'])
    await hand(fang).change('account', four.id, { level: null })
    expect(await stay()).toEqual(['时 三'])
    // What was taken back is not done again at once: the rule rests, and owners are warned anew.
    const [batch] = await admin.list('recycling', { rule: made.id })
    expect(batch.count).toBe(3)
    await hand(boss).act('recycling', batch.id, 'undo')
    expect(await stay()).toHaveLength(4)
    expect((await admin.see('recyclingRule', made.id)).startsOn).toBe('2027-02-05')
    time += 8 * day
    expect(await stay()).toEqual(['时 三'])
    await off(made.id)
  })
})

describe('a simulation', () => {
  test('says how many, whose, which, what is at stake, and what the rules of today do', async () => {
    const current = await rule({
      active: true,
      name: '模拟 60',
      where: { name: { startsWith: '模拟' } },
      conditions: [{ sign: 'held', days: 60 }],
    })
    const [a] = await Promise.all([own({ name: '模拟甲' }), own({ name: '模拟乙' })])
    const [stage] = await admin.list('stage', {})
    await hand(fang).make('opportunity', {
      name: '商机',
      account: a.id,
      stage: stage.id,
      amount: { amount: '5000', currency: 'CNY' },
    })
    const draft = { conditions: [{ sign: 'held', days: 10 }] }
    expect((await sampan.call(fang, 'POST', `/api/v1/recyclingRule/${current.id}/simulate`, { draft })).status).toBe(
      403,
    )
    const { result } = await admin.act('recyclingRule', current.id, 'simulate', { draft, ahead: 20 })
    expect(result).toMatchObject({
      now: { count: 0, value: [] },
      would: { count: 2, value: [{ amount: expect.stringMatching(/^5000/), currency: 'CNY' }] },
      added: 2,
      spared: 0,
      owners: [{ id: fang.principal.id, name: '王芳', now: 0, would: 2 }],
    })
    expect(result.records.map((r: Told) => r.name).sort()).toEqual(['模拟乙', '模拟甲'])
    const none = await admin.act('recyclingRule', current.id, 'simulate', { off: true, ahead: 100 })
    expect(none.result).toMatchObject({ now: { count: 2 }, would: { count: 0 }, spared: 2 })
    await off(current.id)
  })
})
