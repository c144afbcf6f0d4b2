import { expect, test } from 'vitest'
import type { MetaObject } from '#kernel/api.ts'
import type { Where } from '#kernel/where.ts'
import { branchOf, fieldAt, nameOfCondition, whereOfBranch } from './filters.ts'

const again = (where: Where) => whereOfBranch(branchOf(where))

test('a filter is shown and comes back as it was: conditions, groups, groups in groups', () => {
  const filters: Where[] = [
    {},
    { stage: { in: ['new', 'won'] }, amount: { gte: 1000 }, owner: { is: 'me' } },
    { and: [{ amount: { gte: 1000 } }, { amount: { lte: 9000 } }] },
    { 'account.level': { eq: 'A' }, or: [{ amount: { gte: 1 } }, { owner: { is: 'me' } }] },
    { or: [{ name: { contains: 'a' }, kind: { eq: 'x' } }, { not: { or: [{ a: { eq: 1 } }, { b: { eq: 2 } }] } }] },
    { not: { owner: { is: 'me' } } },
  ]
  for (const where of filters) expect(again(where)).toEqual(where)
})

test('short forms are read; two ranges of one name stay two; empty groups count for nothing', () => {
  expect(again({ status: 'open', account: null })).toEqual({ status: { eq: 'open' }, account: { empty: true } })
  expect(again({ amount: { gte: 1, lte: 5 } })).toEqual({ and: [{ amount: { gte: 1 } }, { amount: { lte: 5 } }] })
  expect(
    whereOfBranch({
      is: 'group',
      way: 'and',
      of: [
        { is: 'group', way: 'or', of: [] },
        { is: 'group', way: 'not', of: [] },
      ],
    }),
  ).toEqual({})
  const one = { is: 'condition', path: 'a', condition: { eq: 1 } } as const
  expect(whereOfBranch({ is: 'group', way: 'or', of: [one] })).toEqual({ or: [{ a: { eq: 1 } }] })
})

test('a path leads to the field at its end, as far as the reader sees', () => {
  const label = (en: string) => ({ en, zh: en })
  const account = { key: 'account', fields: { level: { type: 'select', label: label('Level') } } }
  const deal = { key: 'deal', fields: { account: { type: 'relation', to: 'account', label: label('Account') } } }
  const objects = { account, deal } as unknown as Record<string, MetaObject>
  expect(fieldAt(objects, objects.deal!, 'account.level')?.labels.map((l) => l.en)).toEqual(['Account', 'Level'])
  expect(fieldAt(objects, objects.deal!, 'account.secret')).toBe(null)
  expect(fieldAt(objects, objects.deal!, 'owner.name')).toBe(null)
})

test('each condition has its word', () => {
  expect(
    [{ empty: false }, { is: 'me' as const }, { is: 'myTeam' as const }, { within: 'today' as const }].map(
      nameOfCondition,
    ),
  ).toEqual(['notEmpty', 'isMe', 'isMyTeam', 'within'])
})
