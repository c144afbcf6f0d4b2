import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import type { ApiAccess, ApiShares, ApiWhy } from '#kernel/api-access.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'

/* What is open with what it belongs to: a star is shared, and with it its planets and their moons, as the company has settled. */

let sampan: TestSampan
let wang: Session
let li: Session
let south: string
const ids: Record<string, string> = {}

const settle = (sharing: unknown, who = sampan.admin) =>
  sampan.call(who, 'PATCH', '/api/v1/settings', { sharing }, { 'accept-language': 'zh-CN' })
const share = (who: Session, path: string, body: object) => sampan.call(who, 'POST', `/api/v1/${path}/shares`, body)
const status = async (who: Session, path: string) => (await sampan.call(who, 'GET', `/api/v1/${path}`)).status
const listed = async (who: Session, object: string): Promise<string[]> =>
  (await sampan.call(who, 'GET', `/api/v1/${object}`)).body.data.map((r: { id: string }) => r.id)

beforeAll(async () => {
  sampan = await startSampan({ modules: sky() })
  const { admin, call } = sampan
  const post = async (path: string, body: object) => {
    const answer = await call(admin, 'POST', path, body)
    expect(answer.status, JSON.stringify(answer.body)).toBe(201)
    return String(answer.body.id)
  }
  const mine = { read: ['own', 'shared'], update: ['own', 'shared'], delete: ['own', 'shared'], create: true }
  const grants = { star: mine, planet: mine, moon: { ...mine, read: 'own', update: 'own', delete: 'own' } }
  const seller = await post('/api/v1/role', { name: 'Seller', key: 'seller', grants })
  south = await post('/api/v1/team', { name: '华南' })
  wang = await sampan.person('王芳', seller)
  li = await sampan.person('李雷', seller, { teamId: south })
  const owner = wang.principal.id
  ids.star = await post('/api/v1/star', { name: 'Sol', owner })
  ids.planet = await post('/api/v1/planet', { name: 'Terra', star: ids.star, owner })
  ids.moon = await post('/api/v1/moon', { name: 'Luna', planet: ids.planet, owner })
  ids.other = await post('/api/v1/planet', { name: 'Elsewhere', owner })
})
afterAll(() => sampan.close())

test('only an administrator settles it, for relations that lead to something shared, in levels that there are', async () => {
  expect((await settle({ 'planet.star': 'read' }, wang)).status).toBe(404)
  expect((await sampan.call(wang, 'GET', '/api/v1/settings/sharing')).status).toBe(404)
  for (const [wish, at] of [
    [{ 'planet.star': 'delete' }, 'sharing.planet.star'],
    [{ 'planet.nothing': 'read' }, 'sharing.planet.nothing'],
    [{ 'star.region': 'read' }, 'sharing.star.region'],
    [{ constructor: 'read' }, 'sharing.constructor'],
    [['planet.star'], 'sharing'],
    ['read', 'sharing'],
  ] as const) {
    const { status, body } = await settle(wish)
    expect(status, JSON.stringify(wish)).toBe(422)
    expect(body.errors.map((p: { field: string }) => p.field)).toContain(at)
  }
  const { body } = await sampan.call(sampan.admin, 'GET', '/api/v1/settings/sharing')
  expect(body.data).toContainEqual({ object: 'moon', relation: 'planet', to: 'planet', level: 'none' })
  expect(body.data.map((one: { relation: string }) => one.relation)).not.toContain('region')
})

test('a share opens nothing but its record until that is settled', async () => {
  await share(wang, `star/${ids.star}`, { granteeId: south, level: 'read', until: '2099-08-01T00:00:00Z' })
  expect(await status(li, `star/${ids.star}`)).toBe(200)
  expect(await status(li, `planet/${ids.planet}`)).toBe(404)
  expect(await listed(li, 'planet')).toEqual([])
})

test('then it opens what belongs to it, over several steps, and never more than the share and the policy allow', async () => {
  expect((await settle({ 'planet.star': 'update', 'moon.planet': 'update' })).status).toBe(200)
  expect(await listed(li, 'planet')).toEqual([ids.planet])
  expect(await listed(li, 'moon')).toEqual([ids.moon])
  const name = (path: string) => sampan.call(li, 'PATCH', `/api/v1/${path}`, { mass: 3 })
  expect((await name(`planet/${ids.planet}`)).status, 'the share lets see only').toBe(403)
  await share(wang, `star/${ids.star}`, { granteeId: li.principal.id!, level: 'update' })
  expect((await name(`planet/${ids.planet}`)).status).toBe(200)
  expect((await name(`moon/${ids.moon}`)).status).toBe(200)
  await settle({ 'moon.planet': 'read' })
  expect((await name(`moon/${ids.moon}`)).status, 'the policy lets see only').toBe(403)
  expect((await sampan.call(li, 'DELETE', `/api/v1/planet/${ids.planet}`)).status).toBe(403)
  expect(await status(li, `planet/${ids.other}`), 'of another star').toBe(404)
})

