import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { runJob } from '#engine/events/work.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { handOf, type Told } from '../../../test/modules/hand.ts'

/* Who gets what comes in, why, within which limits, and what happens where nobody answers. */

const day = 86_400_000
// A Monday, ten o'clock in Shanghai.
const start = Date.parse('2026-11-02T02:00:00.000Z')
let week = 0
let time = start
let sampan: TestSampan
let admin: ReturnType<typeof handOf>
let team: Told
let boss: Session
let people: Session[]
let pool: Told
beforeAll(async () => {
  sampan = await startSampan({ clock: { now: () => new Date(time) } })
  admin = handOf(sampan, sampan.admin)
  team = await admin.make('team', { name: '华东' })
  const below = await admin.make('team', { name: '上海', parent: team.id })
  boss = await sampan.person('周敏', 'salesManager')
  people = []
  for (const name of ['甲', '乙', '丙'])
    people.push(await sampan.person(name, 'sales', { teamId: name === '丙' ? below.id : team.id }))
  for (const one of people) await admin.change('user', one.principal.id!, { manager: boss.principal.id })
  pool = await admin.make('pool', { name: '线索公海', object: 'lead', managers: [boss.principal.id] })
})
beforeEach(async () => {
  week++
  time = start + week * 7 * day
  for (const { id } of await admin.list('assignmentRule', {})) await admin.remove('assignmentRule', id)
})
afterAll(() => sampan.close())

const id = (i: number) => people[i]!.principal.id!
const rule = (values: object = {}): Promise<Told> =>
  admin.make('assignmentRule', {
    name: `规则 ${Math.random()}`,
    object: 'lead',
    teams: [team.id],
    active: true,
    ...values,
  })
let count = 0
/** A lead as a program brings it, without an owner. */
const lead = (values: object = {}): Promise<Told> => admin.make('lead', { name: `线索 ${count++}`, ...values })
const ownerOf = async (made: Told) => (await admin.see('lead', made.id)).owner?.id ?? null
const owners = async (n: number, values: object = {}) => {
  const got: (string | null)[] = []
  for (let i = 0; i < n; i++) got.push(await ownerOf(await lead(values)))
  return got
}
const times = (got: readonly (string | null)[], who: string) => got.filter((one) => one === who).length

describe('what is refused', () => {
  test('rules that name nobody, or what there is not', async () => {
    const refused = (values: object) =>
      admin.refused.make('assignmentRule', { name: '坏规则', object: 'lead', people: [id(0)], ...values })
    expect(await refused({ people: [] })).toEqual(['422', 'people: required'])
    expect(await refused({ to: 'pool' })).toEqual(['422', 'pool: required'])
    expect(await refused({ where: { moon: 1 } })).toEqual(['422', 'where: filter'])
    expect(await refused({ skills: ['flying'] })).toEqual(['422', 'skills: skill'])
    expect(await refused({ respondHours: 0 })).toContain('422')
    const accounts = await admin.make('pool', { name: '客户公海', object: 'account' })
    expect(await refused({ to: 'pool', pool: accounts.id })).toEqual(['422', 'pool: object'])
  })

  test('making rules and writing the ledger, by whoever is no administrator', async () => {
    const seller = handOf(sampan, people[0]!)
    expect(await seller.refused.make('assignmentRule', { name: '我的', object: 'lead', people: [id(0)] })).toEqual([
      '403',
      'forbidden',
    ])
    expect((await seller.refused.make('assignment', { record: 'x' }))[0]).toBe('403')
    const made = await lead({ owner: id(1) })
    expect((await seller.refused.act('lead', made.id, 'assignByRules'))[0]).not.toBe('200')
    expect(await admin.refused.act('lead', made.id, 'assignByRules')).toEqual(['409', 'not-now'])
  })
})

test('without rules everything is as it was; what somebody says holds against every rule', async () => {
  const before = await lead()
  expect(await ownerOf(before)).toBe(admin.id)
  await rule()
  expect(await ownerOf(await lead({ owner: id(2) }))).toBe(id(2))
  expect((await admin.see('lead', (await lead({ pool: pool.id })).id)).owner).toBeNull()
  await rule({ name: '不是这条', where: { source: 'referral' }, order: 1, people: [id(0)], teams: [] })
  expect(await admin.list('assignment', { recordName: before.name })).toEqual([])
})

test('in turn, with teams below, and the record says why', async () => {
  const made = await rule({ name: '华东线索' })
  const got = await owners(7)
  expect(people.map((_, i) => times(got, id(i))).sort()).toEqual([2, 2, 3].sort())
  for (let i = 3; i < 7; i++) expect(got[i]).toBe(got[i - 3])
  const [last] = await admin.list('lead', {}, '-createdAt')
  expect(last).toMatchObject({ heldReason: 'ruled', heldNote: '华东线索', previousOwner: null })
  const { body } = await sampan.call(sampan.admin, 'GET', `/api/v1/lead/${last.id}/timeline`)
  expect(JSON.stringify(body.data)).toContain('华东线索')
  const [entry] = await admin.list('assignment', { record: last.id })
  expect(entry).toMatchObject({ rule: { id: made.id }, person: { id: last.owner.id }, among: 3 })
})

