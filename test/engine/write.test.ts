import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { engineTable } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { writing } from '#engine/records/write.ts'
import { systemSession } from '#engine/workspaces.ts'
import { check, defineAction, derive, follow } from '#kernel/behaviour.ts'
import { relation } from '#kernel/fields/relation.ts'
import { text } from '#kernel/fields/text.ts'
import { problem } from '#kernel/problem.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { moon, planet, sky, star } from '../planets.ts'

/* The one write path: what is refused leaves no trace, and what is written is written once, with its event. */

let trace: string[] = []
const rules = [
  derive(planet, 'the water of an ice planet is all of it', ({ after, changes }) => {
    trace.push('derive 1')
    return changes('kind') && after.kind === 'ice' ? { water: 100 } : null
  }),
  derive(planet, 'a planet all of water has a note', ({ after }) => {
    trace.push('derive 2')
    return after.water === 100 && !after.note ? { note: 'wet' } : null
  }),
  check(planet, 'nobody calls a planet Doom', ({ after, deleted }) => {
    trace.push(`check ${deleted ? 'deleted' : after.note}`)
    return after.name === 'Doom' ? problem('name', { en: 'Not Doom.', zh: '不能叫 Doom。' }, 'doom') : null
  }),
  check(planet, 'a planet that is kept stays', ({ before, deleted }) =>
    deleted && before?.name === 'Kept' ? problem(null, { en: 'It is kept.', zh: '需要保留。' }) : null,
  ),
  follow(planet, 'a gas planet gets a moon', async ({ before, after, deleted }, tx) => {
    trace.push('follow')
    if (before || deleted || after.kind !== 'gas') return
    const made = await tx.create(moon, { name: `Moon of ${after.name}`, planet: after.id })
    await tx.emit(planet, after.id, 'mooned', { moon: made })
    if (after.name === 'Late') await tx.create(moon, {})
  }),
  follow(star, 'a star of mass 13 never rests', async ({ after }, tx) => {
    if (after.mass !== null && after.mass >= 13) await tx.update(star, after.id, { mass: after.mass + 1 })
  }),
]
const actions = [
  defineAction(planet, 'land', {
    label: { en: 'Land', zh: '着陆' },
    when: { kind: 'rock' },
    input: {
      word: text({ label: { en: 'Word', zh: '话' }, required: true }),
      from: relation('star', { label: { en: 'From', zh: '来自' } }),
    },
    async run(record, input, tx) {
      await tx.update(planet, record.id, { note: input.word, ...(input.from ? { star: input.from } : {}) })
      return { landed: record.name }
    },
  }),
]

let sampan: TestSampan
let admin: Session
let pilot: Session
beforeAll(async () => {
  sampan = await startSampan({ modules: sky({ rules, actions }), language: 'en' })
  admin = sampan.admin
  const { body: role } = await sampan.call(admin, 'POST', '/api/v1/role', {
    name: 'Pilot',
    key: 'pilot',
    grants: {
      planet: {
        read: 'all',
        update: 'own',
        delete: 'own',
        create: true,
        actions: 'all',
        fields: { water: 'read', price: 'hidden' },
      },
      star: { read: 'own', create: true },
      moon: { read: 'all' },
      file: { read: 'own', create: true },
    },
  })
  pilot = await sampan.person('Pilot', role.id)
})
afterAll(() => sampan.close())
beforeEach(() => {
  trace = []
})

const post = (url: string, body: unknown, as = admin, headers?: Record<string, string>) =>
  sampan.call(as, 'POST', url, body, headers)
const patch = (id: string, body: unknown, as = admin, headers?: Record<string, string>) =>
  sampan.call(as, 'PATCH', `/api/v1/planet/${id}`, body, headers)
const read = async (id: string) => (await sampan.call(admin, 'GET', `/api/v1/planet/${id}`)).body
const made = async (values: Record<string, unknown>, as = admin) => {
  const answer = await post('/api/v1/planet', values, as)
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.body
}
const events = async (id: string) =>
  (await sampan.call(admin, 'GET', `/api/v1/planet/${id}/timeline`)).body.data.map((e: { kind: string }) => e.kind)
