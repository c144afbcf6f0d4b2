import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createSocketServer } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openOutbound } from '#engine/outbound/outbound.ts'
import { Refusal } from '#kernel/problem.ts'
import { innerHosts } from './inner-hosts.ts'

/* The server calls for its users, and a canary on this machine must never hear of it, however its address is spelt. */

let canary: Server
let hits = 0
let port = 0
/** What the canary answers where it may be called. */
const pages: Record<string, { status: number; headers?: Record<string, string>; body?: string }> = {}
beforeAll(async () => {
  canary = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? '-'}`)
    const page = pages[request.url ?? ''] ?? { status: 200, body: 'canary' }
    response.writeHead(page.status, page.headers).end(page.body)
  })
  canary.on('connection', () => hits++)
  await new Promise<void>((done) => canary.listen(0, '::', done))
  port = (canary.address() as AddressInfo).port
})
afterAll(() => new Promise((done) => canary.close(done)))
let seen: string[] = []
beforeEach(() => {
  hits = 0
  seen = []
})

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise
    return 'answered'
  } catch (error) {
    if (error instanceof Refusal) return error.problems[0]!.code
    throw error
  }
}

test('no spelling of an inner address reaches the canary', async () => {
  const outbound = openOutbound()
  const hosts = innerHosts
  expect(new Set(hosts).size).toBeGreaterThan(600)
  for (const host of hosts)
    for (const url of [`http://${host}:${port}/`, `https://${host}:${port}/`])
      expect(['address-not-allowed', 'invalid', 'unreachable'], url).toContain(await codeOf(outbound.request(url)))
  for (const host of hosts)
    expect(['address-not-allowed', 'unreachable'], host).toContain(await codeOf(outbound.connect(host, port)))
  expect(hits).toBe(0)
})

test('only plain web addresses are called', async () => {
  const outbound = openOutbound()
  for (const url of [
    'ftp://example.com/',
    'file:///etc/passwd',
    'gopher://127.0.0.1:70/_x',
    'data:text/plain,x',
    'javascript:alert(1)',
    'unix:/run/x.sock',
    '//example.com',
    'example.com',
    '',
    'http://',
    'http://a b/',
    'http://user:pass@example.com/',
    'http://127.0.0.1@example.com/',
    'http://example.com:22/',
    'http://example.com:25/',
    'http://example.com:6379/',
    'http://example.com:5432/',
    'http://example.com:99999/',
    `http://example.com/${'a'.repeat(3_000)}`,
  ])
    expect(() => outbound.check(url), url).toThrow(Refusal)
  expect(outbound.check('https://Example.com:8443/hook?x=1#part').href).toBe('https://example.com:8443/hook?x=1')
})

test('a name is resolved once, and every address that it has must be allowed', async () => {
  let asked = 0
  // The first answer is harmless; a second one, which never comes to be asked for, would lead here.
  const rebinding = openOutbound({ resolve: async () => (asked++ === 0 ? ['192.0.2.77', '1.1.1.1'] : ['127.0.0.1']) })
  expect(await codeOf(rebinding.request(`http://rebind.test:${port}/`))).toBe('address-not-allowed')
  expect(asked).toBe(1)
  for (const answer of [
    ['127.0.0.1'],
    ['1.1.1.1', '127.0.0.1'],
    ['::1'],
    ['::ffff:127.0.0.1'],
    ['fe80::1%lo'],
    ['x'],
  ]) {
    const lying = openOutbound({ resolve: async () => answer })
    expect(await codeOf(lying.request(`http://lying.test:${port}/`)), String(answer)).toBe('address-not-allowed')
    expect(await codeOf(lying.connect('lying.test', port)), String(answer)).toBe('address-not-allowed')
  }
  const nowhere = openOutbound({ resolve: async () => [] })
  expect(await codeOf(nowhere.request('http://nowhere.test/'))).toBe('unreachable')
  expect(hits).toBe(0)
  // Where it is allowed, the connection goes to what was checked, though nobody else knows the name.
  const own = openOutbound({ allowNetworks: '127.0.0.0/8', resolve: async () => ['127.0.0.1'] })
  expect((await own.request(`http://made-up.test:${port}/`)).body.toString()).toBe('canary')
})

