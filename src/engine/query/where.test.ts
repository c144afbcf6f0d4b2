import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { periodNames } from '#kernel/time.ts'
import type { Where } from '#kernel/where.ts'
import { matches } from '#kernel/where-memory.ts'
import { parseWhere } from '#kernel/where-parse.ts'
import {
  asker,
  day,
  decimals,
  finder,
  ids,
  instant,
  pour,
  reader,
  type Sky,
  sky,
  someSky,
  word,
} from '../../../test/engine/sky.ts'
import { type FreshDatabase, freshDatabase } from '../../../test/postgres-client.ts'
import { type Database, openDatabase } from '../db/database.ts'
import { ident, type Sql, sql } from '../db/sql.ts'
import { whereSql } from './where.ts'

let fresh: FreshDatabase
let db: Database
const skies: { schema: string; records: Sky }[] = []

beforeAll(async () => {
  fresh = await freshDatabase()
  db = openDatabase({ url: fresh.url, max: 2 })
  for (const seed of [1, 2, 3]) {
    const one = { schema: `sky_${seed}`, records: someSky(seed * 1_000) }
    await pour(db, one.schema, one.records)
    skies.push(one)
  }
})
afterAll(async () => {
  await db.end()
  await fresh.drop()
})

const equal = (value: fc.Arbitrary<unknown>) =>
  fc.oneof(
    value,
    fc.record({ eq: value }),
    fc.record({ ne: value }),
    fc.record({ in: fc.array(value, { maxLength: 3 }) }),
    fc.record({ notIn: fc.array(value, { maxLength: 3 }) }),
    fc.record({ empty: fc.boolean() }),
    fc.constant(null),
    fc.constant({ ne: null }),
  )
const ordered = (value: fc.Arbitrary<unknown>) =>
  fc.oneof(
    equal(value),
    ...['lt', 'lte', 'gt', 'gte'].map((op) => value.map((operand) => ({ [op]: operand }))),
    fc.record({ gte: value, lt: value }),
  )
const words = fc.oneof(
  ordered(word),
  fc.record({ contains: fc.oneof(word, fc.constantFrom('o', '星', '%', '\\')) }),
  fc.record({ startsWith: fc.oneof(word, fc.constantFrom('I', '木')) }),
)
const period = fc.oneof(
  fc.constantFrom(...periodNames),
  fc.record({ last: fc.integer({ min: 0, max: 40 }), unit: fc.constantFrom('day', 'week', 'month') }),
  fc.record({ next: fc.integer({ min: 0, max: 40 }), unit: fc.constantFrom('day', 'week', 'month') }),
)
const moments = fc.constantFrom('today', 'yesterday', 'tomorrow')
const dates = fc.oneof(ordered(fc.oneof(day, moments)), fc.record({ within: period }))
const times = fc.oneof(
  ordered(fc.oneof(instant, day, moments, fc.constant('9999-12-31'))),
  fc.record({ within: period }),
)
const numbers = ordered(fc.oneof(decimals, decimals.map(Number), fc.integer({ min: -2, max: 12 })))
const whose = (kind: number, ...is: string[]) =>
  fc.oneof(equal(fc.constantFrom(...ids(kind))), fc.record({ is: fc.constantFrom(...is) }))
const list = (value: fc.Arbitrary<unknown>) =>
  fc.oneof(
    fc.record({ has: value }),
    fc.record({ hasAny: fc.array(value, { maxLength: 3 }) }),
    fc.record({ hasAll: fc.array(value, { minLength: 1, maxLength: 3 }) }),
    fc.record({ empty: fc.boolean() }),
  )
const option = fc.constantFrom('rock', 'gas', 'ice')
const emptiness = fc.record({ empty: fc.boolean() })

