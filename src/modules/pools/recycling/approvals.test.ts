import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Told } from '../../../../test/modules/hand.ts'
import { type RecyclingScene, recyclingScene } from '../../../../test/modules/recycling-scene.ts'

/* What waits for an approval stays with its owner until it is decided. */

const day = 86_400_000
// A Monday, ten o'clock in Shanghai.
const start = Date.parse('2026-11-02T02:00:00.000Z')
let time = start
let { sampan, admin, fang, hand, rule, own, dueOf, off, run } = {} as RecyclingScene
beforeAll(async () => {
  ;({ sampan, admin, fang, hand, rule, own, dueOf, off, run } = await recyclingScene(() => new Date(time)))
})
beforeEach(() => {
  time = start
})
afterAll(() => sampan.close())

test('what waits for an approval has no countdown, is not told of and stays; decided, its days run as before', async () => {
  const chief = await sampan.person('陈总', 'salesManager')
  const policy = await admin.make('approvalPolicy', {
    name: '改名',
    about: 'account',
    definition: {
      of: { do: 'update', fields: ['name'] },
      steps: [{ by: [{ by: 'person', ids: [chief.principal.id] }], mode: 'any' }],
      hold: 'record',
    },
  })
  const { id } = await rule({ active: true })
  const [one, other] = [await own(), await own()]
  const change = { do: 'update', values: { name: '更名后' } }
  const asked = await sampan.call(fang, 'POST', '/api/v1/approvals', {
    object: 'account',
    recordId: one.id,
    change,
    reason: '公司更名',
  })
  expect(asked.status, JSON.stringify(asked.body)).toBe(201)
  expect([await dueOf(one.id), await dueOf(other.id)]).toEqual([null, '2026-12-02'])
  time += 40 * day
  await run()
  const owners = async () => [one, other].map(async (it) => (await admin.see('account', it.id)).owner?.title ?? null)
  expect(await Promise.all(await owners())).toEqual(['王芳', null])
  await sampan.call(fang, 'POST', `/api/v1/approvals/${asked.body.id}/withdraw`, {})
  await run()
  expect(await Promise.all(await owners())).toEqual([null, null])
  await admin.remove('approvalPolicy', policy.id)
  await off(id)
})

test('an approval of what hangs on a record keeps it as one of its own does, where the rule leaves that alone', async () => {
  const chief = await sampan.person('钱总', 'salesManager')
  const by = [{ by: [{ by: 'person', ids: [chief.principal.id] }], mode: 'any' }]
  const policy = (about: string, field: string, hold: string) =>
    admin.make('approvalPolicy', {
      name: `${about} ${field}`,
      about,
      definition: { of: { do: 'update', fields: [field] }, steps: by, hold },
    })
  const policies = [await policy('opportunity', 'amount', 'none'), await policy('account', 'name', 'record')]
  const [strict, lenient] = [
    await rule({ active: true, exempt: ['approval'], where: { name: { startsWith: '批 ' }, level: 'A' } }),
    await rule({ active: true, exempt: ['won'], where: { name: { startsWith: '批 ' }, level: 'B' } }),
  ]
  // One with an approval of its deal, which locks nothing; one with one of its own, which locks it; one with neither.
  const made = (level: string) =>
    Promise.all(['商机', '自身', '无'].map((n) => own({ name: `批 ${level}${n}`, level })))
  const [a, b] = [await made('A'), await made('B')]
  const [stage] = await admin.list('stage', {})
  const ask = async (object: string, recordId: string, values: object) => {
    const { status, body } = await sampan.call(fang, 'POST', '/api/v1/approvals', {
      object,
      recordId,
      change: { do: 'update', values },
      reason: '请批准',
    })
    expect(status, JSON.stringify(body)).toBe(201)
    return body.id as string
  }
  const asked: string[] = []
  for (const [ofDeal, itself] of [a, b] as Told[][]) {
    const deal = await hand(fang).make('opportunity', { name: '商机', account: ofDeal.id, stage: stage.id })
    asked.push(await ask('opportunity', deal.id, { amount: { amount: '900', currency: 'CNY' } }))
    await ask('account', itself.id, { name: `${itself.name} 改` })
  }
  const dues = (of: Told[]) => Promise.all(of.map(({ id }) => dueOf(id)))
  expect(await dues(a)).toEqual([null, null, '2026-12-02'])
  expect(await dues(b)).toEqual(['2026-12-02', '2026-12-02', '2026-12-02'])
  const { result } = await admin.act('recyclingRule', strict.id, 'simulate', { ahead: 40 })
  expect(result.records.map((r: Told) => r.name).sort()).toEqual(['批 A无', '批 B商机', '批 B无', '批 B自身'])
  time += 40 * day
  await run()
  const kept = async () =>
    (await admin.list('account', { name: { startsWith: '批 ' }, owner: { empty: false } })).map((r) => r.name).sort()
  expect(await kept()).toEqual(['批 A商机', '批 A自身'])
  // Decided, the hour after it takes the customer.
  expect((await sampan.call(chief, 'POST', `/api/v1/approvals/${asked[0]}/reject`, { words: '太低' })).status).toBe(200)
  await run()
  expect(await kept()).toEqual(['批 A自身'])
  for (const { id } of [strict, lenient]) await off(id)
  for (const { id } of policies) await admin.remove('approvalPolicy', id)
})
