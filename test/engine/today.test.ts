import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { noteHere } from '#engine/today/seen.ts'
import type { ApiToday, ApiTodayList, ApiTodayTeam } from '#kernel/api-today.ts'
import { type Answer, startSampan, type TestSampan } from '../harness.ts'

/* The page that opens first: each kind of person finds what is hers on it, and nothing else. Monday noon in Shanghai. */

const start = Date.parse('2026-11-23T04:00:00.000Z')
const hour = 3_600_000
let time = start
let sampan: TestSampan
let leader: Session
let li: Session
let wang: Session
let outsider: Session
beforeAll(async () => {
  sampan = await startSampan({ clock: { now: () => new Date(time) } })
  const { call, admin } = sampan
  const team = (await call(admin, 'POST', '/api/v1/team', { name: '华东' })).body.id as string
  const other = (await call(admin, 'POST', '/api/v1/team', { name: '华南' })).body.id as string
  leader = await sampan.person('陈主管', 'salesManager', { teamId: team })
  li = await sampan.person('李工', 'sales', { teamId: team })
  wang = await sampan.person('王工', 'sales', { teamId: team })
  outsider = await sampan.person('外人', 'sales', { teamId: other })
  await call(admin, 'PATCH', `/api/v1/team/${team}`, { leader: leader.principal.id })
})
afterAll(() => sampan.close())

const made = async (by: Session, object: string, values: object): Promise<Answer['body']> => {
  const { status, body } = await sampan.call(by, 'POST', `/api/v1/${object}`, values)
  expect(status, JSON.stringify(body)).toBe(201)
  return body
}
const today = async (session: Session): Promise<ApiToday> => {
  const { status, body } = await sampan.call(session, 'GET', '/api/v1/today')
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}
const team = async (session: Session): Promise<ApiTodayTeam> => {
  const { status, body } = await sampan.call(session, 'GET', '/api/v1/today/team')
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}
const names = (lists: readonly ApiTodayList[], key: string) =>
  lists.find((list) => list.key === key)?.data.map((row) => row.subject ?? row.name) ?? []
const at = (shift: number) => new Date(time + shift).toISOString()

describe('what is not hers is not there', () => {
  test('nobody who is not signed in, no team for who leads nobody, no health for who is no administrator', async () => {
    for (const path of ['today', 'today/team'])
      expect((await sampan.call(null, 'GET', `/api/v1/${path}`)).status).toBe(401)
    expect(await today(outsider)).toMatchObject({
      self: [],
      mentions: [],
      changed: { data: [] },
      leads: false,
      admin: null,
    })
  })

  test('a section that asks for a hidden field is left out, not refused', async () => {
    const { body: role } = await sampan.call(sampan.admin, 'POST', '/api/v1/role', {
      name: '不见状态',
      key: 'blind',
      grants: { activity: { read: 'all', create: true, fields: { status: 'hidden' } } },
    })
    const blind = await sampan.person('盲', role.id)
    await made(sampan.admin, 'activity', { subject: '看不见', dueAt: at(-48 * hour), owner: blind.principal.id })
    expect((await today(blind)).self).toEqual([])
  })
})

describe('a salesperson', () => {
  test('finds her tasks by their day, customers and deals that nothing is planned for, and what may be done in a row', async () => {
    const customer = await made(li, 'account', { name: '瑞达机械' })
    const planned = await made(li, 'account', { name: '有安排的客户' })
    await made(li, 'activity', { subject: '逾期', dueAt: at(-30 * hour) })
    await made(li, 'activity', { subject: '今天', dueAt: at(2 * hour) })
    await made(li, 'activity', { subject: '后天', dueAt: at(48 * hour), account: planned.id })
    await made(li, 'activity', { subject: '某天' })
    await made(wang, 'activity', { subject: '别人的', dueAt: at(-30 * hour) })
    await made(li, 'opportunity', { name: '本月成交', closeDate: '2026-11-28', account: customer.id })
    await made(li, 'opportunity', { name: '已过期', closeDate: '2026-11-20', nextStep: '再约' })
    const { self } = await today(li)
    expect(self.map(({ key }) => key)).toEqual([
      'overdue',
      'dueToday',
      'closingUnattended',
      'slipped',
      'dealsWithoutStep',
      'customersWithoutStep',
      'dueSoon',
      'undated',
    ])
    expect(names(self, 'overdue')).toEqual(['逾期'])
    expect(names(self, 'dueToday')).toEqual(['今天'])
    expect(names(self, 'dueSoon')).toEqual(['后天'])
    expect(names(self, 'undated')).toEqual(['某天'])
    expect(names(self, 'closingUnattended')).toEqual(['本月成交'])
    expect(names(self, 'slipped')).toEqual(['已过期'])
    expect(names(self, 'customersWithoutStep')).toEqual(['瑞达机械'])
    expect(self[0]).toMatchObject({
      late: true,
      acts: { done: 'complete', undo: 'reopen', later: 'reschedule' },
      total: { value: 1, exact: true },
    })
    expect(self.find(({ key }) => key === 'customersWithoutStep')).toMatchObject({
      add: { object: 'activity', by: 'account' },
    })
  })

  test('is led by each list to the very records', async () => {
    for (const { object, where, total } of (await today(li)).self) {
      const query = new URLSearchParams({ where: JSON.stringify(where), count: 'exact' })
      const { body } = await sampan.call(li, 'GET', `/api/v1/${object}?${query}`)
      expect(body.total.value).toBe(total.value)
    }
  })

  test('is told how many there are beyond those shown, a thousand at most', async () => {
    const create = Array.from({ length: 1_000 }, (_, i) => ({ subject: `第 ${i} 件`, dueAt: at(-80 * hour) }))
    await sampan.call(wang, 'POST', '/api/v1/activity/batch', { create })
    const [overdue] = (await today(wang)).self
    expect(overdue?.data).toHaveLength(20)
    expect(overdue?.total).toEqual({ value: 1_000, exact: false })
  })
})

