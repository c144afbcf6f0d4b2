import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { engineTable, tableOf } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { runJob } from '#engine/events/work.ts'
import { fillMatchKeys } from '#engine/matching/fill.ts'
import { writeRecords } from '#engine/records/records.ts'
import { startSampan, type TestSampan } from '../../../../test/harness.ts'

/* What is there twice already is found in the background, once, and somebody decides: merged, different, later, another's. */

let sampan: TestSampan
let admin: Session
let seller: Session
let manager: Session
let now = new Date('2026-11-02T02:00:00Z')
beforeAll(async () => {
  sampan = await startSampan({ clock: { now: () => now }, worker: true })
  admin = sampan.admin
  const roles = (await sampan.call(admin, 'GET', '/api/v1/role')).body.data
  const role = (key: string) => roles.find((one: { key: string }) => one.key === key).id
  seller = await sampan.person('销售', role('sales'))
  manager = await sampan.person('经理', role('salesManager'))
  await fillMatchKeys(sampan.workspace)
})
afterAll(() => sampan.close())

const make = async (object: string, values: object, as = admin) => {
  const { body } = await sampan.call(as, 'POST', `/api/v1/${object}`, values, { 'x-sampan-confirm': 'collision' })
  return body.id as string
}
const scan = () => runJob(sampan.workspace, 'find duplicates', {})
const groups = async (as = admin) => (await sampan.call(as, 'GET', '/api/v1/duplicate?limit=100')).body.data
const act = (id: string, action: string, input: object = {}, as = admin) =>
  sampan.call(as, 'POST', `/api/v1/duplicate/${id}/${action}`, input)
const idsOf = (list: { id: string }[]) => list.map(({ id }) => id).sort()

test('what is alike becomes a group, once, however often it is looked at; nobody makes one by hand', async () => {
  const [a, b] = [
    await make('account', { name: '北京华信科技有限公司' }),
    await make('account', { name: '華信科技（北京）' }),
  ]
  await make('account', { name: '上海远航物流有限公司' })
  const people = [
    await make('contact', { name: '王小明', mobile: '13912345670' }),
    await make('contact', { name: '王晓明', mobile: '13912345670' }),
  ]
  await scan()
  const found = await groups()
  expect(found).toHaveLength(2)
  const [company, person] = ['account', 'contact'].map((key) =>
    found.find((one: { object: string }) => one.object === key),
  )
  expect(company).toMatchObject({ name: '北京华信科技有限公司', count: 2, status: 'open', agrees: ['company'] })
  expect(idsOf(company.accounts)).toEqual([a, b].sort())
  expect(idsOf(person.contacts)).toEqual(people.sort())
  await scan()
  await sampan.call(admin, 'PATCH', `/api/v1/account/${a}`, { level: 'A' })
  await scan()
  expect(await groups()).toEqual(found)
  expect((await sampan.call(admin, 'POST', '/api/v1/duplicate', { name: 'x' })).status).toBe(403)
  expect((await sampan.call(seller, 'GET', '/api/v1/duplicate')).status).toBe(404)
  expect(await groups(manager)).toEqual([])
})

test('a third one joins the group, and what somebody has said is different stays apart', async () => {
  const [company] = (await groups()).filter((one: { object: string }) => one.object === 'account')
  const third = await make('account', { name: '华信科技股份有限公司' })
  await scan()
  const [grown] = (await groups()).filter((one: { object: string }) => one.object === 'account')
  expect(grown).toMatchObject({ id: company.id, count: 3 })
  expect((await act(grown.id, 'notSame')).status).toBe(200)
  expect((await act(grown.id, 'notSame')).status).toBe(409)
  await sampan.call(admin, 'PATCH', `/api/v1/account/${third}`, { level: 'B' })
  await scan()
  const after = (await groups()).filter((one: { object: string }) => one.object === 'account')
  expect(after.map((one: { status: string }) => one.status)).toEqual(['notSame'])
  expect(after[0].decidedBy).toMatchObject({ id: admin.principal.id })
})

test('it is given to somebody, put off until a day, and comes back on it', async () => {
  const [one] = (await groups()).filter((g: { object: string }) => g.object === 'contact')
  await sampan.call(admin, 'PATCH', `/api/v1/duplicate/${one.id}`, { owner: manager.principal.id })
  expect(idsOf(await groups(manager))).toEqual([one.id])
  expect((await act(one.id, 'later', { until: '2026-11-02' }, manager)).body.errors[0].field).toBe('until')
  expect((await act(one.id, 'later', { until: '2026-11-05' }, manager)).body.record).toMatchObject({ status: 'later' })
  await scan()
  expect((await groups(manager))[0].status).toBe('later')
  now = new Date('2026-11-05T02:00:00Z')
  await scan()
  expect((await groups(manager))[0]).toMatchObject({ status: 'open', until: null })
})

