import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'
import {
  dice,
  live,
  may,
  type ObjectKey,
  type Person,
  pourWorld,
  type Raw,
  readable,
  reference,
  sees,
  targetOf,
  visible,
  type World,
} from './leak-sky.ts'

/* Made-up roles, people and records: whatever way somebody asks, she gets what is hers, and nothing else. */

const keys: readonly ObjectKey[] = ['star', 'planet', 'moon', 'visit', 'region']
const unknown = '00000000-0000-7000-8000-ffffffffffff'
let sampan: TestSampan
let worlds: World[]
beforeAll(async () => {
  sampan = await startSampan({ modules: sky() })
  worlds = [await pourWorld(sampan, Number(process.env.SAMPAN_LEAK_SEED ?? 1))]
})
afterAll(() => sampan.close())

const everyone = () => worlds.flatMap((w) => w.people.map((me) => ({ w, me })))
const get = (me: Person, url: string) => sampan.call(me.session, 'GET', url)
const post = (me: Person, url: string, body: unknown) => sampan.call(me.session, 'POST', url, body)
const list = (me: Person, object: string, query: Record<string, unknown> = {}) =>
  get(
    me,
    `/api/v1/${object}?${new URLSearchParams(
      Object.entries(query).map(([k, v]) => [k, typeof v === 'string' ? v : JSON.stringify(v)]),
    )}`,
  )
const idsOf = (answer: Answer): string[] => (answer.body.data as { id: string }[]).map((r) => r.id)
const sorted = (list: Iterable<string>) => [...list].sort()
const fieldsOf = (object: ObjectKey) => Object.keys(sampan.workspace.registry.object(object).fields)
/** The same refusal but for the names in it. */
const faceless = (answer: Answer, name: string) =>
  JSON.stringify({ status: answer.status, body: answer.body })
    .replaceAll(/ Did you mean '(\w+)'\?/g, '')
    .replaceAll(name, '?')

/** Every page of a list, one after the other. */
async function everyPage(me: Person, object: string, query: Record<string, unknown>): Promise<Raw[]> {
  const found: Raw[] = []
  for (let after: string | null = null; ; ) {
    const page = await list(me, object, { ...query, limit: 7, ...(after ? { after } : {}) })
    expect(page.status, JSON.stringify(page.body)).toBe(200)
    found.push(...page.body.data)
    after = page.body.next
    if (!after) return found
  }
}

/** What a field of a record reads for somebody; undefined where it need not be told. */
function expected(w: World, me: Person, object: ObjectKey, r: Raw, field: string): unknown {
  const value = r[field]
  const to = targetOf(object, field)
  if (field === 'createdBy' || field === 'updatedBy') return null
  if (field === 'neighbours')
    return sorted(value as string[])
      .map((id) => reference(w, me, 'planet', id))
      .filter((ref) => !('hidden' in (ref as object)))
  if (to) return reference(w, me, to, value)
  if (field === 'tags') return (value as string[]).length > 0 ? value : null
  if (field === 'density' || field === 'worth' || field === 'pull') return formula(w, me, r, field)
  if (!(field in r)) return undefined
  if (field === 'call') return value === null ? null : expect.objectContaining({ raw: value })
  return value
}

/** A formula is empty for whoever may not see all that it is made of. */
function formula(w: World, me: Person, r: Raw, field: 'density' | 'worth' | 'pull'): unknown {
  const numbers = (...names: string[]) =>
    names.every((n) => sees(me, 'planet', n) && r[n] !== null) ? names.map((n) => Number(r[n])) : null
  if (field === 'density') {
    const of = numbers('mass', 'moonCount')
    return of && of[1] !== 0 ? Math.round((of[0]! / of[1]!) * 1e6) / 1e6 : null
  }
  if (field === 'worth') {
    const { amount, currency } = (r['price'] ?? {}) as { amount?: string; currency?: string }
    const water = sees(me, 'planet', 'price') ? numbers('water') : null
    return water && amount ? { amount: String(Math.round(Number(amount) * water[0]!) / 100), currency } : null
  }
  if (!sees(me, 'planet', 'star') || !sees(me, 'star', 'mass')) return null
  const there = live(w.records.star, r['star'])
  const mass = there && may(w, me, 'read', 'star', there) ? there['mass'] : null
  const own = numbers('mass')
  return own && mass !== null && mass !== undefined ? own[0]! + Number(mass) : null
}

