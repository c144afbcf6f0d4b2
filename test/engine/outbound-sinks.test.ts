import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'
import { innerHosts } from './inner-hosts.ts'

/*
 * Every place where a person can name an address that the server calls, with spellings of inner ones: nobody hears of it.
 * `SSRF=all` takes all of them, otherwise it is one in nine.
 */

const hosts = process.env['SSRF'] === 'all' ? innerHosts : innerHosts.filter((_, i) => i % 9 === 0)

let canary: Server
let hits = 0
let port = 0
let sampan: TestSampan
beforeAll(async () => {
  canary = createServer((_, response) => response.end('{}'))
  canary.on('connection', () => hits++)
  await new Promise<void>((done) => canary.listen(0, '::', done))
  port = (canary.address() as AddressInfo).port
  sampan = await startSampan({ modules: sky(), worker: true, language: 'en' })
})
afterAll(async () => {
  await sampan.close()
  await new Promise((done) => canary.close(done))
})

const call = (method: 'POST' | 'DELETE', url: string, body?: unknown) => sampan.call(sampan.admin, method, url, body)

test('webhooks, feeds and identity providers reach no inner address, however it is spelt', {
  timeout: 600_000,
}, async () => {
  const looks: Promise<void>[] = []
  const admin = sampan.workspace.registry.roles.find((role) => role.admin)!.key
  let administrator = sampan.admin
  for (const [i, host] of hosts.entries()) {
    // Such calls are counted by person, and this is about something else.
    if (i % 15 === 14) administrator = await sampan.person(`Admin ${i}`, admin)
    const url = `http://${host}:${port}/`
    const hook = await call('POST', '/api/v1/webhooks', { name: 'x', url, events: ['planet.created'] })
    expect([201, 422], `webhook ${host}`).toContain(hook.status)
    if (hook.status === 201) {
      // A name is looked up when it is called.
      await call('POST', `/api/v1/webhooks/${hook.body.id}/test`)
      looks.push(settledThenGone(`/api/v1/webhooks/${hook.body.id}`))
    }
    for (const source of [
      { kind: 'url', url },
      { kind: 'sftp', host: host.replace(/^\[(.*)\]$/, '$1'), port, user: 'x', password: 'x', path: '/' },
    ]) {
      const feed = await call('POST', '/api/v1/feeds', { name: 'x', object: 'planet', everyMinutes: 60, source })
      expect([201, 422], `${source.kind} ${host}`).toContain(feed.status)
      if (feed.status !== 201) continue
      expect((await call('POST', `/api/v1/feeds/${feed.body.id}/run`)).status).toBe(202)
      looks.push(settledThenGone(`/api/v1/feeds/${feed.body.id}`))
    }
    const asked = { name: 'x', issuer: url, clientId: 'x', clientSecret: 'x', domains: ['corp.test'] }
    const provider = await sampan.call(administrator, 'POST', '/api/v1/identity-providers', asked)
    expect(provider.status, `identity provider ${host}`).toBe(422)
  }
  await Promise.all(looks)
  expect(hits).toBe(0)
})

/** Waits until what was begun has been tried, and takes it away. */
async function settledThenGone(url: string): Promise<void> {
  for (let i = 0; i < 600; i++) {
    const deliveries = url.includes('webhooks')
      ? (await sampan.call(sampan.admin, 'GET', `${url}/deliveries`)).body.data
      : null
    const { body } = await sampan.call(sampan.admin, 'GET', url)
    if (deliveries ? deliveries.some((one: { attempts: unknown[] }) => one.attempts.length > 0) : body.finishedAt) break
    await new Promise((done) => setTimeout(done, 50))
  }
  await call('DELETE', url)
}
