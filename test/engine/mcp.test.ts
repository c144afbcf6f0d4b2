import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import type { KeyScope } from '#kernel/api-key.ts'
import { defineAction } from '#kernel/behaviour.ts'
import { number } from '#kernel/fields/number.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { planet, sky } from '../planets.ts'

/* An agent comes in with a key, by either revision of the protocol, and gets what its person may see and do. */

const heat = defineAction(planet, 'heat', {
  label: { en: 'Heat', zh: '加热' },
  input: { by: number({ label: { en: 'By', zh: '幅度' }, required: true }) },
  run: async (record, { by }, tx) => {
    await tx.update(planet, record.id, { mass: by })
    return { by }
  },
})
let sampan: TestSampan
let narrow: Session
let address: URL
let earth: string
let pluto: string
beforeAll(async () => {
  sampan = await startSampan({ modules: sky({ actions: [heat] }), language: 'en' })
  address = new URL('/mcp', await sampan.app.listen({ host: '127.0.0.1', port: 0 }))
  const { call, admin } = sampan
  const role = await call(admin, 'POST', '/api/v1/role', {
    name: 'Narrow',
    key: 'narrow',
    grants: { planet: { read: 'own', update: 'own', create: true, actions: 'all', fields: { secret: 'hidden' } } },
  })
  narrow = await sampan.person('Narrow', role.body.id)
  earth = (await call(narrow, 'POST', '/api/v1/planet', { name: 'Earth', mass: 1 })).body.id
  pluto = (await call(admin, 'POST', '/api/v1/planet', { name: 'Pluto', secret: 42, note: 'quiet' })).body.id
  await call(admin, 'PATCH', `/api/v1/planet/${earth}`, { secret: 99 })
})
afterAll(() => sampan.close())

async function keyOf({ workspace, principal }: Session, scope: KeyScope | null = null): Promise<string> {
  const entry = { workspaceId: workspace.id, userId: principal.id! }
  return (await sampan.runtime.catalogue.createApiKey(entry, 'agent', { scope })).key
}

async function connect(key: string, revision: '2026-07-28' | '2025-11-25'): Promise<Client> {
  const mode = revision === '2026-07-28' ? { pin: revision } : ('legacy' as const)
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } })
  const requestInit = { headers: { authorization: `Bearer ${key}`, 'accept-language': 'en' } }
  await client.connect(new StreamableHTTPClientTransport(address, { requestInit }))
  return client
}

/** Calls a tool; its answer as it was meant, or the problem. */
async function use(client: Client, name: string, input: Record<string, unknown>) {
  const { content, isError } = await client.callTool({ name, arguments: input })
  const [part] = content as { type: string; text: string }[]
  // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever it is
  const answer: any = JSON.parse(part!.text)
  return isError ? { refused: answer } : answer
}

test('a stranger is told where to ask, and a cookie is no key', async () => {
  const ask = (headers: Record<string, string>) =>
    sampan.app.inject({
      method: 'POST',
      url: '/mcp',
      headers,
      payload: { jsonrpc: '2.0', id: 1, method: 'tools/list' },
    })
  for (const headers of [{}, { authorization: 'Bearer smp_000000000000000000000000' }]) {
    const { statusCode, headers: told } = await ask(headers as Record<string, string>)
    expect(statusCode).toBe(401)
    expect(told['www-authenticate']).toBe(
      'Bearer resource_metadata="http://127.0.0.1:7717/.well-known/oauth-protected-resource/mcp"',
    )
  }
  for (const path of ['/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource/mcp'])
    expect((await sampan.app.inject({ url: path })).json()).toMatchObject({
      resource: 'http://127.0.0.1:7717/mcp',
      bearer_methods_supported: ['header'],
    })
  const signedIn = await sampan.app.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    payload: { email: 'admin@example.com', password: 'password-1234' },
  })
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0]!
  expect((await sampan.app.inject({ url: '/api/v1/meta', headers: { cookie } })).statusCode).toBe(200)
  expect((await ask({ cookie })).statusCode).toBe(401)
})

