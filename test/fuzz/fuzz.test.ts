import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyWorkspace } from '#engine/doctor/verify.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'
import { type Document, requestMaker } from './requests.ts'
import { diceOf } from './words.ts'

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
  const { body: document } = await call(admin, 'GET', '/openapi.json')
  const people = [admin, await sampan.person('Wanderer', workspace.registry.roles.find((role) => !role.admin)!.key)]
  const ids: string[] = []
  for (const name of ['Mars', '火星', 'Venus']) {
    ids.push((await call(admin, 'POST', '/api/v1/planet', { name })).body.id)
    ids.push((await call(admin, 'POST', '/api/v1/star', { name })).body.id)
  }
  const make = requestMaker(document as Document, dice, () => ids)
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
    if (answer.status >= 500 || ms > 5_000 || (answer.status >= 400 && inside.test(text))) broken.push(told)
    if (answer.status >= 400 && request.method !== 'GET') {
      const now = await eventsOf()
      if (now !== events) broken.push(`left a trace: ${told}`)
      events = now
    }
    if (answer.status < 300) {
      events = await eventsOf()
      if (answer.status === 201 && typeof answer.body?.id === 'string' && ids.length < 300) ids.push(answer.body.id)
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
