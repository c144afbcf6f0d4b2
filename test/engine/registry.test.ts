import { describe, expect, test } from 'vitest'
import { tablesOf } from '#engine/db/tables.ts'
import { check, defineAction, follow, subscribe } from '#kernel/behaviour.ts'
import type { Field } from '#kernel/fields/field.ts'
import { formula } from '#kernel/fields/formula.ts'
import { relation } from '#kernel/fields/relation.ts'
import { relations } from '#kernel/fields/relations.ts'
import { text } from '#kernel/fields/text.ts'
import { defineModule, type Module } from '#kernel/module.ts'
import { defineObject, extendObject, type ObjectDef, type ObjectOptions } from '#kernel/object.ts'
import { buildRegistry } from '#kernel/registry.ts'
import { planet, sky } from '../planets.ts'

/* A wrong declaration stops the start with a sentence that says where it is and what was probably meant. */

const label = { en: 'Comet', zh: '彗星' }
const name = text({ label, required: true })
const comet = (more: Partial<ObjectOptions> = {}): ObjectDef => ({
  key: 'comet',
  label,
  plural: 'Comets',
  title: 'name',
  ...more,
  fields: { name, ...more.fields },
})
const withComet = (more: Partial<ObjectOptions> = {}, module: Partial<Module> = {}) =>
  buildRegistry([
    ...sky(),
    defineModule({ key: 'comets', label, requires: ['sky'], objects: [comet(more)], ...module }),
  ])
const field = (field: unknown) => ({ fields: { tail: field as Field } })
const action = (key: string) => defineAction(comet(), key, { label, input: {}, run: async () => {} })
const role = (grants: Record<string, object>) => ({ roles: [{ key: 'watcher', label, grants }] })

test('a right declaration is taken', () => {
  expect(withComet().object('comet').key).toBe('comet')
  expect(() => withComet().object('comte')).toThrow("There is no object 'comte'. Did you mean 'comet'?")
})

describe('fields', () => {
  test.each<[string, Partial<ObjectOptions>]>([
    ["comet.tail points at unknown object 'planett'. Did you mean 'planet'?", field(relation('planett', { label }))],
    ["comet.tail points at unknown object 'zzz'.", field(relations('zzz', { label }))],
    ["comet.tail has the unknown type 'textt'. Did you mean 'text'?", field({ type: 'textt', label })],
    [
      "The field key 'comet.a_tail' should be camelCase of at most 40 letters and digits.",
      { fields: { a_tail: name } },
    ],
    ["The field key 'comet.id' is a word of the filter language.", { fields: { id: name } }],
    ["The field key 'comet.or' is a word of the filter language.", { fields: { or: name } }],
    ['comet.version is declared twice.', { fields: { version: name } }],
    ['comet.owner is declared twice.', { traits: ['owned'], fields: { owner: name } }],
    ["comet.search would take the engine's own column 'search'.", { fields: { search: name } }],
    ["comet.deletedAt would take the engine's own column 'deleted_at'.", { fields: { deletedAt: name } }],
    [
      "comet.starId and comet.star would share the column 'star_id'.",
      { fields: { star: relation('star', { label }), starId: name } },
    ],
    ['comet.tail: ', field(formula({ label, is: 'name +', result: 'number' }))],
    ['comet.tail: ', field(formula({ label, is: 'nmae', result: 'text' }))],
    ['comet.tail.where: where.kindd', field(relation('planet', { label, where: { kindd: 'ice' } }))],
  ])('%s', (sentence, options) => {
    expect(() => withComet(options)).toThrow(sentence)
  })
})

describe('views and indexes', () => {
  test.each<[string, Partial<ObjectOptions>]>([
    ["comet.title names the unknown field 'nmae'. Did you mean 'name'?", { title: 'nmae' }],
    ["comet.views.list names the unknown field 'nmae'. Did you mean 'name'?", { views: { list: ['nmae'] } }],
    ["comet.views.sort names the unknown field 'nmae'.", { views: { sort: ['-nmae'] } }],
    ["comet.views.board names the unknown field 'kind'.", { views: { board: { by: 'kind' } } }],
    ["comet.views.page names the unknown field 'x'.", { views: { page: [{ label, fields: ['x'] }] } }],
    ["comet.indexes names the unknown field 'x'.", { indexes: [['name', 'x']] }],
    ["comet.identity names the unknown field 'x'.", { identity: [['x']] }],
    ["comet.happensAt names the unknown field 'x'.", { happensAt: 'x' }],
    [
      'comet.tail has no column, so it can neither be indexed nor tell two records apart.',
      { ...field(formula({ label, is: '1 + 1', result: 'number' })), indexes: [['tail']] },
    ],
  ])('%s', (sentence, options) => {
    expect(() => withComet(options)).toThrow(sentence)
  })
})

