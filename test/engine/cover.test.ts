import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { date } from '#kernel/fields/date.ts'
import { user } from '#kernel/fields/relation.ts'
import { relations } from '#kernel/fields/relations.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { moon, planet, region, sky, star, visit } from '../planets.ts'

/* Somebody is away: who stands in reaches what she owns as she may, while it lasts, and nothing else. */

const label = (en: string) => ({ en, zh: en })
const leave = defineObject('leave', {
  label: label('Leave'),
  plural: 'Leaves',
  title: 'why',
  open: true,
  standing: true,
  standsIn: { person: 'person', by: 'covers', from: 'from', until: 'until' },
  fields: {
    why: text({ label: label('Why'), required: true }),
    person: user({ label: label('Person'), required: true, fixed: true }),
    covers: relations('user', { label: label('Covers') }),
    from: date({ label: label('From'), required: true }),
    until: date({ label: label('Until'), required: true }),
  },
})

// The first day begins at 16:00 UTC of the day before: she lives in Shanghai.
const before = Date.parse('2026-03-01T15:59:59.999Z')
const during = Date.parse('2026-03-01T16:00:00.000Z')
const lastInstant = Date.parse('2026-03-05T15:59:59.999Z')
const after = Date.parse('2026-03-05T16:00:00.000Z')
let time = before

let sampan: TestSampan
let admin: Session
const people: Record<string, Session> = {}
const ids: Record<string, string> = {}
beforeAll(async () => {
  sampan = await startSampan({
    modules: sky({ objects: [region, star, planet, moon, visit, leave] }),
    language: 'en',
    clock: { now: () => new Date(time) },
  })
  admin = sampan.admin
  const own = { read: 'own', update: 'own', create: true, actions: 'all' }
  const ofPlanet = { where: { 'planet.owner': { is: 'myTeam' } } }
  const view = { read: 'own', create: true, update: 'own', delete: 'own' }
  const keeper = await post('role', {
    name: 'Keeper',
    grants: {
      planet: { ...own, delete: 'own' },
      moon: own,
      visit: { read: ofPlanet, update: ofPlanet },
      savedView: view,
    },
  })
  const seer = await post('role', {
    name: 'Seer',
    grants: { planet: { read: 'own', fields: { note: 'hidden' } }, visit: { read: 'own' } },
  })
  const team = (await post('team', { name: 'East' })).body.id
  for (const [name, role, teamId] of [
    ['Wang', keeper.body.id, team],
    ['Mate', keeper.body.id, team],
    ['Li', seer.body.id],
    ['Zhao', keeper.body.id],
    ['Chen', keeper.body.id],
  ] as const)
    people[name] = await sampan.person(name, role, teamId ? { teamId } : {})
  for (const name of ['Wang', 'Mate', 'Zhao', 'Chen', 'Li']) {
    ids[name] = (await post('planet', { name: `${name}'s`, owner: idOf(name), note: 'secret words' })).body.id
    ids[`${name} moon`] = (await post('moon', { name: `${name}'s`, owner: idOf(name) })).body.id
    ids[`${name} view`] = (
      await post('savedView', { name: 'Mine', object: 'planet', settings: {}, owner: idOf(name) })
    ).body.id
  }
})
afterAll(() => sampan.close())

const idOf = (name: string) => people[name]!.principal.id!
const call = (as: Session, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: unknown) =>
  sampan.call(as, method, `/api/v1/${url}`, body)
const post = (url: string, body: unknown, as = admin) => call(as, 'POST', url, body)
const names = async (who: string, object = 'planet') =>
  (await call(people[who]!, 'GET', `${object}?select=name&sort=name`)).body.data?.map(
    (one: { name: string }) => one.name,
  )
const away = (person: string, covers: readonly string[], from = '2026-03-02', until = '2026-03-05') =>
  post('leave', { why: 'Holiday', person: idOf(person), covers: covers.map(idOf), from, until })

test('before it begins and after it ends, to the instant in her time zone, a cover reaches nothing', async () => {
  await away('Wang', ['Li'])
  for (const [at, reached] of [
    [before, ["Li's"]],
    [during, ["Li's", "Wang's"]],
    [lastInstant, ["Li's", "Wang's"]],
    [after, ["Li's"]],
    [during, ["Li's", "Wang's"]],
    [before, ["Li's"]],
  ] as const) {
    time = at
    expect([at, await names('Li')]).toEqual([at, reached])
    const status = (await call(people['Li']!, 'PATCH', `planet/${ids['Wang']}`, { mass: at % 1000 })).status
    expect([at, status]).toEqual([at, reached.length > 1 ? 200 : 404])
  }
})

