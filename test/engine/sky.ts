import fc from 'fast-check'
import { systemPrincipal } from '#engine/access/principal.ts'
import type { Database } from '#engine/db/database.ts'
import { ident, join, raw, sql } from '#engine/db/sql.ts'
import { linkTable, tableName, tablesOf } from '#engine/db/tables.ts'
import type { FormulaQuery } from '#engine/query/formula.ts'
import { whereSql } from '#engine/query/where.ts'
import { codecOf, type Stored } from '#engine/records/codec.ts'
import { address } from '#kernel/fields/address.ts'
import { boolean } from '#kernel/fields/boolean.ts'
import { date } from '#kernel/fields/date.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { email } from '#kernel/fields/email.ts'
import { formula } from '#kernel/fields/formula.ts'
import { typeOf } from '#kernel/fields/index.ts'
import { money } from '#kernel/fields/money.ts'
import { multiSelect } from '#kernel/fields/multiSelect.ts'
import { number } from '#kernel/fields/number.ts'
import { percent } from '#kernel/fields/percent.ts'
import { phone } from '#kernel/fields/phone.ts'
import { relation, team, user } from '#kernel/fields/relation.ts'
import { relations } from '#kernel/fields/relations.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineModule } from '#kernel/module.ts'
import { defineObject } from '#kernel/object.ts'
import { buildRegistry } from '#kernel/registry.ts'
import { dayOf, startOfDay } from '#kernel/time.ts'
import type { Asker } from '#kernel/where.ts'

/* A made-up sky for tests that hold the database against memory: objects, random records, and both ways to reach them. */

const label = (en: string, zh: string) => ({ en, zh })
const name = text({ label: label('Name', '名称'), required: true })
const options = ['rock', 'gas', 'ice'].map((key) => ({ key, label: label(key, key) }))

const planet = defineObject('planet', {
  label: label('Planet', '行星'),
  plural: 'Planets',
  title: 'name',
  fields: {
    name,
    note: text({ label: label('Note', '备注') }),
    mass: number({ label: label('Mass', '质量') }),
    moonCount: number({ label: label('Moons', '卫星数'), integer: true }),
    price: money({ label: label('Price', '价格') }),
    water: percent({ label: label('Water', '水'), min: -100 }),
    ringed: boolean({ label: label('Ringed', '有环') }),
    found: date({ label: label('Found', '发现日') }),
    seen: datetime({ label: label('Seen', '观测') }),
    kind: select({ label: label('Kind', '种类'), options }),
    tags: multiSelect({ label: label('Tags', '标签'), options }),
    mail: email({ label: label('Mail', '邮箱') }),
    call: phone({ label: label('Phone', '电话') }),
    place: address({ label: label('Place', '地址') }),
    star: relation('star', { label: label('Star', '恒星') }),
    keeper: user({ label: label('Keeper', '负责人') }),
    crew: team({ label: label('Crew', '团队') }),
    moons: relations('moon', { label: label('Moons', '卫星') }),
    density: formula({ label: label('Density', '密度'), is: 'mass / moonCount', result: 'number' }),
    worth: formula({ label: label('Worth', '价值'), is: 'price * water / 100', result: 'money' }),
  },
})
const moon = defineObject('moon', {
  label: label('Moon', '卫星'),
  plural: 'Moons',
  title: 'name',
  fields: {
    name,
    mass: number({ label: label('Mass', '质量') }),
    star: relation('star', { label: label('Star', '恒星') }),
  },
})
const star = defineObject('star', {
  label: label('Star', '恒星'),
  plural: 'Stars',
  title: 'name',
  fields: {
    name,
    born: date({ label: label('Born', '诞生') }),
    keeper: user({ label: label('Keeper', '负责人') }),
    price: money({ label: label('Price', '价格') }),
  },
})
const people = defineObject('user', {
  label: label('Person', '人'),
  plural: 'People',
  title: 'name',
  fields: { name, team: team({ label: label('Team', '团队') }) },
})
const teams = defineObject('team', { label: label('Team', '团队'), plural: 'Teams', title: 'name', fields: { name } })