test('the first rule that fits and has somebody decides: filter, order, hours, skills, absence, a pool at last', async () => {
  await admin.change('user', id(1), { skills: ['english', 'technical'] })
  await rule({ name: '一', order: 1, where: { source: 'referral' }, teams: [], people: [id(0)] })
  await rule({ name: '二', order: 2, where: { score: { gte: 30 } }, skills: ['english'] })
  await rule({ name: '三', order: 3, hours: 'outside', teams: [], people: [id(2)] })
  await rule({ name: '四', order: 9, to: 'pool', teams: [], pool: pool.id })
  expect(await ownerOf(await lead({ source: 'referral' }))).toBe(id(0))
  expect(await ownerOf(await lead({ rating: 'hot' }))).toBe(id(1))
  const rest = await lead()
  expect(await admin.see('lead', rest.id)).toMatchObject({ owner: null, pool: { id: pool.id }, heldNote: '四' })
  time += 12 * 3_600_000 // ten at night
  expect(await ownerOf(await lead())).toBe(id(2))
  const today = new Date(time).toISOString().slice(0, 10)
  await admin.make('absence', { person: id(1), covers: [id(2)], from: today, until: today })
  expect((await admin.see('lead', (await lead({ rating: 'hot' })).id)).heldNote).toBe('三')
  await admin.change('user', id(1), { skills: [] })
})

test('capacities of a day, of the rule and of the person; a holding cap; whoever holds least; shares', async () => {
  await rule({ perDay: 1 })
  const got = await owners(5)
  expect([...new Set(got.slice(0, 3))].sort()).toEqual(people.map((_, i) => id(i)).sort())
  expect(got.slice(3)).toEqual([admin.id, admin.id])
  time += day
  await admin.change('user', id(0), { dailyCapacity: 0 })
  expect(times(await owners(2), id(0))).toBe(0)
  await admin.change('user', id(0), { dailyCapacity: null })

  time += day
  for (const { id: old } of await admin.list('assignmentRule', {})) await admin.remove('assignmentRule', old)
  const held = (await admin.list('lead', { owner: id(1) })).length
  const cap = await admin.make('holdingCap', { name: '上限', object: 'lead', most: held, people: [id(1)] })
  await rule({ way: 'load', people: [id(0), id(1)], teams: [] })
  expect(times(await owners(4), id(1))).toBe(0)
  await admin.remove('holdingCap', cap.id)

  for (const { id: old } of await admin.list('assignmentRule', {})) await admin.remove('assignmentRule', old)
  await admin.change('user', id(0), { assignmentWeight: 3 })
  await rule({ way: 'share', people: [id(0), id(1)], teams: [] })
  const shared = await owners(8)
  expect([times(shared, id(0)), times(shared, id(1))]).toEqual([6, 2])
  await admin.change('user', id(0), { assignmentWeight: null })
})