test('a redirect is checked like the first address, and is not followed for ever', async () => {
  const outbound = openOutbound({ allowNetworks: '127.0.0.1/32' })
  const here = `http://127.0.0.1:${port}`
  pages['/inner'] = { status: 302, headers: { location: `http://127.0.0.2:${port}/` } }
  pages['/meta'] = { status: 307, headers: { location: 'http://169.254.169.254/latest/meta-data/' } }
  pages['/file'] = { status: 302, headers: { location: 'file:///etc/passwd' } }
  pages['/broken'] = { status: 302, headers: { location: 'http://[' } }
  pages['/loop'] = { status: 302, headers: { location: '/loop' } }
  pages['/once'] = { status: 301, headers: { location: '/end' } }
  pages['/elsewhere'] = { status: 302, headers: { location: `http://again.test:${port}/end` } }
  expect(await codeOf(outbound.request(`${here}/inner`))).toBe('address-not-allowed')
  expect(await codeOf(outbound.request(`${here}/meta`))).toBe('address-not-allowed')
  expect(await codeOf(outbound.request(`${here}/file`))).toBe('invalid')
  expect(await codeOf(outbound.request(`${here}/broken`))).toBe('invalid')
  expect(seen.length).toBe(4)
  expect(await codeOf(outbound.request(`${here}/loop`))).toBe('redirects')
  expect(seen.length).toBe(8)
  const once = await outbound.request(`${here}/once`, { headers: { authorization: 'Bearer x' } })
  expect(once).toMatchObject({ status: 200, url: `${here}/end` })
  expect(seen.at(-1)).toBe('GET /end Bearer x')
  // What is sent is never sent on, and a secret stays with the server that it was meant for.
  expect((await outbound.request(`${here}/once`, { method: 'POST', body: 'x' })).status).toBe(301)
  const named = openOutbound({ allowNetworks: '127.0.0.1/32', resolve: async () => ['127.0.0.1'] })
  await named.request(`${here}/elsewhere`, { headers: { authorization: 'Bearer x' } })
  expect(seen.at(-1)).toBe('GET /end -')
})

test('an answer that is too large, too slow or cut short is refused', async () => {
  const outbound = openOutbound({ allowNetworks: '127.0.0.0/8' })
  pages['/large'] = { status: 200, body: 'x'.repeat(5_000) }
  expect(await codeOf(outbound.request(`http://127.0.0.1:${port}/large`, { maxBytes: 4_999 }))).toBe('too-large')
  expect((await outbound.request(`http://127.0.0.1:${port}/large`, { maxBytes: 5_000 })).body.length).toBe(5_000)
  const rude = createSocketServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (data) => {
      const path = String(data).split(' ')[1]
      if (path === '/cut') socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf')
      if (path === '/garbage') socket.end('220 mail.example ESMTP\r\n')
      if (path === '/drip') socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf')
      if (path === '/headers') socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`)
    })
  })
  await new Promise<void>((done) => rude.listen(0, '127.0.0.1', done))
  const at = `http://127.0.0.1:${(rude.address() as AddressInfo).port}`
  const quickly = { timeoutMs: 150 }
  expect(await codeOf(outbound.request(`${at}/cut`, quickly))).toBe('unreachable')
  expect(await codeOf(outbound.request(`${at}/garbage`, quickly))).toBe('unreachable')
  expect(await codeOf(outbound.request(`${at}/headers`, quickly))).toBe('unreachable')
  expect(await codeOf(outbound.request(`${at}/drip`, quickly))).toBe('timeout')
  expect(await codeOf(outbound.request(`${at}/silence`, quickly))).toBe('timeout')
  const deafNames = openOutbound({ resolve: () => new Promise(() => {}) })
  expect(await codeOf(deafNames.request('http://deaf.test/', quickly))).toBe('timeout')
  rude.close()
})

test('proxies of the environment are not asked', async () => {
  process.env['http_proxy'] = process.env['HTTP_PROXY'] = `http://127.0.0.1:${port}`
  try {
    const dead = openOutbound({ resolve: async () => [] })
    expect(await codeOf(dead.request('http://proxied.test/'))).toBe('unreachable')
    expect(hits).toBe(0)
  } finally {
    delete process.env['http_proxy']
    delete process.env['HTTP_PROXY']
  }
})

test('own networks are allowed by the operator, and a list that cannot be read stops the start', async () => {
  const own = openOutbound({ allowNetworks: '10.0.0.0/8, ::1/128' })
  expect(await codeOf(own.request(`http://127.0.0.1:${port}/`))).toBe('address-not-allowed')
  expect((await own.request(`http://[::1]:${port}/`)).status).toBe(200)
  expect(() => openOutbound({ allowNetworks: '10.0.0.0' })).toThrow('SAMPAN_ALLOW_NETWORKS')
  const socket = await own.connect('::1', port)
  expect(socket.remoteAddress).toBe('::1')
  socket.destroy()
  const answer = await own.fetch(`http://[::1]:${port}/`, { method: 'POST', body: 'x' })
  expect(await answer.text()).toBe('canary')
})