test('what came with something else is not given on, and says so', async () => {
  const refused = await share(li, `planet/${ids.planet}`, { granteeId: south })
  expect(refused.status).toBe(403)
  const { body } = await sampan.call(li, 'GET', `/api/v1/access/why?object=planet&id=${ids.planet}&do=share`)
  expect((body as ApiWhy).allowed).toBe(false)
})

test('who can see it, and why, names what it came with, by whom and until when', async () => {
  const zh = { 'accept-language': 'zh-CN' }
  const ask = async (who: Session, path: string): Promise<ApiAccess> =>
    (await sampan.call(who, 'GET', `/api/v1/${path}/access`, undefined, zh)).body
  const hers = (await ask(sampan.admin, `moon/${ids.moon}`)).people.find(({ name }) => name === '李雷')!
  expect(hers.levels).toEqual(['read'])
  expect(hers.reasons.read!.map(({ by, words, until }) => [by, words, until ?? null])).toEqual([
    [
      'inherited',
      '随行星的恒星「Sol」开放：由王芳共享给团队「华南」，可查看，2099-08-01 到期',
      '2099-08-01T00:00:00.000Z',
    ],
    ['inherited', '随行星的恒星「Sol」开放：由王芳共享，可查看', null],
  ])
  const planet = (await ask(sampan.admin, `planet/${ids.planet}`)).people.find(({ name }) => name === '李雷')!
  expect(planet.levels, 'not to be shared on').toEqual(['read', 'update'])
  const shares = (await sampan.call(wang, 'GET', `/api/v1/planet/${ids.planet}/shares`)).body as ApiShares
  expect(shares.inherited.map(({ from }) => from.title)).toEqual(['Sol', 'Sol'])
  expect(shares.opens).toEqual([{ object: 'moon', level: 'read' }])
  const star = (await sampan.call(wang, 'GET', `/api/v1/star/${ids.star}/shares`)).body as ApiShares
  expect(star.opens).toEqual([
    { object: 'planet', level: 'update' },
    { object: 'moon', level: 'read' },
  ])
})

test('it ends with the share, with the star, and with the policy', async () => {
  await sampan.call(sampan.admin, 'DELETE', `/api/v1/star/${ids.star}`)
  expect(await listed(li, 'planet')).toEqual([])
  await sampan.call(sampan.admin, 'POST', `/api/v1/star/${ids.star}/restore`)
  expect(await listed(li, 'planet')).toEqual([ids.planet])
  await settle({ 'planet.star': 'none' })
  expect(await listed(li, 'planet')).toEqual([])
  await settle({ 'planet.star': 'read' })
  for (const grantee of [south, li.principal.id])
    await sampan.call(wang, 'DELETE', `/api/v1/star/${ids.star}/shares/${grantee}`)
  expect(await listed(li, 'planet')).toEqual([])
})

test('a relation that is hidden from somebody opens nothing to her: she would learn where it belongs', async () => {
  const { admin, call } = sampan
  const grants = {
    star: { read: ['own', 'shared'] },
    planet: { read: ['own', 'shared'], fields: { star: 'hidden' } },
  }
  const { body } = await call(admin, 'POST', '/api/v1/role', { name: 'Blind', key: 'blind', grants })
  const blind = await sampan.person('盲', body.id)
  await share(wang, `star/${ids.star}`, { granteeId: blind.principal.id!, level: 'read' })
  expect(await status(blind, `star/${ids.star}`)).toBe(200)
  expect(await listed(blind, 'planet')).toEqual([])
})

test('each step up is taken by a primary key and the share is found by its index', async () => {
  const { workspace } = sampan
  const { queryOf } = await import('#engine/query/query.ts')
  const { raw, sql } = await import('#engine/db/sql.ts')
  const principal = (await workspace.directory.person(li.principal.id!))!
  const query = queryOf({ workspace, principal })
  const plan = await workspace.db.transaction(async (tx) => {
    await tx.count(sql`set local enable_seqscan = off`)
    await tx.count(sql`set local enable_hashjoin = off`)
    return tx.rows(
      sql`explain select r.id from ${query.from('moon', 'r')} where r.id = ${ids.moon}::uuid and ${query.scope('moon', 'read', raw('r'))!}`,
    )
  })
  const text = plan.flat().join('\n')
  expect(text).not.toMatch(/Seq Scan/)
  expect(text).toMatch(/share_(record_key|grantee_idx)/)
})
