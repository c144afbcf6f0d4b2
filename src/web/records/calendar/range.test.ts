import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ApiRecord } from '#kernel/api.ts'
import { setTimeZone } from '../../ui/language.ts'
import { clock, daysOf, lanes, place, shift, step } from './range.ts'

beforeAll(() => setTimeZone('Asia/Shanghai'))
afterAll(() => setTimeZone(undefined))

const record = (values: Record<string, unknown>) => ({ id: '1', version: 1, ...values }) as ApiRecord
const calendar = { at: 'at', until: 'endAt', moves: ['dueAt', 'startAt', 'endAt'] }

describe('days', () => {
  test('of a month are whole weeks, from Monday or from Sunday', () => {
    const monday = daysOf('month', '2026-11-17', 1)
    expect([monday[0], monday.at(-1), monday.length]).toEqual(['2026-10-26', '2026-12-06', 42])
    expect(daysOf('month', '2026-02-10', 1)).toHaveLength(35)
    expect(daysOf('month', '2026-11-17', 0)[0]).toBe('2026-11-01')
  })
  test('go on from the end of a long month without skipping a short one', () => {
    expect(step('month', '2026-01-31', 1)).toBe('2026-02-01')
    expect(step('week', '2026-12-28', 1)).toBe('2027-01-04')
    expect(daysOf('week', '2026-11-29', 1)[0]).toBe('2026-11-23')
  })
})

describe('places', () => {
  test('are days of the reader, not of the server', () => {
    const late = record({ at: '2026-11-27T17:30:00.000Z', startAt: '2026-11-27T17:30:00.000Z' })
    expect(place([late], calendar, ['2026-11-28'])).toMatchObject([{ day: '2026-11-28', from: 90, to: 120 }])
  })
  test('what lasts over midnight stands on both days', () => {
    const night = record({ at: '2026-11-27T14:00:00.000Z', endAt: '2026-11-27T18:00:00.000Z' })
    expect(place([night], calendar, ['2026-11-27', '2026-11-28']).map(({ day, from, to }) => [day, from, to])).toEqual([
      ['2026-11-28', 0, 120],
      ['2026-11-27', 1320, 1440],
    ])
  })
  test('a date has no time of day', () => {
    expect(place([record({ due: '2026-11-28' })], { at: 'due' }, ['2026-11-28'])[0]?.from).toBeNull()
  })
  test('what overlaps stands side by side, what comes after has the whole room', () => {
    const at = (from: number, to: number) => ({ record: record({}), day: '2026-11-28', from, to })
    expect(
      lanes([at(540, 600), at(570, 630), at(600, 660), at(700, 760)], 4).map(({ lane, of }) => [lane, of]),
    ).toEqual([
      [0, 2],
      [1, 2],
      [0, 2],
      [0, 1],
    ])
  })
})

test('where too much overlaps, the last lane says how much more', () => {
  const at = (from: number) => ({ record: record({}), day: '2026-11-28', from, to: from + 60 })
  const shown = lanes([at(540), at(545), at(550), at(555), at(560)], 3)
  expect(shown.map(({ lane, of, rest }) => [lane, of, rest])).toEqual([
    [0, 3, undefined],
    [1, 3, undefined],
    [2, 3, 3],
  ])
})

describe('moving', () => {
  test('takes start and end along, and keeps the time of day', () => {
    const meeting = record({
      at: '2026-11-27T01:00:00.000Z',
      startAt: '2026-11-27T01:00:00.000Z',
      endAt: '2026-11-27T02:00:00.000Z',
      dueAt: null,
    })
    expect(shift(meeting, calendar, { days: 3, minutes: 30 })).toEqual({
      startAt: '2026-11-30T01:30:00.000Z',
      endAt: '2026-11-30T02:30:00.000Z',
    })
  })
  test('what has happened stays', () => {
    const done = record({ at: '2026-11-26T01:00:00.000Z', dueAt: '2026-11-27T01:00:00.000Z' })
    expect(shift(done, calendar, { days: 1 })).toBeNull()
  })
  test('over midnight is the next day; a date moves by days alone', () => {
    const call = record({ at: '2026-11-27T15:45:00.000Z', dueAt: '2026-11-27T15:45:00.000Z' })
    expect(shift(call, calendar, { days: 0, minutes: 30 })).toEqual({ dueAt: '2026-11-27T16:15:00.000Z' })
    expect(shift(record({ due: '2026-02-28' }), { at: 'due' }, { days: 1 })).toEqual({ due: '2026-03-01' })
    expect(clock(545)).toBe('09:05')
  })
})
