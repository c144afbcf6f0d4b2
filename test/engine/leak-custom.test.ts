import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'
import { hidden, pourRings, readsAs, ring } from './leak-rings.ts'
import { may, type Person, pourWorld, type Raw, readable, sees, visible, type World } from './leak-sky.ts'

/* What an administrator makes while it runs is kept from people as what was there from the start: objects, fields, rollups, formulas. */

const unknown = '00000000-0000-7000-8000-ffffffffffff'
let sampan: TestSampan
let w: World

beforeAll(async () => {
  sampan = await startSampan({ modules: sky(), language: 'en' })
  w = await pourWorld(sampan, Number(process.env.SAMPAN_LEAK_SEED ?? 1))
  await pourRings(sampan, w)
})
afterAll(() => sampan.close())

const get = (me: Person, url: string) => sampan.call(me.session, 'GET', `/api/v1/${url}`)
const post = (me: Person, url: string, body: unknown) => sampan.call(me.session, 'POST', `/api/v1/${url}`, body)
const list = (me: Person, object: string, query: Record<string, string>) =>
  get(me, `${object}?${new URLSearchParams({ limit: '1000', ...query })}`)
const sorted = (ids: Iterable<string>) => [...ids].sort()
const ids = (answer: Answer) => {
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return (answer.body.data as Raw[]).map(({ id }) => id)
}
const readers = () => w.people.filter((me) => readable(me, 'planet'))

const value = (me: Person, planet: Raw, field: (typeof hidden)[number]) => readsAs(w, me, planet, field)

test('an object made while it runs shows whom it should what it should', async () => {
  for (const me of w.people) {
    if (!readable(me, ring)) {
      for (const url of ['ring', `ring/${w.records[ring][0]!.id}`, 'ring/export?format=csv'])
        expect((await get(me, url)).status).toBe(404)
      continue
    }
    const mine = visible(w, me, ring)
    const answer = await list(me, 'ring', {})
    expect(sorted(ids(answer)), me.id).toEqual(sorted(mine.map(({ id }) => id)))
    for (const shown of answer.body.data)
      for (const field of ['hush', 'planet']) expect(field in shown, `${me.id} ${field}`).toBe(sees(me, ring, field))
    for (const r of w.records[ring])
      expect((await get(me, `ring/${r.id}`)).status).toBe(may(w, me, 'read', ring, r) ? 200 : 404)
  }
})

test('fields, rollups and formulas are hers, or computed of what is hers, wherever they are shown', async () => {
  let compared = 0
  for (const me of readers()) {
    const compare = (shown: Raw, where: string) => {
      const planet = w.records.planet.find(({ id }) => id === shown.id)!
      for (const field of hidden) {
        expect(field in shown, `${me.id} ${where} ${field}`).toBe(sees(me, 'planet', field))
        if (!(field in shown)) continue
        compared++
        expect(shown[field], `${me.id} ${where} ${field} ${shown.id}`).toBe(value(me, planet, field))
      }
    }
    for (const shown of (await list(me, 'planet', {})).body.data) compare(shown, 'list')
    for (const { id } of visible(w, me, 'planet').slice(0, 5)) {
      compare((await get(me, `planet/${id}`)).body, 'get')
      const page = (await get(me, `planet/${id}/page`)).body
      compare(page.record, 'page')
      const rings = page.related.find((r: { object: string }) => r.object === 'ring')
      expect(Boolean(rings)).toBe(readable(me, ring) && sees(me, ring, 'planet'))
      if (rings) expect(rings.total).toBe(visible(w, me, ring).filter((r) => r['planet'] === id).length)
      for (const { changes = {} } of (await get(me, `planet/${id}/timeline`)).body.data)
        for (const field of Object.keys(changes)) expect(sees(me, 'planet', field), `timeline ${field}`).toBe(true)
    }
  }
  expect(compared).toBeGreaterThan(200)
})

test('over a relation they are computed of what is hers too', async () => {
  for (const me of w.people.filter((one) => readable(one, 'moon') && sees(one, 'moon', 'planet'))) {
    const fields = hidden.filter((f) => readable(me, 'planet') && sees(me, 'planet', f))
    if (fields.length === 0) continue
    const answer = await list(me, 'moon', { select: fields.map((f) => `planet.${f}`).join(',') })
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    for (const { planet } of answer.body.data as { planet: Raw | null }[])
      if (planet?.id)
        for (const f of fields)
          expect(planet[f], `${me.id} planet.${f}`).toBe(
            value(me, w.records.planet.find(({ id }) => id === planet.id)!, f),
          )
  }
})

