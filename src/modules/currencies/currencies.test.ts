import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'

/* What a currency is worth from a day on, and sums over several currencies told in that of the company. */

let sampan: TestSampan
let blind: Session
const clock = { now: () => new Date('2026-06-15T04:00:00.000Z') }
beforeAll(async () => {
  sampan = await startSampan({ clock })
  const { body: role } = await sampan.call(sampan.admin, 'POST', '/api/v1/role', {
    name: 'No dates',
    key: 'noDates',
    grants: { opportunity: { read: 'all', fields: { closeDate: 'hidden' } } },
  })
  blind = await sampan.person('阿盲', role.id)
})
afterAll(() => sampan.close())

const rate = (currency: string, validFrom: string, value: unknown, to = 'CNY') =>
  sampan.call(sampan.admin, 'POST', '/api/v1/exchangeRate', { currency, to, validFrom, rate: value })
const sale = (amount: unknown, closeDate: string | null) =>
  sampan.call(sampan.admin, 'POST', '/api/v1/opportunity', { name: '设备采购', amount, closeDate })
const sum = async (who: Session, more: object = {}) => {
  const body = { by: [], measures: ['count', 'sum:amount'], convert: true, ...more }
  const { data } = (await sampan.call(who, 'POST', '/api/v1/opportunity/group', body)).body
  return [...(data[0]?.measures[1] ?? [])].sort((a: { currency: string }, b: { currency: string }) =>
    a.currency < b.currency ? -1 : 1,
  )
}

describe('a rate is refused', () => {
  test.each([
    ['XXQ', '2026-01-01', 7, 'CNY', 'currency'],
    ['USD', '2026-01-01', 7, 'constructor', 'to'],
    ['CNY', '2026-01-01', 1, 'CNY', 'to'],
    ['USD', '2026-13-01', 7, 'CNY', 'validFrom'],
    ['USD', '2026-01-01', 0, 'CNY', 'rate'],
    ['USD', '2026-01-01', -7, 'CNY', 'rate'],
  ])('%s from %s on at %s in %s: %s', async (currency, day, value, to, field) => {
    const { status, body } = await rate(currency, day, value, to)
    expect([status, body.errors[0].field]).toEqual([422, field])
  })

  test('a second one of the same day, and to whom settings are not', async () => {
    expect((await rate('usd', '2026-01-01', 7)).body.currency).toBe('USD')
    expect((await rate('USD', '2026-01-01', 8)).body.errors[0]).toMatchObject({ field: 'validFrom', code: 'taken' })
    const mine = await sampan.call(blind, 'POST', '/api/v1/exchangeRate', {
      currency: 'EUR',
      to: 'CNY',
      validFrom: '2026-01-01',
      rate: 7.8,
    })
    expect(mine.status).toBe(403)
  })
})

test('an amount that names no currency is in that of the company', async () => {
  await sampan.call(sampan.admin, 'PATCH', '/api/v1/settings', { currency: 'TWD' })
  const { body } = await sale('5', '2026-06-15')
  expect(body.amount).toEqual({ amount: '5', currency: 'TWD' })
  await sampan.call(sampan.admin, 'DELETE', `/api/v1/opportunity/${body.id}`)
  await sampan.call(sampan.admin, 'PATCH', '/api/v1/settings', { currency: 'CNY' })
})

test('sums are told in the currency of the company, each amount by the rate of its day, exactly', async () => {
  await rate('USD', '2026-03-01', '7.123457')
  await rate('USD', '2026-12-01', 9)
  await sale({ amount: '0.01', currency: 'CNY' }, '2026-02-01')
  await sale({ amount: '100000000000.01', currency: 'USD' }, '2026-02-28') // at 7
  await sale({ amount: '3', currency: 'USD' }, '2026-03-01') // at 7.123457
  await sale({ amount: '10', currency: 'USD' }, null) // of today: 7.123457
  expect(await sum(sampan.admin)).toEqual([{ amount: '700000000092.6849', currency: 'CNY', converted: true }])
  // whoever may not see the day learns nothing of it: everything counts as of today
  expect(await sum(blind)).toEqual([{ amount: '712345700092.6862', currency: 'CNY', converted: true }])
})

test('what has no rate on its day stands beside the sum in its own currency', async () => {
  await sale({ amount: '40', currency: 'EUR' }, '2026-05-01')
  await sale({ amount: '50', currency: 'USD' }, '2025-12-31')
  expect((await sum(sampan.admin)).map((one) => [one.currency, one.converted ?? false])).toEqual([
    ['CNY', true],
    ['EUR', false],
    ['USD', false],
  ])
  expect(await sum(sampan.admin, { convert: false })).toEqual([
    { amount: '0.01', currency: 'CNY' },
    { amount: '40', currency: 'EUR' },
    { amount: '100000000063.01', currency: 'USD' },
  ])
})

test('groups convert as well, and a company without rates sees each currency', async () => {
  const { body } = await sampan.call(sampan.admin, 'POST', '/api/v1/opportunity/group', {
    by: ['closeDate:year'],
    measures: ['count', 'max:amount'],
    convert: true,
  })
  expect(body.data.find(({ by }: { by: unknown[] }) => by[0] === '2025')).toEqual({
    by: ['2025'],
    measures: [1, [{ amount: '50', currency: 'USD' }]],
  })
  await sampan.call(sampan.admin, 'PATCH', '/api/v1/settings', { currency: 'EUR' })
  expect((await sum(sampan.admin)).every((one) => !one.converted)).toBe(true)
})