test('exactly what its owner may do with it: never her colleagues’, her views, or more of the cover’s own', async () => {
  time = during
  expect(await names('Li', 'moon')).toEqual(["Wang's"])
  expect((await call(people['Li']!, 'GET', `planet/${ids['Mate']}`)).status).toBe(404)
  // what she could not do herself: a moon is not deleted by its owner
  expect((await call(people['Li']!, 'DELETE', `moon/${ids['Wang moon']}`)).status).toBe(403)
  // her own role does not change planets, not even her own; and its mask holds
  expect((await call(people['Li']!, 'PATCH', `planet/${ids['Li']}`, { mass: 1 })).status).toBe(403)
  expect((await call(people['Li']!, 'GET', `planet/${ids['Wang']}`)).body.note).toBeUndefined()
  expect((await call(people['Li']!, 'PATCH', `planet/${ids['Wang']}`, { note: 'x' })).status).toBe(422)
  expect((await call(people['Li']!, 'GET', `savedView/${ids['Wang view']}`)).status).toBe(404)
  expect((await call(people['Li']!, 'GET', 'search?q=Mate')).body.data).toEqual([])
  // what hangs on her planet, and not what hangs on her colleague's, which her own role would show her
  for (const name of ['Wang', 'Mate'])
    await post('visit', { subject: name, planet: ids[name], owner: admin.principal.id })
  const visits = async (who: string) =>
    (await call(people[who]!, 'GET', 'visit?sort=subject')).body.data.map((one: { subject: string }) => one.subject)
  expect(await visits('Wang')).toEqual(['Mate', 'Wang'])
  expect(await visits('Li')).toEqual([])
})

test('a key that reaches less than its owner reaches no more by standing in', async () => {
  const scope = { objects: ['planet'], write: false, export: false, actions: false, configure: false }
  const made = await post('api-keys', { name: 'narrow', scope }, people['Li']!)
  expect(made.status).toBe(201)
  const headers = { authorization: `Bearer ${made.body.key}` }
  const patch = await sampan.app.inject({
    method: 'PATCH',
    url: `/api/v1/planet/${ids['Wang']}`,
    headers,
    payload: { mass: 3 },
  })
  expect([403, 404]).toContain(patch.statusCode)
  expect((await sampan.app.inject({ method: 'GET', url: '/api/v1/moon', headers })).statusCode).toBeGreaterThanOrEqual(
    400,
  )
})

test('a cover of a cover is none; overlapping covers add up', async () => {
  time = during
  await away('Li', ['Zhao'])
  expect(await names('Zhao')).toEqual(["Li's", "Zhao's"])
  await away('Mate', ['Zhao'], '2026-03-01', '2026-03-03')
  await away('Mate', ['Zhao', 'Chen'], '2026-03-02', '2026-03-04')
  expect(await names('Zhao')).toEqual(["Li's", "Mate's", "Zhao's"])
  expect(await names('Chen')).toEqual(["Chen's", "Mate's"])
  time = Date.parse('2026-03-04T16:00:00.000Z')
  expect(await names('Zhao')).toEqual(["Li's", "Zhao's"])
  expect(await names('Chen')).toEqual(["Chen's"])
  time = during
})

test('what a cover did says for whom; who reaches it and why says so too', async () => {
  await call(people['Li']!, 'PATCH', `planet/${ids['Wang']}`, { mass: 42 })
  const { data } = (await call(admin, 'GET', `planet/${ids['Wang']}/timeline`)).body
  expect(data[0]).toMatchObject({ actor: { title: 'Li' }, actedFor: { id: idOf('Wang'), title: 'Wang' } })
  const { people: reached } = (await call(admin, 'GET', `planet/${ids['Wang']}/access`)).body
  const li = reached.find(({ name }: { name: string }) => name === 'Li')
  expect(li.reasons.update).toEqual([
    {
      by: 'cover',
      words: 'Acts for Wang, who is away, until 2026-03-06.',
      roles: [],
      until: new Date(after).toISOString(),
    },
  ])
  expect(reached.map(({ name }: { name: string }) => name).sort()).toEqual(['Li', 'Wang', '管理员'].sort())
})

test('new work goes to the cover while it lasts; what she or her cover makes hers stays hers', async () => {
  const owner = async (id: string) => (await call(admin, 'GET', `planet/${id}`)).body.owner.id
  const made = await post('planet', { name: 'New', owner: idOf('Wang') })
  expect(await owner(made.body.id)).toBe(idOf('Li'))
  const [event] = await sampan.workspace.db.rows(
    sql`select data from ${sql([`"${sampan.workspace.schema}".event`] as unknown as TemplateStringsArray)} where record_id = ${made.body.id}::uuid`,
  )
  expect(event![0]).toEqual({ insteadOf: idOf('Wang') })
  const hers = await post('planet', { name: 'Hers' }, people['Wang']!)
  expect(await owner(hers.body.id)).toBe(idOf('Wang'))
  expect(await owner(ids['Wang']!)).toBe(idOf('Wang'))
  time = after
  const later = await post('planet', { name: 'Later', owner: idOf('Wang') })
  expect(await owner(later.body.id)).toBe(idOf('Wang'))
})
