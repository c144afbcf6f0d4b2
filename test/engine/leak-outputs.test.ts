import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'
import { listenTo, type Stream } from './events-stream.ts'
import { hidden, pourRings, readsAs, ring } from './leak-rings.ts'
import { dice, type Person, pourWorld, type Raw, readable, sees, visible, type World } from './leak-sky.ts'

/*
 * Rollups, formulas and fields made while it runs, on the ways out that are not lists: search, agents, webhooks, streams,
 * boards, field history, news. A word that is hidden from somebody is looked for in every answer that she can be given.
 */

type Message = { data: { id: string; changes: Record<string, unknown>; record: Raw | null } }
let receiver: Server
let sampan: TestSampan
let w: World
let base: string
const sent = new Map<string, Message[]>()
const heard = new Map<string, Stream>()
/** A planet's own words, which stand in a field and in a formula over it, and nowhere else. */
const whispers = new Map<string, string>()
const news: string[] = []

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const who = request.url!.slice(1)
      sent.set(who, [...(sent.get(who) ?? []), JSON.parse(Buffer.concat(chunks).toString('utf8'))])
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((ready) => receiver.listen(0, '127.0.0.1', ready))
  sampan = await startSampan({ modules: sky(), language: 'en', worker: true, allowNetworks: '127.0.0.1/32' })
  w = await pourWorld(sampan, Number(process.env.SAMPAN_LEAK_SEED ?? 1))
  await pourRings(sampan, w)
  await whisper()
  await sampan.runtime.settle()
  base = await sampan.app.listen({ port: 0, host: '127.0.0.1' })
  for (const me of readers()) {
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/${me.id}`
    const made = await post(me, 'webhooks', { name: 'all', url, events: ['planet.updated'] })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    heard.set(me.id, await listenTo(sampan, base, me.session))
  }
  await happen()
})
afterAll(async () => {
  for (const stream of heard.values()) stream.close()
  await sampan.close()
  await new Promise((closed) => receiver.close(closed))
})

const call = (me: Person, method: 'GET' | 'POST', url: string, body?: unknown, headers?: Record<string, string>) =>
  sampan.call(me.session, method, url.startsWith('/') ? url : `/api/v1/${url}`, body, headers)
const get = (me: Person, url: string) => call(me, 'GET', url)
const post = (me: Person, url: string, body: unknown) => call(me, 'POST', url, body)
const readers = () => w.people.filter((me) => readable(me, 'planet'))
const here = () => sampan.runtime.workspaces.get(sampan.workspace.id)!
const byId = (id: string) => w.records.planet.find((p) => p.id === id)!
const faceless = (text: string, name: string) => text.replaceAll(/ Did you mean '?(\w+)'?\?/g, '').replaceAll(name, '?')

async function admin(method: 'POST' | 'PATCH', url: string, body: unknown) {
  const answer = await sampan.call(sampan.admin, method, `/api/v1/${url}`, body)
  expect(answer.status, `${url} ${JSON.stringify(answer.body)}`).toBeLessThan(300)
  return answer.body
}

/** A field that search reads and a formula over it, shown to some. */
async function whisper(): Promise<void> {
  const field = { object: 'planet', label: { en: 'Whisper', zh: '低语' }, type: 'text', search: 'name' }
  await admin('POST', 'configuration/draft/fields', { ...field, key: 'whisper' })
  const echo = { type: 'formula', is: 'concat(whisper, "!")', result: 'text', label: { en: 'Echo', zh: '回声' } }
  await admin('POST', 'configuration/draft/fields', { object: 'planet', key: 'echo', ...echo })
  expect(await admin('POST', 'configuration/publish', { reason: 'Whispers' })).toMatchObject({ state: 'done' })
  const d = dice(31)
  for (const role of new Set(w.people.flatMap((p) => p.roles))) {
    const { planet } = role.grants
    if (!planet) continue
    const more = { ...(d.chance(0.5) ? { whisper: 'hidden' } : {}), ...(d.chance(0.2) ? { echo: 'hidden' } : {}) }
    role.grants['planet'] = { ...planet, fields: { ...planet.fields, ...more } as never }
    await admin('PATCH', `role/${role.id}`, { grants: role.grants })
  }
  for (const [i, planet] of w.records.planet.filter((p) => !p.deleted).entries()) {
    whispers.set(planet.id, `canary${i}x`)
    await admin('PATCH', `planet/${planet.id}`, { whisper: whispers.get(planet.id) })
  }
}

/** Somebody changes what only some may see, and what all may; rings change hands. */
async function happen(): Promise<void> {
  for (const planet of w.records.planet.filter((p) => !p.deleted)) {
    planet['tone'] = Number(planet['tone'] ?? 0) + 20
    await admin('PATCH', `planet/${planet.id}`, { tone: planet['tone'] })
    await admin('PATCH', `planet/${planet.id}`, { whisper: `${whispers.get(planet.id)} again` })
    await admin('PATCH', `planet/${planet.id}`, { mass: Number(planet['mass'] ?? 0) + 1 })
    planet['mass'] = Number(planet['mass'] ?? 0) + 1
  }
  for (const [i, me] of w.people.entries()) {
    const secret = w.records[ring][i]!
    await admin('PATCH', `ring/${secret.id}`, { owner: me.id, name: `canaryring${i}x` })
    Object.assign(secret, { owner: me.id, name: `canaryring${i}x` })
    news.push(String(secret['name']))
  }
  await sampan.runtime.settle()
  await sampan.runtime.settle()
  const last = await admin('POST', 'region', { name: 'The end' })
  const ready = () => [...heard.values()].every((s) => s.heard.some(({ data }) => data['recordId'] === last.id))
  for (let i = 0; i < 1_000 && !ready(); i++) await new Promise((done) => setTimeout(done, 20))
  expect(ready()).toBe(true)
}

/** Words of planets that she may not read, or of a field that is hidden from her. */
function strange(me: Person, text: string): string[] {
  const planets = sees(me, 'planet', 'whisper') ? visible(w, me, 'planet').map(({ id }) => whispers.get(id)) : []
  const rings = readable(me, ring) && sees(me, ring, 'name') ? visible(w, me, ring).map((r) => r['name']) : []
  const mine = new Set<unknown>([...planets, ...rings])
  return [...new Set(text.toLowerCase().match(/canary(?:ring)?\d+x/g) ?? [])].filter((word) => !mine.has(word))
}

test('a hidden word is in no answer: every way to read that the API has, for what is hers and what is not', async () => {
  let [asked, found] = [0, 0]
  for (const me of w.people) {
    const { paths } = (await get(me, '/openapi.json')).body as { paths: Record<string, Record<string, unknown>> }
    const mine = readable(me, 'planet') ? visible(w, me, 'planet')[0]?.id : undefined
    const foreign = w.records.planet.find((p) => !p.deleted && !visible(w, me, 'planet').includes(p))?.id
    const urls = Object.keys(paths).filter((path) => paths[path]!['get'] && !/\/(events|export-all)$/.test(path))
    for (const path of urls)
      for (const id of path.includes('{') ? [mine, foreign] : [null]) {
        if (id === undefined) continue
        const url = path.replaceAll(/\{object\}/g, 'planet').replaceAll(/\{\w+\}/g, String(id))
        const answer = await get(me, url)
        asked++
        const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? null)
        expect(strange(me, text), `${me.id} GET ${url} ${answer.status}`).toEqual([])
        if (/canary/i.test(text)) found++
      }
    for (const [url, body] of [
      ['planet/group', { by: ['whisper'] }],
      ['planet/group', { by: ['echo'] }],
      ['planet/board', { by: 'kind', select: ['whisper', 'echo'] }],
      ['planet/board', { by: 'kind' }],
      ['planet/selection', { where: { whisper: { contains: 'canary' } } }],
    ] as const) {
      const { status, body: answer } = await post(me, url, body)
      expect(strange(me, JSON.stringify(answer)), `${me.id} POST ${url} ${status}`).toEqual([])
    }
  }
  expect(asked).toBeGreaterThan(300)
  // the words are there to be found, by those whom they are for
  expect(found).toBeGreaterThan(5)
})

test('search finds by a field made while it runs what it may be found by, and shows no more', async () => {
  // One document holds what all searched fields say: who may not see one of them is not found by it.
  const searched = Object.entries(here().registry.object('planet').fields).flatMap(([key, f]) =>
    f.search ? [key] : [],
  )
  expect(searched).toContain('whisper')
  let hits = 0
  for (const planet of w.records.planet.filter((p) => !p.deleted).slice(0, 12)) {
    const url = `search?q=${whispers.get(planet.id)}&limit=50`
    const { body: all } = await sampan.call(sampan.admin, 'GET', `/api/v1/${url}`)
    expect((all.data as Raw[]).map(({ id }) => id)).toContain(planet.id)
    for (const me of w.people) {
      const { status, body } = await get(me, url)
      expect(status).toBe(200)
      const may = searched.every((f) => sees(me, 'planet', f)) && visible(w, me, 'planet').includes(planet)
      expect(
        (body.data as Raw[]).some(({ id }) => id === planet.id),
        `${me.id} ${planet.id}`,
      ).toBe(may)
      expect(strange(me, JSON.stringify(body))).toEqual([])
      if (may) hits++
    }
  }
  expect(hits).toBeGreaterThan(0)
})

test('agents read the same numbers, and learn of no field that is hidden', async () => {
  let compared = 0
  for (const me of readers()) {
    const { fields } = await tool(me, 'describe', { object: 'planet' })
    for (const field of [...hidden, 'whisper', 'echo'] as const)
      expect(field in fields, `${me.id} describe ${field}`).toBe(sees(me, 'planet', field))
    const shown = hidden.filter((field) => sees(me, 'planet', field))
    if (shown.length > 0) {
      const { data } = await tool(me, 'list_records', { object: 'planet', select: shown, limit: 50 })
      for (const record of data as Raw[])
        for (const field of shown) {
          compared++
          const wanted = readsAs(w, me, byId(record.id), field)
          expect(record[field] ?? null, `${me.id} ${field} ${record.id}`).toBe(wanted)
        }
    }
    for (const field of hidden.filter((one) => !sees(me, 'planet', one)))
      for (const input of [
        (name: string) => ['list_records', { object: 'planet', select: [name] }],
        (name: string) => ['list_records', { object: 'planet', where: { [name]: { gte: 1 } } }],
        (name: string) => ['list_records', { object: 'planet', sort: [name] }],
        (name: string) => ['report', { object: 'planet', measures: [`sum:${name}`] }],
      ] as const) {
        const ask = async (name: string) => {
          const [what, given] = input(name) as [string, Record<string, unknown>]
          return faceless(JSON.stringify(await tool(me, what, given)), name)
        }
        expect(await ask(field), `${me.id} ${field}`).toBe(await ask('qqqqqqq'))
      }
  }
  expect(compared).toBeGreaterThan(50)
})

test('webhooks carry what is hers: numbers over what she may see, no hidden change, no event of it alone', async () => {
  let compared = 0
  for (const me of readers()) {
    const messages = sent.get(me.id) ?? []
    expect(strange(me, JSON.stringify(messages)), me.id).toEqual([])
    for (const { data } of messages)
      for (const name of Object.keys(data.changes))
        expect(sees(me, 'planet', name), `${me.id} is told of ${name}`).toBe(true)
    for (const planet of visible(w, me, 'planet')) {
      const mine = messages.filter(({ data }) => data.id === planet.id)
      const told = (field: string) => mine.filter(({ data }) => field in data.changes).length
      for (const field of ['tone', 'whisper', 'mass'])
        expect(told(field), `${me.id} ${field} ${planet.id}`).toBe(sees(me, 'planet', field) ? 1 : 0)
      for (const { data } of mine)
        for (const field of hidden) {
          expect(field in (data.record ?? {}), `${me.id} ${field}`).toBe(sees(me, 'planet', field))
          // what is told of tone was told after all had changed
          if (!(field in (data.record ?? {})) || data !== mine.at(-1)!.data) continue
          compared++
          expect(data.record![field] ?? null, `${me.id} ${field} ${planet.id}`).toBe(readsAs(w, me, planet, field))
        }
    }
    for (const field of hidden.filter((one) => !sees(me, 'planet', one)))
      for (const wish of [
        (name: string) => ({ where: { [name]: { gte: 1 } } }),
        (name: string) => ({ fields: [name] }),
      ]) {
        const ask = async (name: string) => {
          const more = { name: 'x', url: 'http://127.0.0.1:9/x', events: ['planet.updated'], ...wish(name) }
          const { status, body } = await post(me, 'webhooks', more)
          expect(status).toBe(422)
          return faceless(JSON.stringify(body), name)
        }
        expect(await ask(field)).toBe(await ask('qqqqqqq'))
      }
  }
  expect(compared).toBeGreaterThan(50)
})

test('streams name no hidden field, and tell nobody of a change that is hidden from her', () => {
  for (const me of readers()) {
    const told = heard.get(me.id)!.heard.filter(({ data }) => data['object'] === 'planet')
    expect(strange(me, JSON.stringify(told))).toEqual([])
    for (const planet of w.records.planet.filter((p) => !p.deleted)) {
      const mine = told.filter(({ data }) => data['recordId'] === planet.id)
      const due = visible(w, me, 'planet').includes(planet)
        ? ['tone', 'whisper', 'mass'].filter((field) => sees(me, 'planet', field)).length
        : 0
      expect(mine, `${me.id} ${planet.id}`).toHaveLength(due)
      for (const { data } of mine)
        for (const field of (data['fields'] ?? []) as string[])
          expect(sees(me, 'planet', field), `${me.id} ${field}`).toBe(true)
    }
    if (readable(me, ring)) continue
    expect(heard.get(me.id)!.heard.filter(({ data }) => data['object'] === 'ring')).toEqual([])
  }
})

test('the history of a field, comments, news and what somebody likes tell nothing that is hidden', async () => {
  for (const me of w.people) {
    const answers: Answer[] = [await get(me, 'notifications?limit=100'), await get(me, 'me/preferences')]
    for (const planet of w.records.planet.filter((p) => !p.deleted).slice(0, 6))
      for (const way of ['timeline', 'timeline?field=tone', 'timeline?field=whisper', 'comments', 'page', 'follow']) {
        const answer = await get(me, `planet/${planet.id}/${way}`)
        answers.push(answer)
        const there = visible(w, me, 'planet').includes(planet)
        const known = !way.includes('field=') || sees(me, 'planet', way.split('=')[1]!)
        const wanted = !readable(me, 'planet') ? 404 : !known ? 422 : there ? 200 : 404
        expect(answer.status, `${me.id} ${way}`).toBe(wanted)
      }
    for (const { body, status } of answers) expect(strange(me, JSON.stringify(body)), `${me.id} ${status}`).toEqual([])
  }
  // the news of rings that became theirs reached those who may read them
  const told = await Promise.all(w.people.map(async (me) => JSON.stringify((await get(me, 'notifications')).body)))
  expect(told.filter((text) => news.some((name) => text.includes(name))).length).toBeGreaterThan(0)
})

/** Calls a tool of the agents' door. */
async function tool(
  me: Person,
  name: string,
  input: Record<string, unknown>,
): Promise<Raw & { data: Raw[]; fields: object }> {
  const { status, body } = await call(
    me,
    'POST',
    '/mcp',
    { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: input } },
    { accept: 'application/json, text/event-stream' },
  )
  expect(status, JSON.stringify(body)).toBe(200)
  const message = typeof body === 'string' ? JSON.parse(/^data: (.*)$/m.exec(body)![1]!) : body
  return JSON.parse(message.result.content[0].text)
}
