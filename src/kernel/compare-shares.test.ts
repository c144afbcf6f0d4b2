import { expect, test } from 'vitest'
import { differenceOf } from './compare-shares.ts'

test('a difference of two shares lies between all and nothing, with what is likely around it', () => {
  for (let fired = 1; fired <= 60; fired++)
    for (let held = 1; held <= 60; held++)
      for (const came of [0, fired]) {
        const { is, low, high } = differenceOf({ count: fired, came }, { count: held, came: 0 })!
        expect([low >= -1, low <= is, is <= high, high <= 1], `${fired} ${held}`).toEqual([true, true, true, true])
      }
  expect(differenceOf({ count: 21, came: 21 }, { count: 19, came: 0 })!.high).toBe(1)
  expect(differenceOf({ count: 0, came: 0 }, { count: 5, came: 1 })).toBeNull()
})
