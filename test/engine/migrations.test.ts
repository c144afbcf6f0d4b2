import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { modules } from '#app'
import { type Database, openDatabase } from '#engine/db/database.ts'
import { createStatements, differences } from '#engine/db/ddl.ts'
import { draftMigration } from '#engine/db/draft.ts'
import { type Migration, migrateSchema, readMigrations } from '#engine/db/migrate.ts'
import { ident, raw, sql } from '#engine/db/sql.ts'
import { tablesOf } from '#engine/db/tables.ts'
import { buildRegistry } from '#kernel/registry.ts'
import { sky } from '../planets.ts'
import { type FreshDatabase, freshDatabase } from '../postgres-client.ts'

/* What is declared, what is committed and what stands in a database are the same thing, or nothing starts. */

const folder = new URL('../../migrations/workspace/', import.meta.url)
const registry = buildRegistry(modules)
const now = '2026-11-22T00:00:00.000Z'
let fresh: FreshDatabase
let db: Database
beforeAll(async () => {
  fresh = await freshDatabase()
  db = openDatabase({ url: fresh.url, max: 4 })
})
afterAll(async () => {
  await db.end()
  await fresh.drop()
})

const step = (name: string, text: string): Migration => ({ name, text, hash: text })

/** Columns, constraints and indexes of a schema as PostgreSQL knows them, without the schema's name. */
async function standing(schema: string) {
  const rows = async (statement: ReturnType<typeof sql>) =>
    (await db.rows(statement))
      .map((row) => row.map((cell) => String(cell).replaceAll(`${schema}.`, '')).join(' | '))
      .sort()
  return {
    columns:
      await rows(sql`select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), l.collname
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum left join pg_collation l on l.oid = a.attcollation
      where n.nspname = ${schema} and c.relkind = 'r' and c.relname <> 'migration' and a.attnum > 0 and not a.attisdropped`),
    constraints:
      await rows(sql`select c.relname, k.conname, pg_get_constraintdef(k.oid) from pg_constraint k join pg_class c on c.oid = k.conrelid
      join pg_namespace n on n.oid = c.relnamespace where n.nspname = ${schema} and c.relname <> 'migration' and k.contype <> 'n'`),
    indexes: await rows(
      sql`select tablename, indexname, indexdef from pg_indexes where schemaname = ${schema} and tablename <> 'migration'`,
    ),
  }
}

test('the committed migrations make exactly what is declared today', async () => {
  await migrateSchema(db, 'committed', readMigrations(folder), now)
  await db.rows(sql`create schema ${ident('declared')}`, { once: true })
  for (const statement of createStatements(tablesOf(registry)))
    await db.rows(raw(statement.replaceAll('{schema}', '"declared"')), { once: true })
  const [committed, declared] = [await standing('committed'), await standing('declared')]
  expect(committed.columns).toEqual(declared.columns)
  expect(committed.constraints).toEqual(declared.constraints)
  expect(committed.indexes).toEqual(declared.indexes)
  expect(declared.columns.length).toBeGreaterThan(100)
})

test('what is noted beside the migrations is what is declared, so that the next draft starts from the truth', () => {
  const noted = JSON.parse(readFileSync(new URL('tables.json', folder), 'utf8'))
  expect(noted).toEqual(JSON.parse(JSON.stringify(tablesOf(registry))))
  expect(draftMigration(registry, noted)).toBe(null)
})

test('a draft leads from any older state to the declared one', async () => {
  const wanted = tablesOf(buildRegistry(sky()))
  // an older sky: without moons, without some fields, with one that has gone since
  const old = wanted
    .filter((t) => t.name !== 'moon')
    .map((t) => {
      if (t.name !== 'planet') return t
      const gone = new Set(['water', 'mass', 'place_city'])
      const left = (item: { on: string }) => ![...gone].some((name) => item.on.includes(`"${name}"`))
      return {
        ...t,
        columns: [...t.columns.filter((c) => !gone.has(c.name)), { name: 'gone', sql: 'text' }],
        indexes: [...t.indexes.filter(left), { name: 'planet_gone_idx', on: '("gone", id) where deleted_at is null' }],
      }
    })
  await migrateSchema(db, 'older', [step('1', `${createStatements(old).join(';\n')};`)], now)
  await migrateSchema(
    db,
    'older',
    [step('1', `${createStatements(old).join(';\n')};`), step('2', `${differences(old, wanted).join(';\n')};`)],
    now,
  )
  await migrateSchema(db, 'newer', [step('1', `${createStatements(wanted).join(';\n')};`)], now)
  const [older, newer] = [await standing('older'), await standing('newer')]
  expect(older).toEqual(newer)
  expect(() =>
    differences(
      wanted,
      wanted.map((t) =>
        t.name === 'planet'
          ? { ...t, columns: t.columns.map((c) => (c.name === 'mass' ? { ...c, sql: 'text' } : c)) }
          : t,
      ),
    ),
  ).toThrow('planet.mass changes its type or nullability')
})

test('a step runs once, and all of it or nothing', async () => {
  const first = step('1', 'create table {schema}.a (id int);\n')
  expect(await migrateSchema(db, 'steps', [first], now)).toEqual(['1'])
  expect(await migrateSchema(db, 'steps', [first], now)).toEqual([])
  const broken = step('2', 'create table {schema}.b (id int);\ncreate table {schema}.b (id int);\n')
  await expect(migrateSchema(db, 'steps', [first, broken], now)).rejects.toThrow('already exists')
  expect((await standing('steps')).columns.map((c) => c.split(' | ')[0])).toEqual(['a'])
  const mended = step(
    '2',
    'create table {schema}.b (id int);\n-- a remark; with a semicolon\ncreate table {schema}.c (id int);\n',
  )
  expect(await migrateSchema(db, 'steps', [first, mended], now)).toEqual(['2'])
})

test('a step whose text has changed since, or that this program does not know, stops the start with a sentence', async () => {
  const [one, two] = [step('1', 'create table {schema}.a (id int);'), step('2', 'create table {schema}.b (id int);')]
  await migrateSchema(db, 'frozen', [one, two], now)
  await expect(migrateSchema(db, 'frozen', [one], now)).rejects.toThrow(
    "The data of 'frozen' is newer than this program: it has the migration 2. Start the newer program again.",
  )
  await expect(migrateSchema(db, 'frozen', [one, { ...two, hash: 'other' }], now)).rejects.toThrow(
    "The migration 2 has been changed since it ran in 'frozen'. Restore its text.",
  )
})

test('of two programs that start at once, one migrates and the other waits', async () => {
  const steps = [step('1', 'create table {schema}.a (id int);'), step('2', 'create table {schema}.b (id int);')]
  const ran = await Promise.all([1, 2, 3].map(() => migrateSchema(db, 'raced', steps, now)))
  expect(ran.flat().sort()).toEqual(['1', '2'])
})
