import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { startSampan, type TestSampan } from '../harness.ts'

// Who changed a field, when, from what to what: out of the event log, for those who may see the field.

let sampan: TestSampan
let seller: Session
let stranger: Session
let url: string
beforeAll(async () => {
  sampan = await startSampan()
  seller = await sampan.person('周宁', 'sales')
  stranger = await sampan.person('何青', 'sales')
  const made = await sampan.call(seller, 'POST', '/api/v1/account', { name: '海通仪器', level: 'C' })
  url = `/api/v1/account/${made.body.id}`
  for (const values of [{ level: 'B' }, { phone: '021-5888 1234' }, { level: 'A', shortName: '海通' }])
    expect((await sampan.call(seller, 'PATCH', url, values)).status).toBe(200)
  expect((await sampan.call(sampan.admin, 'PATCH', url, { bankAccount: '6222 0000' })).status).toBe(200)
})
afterAll(() => sampan.close())

const history = (who: Session | null, field: string, more = '') =>
  sampan.call(who, 'GET', `${url}/timeline?field=${encodeURIComponent(field)}${more}`)
const changes = (body: { data: { changes: Record<string, unknown> }[] }, field: string) =>
  body.data.map((entry) => entry.changes[field])

test('a hidden field has no history, and is refused in the words of one that does not exist', async () => {
  const hidden = await history(seller, 'bankAccount')
  expect(hidden.status).toBe(422)
  expect(hidden.body.errors[0]).toMatchObject({ field: 'field', code: 'unknown-field' })
  const unknown = await history(seller, 'bankAccuont')
  expect(unknown.status).toBe(422)
  expect(unknown.body.errors[0].detail).not.toContain('bankAccount')
  expect(unknown.body.errors[0].detail.replace('bankAccuont', 'bankAccount')).toBe(hidden.body.errors[0].detail)
})

test('nobody, somebody out of reach, a path into another record, an empty name and a forged cursor are refused', async () => {
  expect((await history(null, 'level')).status).toBe(401)
  expect((await history(stranger, 'level')).status).toBe(404)
  for (const field of ['owner.name', '', "level' or true", 'constructor'])
    expect((await history(seller, field)).status, field).toBe(422)
  expect((await history(seller, 'level', '&after=x')).status).toBeGreaterThanOrEqual(400)
})

test('a field tells its changes alone, newest first, page by page', async () => {
  const all = await history(seller, 'level')
  expect(changes(all.body, 'level')).toEqual([
    ['B', 'A'],
    ['C', 'B'],
    [null, 'C'],
  ])
  expect(all.body.data.map((entry: { kind: string }) => entry.kind)).toEqual(['updated', 'updated', 'created'])
  expect(all.body.data[0].actor).toMatchObject({ id: seller.principal.id })
  const first = await history(seller, 'level', '&limit=2')
  const rest = await history(seller, 'level', `&limit=2&after=${first.body.next}`)
  expect([...changes(first.body, 'level'), ...changes(rest.body, 'level')]).toEqual(changes(all.body, 'level'))
  expect(rest.body.next).toBe(null)
  expect(changes((await history(seller, 'website')).body, 'website')).toEqual([])
})

test('a timeline is asked for one type alone, from wherever it was read to; another type is refused', async () => {
  const made = await sampan.call(seller, 'POST', '/api/v1/account', { name: '远山制造' })
  const it = `/api/v1/account/${made.body.id}`
  await sampan.call(seller, 'POST', `${it}/comments`, { text: '先报价' })
  for (const subject of ['一', '二', '三'])
    await sampan.call(seller, 'POST', '/api/v1/activity', { subject, kind: 'call', account: made.body.id })
  const read = async (more: string) => (await sampan.call(seller, 'GET', `${it}/timeline?${more}`)).body
  expect((await sampan.call(seller, 'GET', `${it}/timeline?type=note`)).body.errors[0]).toMatchObject({ field: 'type' })
  expect((await sampan.call(stranger, 'GET', `${it}/timeline?type=comment`)).status).toBe(404)
  const first = await read('limit=1')
  expect(first.data[0].record.subject).toBe('三')
  const rest = await read(`type=record&after=${first.next}`)
  expect(rest.data.map((one: { record: { subject: string } }) => one.record.subject)).toEqual(['二', '一'])
  const types = async (more: string) => (await read(more)).data.map((one: { type: string }) => one.type)
  expect(await types(`type=comment&after=${first.next}`)).toEqual(['comment'])
  expect(new Set(await types('type=event'))).toEqual(new Set(['event']))
  expect(await types('type=comment&field=name')).toEqual([])
})

test('what was typed stays beside what cleaning made of it, for whom the field is open; what was kept letter for letter stands alone', async () => {
  const typed = {
    name: '海通 仪器（ＡＢＣ）',
    website: 'WWW.haitong.cn',
    phone: '０２１-5888 1234',
    description: '一、报价\r\n\r\n\r\n  二、交期 ',
    address: '上海市浦东新区张杨路 １ 号',
    shortName: ' 海通仪器 ',
  }
  const { body: made } = await sampan.call(seller, 'POST', '/api/v1/account', typed)
  await sampan.call(sampan.admin, 'PATCH', `/api/v1/account/${made.id}`, { bankAccount: '６２２２ ０００１' })
  const told = async (who: Session, field: string) =>
    (await sampan.call(who, 'GET', `/api/v1/account/${made.id}/timeline?field=${field}`)).body.data[0]?.changes[field]
  for (const [field, words] of Object.entries(typed).slice(0, -1)) {
    const [from, to, before] = await told(seller, field)
    expect([from, before], field).toEqual([null, words])
    expect(to, field).not.toEqual(words)
  }
  expect(await told(seller, 'shortName')).toEqual([null, '海通仪器'])
  expect(await told(sampan.admin, 'bankAccount')).toEqual([null, '6222 0001', '６２２２ ０００１'])
  const all = (await sampan.call(seller, 'GET', `/api/v1/account/${made.id}/timeline`)).body
  expect(JSON.stringify(all)).not.toMatch(/6222|６２２２/)

  await sampan.call(seller, 'PATCH', `/api/v1/account/${made.id}`, {
    address: { city: '上海市', street: '张杨路２号' },
  })
  expect((await told(seller, 'address'))[2]).toEqual({ city: '上海市', street: '张杨路２号' })
})

test('who may see the sensitive field by name sees its history; a record that is gone has none', async () => {
  expect(changes((await history(sampan.admin, 'bankAccount')).body, 'bankAccount')).toEqual([[null, '6222 0000']])
  await sampan.call(sampan.admin, 'DELETE', url)
  expect((await history(seller, 'level')).status).toBe(404)
})