describe.each(['2026-07-28', '2025-11-25'] as const)('by revision %s', (revision) => {
  test('an agent finds, reads, counts, writes and acts', async () => {
    const client = await connect(await keyOf(sampan.admin), revision)
    expect(client.getNegotiatedProtocolVersion()).toBe(revision)
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual([
      'describe',
      'search',
      'list_records',
      'get_record',
      'report',
      'create_record',
      'update_record',
      'run_action',
    ])
    for (const { annotations, description } of tools) {
      expect(annotations).toHaveProperty('readOnlyHint')
      expect(description).toMatch(/\p{Script=Han}/u)
    }
    expect(tools.filter((tool) => tool.annotations?.readOnlyHint).length).toBe(5)

    const { fields, actions } = await use(client, 'describe', { object: 'planet' })
    expect(fields.kind).toMatchObject({
      is: 'Kind 种类',
      type: 'select',
      options: expect.arrayContaining(['ice: ice ice']),
    })
    expect(actions).toMatchObject([{ action: 'heat', input: { by: { type: 'number', required: true } } }])
    const name = `Mars ${revision}`
    const { record } = await use(client, 'create_record', { object: 'planet', values: { name, price: '12.50' } })
    expect(record.price).toMatchObject({ amount: '12.5' })
    expect((await use(client, 'search', { q: name })).data[0]).toMatchObject({ object: 'planet', id: record.id })
    const changed = await use(client, 'update_record', {
      object: 'planet',
      id: record.id,
      values: { kind: 'ice' },
      version: record.version,
    })
    expect(changed.record.kind).toBe('ice')
    const stale = await use(client, 'update_record', {
      object: 'planet',
      id: record.id,
      values: { kind: 'gas' },
      version: 1,
    })
    expect(stale.refused).toMatchObject({ status: 412, current: { kind: 'ice' } })
    expect(
      await use(client, 'run_action', { object: 'planet', id: record.id, action: 'heat', input: { by: 3 } }),
    ).toMatchObject({
      result: { by: 3 },
      record: { mass: 3 },
    })
    const { data } = await use(client, 'list_records', {
      object: 'planet',
      where: { name: { contains: revision } },
      select: ['name', 'mass'],
    })
    expect(data).toMatchObject([{ name, mass: 3 }])
    expect((await use(client, 'report', { object: 'planet', by: ['kind'], where: { name } })).rows).toEqual([
      { by: ['ice'], measures: [1] },
    ])
    const page = await use(client, 'get_record', { object: 'planet', id: record.id })
    expect(page).toMatchObject({ record: { name }, actions: ['heat'], may: { update: true } })
    expect(page.timeline.length).toBeGreaterThanOrEqual(3)
    const { contents } = await client.readResource({ uri: `sampan://planet/${record.id}` })
    expect(JSON.stringify(contents)).toContain(name)
    // sent twice with one key, it is done once
    const twice = { object: 'planet', values: { name: `Once ${revision}` }, key: `key-${revision}` }
    const [one, two] = [await use(client, 'create_record', twice), await use(client, 'create_record', twice)]
    expect(two.record.id).toBe(one.record.id)
    await client.close()
  })

  test('what is wrong is told in words that help', async () => {
    const client = await connect(await keyOf(sampan.admin), revision)
    const refused = async (tool: string, input: Record<string, unknown>) => (await use(client, tool, input)).refused
    expect(await refused('list_records', { object: 'planet', where: { weight: 1 } })).toMatchObject({ status: 422 })
    expect(await refused('list_records', { object: 'planet', filter: {} })).toMatchObject({
      status: 422,
      errors: [{ field: 'filter' }],
    })
    expect(await refused('list_records', {})).toMatchObject({ errors: [{ field: 'object', code: 'required' }] })
    expect(await refused('list_records', { object: 'planet', limit: 1_000 })).toMatchObject({
      errors: [{ field: 'limit' }],
    })
    expect(await refused('list_records', { object: 'planet', where: 'name' })).toMatchObject({ status: 400 })
    expect(await refused('create_record', { object: 'planet', values: { kind: 'cheese' } })).toMatchObject({
      status: 422,
    })
    expect(await refused('get_record', { object: 'planet', id: '1 or 1=1' })).toMatchObject({ status: 404 })
    expect(await refused('drop_table', {})).toMatchObject({ status: 404 })
    await client.close()
  })

  test('rows and fields that its person may not see are not there, in no tool and no resource', async () => {
    const client = await connect(await keyOf(narrow), revision)
    const said: string[] = []
    const hear = async (name: string, input: Record<string, unknown>) => {
      const answer = await use(client, name, input)
      said.push(JSON.stringify(answer))
      return answer
    }
    const { objects } = await hear('describe', {})
    expect(objects.map((o: { object: string }) => o.object)).not.toContain('star')
    expect((await hear('describe', { object: 'planet' })).fields).not.toHaveProperty('secret')
    expect((await hear('describe', { object: 'star' })).refused.status).toBe(404)
    expect((await hear('list_records', { object: 'planet' })).data).toHaveLength(1)
    const unknown = (field: string) => hear('list_records', { object: 'planet', where: { [field]: { gt: 0 } } })
    const [hidden, absent] = [await unknown('secret'), await unknown('weight')]
    expect(hidden.refused.status).toBe(absent.refused.status)
    expect((await hear('list_records', { object: 'planet', select: ['secret'] })).refused.status).toBe(422)
    expect((await hear('list_records', { object: 'planet', sort: ['secret'] })).refused.status).toBe(422)
    expect((await hear('report', { object: 'planet', measures: ['sum:secret'] })).refused.status).toBe(422)
    expect((await hear('report', { object: 'planet', measures: ['count'] })).rows[0].measures).toEqual([1])
    expect((await hear('search', { q: 'Pluto' })).data).toEqual([])
    expect((await hear('get_record', { object: 'planet', id: pluto })).refused.status).toBe(404)
    expect((await hear('update_record', { object: 'planet', id: pluto, values: { mass: 1 } })).refused.status).toBe(404)
    expect((await hear('update_record', { object: 'planet', id: earth, values: { secret: 1 } })).refused.status).toBe(
      422,
    )
    expect(
      (await hear('run_action', { object: 'planet', id: pluto, action: 'heat', input: { by: 1 } })).refused.status,
    ).toBe(404)
    const page = await hear('get_record', { object: 'planet', id: earth })
    expect(page.record).not.toHaveProperty('secret')
    const read = (uri: string) => client.readResource({ uri }).then(JSON.stringify, String)
    said.push(
      await read(`sampan://planet/${pluto}`),
      await read(`sampan://planet/${earth}`),
      await read('sampan://star'),
    )
    said.push(JSON.stringify([await client.listResources(), await client.listTools()]))
    // 99 is the hidden field of what she may see, 42 of what she may not
    for (const text of said) expect(text).not.toMatch(/\b(42|99)\b|quiet|"secret":/)
    await client.close()
  })

  test('a key that reads is offered no tool that writes, and cannot call one', async () => {
    const reads = { write: false, actions: false, export: false, configure: false }
    const client = await connect(await keyOf(sampan.admin, reads), revision)
    expect((await client.listTools()).tools.every((tool) => tool.annotations?.readOnlyHint)).toBe(true)
    const input = { object: 'planet', values: { name: 'No' } }
    expect((await use(client, 'create_record', input)).refused.status).toBe(404)
    const single = await connect(await keyOf(sampan.admin, { ...reads, write: true, objects: ['star'] }), revision)
    expect((await use(single, 'create_record', input)).refused.status).toBe(404)
    expect((await use(single, 'describe', {})).objects).toHaveLength(1)
    await Promise.all([client.close(), single.close()])
  })
})

