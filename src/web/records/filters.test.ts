import { expect, test } from 'vitest'
import { chipsOf, nameOfCondition, whereOf } from './filters.ts'

test('chips become a filter and come back as they were', () => {
  const chips = [
    { path: 'stage', condition: { in: ['new', 'won'] } },
    { path: 'amount', condition: { gte: 1000 } },
    { path: 'owner', condition: { is: 'me' as const } },
  ]
  expect(chipsOf(whereOf(chips))).toEqual({ chips, rest: {} })
})

test('two chips on one field both hold', () => {
  const chips = [
    { path: 'amount', condition: { gte: 1000 } },
    { path: 'amount', condition: { lte: 9000 } },
  ]
  expect(whereOf(chips)).toEqual({ and: [{ amount: { gte: 1000 } }, { amount: { lte: 9000 } }] })
  expect(chipsOf(whereOf(chips)).chips).toEqual(chips)
})

test('short forms are read, and what chips cannot say is kept whole', () => {
  const or = [{ name: { contains: 'a' } }, { name: { contains: 'b' } }]
  expect(chipsOf({ status: 'open', account: null, or })).toEqual({
    chips: [
      { path: 'status', condition: { eq: 'open' } },
      { path: 'account', condition: { empty: true } },
    ],
    rest: { or },
  })
})

test('each condition has its word', () => {
  expect(
    [{ empty: false }, { is: 'me' as const }, { is: 'myTeam' as const }, { within: 'today' as const }].map(
      nameOfCondition,
    ),
  ).toEqual(['notEmpty', 'isMe', 'isMyTeam', 'within'])
})