describe('a manager', () => {
  test('sees her people with a figure each, and the list behind it', async () => {
    await made(li, 'activity', { kind: 'call', subject: '打过', status: 'done', doneAt: at(-hour) })
    await made(outsider, 'activity', { kind: 'call', subject: '外队', status: 'done', doneAt: at(-hour) })
    expect((await today(leader)).leads).toBe(true)
    const { people, total, figures } = await team(leader)
    expect(people.map(({ name }) => name)).toEqual(['李工', '王工'])
    expect(total).toBe(2)
    const keys = figures.map(({ key }) => key)
    const [first, second] = people.map(({ values }) => Object.fromEntries(keys.map((key, i) => [key, values[i]])))
    expect(first).toMatchObject({ followedUp: 1, teamOverdue: 1, teamSlippedCount: 1, teamLeadCount: 0 })
    expect(second).toMatchObject({ followedUp: 0, teamOverdue: 1_000 })
    const figure = figures[keys.indexOf('followedUp')]!
    const where = JSON.stringify({ ...figure.where, owner: { in: [li.principal.id] } })
    const { body } = await sampan.call(leader, 'GET', `/api/v1/${figure.object}?${new URLSearchParams({ where })}`)
    expect(body.data.map((row: { subject: string }) => row.subject)).toEqual(['打过'])
  })

  test('gives a lead that nobody has touched to somebody else in the row', async () => {
    const fresh = await made(li, 'lead', { name: '今天的线索' })
    time += 24 * hour
    const old = (await team(leader)).lists.find(({ key }) => key === 'teamLeads')
    expect(old).toMatchObject({ assign: true, late: true, data: [{ id: fresh.id, owner: { title: '李工' } }] })
    const moved = await sampan.call(leader, 'PATCH', `/api/v1/lead/${fresh.id}`, { owner: wang.principal.id })
    expect(moved.status).toBe(200)
    expect(names((await team(leader)).lists, 'teamLeads')).toEqual(['今天的线索'])
    time = start
  })

  test('does not lead whom she only works with', async () => {
    expect((await today(li)).leads).toBe(false)
    expect(await team(li)).toEqual({ figures: [], people: [], total: 0, lists: [] })
  })
})

describe('what changed while she was away', () => {
  test('is told by record, without her own doing, and within her rights', async () => {
    const account = await made(li, 'account', { name: '夜里改的客户' })
    const hers = await made(li, 'account', { name: '自己改的客户' })
    await made(wang, 'account', { name: '别人的客户' })
    time += hour
    await sampan.call(sampan.admin, 'PATCH', `/api/v1/account/${account.id}`, { level: 'A', bankAccount: '6222' })
    await sampan.call(li, 'PATCH', `/api/v1/account/${hers.id}`, { level: 'B' })
    const { changed, since } = await today(li)
    expect(since).toBe(new Date(time - 24 * hour).toISOString())
    const found = changed.data.find(({ id }) => id === account.id)
    expect(found).toMatchObject({ object: 'account', title: '夜里改的客户' })
    expect(found?.events[0]).toMatchObject({
      kind: 'updated',
      actor: { title: '管理员' },
      changes: { level: [null, 'A'] },
    })
    expect(Object.keys(found!.events[0]!.changes)).toEqual(['level'])
    expect(changed.data.map(({ title }) => title)).not.toContain('自己改的客户')
    expect(changed.data.map(({ title }) => title)).not.toContain('别人的客户')
  })

  test('begins when she left, not when she looked last; a program with her key is not she', async () => {
    const here = { ...li, origin: { via: 'screen' as const } }
    await noteHere(here)
    time += hour
    await noteHere(here)
    const left = time
    time += 15 * hour
    await sampan.call(li, 'GET', '/api/v1/today') // by her key
    await noteHere(here)
    time += 10 * 60_000
    await noteHere(here)
    expect((await today(li)).since).toBe(new Date(left).toISOString())
  })
})

describe('an administrator', () => {
  test('is told of who never came, of what failed, and of a draft that waits, each with its place', async () => {
    const { admin, call, workspace } = sampan
    await call(admin, 'POST', '/api/v1/people', { name: '新人', email: 'new@example.com', role: 'sales' })
    await call(admin, 'POST', '/api/v1/configuration/draft', {})
    await workspace.db.pool.query(
      `insert into "${workspace.schema}".feed (id, name, object, source, plan, every_minutes, paused, next_at, error, created_at)
       values (gen_random_uuid(), 'F', 'account', '{}', '{}', 60, false, now(), '{"en":"Away","zh":"不在"}', now())`,
    )
    const { checks } = (await today(admin)).admin!
    const found = Object.fromEntries(checks.map(({ key, state, to }) => [key, [state, to]]))
    expect(found).toMatchObject({ feeds: ['wrong', '/settings/feeds'], invited: ['warn', '/settings/people'] })
    for (const { count } of checks) expect(count).toBeGreaterThan(0)
  })
})
