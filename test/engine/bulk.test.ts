import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { check, defineAction, derive, follow } from '#kernel/behaviour.ts'
import { text } from '#kernel/fields/text.ts'
import { problem } from '#kernel/problem.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { moon, planet, sky } from '../planets.ts'

/* Many records at once: what is written is exactly what was confirmed, and everything can be taken back. */

const rules = [
  derive(planet, 'the water of an ice planet is all of it', ({ after, changes }) =>
    changes('kind') && after.kind === 'ice' ? { water: 100 } : null,
  ),
  check(planet, 'nobody calls a planet Doom', ({ after }) =>
    after.note === 'Doom' && after.kind === 'rock'
      ? problem('note', { en: 'Rocks are not doomed.', zh: '岩石不会毁灭。' })
      : null,
  ),
  follow(planet, 'a gas planet gets a moon', async ({ before, after, deleted }, tx) => {
    if (before?.kind !== 'gas' && after.kind === 'gas' && !deleted)
      await tx.create(moon, { name: 'M', planet: after.id })
  }),
]
const actions = [
  defineAction(planet, 'land', {
    label: { en: 'Land', zh: '着陆' },
    when: { kind: 'rock' },
    input: { word: text({ label: { en: 'Word', zh: '话' }, required: true }) },
    async run(record, input, tx) {
      await tx.update(planet, record.id, { note: input.word })
      return {}
    },
  }),
]

let sampan: TestSampan
let admin: Session
let pilot: Session
let ids: string[]
beforeAll(async () => {
  sampan = await startSampan({ modules: sky({ rules, actions }), language: 'en' })
  admin = sampan.admin
  const { body: role } = await post('role', {
    name: 'Pilot',
    key: 'pilot',
    grants: {
      planet: { read: 'all', update: 'own', delete: 'none', create: true, fields: { secret: 'hidden', water: 'read' } },
      moon: { read: 'all' },
    },
  })
  pilot = await sampan.person('Pilot', role.id)
})
afterAll(() => sampan.close())
beforeEach(async () => {
  await post('planet/bulk', { do: 'delete', selection: await select({}) })
  const { body } = await post('planet/batch', {
    create: ['a', 'b', 'c', 'd', 'e'].map((name, i) => ({
      name,
      kind: i < 3 ? 'rock' : 'ice',
      mass: i,
      tags: ['rock'],
      ...(i === 0 ? { owner: pilot.principal.id } : {}),
    })),
  })
  ids = body.data.map((one: { id: string }) => one.id)
})

const post = (url: string, body: unknown, as = admin, headers?: Record<string, string>) =>
  sampan.call(as, 'POST', `/api/v1/${url}`, body, headers)
const get = (url: string, as = admin) => sampan.call(as, 'GET', `/api/v1/${url}`)
const planets = async (select: string) =>
  (await get(`planet?sort=name&limit=1000&select=name,${select}`)).body.data as Record<string, unknown>[]
const select = async (where: object, as = admin) => {
  const { body } = await post('planet/selection', { where }, as)
  return { where, count: body.count as number, hash: body.hash as string }
}
type Refused = { index: number; errors: { field: string | null }[] }
const sums = ({ asked, changed, unchanged, refused }: Record<string, number>) => [asked, changed, unchanged, refused]

describe('what is refused leaves no trace', () => {
  test('a filter that was not confirmed, cannot be read, or asks about a hidden field', async () => {
    const work = { do: 'update', values: { note: 'x' } }
    for (const [selection, status] of [
      [{ where: {} }, 422],
      [{ where: { name: 'a' }, count: 1 }, 422],
      [{ where: { nmae: 'a' }, count: 5, hash: 'x' }, 422],
      [{ where: "name = 'O'Hara'", count: 5, hash: 'x' }, 422],
      [{ ids: [] }, 422],
      [{ ids, where: {} }, 422],
      [{}, 422],
      [null, 422],
    ] as const)
      expect([selection, (await post('planet/bulk', { ...work, selection })).status]).toEqual([selection, status])
    const hidden = { where: { secret: { gte: 1 } }, count: 0, hash: 'x' }
    expect((await post('planet/bulk', { ...work, selection: hidden }, pilot)).status).toBe(422)
    expect((await post('planet/selection', { where: { secret: { gte: 1 } } }, pilot)).status).toBe(422)
    expect((await planets('note')).every(({ note }) => note === null)).toBe(true)
  })

  test('a value, a field or a verb that is not hers, before any record is looked at', async () => {
    const selection = await select({}, pilot)
    const tries = [
      [{ do: 'update', values: { water: 1 } }, 'water'],
      [{ do: 'update', values: { secret: 1 } }, 'secret'],
      [{ do: 'update', values: { mass: 'heavy' } }, 'mass'],
      [{ do: 'update', add: { mass: 1 } }, 'mass'],
      [{ do: 'update' }, 'values'],
      [{ do: 'delete' }, null],
      [{ do: 'drop' }, 'do'],
      [{ do: 'action', action: 'land', input: { word: 'x' } }, null],
    ] as const
    for (const [work, field] of tries) {
      const { status, body } = await post('planet/bulk', { ...work, selection }, pilot)
      expect([work, status < 500 && status >= 400, body.errors[0].field]).toEqual([work, true, field])
    }
    expect(sampan.app.hasRoute({ method: 'POST', url: '/api/v1/:object/bulk' })).toBe(true)
    expect((await sampan.call(null, 'POST', '/api/v1/planet/bulk', { do: 'delete', selection })).status).toBe(401)
  })

  test('a set that is no longer what was confirmed: nothing is done, and the answer says what it is now', async () => {
    const selection = await select({ kind: 'rock' })
    await sampan.call(admin, 'PATCH', `/api/v1/planet/${ids[4]}`, { kind: 'rock' })
    await sampan.call(admin, 'PATCH', `/api/v1/planet/${ids[0]}`, { kind: 'ice' })
    const { status, body } = await post('planet/bulk', { do: 'delete', selection })
    expect([status, body.errors[0].code, body.selection.count]).toEqual([409, 'selection-changed', 3])
    expect(body.selection.hash).not.toBe(selection.hash)
    expect(await planets('kind')).toHaveLength(5)
  })
})

