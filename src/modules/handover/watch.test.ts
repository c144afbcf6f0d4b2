import { afterAll, beforeAll, expect, test } from 'vitest'
import { modules } from '#app'
import type { Session } from '#engine/context.ts'
import { startWatch } from '#engine/watch/watch.ts'
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
  const team = await handOf(sampan, admin).make('team', { name: '一队' })
  for (const who of [other, seller]) await handOf(sampan, admin).change('user', who.principal.id!, { team: team.id })
  for (const who of [other, seller])
    expect((await watch(who)).people, 'a colleague of her team is told nothing').toEqual([])
  expect((await call(other, 'GET', '/api/v1/meta')).body.user.leads).toBe(false)
  await handOf(sampan, admin).change('team', team.id, { leader: other.principal.id })
  expect((await watch(other)).people.map(({ id }: { id: string }) => id)).toEqual([seller.principal.id])
  await handOf(sampan, admin).change('team', team.id, { leader: null })
  expect((await call(admin, 'GET', '/api/v1/watch?days=91')).status).toBe(422)
  const timeline = JSON.stringify((await call(seller, 'GET', `/api/v1/user/${seller.principal.id}/timeline`)).body)
  expect(timeline).not.toContain('readUnusually')
  const { body } = await call(admin, 'GET', `/api/v1/people/${seller.principal.id}/inventory`)
  expect(body.read).toEqual({ opened: 11, listed: 11, revealed: 0, shared: 0, exported: 621 })
})

test('boards, searches and exports count as well, a record once a day, whichever process gave it to her', async () => {
  const { call, workspace, runtime } = sampan
  const reader = await sampan.person('李明', 'salesManager')
  const create = Array.from({ length: 60 }, (_, i) => ({ name: `看板 ${i} 厂`, owner: reader.principal.id }))
  expect((await call(sampan.admin, 'POST', '/api/v1/account/batch', { create })).status).toBe(200)
  const read = async () => {
    await runtime.settle()
    const [her] = (await call(sampan.admin, 'GET', `/api/v1/watch?person=${reader.principal.id}`)).body.people
    return Object.fromEntries(Object.entries(her.reads).map(([kind, one]) => [kind, (one as { total: number }).total]))
  }
  const board = { by: 'level', limit: 40 }
  const { columns } = (await call(reader, 'POST', '/api/v1/account/board', board)).body
  const cards = columns.flatMap(({ data }: { data: unknown[] }) => data).length
  expect(cards).toBe(40)
  expect((await call(reader, 'POST', '/api/v1/account/group', { by: ['level'] })).status).toBe(200)
  expect(await read()).toMatchObject({ listed: cards, opened: 0 })
  await call(reader, 'POST', '/api/v1/account/board', board)
  const hits = (await call(reader, 'GET', '/api/v1/search?q=看板 59')).body.data
  expect(hits).toMatchObject([{ object: 'account', title: '看板 59 厂' }])
  const shown = columns.some(({ data }: { data: { id: string }[] }) => data.some(({ id }) => id === hits[0].id))
  expect(await read()).toMatchObject({ listed: shown ? cards : cards + 1 })

  const where = { name: { startsWith: '看板 5' } }
  for (let i = 0; i < 2; i++)
    expect((await call(reader, 'POST', '/api/v1/account/export', { format: 'csv', where })).status).toBe(200)
  await expect.poll(async () => (await read())['exported']).toBe(2 * 11)

  const some = (await call(reader, 'GET', '/api/v1/account?limit=30&sort=-name')).body.data as { id: string }[]
  const before = await read()
  const object = workspace.registry.object('account')
  const two = [0, 1].map(() => startWatch({ workspaceOf: () => workspace, log: () => {} }))
  for (let round = 0; round < 3; round++) {
    const ids = some.slice(round * 5, round * 5 + 10).map(({ id }) => id)
    for (const watch of two) watch.note(reader, object, 'opened', ids)
    await Promise.all(two.map((watch) => watch.settle()))
  }
  await Promise.all(two.map((watch) => watch.stop()))
  expect(await read()).toEqual({ ...before, opened: 20 })
})

test('who opens far more records to others than she ever did is told of like who reads them', async () => {
  const { admin, call } = sampan
  const giver = await sampan.person('周敏', 'salesManager')
  expect((await call(admin, 'PATCH', '/api/v1/settings', { watch: { shared: 1 } })).status).toBe(200)
  const news = async () => {
    await sampan.runtime.settle()
    const { data } = (await call(admin, 'GET', '/api/v1/notifications')).body
    return data.filter((one: { kind: string; record: { id: string } | null }) => one.kind === 'unusualReading').length
  }
  const create = Array.from({ length: 3 }, (_, i) => ({ name: `共享 ${i} 厂`, owner: giver.principal.id }))
  expect((await call(admin, 'POST', '/api/v1/account/batch', { create })).status).toBe(200)
  const before = await news()
  const rows = (await call(giver, 'GET', '/api/v1/account?limit=3')).body.data as { id: string }[]
  for (const { id } of rows) {
    expect(await news()).toBe(before)
    const share = { granteeId: other.principal.id }
    expect((await call(giver, 'POST', `/api/v1/account/${id}/shares`, share)).status).toBe(204)
  }
  expect(await news()).toBe(before + 1)
})
