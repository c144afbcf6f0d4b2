import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addWorkingDays,
  addWorkingHours,
  hoursOn,
  isKnown,
  isWorkingDay,
  type WorkingCalendar,
  workingDaysBetween,
  workingHoursBetween,
} from './calendar.ts'
import { calendarOf, plainSettings } from './company-settings.ts'
import { addDays } from './time.ts'

const nine = [
  ['09:00', '12:00'],
  ['13:00', '18:00'],
] as const
const shanghai = calendarOf({ ...plainSettings, calendar: { ...plainSettings.calendar, week: week(nine) } })
const of = (timeZone: string, hours: WorkingCalendar['week'][number] = nine): WorkingCalendar => ({
  timeZone,
  week: week(hours),
  days: new Map(),
  known: null,
})
function week(hours: WorkingCalendar['week'][number]): WorkingCalendar['week'] {
  return [hours, hours, hours, hours, hours, [], []]
}

test('a calendar that nobody works by is refused, not searched for ever', () => {
  const never = of('UTC', [])
  expect(() => addWorkingDays(never, '2026-01-01', 1)).toThrow(RangeError)
  expect(() => addWorkingHours(never, '2026-01-01T00:00:00.000Z', 1)).toThrow(RangeError)
  expect(() => addWorkingHours(never, '2026-01-01T00:00:00.000Z', -1)).toThrow(RangeError)
})

describe('the mainland calendar', () => {
  test.each([
    ['2026-02-14', true], // a Saturday that makes up for the Spring Festival
    ['2026-02-15', false],
    ['2026-02-23', false], // a Monday off in exchange
    ['2026-02-28', true],
    ['2026-05-09', true],
    ['2026-09-20', true],
    ['2026-10-10', true],
    ['2026-10-08', true],
    ['2025-01-26', true],
    ['2025-10-08', false],
    ['2026-11-28', false], // a plain Saturday
  ])('%s is worked: %s', (day, worked) => {
    expect(isWorkingDay(shanghai, day)).toBe(worked)
  })

  // 365 days less the weekends and thirteen days of law; making up for a day does not change how many are worked
  test.each(['2025', '2026'])('%s has 248 working days', (year) => {
    expect(workingDaysBetween(shanghai, `${Number(year) - 1}-12-31`, `${year}-12-31`)).toBe(248)
  })

  test('the years that have been announced are known, others are not', () => {
    expect(isKnown(shanghai, '2026-12-31')).toBe(true)
    expect(isKnown(shanghai, '2027-01-01')).toBe(false)
    expect(isWorkingDay(shanghai, '2027-02-05')).toBe(false) // what the law fixes holds all the same
  })

  test('a week before the Spring Festival, two working days reach over it', () => {
    expect(addWorkingDays(shanghai, '2026-02-13', 2)).toBe('2026-02-24')
    expect(addWorkingDays(shanghai, '2026-02-24', -2)).toBe('2026-02-13')
    expect(addWorkingDays(shanghai, '2026-02-16', 0)).toBe('2026-02-24')
    expect(addWorkingDays(shanghai, '2026-02-24', 0)).toBe('2026-02-24')
  })

  test('a weekend that makes up has the hours of a weekday', () => {
    expect(hoursOn(shanghai, '2026-02-14')).toEqual(nine)
    expect(hoursOn(shanghai, '2026-02-15')).toEqual([])
    // Friday 17:00 and three hours more: one on Friday, two on the Saturday that is worked
    expect(addWorkingHours(shanghai, '2026-02-13T09:00:00.000Z', 3)).toBe('2026-02-14T03:00:00.000Z')
    expect(workingHoursBetween(shanghai, '2026-02-13T09:00:00.000Z', '2026-02-24T02:00:00.000Z')).toBe(10)
  })
})

test('the Taiwan calendar of 2026 has 120 days off, none of them made up for', () => {
  const taipei = calendarOf({
    ...plainSettings,
    timeZone: 'Asia/Taipei',
    calendar: { ...plainSettings.calendar, holidays: 'TW' },
  })
  expect(workingDaysBetween(taipei, '2025-12-31', '2026-12-31')).toBe(365 - 120)
  expect(isWorkingDay(taipei, '2026-02-20')).toBe(false)
  expect(isWorkingDay(taipei, '2025-02-08')).toBe(true)
})

