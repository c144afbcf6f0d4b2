import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { handOf, type Told } from '../../../test/modules/hand.ts'

/* Pools: who sees what stands in one, who takes it out, and within which limits. */

let sampan: TestSampan
let time = Date.parse('2026-11-23T02:00:00.000Z')
let admin: ReturnType<typeof handOf>
let people: Record<'manager' | 'fang' | 'lei' | 'outside', Session>
let teamId: string
const hand = (session: Session) => handOf(sampan, session)
const day = 86_400_000

beforeAll(async () => {
  sampan = await startSampan({ clock: { now: () => new Date(time) } })
  admin = hand(sampan.admin)
  teamId = (await admin.make('team', { name: '华东' })).id
  people = {
    manager: await sampan.person('周敏', 'salesManager'),
    fang: await sampan.person('王芳', 'sales', { teamId }),
    lei: await sampan.person('李雷', 'sales', { teamId }),
    outside: await sampan.person('韩梅', 'sales'),
  }
})
afterAll(() => sampan.close())

const makePool = (values: object = {}): Promise<Told> =>
  admin.make('pool', {
    name: `华东 ${Math.random()}`,
    object: 'account',
    teams: [teamId],
    managers: [people.manager.principal.id],
    ...values,
  })
const pooled = (pool: string, values: object = {}): Promise<Told> =>
  admin.make('account', { name: `公司 ${Math.random()}`, pool, ...values })
const why = async (session: Session, id: string, action: string, input: object = {}) => {
  const { status, body } = await sampan.call(session, 'POST', `/api/v1/account/${id}/${action}`, input)
  return { status, code: body.errors?.[0]?.code, detail: body.errors?.[0]?.detail, possibleAt: body.possibleAt }
}

describe('what is refused', () => {
  test('a pool that covers what cannot be covered, limits that are none, filters that say nothing', async () => {
    const base = { name: '试', object: 'account' }
    expect(await admin.refused.make('pool', { ...base, maskedFields: ['name'] })).toContain('maskedFields: field')
    expect(await admin.refused.make('pool', { ...base, hiddenFields: ['nothing'] })).toContain('hiddenFields: field')
    expect(await admin.refused.make('pool', { ...base, claimsPerPeriod: 3 })).toContain('periodDays: required')
    expect(await admin.refused.make('pool', { ...base, where: { nothing: 1 } })).toContain('where: filter')
    expect((await hand(people.fang).refused.make('pool', base))[0]).toBe('403')
  })

  test('a pool of other records, a pool one does not belong to, a record that its filter keeps out', async () => {
    const leads = await admin.make('pool', { name: '线索池', object: 'lead' })
    expect(await admin.refused.make('account', { name: '甲', pool: leads.id })).toContain('pool: object')
    const tech = await makePool({ where: { industry: 'software' } })
    expect(await hand(people.outside).refused.make('account', { name: '甲', pool: tech.id })).toContain(
      'pool: not-member',
    )
    expect(await admin.refused.make('account', { name: '甲', pool: tech.id })).toContain('pool: no-match')
    await pooled(tech.id, { industry: 'software' })
    expect(await admin.refused.remove('pool', tech.id)).toContain('in-use')
  })

  test('a claim by somebody outside, of what is in no pool, and twice', async () => {
    const pool = await makePool()
    const one = await pooled(pool.id)
    expect((await why(people.outside, one.id, 'claim')).status).toBe(404)
    const own = await hand(people.fang).make('account', { name: '自建' })
    expect(await why(people.fang, own.id, 'claim')).toMatchObject({ status: 409, code: 'not-now' })
    await hand(people.fang).act('account', one.id, 'claim')
    expect(await why(people.lei, one.id, 'claim')).toMatchObject({ status: 409, code: 'claimed' })
    expect((await why(people.lei, one.id, 'claim')).detail).toContain('王芳')
  })

  test('a member neither changes what is pooled nor takes it another way', async () => {
    const pool = await makePool()
    const one = await pooled(pool.id)
    const { fang, manager } = people
    expect((await hand(fang).refused.change('account', one.id, { owner: fang.principal.id }))[0]).toBe('403')
    expect((await why(fang, one.id, 'assign', { to: fang.principal.id })).status).toBe(403)
    await hand(manager).change('account', one.id, { shortName: '华' })
    await admin.change('user', people.lei.principal.id!, { manager: null })
    const { record } = await hand(manager).act('account', one.id, 'assign', { to: fang.principal.id })
    expect(record ?? (await admin.see('account', one.id))).toMatchObject({ owner: { id: fang.principal.id } })
  })
})