export const sky = buildRegistry([
  defineModule({ key: 'sky', label: label('Sky', '天空'), objects: [teams, people, star, moon, planet] }),
])

/** Ids are few, so that conditions meet. */
export const ids = (kind: number) =>
  Array.from({ length: 6 }, (_, i) => `00000000-0000-4000-800${kind}-00000000000${i}`)
const kinds = { team: 1, user: 2, star: 3, moon: 4, planet: 5 } as const

export const zones = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/Sao_Paulo',
  'America/Havana',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'UTC',
]

/** Words that are alike in part: case, width, scripts, signs that patterns would take, and both ends of UTF-16. */
export const word = fc.constantFrom(
  '木星',
  '木卫二',
  '土星',
  'Io',
  'io',
  'IO%',
  'a_b',
  'A\\b',
  "O'Neil",
  '￥',
  '𠮷',
  '𠮶',
  'Ä',
  'ä',
  'Z',
  'z',
  '10',
  '9',
  'K',
)
export const decimals = fc.constantFrom(
  '0',
  '1',
  '-1',
  '0.1',
  '1.5',
  '-2.25',
  '3.333333',
  '100',
  '12345678.9',
  '98765432109876',
  '7',
  '0.000001',
)
/** Around the days on which clocks change, and today. */
export const day = fc.constantFrom(
  '2018-11-03',
  '2018-11-04',
  '2026-03-28',
  '2026-03-29',
  '2026-03-30',
  '2026-10-25',
  '2026-10-26',
  '2026-11-01',
  '2026-11-16',
  '2026-11-21',
  '2026-11-22',
  '2026-11-23',
  '2026-12-31',
  '2027-01-01',
  '1988-02-29',
)
export const instant = fc
  .tuple(day, fc.constantFrom(...zones), fc.constantFrom(-1, 0, 1, 3_600_000, 7_200_000, 43_200_000, 86_399_999))
  .map(([date, zone, shift]) => new Date(Date.parse(startOfDay(date, zone)) + shift).toISOString())
export const now = fc.oneof(instant, fc.constant('2026-11-22T10:30:00.000Z'))
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4 })
const id = (kind: keyof typeof kinds) => fc.constantFrom(...ids(kinds[kind]).slice(0, 5))
const cash = fc.record({ amount: decimals, currency: fc.constantFrom('CNY', 'USD') })

