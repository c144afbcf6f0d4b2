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

test('who reads far more than usual is told once to her manager and the administrators; only they and whoever leads her see the figures', async () => {
  const { admin, call } = sampan
  const watch = async (who: Session, query = '') => (await call(who, 'GET', `/api/v1/watch${query}`)).body
  const settle = (settings: object, who = admin) => call(who, 'PATCH', '/api/v1/settings', { watch: settings })
  expect((await settle({ opened: 5 }, other)).status).toBe(404)
  for (const [wrong, at] of [
    [{ opened: 0 }, 'watch.opened'],
    [{ times: 1 }, 'watch.times'],
    [{ listed: 1.5 }, 'watch.listed'],
    [{ sung: 4 }, 'watch.sung'],
    [7, 'watch'],
  ] as const) {
    const { status, body } = await settle(wrong as object)
    expect([status, body.errors[0].field]).toEqual([422, at])
  }
  expect(
    (await call(other, 'GET', '/api/v1/settings')).body.watch,
    'nobody learns how much she may read',
  ).toBeUndefined()
  expect((await settle({ opened: 2, listed: 100, times: 2 })).status).toBe(200)

  const rows = (await call(seller, 'GET', '/api/v1/account?limit=3')).body.data as { id: string }[]
  const open = async (count: number) => {
    for (const { id } of rows.slice(0, count)) await call(seller, 'GET', `/api/v1/account/${id}/page`)
    await sampan.runtime.settle()
  }
  const news = async (who: Session) =>
    (await call(who, 'GET', '/api/v1/notifications')).body.data.filter(
      (one: { kind: string }) => one.kind === 'unusualReading',
    ).length
  await open(3)
  await open(3)
  expect(await news(boss), 'a record that is opened again counts once').toBe(0)
  const more = (await call(seller, 'GET', '/api/v1/account?limit=8&sort=-name')).body.data as { id: string }[]
  for (const { id } of more) await call(seller, 'GET', `/api/v1/account/${id}`)
  await sampan.runtime.settle()
  await call(seller, 'GET', `/api/v1/account/${rows[0]!.id}/page`)
  await sampan.runtime.settle()
  expect([await news(boss), await news(admin), await news(other), await news(seller)]).toEqual([1, 1, 0, 0])

  const [her] = (await watch(admin, `?person=${seller.principal.id}`)).people
  expect(her.reads.opened).toMatchObject({
    total: 11,
    unusual: [{ count: 11, usual: 0 }],
    whose: [{ id: seller.principal.id, count: 11 }],
  })
  expect(her.reads.listed.total).toBe(11)
  expect((await watch(boss)).people.map(({ id }: { id: string }) => id)).toEqual([seller.principal.id])
  for (const who of [other, seller]) expect((await watch(who)).people).toEqual([])
  expect((await call(admin, 'GET', '/api/v1/watch?days=91')).status).toBe(422)
  const timeline = JSON.stringify((await call(seller, 'GET', `/api/v1/user/${seller.principal.id}/timeline`)).body)
  expect(timeline).not.toContain('readUnusually')
  const { body } = await call(admin, 'GET', `/api/v1/people/${seller.principal.id}/inventory`)
  expect(body.read).toEqual({ opened: 11, listed: 11, revealed: 0 })
})
