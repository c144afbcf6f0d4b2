import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Verb } from '#engine/access/principal.ts'
import { sql } from '#engine/db/sql.ts'
import { queryOf } from '#engine/query/query.ts'
import type { ApiRightsChange, ApiRightsPreview } from '#kernel/api-access.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'

/* What a change of rights would open and close, held against what it did open and close once it was saved. */

let sampan: TestSampan
let role: { id: string; version: number; grants: object }
const ids: Record<string, string> = {}
beforeAll(async () => {
  sampan = await startSampan({ modules: sky() })
  const { admin, call } = sampan
  const post = async (path: string, body: object) => (await call(admin, 'POST', path, body)).body
  role = await post('/api/v1/role', {
    name: 'Seller',
    key: 'seller',
    grants: { planet: { read: ['own', 'shared'], update: 'own', create: true, actions: 'all' } },
  })
  ids.east = (await post('/api/v1/team', { name: 'East' })).id
  ids.south = (await post('/api/v1/team', { name: 'South' })).id
  ids.boss = (await sampan.person('Boss', role.id)).principal.id!
  for (const [name, team] of [
    ['A', 'east'],
    ['B', 'east'],
    ['C', 'south'],
    ['D', 'south'],
  ] as const)
    ids[name] = (await sampan.person(name, role.id, { teamId: ids[team]! })).principal.id!
  let n = 0
  for (const owner of ['A', 'A', 'A', 'B', 'B', 'C', 'D', 'D', 'D', 'D'])
    await post('/api/v1/planet', { name: `P${n++}`, owner: ids[owner], kind: n % 3 === 0 ? 'ice' : 'rock' })
  const { data } = (await call(admin, 'GET', '/api/v1/planet?limit=1')).body
  await post(`/api/v1/planet/${data[0].id}/shares`, { granteeId: ids.B })
})
afterAll(() => sampan.close())

const verbs: Verb[] = ['read', 'update', 'delete']

/** `person verb record` of everybody who is active, as the queries have it. */
async function reality(): Promise<Set<string>> {
  const { workspace } = sampan
  const planet = workspace.registry.object('planet')
  const found = new Set<string>()
  for (const { id, name } of (await workspace.directory.everyone()).people.values()) {
    const principal = await workspace.directory.person(id)
    if (!principal) continue
    const query = queryOf({ workspace, principal })
    for (const verb of verbs) {
      const rows = await workspace.db.rows(
        sql`select r.id from ${query.from('planet', 'r')} where ${query.reach(planet, { verb })}`,
      )
      for (const [record] of rows) found.add(`${name} ${verb} ${record}`)
    }
  }
  return found
}

/** What differs, as the preview counts it: records and people by verb and direction. */
function compared(before: Set<string>, after: Set<string>) {
  const result: Record<string, [records: number, people: number]> = {}
  for (const verb of verbs)
    for (const [way, more, less] of [
      ['opens', after, before],
      ['closes', before, after],
    ] as const) {
      const gained = [...more].filter((one) => one.includes(` ${verb} `) && !less.has(one)).map((one) => one.split(' '))
      if (gained.length > 0)
        result[`${verb} ${way}`] = [new Set(gained.map((g) => g[2])).size, new Set(gained.map((g) => g[0])).size]
    }
  return result
}

function told(changes: readonly ApiRightsChange[]) {
  return Object.fromEntries(
    changes
      .filter((one) => one.is === 'records' && one.object === 'planet')
      .map((one) => [`${one.verb} ${one.opens ? 'opens' : 'closes'}`, [one.records!.value, one.people]]),
  )
}

const preview = async (edit: object): Promise<ApiRightsPreview> => {
  const { status, body } = await sampan.call(sampan.admin, 'POST', '/api/v1/access/preview', edit, {
    'accept-language': 'zh-CN',
  })
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}

test('grants that cannot be read are refused at their place, and nobody but an administrator looks', async () => {
  const { call, admin } = sampan
  const refused = async (grants: object) =>
    (await call(admin, 'POST', '/api/v1/access/preview', { role: role.id, grants })).body.errors?.map(
      (e: { field: string }) => e.field,
    )
  expect(await refused({ comet: {} })).toEqual(['grants.comet'])
  expect(
    await refused({ planet: { read: 'everything', fields: { mas: 'hidden' }, create: 'yes', see: true } }),
  ).toEqual(['grants.planet.see', 'grants.planet.read', 'grants.planet.create', 'grants.planet.fields.mas'])
  expect(await refused({ planet: { read: { where: { nowhere: 1 } } } })).toEqual(['grants.planet.read'])
  expect(await refused({ planet: { fields: { mass: 'seen' }, actions: ['fly'] } })).toHaveLength(2)
})

