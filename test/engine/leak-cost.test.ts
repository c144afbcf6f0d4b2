import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { defineAction } from '#kernel/behaviour.ts'
import { type Answer, startSampan, type TestSampan } from '../harness.ts'
import { planet, sky } from '../planets.ts'
import { routesOf } from '../routes.ts'

/* What is hidden costs what does not exist costs: the same statements, with as many rows, so that no clock tells them apart. */

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
const unknown = '00000000-0000-7000-8000-00000000ffff'
const touch = defineAction(planet, 'touch', {
  label: { en: 'Touch', zh: '触碰' },
  input: {},
  run: async (record, _input, tx) => tx.update(planet, record.id, { mass: 1 }),
})
let sampan: TestSampan
let narrow: Session
let hidden: string
let comment: string
let picture: string
let mine: string
let heard: string[] | null = null
let sent = 0
let answered = 0
const query = pg.Client.prototype.query as (this: pg.Client, ...given: unknown[]) => unknown

/** Notes every statement that is sent, and how many rows it touched. */
function listen(this: pg.Client, ...given: unknown[]): unknown {
  const [what, ...rest] = given as [string | { text: string }, ...unknown[]]
  const into = heard
  sent++
  const note = (rows: number | null | undefined) => {
    answered++
    into?.push(`${rows ?? '-'} rows: ${typeof what === 'string' ? what : what.text}`)
  }
  const at = rest.findLastIndex((one) => typeof one === 'function')
  if (at >= 0) {
    const done = rest[at] as (error: unknown, result?: pg.QueryResult) => void
    rest[at] = (error: unknown, result?: pg.QueryResult) => {
      note(result?.rowCount)
      done(error, result)
    }
    return query.call(this, what, ...rest)
  }
  const answer = query.call(this, what, ...rest) as Promise<pg.QueryResult>
  if (typeof answer?.then !== 'function') answered++
  else
    answer.then(
      (result) => note(result.rowCount),
      () => note(null),
    )
  return answer
}

beforeAll(async () => {
  pg.Client.prototype.query = listen as never
  sampan = await startSampan({ modules: sky({ actions: [touch] }), language: 'en' })
  const { call, admin } = sampan
  const { body: role } = await call(admin, 'POST', '/api/v1/role', {
    name: 'Narrow',
    key: 'narrow',
    grants: {
      planet: { read: 'own', update: 'own', delete: 'own', create: true, actions: 'all', export: true },
      visit: { read: 'all' },
      moon: { read: 'all' },
    },
  })
  narrow = await sampan.person('Narrow', role.id)
  picture = await upload(admin)
  const made = await call(admin, 'POST', '/api/v1/planet', { name: 'Far', mass: 3, pictures: [picture] })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  hidden = made.body.id
  for (const mass of [4, 5, 6]) await call(admin, 'PATCH', `/api/v1/planet/${hidden}`, { mass })
  comment = (await call(admin, 'POST', `/api/v1/planet/${hidden}/comments`, { text: 'Quiet' })).body.id
  await call(admin, 'POST', `/api/v1/planet/${hidden}/follow`, { state: 'follow' })
  for (const subject of ['A', 'B'])
    await call(admin, 'POST', '/api/v1/visit', { subject, planet: hidden, at: '2026-01-01T00:00:00Z' })
  await call(admin, 'POST', '/api/v1/moon', { name: 'M', planet: hidden })
  await call(admin, 'POST', `/api/v1/planet/${hidden}/hold`, { reason: 'x' })
  await call(admin, 'DELETE', `/api/v1/planet/${hidden}/hold`)
  mine = (await call(narrow, 'POST', '/api/v1/planet', { name: 'Mine', owner: narrow.principal.id })).body.id
})
afterAll(async () => {
  pg.Client.prototype.query = query as never
  await sampan.close()
})

async function upload({ workspace, principal }: Session): Promise<string> {
  const { key } = await sampan.runtime.catalogue.createApiKey(
    { workspaceId: workspace.id, userId: principal.id! },
    'upload',
  )
  const form = new FormData()
  form.append('file', new Blob(['x'], { type: 'text/plain' }), 'x.txt')
  const { statusCode, ...response } = await sampan.app.inject({
    method: 'POST',
    url: '/api/v1/files',
    headers: { authorization: `Bearer ${key}` },
    payload: form as never,
  })
  expect(statusCode, response.body).toBe(201)
  return response.json().id
}

/** What a request cost: the least of a few times, since what is kept in memory is read again now and then. */
async function cost(who: Session, method: Method, url: string, body?: unknown): Promise<[Answer, string[]]> {
  let least: [Answer, string[]] | null = null
  for (let i = 0; i < 4; i++) {
    const statements: string[] = []
    heard = statements
    const answer = await sampan.call(who, method, url, body)
    heard = null
    // a refusal does not wait for what was asked beside it
    for (let n = 0; n < 500 && answered < sent; n++) await new Promise((done) => setTimeout(done, 2))
    if (!least || statements.length < least[1].length) least = [answer, statements.sort()]
  }
  return least!
}

async function alike(method: Method, urls: readonly [string, string], body?: unknown): Promise<void> {
  const [there, none] = [await cost(narrow, method, urls[0], body), await cost(narrow, method, urls[1], body)]
  expect.soft(there[0].status, `${method} ${urls[0]} ${JSON.stringify(there[0].body)}`).toBe(none[0].status)
  expect.soft(there[1], `${method} ${urls[0]}`).toEqual(none[1])
}