/** Everything that a write could leave behind. */
async function marks() {
  const tables = ['planet', 'moon', 'star', 'event', 'planet_neighbours', 'idempotency', 'counter', 'share']
  const { db } = sampan.workspace
  const rows = await Promise.all(
    tables.map((t) => db.rows(sql`select count(*), max(xmin::text) from ${engineTable(sampan.workspace, t)}`)),
  )
  const [numbers] = await db.rows(sql`select json_agg(value) from ${engineTable(sampan.workspace, 'counter')}`)
  return JSON.stringify([rows, numbers])
}
const codes = (answer: { body: { errors: { field: string; code: string }[] } }) =>
  answer.body.errors.map((e) => `${e.field} ${e.code}`).sort()

describe('what is refused', () => {
  test('leaves no trace, whichever step refuses it', async () => {
    const kept = await made({ name: 'Kept', serial: 'S-1' })
    const before = await marks()
    const refused: [number, () => Promise<{ status: number; body: unknown }>][] = [
      [422, () => post('/api/v1/planet', {})],
      [422, () => post('/api/v1/planet', { name: 'x', nmae: 'y' })],
      [422, () => post('/api/v1/planet', { name: 'x', mass: 'heavy' })],
      [422, () => post('/api/v1/planet', { name: 'x', version: 7 })],
      [422, () => post('/api/v1/planet', { name: 'x', number: 'P-7' })],
      [422, () => post('/api/v1/planet', { name: 'x', density: 3 })],
      [422, () => post('/api/v1/planet', { name: 'x', createdAt: '2001-01-01T00:00:00Z' })],
      [422, () => post('/api/v1/planet', { name: 'x', star: '00000000-0000-7000-8000-000000000000' })],
      [422, () => post('/api/v1/planet', { name: 'x', neighbours: ['00000000-0000-7000-8000-000000000000'] })],
      [422, () => post('/api/v1/planet', { name: 'x', pictures: ['00000000-0000-7000-8000-000000000000'] })],
      [422, () => post('/api/v1/planet', { name: 'Doom', kind: 'gas' })],
      // refused by the follow rule's own write, after the record and its event were written
      [422, () => post('/api/v1/planet', { name: 'Late', kind: 'gas' })],
      [422, () => post('/api/v1/planet', { name: 'x', serial: 'S-1' })],
      [409, () => post('/api/v1/planet', { name: 'x', id: kept.id })],
      [422, () => patch(kept.id, { name: null })],
      [412, () => patch(kept.id, { name: 'y' }, admin, { 'if-match': '"9"' })],
      [404, () => patch('00000000-0000-7000-8000-000000000000', { name: 'y' })],
      [403, () => patch(kept.id, { name: 'y' }, pilot)],
      [422, () => sampan.call(admin, 'DELETE', `/api/v1/planet/${kept.id}`)],
      [412, () => sampan.call(admin, 'DELETE', `/api/v1/planet/${kept.id}`, undefined, { 'if-match': '"9"' })],
      [404, () => post(`/api/v1/planet/${kept.id}/restore`, undefined)],
      [422, () => post(`/api/v1/planet/${kept.id}/land`, {})],
      [404, () => post(`/api/v1/planet/${kept.id}/lend`, {})],
      [403, () => post(`/api/v1/planet/${kept.id}/land`, { word: 'hi' }, pilot)],
      [422, () => post('/api/v1/planet', { name: 'Doom' }, admin, { 'idempotency-key': 'refused-1' })],
    ]
    for (const [status, ask] of refused) {
      const answer = await ask()
      expect(answer.status, JSON.stringify(answer.body)).toBe(status)
    }
    expect(await marks()).toBe(before)
  })

  test('is told with every problem at once, each at its field', async () => {
    const answer = await post('/api/v1/planet', { mass: 'heavy', nmae: 'x', kind: 'cheese', version: 2 })
    expect(codes(answer)).toEqual(['kind invalid', 'mass invalid', 'nmae unknown-field', 'version read-only'])
    expect(answer.body.errors.find((e: { field: string }) => e.field === 'nmae').detail).toContain(
      "Did you mean 'name'?",
    )
  })

  test('in a batch refuses the whole batch, with the place of each problem', async () => {
    const before = await marks()
    const answer = await post('/api/v1/planet/batch', {
      create: [{ name: 'A' }, { name: 'B', mass: 'x' }, { mass: 1 }, { name: 'D', kind: 'cheese' }],
    })
    expect(answer.status).toBe(422)
    expect(codes(answer)).toEqual(['1.mass invalid', '3.kind invalid'])
    const missing = await post('/api/v1/planet/batch', { create: [{ name: 'A' }, {}, { name: 'Doom' }] })
    expect(codes(missing)).toEqual(['1.name required'])
    const doomed = await post('/api/v1/planet/batch', { create: [{ name: 'A' }, { name: 'Doom' }, { name: 'Doom' }] })
    expect(codes(doomed)).toEqual(['1.name doom', '2.name doom'])
    expect(await marks()).toBe(before)
  })

  test('what a caller may see but not write is told apart from what she may not know of', async () => {
    const own = await made({ name: 'Own' }, pilot)
    expect(own.water).toBe(null)
    const refused = await patch(own.id, { water: 5, price: 5, prize: 5 }, pilot)
    expect(codes(refused)).toEqual(['price unknown-field', 'prize unknown-field', 'water read-only'])
    const [price, prize] = refused.body.errors.filter((e: { code: string }) => e.code === 'unknown-field')
    expect(price.detail.replace('price', '?').replace(/ Did.*/, '')).toBe(
      prize.detail.replace('prize', '?').replace(/ Did.*/, ''),
    )
    const foreign = await made({ name: 'Foreign' })
    expect((await patch(foreign.id, { name: 'Mine' }, pilot)).status).toBe(403)
    expect((await sampan.call(pilot, 'DELETE', `/api/v1/planet/${foreign.id}`)).status).toBe(403)
    expect((await post('/api/v1/moon', { name: 'No' }, pilot)).status).toBe(403)
    expect((await post('/api/v1/role', { name: 'No' }, pilot)).status).toBe(404)
    // a rule may write what the caller may not
    expect((await made({ name: 'Ice', kind: 'ice' }, pilot)).water).toBe(100)
  })

  test('a record that cannot be seen cannot be pointed at, not even by way of an action', async () => {
    const { body: hidden } = await post('/api/v1/star', { name: 'Hidden', owner: admin.principal.id })
    const own = await made({ name: 'Own' }, pilot)
    const unknown = '00000000-0000-7000-8000-00000000abcd'
    for (const [field, ask] of [
      ['star', (id: string) => patch(own.id, { star: id }, pilot)],
      ['from', (id: string) => post(`/api/v1/planet/${own.id}/land`, { word: 'x', from: id }, pilot)],
    ] as const) {
      const [one, other] = [await ask(hidden.id), await ask(unknown)]
      expect(codes(one)).toEqual([`${field} no-such-record`])
      expect(one.body).toEqual(other.body)
    }
    expect((await read(own.id)).star).toBe(null)
  })

  test('the same record twice in one batch is refused, since the second would overwrite the first unseen', async () => {
    const { id } = await made({ name: 'Twice' })
    const answer = await post('/api/v1/planet/batch', {
      update: [
        { id, mass: 1 },
        { id, water: 2 },
      ],
      delete: [{ id }],
    })
    expect(answer.status).toBe(422)
    expect(codes(answer)).toEqual(['1.id twice', '2.id twice'])
  })

  test('a version that is no number is refused instead of being passed over', async () => {
    const { id } = await made({ name: 'Versioned' })
    expect((await post('/api/v1/planet/batch', { update: [{ id, version: '7', mass: 1 }] })).status).toBe(400)
    expect((await patch(id, { mass: 1 }, admin, { 'if-match': 'abc' })).status).toBe(400)
    expect((await read(id)).version).toBe(1)
  })
})

