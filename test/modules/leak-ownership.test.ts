import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineTable, type Session } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { listenTo, type Stream } from '../engine/events-stream.ts'
import { type Answer, startSampan, type TestSampan } from '../harness.ts'
import { handOf, type Told } from './hand.ts'

/*
 * Pools that cover fields, shares and covers that have ended, records that became part of others, disputes and collisions:
 * words that are for some people alone, looked for in everything that each of the others can be given.
 */

type Who = 'boss' | 'member' | 'keeper' | 'rival' | 'friend' | 'former' | 'cover' | 'gone' | 'outsider'
const names: readonly Who[] = ['boss', 'member', 'keeper', 'rival', 'friend', 'former', 'cover', 'gone', 'outsider']
/** Who may read which word, said by hand. */
const words: Readonly<Record<string, readonly Who[]>> = {
  // masked and hidden in a pool: who manages it
  '13912340001': ['boss'],
  canarycovered: ['boss'],
  // the keeper's: with her whoever stands in for her
  canaryown: ['keeper', 'cover'],
  canarycontact: ['keeper', 'cover'],
  canaryvisit: ['keeper', 'cover'],
  canarycomment: ['keeper', 'cover'],
  // opened to one, and to another until yesterday
  canaryshared: ['keeper', 'cover', 'friend'],
  // was the rival's until it became part of the keeper's
  canaryloser: ['keeper', 'cover'],
  canarykept: ['keeper', 'cover'],
  canarymerged: ['keeper', 'cover'],
  // said in a dispute, entered by somebody to whom it was told, and asked of the keeper
  canaryverdict: ['keeper', 'cover', 'rival'],
  canarydraft: [],
  canaryasked: ['keeper', 'outsider'],
}

