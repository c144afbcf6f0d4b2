import { expect, test } from 'vitest'
import { box, placed, treeOf } from './people.ts'

const person = (id: string, boss?: string) => ({ id, version: 1, boss: boss ? { id: boss, title: boss } : null })

test('who reports to nobody here stands at the top, and a circle draws each of its people once', () => {
  const roots = treeOf([person('a'), person('b', 'a'), person('c', 'gone'), person('x', 'y'), person('y', 'x')], 'boss')
  expect(roots.map(({ person: { id } }) => id)).toEqual(['a', 'c', 'x', 'y'])
  expect(roots[0]!.children.map(({ person: { id } }) => id)).toEqual(['b'])
})

test('nobody stands on anybody else, and a head stands above the middle of hers', () => {
  const people = [person('a'), person('b', 'a'), person('c', 'a'), person('d', 'b'), person('e')]
  const { all, width } = placed(treeOf(people, 'boss'))
  const at = Object.fromEntries(all.map(({ node, x, y }) => [node.person.id, [x, y]]))
  expect(new Set(all.map(({ x, y }) => `${x} ${y}`)).size).toBe(5)
  expect(at.a![0]).toBe((at.b![0]! + at.c![0]!) / 2)
  expect(all.map(({ node }) => node.person.id)).toEqual(['a', 'b', 'd', 'c', 'e'])
  expect(width).toBe(3 * box.width + 2 * box.gap)
})
