import { afterAll, beforeAll, expect, test } from 'vitest'
import { modules } from '#app'
import { tableOf } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { fillMatchKeys } from '#engine/matching/fill.ts'
import { findLike } from '#engine/matching/find.ts'
import { past, queryOf } from '#engine/query/query.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { handOf, type Told } from '../modules/hand.ts'

/* Records are found by what they say of a company or a person, however it is written, and older ones as well. */

let sampan: TestSampan
let hand: ReturnType<typeof handOf>
let known: Told
beforeAll(async () => {
  sampan = await startSampan({ modules })
  hand = handOf(sampan, sampan.admin)
  known = await hand.make('account', {
    name: '杭州云启科技有限公司',
    website: 'https://www.yunqi-keji.example.com.cn/about',
    phone: '0571-88886666',
  })
})
afterAll(() => sampan.close())

const like = async (object: string, values: object) => {
  const { workspace } = sampan
  const query = past(queryOf(sampan.admin))
  const [found] = await findLike(workspace.db, query, workspace.registry.object(object), [{ values: { ...values } }])
  return found!.map(({ object, record, points }) => [object, record.id, points] as const)
}

test('nothing is like a company of another name, of another town, or like one that says nothing', async () => {
  expect(await like('account', { name: '星河餐饮有限公司' })).toEqual([])
  expect(await like('account', { name: '有限公司' })).toEqual([])
  expect(await like('account', {})).toEqual([])
  const [elsewhere] = await like('account', { name: '上海云启科技有限公司' })
  expect(elsewhere?.[2]).toBeLessThan(50)
})

test('a company is found by its name as people write it, by its domain, and from a lead', async () => {
  for (const name of [
    '杭州雲啟科技有限公司',
    '杭州市云启科技（集团）股份有限公司',
    '云启科技',
    '云企科技',
    'yunqi keji',
  ])
    expect([name, (await like('account', { name }))[0]?.[1]]).toEqual([name, known.id])
  expect((await like('lead', { name: '李四', company: '云启科技公司' }))[0]?.slice(0, 2)).toEqual(['account', known.id])
  const byDomain = await like('account', { name: '蓝天', email: 'who@yunqi-keji.example.com.cn' })
  expect(byDomain.length).toBe(0)
  expect((await like('account', { email: 'who@mail.yunqi-keji.example.com.cn' }))[0]?.[1]).toBe(known.id)
})

test('a record is found by what it says now, and not once it is in the recycle bin', async () => {
  const { id } = await hand.make('account', { name: '临江测绘院' })
  await hand.change('account', id, { name: '望海测绘院' })
  expect(await like('account', { name: '临江测绘院' })).toEqual([])
  expect((await like('account', { name: '望海测绘院' }))[0]?.[1]).toBe(id)
  await hand.remove('account', id)
  expect(await like('account', { name: '望海测绘院' })).toEqual([])
  await hand.restore('account', id)
  expect((await like('account', { name: '望海测绘院' }))[0]?.[1]).toBe(id)
})

test('people are the same by their mobile or mail, and by their name only together with more', async () => {
  const { id } = await hand.make('contact', { name: '欧阳明', mobile: '13912345678', account: known.id })
  expect((await like('contact', { name: '欧阳明' })).filter(([, , points]) => points >= 50)).toEqual([])
  expect((await like('contact', { name: '欧阳明', account: known.id }))[0]?.slice(1)).toEqual([id, 80])
  expect((await like('lead', { name: '欧阳明', mobile: { e164: '+8613912345678' } }))[0]?.slice(0, 2)).toEqual([
    'contact',
    id,
  ])
})

test('older records get their keys in the background, which goes on where it stopped and does nothing twice', async () => {
  const { workspace } = sampan
  const table = tableOf(workspace, 'account')
  await workspace.db.count(sql`update ${table} set match_keys = null`)
  expect(await like('account', { name: '云启科技' })).toEqual([])
  expect(await fillMatchKeys(workspace, 0)).toBe(false)
  expect(await fillMatchKeys(workspace)).toBe(true)
  expect((await like('account', { name: '云启科技' }))[0]?.[1]).toBe(known.id)
  await workspace.db.count(sql`update ${table} set match_keys = '{}'`)
  await fillMatchKeys(workspace)
  expect(await like('account', { name: '云启科技' })).toEqual([])
})
