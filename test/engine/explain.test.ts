import { afterAll, beforeAll, expect, test } from 'vitest'
import { whoReaches } from '#engine/access/explain.ts'
import type { Verb } from '#engine/access/principal.ts'
import type { Session } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { queryOf } from '#engine/query/query.ts'
import type { ApiAccess, ApiWhy } from '#kernel/api-access.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'

/* Who can see a record, and why; why somebody cannot. A small company of two teams and a chain of managers. */

let sampan: TestSampan
const people: Record<string, Session> = {}
const planets: Record<string, string> = {}
const teams: Record<string, string> = {}
const unknown = '00000000-0000-7000-8000-00000000ffff'

beforeAll(async () => {
  sampan = await startSampan({ modules: sky() })
  const { admin, call } = sampan
  const post = async (path: string, body: object) => {
    const answer = await call(admin, 'POST', path, body)
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    return String(answer.body?.id ?? '')
  }
  const role = (name: string, planet: object) => post('/api/v1/role', { name, key: name, grants: { planet } })
  const mine = ['own', 'shared']
  const roles = {
    own: await role('seller', { read: mine, update: mine, delete: 'own', create: true, actions: 'all' }),
    team: await role('mate', { read: ['team', 'shared'], update: mine, delete: 'none', fields: { mass: 'read' } }),
    below: await role('head', { read: 'teamAndBelow', update: 'teamAndBelow', fields: { note: 'hidden' } }),
    ice: await role('ice', { read: { where: { kind: 'ice' } }, update: { where: { owner: { is: 'me' } } } }),
    all: await role('reader', { read: 'all', export: true }),
    none: await role('nothing', { read: 'none' }),
  }
  teams.east = await post('/api/v1/team', { name: '华东' })
  teams.south = await post('/api/v1/team', { name: '华南' })
  teams.shanghai = await post('/api/v1/team', { name: '上海', parent: teams.east })
  const add = async (name: string, role: string, teamId?: string) => {
    people[name] = await sampan.person(name, role, teamId ? { teamId } : {})
  }
  await add('王芳', roles.own, teams.shanghai)
  await add('李雷', roles.team, teams.shanghai)
  await add('张总', roles.below, teams.east)
  await add('陈南', roles.own, teams.south)
  await add('林头', roles.below)
  await add('冰', roles.ice, teams.south)
  await add('读者', roles.all)
  await add('无', roles.none)
  await add('停', roles.all)
  const id = (name: string) => people[name]!.principal.id!
  await call(admin, 'PATCH', `/api/v1/user/${id('陈南')}`, { manager: id('林头') })
  await call(admin, 'POST', `/api/v1/user/${id('停')}/disable`)
  const make = async (name: string, values: object) => {
    planets[name] = await post('/api/v1/planet', { name, ...values })
  }
  await make('王的', { owner: id('王芳') })
  await make('王的冰', { owner: id('王芳'), kind: 'ice' })
  await make('南的', { owner: id('陈南') })
  await make('冰的', { owner: id('冰'), kind: 'ice' })
  await make('没人的', { owner: null })
  await make('共享给人', { owner: id('陈南') })
  await make('共享给队', { owner: id('陈南') })
  await make('共享过', { owner: id('陈南') })
  await make('删掉的', { owner: id('王芳') })
  const share = (planet: string, granteeId: string, level: string, until: string | null = null) =>
    post(`/api/v1/planet/${planets[planet]}/shares`, { granteeId, level, until })
  await share('共享给人', id('王芳'), 'update', '2099-12-03T00:00:00Z')
  await share('共享给队', teams.east, 'read')
  await share('共享过', id('王芳'), 'read', '2020-01-01T00:00:00Z')
  await call(admin, 'DELETE', `/api/v1/planet/${planets['删掉的']}`)
  for (const [name, session] of Object.entries(people))
    people[name] = { ...session, principal: (await sampan.workspace.directory.person(id(name))) ?? session.principal }
})
afterAll(() => sampan.close())

const access = async (who: Session, planet: string) => {
  const { status, body } = await sampan.call(who, 'GET', `/api/v1/planet/${planets[planet]}/access`, undefined, {
    'accept-language': 'zh-CN',
  })
  return { status, body: body as ApiAccess }
}
const why = async (who: Session, query: string): Promise<ApiWhy> => {
  const { status, body } = await sampan.call(who, 'GET', `/api/v1/access/why?object=planet&${query}`, undefined, {
    'accept-language': 'zh-CN',
  })
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}

