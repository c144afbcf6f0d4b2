import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { check } from '../../src/bench/crash/check.ts'
import { makeVictim, type Victim } from '../../src/bench/crash/child.ts'
import { openLedger, startLoad } from '../../src/bench/crash/load.ts'

/* Two server processes with a worker each, on one database: together they do what one would. */

let first: Victim
let second: Victim
beforeAll(async () => {
  first = await makeVictim()
  second = await makeVictim({ beside: first })
})
afterAll(async () => {
  await second?.close()
  await first?.close()
})

const whole = { lost: 0, doubled: 0, eventless: 0, effectsLost: 0, effectsDoubled: 0, gaps: 0, jobsLeft: 0 }

async function ask(server: Victim, method: string, path: string, body?: object) {
  const answer = await fetch(`${server.url()}${path}`, {
    method,
    headers: { authorization: `Bearer ${first.key()}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: answer.status, body: await answer.json() }
}

test('under writes through both, and one of them killed again and again, each event is told once and no number is skipped', async () => {
  const ledger = openLedger()
  // What is sent again may come to the other one: its key is known there too.
  const either = { url: () => (Math.random() < 0.5 ? first : second).url(), key: first.key }
  const load = startLoad(either, ledger, 8)
  for (let kill = 0; kill < 3; kill++) {
    const until = ledger.acknowledged + 150
    while (ledger.acknowledged < until) await pause(20)
    await second.killServer()
    await pause(300)
    await second.start()
  }
  const until = ledger.acknowledged + 150
  while (ledger.acknowledged < until) await pause(20)
  await load.stop()
  expect(await check(first, ledger)).toEqual(whole)
  expect(ledger.strange).toEqual([])
}, 300_000)

test('what an administrator publishes in one is there in the other', async () => {
  const draft = '/api/v1/configuration/draft/fields'
  const colour = { object: 'crate', key: 'colour', type: 'text', label: 'Colour' }
  expect((await ask(first, 'POST', draft, colour)).status).toBe(201)
  expect([200, 202]).toContain((await ask(first, 'POST', '/api/v1/configuration/publish', {})).status)
  const there = async (server: Victim) =>
    (await ask(server, 'GET', '/api/v1/meta')).body.objects.crate.fields.colour !== undefined
  await expect.poll(() => there(first), { timeout: 30_000 }).toBe(true)
  const began = performance.now()
  await expect.poll(() => there(second), { timeout: 30_000, interval: 20 }).toBe(true)
  console.log(`the other server had it ${Math.round(performance.now() - began)} ms later`)
  const made = await ask(second, 'POST', '/api/v1/crate', { name: 'Painted', colour: 'red' })
  expect([made.status, made.body.colour]).toEqual([201, 'red'])
  expect((await ask(first, 'GET', `/api/v1/crate/${made.body.id}`)).body.colour).toBe('red')
})

test('who signs in at one is known to the other, and signs out of both', async () => {
  const post = (server: Victim, path: string, headers: Record<string, string>, body: object = {}) =>
    fetch(`${server.url()}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url(), ...headers },
      body: JSON.stringify(body),
    })
  const signedIn = await post(
    first,
    '/api/auth/sign-in/email',
    {},
    { email: 'master@example.com', password: 'password-1234' },
  )
  expect(signedIn.status).toBe(200)
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const knows = async (server: Victim) => (await fetch(`${server.url()}/api/v1/meta`, { headers: { cookie } })).status
  expect([await knows(first), await knows(second)]).toEqual([200, 200])
  expect((await post(first, '/api/auth/sign-out', { cookie })).status).toBe(200)
  expect(await knows(first)).toBe(401)
  await expect.poll(() => knows(second), { timeout: 10_000 }).toBe(401)
})