describe('what is written', () => {
  test('goes derive by derive, check by check, then is stored, told and followed', async () => {
    const wet = await made({ name: 'Wet', kind: 'ice' })
    expect(trace).toEqual(['derive 1', 'derive 2', 'check wet', 'follow'])
    expect(wet).toMatchObject({ water: 100, note: 'wet', version: 1, owner: { id: admin.principal.id } })
    const gas = await made({ name: 'Gas', kind: 'gas' })
    expect(await events(gas.id)).toEqual(['mooned', 'created'])
    const moons = await sampan.call(admin, 'GET', `/api/v1/moon?where=${JSON.stringify({ planet: gas.id })}`)
    expect(moons.body.data.map((m: { name: string }) => m.name)).toEqual(['Moon of Gas'])
  })

  test('without changing anything is no new version and no event', async () => {
    const values = {
      name: 'Still',
      price: { amount: '10.50', currency: 'USD' },
      tags: ['ice', 'gas'],
      settings: { b: 1, a: { d: 2, c: [1] } },
      place: { city: 'X', country: 'cn' },
      found: '2026-03-05',
      seen: '2026-03-05T06:30:00+08:00',
      call: '138 0013 8000',
      water: 12.5,
    }
    const a = await made({ name: 'Neighbour 1' })
    const b = await made({ name: 'Neighbour 2' })
    const { id } = await made({ ...values, neighbours: [b.id, a.id] })
    for (const again of [
      values,
      { neighbours: [a.id, b.id] },
      { neighbours: [b.id, a.id] },
      { settings: { a: { c: [1], d: 2 }, b: 1 } },
      {},
    ]) {
      const answer = await patch(id, again)
      expect(answer.body.version, JSON.stringify(again)).toBe(1)
    }
    expect(await events(id)).toEqual(['created'])
    // the screen sends back what it was given
    const {
      version: _v,
      createdAt: _c,
      createdBy: _b,
      updatedAt: _u,
      updatedBy: _d,
      number: _n,
      density: _e,
      worth: _w,
      pull: _p,
      importId: _i,
      id: _id,
      ...given
    } = await read(id)
    expect((await patch(id, given)).body.version).toBe(1)
  })

  test('tells what it changed, from what to what', async () => {
    const { id } = await made({ name: 'Told', mass: 1 })
    await patch(id, { mass: 2, note: 'x' })
    const { body } = await sampan.call(admin, 'GET', `/api/v1/planet/${id}/timeline`)
    expect(body.data[0]).toMatchObject({ kind: 'updated', via: 'api', changes: { mass: [1, 2], note: [null, 'x'] } })
    expect(Object.keys(body.data[0].changes).sort()).toEqual(['mass', 'note'])
    expect(body.data[0].actor).toEqual({ id: admin.principal.id, title: '管理员' })
  })

  test('is refused when somebody else was faster, and shows both versions', async () => {
    const { id } = await made({ name: 'Contested' })
    expect((await patch(id, { mass: 1 }, admin, { 'if-match': '"1"' })).headers['etag']).toBe('"2"')
    const stale = await patch(id, { mass: 2 }, admin, { 'if-match': '"1"' })
    expect(stale.status).toBe(412)
    expect(stale.body).toMatchObject({ current: { mass: 1, version: 2, name: 'Contested' }, yours: { mass: 2 } })
    const batch = await post('/api/v1/planet/batch', { update: [{ id, version: 1, mass: 3 }] })
    expect(batch.status).toBe(412)
    expect((await sampan.call(admin, 'DELETE', `/api/v1/planet/${id}`, undefined, { 'if-match': '"2"' })).status).toBe(
      204,
    )
  })

  test('a batch creates, updates and deletes in one go, and answers in that order', async () => {
    const [one, two] = [await made({ name: 'One' }), await made({ name: 'Two' })]
    const { status, body } = await post('/api/v1/planet/batch', {
      create: [{ name: 'New 1' }, { name: 'New 2', kind: 'gas' }],
      update: [
        { id: one.id, mass: 5 },
        { id: (await made({ name: 'Three', mass: 3 })).id, water: 3 },
      ],
      delete: [{ id: two.id, version: 1 }],
    })
    expect(status, JSON.stringify(body)).toBe(200)
    expect(
      body.data.map((r: Record<string, unknown> | null) => r && [r['name'], r['mass'], r['water'], r['version']]),
    ).toEqual([['New 1', null, null, 1], ['New 2', null, null, 1], ['One', 5, null, 2], ['Three', 3, 3, 2], null])
    expect(body.data[1].number).toBe(`P-${String(Number(body.data[0].number.slice(2)) + 1).padStart(4, '0')}`)
    expect(await events(one.id)).toEqual(['updated', 'created'])
    expect((await sampan.call(admin, 'GET', `/api/v1/planet/${two.id}`)).status).toBe(404)
  })

  test('a number is given once, and a refused write gives it back', async () => {
    const first = await made({ name: 'N1' })
    await post('/api/v1/planet', { name: 'Late', kind: 'gas' })
    await post('/api/v1/planet', { name: 'x', serial: 'S-1' })
    await post('/api/v1/planet/batch', { create: [{ name: 'a' }, { name: 'b', serial: 'S-1' }] })
    const second = await made({ name: 'N2' })
    expect(Number(second.number.slice(2))).toBe(Number(first.number.slice(2)) + 1)
  })

  test('a deleted record lies in the bin, frees what was its alone, and comes back whole', async () => {
    const other = await made({ name: 'Other' })
    const gone = await made({ name: 'Gone', serial: 'S-9', neighbours: [other.id] })
    expect((await sampan.call(admin, 'DELETE', `/api/v1/planet/${gone.id}`)).status).toBe(204)
    expect((await patch(gone.id, { mass: 1 })).status).toBe(404)
    const bin = await sampan.call(admin, 'GET', '/api/v1/planet?deleted=true&limit=1000')
    expect(bin.body.data.map((r: { id: string }) => r.id)).toContain(gone.id)
    const heir = await made({ name: 'Heir', serial: 'S-9' })
    const refused = await post(`/api/v1/planet/${gone.id}/restore`, undefined)
    expect(codes(refused)).toEqual(['serial taken'])
    expect((await patch(heir.id, { serial: null })).status).toBe(200)
    const back = await post(`/api/v1/planet/${gone.id}/restore`, undefined)
    expect(back.body).toMatchObject({
      name: 'Gone',
      serial: 'S-9',
      neighbours: [{ id: other.id, title: 'Other' }],
      version: 3,
    })
    expect(await events(gone.id)).toEqual(['restored', 'deleted', 'created'])
  })

  test('what is fixed is given at the start and never again', async () => {
    const { id } = await made({ name: 'Fixed', origin: 'here' })
    expect(codes(await patch(id, { origin: 'there' }))).toEqual(['origin fixed'])
    expect((await patch(id, { origin: 'here', mass: 1 })).status).toBe(200)
  })

  test('links to several records come and go one by one, and those that the writer cannot see stay', async () => {
    const { body: role } = await post('/api/v1/role', {
      name: 'Own',
      key: 'own',
      grants: { planet: { read: 'own', update: 'own', create: true } },
    })
    const owner = await sampan.person('Owner', role.id)
    const [a, b] = [await made({ name: 'a' }, owner), await made({ name: 'b' }, owner)]
    const hidden = await made({ name: 'hidden' })
    const gone = await made({ name: 'gone' })
    const hub = await made({ name: 'hub', owner: owner.principal.id, neighbours: [a.id, hidden.id, gone.id] })
    await sampan.call(admin, 'DELETE', `/api/v1/planet/${gone.id}`)
    const { body } = await sampan.call(owner, 'GET', `/api/v1/planet/${hub.id}`)
    expect(body.neighbours).toEqual([{ id: a.id, title: 'a' }])
    // she sends what she sees, and one more
    const changed = await patch(hub.id, { neighbours: [...body.neighbours, { id: b.id }] }, owner)
    expect(changed.body.neighbours.map((n: { title: string }) => n.title).sort()).toEqual(['a', 'b'])
    await post(`/api/v1/planet/${gone.id}/restore`, undefined)
    expect((await read(hub.id)).neighbours.map((n: { title: string }) => n.title).sort()).toEqual([
      'a',
      'b',
      'gone',
      'hidden',
    ])
    await patch(hub.id, { neighbours: [] }, owner)
    expect((await read(hub.id)).neighbours.map((n: { title: string }) => n.title).sort()).toEqual(['gone', 'hidden'])
    await patch(hub.id, { neighbours: null })
    expect((await read(hub.id)).neighbours).toEqual([])
  })

  test('characters that no database holds are cleaned away or refused, one by one and in a batch', async () => {
    const odd = 'a\u0000b\ud800c'
    for (const body of [{ name: odd, note: odd, place: { city: odd }, serial: odd }]) {
      const one = await post('/api/v1/planet', body)
      expect(one.status, JSON.stringify(one.body)).toBeLessThan(500)
      const many = await post('/api/v1/planet/batch', {
        create: [
          { ...body, serial: 'odd-1' },
          { ...body, serial: 'odd-2' },
        ],
      })
      expect(many.status, JSON.stringify(many.body)).toBeLessThan(500)
    }
    for (const settings of [{ [odd]: 1 }, { a: odd }, { a: '\ud800' }, ['\udc00']])
      for (const ask of [
        () => post('/api/v1/planet', { name: 'x', settings }),
        () =>
          post('/api/v1/planet/batch', {
            create: [
              { name: 'x', settings },
              { name: 'y', settings },
            ],
          }),
      ]) {
        const answer = await ask()
        expect(answer.status, JSON.stringify(answer.body)).toBe(422)
      }
  })
})

