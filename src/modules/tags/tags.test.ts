import { afterAll, beforeAll, expect, test } from 'vitest'
import { modules } from '#app'
import type { Session } from '#engine/context.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { handOf } from '../../../test/modules/hand.ts'

let sampan: TestSampan
let fang: Session
beforeAll(async () => {
  sampan = await startSampan({ modules })
  fang = await sampan.person('王芳', 'sales')
})
afterAll(() => sampan.close())

const hand = (session: Session) => handOf(sampan, session)

test('who only reads makes no tags; nobody makes one twice; a seller neither renames nor deletes', async () => {
  const reader = await sampan.person('只读', 'readOnly')
  expect((await hand(reader).refused.make('tag', { name: '重点' }))[0]).toBe('403')
  const vip = await hand(fang).make('tag', { name: '重点' })
  expect(vip.color).toEqual(expect.any(String))
  expect((await hand(fang).refused.make('tag', { name: '重点' }))[0]).toBe('422')
  expect((await sampan.call(fang, 'PATCH', `/api/v1/tag/${vip.id}`, { name: '别的' })).status).toBe(403)
  expect((await sampan.call(fang, 'DELETE', `/api/v1/tag/${vip.id}`)).status).toBe(403)
})

test('records bear tags, are filtered and counted by them, and get and lose them together', async () => {
  const [a, b] = await Promise.all(['上海', '苏州'].map((name) => hand(fang).make('tag', { name })))
  const one = await hand(fang).make('account', { name: '甲', tags: [a.id, b.id] })
  const two = await hand(fang).make('account', { name: '乙', tags: [b.id] })
  expect(one.tags.map((t: { title: string }) => t.title).sort()).toEqual(['上海', '苏州'])
  const ids = async (where: object) => (await hand(fang).list('account', where)).map((r) => r.id).sort()
  expect(await ids({ tags: { hasAny: [a.id] } })).toEqual([one.id])
  expect(await ids({ tags: { hasAny: [a.id, b.id] } })).toEqual([one.id, two.id].sort())
  const group = await sampan.call(fang, 'POST', '/api/v1/account/group', { by: ['tags'], measures: ['count'] })
  const count = (id: string) => group.body.data.find((g: { by: { id: string }[] }) => g.by[0]?.id === id).measures[0]
  expect([Number(count(a.id)), Number(count(b.id))]).toEqual([1, 2])
  // Merged: whoever bears the one bears the other.
  const where = { tags: { hasAny: [a.id] } }
  const { count: found, hash } = (await sampan.call(fang, 'POST', '/api/v1/account/selection', { where })).body
  const work = {
    do: 'update',
    selection: { where, count: found, hash },
    add: { tags: [b.id] },
    remove: { tags: [a.id] },
  }
  expect((await sampan.call(fang, 'POST', '/api/v1/account/bulk', work)).body).toMatchObject({ changed: 1, refused: 0 })
  expect(await ids({ tags: { hasAny: [a.id] } })).toEqual([])
  expect((await hand(fang).see('account', one.id)).tags).toMatchObject([{ id: b.id }])
  await hand(sampan.admin).remove('tag', b.id)
  expect((await hand(fang).see('account', one.id)).tags ?? []).toEqual([])
})

test('counting by tags counts no record that one does not see', async () => {
  const tag = await hand(sampan.admin).make('tag', { name: '机密' })
  await hand(sampan.admin).make('account', { name: '别人的', tags: [tag.id] })
  const group = await sampan.call(fang, 'POST', '/api/v1/account/group', { by: ['tags'], measures: ['count'] })
  expect(JSON.stringify(group.body)).not.toContain(tag.id)
})