function expectRecord(w: World, me: Person, object: ObjectKey, shown: Raw, told = `${me.id} ${object}`): void {
  const r = w.records[object].find((one) => one.id === shown.id)
  expect(r, `${told}: a record out of nowhere`).toBeTruthy()
  for (const [field, value] of Object.entries(shown)) {
    if (field === 'id') continue
    expect(sees(me, object, field), `${told}.${field} is hidden`).toBe(true)
    const wanted = expected(w, me, object, r!, field)
    if (wanted !== undefined) expect(value, `${told}.${field}`).toEqual(wanted)
  }
}

test('lists hold every visible record once, page by page, in whatever order, with every visible field', async () => {
  for (const { w, me } of everyone())
    for (const object of keys) {
      const mine = visible(w, me, object)
      if (!readable(me, object)) {
        expect((await list(me, object)).status).toBe(404)
        continue
      }
      const orders = ['-id', ...fieldsOf(object)]
        .flatMap((f) => [f, `-${f}`])
        .filter((f) => /mass|price|name|found|star|owner/.test(f))
      for (const sort of [undefined, ...orders]) {
        const field = sort?.replace(/^-/, '') ?? ''
        if (sort && !sees(me, object, field)) continue
        const found = await everyPage(
          me,
          object,
          sort
            ? {
                sort,
                select:
                  'name,subject'
                    .split(',')
                    .filter((f) => fieldsOf(object).includes(f) && sees(me, object, f))
                    .join(',') || 'id',
              }
            : {},
        )
        expect(sorted(found.map((r) => r.id)), `${me.id} ${object} by ${sort}`).toEqual(sorted(mine.map((r) => r.id)))
        for (const r of found) expectRecord(w, me, object, r)
        if (!sort)
          for (const r of found)
            expect(sorted(Object.keys(r))).toEqual(
              sorted(['id', ...fieldsOf(object).filter((f) => sees(me, object, f))]),
            )
      }
      const counted = await list(me, object, { count: 'exact', limit: '1' })
      expect(counted.body.total, JSON.stringify(counted.body)).toEqual({ value: mine.length, exact: true })
      const bin = await list(me, object, { deleted: 'true', limit: '1000' })
      expect(sorted(idsOf(bin))).toEqual(
        sorted(w.records[object].filter((r) => r.deleted && may(w, me, 'read', object, r)).map((r) => r.id)),
      )
    }
})

test('a hidden record answers like an unknown id, whatever is asked of it', async () => {
  const d = dice(3)
  for (const { w, me } of everyone())
    for (const object of ['star', 'planet', 'moon'] as const)
      for (const r of w.records[object]) {
        if (!readable(me, object)) continue
        const seen = !r.deleted && may(w, me, 'read', object, r)
        const one = await get(me, `/api/v1/${object}/${r.id}`)
        expect(one.status, `${me.id} ${object} ${r.id}`).toBe(seen ? 200 : 404)
        if (seen) expectRecord(w, me, object, one.body)
        // three of four are asked in one way only, which is most of the time of this test
        if (seen || d.chance(0.75)) continue
        const ways: ['GET' | 'POST' | 'PATCH' | 'DELETE', string, unknown][] = [
          ['GET', '', undefined],
          ['GET', '/page', undefined],
          ['GET', '/timeline', undefined],
          ['GET', '/shares', undefined],
          ['PATCH', '', {}],
          ['DELETE', '', undefined],
          ...(may(w, me, 'read', object, r) ? [] : [['POST', '/restore', undefined] as ['POST', string, unknown]]),
        ]
        for (const [method, path, body] of ways) {
          const [hidden, none] = await Promise.all(
            [r.id, unknown].map((id) => sampan.call(me.session, method, `/api/v1/${object}/${id}${path}`, body)),
          )
          expect(hidden!.status, `${method} ${path}`).toBe(404)
          expect(faceless(hidden!, r.id), `${method} ${path}`).toBe(faceless(none!, unknown))
        }
      }
})