const bodies: Record<string, unknown> = {
  'PATCH ': { mass: 9 },
  'POST /comments': { text: 'Hear' },
  'PATCH /comments/:comment': { text: 'Hear' },
  'POST /follow': { state: 'follow' },
  'POST /mentionable': { people: [] },
  'POST /hold': { reason: 'x' },
}

test('the ear hears', async () => {
  const [{ status }, statements] = await cost(narrow, 'GET', `/api/v1/planet/${mine}`)
  expect(status).toBe(200)
  expect(statements.join()).toMatch(/1 rows: .*from/s)
})

test('a record that is hidden costs what an unknown one costs, on every route that names it', async () => {
  const routes = routesOf(sampan.app).filter(([, url]) => url.startsWith('/api/v1/:object/:id'))
  expect(routes.length).toBeGreaterThan(15)
  for (const [method, url] of routes) {
    const path = url.slice('/api/v1/:object/:id'.length)
    const of = (id: string) =>
      `/api/v1/planet/${id}${path
        .replace(':field', 'pictures')
        .replace(':file', picture)
        .replace(':comment', comment)
        .replace(':grantee', sampan.admin.principal.id!)
        .replace(':action', 'touch')}`
    const body =
      path === '/shares' && method === 'POST' ? { granteeId: narrow.principal.id } : bodies[`${method} ${path}`]
    await alike(method as Method, [of(hidden), of(unknown)], body)
  }
  await alike('GET', [`/api/v1/planet/${hidden}/timeline?field=mass`, `/api/v1/planet/${unknown}/timeline?field=mass`])
  await alike('GET', [
    `/api/v1/access/why?object=planet&id=${hidden}`,
    `/api/v1/access/why?object=planet&id=${unknown}`,
  ])
})

describe('costs what an unknown one costs:', () => {
  test('a record in a body, a filter, a selection', async () => {
    for (const [url, body] of [
      ['planet/bulk', (id: string) => ({ do: 'update', values: { mass: 1 }, selection: { ids: [id] } })],
      ['planet/bulk', (id: string) => ({ do: 'delete', selection: { ids: [id] } })],
      ['planet/bulk/touch', (id: string) => ({ ids: [id] })],
      ['planet/selection', (id: string) => ({ ids: [id] })],
      ['planet/selection', (id: string) => ({ where: { neighbours: { has: id } } })],
      ['planet/group', (id: string) => ({ by: ['kind'], where: { neighbours: { has: id } } })],
      ['moon', (id: string) => ({ name: 'x', planet: id })],
      ['planet', (id: string) => ({ name: 'x', neighbours: [id] })],
    ] as const) {
      const [there, none] = [
        await cost(narrow, 'POST', `/api/v1/${url}`, body(hidden)),
        await cost(narrow, 'POST', `/api/v1/${url}`, body(unknown)),
      ]
      const faceless = ([{ status, body: said }]: [Answer, string[]], id: string) =>
        `${status} ${JSON.stringify(said)
          .replaceAll(id, '?')
          .replace(/^{"id":"[^"]+"/, '{')
          .replace(/"hash":"[^"]+"/, '')}`
      expect.soft(faceless(there, hidden), url).toBe(faceless(none, unknown))
      expect.soft(there[1], url).toEqual(none[1])
    }
  })

  test('what somebody else owns', async () => {
    const { call, admin } = sampan
    const webhook = await call(admin, 'POST', '/api/v1/webhooks', {
      name: 'a',
      url: 'https://example.com/hook',
      events: ['planet.created'],
    })
    expect(webhook.status, JSON.stringify(webhook.body)).toBe(201)
    const { body: key } = await call(admin, 'POST', '/api/v1/api-keys', { name: 'hers' })
    const { body: bulk } = await call(admin, 'POST', '/api/v1/planet/bulk', {
      do: 'update',
      values: { mass: 7 },
      selection: { ids: [hidden] },
    })
    for (const [method, url, id] of [
      ['GET', '/api/v1/webhooks/?', webhook.body.id],
      ['PATCH', '/api/v1/webhooks/?', webhook.body.id],
      ['DELETE', '/api/v1/webhooks/?', webhook.body.id],
      ['POST', '/api/v1/webhooks/?/rotate', webhook.body.id],
      ['POST', '/api/v1/webhooks/?/test', webhook.body.id],
      ['GET', '/api/v1/webhooks/?/deliveries', webhook.body.id],
      ['DELETE', '/api/v1/hooks/?', webhook.body.id],
      ['DELETE', '/api/v1/api-keys/?', key.id],
      ['POST', '/api/v1/planet/undo/?', bulk.id],
      ['GET', '/api/v1/files/?', picture],
      // the comment of a record that she does not see, told of one that she sees
      ['PATCH', `/api/v1/planet/${mine}/comments/?`, comment],
      ['DELETE', `/api/v1/planet/${mine}/comments/?`, comment],
      ['POST', `/api/v1/planet/${mine}/comments/?/restore`, comment],
      ['GET', `/api/v1/planet/${mine}/files/pictures/?`, picture],
    ] as const)
      await alike(
        method,
        [url.replace('?', id), url.replace('?', unknown)],
        method === 'PATCH' ? (url.includes('comments') ? { text: 'Hear' } : { name: 'b' }) : undefined,
      )
  })
})