test('who sees a record is told to whoever may share it, to others not, and nothing about what is hidden', async () => {
  expect((await sampan.call(null, 'GET', `/api/v1/planet/${planets['王的']}/access`)).status).toBe(401)
  expect((await access(people['陈南']!, '王的')).status).toBe(404)
  expect((await access(people['李雷']!, '王的')).status).toBe(403)
  expect((await access(people['读者']!, '王的')).status).toBe(403)
  expect((await access(people['王芳']!, '王的')).status).toBe(200)
  expect((await access(sampan.admin, '删掉的')).status).toBe(404)
})

test('for everybody and every record it says exactly what the queries do', async () => {
  const { workspace, admin } = sampan
  const planet = workspace.registry.object('planet')
  const everybody = [...Object.values(people), admin]
  const verbs: Verb[] = ['read', 'update', 'delete']
  const real = new Set<string>()
  for (const { principal } of everybody) {
    if (!(await workspace.directory.person(principal.id!))) continue
    const query = queryOf({ workspace, principal })
    for (const verb of verbs) {
      const rows = await workspace.db.rows(
        sql`select r.id from ${query.from('planet', 'r')} where ${query.reach(planet, { verb })}`,
      )
      for (const [id] of rows) real.add(`${principal.name} ${verb} ${id}`)
    }
  }
  const told = new Set<string>()
  for (const [name, id] of Object.entries(planets)) {
    if (name === '删掉的') continue
    for (const person of (await whoReaches(admin, planet, id)).people) {
      for (const level of person.levels) if (level !== 'share') told.add(`${person.name} ${level} ${id}`)
      for (const verb of verbs) expect((person.reasons[verb] ?? []).length > 0).toBe(person.levels.includes(verb))
    }
  }
  expect([...told].sort()).toEqual([...real].sort())
  expect(real.size).toBeGreaterThan(40)
})

test('the reasons are told in words, with team, share, reporting line and hidden fields', async () => {
  const of = async (planet: string, name: string) =>
    (await access(sampan.admin, planet)).body.people.find((person) => person.name === name)
  const first = async (planet: string, name: string) => (await of(planet, name))?.reasons.read?.[0]
  expect(await first('王的', '王芳')).toMatchObject({ by: 'own', words: expect.stringContaining('本人是负责人') })
  expect(await first('王的', '李雷')).toMatchObject({ by: 'team', words: expect.stringContaining('同一团队「上海」') })
  expect(await first('王的', '张总')).toMatchObject({ by: 'below', words: expect.stringContaining('下级团队「上海」') })
  expect(await first('南的', '林头')).toMatchObject({ by: 'line', words: expect.stringContaining('汇报') })
  expect(await first('共享给人', '王芳')).toMatchObject({
    by: 'shared',
    words: '由管理员共享，可查看，2099-12-03 到期',
    until: '2099-12-03T00:00:00.000Z',
  })
  expect(await first('共享给队', '王芳')).toMatchObject({ words: '由管理员共享给团队「华东」，可查看' })
  expect(await first('王的冰', '冰')).toMatchObject({ by: 'condition' })
  expect(await first('王的', '读者')).toMatchObject({ by: 'all', words: '角色「reader」可查看全部行星' })
  expect(await first('王的', '管理员')).toMatchObject({ by: 'admin' })
  expect((await of('王的', '张总'))?.hidden).toEqual(['备注', '机密'])
  expect((await of('王的', '王芳'))?.levels).toEqual(['read', 'update', 'delete', 'share'])
  expect(await of('共享过', '王芳')).toBeUndefined()
  expect(await of('王的', '停')).toBeUndefined()
  // whoever may share but not see a field is not told that it exists
  const hers = (await access(people['王芳']!, '王的')).body.people.find((person) => person.name === '张总')
  expect(hers?.hidden).toEqual(['备注'])
})

test('to an ordinary person a hidden record, a deleted one, an unknown id and an unknown object answer word for word alike', async () => {
  const wang = people['王芳']!
  const answers = await Promise.all([
    why(wang, `id=${planets['南的']}`),
    why(wang, `id=${planets['删掉的']}`),
    why(wang, `id=${unknown}&do=update`),
    why(wang, `id=${planets['南的']}&field=secret`),
    why(wang, 'id=x'),
    why(wang, `object=comet&id=${unknown}`).catch(() => null),
    why(wang, `link=https://crm.example.com/planet/${planets['南的']}`),
    why(wang, `link=/comet/${unknown}`),
  ])
  for (const answer of answers) if (answer) expect(answer).toEqual(answers[0])
  expect(answers[0]).toMatchObject({ allowed: false, because: ['没有这条记录，或者它没有向你开放。'] })
  expect(answers[0]!.ask).toContain('管理员')
  const other = `/api/v1/access/why?object=planet&id=${planets['南的']}&person=${people['李雷']!.principal.id}`
  expect((await sampan.call(wang, 'GET', other)).status).toBe(404)
})

