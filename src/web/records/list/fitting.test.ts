import { expect, test } from 'vitest'
import type { MetaAction } from '#kernel/api.ts'
import type { Where } from '#kernel/where.ts'
import { fittingActions } from './fitting.ts'

const action = (key: string, when?: Where, minor?: true): MetaAction => ({
  key,
  label: { en: key, zh: key },
  input: {},
  ...(when && { when }),
  ...(minor && { minor }),
})
const actions = [
  action('claim', { pool: { empty: false } }),
  action('giveBack', { owner: { empty: false }, pool: { empty: true } }, true),
  action('win', { status: 'open' }),
  action('tell'),
]
const fitting = (where: Where) => fittingActions(actions, where).map(({ key }) => key)

test('what a filter says nothing of, or says otherwise, fits no action', () => {
  expect(fitting({})).toEqual([])
  expect(fitting({ pool: { empty: true } })).toEqual([])
  expect(fitting({ status: 'lost' })).toEqual([])
  expect(fitting({ or: [{ status: 'open' }, { name: 'x' }] } as Where)).toEqual([])
  expect(fitting({ owner: 'a', pool: { empty: true } })).toEqual([])
})

test('a pool, some of them or any fit the claim; a state fits what it is for', () => {
  expect(fitting({ pool: '01932a65' })).toEqual(['claim'])
  expect(fitting({ pool: { in: ['a', 'b'] } })).toEqual(['claim'])
  expect(fitting({ pool: { empty: false } })).toEqual(['claim'])
  expect(fitting({ status: 'open', pool: 'a' })).toEqual(['claim', 'win'])
})
