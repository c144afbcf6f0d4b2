import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'

/* A list is read from either end, and turned round in the middle: the same records in the same order. */

let sampan: TestSampan
beforeAll(async () => {
  sampan = await startSampan({ modules: sky(), language: 'en' })
  const some = <T>(list: readonly T[], i: number) => list[i % list.length]!
  await sampan.call(sampan.admin, 'POST', '/api/v1/planet/batch', {
    create: Array.from({ length: 61 }, (_, i) => ({
      name: `p${(i * 37) % 61}`,
      mass: some([1, 2, null, 3, null, 1], i),
      moonCount: some([null, 1, 2, 2, null], i),
      found: some(['2026-01-01', null, '2025-03-04'], i),
      ringed: some([true, null, false, true], i),
    })),
  })
})
afterAll(() => sampan.close())

const get = (query: Record<string, string | number>) =>
  sampan.call(
    sampan.admin,
    'GET',
    `/api/v1/planet?${new URLSearchParams(Object.entries(query).map(([k, v]) => [k, String(v)]))}`,
  )
const orders = [
  'name',
  '-name',
  'mass',
  '-mass,name',
  'mass,-moonCount',
  'found,-mass,moonCount',
  '-moonCount,mass,-found',
  'ringed,name',
]

test('both ends at once, a marker of another order, and one that is made up are refused', async () => {
  const { body } = await get({ sort: 'name', limit: 5 })
  expect((await get({ sort: 'name', after: body.next, before: 'end' })).status).toBe(422)
  expect((await get({ sort: 'mass', before: body.next })).status).toBe(400)
  expect((await get({ sort: 'name', before: 'start' })).status).toBe(400)
})

test('from the end it is what it is from the start', async () => {
  for (const sort of orders) {
    const whole = (await get({ sort, limit: 100, select: 'id' })).body
    expect(whole.previous).toBeUndefined()
    const ids = whole.data.map((one: { id: string }) => one.id)
    const found: string[] = []
    for (let before: string | null = 'end'; before !== null; ) {
      const page: { data: { id: string }[]; next: string | null; previous: string | null } = (
        await get({ sort, limit: 7, before, select: 'id' })
      ).body
      if (before === 'end') expect(page.next).toBe(null)
      found.unshift(...page.data.map((one) => one.id))
      before = page.previous
    }
    expect([sort, found]).toEqual([sort, ids])
  }
})

test('a page is turned back to where it came from', async () => {
  for (const sort of orders) {
    const first = (await get({ sort, limit: 9, select: 'id' })).body
    const second = (await get({ sort, limit: 9, select: 'id', after: first.next })).body
    const back = (await get({ sort, limit: 9, select: 'id', before: second.previous })).body
    expect([sort, back.data]).toEqual([sort, first.data])
    expect(back.previous).toBe(null)
    expect((await get({ sort, limit: 9, select: 'id', after: back.next })).body.data).toEqual(second.data)
  }
})