test('a hidden field answers like an unknown one, in whatever clause it stands', async () => {
  for (const { me } of everyone())
    for (const object of ['star', 'planet', 'moon'] as const) {
      if (!readable(me, object)) continue
      const id = visible(worlds[0]!, me, object)[0]?.id ?? unknown
      for (const field of fieldsOf(object).filter((f) => !sees(me, object, f))) {
        const ways: ((name: string) => Promise<Answer>)[] = [
          (name) => list(me, object, { select: name }),
          (name) => list(me, object, { sort: name }),
          (name) => list(me, object, { sort: `-${name}` }),
          (name) => list(me, object, { where: { [name]: null } }),
          (name) => list(me, object, { where: { or: [{ not: { [name]: { empty: true } } }] } }),
          (name) => get(me, `/api/v1/${object}/${id}?select=${name}`),
          (name) => post(me, `/api/v1/${object}/group`, { by: [name] }),
          (name) => post(me, `/api/v1/${object}/group`, { by: [], measures: [`sum:${name}`] }),
          (name) => post(me, `/api/v1/${object}/group`, { by: [`${name}:month`] }),
          (name) => post(me, `/api/v1/${object}`, { [name]: 'x' }),
          (name) => sampan.call(me.session, 'PATCH', `/api/v1/${object}/${id}`, { [name]: 'x' }),
        ]
        for (const [i, way] of ways.entries()) {
          const [hidden, none] = [await way(field), await way('qqqqqqq')]
          expect(faceless(hidden, field), `${me.id} ${object}.${field} way ${i}`).toBe(faceless(none, 'qqqqqqq'))
          expect(hidden.status).toBeGreaterThanOrEqual(400)
          for (const [, guess] of JSON.stringify(hidden.body).matchAll(/ Did you mean '(\w+)'/g))
            expect(guess === 'id' || sees(me, object, guess!), `a hint at ${object}.${guess}`).toBe(true)
        }
      }
    }
})

test('a hidden field of another object cannot be reached over a relation', async () => {
  for (const { me } of everyone()) {
    if (!readable(me, 'planet') || !sees(me, 'planet', 'star')) continue
    for (const field of fieldsOf('star').filter((f) => !sees(me, 'star', f)))
      for (const way of [
        (name: string) => list(me, 'planet', { select: `star.${name}` }),
        (name: string) => list(me, 'planet', { where: { [`star.${name}`]: null } }),
        (name: string) => list(me, 'planet', { where: { [`neighbours.star.${name}`]: null } }),
        (name: string) => list(me, 'planet', { sort: `star.${name}` }),
      ]) {
        const [hidden, none] = [await way(field), await way('qqqqqqq')]
        expect(faceless(hidden, field)).toBe(faceless(none, 'qqqqqqq'))
        expect(hidden.status).toBe(422)
      }
  }
})

