import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from '#engine/db/database.ts'
import { ident, raw, sql } from '#engine/db/sql.ts'
import { expressionSql } from '#engine/query/formula.ts'
import { whereSql } from '#engine/query/where.ts'
import type { FormulaResult } from '#kernel/fields/formula.ts'
import { parseFormula } from '#kernel/formula.ts'
import { evaluate } from '#kernel/formula-memory.ts'
import { Refusal } from '#kernel/problem.ts'
import type { Asker } from '#kernel/where.ts'
import { matches } from '#kernel/where-memory.ts'
import { parseWhere } from '#kernel/where-parse.ts'
import { finder, pour, reader, type Sky, sky, someSky } from '../engine/sky.ts'
import { type FreshDatabase, freshDatabase } from '../postgres-client.ts'
import { hostileFormula, hostileWhere } from './language.ts'
import { diceOf } from './words.ts'

/*
 * Formulas and filters that mean no good are refused in words, or computed within their budget; none reads a field that is
 * hidden, reaches a prototype, or makes a statement that fails. `FORMULAS=200000 SEED=7` asks longer.
 */

const rounds = Number(process.env['FORMULAS'] ?? 4_000)
const dice = diceOf(Number(process.env['SEED'] ?? 20_261_128))
const asker: Asker = {
  userId: null,
  teamId: null,
  teamIds: [],
  teamMateIds: [],
  belowIds: [],
  now: '2026-11-28T02:00:00.000Z',
  timeZone: 'Asia/Shanghai',
}
/** Of planets the note is hidden. */
const visible = (object: string, field: string) => !(object === 'planet' && field === 'note')

let fresh: FreshDatabase
let db: Database
let records: Sky
beforeAll(async () => {
  fresh = await freshDatabase()
  db = openDatabase({ url: fresh.url, max: 2 })
  records = someSky(30)
  await pour(db, 'sky', records)
})
afterAll(async () => {
  await db.end()
  await fresh.drop()
})

/** What came of it, or undefined where it is refused in words; everything else is a bug. */
function allowed<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    for (const { message } of error.problems) expect(message.en).not.toMatch(/TypeError|undefined is not|at \S+:\d+/)
    return undefined
  }
}

test('a formula is refused in words or computed', { timeout: 3_600_000 }, async () => {
  const query = reader('sky', asker)
  const results: FormulaResult[] = ['number', 'text', 'boolean', 'date', 'money']
  let read = 0
  let slowest = 0
  for (let i = 0; i < rounds; i++) {
    const is = hostileFormula(dice)
    const begun = performance.now()
    const parsed = results
      .map((result) => allowed(() => parseFormula({ is, result }, { registry: sky, object: 'planet', visible })))
      .find((one) => one !== undefined)
    if (parsed) {
      read++
      expect(parsed.reads.map(({ column }) => column.field)).not.toContain('note')
      const value = evaluate(parsed, records.planet[i % records.planet.length]!, asker, finder(records))
      expect(['number', 'string', 'boolean', 'object'], is).toContain(typeof value)
      await db.rows(
        sql`select ${expressionSql(parsed, query, raw('r'))}::text from ${ident('sky', 'planet')} r order by r.id limit 3`,
        { once: true },
      )
    }
    slowest = Math.max(slowest, performance.now() - begun)
  }
  expect(read).toBeGreaterThan(rounds / 100)
  expect(slowest).toBeLessThan(5_000)
  expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  console.info(`${rounds} formulas, ${read} of them computed, slowest ${Math.round(slowest)} ms`)
})

test('a filter is refused in words or asked', { timeout: 3_600_000 }, async () => {
  const query = reader('sky', asker)
  let read = 0
  let slowest = 0
  for (let i = 0; i < rounds; i++) {
    const where = hostileWhere(dice)
    const begun = performance.now()
    const tree = allowed(() => parseWhere(where, { registry: sky, object: 'planet', visible }))
    if (tree) {
      read++
      matches(tree, records.planet[i % records.planet.length]!, asker, finder(records))
      await db.rows(
        sql`select count(*) from ${ident('sky', 'planet')} r where ${whereSql(tree, asker, { alias: raw('r'), query })}`,
        { once: true },
      )
    }
    slowest = Math.max(slowest, performance.now() - begun)
  }
  expect(slowest).toBeLessThan(5_000)
  console.info(`${rounds} filters, ${read} of them asked, slowest ${Math.round(slowest)} ms`)
})