test('filters, sorts, groups, selections and exports tell no more', async () => {
  for (const me of readers())
    for (const field of hidden.filter((f) => sees(me, 'planet', f))) {
      const told = `${me.id} ${field}`
      const mine = visible(w, me, 'planet')
      const of = new Map(mine.map((p) => [p.id, value(me, p, field)]))
      for (const [where, holds] of [
        [{ [field]: { gte: 5 } }, (v: number | null) => v !== null && v >= 5],
        [{ not: { [field]: { gte: 5 } } }, (v: number | null) => v === null || v < 5],
        [{ [field]: { empty: true } }, (v: number | null) => v === null],
      ] as const) {
        const wanted = sorted(mine.filter(({ id }) => holds(of.get(id)!)).map(({ id }) => id))
        expect(sorted(ids(await list(me, 'planet', { where: JSON.stringify(where), select: 'id' }))), told).toEqual(
          wanted,
        )
        const { body: selection } = await post(me, 'planet/selection', { where })
        expect(selection.count, `${told} ${JSON.stringify(selection)}`).toBe(wanted.length)
        expect(selection.writable).toBe(
          mine.filter((p) => wanted.includes(p.id) && may(w, me, 'update', 'planet', p)).length,
        )
        const { body: group } = await post(me, 'planet/group', { by: [], where })
        expect(group.data[0].measures[0], told).toBe(wanted.length)
      }
      const order = await list(me, 'planet', { sort: field, select: 'id' })
      if (field === 'tone') {
        const values = ids(order).map((id) => of.get(id) ?? null)
        const filled = values.filter((v) => v !== null)
        expect(filled, `${told} sorted`).toEqual([...filled].sort((a, b) => a - b))
        expect(values).toHaveLength(mine.length)
      } else expect(order.status, 'nothing computed is sorted by').toBe(422)
      const summed = await post(me, 'planet/group', { by: [], measures: [`sum:${field}`] })
      if (summed.status === 200) {
        const sum = summed.body.data[0].measures[0]
        const all = [...of.values()].filter((v) => v !== null)
        expect(sum === null ? null : Number(sum), `${told} sum`).toBe(all.length ? all.reduce((a, b) => a + b) : null)
      }
      const { body: csv } = await get(me, `planet/export?format=csv&select=name,${field}`)
      if (!sees(me, 'planet', 'name')) continue
      const cells = String(csv)
        .replace(/^\ufeff/, '')
        .trim()
        .split(/\r?\n/)
        .slice(1)
        .map((line) => line.split(','))
      expect(sorted(cells.map((c) => c.join())), `${told} csv`).toEqual(
        sorted(mine.map((p) => [p['name'], of.get(p.id) ?? ''].join())),
      )
    }
})

test('a hidden one answers like none, and its label is in nothing that describes the API', async () => {
  const faceless = (answer: Answer, name: string) =>
    `${answer.status} ${JSON.stringify(answer.body)
      .replaceAll(/ Did you mean '(\w+)'\?/g, '')
      .replaceAll(name, '?')}`
  for (const me of readers()) {
    const meta = JSON.stringify((await get(me, 'meta')).body)
    const api = JSON.stringify((await sampan.call(me.session, 'GET', '/openapi.json')).body)
    if (!readable(me, ring)) for (const text of [meta, api]) expect(text).not.toMatch(/"ring"|"Ring"/)
    for (const field of hidden.filter((f) => !sees(me, 'planet', f))) {
      expect(meta, `${me.id} meta`).not.toContain(`The ${field}`)
      expect(api, `${me.id} openapi`).not.toContain(`The ${field}`)
      const id = visible(w, me, 'planet')[0]?.id ?? unknown
      for (const way of [
        (name: string) => list(me, 'planet', { select: name }),
        (name: string) => list(me, 'planet', { sort: `-${name}` }),
        (name: string) => list(me, 'planet', { where: JSON.stringify({ [name]: { gte: 1 } }) }),
        (name: string) => post(me, 'planet/group', { by: [], measures: [`sum:${name}`] }),
        (name: string) => post(me, 'planet/selection', { where: { [name]: 1 } }),
        (name: string) => post(me, 'planet/bulk', { do: 'update', values: { [name]: 1 }, selection: { ids: [id] } }),
        (name: string) => get(me, `planet/export?format=csv&select=${name}`),
        (name: string) => get(me, `planet/${id}/timeline?field=${name}`),
        (name: string) => sampan.call(me.session, 'PATCH', `/api/v1/planet/${id}`, { [name]: 1 }),
        (name: string) => post(me, 'planet', { name: 'x', [name]: 1 }),
      ]) {
        const [there, none] = [await way(field), await way('qqqqqqq')]
        expect(faceless(there, field), `${me.id} ${field}`).toBe(faceless(none, 'qqqqqqq'))
        expect(there.status).toBeGreaterThanOrEqual(400)
      }
    }
  }
})

test('one that may be read only is not written', async () => {
  for (const me of readers()) {
    const levels = me.roles.flatMap(({ grants: { planet } }) =>
      planet && readable(me, 'planet') ? [planet.fields?.['tone'] ?? 'write'] : [],
    )
    const planet = visible(w, me, 'planet').find((p) => may(w, me, 'update', 'planet', p))
    if (!planet || !sees(me, 'planet', 'tone') || levels.includes('write')) continue
    const { status } = await sampan.call(me.session, 'PATCH', `/api/v1/planet/${planet.id}`, { tone: 3 })
    expect(status).toBe(422)
  }
})
