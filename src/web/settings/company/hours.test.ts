import { expect, test } from 'vitest'
import { hoursText, readHours } from './hours.ts'

test.each(['18:00-9:00', '9', '9-25', 'soon', '9-12, 11-13', '1-2,3-4,5-6,7-8,9-10'])(
  '%s is no working time',
  (text) => {
    expect(readHours(text)).toBeNull()
  },
)

test.each([
  ['', []],
  [
    '9-12, 13:30—18',
    [
      ['09:00', '12:00'],
      ['13:30', '18:00'],
    ],
  ],
  ['９：００～１８：００', [['09:00', '18:00']]],
  ['22:00 到 24:00', [['22:00', '24:00']]],
])('%s is read as it is meant', (text, hours) => {
  expect(readHours(text)).toEqual(hours)
})

test('what is shown reads as what it was', () => {
  const hours = [
    ['09:00', '12:00'],
    ['13:00', '18:00'],
  ] as const
  expect(readHours(hoursText(hours))).toEqual(hours)
})