describe('what a member sees', () => {
  test('the records of her pools and no others, in every way of reading', async () => {
    const pool = await makePool()
    const one = await pooled(pool.id, { name: '看得见科技' })
    const where = encodeURIComponent(JSON.stringify({ pool: pool.id }))
    const of = async (session: Session) =>
      (await sampan.call(session, 'GET', `/api/v1/account?where=${where}`)).body.data.length
    expect(await Promise.all([of(people.fang), of(people.manager), of(people.outside)])).toEqual([1, 1, 0])
    expect((await sampan.call(people.outside, 'GET', `/api/v1/account/${one.id}`)).status).toBe(404)
    const found = await sampan.call(people.fang, 'GET', `/api/v1/search?q=${encodeURIComponent('看得见')}`)
    expect(found.body.data.map((r: Told) => r.id)).toContain(one.id)
    const access = await sampan.call(sampan.admin, 'GET', `/api/v1/account/${one.id}/access`)
    expect(access.body.people.find((p: Told) => p.name === '王芳').reasons.read[0].by).toBe('gathered')
    await admin.change('pool', pool.id, { teams: [] })
    expect(await of(people.fang)).toBe(0)
  })

  test('covered fields are empty for her everywhere until the claim', async () => {
    const pool = await makePool({ maskedFields: ['phone'], hiddenFields: ['email', 'annualRevenue'] })
    const secret = {
      phone: '13800138000',
      email: 'boss@secret.example',
      annualRevenue: { amount: '123456', currency: 'CNY' },
    }
    const one = await pooled(pool.id, { name: '遮蔽实业', ...secret })
    const { fang, manager } = people
    const at = `/api/v1/account`
    const list = async (session: Session, where: object, more = '') =>
      (await sampan.call(session, 'GET', `${at}?where=${encodeURIComponent(JSON.stringify(where))}${more}`)).body.data
    const leaks = (text: unknown) => /13800138000|secret\.example|123456/.test(JSON.stringify(text))
    for (const body of [
      (await sampan.call(fang, 'GET', `${at}/${one.id}`)).body,
      (await sampan.call(fang, 'GET', `${at}/${one.id}/page`)).body,
      (await sampan.call(fang, 'GET', `${at}/${one.id}/timeline`)).body,
      await list(fang, { pool: pool.id }),
      (
        await sampan.call(fang, 'POST', `${at}/group`, {
          by: ['phone'],
          measures: ['count', 'sum:annualRevenue'],
          where: { pool: pool.id },
        })
      ).body,
    ])
      expect(leaks(body)).toBe(false)
    expect(leaks((await sampan.call(manager, 'GET', `${at}/${one.id}/timeline`)).body)).toBe(true)
    expect(await list(fang, { pool: pool.id, email: 'boss@secret.example' })).toEqual([])
    expect(await list(fang, { pool: pool.id, annualRevenue: { gt: 1 } })).toEqual([])
    expect(await list(manager, { pool: pool.id, annualRevenue: { gt: 1 } })).toHaveLength(1)
    expect(await list(fang, { pool: pool.id }, '&sort=-phone')).toHaveLength(1)
    const search = async (session: Session, q: string) =>
      (await sampan.call(session, 'GET', `/api/v1/search?q=${encodeURIComponent(q)}`)).body.data.map((r: Told) => r.id)
    expect(await search(fang, '13800138000')).not.toContain(one.id)
    expect(await search(manager, '13800138000')).toContain(one.id)
    expect(await search(fang, '遮蔽实业')).toContain(one.id)
    // A contact's path to its account is as covered.
    const contact = await hand(fang).make('contact', { name: '甲', account: one.id })
    const through = await sampan.call(fang, 'GET', `/api/v1/contact/${contact.id}?select=account.email,account.phone`)
    expect(through.status).toBe(200)
    expect(leaks(through.body)).toBe(false)
    // What is not seen is not overwritten either, and survives a write of somebody who does not see it.
    await admin.change('pool', pool.id, { managers: [] })
    await admin.change('account', one.id, { shortName: '遮' })
    await hand(fang).act('account', one.id, 'claim')
    expect(await hand(fang).see('account', one.id)).toMatchObject({ email: 'boss@secret.example', shortName: '遮' })
    expect(leaks((await sampan.call(fang, 'GET', `${at}/${one.id}/timeline`)).body)).toBe(true)
  })

  test('masked fields one by one, as often a day as the pool allows', async () => {
    const pool = await makePool({ maskedFields: ['phone'], hiddenFields: ['email'], looksPerDay: 2 })
    const list = await Promise.all(
      ['1', '2', '3'].map((n) => pooled(pool.id, { phone: `1380013800${n}`, email: 'a@b.example' })),
    )
    const look = (i: number) => why(people.fang, list[i].id, 'look')
    const first = await hand(people.fang).act('account', list[0].id, 'look')
    expect(first.result.values).toEqual({ phone: list[0].phone })
    await look(0)
    expect((await look(1)).status).toBe(200)
    expect(await look(2)).toMatchObject({ status: 409, code: 'looks', possibleAt: '2026-11-23T16:00:00.000Z' })
    time += day
    expect((await look(2)).status).toBe(200)
  })
})

