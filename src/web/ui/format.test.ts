import i18next from 'i18next'
import { beforeEach, describe, expect, test } from 'vitest'
import { addDays, formatDate, formatMoney, formatNumber, instant, local, shortMoney, shortNumber } from './format.ts'
import { setTimeZone } from './language.ts'

const speak = (lng: string) => i18next.init({ lng, resources: {}, fallbackLng: false })

describe('in Chinese', () => {
  beforeEach(async () => {
    await speak('zh-CN')
  })

  test('large numbers are told in 万 and 亿', () => {
    expect([9_999, 12_800_000, 384_000_000, -15_000].map(shortNumber)).toEqual([
      '9,999',
      '1,280 万',
      '3.84 亿',
      '-1.5 万',
    ])
    expect(shortMoney({ amount: '12800000', currency: 'CNY' })).toBe('¥1,280 万')
  })

  test('a number is grouped, exact to the places that are asked for, and read where a file has it as text', () => {
    expect([1_234_567.5, -1_234.25, 0, 999, '12000'].map((value) => formatNumber(value))).toEqual([
      '1,234,567.5',
      '-1,234.25',
      '0',
      '999',
      '12,000',
    ])
    expect([formatNumber(2.675, 2), formatNumber(1e15), formatNumber('x')]).toEqual([
      '2.68',
      '1,000,000,000,000,000',
      'NaN',
    ])
  })

  test('days near today have names, others of the year go without it', () => {
    const days = ['2026-11-21', '2026-11-22', '2026-11-23', '2026-03-05', '2027-03-05']
    expect(days.map((day) => formatDate(day, '2026-11-22'))).toEqual([
      '昨天',
      '今天',
      '明天',
      '3 月 5 日',
      '2027-03-05',
    ])
  })
})

describe('in English', () => {
  beforeEach(async () => {
    await speak('en')
  })

  test('numbers and days read as people write them', () => {
    expect(shortNumber(12_800_000)).toBe('12.8M')
    expect(formatDate('2026-03-05', '2026-11-22')).toBe('5 Mar')
    expect(formatDate('2025-03-05', '2026-11-22')).toBe('5 Mar 2025')
  })
})

test('an amount loses no digit on its way to the screen', () => {
  expect(formatMoney({ amount: '9007199254740993.1', currency: 'CNY' })).toBe('¥9,007,199,254,740,993.10')
  expect(formatMoney({ amount: '-1200', currency: 'EUR' })).toBe('−€1,200')
})

test('a day and a time of the reader are the same instant there and back, also over a change of clocks', () => {
  for (const zone of ['Asia/Shanghai', 'America/New_York', 'Europe/Berlin', 'UTC']) {
    setTimeZone(zone)
    for (const day of ['2026-03-08', '2026-07-01', '2026-10-25', '2026-12-31'])
      expect([zone, local(instant(day, '09:30'))]).toEqual([zone, { day, time: '09:30' }])
  }
  setTimeZone(undefined)
})

test('days are counted over the ends of months', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
  expect(addDays('2024-03-01', -1)).toBe('2024-02-29')
})