describe('modules and behaviour', () => {
  test.each<[string, Partial<Module>]>([
    ["The module 'comets' requires the unknown module 'skyy'. Did you mean 'sky'?", { requires: ['skyy'] }],
    ["The object 'planet' is declared twice.", { objects: [planet] }],
    [
      "The object key 'comet-like' should be camelCase",
      { objects: [defineObject('comet-like', { label, plural: 'x', title: 'name', fields: { name } })] },
    ],
    [
      "The object key 'search' is an address of the API already.",
      { objects: [defineObject('search', { label, plural: 'x', title: 'name', fields: { name } })] },
    ],
    [
      "The module 'comets' has behaviour for the unknown object 'commet'. Did you mean 'comet'?",
      { extensions: [extendObject({ key: 'commet' }, { fields: {} })] },
    ],
    ['planet.mass is declared twice.', { extensions: [extendObject(planet, { fields: { mass: name } })] }],
    [
      'Two rules are called "comet: it has a tail".',
      { rules: [check(comet(), 'it has a tail', () => null), follow(comet(), 'it has a tail', () => {})] },
    ],
    ["The action 'comet.pass' is declared twice.", { actions: [action('pass'), action('pass')] }],
    ["The action 'comet.restore' needs another key", { actions: [action('restore')] }],
    ["The action 'comet.Pass-by' needs another key", { actions: [action('Pass-by')] }],
    [
      'The action comet.pass: where.nmae',
      { actions: [defineAction(comet(), 'pass', { label, when: { nmae: 'x' }, input: {}, run: async () => {} })] },
    ],
    [
      "The subscriber 'watch' waits for 'commet.created', of an unknown object. Did you mean 'comet'?",
      { subscribers: [subscribe('watch', ['commet.created'], async () => {})] },
    ],
    [
      "Two subscribers are called 'watch': one would pass for the other.",
      { subscribers: ['comet.created', 'comet.updated'].map((e) => subscribe('watch', [e], async () => {})) },
    ],
    [
      "The module 'comets' seeds the unknown object 'commet'. Did you mean 'comet'?",
      { seeds: [{ object: 'commet', records: [] }] },
    ],
    ["The role 'watcher' grants the unknown object 'commet'. Did you mean 'comet'?", role({ commet: { read: 'all' } })],
    [
      "The role 'watcher' names the unknown field 'comet.nmae'. Did you mean 'name'?",
      role({ comet: { read: 'all', fields: { nmae: 'hidden' } } }),
    ],
    [
      "The role 'watcher' grants the unknown action 'comet.pas'. Did you mean 'pass'?",
      { actions: [action('pass')], ...role({ comet: { read: 'all', actions: ['pas'] } }) },
    ],
    ["The role 'watcher' on comet: where.nmae", role({ comet: { read: { where: { nmae: 'x' } } } })],
  ])('%s', (sentence, module) => {
    const objects = module.objects?.some((o) => o.key === 'comet')
      ? {}
      : { objects: [comet(), ...(module.objects ?? [])] }
    expect(() => withComet({}, { ...module, ...objects })).toThrow(sentence)
  })

  test('modules that require each other are shown as the circle that they are', () => {
    const module = (key: string, requires: string[]) => defineModule({ key, label, requires })
    expect(() => buildRegistry([...sky(), module('a', ['b']), module('b', ['a'])])).toThrow(
      'Modules require each other in a circle: a → b → a.',
    )
  })

  test('everything that is wrong is told at once', () => {
    const told = () => withComet({ title: 'nmae', views: { list: ['x'] }, ...field(relation('planett', { label })) })
    expect(told).toThrow(/^The declarations are wrong:\n {2}- .*planett.*\n {2}- .*title.*\n {2}- .*views\.list/s)
  })
})

test('an object whose table would be the engine’s, or that of somebody’s links, is refused', () => {
  const named = (key: string) =>
    buildRegistry([
      ...sky(),
      defineModule({
        key: 'x',
        label,
        requires: ['sky'],
        objects: [defineObject(key, { label, plural: 'x', title: 'name', fields: { name } })],
      }),
    ])
  for (const [key, table] of [
    ['event', 'event'],
    ['share', 'share'],
    ['migration', 'migration'],
    ['planetNeighbours', 'planet_neighbours'],
  ] as const)
    expect(() => tablesOf(named(key))).toThrow(`Two things would have the table '${table}'`)
})

test('what one module declares, another extends, and the registry knows who points where', () => {
  const registry = withComet(field(relation('planet', { label, inverse: 'comets' })), {
    extensions: [extendObject(planet, { fields: { comets: relations('comet', { label }) }, indexes: [['name']] })],
  })
  expect(registry.object('planet').fields['comets']).toMatchObject({ type: 'relations', to: 'comet' })
  expect(registry.object('planet').inverse).toContainEqual(
    expect.objectContaining({ object: 'comet', field: 'tail', name: 'comets' }),
  )
  expect(registry.modules.map((m) => m.key)).toEqual(['identity', 'files', 'sky', 'comets'])
})