test('what relations lead to is shown if it is hers, and is otherwise hidden', async () => {
  for (const { w, me } of everyone()) {
    if (!readable(me, 'moon') || !sees(me, 'moon', 'planet')) continue
    const deep = ['name', 'mass', 'secret', 'star', 'note'].filter((f) => sees(me, 'planet', f))
    if (!readable(me, 'planet') || deep.length === 0) continue
    const { body } = await list(me, 'moon', { select: deep.map((f) => `planet.${f}`).join(','), limit: '1000' })
    expect(body.data.length).toBe(visible(w, me, 'moon').length)
    for (const shown of body.data) {
      const raw = w.records.moon.find((r) => r.id === shown.id)!
      const there = live(w.records.planet, raw['planet'])
      if (there && may(w, me, 'read', 'planet', there)) {
        const { title, ...rest } = shown.planet
        expect(title).toEqual(sees(me, 'planet', 'name') ? there['name'] : null)
        expectRecord(w, me, 'planet', rest, `${me.id} moon.planet`)
        expect(Object.keys(rest)).toEqual(expect.arrayContaining(deep))
      } else expect(shown.planet).toEqual(raw['planet'] === null ? null : { hidden: true })
    }
  }
})

test('filters ask only of what is hers, also where they go over relations or deny something', async () => {
  for (const { w, me } of everyone()) {
    if (!readable(me, 'planet')) continue
    const mine = visible(w, me, 'planet')
    const sight = (to: ObjectKey, id: unknown) => {
      const there = live(w.records[to], id)
      return there && may(w, me, 'read', to, there) ? there : null
    }
    const around = (r: Raw) => (r['neighbours'] as string[]).map((id) => sight('planet', id)).filter((p) => p !== null)
    const d = dice(7)
    const someStar = d.pick(w.records.star)
    const somePlanet = d.pick(w.records.planet)
    const cases: [string[], Record<string, unknown>, (r: Raw) => boolean][] = [
      [['planet.mass'], { mass: { gte: 5 } }, (r) => r['mass'] !== null && Number(r['mass']) >= 5],
      [['planet.kind'], { kind: { ne: 'ice' } }, (r) => r['kind'] !== 'ice'],
      [
        ['planet.star', 'star.mass'],
        { 'star.mass': { gte: 5 } },
        (r) => Number(sight('star', r['star'])?.['mass'] ?? -1) >= 5,
      ],
      [['planet.star', 'star.mass'], { 'star.mass': { ne: 5 } }, (r) => sight('star', r['star'])?.['mass'] !== 5],
      [
        ['planet.star', 'star.mass'],
        { not: { 'star.mass': { gte: 5 } } },
        (r) => !(Number(sight('star', r['star'])?.['mass'] ?? -1) >= 5),
      ],
      [['planet.star', 'star.name'], { 'star.name': null }, (r) => !sight('star', r['star'])],
      [
        ['planet.star', 'star.name'],
        { 'star.name': someStar['name'] },
        (r) => sight('star', r['star'])?.id === someStar.id,
      ],
      [
        ['planet.star', 'star.owner'],
        { 'star.owner': { is: 'me' } },
        (r) => sight('star', r['star'])?.['owner'] === me.id,
      ],
      [
        ['planet.neighbours'],
        { neighbours: { has: somePlanet.id } },
        (r) => around(r).some((p) => p.id === somePlanet.id),
      ],
      [['planet.neighbours'], { neighbours: { empty: true } }, (r) => around(r).length === 0],
      [
        ['planet.neighbours', 'planet.mass'],
        { 'neighbours.mass': { lt: 4 } },
        (r) => around(r).some((p) => p['mass'] !== null && Number(p['mass']) < 4),
      ],
      [
        ['planet.neighbours', 'planet.star', 'star.mass'],
        { 'neighbours.star.mass': { lt: 5 } },
        (r) => around(r).some((p) => Number(sight('star', p['star'])?.['mass'] ?? 9) < 5),
      ],
      // the id of a record that is not hers is an id like any other
      ...w.records.star.map((s): [string[], Record<string, unknown>, (r: Raw) => boolean] => [
        ['planet.star'],
        { star: s.id },
        (r) =>
          s.deleted ? r['star'] === s.id && may(w, me, 'read', 'star', s) : sight('star', r['star'])?.id === s.id,
      ]),
      [['planet.density'], { density: { gte: 2 } }, (r) => Number(formula(w, me, r, 'density') ?? 0) >= 2],
      [['planet.pull'], { pull: { gte: 9 } }, (r) => Number(formula(w, me, r, 'pull') ?? 0) >= 9],
    ]
    for (const [fields, where, holds] of cases) {
      if (!fields.every((f) => sees(me, f.split('.')[0] as ObjectKey, f.split('.')[1]!))) continue
      const answer = await list(me, 'planet', { where, limit: '1000', select: 'id', count: 'exact' })
      expect(answer.status, JSON.stringify(answer.body)).toBe(200)
      const wanted = mine.filter(holds)
      const told = `${me.id} ${JSON.stringify(where)}`
      expect(sorted(idsOf(answer)), told).toEqual(sorted(wanted.map((r) => r.id)))
      expect(answer.body.total.value, told).toBe(wanted.length)
      const groups = await post(me, '/api/v1/planet/group', { where, by: [] })
      expect(groups.body.data[0].measures[0], told).toBe(wanted.length)
    }
  }
})