describe('what was confirmed is done', () => {
  test('a change: changed, unchanged and refused add up to what was asked', async () => {
    await sampan.call(admin, 'PATCH', `/api/v1/planet/${ids[3]}`, { note: 'Doom' })
    const { body } = await post('planet/bulk', {
      do: 'update',
      values: { note: 'Doom' },
      selection: await select({ mass: { gte: 1 } }),
    })
    expect(sums(body)).toEqual([4, 1, 1, 2])
    expect(body.reasons).toEqual([{ detail: 'Rocks are not doomed.', count: 2, ids: [ids[1], ids[2]].sort() }])
    expect((await planets('note')).map(({ note }) => note)).toEqual([null, null, null, 'Doom', 'Doom'])
  })

  test('records that she may only see are refused one by one; what is out of sight is not found', async () => {
    const seen = await select({}, pilot)
    const { body: frozen } = await post('planet/selection', { where: {} }, pilot)
    expect([frozen.count, frozen.writable, frozen.deletable]).toEqual([5, 1, 0])
    const { body } = await post('planet/bulk', { do: 'update', values: { note: 'hi' }, selection: seen }, pilot)
    expect(sums(body)).toEqual([5, 1, 0, 4])
    const nowhere = '00000000-0000-7000-8000-000000000000'
    const named = await post('planet/bulk', { do: 'delete', selection: { ids: [ids[0], nowhere] } })
    expect([sums(named.body), named.body.reasons[0].detail]).toEqual([[2, 1, 0, 1], 'Not found.'])
  })

  test('all but a few; tags come and go beside what is there', async () => {
    const confirmed = (await post('planet/selection', { where: {}, except: [ids[1]] })).body
    const selection = { where: {}, except: [ids[1]], count: confirmed.count, hash: confirmed.hash }
    await post('planet/bulk', { do: 'update', add: { tags: ['ice'] }, selection })
    await post('planet/bulk', { do: 'update', remove: { tags: ['rock'] }, selection: { ids: [ids[0]] } })
    expect((await planets('tags')).map(({ tags }) => tags)).toEqual([
      ['ice'],
      ['rock'],
      ['rock', 'ice'],
      ['rock', 'ice'],
      ['rock', 'ice'],
    ])
  })

  test('an action runs where it fits, and says where it does not', async () => {
    const { body } = await post('planet/bulk', {
      do: 'action',
      action: 'land',
      input: { word: 'landed' },
      selection: await select({}),
    })
    expect(sums(body)).toEqual([5, 3, 0, 2])
    expect((await planets('note')).map(({ note }) => note)).toEqual(['landed', 'landed', 'landed', null, null])
  })

  test('a request that is sent twice is done once', async () => {
    const selection = await select({ kind: 'rock' })
    const key = { 'idempotency-key': 'the same one' }
    const work = { do: 'update', values: { kind: 'gas' }, selection }
    const first = await post('planet/bulk', work, admin, key)
    const again = await post('planet/bulk', work, admin, key)
    expect([first.body.changed, again.body]).toEqual([3, first.body])
  })

  test('more than one pass is one whole', async () => {
    for (let n = 0; n < 2; n++)
      await post('planet/batch', { create: Array.from({ length: 1_000 }, (_, i) => ({ name: `p${n}-${i}` })) })
    const { body } = await post('planet/bulk', { do: 'update', values: { note: 'many' }, selection: await select({}) })
    expect(sums(body)).toEqual([2_005, 2_005, 0, 0])
    const back = await post(`planet/undo/${body.id}`, undefined)
    expect(sums(back.body)).toEqual([2_005, 2_005, 0, 0])
    expect((await get('planet?where={"note":{"empty":false}}&count=exact&limit=1')).body.total.value).toBe(0)
  })
})

