import { afterAll, beforeAll, expect, test } from 'vitest'
import { modules } from '#app'
import type { Session } from '#engine/context.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { handOf } from '../../../test/modules/hand.ts'

let sampan: TestSampan
let seller: Session
let boss: Session
let other: Session
beforeAll(async () => {
  sampan = await startSampan({ modules, worker: true })
  seller = await sampan.person('王芳', 'salesManager')
  boss = await sampan.person('总监', 'sales')
  other = await sampan.person('同事', 'sales')
  await handOf(sampan, sampan.admin).change('user', seller.principal.id!, { manager: boss.principal.id })
  const create = Array.from({ length: 510 }, (_, i) => ({ name: `客户 ${i} 厂`, owner: seller.principal.id }))
  expect((await sampan.call(sampan.admin, 'POST', '/api/v1/account/batch', { create })).status).toBeLessThan(300)
})
afterAll(() => sampan.close())

const taken = async () =>
  (await sampan.call(sampan.admin, 'GET', `/api/v1/people/${seller.principal.id}/inventory`)).body.exports
/** The end of an export is noted behind its last byte. */
const take = async (where: object) => {
  const before = (await taken()).length
  const { status } = await sampan.call(seller, 'POST', '/api/v1/account/export', { format: 'csv', where })
  expect(status).toBe(200)
  await expect.poll(async () => (await taken()).length).toBe(before + 1)
  await sampan.runtime.settle()
}
const told = async (who: Session) =>
  JSON.stringify((await sampan.call(who, 'GET', '/api/v1/notifications')).body).split('"unusualExport"').length - 1

test('what is usual alerts nobody; far more than usual alerts her manager and the administrators, and stands in the inventory', async () => {
  await take({ name: { contains: '客户 1' } })
  for (const who of [boss, sampan.admin, other, seller]) expect(await told(who)).toBe(0)
  await take({})
  expect([await told(boss), await told(sampan.admin), await told(other), await told(seller)]).toEqual([1, 1, 0, 0])
  const exports = await taken()
  expect(exports.map(({ rows, unusual }: { rows: number; unusual: number | null }) => [rows, unusual])).toEqual([
    [510, 111],
    [111, null],
  ])
})
