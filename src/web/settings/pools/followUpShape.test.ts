import { expect, test } from 'vitest'
import { followUpShape, followUpWhere, ordinaryShape } from './followUpShape.ts'

test('what says more than the form can is left to the filter', () => {
  for (const where of [
    {},
    { kind: 'visit' },
    { or: [{ kind: 'visit' }, { subject: { contains: '合同' } }] },
    { or: [{ kind: 'call', durationSeconds: { gte: 30 } }] },
    { or: [{ kind: 'call', outcome: { ne: 'noAnswer' }, durationSeconds: { gt: 30 } }] },
    { or: [{ kind: { in: ['visit'] } }], owner: { is: 'me' } },
    { or: [{ kind: { in: ['moon'] } }] },
  ])
    expect([where, followUpShape(where as never)]).toEqual([where, null])
})

test('what the form says comes back from the filter, in whatever order the database keeps it', () => {
  expect(followUpShape(null)).toEqual(ordinaryShape)
  expect(followUpWhere(ordinaryShape)).toBeNull()
  const calls = { kinds: ['call', 'visit', 'note'], seconds: 30, characters: 10 } as const
  expect(followUpWhere(calls)).toEqual({
    or: [
      { kind: { in: ['visit'] } },
      { kind: 'call', outcome: { ne: 'noAnswer' }, durationSeconds: { gte: 30 } },
      { kind: 'note', textLength: { gte: 10 } },
    ],
  })
  for (const shape of [
    calls,
    { kinds: ['call'], seconds: 45, characters: null },
    { kinds: ['meeting', 'note', 'task'], seconds: null, characters: null },
  ] as const)
    expect(followUpShape(followUpWhere(shape))).toEqual(shape)
  const kept = {
    or: [
      { outcome: { ne: 'noAnswer' }, durationSeconds: { gte: 30 }, kind: 'call' },
      { textLength: { gte: 10 }, kind: 'note' },
      { kind: { in: ['visit'] } },
    ],
  }
  expect(followUpShape(kept as never)).toEqual({ ...calls, kinds: ['call', 'visit', 'note'] })
})