test('callers at the same time get their own answers', async () => {
  const [all, hers] = await Promise.all([
    connect(await keyOf(sampan.admin), '2026-07-28'),
    connect(await keyOf(narrow), '2026-07-28'),
  ])
  const asked = Array.from({ length: 40 }, async (_, i) => {
    const client = i % 2 ? all : hers
    const { data } = await use(client, 'list_records', { object: 'planet', select: ['name'], limit: 100 })
    return [i % 2, data.some(({ name }: { name: string }) => name === 'Pluto')]
  })
  for (const [isAdmin, sees] of await Promise.all(asked)) expect(sees).toBe(isAdmin === 1)
})

test('a long answer is cut to what can be read, and goes on', async () => {
  const create = Array.from({ length: 100 }, (_, i) => ({ name: `Long ${i}`, note: 'x'.repeat(5_000) }))
  await sampan.call(sampan.admin, 'POST', '/api/v1/planet/batch', { create })
  const client = await connect(await keyOf(sampan.admin), '2026-07-28')
  const seen = new Set<string>()
  for (let after: string | undefined; ; ) {
    const page = await use(client, 'list_records', {
      object: 'planet',
      where: { name: { startsWith: 'Long ' } },
      select: ['name', 'note'],
      sort: ['name'],
      limit: 100,
      ...(after ? { after } : {}),
    })
    expect(JSON.stringify(page).length).toBeLessThan(50_000)
    for (const { id } of page.data) seen.add(id)
    if (!page.next) break
    after = page.next
  }
  expect(seen.size).toBe(100)
})
