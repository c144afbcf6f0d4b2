import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addDays,
  addMonths,
  dayOf,
  daysBetween,
  instantOf,
  isTimeZone,
  localOf,
  periodDays,
  periodNames,
  startOfDay,
} from './time.ts'

test('a local time that is none, and a zone that is none, are refused', () => {
  expect(() => instantOf('2026-02-30T99:00', 'UTC')).toThrow(RangeError)
  expect(() => startOfDay('2026-02-01', 'Mars/Olympus')).toThrow(RangeError)
  expect(isTimeZone('Mars/Olympus')).toBe(false)
  expect(isTimeZone('Asia/Shanghai')).toBe(true)
})

test.each([
  ['2026-03-05', 'Asia/Shanghai', '2026-03-04T16:00:00.000Z'],
  ['1988-06-01', 'Asia/Shanghai', '1988-05-31T15:00:00.000Z'], // China had summer time from 1986 to 1991
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
  ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'], // midnight was skipped
  ['2023-11-05', 'America/Havana', '2023-11-05T04:00:00.000Z'], // midnight came twice
  ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'], // that day never was
  ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ['2026-01-01', 'Asia/Kathmandu', '2025-12-31T18:15:00.000Z'],
])('the day %s begins in %s at %s', (day, zone, instant) => {
  expect(startOfDay(day, zone)).toBe(instant)
})

test('a wall clock time finds its instant, the first of two and the jump for none', () => {
  expect(instantOf('2026-03-05T14:30', 'Asia/Shanghai')).toBe('2026-03-05T06:30:00.000Z')
  expect(instantOf('2026-10-25T02:30:00', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z')
  expect(instantOf('2026-03-29T02:30:00', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z')
  expect(localOf('2026-03-05T06:30:00.123Z', 'Asia/Shanghai')).toBe('2026-03-05T14:30:00.123')
})

test('every instant lies in its own day, whatever the zone', () => {
  const zones = [
    'Asia/Shanghai',
    'Europe/Berlin',
    'America/Sao_Paulo',
    'America/Havana',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Africa/Cairo',
    'UTC',
  ]
  const instant = fc.date({ min: new Date('1985-01-01'), max: new Date('2037-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(instant, fc.constantFrom(...zones), (at, zone) => {
      const iso = at.toISOString()
      const day = dayOf(iso, zone)
      expect(startOfDay(day, zone) <= iso).toBe(true)
      expect(iso < startOfDay(addDays(day, 1), zone)).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('months end where they end, and days count across them', () => {
  expect(addMonths('2026-03-31', -1)).toBe('2026-02-28')
  expect(addMonths('2024-01-31', 1)).toBe('2024-02-29')
  expect(addMonths('2026-11-22', 14)).toBe('2028-01-22')
  expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2)
})

test.each([
  ['today', '2026-11-22', '2026-11-23'],
  ['yesterday', '2026-11-21', '2026-11-22'],
  ['thisWeek', '2026-11-16', '2026-11-23'], // a Sunday belongs to the week that began on Monday
  ['lastWeek', '2026-11-09', '2026-11-16'],
  ['nextMonth', '2026-12-01', '2027-01-01'],
  ['lastQuarter', '2026-07-01', '2026-10-01'],
  ['nextQuarter', '2027-01-01', '2027-04-01'],
  ['thisYear', '2026-01-01', '2027-01-01'],
  [{ last: 7, unit: 'day' }, '2026-11-15', '2026-11-23'],
  [{ next: 2, unit: 'week' }, '2026-11-22', '2026-12-07'],
  [{ last: 1, unit: 'month' }, '2026-10-22', '2026-11-23'],
] as const)('%o around Sunday 22 November 2026 is from %s to before %s', (period, from, to) => {
  expect(periodDays(period, '2026-11-22')).toEqual([from, to])
})

test.each([
  ['thisWeek', '2026-11-22', '2026-11-29'], // the week begins on that Sunday
  ['lastWeek', '2026-11-15', '2026-11-22'],
  ['thisFiscalYear', '2026-04-01', '2027-04-01'],
  ['lastFiscalYear', '2025-04-01', '2026-04-01'],
  ['thisFiscalQuarter', '2026-10-01', '2027-01-01'],
  ['nextFiscalQuarter', '2027-01-01', '2027-04-01'],
  ['thisYear', '2026-01-01', '2027-01-01'],
] as const)(
  '%s of a company whose week begins on Sunday and whose year in April is from %s to before %s',
  (period, from, to) => {
    expect(periodDays(period, '2026-11-22', { firstDay: 7, fiscalMonth: 4 })).toEqual([from, to])
  },
)

test('a fiscal year that begins in November has begun', () => {
  expect(periodDays('thisFiscalYear', '2026-10-31', { fiscalMonth: 11 })).toEqual(['2025-11-01', '2026-11-01'])
  expect(periodDays('thisFiscalQuarter', '2026-12-31', { fiscalMonth: 11 })).toEqual(['2026-11-01', '2027-02-01'])
})

test('every named period of this kind holds today, and last, this and next touch', () => {
  expect(periodNames).toHaveLength(21)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40_000 }), (n) => {
      const today = addDays('1990-01-01', n)
      for (const unit of ['Week', 'Month', 'Quarter', 'Year', 'FiscalQuarter', 'FiscalYear'] as const) {
        const [last, now, next] = (['last', 'this', 'next'] as const).map((at) => periodDays(`${at}${unit}`, today))
        expect(now![0] <= today && today < now![1]).toBe(true)
        expect([last![1], now![1]]).toEqual([now![0], next![0]])
      }
    }),
    { numRuns: 200 },
  )
})