test('groups and sums are made of her records alone, and do not tell hidden ones apart', async () => {
  for (const { w, me } of everyone())
    for (const [object, by] of [
      ['planet', 'star'],
      ['planet', 'kind'],
      ['moon', 'planet'],
      ['planet', 'owner'],
      ['planet', 'found:month'],
    ] as const) {
      const [field] = by.split(':')
      if (!readable(me, object) || !sees(me, object, field!) || !sees(me, object, 'price') || !sees(me, object, 'mass'))
        continue
      const answer = await post(me, `/api/v1/${object}/group`, {
        by: [by],
        measures: ['count', 'sum:mass', 'sum:price', 'max:mass'],
      })
      expect(answer.status, JSON.stringify(answer.body)).toBe(200)
      const to = targetOf(object, field!)
      const key = (r: Raw) => {
        if (by === 'found:month') return JSON.stringify(r['found'] === null ? null : String(r['found']).slice(0, 7))
        return JSON.stringify(to ? reference(w, me, to, r[field!]) : r[field!])
      }
      const groups = Map.groupBy(visible(w, me, object), key)
      expect(sorted(answer.body.data.map((g: { by: unknown[] }) => JSON.stringify(g.by[0])))).toEqual(
        sorted(groups.keys()),
      )
      for (const {
        by: [value],
        measures,
      } of answer.body.data) {
        const records = groups.get(JSON.stringify(value))!
        const masses = records.flatMap((r) => (r['mass'] === null ? [] : [Number(r['mass'])]))
        expect(measures[0]).toBe(records.length)
        expect(measures[1] === null ? null : Number(measures[1])).toBe(
          masses.length ? masses.reduce((a, b) => a + b) : null,
        )
        expect(measures[3] === null ? null : Number(measures[3])).toBe(masses.length ? Math.max(...masses) : null)
        expect(sums(measures[2])).toEqual(sums(totals(records)))
      }
    }
})

const sums = (list: readonly { amount: string; currency: string }[]) =>
  sorted(list.map((s) => `${Number(s.amount)} ${s.currency}`))

function totals(records: readonly Raw[]): { amount: string; currency: string }[] {
  const prices = records.flatMap((r) => (r['price'] ? [r['price'] as { amount: string; currency: string }] : []))
  return [...Map.groupBy(prices, (p) => p.currency)].map(([currency, list]) => ({
    currency,
    amount: String(list.reduce((sum, p) => sum + Number(p.amount), 0)),
  }))
}

