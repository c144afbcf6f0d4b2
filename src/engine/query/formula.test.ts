import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FormulaResult, formula } from '#kernel/fields/formula.ts'
import { typeOf } from '#kernel/fields/index.ts'
import { parseFormula } from '#kernel/formula.ts'
import { evaluate } from '#kernel/formula-memory.ts'
import { asker, day, decimals, finder, pour, reader, type Sky, sky, someSky, word } from '../../../test/engine/sky.ts'
import { type FreshDatabase, freshDatabase } from '../../../test/postgres-client.ts'
import { type Database, openDatabase } from '../db/database.ts'
import { ident, sql } from '../db/sql.ts'
import { formulaSql } from './formula.ts'

let fresh: FreshDatabase
let db: Database
let records: Sky

beforeAll(async () => {
  fresh = await freshDatabase()
  db = openDatabase({ url: fresh.url, max: 2 })
  records = someSky(7_000)
  await pour(db, 'sky', records)
})
afterAll(async () => {
  await db.end()
  await fresh.drop()
})

type Made = { number: string; text: string; boolean: string; date: string }
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
const made = fc.letrec<Made>((tie) => {
  const [n, t, b, d] = [tie('number'), tie('text'), tie('boolean'), tie('date')]
  const call = (name: string, ...of: fc.Arbitrary<string>[]) =>
    fc.tuple(...of).map((args) => `${name}(${args.join(', ')})`)
  const pair = (of: fc.Arbitrary<string>, ...signs: string[]) =>
    fc.tuple(of, fc.constantFrom(...signs), of).map(([a, sign, c]) => `(${a} ${sign} ${c})`)
  const size = { maxDepth: 5, depthSize: 'small' } as const
  const chosen = (of: fc.Arbitrary<string>) => [
    call('if', b, of, of),
    call('coalesce', of, of),
    call('coalesce', fc.constant('null'), of),
  ]
  return {
    number: fc.oneof(
      size,
      fc.constantFrom('mass', 'moonCount', 'price', 'water', 'star.price', 'version'),
      decimals.map((text) => (text.startsWith('-') ? `(${text})` : text)),
      pair(n, '+', '-', '*', '/', '%'),
      n.map((one) => `-(${one})`),
      fc.tuple(n, fc.integer({ min: 0, max: 6 })).map(([a, places]) => `round(${a}, ${places})`),
      call('abs', n),
      call('min', n, n),
      call('max', n, fc.constant('null'), n),
      call('length', t),
      call('days', d, d),
      fc.constantFrom('year', 'month', 'day').chain((name) => call(name, d)),
      ...chosen(n),
    ),
    text: fc.oneof(
      size,
      fc.constantFrom('name', 'note', 'kind', 'price.currency', 'star.name', 'star.keeper.name', 'place.city'),
      word.map(quoted),
      call('concat', t, n, d),
      ...chosen(t),
    ),
    boolean: fc.oneof(
      size,
      fc.constantFrom('ringed', 'true', 'false'),
      pair(n, '=', '!=', '<', '<=', '>', '>='),
      pair(t, '=', '<>', '<', '>='),
      pair(d, '==', '<', '>='),
      pair(b, '=', 'and', 'or'),
      b.map((one) => `not (${one})`),
    ),
    date: fc.oneof(
      size,
      fc.constantFrom('found', 'star.born', 'today()'),
      day.map(() => 'found'),
      call('min', d, d),
      call('max', d, d),
      ...chosen(d),
    ),
  }
})

const cases = fc.oneof(
  ...(['number', 'text', 'boolean', 'date'] as const).map((result) =>
    made[result].map((is) => ({ is, result: result as FormulaResult })),
  ),
  made.number.map((is) => ({ is: `price + (${is})`, result: 'money' as const })),
)

test('every formula gives in the database what it gives in memory, to the last digit', async () => {
  const planet = sky.object('planet')
  const follow = finder(records)
  let filled = 0
  await fc.assert(
    fc.asyncProperty(cases, asker, async ({ is, result }, who) => {
      // a product of products is larger than what a formula may hold
      fc.pre(is.length <= 1_000 && is.split('(').length < 60)
      const field = formula({ label: { en: 'It', zh: '它' }, is, result })
      const object = { ...planet, fields: { ...planet.fields, it: field } }
      const read = parseFormula(field, { registry: sky, object: 'planet' })
      const expression = formulaSql(reader('sky', who), object, 'it', ident('r'))
      const rows = await db.rows(sql`select ${expression} from ${ident('sky', 'planet')} r order by r.id`, {
        once: true,
      })
      const inDatabase = rows.map(([cell]) => typeOf(field).fromRow([cell], field))
      const inMemory = records.planet.map((record) => evaluate(read, record, who, follow))
      filled += inMemory.filter((value) => value !== null).length
      expect(inDatabase).toEqual(inMemory.map((value) => (Object.is(value, -0) ? 0 : value)))
    }),
    { numRuns: Number(process.env.SAMPAN_FORMULA_RUNS ?? 2_000) },
  )
  expect(filled).toBeGreaterThan(1_000)
})

test('a formula is empty for whoever may not see a field that it reads', async () => {
  const who = { now: '2026-11-22T00:00:00.000Z', timeZone: 'UTC' }
  const full = reader('sky', who)
  const rights = full.principal.rights('planet')
  const blind = {
    ...full,
    principal: {
      ...full.principal,
      rights: (key: string) => ({
        ...(key === 'planet' ? rights : full.principal.rights(key)),
        ...(key === 'planet' && { fields: new Map([...rights.fields].filter(([field]) => field !== 'water')) }),
      }),
    },
  }
  const planet = sky.object('planet')
  const worth = async (query: typeof full) =>
    (
      await db.rows(sql`select ${formulaSql(query, planet, 'worth', ident('r'))} from ${ident('sky', 'planet')} r`)
    ).filter(([cell]) => cell !== null).length
  expect(await worth(full)).toBeGreaterThan(0)
  expect(await worth(blind)).toBe(0)
})