describe('rules and actions', () => {
  test('rules that set each other off in a circle are stopped, and nothing of it stays', async () => {
    const before = await marks()
    const { status, body } = await post('/api/v1/star', { name: 'Restless', mass: 13 })
    expect(status).toBe(500)
    expect(JSON.stringify(body)).not.toContain('circle')
    expect(await marks()).toBe(before)
    await expect(
      writing(systemSession(sampan.workspace), (w) => w.tx.create(star, { name: 'Restless', mass: 13 })),
    ).rejects.toThrow("The rules of 'star' set each other off in a circle.")
  })

  test('an action runs on what it fits, by whom it is granted, on all records or on none', async () => {
    const rock = await made({ name: 'Rock' })
    const gas = await made({ name: 'Gas', kind: 'gas' })
    const done = await post(`/api/v1/planet/${rock.id}/land`, { word: 'hello' })
    expect(done.body).toMatchObject({ result: { landed: 'Rock' }, record: { note: 'hello', version: 2 } })
    expect((await post(`/api/v1/planet/${gas.id}/land`, { word: 'hello' })).status).toBe(409)
    const bulk = await post('/api/v1/planet/bulk/land', { ids: [rock.id, gas.id], input: { word: 'again' } })
    expect(bulk.status).toBe(409)
    expect((await read(rock.id)).note).toBe('hello')
    for (const input of [{ constructor: 1 }, { toString: 'x' }, { word: 'x', extra: 1 }, { word: '' }])
      expect((await post(`/api/v1/planet/${rock.id}/land`, input)).status, JSON.stringify(input)).toBe(422)
    expect(
      (await post(`/api/v1/planet/bulk/land`, { ids: [rock.id, rock.id], input: { word: 'x' } })).body.results,
    ).toHaveLength(1)
  })

  test('what rules read in an order comes with its empty values last', async () => {
    const prefix = 'Sorted'
    for (const mass of [2, null, 9]) await made({ name: `${prefix} ${mass}`, mass })
    const where = { name: { startsWith: prefix } }
    const orders = await writing(systemSession(sampan.workspace), async (w) => [
      await w.tx.list(planet, { where, sort: ['-mass'] }),
      await w.tx.list(planet, { where, sort: ['mass'] }),
    ])
    expect(orders.map((list) => list.map((p) => p.mass))).toEqual([
      [9, 2, null],
      [2, 9, null],
    ])
  })
})

