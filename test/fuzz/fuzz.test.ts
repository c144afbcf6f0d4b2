import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyWorkspace } from '#engine/doctor/verify.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'
import { hostileWhere } from './language.ts'
import { type Document, requestMaker } from './requests.ts'
import { type Dice, diceOf, nasty, nastyTexts } from './words.ts'

/*
 * Thousands of requests made of what /openapi.json says, right and wrong ones: none breaks the server, none is told how it is
 * made inside, none that is refused leaves a trace. `FUZZ=100000 SEED=7 npx vitest run test/fuzz` asks longer.
 */

const rounds = Number(process.env['FUZZ'] ?? 1_200)
const seed = Number(process.env['SEED'] ?? 20_261_122)
/** What never is in an answer: a stack, a statement, a file of ours. */
const inside = /\bat \S+ \(|node:internal|\/src\/|select "?r"?\.|insert into|relation "|syntax error/

let sampan: TestSampan
beforeAll(async () => {
  sampan = await startSampan({ modules: sky(), language: 'en' })
})
afterAll(() => sampan.close())

test('no request breaks the server, none that is refused leaves a trace', { timeout: 3_600_000 }, async () => {
  const { call, admin, workspace } = sampan
  const dice = diceOf(seed)
  await addShips()
  const { body: document } = await call(admin, 'GET', '/openapi.json')
  const people = [admin, await sampan.person('Wanderer', workspace.registry.roles.find((role) => !role.admin)!.key)]
  // What there is, by the collection that it is in.
  const ids = new Map<string, string[]>()
  const know = (path: string, id: unknown) => {
    const list = ids.get(collectionOf(path)) ?? []
    ids.set(collectionOf(path), list)
    if (typeof id === 'string' && list.length < 100) list.push(id)
  }
  for (const name of ['Mars', '火星', 'Venus'])
    for (const object of ['planet', 'star', 'ship', 'moon'])
      know(`/api/v1/${object}`, (await call(admin, 'POST', `/api/v1/${object}`, { name })).body.id)
  const make = requestMaker(
    document as Document,
    dice,
    (path) => ids.get(collectionOf(path)) ?? ids.get('planet')!,
    () =>
      Buffer.from(
        dice.pick(['Name,Mass\nMars,1\n', 'PK\u0003\u0004', 'BEGIN:VCARD\nFN:a\nEND:VCARD\n', ...nastyTexts]),
      ),
  )
  const broken: string[] = []
  const statuses = new Map<number, number>()
  let events = await eventsOf()
  for (let i = 0; i < rounds; i++) {
    const request = make()
    if (barred(request.method, request.path)) continue
    const begun = performance.now()
    const answer = await sampan.call(
      dice.chance(0.05) ? null : dice.pick(people),
      request.method as 'GET',
      request.url,
      request.body,
      request.headers,
    )
    const ms = performance.now() - begun
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? '')
    const told = `${i}: ${request.method} ${request.url.slice(0, 300)} ${JSON.stringify(request.body)?.slice(0, 300)} → ${answer.status} in ${ms.toFixed(0)} ms ${text.slice(0, 300)}`
    // Everything there is takes its time, as a stream.
    const slow = ms > 5_000 && request.path !== '/api/v1/export-all'
    if (answer.status >= 500 || slow || (answer.status >= 400 && (inside.test(text) || text.length > 200_000)))
      broken.push(told)
    if (answer.status >= 400 && request.method !== 'GET') {
      const now = await eventsOf()
      if (now !== events) broken.push(`left a trace: ${told}`)
      events = now
    }
    if (answer.status < 300) {
      events = await eventsOf()
      if (answer.status === 201) know(request.path, answer.body?.id)
    }
    if (broken.length > 20) break
  }
  expect(broken, [...statuses].map(([status, n]) => `${status}: ${n}`).join(', ')).toEqual([])
  expect(({} as Record<string, unknown>)['admin']).toBeUndefined()
  // It still works, and nothing in it has become wrong.
  expect((await call(admin, 'GET', '/api/v1/planet?limit=1')).status).toBe(200)
  console.info(
    `${rounds} requests: ${[...statuses]
      .sort()
      .map(([status, n]) => `${status} ×${n}`)
      .join(', ')}`,
  )
  expect((await verifyWorkspace(workspace)).findings.filter((finding) => finding.state === 'wrong')).toEqual([])
})

