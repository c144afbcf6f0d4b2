import { expect, test } from 'vitest'
import { calendarOf, plainSettings } from '#kernel/company-settings.ts'
import { calendarThere, isWindows, nextOpen, plainWindows, plan } from './plan.ts'

const here = calendarOf(plainSettings)
const hours = { windows: plainWindows, working: true, there: here }
const at = (local: string, zone = '+08:00') => new Date(`${local}${zone}`).toISOString()

test('hours are seven days with an earlier and a later time', () => {
  for (const wrong of [null, [], Array(7).fill(null), Array(7).fill(['18:00', '09:00']), Array(7).fill(['9', '18'])])
    expect(isWindows(wrong)).toBe(false)
  expect(isWindows(plainWindows)).toBe(true)
})

test('something goes out within the hours, on days that are worked, also on a Saturday that makes up for a feast', () => {
  expect(nextOpen(at('2026-09-23T10:30'), hours)).toBe(at('2026-09-23T10:30'))
  expect(nextOpen(at('2026-09-23T18:00'), hours)).toBe(at('2026-09-24T09:00'))
  expect(nextOpen(at('2026-09-24T19:00'), hours)).toBe(at('2026-09-28T09:00'))
  expect(nextOpen(at('2026-09-30T20:00'), hours)).toBe(at('2026-10-08T09:00'))
  expect(nextOpen(at('2026-10-09T19:00'), hours)).toBe(at('2026-10-10T09:00'))
  expect(nextOpen(at('2026-10-10T19:00'), hours)).toBe(at('2026-10-12T09:00'))
  expect(nextOpen(at('2026-09-26T10:00'), { ...hours, working: false })).toBe(at('2026-09-28T09:00'))
})

test('the days are those of the recipient', () => {
  const taipei = { ...hours, there: calendarThere('TW', here) }
  // National Day is the 10th of October there, and no more than that.
  expect(nextOpen(at('2026-10-05T10:00'), taipei)).toBe(at('2026-10-05T10:00'))
  expect(calendarThere('CN', here)).toBe(here)
  expect(calendarThere(null, here)).toBe(here)
})

test('waits add up, and what goes at any hour waits for none', () => {
  const wait = { id: 'w', kind: 'wait', input: { amount: 3, unit: 'day' } }
  const late = at('2026-09-22T23:00')
  const [first, second] = plan(
    [{ id: 'a', kind: 'mail', anytime: true }, wait, { id: 'b', kind: 'mail' }],
    late,
    hours,
    here,
  )
  expect([first!.at, second!.at]).toEqual([late, at('2026-09-28T09:00')])
})