describe('a request that is sent twice', () => {
  const key = (k: string) => ({ 'idempotency-key': k })
  test('does its work once and answers the same', async () => {
    const before = (await marks()).length
    const ask = () => post('/api/v1/planet', { name: 'Once' }, admin, key('once-0001'))
    const [first, second] = [await ask(), await ask()]
    expect(second.body).toEqual(first.body)
    expect(second.status).toBe(first.status)
    const found = await sampan.call(admin, 'GET', `/api/v1/planet?where=${JSON.stringify({ name: 'Once' })}`)
    expect(found.body.data).toHaveLength(1)
    expect(before).toBeGreaterThan(0)
  })

  test('with another body, or to another place, is refused', async () => {
    const first = await post('/api/v1/planet', { name: 'Key' }, admin, key('other-body'))
    expect(first.status).toBe(201)
    for (const [url, body] of [
      ['/api/v1/planet', { name: 'Key 2' }],
      ['/api/v1/star', { name: 'Key' }],
    ] as const)
      expect(codes(await post(url, body, admin, key('other-body')))).toEqual(['null key-reused'])
  })

  test('by somebody else is her own request', async () => {
    const mine = await post('/api/v1/planet', { name: 'Mine' }, admin, key('shared-key'))
    const hers = await post('/api/v1/planet', { name: 'Mine' }, pilot, key('shared-key'))
    expect(hers.status).toBe(201)
    expect(hers.body.id).not.toBe(mine.body.id)
  })

  test('may be sent again after it was refused', async () => {
    expect((await post('/api/v1/planet', { name: 'Doom' }, admin, key('doomed-key'))).status).toBe(422)
    expect((await post('/api/v1/planet', { name: 'Fine' }, admin, key('doomed-key'))).status).toBe(201)
  })

  test('holds for deleting, restoring, batches and actions as well', async () => {
    const { id } = await made({ name: 'Again' })
    const url = `/api/v1/planet/${id}`
    for (const [method, path, body, status] of [
      ['POST', '/land', { word: 'a' }, 200],
      ['DELETE', '', undefined, 204],
      ['POST', '/restore', undefined, 200],
    ] as const) {
      const [first, second] = [1, 2].map(() =>
        sampan.call(admin, method, `${url}${path}`, body, key(`again-${path}-key`)),
      )
      const answers = [await first!, await second!]
      expect(answers.map((a) => a.status)).toEqual([status, status])
      expect(answers[1]!.body).toEqual(answers[0]!.body)
    }
    expect(await events(id)).toEqual(['restored', 'deleted', 'updated', 'created'])
  })
})
