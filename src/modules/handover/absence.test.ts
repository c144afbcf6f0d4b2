import { afterAll, beforeAll, expect, test } from 'vitest'
import { modules } from '#app'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { handOf } from '../../../test/modules/hand.ts'

let sampan: TestSampan
let boss: ReturnType<typeof handOf>
let fang: ReturnType<typeof handOf>
let mei: ReturnType<typeof handOf>
beforeAll(async () => {
  sampan = await startSampan({ modules, worker: true })
  const admin = handOf(sampan, sampan.admin)
  boss = handOf(sampan, await sampan.person('经理', 'salesManager'))
  fang = handOf(sampan, await sampan.person('王芳', 'sales'))
  mei = handOf(sampan, await sampan.person('李梅', 'sales'))
  await admin.change('user', fang.id, { manager: boss.id })
})
afterAll(() => sampan.close())

const today = new Date().toISOString().slice(0, 10)
const later = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const leave = (person: string, covers: readonly string[], more: object = {}) => ({
  reason: '年假',
  person,
  covers,
  from: later(-1),
  until: later(3),
  ...more,
})

test('nobody names herself the cover of somebody else, by whatever way', async () => {
  expect(await mei.refused.make('absence', leave(boss.id, [mei.id]))).toEqual(['422', 'person: not-yours'])
  expect(await fang.refused.make('absence', leave(boss.id, [fang.id]))).toEqual(['422', 'person: not-yours'])
  expect(await mei.refused.make('absence', leave(mei.id, [mei.id]))).toEqual(['422', 'covers: invalid'])
  expect(await mei.refused.make('absence', leave(mei.id, [fang.id], { until: later(-9) }))).toEqual([
    '422',
    'until: invalid',
  ])
  expect(await mei.refused.make('absence', leave(mei.id, [fang.id], { until: later(900) }))).toEqual([
    '422',
    'until: invalid',
  ])
  const made = await mei.make('absence', leave(mei.id, [fang.id], { from: later(20), until: later(21) }))
  expect(await fang.refused.change('absence', made.id, { from: today })).toEqual(['403', 'forbidden'])
  expect(await mei.refused.change('absence', made.id, { person: boss.id })).toEqual(['422', 'person: fixed'])
})

test('a manager says that somebody below is away; the cover is told, acts, and new customers are hers', async () => {
  const account = await fang.make('account', { name: '华东机床' })
  await fang.make('opportunity', { name: '二期', account: account.id })
  expect(await mei.refused.see('account', account.id)).toEqual(['404', 'missing'])
  await boss.make('absence', leave(fang.id, [mei.id]))
  await sampan.runtime.settle()
  expect((await mei.see('account', account.id)).name).toBe('华东机床')
  await mei.change('account', account.id, { name: '华东机床厂' })
  expect((await mei.list('opportunity', {})).map(({ name }) => name)).toEqual(['二期'])
  const made = await boss.make('account', { name: '新客户', owner: fang.id })
  expect((await handOf(sampan, sampan.admin).see('account', made.id)).owner.id).toBe(mei.id)
  const { body } = await sampan.call(
    { ...sampan.admin, principal: (await sampan.workspace.directory.person(mei.id))! },
    'GET',
    '/api/v1/notifications',
  )
  expect(JSON.stringify(body)).toContain('covering')
})