test('what is mended so that it is like the other no more leaves the list', async () => {
  const [a, b] = [
    await make('contact', { name: '赵青', mobile: '13900001111' }),
    await make('contact', { name: '赵倩', mobile: '13900001111' }),
  ]
  await scan()
  const mine = async () =>
    (await groups()).filter((one: { contacts: { id: string }[] }) =>
      one.contacts?.some(({ id }) => id === a || id === b),
    )
  expect(await mine()).toHaveLength(1)
  await sampan.call(admin, 'PATCH', `/api/v1/contact/${b}`, { mobile: '13900002222' })
  await scan()
  expect(await mine()).toEqual([])
})

test('a merge settles it, parting opens it again; what is deleted settles itself', async () => {
  const status = async (id: string) => (await sampan.call(admin, 'GET', `/api/v1/duplicate/${id}`)).body.status
  const [a, b] = [await make('account', { name: '长江贸易有限公司' }), await make('account', { name: '长江贸易' })]
  await scan()
  const { id } = (await groups()).find((one: { name: string }) => one.name.startsWith('长江'))
  const alike = await sampan.call(admin, 'POST', '/api/v1/account/alike', { ids: [a, b] })
  expect(alike.body.data[0]).toMatchObject({ level: expect.any(String), reasons: [{ text: expect.any(String) }] })
  const { body } = await sampan.call(admin, 'POST', '/api/v1/account/merge', { ids: [a, b], survivor: a })
  await expect.poll(() => status(id), { timeout: 30_000 }).toBe('merged')
  await sampan.call(admin, 'POST', `/api/v1/account/merges/${body.merge.id}/split`)
  await expect.poll(() => status(id), { timeout: 30_000 }).toBe('open')
  await sampan.call(admin, 'DELETE', `/api/v1/account/${b}`)
  await scan()
  expect(await status(id)).toBe('gone')
})

test('a scan that was cut short goes on behind what it has done, and two at once double nothing', async () => {
  const { workspace } = sampan
  for (let i = 0; i < 230; i += 115)
    await sampan.call(
      admin,
      'POST',
      '/api/v1/lead/batch',
      {
        create: Array.from({ length: 115 }, (_, k) => ({
          name: `客户 ${i + k}`,
          email: `p${Math.floor((i + k) / 2)}@a${i + k}.cn`,
          phone: `139${String(10_000_000 + Math.floor((i + k) / 2)).slice(-8)}`,
        })),
      },
      { 'x-sampan-confirm': 'collision' },
    )
  now = new Date('2026-11-06T02:00:00Z')
  await Promise.all([scan(), scan()])
  const leads = (await groups()).filter((one: { object: string }) => one.object === 'lead')
  const members = leads.flatMap((one: { leads: { id: string }[] }) => one.leads.map(({ id }) => id))
  expect(new Set(members).size).toBe(members.length)
  const [note] = await workspace.db.rows(
    sql`select scanned_id from ${engineTable(workspace, 'matching')} where object = 'lead'`,
  )
  expect(note![0]).not.toBeNull()
  await scan()
  expect((await groups()).filter((one: { object: string }) => one.object === 'lead')).toEqual(leads)
})

test('what stands where people have nothing to say makes nobody the same, and two people of one company are never so beyond doubt', async () => {
  const tried = [
    await make('lead', { name: '邱一', company: '测试公司', mobile: '13800000000', source: 'referral' }),
    await make('lead', { name: '裘二', company: '测试公司', mobile: '13800000000', source: 'referral' }),
  ]
  const colleagues = [
    await make('lead', { name: '顾三', company: '无锡远图精密仪器有限公司', source: 'referral' }),
    await make('lead', { name: '谷四', company: '无锡远图精密仪器有限公司', source: 'referral' }),
  ]
  await scan()
  const found = (await groups()).filter(({ leads }: { leads: { id: string }[] }) =>
    leads.some(({ id }) => [...tried, ...colleagues].includes(id)),
  )
  expect(found.map(({ leads, level }: { leads: { id: string }[]; level: string }) => [idsOf(leads), level])).toEqual([
    [colleagues.sort(), 'likely'],
  ])
  const { body } = await sampan.call(admin, 'POST', '/api/v1/lead/alike', { ids: colleagues })
  expect(body.data[0].reasons.at(-1)).toEqual({ text: 'Different names', points: -1 })
})