test("a day of the company's own comes before the official one", () => {
  const settings = {
    ...plainSettings,
    calendar: {
      ...plainSettings.calendar,
      days: [
        { day: '2026-02-14', work: false, name: '年会' },
        { day: '2026-11-28', work: true, name: '盘点' },
      ],
    },
  }
  expect(isWorkingDay(calendarOf(settings), '2026-02-14')).toBe(false)
  expect(isWorkingDay(calendarOf(settings), '2026-11-28')).toBe(true)
})

describe('where the clocks are changed', () => {
  const night = of('Europe/Berlin', [['00:00', '24:00']])
  const everyDay = { ...night, week: Array.from({ length: 7 }, () => [['00:00', '24:00'] as const]) }
  test('the day of the change has an hour less, or one more', () => {
    expect(workingHoursBetween(everyDay, '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z')).toBe(23)
    expect(workingHoursBetween(everyDay, '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z')).toBe(25)
  })
  test('office hours keep to the clock on the wall', () => {
    const office = of('Europe/Berlin')
    expect(workingHoursBetween(office, '2026-03-27T00:00:00.000Z', '2026-03-28T00:00:00.000Z')).toBe(8)
    expect(addWorkingHours(office, '2026-03-27T16:00:00.000Z', 2)).toBe('2026-03-30T08:00:00.000Z')
  })
  test('a day that never was in Samoa is nobody’s working day in hours', () => {
    const apia = of('Pacific/Apia')
    expect(workingHoursBetween(apia, '2011-12-29T10:00:00.000Z', '2011-12-31T10:00:00.000Z')).toBe(8)
  })
})

describe('whatever the calendar', () => {
  const zone = fc.constantFrom(
    'Asia/Shanghai',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'America/Havana',
    'UTC',
  )
  const minute = fc.integer({ min: 0, max: 1440 })
  const hours = fc
    .uniqueArray(minute, { minLength: 0, maxLength: 4 })
    .map((times) => times.sort((a, b) => a - b).slice(0, times.length - (times.length % 2)))
    .map((times) =>
      Array.from({ length: times.length / 2 }, (_, i) => [clock(times[2 * i]!), clock(times[2 * i + 1]!)] as const),
    )
  const day = fc.integer({ min: 0, max: 1500 }).map((n) => addDays('2024-06-01', n))
  const special = fc.array(fc.tuple(day, fc.boolean()), { maxLength: 40 })
  const calendar = fc.tuple(zone, fc.array(hours, { minLength: 7, maxLength: 7 }), special).map(
    ([timeZone, of, days]): WorkingCalendar => ({
      timeZone,
      week: [nine, ...of.slice(1)],
      days: new Map(days.map(([at, work]) => [at, { work, name: { en: '', zh: '' } }])),
      known: null,
    }),
  )
  const instant = fc
    .date({ min: new Date('2024-06-01'), max: new Date('2028-06-01'), noInvalidDate: true })
    .map((at) => at.toISOString())

  test('the nth working day is worked, and n of them lie up to it', () => {
    fc.assert(
      fc.property(calendar, day, fc.integer({ min: 1, max: 60 }), (c, from, n) => {
        const later = addWorkingDays(c, from, n)
        expect(isWorkingDay(c, later)).toBe(true)
        expect(workingDaysBetween(c, from, later)).toBe(n)
        expect(isWorkingDay(c, addWorkingDays(c, from, -n))).toBe(true)
        expect(addWorkingDays(c, addWorkingDays(c, later, n), -n)).toBe(later)
      }),
    )
  })

  test('working hours add up, and none is counted twice or while nobody works', () => {
    fc.assert(
      fc.property(calendar, fc.array(instant, { minLength: 3, maxLength: 3 }), (c, given) => {
        const [a = '', b = '', d = ''] = given.sort()
        const whole = workingHoursBetween(c, a, d)
        expect(workingHoursBetween(c, a, b) + workingHoursBetween(c, b, d)).toBeCloseTo(whole, 6)
        expect(workingHoursBetween(c, d, a)).toBeCloseTo(-whole, 6)
        expect(whole).toBeLessThanOrEqual((Date.parse(d) - Date.parse(a)) / 3_600_000)
      }),
      { numRuns: 30 },
    )
  })

  test('after so many working hours exactly so many have passed', () => {
    fc.assert(
      fc.property(calendar, instant, fc.integer({ min: -4000, max: 4000 }), (c, from, minutes) => {
        const to = addWorkingHours(c, from, minutes / 60)
        expect(workingHoursBetween(c, from, to)).toBeCloseTo(minutes / 60, 6)
      }),
      { numRuns: 60 },
    )
  })

  function clock(minutes: number): string {
    return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  }
})