test('an administrator is told the real reason, also for somebody else', async () => {
  const wang = people['王芳']!.principal.id
  const asked = await why(sampan.admin, `id=${planets['南的']}&person=${wang}`)
  expect(asked.allowed).toBe(false)
  expect(asked.because).toEqual([
    '角色「seller」可查看：本人负责的行星、共享给本人的行星。',
    '这条记录的负责人是陈南，属于团队「华南」。',
  ])
  expect((await why(sampan.admin, `id=${unknown}&person=${wang}`)).because).toEqual(['没有这个编号的记录。'])
  expect((await why(sampan.admin, `id=${planets['删掉的']}`)).because).toEqual(['这条记录在回收站里。'])
  expect((await why(sampan.admin, `id=${planets['王的']}&person=${people['停']!.principal.id}`)).because[0]).toContain(
    '已停用',
  )
  expect((await why(sampan.admin, `id=${planets['王的']}&person=${wang}`)).allowed).toBe(true)
})

test('of a record that she sees, anybody is told why she may not change it, its fields, or use its actions', async () => {
  const li = people['李雷']!
  const about = (rest: string) => why(li, `id=${planets['王的']}&${rest}`)
  expect(await about('do=read')).toMatchObject({ allowed: true, ask: null })
  expect((await about('do=update')).because[0]).toBe('角色「mate」可修改：本人负责的行星、共享给本人的行星。')
  expect((await about('do=delete')).because[0]).toBe('角色「mate」没有删除行星的权限。')
  expect((await about('do=export')).because[0]).toBe('角色「mate」没有导出行星的权限。')
  expect((await about('field=mass')).because[0]).toContain('只能查看「质量」')
  expect((await about('field=density')).because[0]).toContain('由系统计算')
  expect((await about('field=secret')).because).toEqual((await about('field=nowhere')).because)
  expect((await about('action=touch')).because[0]).toContain('没有这个操作')
  expect(await why(people['王芳']!, `id=${planets['王的']}&field=mass`)).toMatchObject({ allowed: true })
})

test('who reaches a record by a share gives on no more and no longer than she has, and it ends with hers', async () => {
  const { admin, call } = sampan
  const [wang, li] = [people['王芳']!, people['读者']!]
  const { body: planet } = await call(admin, 'POST', '/api/v1/planet', {
    name: '转共享',
    owner: people['陈南']!.principal.id,
  })
  const url = `/api/v1/planet/${planet.id}/shares`
  const soon = '2098-01-01T00:00:00.000Z'
  const share = (who: Session, body: object) => call(who, 'POST', url, body)
  const seen = async (who: Session) => (await call(who, 'GET', `/api/v1/planet/${planet.id}`)).status
  const all = async () => (await call(admin, 'GET', url)).body.data as { granteeId: string; until: string }[]
  const east = { granteeId: teams.east, level: 'update' }
  expect((await share(wang, east)).status).toBe(404)
  expect((await share(admin, { granteeId: wang.principal.id, level: 'read' })).status).toBe(204)
  expect((await share(wang, east)).status).toBe(403)
  await share(admin, { granteeId: wang.principal.id, level: 'update', until: soon })
  const late = await share(wang, { ...east, until: '2098-01-02T00:00:00Z' })
  expect([late.status, late.body.errors[0].field]).toEqual([422, 'until'])
  expect((await share(wang, { ...east, until: null })).status).toBe(422)
  // her own share she cannot prolong, nor take away what others gave
  expect((await share(wang, { granteeId: wang.principal.id, level: 'update', until: soon })).status).toBe(403)
  expect((await share(admin, { granteeId: li.principal.id })).status).toBe(204)
  expect((await call(wang, 'DELETE', `${url}/${li.principal.id}`)).status).toBe(403)
  expect((await share(wang, east)).status).toBe(204)
  expect((await all()).find((one) => one.granteeId === teams.east)?.until).toBe(soon)
  // what is shortened above is shortened below, what is taken back above is gone below
  const sooner = '2097-01-01T00:00:00.000Z'
  await share(admin, { granteeId: wang.principal.id, level: 'update', until: sooner })
  expect((await all()).find((one) => one.granteeId === teams.east)?.until).toBe(sooner)
  expect((await call(admin, 'DELETE', `${url}/${wang.principal.id}`)).status).toBe(204)
  expect((await all()).map((one) => one.granteeId)).toEqual([li.principal.id])
  expect(await seen(wang)).toBe(404)
})