test('as many records opened a day as a pool allows; what is open stays open, and whoever manages is not counted', async () => {
  const pool = await makePool({ opensPerDay: 2 })
  const list = await Promise.all(Array.from({ length: 5 }, () => pooled(pool.id)))
  const { fang, lei, manager } = people
  const open = async (session: Session, i: number, part = '/page') => {
    const { status, body } = await sampan.call(session, 'GET', `/api/v1/account/${list[i].id}${part}`)
    return status === 200 ? 200 : { status, code: body.errors[0].code, possibleAt: body.possibleAt }
  }
  const enough = { status: 403, code: 'opens', possibleAt: expect.stringMatching(/T16:00:00.000Z$/) }
  // At once, and by whichever way.
  const both = await Promise.all([0, 1, 2, 3].map((i) => open(fang, i, i % 2 ? '' : '/page')))
  expect(both.filter((one) => one === 200)).toHaveLength(2)
  expect(both.filter((one) => one !== 200)).toEqual([enough, enough])
  const [seen, unseen] = [both.indexOf(200), both.findIndex((one) => one !== 200)]
  expect(await open(fang, seen)).toBe(200)
  expect(await Promise.all(['', '/page', '/timeline'].map((part) => open(fang, unseen, part)))).toEqual([
    enough,
    enough,
    enough,
  ])
  expect(await open(lei, 4)).toBe(200)
  for (let i = 0; i < 5; i++) expect(await open(manager, i)).toBe(200)
  // What somebody else takes frees nothing; what she claims is hers to open.
  await hand(lei).act('account', list[seen].id, 'claim')
  expect(await open(fang, unseen)).toMatchObject({ status: 403 })
  await hand(fang).act('account', list[unseen].id, 'claim')
  expect(await open(fang, unseen)).toBe(200)
  time += day
  expect(await open(fang, 4)).toBe(200)
})