describe('it can be taken back', () => {
  test('with what rules have made of it; what somebody changed since stays', async () => {
    const fields = 'kind,water,mass,note'
    const before = await planets(fields)
    const { body } = await post('planet/bulk', {
      do: 'update',
      values: { kind: 'gas', mass: 77 },
      selection: await select({}),
    })
    expect((await get('moon')).body.data.length).toBeGreaterThanOrEqual(5)
    const moons = () => get(`moon?where=${JSON.stringify({ planet: { in: ids } })}`)
    expect((await moons()).body.data).toHaveLength(5)
    await sampan.call(admin, 'PATCH', `/api/v1/planet/${ids[4]}`, { note: 'mine' })
    const { body: back } = await post(`planet/undo/${body.id}`, undefined)
    expect(sums(back)).toEqual([5, 4, 0, 1])
    expect(back.reasons[0].detail).toBe('Changed since by somebody.')
    expect((await planets(fields)).slice(0, 4)).toEqual(before.slice(0, 4))
    expect((await moons()).body.data).toHaveLength(0)
    expect(sums((await post(`planet/undo/${body.id}`, undefined)).body)[1]).toBe(0)
  })

  test('deleted records come back, though she gave them away meanwhile; only to who has done it', async () => {
    const { body } = await post('planet/bulk', { do: 'delete', selection: await select({ kind: 'ice' }) })
    expect(await planets('kind')).toHaveLength(3)
    expect((await post(`planet/undo/${body.id}`, undefined, pilot)).status).toBe(404)
    expect((await post(`moon/undo/${body.id}`, undefined)).status).toBe(404)
    expect(sums((await post(`planet/undo/${body.id}`, undefined)).body)).toEqual([2, 2, 0, 0])
    expect(await planets('kind')).toHaveLength(5)
    const given = await post(
      'planet/bulk',
      { do: 'update', values: { owner: admin.principal.id }, selection: { ids: [ids[0]] } },
      pilot,
    )
    expect(given.body.changed).toBe(1)
    expect(sums((await post(`planet/undo/${given.body.id}`, undefined, pilot)).body)).toEqual([1, 1, 0, 0])
  })
})

test('what was done to many is in a log: her own, of an administrator all; it names no value and no field that is hidden from her', async () => {
  const log = async (as: Session, more = '') =>
    (await sampan.call(as, 'GET', `/api/v1/bulk-writes?limit=2${more}`)).body
  const mine = await post('planet/bulk', { do: 'update', values: { mass: 7 }, selection: { ids: [ids[0]] } }, pilot)
  const hers = await post('planet/bulk', { do: 'update', values: { secret: 7 }, selection: { ids: ids.slice(1, 3) } })
  await post('planet/bulk', { do: 'update', values: { mass: 7 }, selection: { ids: [ids[0]] } }) // changes nothing
  const { data, next } = await log(admin)
  expect(data.map((one: Row) => [one.id, one.person.name, one.fields, one.changed, one.undoable])).toEqual([
    [hers.body.id, '管理员', ['secret'], 2, true],
    [mine.body.id, 'Pilot', ['mass'], 1, false],
  ])
  expect(JSON.stringify(data)).not.toContain(':7')
  expect((await log(admin, `&after=${next}`)).data[0].id < mine.body.id).toBe(true)
  expect((await log(pilot)).data.map((one: Row) => one.id)).toContain(mine.body.id)
  expect((await log(pilot)).data.map((one: Row) => one.id)).not.toContain(hers.body.id)
  expect((await log(admin, '&object=moon')).data).toEqual([])
  expect((await sampan.call(admin, 'GET', '/api/v1/bulk-writes?limit=1000')).status).toBe(422)
  await post(`planet/undo/${mine.body.id}`, undefined, pilot)
  const [last] = (await log(pilot)).data
  expect([last.id, last.undoable, last.undoneAt !== null]).toEqual([mine.body.id, false, true])
})
type Row = { id: string; person: { name: string }; fields: string[]; changed: number; undoable: boolean }

test('a block of changes is tried before it is written: what would be refused is told by its index', async () => {
  const tried = await post('planet/batch', {
    trial: true,
    update: [
      { id: ids[0], mass: 5 },
      { id: ids[1], mass: 'heavy' },
      { id: ids[2], note: 'Doom' },
      { id: '00000000-0000-7000-8000-000000000000', mass: 1 },
    ],
  })
  expect(tried.body.refused.map(({ index, errors }: Refused) => [index, errors[0]?.field])).toEqual([
    [1, 'mass'],
    [2, 'note'],
    [3, null],
  ])
  expect((await planets('mass')).map(({ mass }) => mass)).toEqual([0, 1, 2, 3, 4])
  const others = await post('planet/batch', { trial: true, update: ids.map((id) => ({ id, note: 'x' })) }, pilot)
  expect(others.body.refused.map(({ index }: Refused) => index)).toEqual([1, 2, 3, 4])
  expect((await post('planet/batch', { trial: true, delete: [{ id: ids[0] }] })).status).toBe(422)
})