test('the page of a record shows related records, totals and history as far as they are hers', async () => {
  for (const { w, me } of everyone())
    for (const planet of visible(w, me, 'planet')) {
      const { status, body } = await get(me, `/api/v1/planet/${planet.id}/page`)
      expect(status, `${me.id} ${JSON.stringify(body)}`).toBe(200)
      expectRecord(w, me, 'planet', body.record)
      expect(body.rights).toEqual({
        update: may(w, me, 'update', 'planet', planet),
        delete: may(w, me, 'delete', 'planet', planet),
      })
      const related = body.related.find((r: { object: string }) => r.object === 'moon')
      expect(Boolean(related)).toBe(readable(me, 'moon') && sees(me, 'moon', 'planet'))
      if (related) {
        const moons = visible(w, me, 'moon').filter((m) => m['planet'] === planet.id)
        expect(related.total).toBe(moons.length)
        expect(related.data.length).toBe(Math.min(moons.length, 6))
        for (const m of related.data) {
          expect(moons.map((one) => one.id)).toContain(m.id)
          expectRecord(w, me, 'moon', m)
        }
        expect(sums(related.sums)).toEqual(sums(sees(me, 'moon', 'price') ? totals(moons) : []))
      }
      expectTimeline(w, me, planet, body.timeline.data)
    }
})

test('the timeline of a record has every visible visit once, page by page, and no hidden field in what changed', async () => {
  for (const { w, me } of everyone())
    for (const planet of visible(w, me, 'planet').slice(0, 6)) {
      const all = []
      for (let after: string | null = null; ; ) {
        const page = await get(me, `/api/v1/planet/${planet.id}/timeline?limit=2${after ? `&after=${after}` : ''}`)
        expect(page.status).toBe(200)
        all.push(...page.body.data)
        after = page.body.next
        if (!after) break
      }
      expectTimeline(w, me, planet, all)
    }
})

type Entry = {
  type: string
  object: string
  recordId: string
  record?: Raw
  kind: string
  changes?: Record<string, unknown[]>
  actor: unknown
}

function expectTimeline(w: World, me: Person, planet: Raw, entries: readonly Entry[]): void {
  const visits =
    readable(me, 'visit') && sees(me, 'visit', 'planet')
      ? visible(w, me, 'visit').filter((v) => v['planet'] === planet.id)
      : []
  const shown = entries.filter((e) => e.type === 'record')
  expect(sorted(shown.map((e) => e.recordId)), `${me.id} ${planet.id}`).toEqual(sorted(visits.map((v) => v.id)))
  for (const { record } of shown) expectRecord(w, me, 'visit', record!)
  const events = entries.filter((e) => e.type === 'event')
  expect(events.at(-1)!.kind).toBe('created')
  for (const { changes } of events)
    for (const [field, [from, to]] of Object.entries(changes!)) {
      expect(sees(me, 'planet', field), `the timeline tells ${field}`).toBe(true)
      const target = targetOf('planet', field)
      for (const value of [from, to].flat()) {
        if (!target || value === null) continue
        if (typeof value === 'string') expect.fail(`a bare id of ${target} in the timeline`)
        if (!('hidden' in (value as object))) expect(value).toEqual(reference(w, me, target, (value as Raw).id))
      }
    }
}

test('the search finds her records by what she may read of them, and nobody else’s', async () => {
  const searched = { star: ['name'], planet: ['name', 'note', 'call'], moon: ['name'] } as const
  for (const { w, me } of everyone())
    for (const object of ['star', 'planet', 'moon'] as const)
      for (const r of w.records[object].slice(0, 12)) {
        const { body } = await get(me, `/api/v1/search?q=${r['name']}&limit=100`)
        const mine = visible(w, me, object).map((one) => one.id)
        const all = searched[object].every((f) => sees(me, object, f))
        for (const hit of body.data.filter((h: { object: string }) => h.object === object)) {
          expect(mine, `${me.id} finds ${object}`).toContain(hit.id)
          expect(hit.title).toBe(
            sees(me, object, 'name') ? w.records[object].find((one) => one.id === hit.id)!['name'] : '',
          )
        }
        if (all && mine.includes(r.id)) expect(body.data.map((h: Raw) => h.id)).toContain(r.id)
      }
})

