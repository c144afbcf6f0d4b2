import { expect, test } from 'vitest'
import { defineAction } from './behaviour.ts'
import { formula } from './fields/formula.ts'
import { number } from './fields/number.ts'
import { relation } from './fields/relation.ts'
import { text } from './fields/text.ts'
import { defineModule } from './module.ts'
import { defineObject } from './object.ts'
import { buildRegistry } from './registry.ts'

const label = { en: 'It', zh: '它' }
const planet = defineObject('planet', {
  label,
  plural: 'Planets',
  title: 'name',
  fields: {
    name: text({ label, required: true }),
    mass: number({ label }),
    twin: relation('planet', { label, where: { masss: 1 } }),
    weight: formula({ label, is: 'mass * gravity', result: 'number' }),
  },
})
const person = defineObject('user', { label, plural: 'People', title: 'name', fields: { name: text({ label }) } })
const visit = defineAction(planet, 'visit', { label, input: {}, when: { name: { like: 'I' } }, run: async () => {} })
const guest = { key: 'guest', label, grants: { planet: { read: { where: { mass: 'much' } } } } }

test('a formula or filter that cannot be read stops the start, and all are told at once', () => {
  const build = () =>
    buildRegistry([defineModule({ key: 'sky', label, objects: [person, planet], actions: [visit], roles: [guest] })])
  expect(build).toThrow("planet.weight: is At character 8: Unknown field 'gravity'.")
  expect(build).toThrow("planet.twin.where: where.masss Unknown field 'masss'. Did you mean 'mass'?")
  expect(build).toThrow("The action planet.visit: where.name.like 'like' does not fit here")
  expect(build).toThrow("The role 'guest' on planet: where.mass This is not a number.")
})

test('a field cannot be called like a word of the filter language', () => {
  const odd = defineObject('planet', {
    label,
    plural: 'Planets',
    title: 'name',
    fields: { name: text({ label }), or: text({ label }) },
  })
  expect(() => buildRegistry([defineModule({ key: 'sky', label, objects: [odd] })])).toThrow(
    "The field key 'planet.or' is a word of the filter language.",
  )
})