test.each([
  ['own to team', { planet: { read: ['team', 'shared'], update: 'team', delete: 'own', create: true } }],
  ['team to a condition', { planet: { read: { where: { kind: 'ice' } }, update: { where: { owner: { is: 'me' } } } } }],
  ['a condition to all', { planet: { read: 'all', update: 'all', export: true } }],
  ['all to nothing', { planet: {} }],
  ['nothing to everything that has no name', { '*': { read: 'all', delete: 'own' } }],
])('from %s: what it says before is what is so after', async (_, grants) => {
  const { call, admin } = sampan
  const before = await reality()
  const { changes } = await preview({ role: role.id, grants })
  const { body } = await call(admin, 'GET', `/api/v1/role/${role.id}`)
  const saved = await call(admin, 'PATCH', `/api/v1/role/${role.id}`, { grants }, { 'if-match': `"${body.version}"` })
  expect(saved.status).toBe(200)
  expect(told(changes)).toEqual(compared(before, await reality()))
})

test('so it is when somebody moves to another team, gets a manager, loses her roles, or is disabled', async () => {
  const { call, admin } = sampan
  const grants = { planet: { read: ['teamAndBelow', 'shared'], update: 'own' } }
  await call(admin, 'PATCH', `/api/v1/role/${role.id}`, { grants })
  for (const patch of [{ team: ids.south }, { manager: ids.boss }, { roles: [] }, { active: false }]) {
    const before = await reality()
    const { changes } = await preview({ person: ids.A, ...patch })
    expect((await call(admin, 'PATCH', `/api/v1/user/${ids.A}`, patch)).status).toBe(200)
    expect(told(changes), JSON.stringify(patch)).toEqual(compared(before, await reality()))
  }
})

test('it is told in words, with fields, verbs and administrators', async () => {
  const words = async (edit: object) => (await preview(edit)).changes.map((one) => one.words)
  const all = await words({
    role: role.id,
    grants: { planet: { read: 'all', export: true, fields: { call: 'hidden', mass: 'read' } } },
  })
  expect(all).toContain('4 人可以导出行星')
  expect(all).toContain('行星的字段「电话」对 4 人变为隐藏')
  expect(all.some((one) => /^\d+ 条行星变为对 \d 人可见$/.test(one))).toBe(true)
  expect(await words({ role: role.id, grants: {}, admin: true })).toContain('4 人成为系统管理员')
  expect(await words({ role: role.id, deleted: true })).toContain('10 条行星对 4 人不再可见')
})

test('a role is not saved with grants that cannot be read; each problem stands at its place', async () => {
  const { call, admin } = sampan
  const wrong = await call(admin, 'PATCH', `/api/v1/role/${role.id}`, {
    grants: { planet: { fields: { mas: 'hidden' } } },
  })
  expect(wrong.status).toBe(422)
  expect(wrong.body.errors).toMatchObject([{ field: 'grants.planet.fields.mas', code: 'grant' }])
})

test('so it is when a team moves below another; below itself it is refused', async () => {
  const { call, admin } = sampan
  await call(admin, 'PATCH', `/api/v1/user/${ids.A}`, { active: true, roles: [role.id], team: ids.east, manager: null })
  await call(admin, 'PATCH', `/api/v1/role/${role.id}`, {
    grants: { planet: { read: ['teamAndBelow', 'shared'], update: 'own' } },
  })
  for (const parent of [ids.east, null]) {
    const before = await reality()
    const { changes } = await preview({ team: ids.south, parent })
    expect((await call(admin, 'PATCH', `/api/v1/team/${ids.south}`, { parent })).status).toBe(200)
    expect(told(changes), String(parent)).toEqual(compared(before, await reality()))
    expect(changes.length).toBeGreaterThan(0)
  }
  await call(admin, 'PATCH', `/api/v1/team/${ids.south}`, { parent: ids.east })
  const circle = { team: ids.east, parent: ids.south }
  const refused = await call(admin, 'POST', '/api/v1/access/preview', circle)
  expect([refused.status, refused.body.errors?.[0].field]).toEqual([422, 'parent'])
})