test('an export holds her records and fields alone, and a share in nothing else', async () => {
  for (const { w, me } of everyone())
    for (const object of ['star', 'planet', 'moon'] as const) {
      const answer = await get(me, `/api/v1/${object}/export?format=csv`)
      if (!readable(me, object)) {
        expect(answer.status).toBe(404)
        continue
      }
      expect(answer.status, JSON.stringify(answer.body)).toBe(200)
      const lines = String(answer.body)
        .replace(/^\ufeff/, '')
        .split(/\r?\n/)
        .filter((line) => line !== '')
      const mine = visible(w, me, object)
      expect(lines.length - 1, `${me.id} ${object}`).toBe(mine.length)
      const { fields } = sampan.workspace.registry.object(object)
      const header = lines[0]!.split(',')
      for (const [key, field] of Object.entries(fields))
        if (!sees(me, object, key) && key !== 'owner') expect(header, `${object}.${key}`).not.toContain(field.label.en)
      for (const line of lines.slice(1)) {
        if (sees(me, object, 'name')) expect(mine.some((r) => line.includes(String(r['name'])))).toBe(true)
        for (const s of w.records.star)
          if (object === 'planet' && (s.deleted || !may(w, me, 'read', 'star', s)))
            expect(line.split(',')).not.toContain(s['name'])
      }
    }
})

test('a stale write shows the record as it stands only as far as it is hers', async () => {
  for (const { w, me } of everyone())
    for (const planet of visible(w, me, 'planet')
      .filter((p) => may(w, me, 'update', 'planet', p))
      .slice(0, 4)) {
      const { status, body } = await sampan.call(
        me.session,
        'PATCH',
        `/api/v1/planet/${planet.id}`,
        {},
        { 'if-match': '"99"' },
      )
      expect(status).toBe(412)
      expectRecord(w, me, 'planet', body.current)
      expect(body.current.id).toBe(planet.id)
    }
})

test('what describes the API names no hidden field', async () => {
  for (const { me } of everyone()) {
    const { body: meta } = await get(me, '/api/v1/meta')
    const { body: api } = await get(me, '/openapi.json')
    for (const object of keys) {
      expect(object in meta.objects).toBe(readable(me, object))
      const hidden = fieldsOf(object).filter((f) => !sees(me, object, f))
      if (!readable(me, object)) continue
      const shown = JSON.stringify({ ...meta.objects[object], inverse: [], title: '' })
      const schema = JSON.stringify(api.components.schemas[object[0]!.toUpperCase() + object.slice(1)].properties)
      for (const field of hidden) {
        expect(shown, `meta of ${object} for ${me.id}`).not.toMatch(new RegExp(`"-?${field}[".]`))
        expect(schema).not.toContain(`"${field}"`)
      }
      for (const { object: from, field } of meta.objects[object].inverse) expect(sees(me, from, field)).toBe(true)
    }
  }
})

describe('writes', () => {
  test('only what may be changed is changed, and nothing is pointed at that cannot be seen', async () => {
    for (const { w, me } of everyone())
      for (const planet of visible(w, me, 'planet')) {
        const { status } = await sampan.call(me.session, 'PATCH', `/api/v1/planet/${planet.id}`, {})
        expect(status, `${me.id} ${planet.id}`).toBe(may(w, me, 'update', 'planet', planet) ? 200 : 403)
      }
    for (const { w, me } of everyone()) {
      const planet = visible(w, me, 'planet').find((p) => may(w, me, 'update', 'planet', p))
      const writable = me.roles.some((r) => (r.grants['planet']?.fields?.['star'] ?? 'write') === 'write')
      if (!planet || !writable || !sees(me, 'planet', 'star')) continue
      for (const s of w.records.star.filter((one) => one.deleted || !may(w, me, 'read', 'star', one))) {
        if (planet['star'] === s.id) continue
        const [hidden, none] = await Promise.all(
          [s.id, unknown].map((id) => sampan.call(me.session, 'PATCH', `/api/v1/planet/${planet.id}`, { star: id })),
        )
        expect(hidden!.status).toBe(422)
        expect(hidden!.body).toEqual(none!.body)
      }
    }
  })
})
