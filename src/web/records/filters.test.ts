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

test('a path leads to a part of a field; what is computed is compared as what it gives', () => {
  const label = (en: string) => ({ en, zh: en })
  const fields = {
    address: { type: 'address', label: label('Address') },
    score: { type: 'score', label: label('Score'), grades: [{ key: 'A', from: 60 }] },
    recyclesOn: { type: 'deadline', gives: 'day', label: label('Recycled after') },
    margin: { type: 'formula', result: 'number', label: label('Margin') },
    calls: { type: 'rollup', over: 'call', compute: 'count', label: label('Calls') },
    lastCall: { type: 'rollup', over: 'call', compute: 'max', of: 'at', label: label('Last call') },
  }
  const account = { key: 'account', fields }
  const call = { key: 'call', fields: { at: { type: 'datetime', label: label('At') } } }
  const objects = { account, call } as unknown as Record<string, MetaObject>
  const at = (path: string) => fieldAt(objects, objects.account!, path)
  expect(at('address.city')?.labels.map((l) => l.en)).toEqual(['Address', 'City'])
  expect(at('address.moon')).toBe(null)
  expect(at('score.grade')?.field).toMatchObject({ type: 'select', options: [{ key: 'A' }] })
  const types = ['address.city', 'score', 'recyclesOn', 'margin', 'calls', 'lastCall'].map(
    (path) => at(path)?.field.type,
  )
  expect(types).toEqual(['text', 'number', 'date', 'number', 'number', 'datetime'])
})

test('each condition has its word', () => {
  expect(
    [{ empty: false }, { is: 'me' as const }, { is: 'myTeam' as const }, { within: 'today' as const }].map(
      nameOfCondition,
    ),
  ).toEqual(['notEmpty', 'isMe', 'isMyTeam', 'within'])
})