const generators: Record<keyof typeof kinds, Record<string, fc.Arbitrary<unknown>>> = {
  team: { name: word },
  user: { name: word, team: some(id('team')) },
  star: { name: word, born: some(day), keeper: some(id('user')), price: some(cash) },
  moon: { name: word, mass: some(decimals), star: some(id('star')) },
  planet: {
    name: word,
    note: some(fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '))),
    mass: some(decimals),
    moonCount: some(fc.integer({ min: -2, max: 12 })),
    price: some(cash),
    water: some(fc.constantFrom('0', '12.5', '100', '-3.25')),
    ringed: some(fc.boolean()),
    found: some(day),
    seen: some(instant),
    kind: some(fc.constantFrom('rock', 'gas', 'ice')),
    tags: some(fc.subarray(['rock', 'gas', 'ice'])),
    mail: some(fc.constantFrom('io@sky.cn', 'IO@sky.cn', 'a@b.com')),
    call: some(fc.constantFrom('138 0013 8000', '0755-88888888转12', '8001')),
    place: some(fc.record({ city: some(word), street: some(word) })),
    star: some(id('star')),
    keeper: some(id('user')),
    crew: some(id('team')),
    moons: some(fc.subarray(ids(kinds.moon).slice(0, 5))),
  },
}

export type Sky = Record<keyof typeof kinds, Stored[]>

/** Some twenty-odd planets and what goes with them; every fifth record of the others is in the bin. */
export function someSky(seed: number): Sky {
  const made = {} as Sky
  for (const key of Object.keys(kinds) as (keyof typeof kinds)[]) {
    const object = sky.object(key)
    const drafts = fc.sample(fc.record(generators[key]), {
      numRuns: key === 'planet' ? 40 : 6,
      seed: seed + kinds[key],
    })
    made[key] = drafts.map((draft, i) => {
      const values: Record<string, unknown> = {}
      for (const [field, input] of Object.entries(draft)) {
        const declared = object.fields[field]!
        const parsed = input === null ? { value: null } : typeOf(declared).parse(input, declared)
        if ('wrong' in parsed) throw new Error(`${key}.${field}: ${parsed.wrong.en}`)
        values[field] = parsed.value
      }
      const id = `00000000-0000-4000-800${kinds[key]}-${String(i).padStart(12, '0')}`
      const at = '2026-01-01T00:00:00.000Z'
      return {
        id,
        version: 1,
        createdAt: at,
        updatedAt: at,
        deletedAt: key !== 'planet' && i % 5 === 4 ? at : null,
        ...values,
      }
    })
  }
  const live = new Set(made.moon.filter((one) => one.deletedAt === null).map((one) => one.id))
  // a record shows the links that lead somewhere
  made.planet = made.planet.map((one) => ({
    ...one,
    allMoons: one.moons ?? [],
    moons: ((one.moons ?? []) as string[]).filter((to) => live.has(to)),
  }))
  return made
}

/** Makes the tables and puts the records in. */
export async function pour(db: Database, schema: string, records: Sky): Promise<void> {
  await db.rows(sql`create schema ${ident(schema)}`, { once: true })
  const moons = linkTable(sky.object('planet'), 'moons')
  const wanted = new Set([...[...sky.objects.values()].map(tableName), moons, 'former_id'])
  for (const table of tablesOf(sky).filter((one) => wanted.has(one.name)))
    await db.rows(
      sql`create table ${ident(schema, table.name)} (${join(table.columns.map((c) => sql`${ident(c.name)} ${raw(c.sql)}`))})`,
      { once: true },
    )
  for (const key of Object.keys(kinds) as (keyof typeof kinds)[]) {
    const codec = codecOf(sky.object(key))
    for (const record of records[key])
      await db.rows(
        sql`insert into ${ident(schema, tableName(sky.object(key)))} (${join(codec.names.map((n) => ident(n)))}) values (${join(codec.encode(record).map((cell, i) => sql`${cell}::${raw(codec.types[i] ?? 'text')}`))})`,
      )
  }
  for (const record of records.planet)
    for (const to of record.allMoons as string[])
      await db.rows(
        sql`insert into ${ident(schema, linkTable(sky.object('planet'), 'moons'))} (source_id, target_id) values (${record.id}::uuid, ${to}::uuid)`,
      )
}

const nobody = { userId: null, teamId: null, teamIds: [], teamMateIds: [], belowIds: [] }

/** Reads with every right. */
export function reader(schema: string, asker: Pick<Asker, 'now' | 'timeZone'>): FormulaQuery {
  const principal = systemPrincipal({ registry: sky, settings: asker })
  const query: FormulaQuery = {
    workspace: { schema, registry: sky },
    principal,
    now: asker.now,
    scope: () => null,
    table: (key) => ident(schema, tableName(sky.object(key))),
    beneath: () => null,
    declaredAt: () => raw('true'),
    deadline: () => raw('null::date'),
    tree: (tree, alias) => whereSql(tree, { ...nobody, ...asker }, { alias, query }),
  }
  return query
}

/** Finds what a relation points at, in memory; what is in the bin is not there. */
export function finder(records: Sky) {
  const byId = new Map(
    Object.values(records)
      .flat()
      .map((record) => [record.id, record]),
  )
  return (_hop: unknown, to: string) => {
    const found = byId.get(to)
    return found && found.deletedAt === null ? found : null
  }
}

export const asker: fc.Arbitrary<Asker> = fc
  .record({
    userId: fc.option(id('user')),
    teamId: fc.option(id('team')),
    teamIds: fc.subarray(ids(kinds.team)),
    teamMateIds: fc.subarray(ids(kinds.user)),
    belowIds: fc.subarray(ids(kinds.user)),
    timeZone: fc.constantFrom(...zones),
    now,
  })
  .filter((one) => dayOf(one.now, one.timeZone) > '1900')