/** The same of an agent: whatever a tool is given, it answers or says in words what is wrong. */
test('no call of an agent breaks the server', { timeout: 3_600_000 }, async () => {
  const dice = diceOf(seed + 1)
  const ask = (method: string, params: unknown) =>
    sampan.call(
      sampan.admin,
      'POST',
      '/mcp',
      { jsonrpc: '2.0', id: 1, method, params },
      { accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-11-25' },
    )
  const answered = ({ body }: { body: unknown }) =>
    typeof body === 'string' ? JSON.parse(body.replace(/^[^{]*/, '')) : body
  const { tools } = answered(await ask('tools/list', {})).result as { tools: Tool[] }
  expect(tools.length).toBeGreaterThan(5)
  const broken: string[] = []
  for (let i = 0; i < rounds / 4; i++) {
    const tool = dice.pick(tools)
    const given = Object.fromEntries(
      Object.keys(tool.inputSchema.properties)
        .filter(() => dice.chance(0.7))
        .map((key) => [key, argumentFor(key, dice)]),
    )
    const begun = performance.now()
    const answer = await ask('tools/call', { name: tool.name, arguments: dice.chance(0.03) ? nasty(dice) : given })
    const text = JSON.stringify(answer.body)
    const ms = performance.now() - begun
    if (
      answer.status >= 500 ||
      ms > 5_000 ||
      inside.test(text) ||
      text.includes('"internal') ||
      text.includes('\\"internal')
    )
      broken.push(
        `${tool.name} ${JSON.stringify(given).slice(0, 300)} → ${answer.status} in ${ms.toFixed(0)} ms ${text.slice(0, 300)}`,
      )
  }
  expect(broken).toEqual([])
})

type Tool = { name: string; inputSchema: { properties: Record<string, unknown> } }

function argumentFor(key: string, dice: Dice): unknown {
  if (dice.chance(0.1)) return nasty(dice)
  if (key === 'object') return dice.pick(['planet', 'star', 'ship', 'moon', 'user', 'role', '__proto__', 'constructor'])
  if (key === 'where') return hostileWhere(dice)
  if (key === 'q') return dice.pick(nastyTexts)
  if (key === 'values' || key === 'input')
    return Object.fromEntries(
      ['name', 'mass', 'kind', 'star', 'price', 'engine'].map((field) => [field, nasty(dice, 2)]),
    )
  return dice.pick([['name'], ['mass', '-name'], ['sum:mass'], 10, 1, null, '00000000-0000-7000-8000-000000000000'])
}

/** An object of an administrator's own, with what its maker can add. */
async function addShips(): Promise<void> {
  const { call, admin } = sampan
  const draft = '/api/v1/configuration/draft'
  const steps: [string, object][] = [
    [
      'objects',
      { key: 'ship', label: 'Ship', plural: 'Ships', title: 'name', traits: ['owned', 'timeline', 'importable'] },
    ],
    ['fields', { object: 'ship', key: 'engine', type: 'number', label: 'Engine', index: true }],
    ['fields', { object: 'ship', key: 'home', type: 'relation', label: 'Home', to: 'planet', inverse: 'ships' }],
    ['fields', { object: 'ship', key: 'thrust', type: 'formula', label: 'Thrust', is: 'engine * 2', result: 'number' }],
    [
      'fields',
      {
        object: 'planet',
        key: 'power',
        type: 'rollup',
        label: 'Power',
        over: 'ship',
        through: 'home',
        compute: 'sum',
        of: 'engine',
      },
    ],
  ]
  for (const [section, item] of steps) {
    const made = await call(admin, 'POST', `${draft}/${section}`, item)
    expect(made.status, JSON.stringify(made.body)).toBe(201)
  }
  const published = await call(admin, 'POST', '/api/v1/configuration/publish', {})
  expect(published.status, JSON.stringify(published.body)).toBeLessThan(300)
}

function collectionOf(path: string): string {
  return path.split('/')[3] ?? ''
}

/** What would end the test itself: the administrator's own name and rights, and calls that never end. */
function barred(method: string, path: string): boolean {
  return (
    (method !== 'GET' && /\/(user|role|team|api-keys|me|workspace|people)\b/.test(path)) ||
    path === '/api/v1/events' ||
    path.startsWith('/api/auth')
  )
}

/** Of all but exports, which are noted as done after their answer has gone out. */
async function eventsOf(): Promise<string> {
  const { rows } = await sampan.runtime.db.pool.query(
    `select count(*) from "${sampan.workspace.schema}".event where kind <> 'exported'`,
  )
  return String(rows[0].count)
}