test('what is new is protected as the pool says where it would belong, as far as a cap on protected ones goes', async () => {
  const pool = await makePool({ where: { industry: 'software' }, newProtectDays: 10 })
  const nora = await sampan.person('诺拉', 'sales')
  const cap = await admin.make('holdingCap', {
    name: '最多保护两条',
    object: 'account',
    counts: 'protected',
    most: 2,
    people: [nora.principal.id],
  })
  const until = new Date(time + 10 * day).toISOString().slice(0, 10)
  const make = (values: object = {}) =>
    hand(nora).make('account', { name: `新建 ${Math.random()}`, industry: 'software', ...values })
  const made = [await make(), await make({ industry: 'retail' }), await make(), await make()]
  const shown = await Promise.all(made.map(({ id }) => hand(nora).see('account', id)))
  expect(shown.map((one) => one.protectedUntil)).toEqual([until, null, until, null])
  await admin.remove('holdingCap', cap.id)
  await admin.change('pool', pool.id, { newProtectDays: null })
})

describe('limits', () => {
  test('of a day, of a period and between two claims; what is made or assigned counts towards none', async () => {
    const pool = await makePool({ claimsPerDay: 2, claimsPerPeriod: 3, periodDays: 3, minutesBetween: 10 })
    const list = await Promise.all(Array.from({ length: 6 }, () => pooled(pool.id)))
    const { fang, manager } = people
    await hand(fang).make('account', { name: '自建二' })
    await hand(manager).act('account', list[5].id, 'assign', { to: fang.principal.id })
    const quota = async () => (await hand(fang).act('pool', pool.id, 'quota')).result
    expect(await quota()).toMatchObject({ member: true, left: 2, claimedToday: 0, nextAt: null })
    // Whoever asks which pools are hers is refused nothing.
    expect((await hand(people.outside).act('pool', pool.id, 'quota')).result).toEqual({ member: false })
    await hand(fang).act('account', list[0].id, 'claim')
    time += 7_000
    const soon = await why(fang, list[1].id, 'claim')
    expect(soon).toMatchObject({ status: 409, code: 'interval' })
    // Told in minutes it is the one at which it works, not the one before.
    const told = Date.parse(`${/Possible from (\S+ \S+)\./.exec(soon.detail)?.[1]}+08:00`)
    expect(told - Date.parse(soon.possibleAt)).toBeGreaterThanOrEqual(0)
    time += 10 * 60_000
    await hand(fang).act('account', list[1].id, 'claim')
    time += 10 * 60_000
    const over = await why(fang, list[2].id, 'claim')
    expect(over.detail).toContain('You have claimed 2 in')
    expect(over).toMatchObject({
      status: 409,
      code: 'quota',
      possibleAt: new Date(Math.ceil((time + 8 * 3_600_000) / day) * day - 8 * 3_600_000).toISOString(),
    })
    time += day
    await hand(fang).act('account', list[2].id, 'claim')
    time += 10 * 60_000
    expect(await why(fang, list[3].id, 'claim')).toMatchObject({ status: 409, code: 'quota' })
    expect(await quota()).toMatchObject({ left: 0 })
    time += 2 * day
    await hand(fang).act('account', list[3].id, 'claim')
  })

  test('cool-off of whoever had it last, and of what has just come in', async () => {
    const pool = await makePool({ coolOffDays: 3, inflowHours: 2 })
    const one = await pooled(pool.id)
    const { fang, lei } = people
    expect(await why(fang, one.id, 'claim')).toMatchObject({ status: 409, code: 'inflow' })
    time += 2 * 3_600_000
    await hand(fang).act('account', one.id, 'claim')
    await hand(fang).act('account', one.id, 'giveBack', { pool: pool.id, reason: '没有需求' })
    const back = await admin.see('account', one.id)
    expect(back).toMatchObject({
      owner: null,
      pool: { id: pool.id },
      previousOwner: { id: fang.principal.id },
      returnCount: 1,
      heldReason: 'givenBack',
      heldNote: '没有需求',
    })
    time += 2 * 3_600_000
    expect(await why(fang, one.id, 'claim')).toMatchObject({ status: 409, code: 'cool-off' })
    // Before she tries: of this one, of another, and of one that is in no pool.
    const left = async (record: string) => (await hand(fang).act('pool', pool.id, 'quota', { record })).result
    const possibleAt = new Date(Date.parse(back.heldSince) + 3 * day).toISOString()
    expect(await left(one.id)).toMatchObject({ member: true, nextAt: possibleAt, waitsFor: 'coolOff' })
    expect(await left((await pooled(pool.id)).id)).toMatchObject({ waitsFor: 'inflow' })
    expect(await left((await hand(fang).make('account', { name: '自建冷却' })).id)).toMatchObject({ nextAt: null })
    await hand(lei).act('account', one.id, 'claim')
    const { body } = await sampan.call(lei, 'GET', `/api/v1/account/${one.id}/timeline?field=owner`)
    expect(body.data.map((e: Told) => e.changes.owner.map((o: Told) => o?.title ?? null))).toEqual([
      [null, '李雷'],
      ['王芳', null],
      [null, '王芳'],
    ])
  })

  test('of what a person holds, whichever way she comes to it', async () => {
    const pool = await makePool()
    const { manager } = people
    const anna = await sampan.person('安娜', 'sales', { teamId })
    const id = anna.principal.id!
    const cap = await admin.make('holdingCap', {
      name: '上限',
      object: 'account',
      most: 2,
      people: [id],
      where: { type: { ne: 'customer' } },
    })
    const [a, b, c] = await Promise.all([pooled(pool.id), pooled(pool.id), pooled(pool.id)])
    await hand(anna).act('account', a.id, 'claim')
    await hand(anna).make('account', { name: '自建三' })
    expect(await why(anna, b.id, 'claim')).toMatchObject({ status: 409, code: 'cap' })
    expect((await why(manager, b.id, 'assign', { to: id })).code).toBe('cap')
    expect((await hand(anna).refused.make('account', { name: '自建四' }))[0]).toBe('409')
    expect((await admin.refused.change('account', b.id, { owner: id }))[0]).toBe('409')
    // Customers do not count.
    await hand(anna).change('account', a.id, { type: 'customer' })
    await hand(anna).act('account', b.id, 'claim')
    expect((await why(anna, c.id, 'claim')).code).toBe('cap')
    await admin.remove('holdingCap', cap.id)
  })
})

