import { expect, test } from 'vitest'
import { daysOf, whereOfGroup } from './groups.ts'

test('a part of a date is its days, from Monday on where it is a week', () => {
  expect(daysOf('month', '2026-12')).toEqual(['2026-12-01', '2027-01-01'])
  expect(daysOf('quarter', '2026-Q4')).toEqual(['2026-10-01', '2027-01-01'])
  expect(daysOf('year', '2026')).toEqual(['2026-01-01', '2027-01-01'])
  expect(daysOf('week', '2026-W01')).toEqual(['2025-12-29', '2026-01-05'])
  expect(daysOf('week', '2020-W53')).toEqual(['2020-12-28', '2021-01-04'])
})

test('a group is asked for by its value; records of hidden targets cannot be', () => {
  const same = (day: string) => day
  expect(whereOfGroup('stage', { id: 's1', title: 'New' }, same)).toEqual({ stage: { eq: 's1' } })
  expect(whereOfGroup('stage', null, same)).toEqual({ stage: { empty: true } })
  expect(whereOfGroup('stage', { hidden: true }, same)).toBe(null)
  expect(whereOfGroup('kind', 'rock', same)).toEqual({ kind: { eq: 'rock' } })
  expect(whereOfGroup('close:month', '2026-02', same)).toEqual({
    and: [{ close: { gte: '2026-02-01' } }, { close: { lt: '2026-03-01' } }],
  })
})
