import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import type { ApiPage } from '#kernel/api.ts'
import { startSampan, type TestSampan } from '../harness.ts'

/* What belongs to a record, in figures: those that she may see, and that there are more where this is no secret. */

let sampan: TestSampan
let li: Session
let wang: Session
let id: string
beforeAll(async () => {
  sampan = await startSampan()
  const team = async (name: string) => (await sampan.call(sampan.admin, 'POST', '/api/v1/team', { name })).body.id
  li = await sampan.person('李工', 'sales', { teamId: await team('华东') })
  wang = await sampan.person('王工', 'sales', { teamId: await team('华南') })
  id = (await sampan.call(li, 'POST', '/api/v1/account', { name: '海通' })).body.id
  const deal = (owner: Session, amount: string) =>
    sampan.call(sampan.admin, 'POST', '/api/v1/opportunity', {
      name: '商机',
      account: id,
      amount,
      owner: owner.principal.id,
    })
  for (const amount of ['10', '20', '30']) await deal(li, amount)
  for (const amount of ['400', '500']) await deal(wang, amount)
})
afterAll(() => sampan.close())

const list = async (who: Session, object: string) => {
  const { status, body } = await sampan.call(who, 'GET', `/api/v1/account/${id}/page`)
  expect(status).toBe(200)
  return (body as ApiPage).related.find((one) => one.object === object)!
}

test('whoever may not see the record learns nothing of what points at it', async () => {
  expect((await sampan.call(wang, 'GET', `/api/v1/account/${id}/page`)).status).toBe(404)
})

test('a figure that rights have cut says how many there are, and adds up only what she sees', async () => {
  expect(await list(li, 'opportunity')).toMatchObject({ total: 3, all: 5, sums: [{ amount: '60', currency: 'CNY' }] })
})

test('whoever sees all of them is told nothing more', async () => {
  const all = await list(sampan.admin, 'opportunity')
  expect(all).toMatchObject({ total: 5, sums: [{ amount: '960' }] })
  expect(all).not.toHaveProperty('all')
  expect(await list(li, 'contact')).not.toHaveProperty('all')
})

test('where the relation does not let it be known, it is not told', async () => {
  const parent = (await sampan.call(sampan.admin, 'POST', '/api/v1/account', { name: '子公司', parent: id })).body
  expect(parent.id).toBeTruthy()
  const subsidiaries = await list(li, 'account')
  expect(subsidiaries.total).toBe(0)
  expect(subsidiaries).not.toHaveProperty('all')
})
