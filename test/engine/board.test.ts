import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import type { ApiBoard } from '#kernel/api.ts'
import { startSampan, type TestSampan } from '../harness.ts'

let sampan: TestSampan
let seller: Session
let accounts: { id: string }[]

beforeAll(async () => {
  sampan = await startSampan()
  seller = await sampan.person('孙莉', 'sales')
  const made = await sampan.call(sampan.admin, 'POST', '/api/v1/account/batch', {
    create: [
      { name: '云帆', level: 'A' },
      { name: '远山', level: 'A', owner: seller.principal.id },
      { name: '青石', level: 'B' },
      { name: '无级' },
    ],
  })
  accounts = made.body.data
  await sampan.call(sampan.admin, 'POST', '/api/v1/opportunity/batch', {
    create: Array.from({ length: 7 }, (_, i) => ({
      name: `商机 ${i}`,
      account: accounts[0]!.id,
      amount: { amount: String(100 * (i + 1)), currency: 'CNY' },
    })),
  })
})
afterAll(() => sampan.close())

const board = async (as: Session, object: string, body: object) => {
  const answer = await sampan.call(as, 'POST', `/api/v1/${object}/board`, body)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body as ApiBoard
}
const shape = ({ columns }: ApiBoard) =>
  columns.map(({ key, record, data }) => [record?.['title'] ?? record?.['name'] ?? key, data.map((one) => one['name'])])

test('what makes no columns is refused, and so are an unknown field and a filter that is none', async () => {
  for (const body of [
    { by: 'name' },
    { by: 'nothing' },
    {},
    { by: 'level', where: { nothing: 1 } },
    { by: 'level', limit: 0 },
  ])
    expect([body, (await sampan.call(sampan.admin, 'POST', '/api/v1/account/board', body)).status]).toEqual([body, 422])
  expect((await sampan.call(sampan.admin, 'POST', '/api/v1/account/board', { by: 'level', where: null })).status).toBe(
    400,
  )
  expect((await sampan.call(null, 'POST', '/api/v1/account/board', { by: 'level' })).status).toBe(401)
})

test('a choice makes a column of each of its options, also the empty ones, and one of the records without', async () => {
  const found = await board(sampan.admin, 'account', { by: 'level', select: ['name'], sort: ['name'] })
  expect(shape(found).filter(([, names]) => (names as string[]).length > 0)).toEqual([
    [null, ['无级']],
    ['A', ['远山', '云帆']],
    ['B', ['青石']],
  ])
  expect(found.columns.map(({ key }) => key)).toEqual([null, 'A', 'B', 'C', 'D'])
})

test('nobody sees in a column what she does not see in a list', async () => {
  const found = await board(seller, 'account', { by: 'level', select: ['name'] })
  expect(shape(found).flatMap(([, names]) => names)).toEqual(['远山'])
  expect(found.columns.some(({ key }) => key === null)).toBe(false)
})

test('people have columns where records name them; the reader comes first, also with nothing', async () => {
  const found = await board(sampan.admin, 'account', { by: 'owner', select: ['name'], where: { name: '远山' } })
  expect(shape(found)).toEqual([
    ['管理员', []],
    ['孙莉', ['远山']],
  ])
})

test('steps are those of the main way, in their order; a column goes on where its first page ends', async () => {
  const found = await board(sampan.admin, 'opportunity', { by: 'stage', select: ['name'], sort: ['name'], limit: 3 })
  expect(found.tracks).toHaveLength(1)
  expect(found.track).toBe(found.tracks[0]!.id)
  const [first, ...others] = found.columns
  expect(others.length).toBeGreaterThan(3)
  expect(others.every(({ data, next }) => data.length === 0 && next === null)).toBe(true)
  expect(first!.data.map((one) => one['name'])).toEqual(['商机 0', '商机 1', '商机 2'])
  const where = encodeURIComponent(JSON.stringify({ stage: first!.key }))
  const more = await sampan.call(
    sampan.admin,
    'GET',
    `/api/v1/opportunity?where=${where}&sort=name&select=name&after=${first!.next}`,
  )
  expect(more.body.data.map((one: { name: string }) => one.name)).toEqual(['商机 3', '商机 4', '商机 5', '商机 6'])
})