const paths: Record<string, fc.Arbitrary<unknown>> = {
  id: equal(fc.constantFrom(...ids(5))),
  name: words,
  note: words,
  mass: numbers,
  moonCount: numbers,
  version: numbers,
  price: numbers,
  'price.currency': words,
  water: numbers,
  ringed: equal(fc.boolean()),
  found: dates,
  seen: times,
  createdAt: times,
  kind: equal(option),
  tags: list(option),
  mail: fc.oneof(equal(fc.constantFrom('IO@sky.cn', 'x@y.com')), fc.record({ contains: fc.constant('sky') })),
  call: fc.oneof(
    equal(fc.constantFrom('13800138000', '8001', '0755 8888 8888')),
    fc.record({ contains: fc.constant('0013') }),
  ),
  'call.ext': words,
  place: emptiness,
  'place.city': words,
  star: equal(fc.constantFrom(...ids(3))),
  'star.id': equal(fc.constantFrom(...ids(3))),
  keeper: whose(2, 'me', 'myTeam', 'myTeamAndBelow'),
  crew: whose(1, 'myTeam', 'myTeamAndBelow'),
  density: numbers,
  worth: numbers,
  'star.name': words,
  'star.born': dates,
  'star.price': numbers,
  'star.keeper': whose(2, 'me', 'myTeam', 'myTeamAndBelow'),
  'star.keeper.name': words,
  'star.keeper.team': whose(1, 'myTeam', 'myTeamAndBelow'),
  'star.keeper.team.name': words,
  'keeper.team': whose(1, 'myTeam', 'myTeamAndBelow'),
  moons: list(fc.constantFrom(...ids(4))),
  'moons.id': equal(fc.constantFrom(...ids(4))),
  'moons.name': words,
  'moons.mass': numbers,
  'moons.star.name': words,
  'moons.star.keeper': whose(2, 'me', 'myTeam'),
  'moons.star.born': dates,
}

const leaf = fc.oneof(
  ...Object.entries(paths).map(([path, condition]) => condition.map((test): Where => ({ [path]: test }) as Where)),
)
const { where } = fc.letrec<{ where: Where }>((tie) => ({
  where: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    fc.tuple(leaf, leaf).map(([a, b]): Where => ({ ...a, ...b })),
    fc.array(tie('where'), { minLength: 1, maxLength: 3 }).map((or): Where => ({ or })),
    fc.array(tie('where'), { minLength: 1, maxLength: 3 }).map((and): Where => ({ and })),
    tie('where').map((not): Where => ({ not })),
  ),
}))

/** Stars that the asker may not read: as if nothing stood there. */
const unseen = fc.subarray(ids(3))

test('every filter finds in the database what it matches in memory', async () => {
  let found = 0
  let asked = 0
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 }), where, asker, unseen, async (which, filter, who, hidden) => {
      const { schema, records } = skies[which] as (typeof skies)[number]
      const tree = parseWhere(filter, { registry: sky, object: 'planet' })
      const scope = (object: string, _verb: unknown, alias: Sql) =>
        object === 'star' && hidden.length > 0 ? sql`${alias}.id <> all(${hidden}::uuid[])` : null
      const condition = whereSql(tree, who, { alias: ident('r'), query: { ...reader(schema, who), scope } })
      const rows = await db.rows(sql`select r.id from ${ident(schema, 'planet')} r where ${condition} order by r.id`, {
        once: true,
      })
      const find = finder(records)
      // a relation to what is hidden reads as such: it is filled, and equal to no id
      const masked = <R extends object>(record: R) =>
        'star' in record && hidden.includes(String(record.star)) ? { ...record, star: { hidden: true } } : record
      const follow = (hop: unknown, id: string) => {
        const there = hidden.includes(id) ? null : find(hop, id)
        return there && masked(there)
      }
      const matching = records.planet
        .filter((record) => matches(tree, masked(record), who, follow))
        .map((record) => record.id)
      found += matching.length
      asked += records.planet.length
      expect(rows.map(([id]) => id)).toEqual(matching)
    }),
    { numRuns: Number(process.env.SAMPAN_WHERE_RUNS ?? 3_000) },
  )
  // a test in which nothing or everything matched would prove nothing
  expect(found / asked).toBeGreaterThan(0.2)
  expect(found / asked).toBeLessThan(0.8)
})