test('a lead that is like a customer is proposed to be converted into that, and leaves the list once it is', async () => {
  const company = await make('account', { name: '苏州启明自动化有限公司' })
  const person = await make('contact', { name: '孙启', mobile: '13722223333', account: company })
  const lead = await make('lead', {
    name: '孙启',
    company: '启明自动化（苏州）',
    mobile: '13722223333',
    source: 'referral',
  })
  const other = await make('lead', { name: '周别', company: '苏州启明自动化有限公司', source: 'referral' })
  await scan()
  const mine = async (id: string) =>
    (await groups()).filter(
      (one: { proposal: string; leads: { id: string }[] }) =>
        one.proposal === 'attach' && one.leads.some((each) => each.id === id),
    )
  const [found] = await mine(lead)
  expect(found).toMatchObject({ object: 'lead', status: 'open', name: '孙启', count: 3 })
  expect([idsOf(found.accounts), idsOf(found.contacts)]).toEqual([[company], [person]])
  expect(await mine(other)).toHaveLength(1)
  // Why is told pair by pair, each with what it is like in another object.
  const why = (body: object) => sampan.call(admin, 'POST', '/api/v1/lead/alike', body)
  const customers = [
    { object: 'account', ids: [company] },
    { object: 'contact', ids: [person] },
  ]
  expect((await why({ ids: [lead], with: [{ object: 'moon', ids: [company] }] })).status).toBe(404)
  expect((await why({ ids: [lead], with: 'account' })).status).toBe(400)
  expect((await why({ ids: [lead] })).status).toBe(422)
  const { data: pairs } = (await why({ ids: [lead], with: customers })).body
  expect(pairs.map(({ a, b }: { a: string; b: string }) => [a, b])).toEqual(
    expect.arrayContaining([company, person].map((b) => [lead, b])),
  )
  for (const { points, level, reasons } of pairs)
    expect([points >= 50, level, reasons[0].points > 0]).toEqual([true, expect.stringMatching(/sure|likely/), true])
  // Leads that are like each other are merged, as ever.
  expect((await act((await mine(other))[0].id, 'notSame')).status).toBe(200)
  await sampan.call(admin, 'PATCH', `/api/v1/lead/${other}`, { rating: 'hot' })
  await scan()
  expect((await mine(other)).map((one: { status: string }) => one.status)).toEqual(['notSame'])

  const { status, body } = await sampan.call(admin, 'POST', `/api/v1/lead/${lead}/convert`, { account: company })
  expect(status, JSON.stringify(body)).toBe(200)
  await sampan.runtime.settle()
  await expect.poll(async () => (await mine(lead))[0].status).toBe('attached')
  await scan()
  expect((await mine(lead)).map((one: { status: string }) => one.status)).toEqual(['attached'])
})

test('a customer that is entered after the lead is proposed for it as well, and no more once it is another one', async () => {
  const lead = await make('lead', { name: '钱远', company: '宁波启航仪表有限公司', source: 'referral' })
  await scan()
  const where = encodeURIComponent(JSON.stringify({ leads: { has: lead }, proposal: 'attach' }))
  const mine = async () => (await sampan.call(admin, 'GET', `/api/v1/duplicate?where=${where}`)).body.data
  expect(await mine()).toEqual([])
  const first = await make('account', { name: '启航仪表（宁波）' })
  await scan()
  const [found] = await mine()
  expect(found).toMatchObject({ name: '钱远', status: 'open', count: 2 })
  expect(idsOf(found.accounts)).toEqual([first])
  const second = await make('account', { name: '宁波启航仪表有限公司' })
  await scan()
  expect((await mine())[0]).toMatchObject({ id: found.id, count: 3 })
  await sampan.call(admin, 'PATCH', `/api/v1/account/${first}`, { name: '宁波远景广告' })
  await scan()
  expect(idsOf((await mine())[0].accounts)).toEqual([second])
  await sampan.call(admin, 'DELETE', `/api/v1/account/${second}`)
  await scan()
  expect((await mine())[0].status).toBe('gone')
})

test('of very many that are alike each stands in one group of twenty at most, and a portion may meet more records than a filter takes', async () => {
  const { workspace } = sampan
  const families = 150
  const drafts = Array.from({ length: 7 * families + 53 }, (_, i) => {
    const family = i < 7 * families ? i % families : 0
    return { name: `族人${family}`, mobile: `135${String(10_000_000 + family).slice(-8)}` }
  })
  for (let i = 0; i < drafts.length; i += 500)
    await writeRecords(
      admin,
      workspace.registry.object('contact'),
      drafts.slice(i, i + 500).map((values) => ({ do: 'create', values })),
    )
  await scan()
  const rows = await workspace.db.rows(
    sql`select d.id::text, count(*) from ${engineTable(workspace, 'duplicate_contacts')} l join ${tableOf(workspace, 'duplicate')} d on d.id = l.source_id
      where d.name like '族人%' group by 1 order by 2 desc`,
  )
  const sizes = rows.map(([, size]) => Number(size))
  expect(sizes.slice(0, 3)).toEqual([20, 20, 20])
  expect(sizes.slice(3)).toEqual(Array.from({ length: families - 1 }, () => 7))
})
