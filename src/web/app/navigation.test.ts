import { expect, test } from 'vitest'
import type { Meta } from '#kernel/api.ts'
import { inGroups } from './navigation.ts'

/** A company whose modules have these objects: `customers:account contact`. */
function metaOf(...modules: string[]): Meta {
  const objects = modules.flatMap((module) => {
    const [name = '', keys = ''] = module.split(':')
    return keys.split(' ').map((key) => [key, { key, module: name, nested: false }] as const)
  })
  return { objects: Object.fromEntries(objects) } as unknown as Meta
}
const grouped = (...modules: string[]) =>
  inGroups(metaOf(...modules)).map((group) => group.map(({ key }) => key).join(' '))

test('no group of the menu is a single line', () => {
  expect(grouped('customers:account contact', 'activities:activity', 'sales:lead opportunity product')).toEqual([
    'account contact activity',
    'lead opportunity product',
  ])
  expect(grouped('a:one two', 'mail:letter', 'paper:sheet', 'post:packet item', 'own:machine')).toEqual([
    'one two',
    'letter sheet',
    'packet item machine',
  ])
  expect(grouped('mail:letter', 'sales:lead deal')).toEqual(['letter', 'lead deal'])
  expect(grouped('mail:letter')).toEqual(['letter'])
})
