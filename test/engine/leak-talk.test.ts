import { afterAll, beforeAll, expect, test } from 'vitest'
import type { KeyScope } from '#kernel/api-key.ts'
import { mention } from '#kernel/mention.ts'
import { type Answer, startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'
import { may, type Person, pourWorld, type Raw, readable, sees, visible, type World } from './leak-sky.ts'

/* Comments, mentions, follows, bulk writes, and what is for administrators alone: each as far as the record is hers. */

const unknown = '00000000-0000-7000-8000-ffffffffffff'
let sampan: TestSampan
let w: World
const said = new Map<string, string>()

beforeAll(async () => {
  sampan = await startSampan({ modules: sky(), worker: true, language: 'en' })
  w = await pourWorld(sampan, Number(process.env.SAMPAN_LEAK_SEED ?? 1))
  const all = w.people.map(({ id }) => mention({ id, name: w.names.get(id)! })).join(' ')
  for (const planet of w.records.planet.filter((p) => !p.deleted)) {
    const words = `whisper-${planet.id.slice(-4)}`
    const { status, body } = await sampan.call(sampan.admin, 'POST', `/api/v1/planet/${planet.id}/comments`, {
      text: `${words} ${all}`,
    })
    expect(status, JSON.stringify(body)).toBe(201)
    said.set(planet.id, words)
  }
  await sampan.runtime.settle()
  await sampan.runtime.settle()
})
afterAll(() => sampan.close())

const call = (me: Person, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: unknown) =>
  sampan.call(me.session, method, `/api/v1/${url}`, body)
const readers = () => w.people.filter((me) => readable(me, 'planet'))
const faceless = ({ status, body }: Answer, id: string) => `${status} ${JSON.stringify(body).replaceAll(id, '?')}`
/** A word of a comment on a planet that is not among these. */
function strange(text: string, mine: readonly Raw[]): string[] {
  return [...said].flatMap(([id, words]) => (text.includes(words) && !mine.some((p) => p.id === id) ? [words] : []))
}
/** Where she was mentioned. */
async function news(me: Person): Promise<{ record: Raw | null; text: string | null; who: unknown[] }[]> {
  const { status, body } = await call(me, 'GET', 'notifications?filter=mentions&limit=100')
  expect(status).toBe(200)
  return body.data
}

test('comments stand where the record is hers, and nowhere else', async () => {
  for (const me of readers()) {
    const mine = visible(w, me, 'planet')
    for (const { id } of w.records.planet) {
      const seen = mine.some((p) => p.id === id)
      const ways: ['GET' | 'POST', string, unknown?][] = [
        ['GET', 'comments'],
        ['GET', 'follow'],
        ...(seen
          ? []
          : ([
              ['POST', 'comments', { text: 'x' }],
              ['POST', 'follow', { state: 'follow' }],
              ['POST', 'mentionable', { people: [me.id] }],
            ] as ['POST', string, unknown][])),
      ]
      for (const [method, path, body] of ways) {
        const answer = await call(me, method, `planet/${id}/${path}`, body)
        expect(answer.status, `${me.id} ${path}`).toBe(seen ? 200 : 404)
        if (!seen) {
          const none = await call(me, method, `planet/${unknown}/${path}`, body)
          expect(faceless(answer, id)).toBe(faceless(none, unknown))
        } else if (path === 'comments') expect(answer.body.data[0].text).toContain(said.get(id)!)
      }
    }
    for (const url of ['search?q=whisper&limit=100', 'notifications?limit=100', 'planet?limit=1000'])
      expect(strange(JSON.stringify((await call(me, 'GET', url)).body), mine), `${me.id} ${url}`).toEqual([])
  }
})

test('whoever is mentioned hears of it where she may see the record, and nowhere else', async () => {
  for (const me of w.people) {
    const mine = readable(me, 'planet') ? visible(w, me, 'planet') : []
    const heard = await news(me)
    expect(new Set(heard.map(({ record }) => record?.id)), me.id).toEqual(new Set(mine.map(({ id }) => id)))
    for (const { record } of heard)
      expect(record!['title'], me.id).toBe(
        sees(me, 'planet', 'name') ? mine.find(({ id }) => id === record!.id)!['name'] : null,
      )
  }
  // an administrator asks who would hear of it
  for (const planet of w.records.planet.filter((p) => !p.deleted).slice(0, 8)) {
    const { body } = await sampan.call(sampan.admin, 'POST', `/api/v1/planet/${planet.id}/mentionable`, {
      people: w.people.map(({ id }) => id),
    })
    expect(body.cannotSee.toSorted()).toEqual(
      w.people
        .filter((one) => !may(w, one, 'read', 'planet', planet))
        .map(({ id }) => id)
        .sort(),
    )
  }
})

test('a write over a filter counts, writes and takes back what is hers alone', async () => {
  for (const me of readers()) {
    const where = { kind: { in: ['rock', 'ice'] } }
    if (!sees(me, 'planet', 'kind')) continue
    const mine = visible(w, me, 'planet').filter((p) => p['kind'] !== 'gas')
    const can = (verb: 'update' | 'delete') => mine.filter((p) => may(w, me, verb, 'planet', p)).length
    const { body: selection } = await call(me, 'POST', 'planet/selection', { where })
    expect(selection, me.id).toMatchObject({ count: mine.length, writable: can('update'), deletable: can('delete') })
    const { count, hash } = selection
    const done = await call(me, 'POST', 'planet/bulk', {
      do: 'update',
      values: { ringed: true },
      selection: { where, count, hash },
    })
    if (done.status === 403) {
      expect(can('update')).toBe(0)
      continue
    }
    expect(done.status, JSON.stringify(done.body)).toBe(200)
    expect(done.body).toMatchObject({ asked: mine.length, refused: mine.length - can('update') })
    expect(done.body.changed + done.body.unchanged).toBe(can('update'))
    for (const { ids } of done.body.reasons)
      for (const id of ids)
        expect(
          mine.map((p) => p.id),
          `${me.id} is told of ${id}`,
        ).toContain(id)
    for (const other of w.people
      .filter(({ id }) => id !== me.id && readers().some((one) => one.id === id))
      .slice(0, 3)) {
      const [there, none] = [
        await call(other, 'POST', `planet/undo/${done.body.id}`),
        await call(other, 'POST', `planet/undo/${unknown}`),
      ]
      expect(there.status).toBe(404)
      expect(faceless(there, done.body.id)).toBe(faceless(none, unknown))
    }
    if (done.body.changed === 0) continue
    const undone = await call(me, 'POST', `planet/undo/${done.body.id}`)
    expect(undone.body).toMatchObject({ asked: done.body.changed, changed: done.body.changed, refused: 0 })
  }
  // ids that are hidden, deleted or unknown are cut with one reason
  for (const me of readers()) {
    const lost = [
      ...w.records.planet.filter((p) => p.deleted || !may(w, me, 'read', 'planet', p)).map(({ id }) => id),
      unknown,
    ]
    const { status, body } = await call(me, 'POST', 'planet/bulk', {
      do: 'update',
      values: { ringed: true },
      selection: { ids: lost },
    })
    if (status === 403) continue
    expect(body, me.id).toMatchObject({ asked: lost.length, changed: 0, refused: lost.length })
    expect(body.reasons).toHaveLength(1)
  }
})

test('what is taken back needs the right to write still', async () => {
  const { body: role } = await sampan.call(sampan.admin, 'POST', '/api/v1/role', {
    name: 'Fleeting',
    key: 'fleeting',
    grants: { planet: { read: 'own', update: 'own', create: true } },
  })
  const me = await sampan.person('Fleeting', role.id)
  const { body: planet } = await sampan.call(me, 'POST', '/api/v1/planet', { name: 'Mine' })
  const { body: bulk } = await sampan.call(me, 'POST', '/api/v1/planet/bulk', {
    do: 'update',
    values: { mass: 5 },
    selection: { ids: [planet.id] },
  })
  expect(bulk.changed).toBe(1)
  await sampan.call(sampan.admin, 'PATCH', `/api/v1/role/${role.id}`, { grants: { planet: { read: 'own' } } })
  expect((await sampan.call(me, 'POST', `/api/v1/planet/undo/${bulk.id}`)).status).toBe(403)
  expect((await sampan.call(me, 'GET', `/api/v1/planet/${planet.id}`)).body.mass).toBe(5)
})

test('what is for administrators is for nobody else, nor for a key that says less', async () => {
  const urls = [
    'export-all',
    'health',
    'audit',
    'audit/export',
    'audit/chain',
    'exports',
    'people/sign-in',
    'persons/requests',
  ]
  for (const me of w.people)
    for (const url of urls) expect((await call(me, 'GET', url)).status, `${me.id} ${url}`).toBe(404)
  const { workspace, principal } = sampan.admin
  const entry = { workspaceId: workspace.id, userId: principal.id! }
  const all: KeyScope = { write: true, actions: true, export: true, configure: true }
  for (const scope of [
    { ...all, configure: false },
    { ...all, objects: ['planet'] },
    { ...all, configure: false, export: false, objects: ['planet'] },
  ]) {
    const { key } = await sampan.runtime.catalogue.createApiKey(entry, 'narrowed', { scope })
    for (const url of urls) {
      const { statusCode } = await sampan.app.inject({
        url: `/api/v1/${url}`,
        headers: { authorization: `Bearer ${key}` },
      })
      expect([403, 404], `${JSON.stringify(scope)} ${url} ${statusCode}`).toContain(statusCode)
    }
  }
})
