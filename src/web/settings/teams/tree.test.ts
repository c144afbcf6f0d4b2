import { expect, test } from 'vitest'
import { isBelow, organisation } from './tree.ts'

const at = (id: string | null) => (id ? { id, title: id } : null)
const team = (id: string, parent: string | null) => ({ id, version: 1, name: id, parent: at(parent) })
const person = (id: string, of: string | null) => ({ id, version: 1, name: id, team: at(of) })

test('a team cannot be put below itself or below one of its own', () => {
  const teams = [team('sales', null), team('east', 'sales'), team('shanghai', 'east')]
  expect(isBelow(teams, 'sales', 'shanghai')).toBe(true)
  expect(isBelow(teams, 'sales', 'sales')).toBe(true)
  expect(isBelow(teams, 'shanghai', 'sales')).toBe(false)
  expect(isBelow(teams, 'sales', null)).toBe(false)
})

test('teams stand below one another, with their people counted down to the last; a circle in the data stands at the top', () => {
  const teams = [team('sales', null), team('east', 'sales'), team('a', 'b'), team('b', 'a'), team('lost', 'gone')]
  const people = [person('wang', 'east'), person('chen', 'sales'), person('lin', null), person('zhou', 'gone')]
  const { branches, alone } = organisation(teams, people)
  expect(branches.map(({ team, count }) => [team.id, count])).toEqual([
    ['sales', 2],
    ['a', 0],
    ['b', 0],
    ['lost', 0],
  ])
  expect(branches[0]!.teams.map(({ team }) => team.id)).toEqual(['east'])
  expect(alone.map(({ id }) => id)).toEqual(['lin', 'zhou'])
})