test('from every entrance: a batch, an import that can be undone, an empty owner on the screen, and later by hand', async () => {
  const ruled = await rule({ people: [id(0), id(1)], teams: [] })
  const create = Array.from({ length: 6 }, (_, i) => ({ name: `批量 ${i}` }))
  const { body } = await sampan.call(sampan.admin, 'POST', '/api/v1/lead/batch', { create })
  expect(body.data.map((one: Told) => one.owner.id)).toEqual([0, 1, 0, 1, 0, 1].map(id))

  const boundary = 'a-boundary-that-no-file-has'
  const file = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="lead.csv"\r\n\r\n姓名\n导入一\n导入二\r\n--${boundary}--\r\n`
  const uploaded = await sampan.call(sampan.admin, 'POST', '/api/v1/imports?object=lead', Buffer.from(file), {
    'content-type': `multipart/form-data; boundary=${boundary}`,
  })
  expect(uploaded.status, JSON.stringify(uploaded.body)).toBe(201)
  const at = `/api/v1/imports/${uploaded.body.id}`
  await sampan.call(sampan.admin, 'POST', `${at}/run`, { plan: {} })
  await expect.poll(async () => (await sampan.call(sampan.admin, 'GET', at)).body.status).toBe('done')
  const imported = await admin.list('lead', { name: { startsWith: '导入' } }, 'name')
  expect(imported.map((one) => one.owner.id).sort()).toEqual([id(0), id(1)].sort())
  const undone = await sampan.call(sampan.admin, 'POST', `${at}/undo`, {})
  // The leads and what the ledger says of them, so that nobody's day is counted for what is gone.
  expect(undone.body).toMatchObject({ undo: { removed: 4, kept: [] } })

  const screen = (values: object) =>
    sampan.call(people[2]!, 'POST', '/api/v1/lead', { name: '屏幕', ...values }, { 'sec-fetch-site': 'same-origin' })
  const mine = await screen({})
  const emptied = await screen({ owner: null })
  expect([mine.status, emptied.status]).toEqual([201, 201])
  expect([id(0), id(1)]).toContain(await ownerOf(emptied.body))

  await admin.change('assignmentRule', ruled.id, { active: false })
  const waiting = await lead({ owner: null })
  expect(await ownerOf(waiting)).toBeNull()
  expect(await admin.refused.act('lead', waiting.id, 'assignByRules')).toEqual(['409', 'nobody'])
  await admin.change('assignmentRule', ruled.id, { active: true })
  await admin.act('lead', waiting.id, 'assignByRules')
  expect([id(0), id(1)]).toContain(await ownerOf(waiting))
})

test('whoever manages a pool gives from it by territory; what no rule takes stays, and nothing goes into a pool again', async () => {
  const seller = handOf(sampan, people[0]!)
  const chief = handOf(sampan, boss)
  for (const one of await admin.list('lead', { pool: pool.id }))
    await admin.act('lead', one.id, 'assign', { to: admin.id })
  const south = { where: { 'address.province': '广东省' }, order: 1, teams: [], people: [id(1)] }
  await rule(south)
  await rule({ where: { 'address.province': '上海市' }, order: 2, teams: [], people: [id(2)], perDay: 1 })
  await rule({ order: 3, to: 'pool', teams: [], pool: pool.id })
  const waiting = (province: string) => lead({ pool: pool.id, address: { province } })
  const made = [await waiting('广东省'), await waiting('上海市'), await waiting('上海市'), await waiting('北京市')]
  expect(await seller.refused.act('pool', pool.id, 'distributeByRules', { count: 5 })).toEqual(['403', 'forbidden'])
  expect((await seller.refused.act('lead', made[0].id, 'assignByRules'))[0]).not.toBe('200')
  const { result } = await chief.act('pool', pool.id, 'distributeByRules', { count: 50 })
  expect(result).toEqual({ assigned: 2, left: 2 })
  expect(await Promise.all(made.map(ownerOf))).toEqual([id(1), id(2), null, null])
  // One of them, on its page: nobody has room for it.
  expect(await chief.refused.act('lead', made[2].id, 'assignByRules')).toEqual(['409', 'nobody'])
  time += day
  await chief.act('lead', made[2].id, 'assignByRules')
  expect(await ownerOf(made[2])).toBe(id(2))
})

test('many at once never exceed a capacity, and turns stay fair', async () => {
  await rule({ perDay: 4 })
  const made = await Promise.all(Array.from({ length: 18 }, () => lead()))
  const got = await Promise.all(made.map(ownerOf))
  expect(people.map((_, i) => times(got, id(i)))).toEqual([4, 4, 4])
  expect(times(got, admin.id)).toBe(6)
})

test('the clock of the first response: what counts ends it; missed, the superior has it, then the pool', async () => {
  await rule({ name: '一小时响应', people: [id(0)], teams: [], respondHours: 1, missed: 'give', missedPool: pool.id })
  const first = await lead()
  expect(first.respondBy).toBe(new Date(time + 3_600_000).toISOString())
  const act = (who: number, values: object) =>
    handOf(sampan, people[who]!).make('activity', { subject: '联系', status: 'done', lead: first.id, ...values })
  await act(0, { kind: 'note' })
  expect((await admin.see('lead', first.id)).respondBy).not.toBeNull()
  time += 600_000
  await act(0, { kind: 'call' })
  expect(await admin.see('lead', first.id)).toMatchObject({
    respondBy: null,
    respondedAt: new Date(time).toISOString(),
  })
  expect((await admin.list('assignment', { record: first.id }))[0].respondedAt).toBe(new Date(time).toISOString())

  // Given at half past five on a Friday: due on Monday at half past nine.
  time = start + (week * 7 + 4) * day + 7.5 * 3_600_000
  const late = await lead()
  expect(late.respondBy).toBe(new Date(time + 2 * day + 16 * 3_600_000).toISOString())
  await runJob(sampan.workspace, 'respond', {})
  expect(await ownerOf(late)).toBe(id(0))
  time = Date.parse(late.respondBy) + 60_000
  await runJob(sampan.workspace, 'respond', {})
  await runJob(sampan.workspace, 'respond', {})
  expect(await admin.see('lead', late.id)).toMatchObject({ owner: { id: boss.principal.id }, responsesMissed: 1 })
  const { body } = await sampan.call(boss, 'GET', '/api/v1/notifications')
  expect(JSON.stringify(body)).toContain('responseMissed')
  time += 2 * 3_600_000
  await runJob(sampan.workspace, 'respond', {})
  expect(await admin.see('lead', late.id)).toMatchObject({
    owner: null,
    pool: { id: pool.id },
    heldNote: '一小时响应',
    respondBy: null,
    responsesMissed: 2,
  })
  const gone = await lead()
  await admin.act('lead', gone.id, 'disqualify', { reason: 'noNeed' })
  expect((await admin.see('lead', gone.id)).respondBy).toBeNull()
})