describe('a pool is distributed', () => {
  test('in turn and by load, by who manages it, over no cap', async () => {
    const [x, y] = [await sampan.person('甲', 'sales'), await sampan.person('乙', 'sales')]
    const to = [x.principal.id!, y.principal.id!]
    const of = await admin.make('pool', {
      name: '分配池',
      object: 'account',
      people: to,
      managers: [people.manager.principal.id],
    })
    await Promise.all(Array.from({ length: 10 }, (_, i) => admin.make('account', { name: `分 ${i}`, pool: of.id })))
    const input = { to, how: 'roundRobin', count: 4 }
    expect((await sampan.call(x, 'POST', `/api/v1/pool/${of.id}/distribute`, input)).status).toBe(403)
    const first = await hand(people.manager).act('pool', of.id, 'distribute', input)
    expect(first.result).toMatchObject({ assigned: 4, left: 0, to: { [to[0]!]: 2, [to[1]!]: 2 } })
    await admin.make('holdingCap', { name: '甲三条', object: 'account', most: 3, people: [to[0]] })
    const second = await hand(people.manager).act('pool', of.id, 'distribute', { to, how: 'load', count: 5 })
    expect(second.result).toMatchObject({ assigned: 5, to: { [to[0]!]: 1, [to[1]!]: 4 } })
  })
})