let receiver: Server
let sampan: TestSampan
let admin: ReturnType<typeof handOf>
const people = {} as Record<Who, Session>
const ids: Record<string, string[]> = {}
const heard = new Map<Who, Stream>()
const sent = new Map<string, unknown[]>()

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
  sampan = await startSampan({ language: 'en', worker: true, allowNetworks: '127.0.0.1/32' })
  admin = handOf(sampan, sampan.admin)
  const teamId = (await admin.make('team', { name: 'East' })).id
  for (const name of names)
    people[name] = await sampan.person(
      name,
      name === 'boss' ? 'salesManager' : 'sales',
      name === 'member' ? { teamId } : {},
    )
  await lay(teamId)
  await sampan.runtime.settle()
  const base = await sampan.app.listen({ port: 0, host: '127.0.0.1' })
  for (const name of names) {
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/${name}`
    const events = ['account.updated', 'contact.updated']
    const made = await call(name, 'POST', 'webhooks', { name: 'all', url, events })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    heard.set(name, await listenTo(sampan, base, people[name]))
  }
  await happen()
})
afterAll(async () => {
  for (const stream of heard.values()) stream.close()
  await sampan.close()
  await new Promise((closed) => receiver.close(closed))
})

const call = (who: Who, method: 'GET' | 'POST', url: string, body?: unknown, headers?: Record<string, string>) =>
  sampan.call(people[who], method, url.startsWith('/') ? url : `/api/v1/${url}`, body, headers)
const hand = (who: Who) => handOf(sampan, people[who])
const id = (who: Who) => people[who].principal.id!
const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)

/** What there is to leak, and the ways by which it could have come to be somebody's. */
async function lay(teamId: string): Promise<void> {
  const keeper = hand('keeper')
  const pool = await admin.make('pool', {
    name: 'East',
    object: 'account',
    teams: [teamId],
    managers: [id('boss')],
    maskedFields: ['phone'],
    hiddenFields: ['description'],
  })
  const pooled = await admin.make('account', {
    name: 'Waiting Works',
    phone: '13912340001',
    description: 'canarycovered',
    pool: pool.id,
  })
  const own = await keeper.make('account', { name: 'Harbour Mills', description: 'canaryown' })
  const contact = await keeper.make('contact', { name: 'Ann Lee', account: own.id, description: 'canarycontact' })
  const visit = await keeper.make('activity', {
    kind: 'visit',
    subject: 'Visit',
    body: 'canaryvisit',
    status: 'done',
    account: own.id,
  })
  await must(call('keeper', 'POST', `account/${own.id}/comments`, { text: 'canarycomment' }))

  const shared = await keeper.make('account', { name: 'Opened Oils', description: 'canaryshared' })
  for (const who of ['friend', 'former'] as const)
    await must(call('keeper', 'POST', `account/${shared.id}/shares`, { granteeId: id(who), level: 'update' }))
  await must(call('former', 'POST', `account/${shared.id}/follow`, { state: 'follow' }))
  await sampan.workspace.db.count(
    sql`update ${engineTable(sampan.workspace, 'share')} set until = now() - interval '1 day' where grantee_id = ${id('former')}::uuid`,
  )

  const loser = await hand('rival').make('account', { name: 'Twin Tools', description: 'canaryloser' })
  const survivor = await keeper.make('account', { name: 'Twin Tools Ltd', description: 'canarykept' })
  await must(call('rival', 'POST', `account/${loser.id}/follow`, { state: 'follow' }))
  await must(call('rival', 'POST', `account/${loser.id}/comments`, { text: 'canarymerged' }))
  await must(
    sampan.call(sampan.admin, 'POST', '/api/v1/account/merge', { ids: [loser.id, survivor.id], survivor: survivor.id }),
  )

  const [first, second] = [
    await keeper.make('dealRegistration', { customer: 'Contested Cables Ltd' }),
    await hand('rival').make('dealRegistration', { customer: 'Contested Cables' }),
  ]
  const [dispute] = await admin.list('ownershipDispute', {})
  await admin.act('ownershipDispute', dispute.id, 'rule', { verdict: 'keep', reason: 'canaryverdict' })

  for (const [from, until, who] of [
    [-1, 30, 'cover'],
    [-9, -2, 'gone'],
  ] as const)
    await admin.make('absence', { person: id('keeper'), covers: [id(who)], from: day(from), until: day(until) })

  const { body } = await call('outsider', 'POST', 'account/similar', {
    values: { name: 'Harbour Mills', description: 'canarydraft' },
  })
  const { id: met } = body.data[0].case
  await hand('outsider').act('collisionCase', met, 'requestShare', { reason: 'canaryasked' })

  Object.assign(ids, {
    account: [pooled.id, own.id, shared.id, loser.id, survivor.id],
    contact: [contact.id],
    activity: [visit.id],
    ownershipDispute: [dispute.id],
    dealRegistration: [first.id, second.id],
    collisionCase: [met],
    pool: [pool.id],
  })
}

/** Everything is changed once more, while webhooks and streams listen. */
async function happen(): Promise<void> {
  const [pooled, own, shared, , survivor] = ids['account']!
  for (const [object, record, word] of [
    ['account', pooled, 'canarycovered'],
    ['account', own, 'canaryown'],
    ['account', shared, 'canaryshared'],
    ['account', survivor, 'canarykept canaryloser'],
    ['contact', ids['contact']![0], 'canarycontact'],
  ] as const)
    await admin.change(object, record!, { description: `${word} again` })
  await admin.change('account', pooled!, { phone: '13912340001 ext. 2' })
  await must(sampan.call(sampan.admin, 'POST', `/api/v1/account/${survivor}/comments`, { text: 'canarymerged indeed' }))
  await sampan.runtime.settle()
  await sampan.runtime.settle()
  // What everybody may see comes last: whoever has heard of it has heard of all that was before.
  const last = await admin.make('product', { name: 'The end' })
  const ready = () => [...heard.values()].every((s) => s.heard.some(({ data }) => data['recordId'] === last.id))
  for (let i = 0; i < 3_000 && !ready(); i++) await new Promise((done) => setTimeout(done, 20))
  expect(ready()).toBe(true)
}

async function must(answer: Promise<Answer>): Promise<Told> {
  const { status, body } = await answer
  if (status >= 400) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}

/** The words of a text; numbers however they are written. */
function wordsIn(given: unknown): string[] {
  const text = (typeof given === 'string' ? given : JSON.stringify(given ?? null)).toLowerCase()
  const digits = text.replaceAll(/(?<=\d)[\s-]+(?=\d)/g, '')
  return Object.keys(words).filter((word) => digits.includes(word))
}

function strange(who: Who, given: unknown): string[] {
  return wordsIn(given).filter((word) => !words[word]!.includes(who))
}

test('a word is in no answer to somebody whom it is not for, whichever address she asks, and in some to whom it is for', async () => {
  const found = new Set<string>()
  let asked = 0
  for (const who of names) {
    const { paths } = (await call(who, 'GET', '/openapi.json')).body as {
      paths: Record<string, Record<string, unknown>>
    }
    const readable = Object.keys(paths).filter((path) => paths[path]!['get'] && !/\/(events|export-all)$/.test(path))
    const urls = readable.flatMap((path) => {
      if (!path.includes('{')) return [path]
      return Object.entries(ids).flatMap(([object, list]) => {
        const at = path.replaceAll('{object}', object)
        if (!at.startsWith(`/api/v1/${object}/`)) return []
        return at.includes('{') ? list.map((one) => at.replaceAll(/\{\w+\}/g, one)) : [at]
      })
    })
    for (let i = 0; i < urls.length; i += 8)
      await Promise.all(
        urls.slice(i, i + 8).map(async (url) => {
          const { status, body } = await call(who, 'GET', url)
          asked++
          expect(status, `${who} GET ${url}`).toBeLessThan(500)
          expect(strange(who, body), `${who} GET ${url} ${status}`).toEqual([])
          for (const word of wordsIn(body)) found.add(`${who} ${word}`)
        }),
      )
  }
  expect(asked).toBeGreaterThan(500)
  const told = Object.entries(words).flatMap(([word, who]) => who.map((one) => `${one} ${word}`))
  expect(told.filter((one) => !found.has(one))).toEqual([])
})

test('nor can it be asked about: by filter, order, group, board, search, selection, lookalikes, merge, agents', async () => {
  const [pooled, own, shared, loser, survivor] = ids['account']!
  const mine: Record<Who, string[]> = {
    boss: [pooled!],
    member: [],
    keeper: [own!, shared!, survivor!],
    cover: [own!, shared!, survivor!],
    friend: [shared!],
    rival: [],
    former: [],
    gone: [],
    outsider: [],
  }
  const where = { description: { contains: 'canary' } }
  const hers = (who: Who) => mine[who].toSorted()
  for (const who of names) {
    const query = (more: object) =>
      `account?${new URLSearchParams(Object.entries(more).map(([k, v]) => [k, typeof v === 'string' ? v : JSON.stringify(v)]))}`
    const { body: list } = await call(who, 'GET', query({ where, select: 'name', limit: '100' }))
    expect(list.data.map((r: Told) => r.id).sort(), who).toEqual(hers(who))
    const byPhone = await call(who, 'GET', query({ where: { phone: { contains: '13912340001' } }, select: 'name' }))
    expect(
      byPhone.body.data?.map((r: Told) => r.id),
      JSON.stringify(byPhone.body),
    ).toEqual(who === 'boss' ? [pooled] : [])
    const { body: selected } = await call(who, 'POST', 'account/selection', { where })
    expect(selected.count, who).toBe(hers(who).length)
    const answers: Answer[] = [list, selected].map((body) => ({ status: 200, headers: {}, body }))
    for (const [url, body] of [
      ['account/group', { by: ['description'] }],
      ['account/group', { by: ['phone'] }],
      ['account/board', { by: 'type', select: ['name', 'description', 'phone'] }],
      ['account/export', { where, select: ['name', 'description', 'phone'] }],
      ['account/similar', { values: { name: 'Harbour Mills' } }],
      ['account/similar', { values: { name: 'Twin Tools' } }],
      ['account/similar', { values: { name: 'Waiting Works' } }],
      ['account/merge/preview', { ids: [own, loser] }],
      ['account/merge/preview', { ids: [pooled, survivor] }],
      ['account/merge/preview', { ids: [shared, own] }],
    ] as const)
      answers.push(await call(who, 'POST', url, body))
    answers.push(await call(who, 'GET', query({ sort: 'description', select: 'name,description,phone', limit: '100' })))
    for (const word of Object.keys(words)) {
      const { body } = await call(who, 'GET', `search?q=${word}&limit=50`)
      answers.push({ status: 200, headers: {}, body })
      const hits = (body.data as Told[]).map((hit) => hit.id).filter((hit) => ids['account']!.includes(hit))
      for (const hit of hits) expect(mine[who], `${who} finds by ${word}`).toContain(hit)
    }
    for (const [tool, given] of [
      ['list_records', { object: 'account', select: ['name', 'description', 'phone'], limit: 50 }],
      ['list_records', { object: 'collisionCase', limit: 50 }],
      ['list_records', { object: 'ownershipDispute', limit: 50 }],
      ['report', { object: 'account', by: ['description'] }],
      ['search', { query: 'canary' }],
      ...[pooled, own, shared, loser, survivor].map(
        (record) => ['get_record', { object: 'account', id: record }] as const,
      ),
    ] as const)
      answers.push(await agent(who, tool, given))
    for (const { body } of answers) expect(strange(who, body), who).toEqual([])
  }
})

test('a former id tells whoever may not see the survivor no more than an id that nobody has', async () => {
  const unknown = '00000000-0000-7000-8000-ffffffffffff'
  const [, , , loser] = ids['account']!
  for (const who of ['rival', 'outsider', 'former', 'gone'] as const)
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['GET', '/page', undefined],
      ['GET', '/timeline', undefined],
      ['GET', '/merges', undefined],
      ['GET', '/comments', undefined],
      // What was hers stands in her own bin still, as it was.
      ...(who === 'rival' ? [] : ([['POST', '/restore', undefined]] as const)),
      ['POST', '/claim', {}],
    ] as const) {
      const [there, none] = await Promise.all(
        [loser!, unknown].map((one) => call(who, method, `account/${one}${path}`, body)),
      )
      const faceless = ({ status, body: told }: Answer, one: string) =>
        `${status} ${JSON.stringify(told).replaceAll(one, '?')}`
      expect(faceless(there!, loser!), `${who} ${method} ${path}`).toBe(faceless(none!, unknown))
      expect(there!.headers['sampan-merged-into']).toBeUndefined()
    }
  // A filter by it finds what points at the survivor for those alone who may see that.
  const at = `contact?where=${encodeURIComponent(JSON.stringify({ account: loser }))}`
  for (const who of names) expect((await call(who, 'GET', at)).body.data, who).toEqual([])
})

test('webhooks, streams and notifications carry to each what is hers', async () => {
  for (const who of names) {
    const [messages, told] = [sent.get(who) ?? [], heard.get(who)!.heard]
    expect(strange(who, messages), who).toEqual([])
    expect(strange(who, told), who).toEqual([])
    expect(strange(who, (await call(who, 'GET', 'notifications?limit=100')).body), who).toEqual([])
  }
  const records = (who: Who) =>
    new Set(
      heard
        .get(who)!
        .heard.flatMap(({ data }) => (ids['account']!.includes(String(data['recordId'])) ? [data['recordId']] : [])),
    )
  const [pooled, , shared] = ids['account']!
  // A member hears that a record of her pool has changed where something that she may see of it has; nobody else does.
  for (const who of ['rival', 'former', 'gone', 'outsider'] as const) expect(records(who), who).toEqual(new Set())
  expect(records('friend')).toEqual(new Set([shared]))
  expect(records('boss')).toEqual(new Set([pooled]))
  expect(wordsIn(sent.get('keeper'))).toContain('canaryown')
  expect(wordsIn(sent.get('boss'))).toContain('canarycovered')
})

async function agent(who: Who, name: string, input: object): Promise<Answer> {
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: input } }
  return call(who, 'POST', '/mcp', message, { accept: 'application/json, text/event-stream' })
}
