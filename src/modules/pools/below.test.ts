import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { handOf, type Told } from '../../../test/modules/hand.ts'

/* The contacts of a pooled customer are the customer: how they are reached shows when it does, and not before. */

let sampan: TestSampan
let admin: ReturnType<typeof handOf>
let people: Record<'manager' | 'former' | 'fang' | 'service', Session>
let pool: Told
let customer: Told
let person: Told
let request: Told
const hand = (session: Session) => handOf(sampan, session)
const secret = {
  mobile: '13900139001',
  email: 'boss@canary.example',
  wechat: 'canarywx',
  address: { city: '上海', street: 'canary 路' },
}
const told = (body: unknown) => /139 ?0013 ?9001|canary/.test(JSON.stringify(body))

beforeAll(async () => {
  sampan = await startSampan()
  admin = hand(sampan.admin)
  const teamId = (await admin.make('team', { name: '华东' })).id
  people = {
    manager: await sampan.person('周敏', 'salesManager', { teamId }),
    former: await sampan.person('赵强', 'sales', { teamId }),
    fang: await sampan.person('王芳', 'sales', { teamId }),
    service: await sampan.person('客服', 'service'),
  }
  pool = await admin.make('pool', {
    name: '华东公海',
    object: 'account',
    teams: [teamId],
    managers: [people.manager.principal.id],
    maskedFields: ['phone', 'address', 'wechat'],
    hiddenFields: ['email'],
    looksPerDay: 1,
  })
  customer = await hand(people.former).make('account', {
    name: '遮蔽实业',
    phone: '13900139001',
    email: 'a@canary.example',
  })
  person = await hand(people.former).make('contact', { name: '陈总', account: customer.id, ...secret })
  request = await hand(people.former).make('lead', {
    name: '陈总',
    company: '遮蔽实业',
    mobile: '13900139001',
    email: 'boss@canary.example',
  })
  await hand(people.former).act('account', customer.id, 'giveBack', { pool: pool.id })
})
afterAll(() => sampan.close())

const get = (who: Session, url: string) => sampan.call(who, 'GET', `/api/v1/${url}`)

test('a colleague and whoever serves see who the contacts are, and not how they are reached', async () => {
  for (const who of [people.fang, people.service]) {
    for (const url of [
      `contact/${person.id}`,
      `contact/${person.id}/page`,
      `contact/${person.id}/timeline`,
      `account/${customer.id}/page`,
      'contact',
      'search?q=陈总',
      'search?q=13900139001',
    ]) {
      const { status, body } = await get(who, encodeURI(url))
      expect(status, url).toBe(200)
      expect(told(body), `${url} ${JSON.stringify(body)}`).toBe(false)
    }
    expect((await get(who, `contact/${person.id}`)).body).toMatchObject({ name: '陈总', mobile: null, wechat: null })
    expect(await hand(who).list('contact', { mobile: '13900139001' })).toEqual([])
  }
  for (const who of [people.manager, people.former])
    expect(told((await get(who, `contact/${person.id}`)).body)).toBe(true)
})

test('nobody has them written into what is hers: a letter, a packet, a message, a sequence, a merge field', async () => {
  const fang = hand(people.fang)
  const letter = await fang.make('letter', {
    subject: '拜访',
    body: '{{contact.mobile}} {{contact.email}} 您好',
    contact: person.id,
  })
  expect(told(letter)).toBe(false)
  expect(letter).toMatchObject({ recipient: '陈总', company: '遮蔽实业', address: null })
  expect(told((await get(people.fang, `letter/${letter.id}/paper/letter`)).body)).toBe(false)
  expect(told(await fang.make('letter', { subject: '拜访', body: '您好', account: customer.id }))).toBe(false)
  const packet = await fang.make('packet', { contact: person.id })
  expect(told(packet)).toBe(false)
  expect(told(await fang.make('packet', { letter: letter.id }))).toBe(false)
  const message = await fang.make('textMessage', { text: '您好', contact: person.id })
  expect(message).toMatchObject({ to: null, number: null, account: { id: customer.id } })
  expect(told(await fang.make('textMessage', { text: '您好', contact: person.id, channel: 'wecom' }))).toBe(false)
  // Hers who has the contact is written as ever.
  expect(told(await hand(people.former).make('letter', { subject: '拜访', body: '您好', contact: person.id }))).toBe(
    true,
  )
  expect(await hand(people.former).make('textMessage', { text: '您好', contact: person.id })).toMatchObject({
    to: secret.mobile,
  })
})

test('what colleagues have written to them does not tell either', async () => {
  const own = await hand(people.former).list('textMessage', { contact: person.id })
  expect(own.some(({ to }) => to === secret.mobile)).toBe(true)
  const seen = await hand(people.fang).list('textMessage', { contact: person.id })
  expect(seen.length).toBeGreaterThan(own.filter(({ to }) => to === secret.mobile).length)
  expect(told(seen)).toBe(false)
  expect(told(await hand(people.fang).list('letter', { contact: person.id }))).toBe(false)
  expect(told((await get(people.fang, `contact/${person.id}/page`)).body)).toBe(false)
})

test('a lead that has become this customer is as covered; one of her own, and one of another, is not', async () => {
  expect(told((await get(people.fang, `lead/${request.id}`)).body)).toBe(true)
  await admin.act('lead', request.id, 'convert', { account: customer.id })
  const { convertedAccount } = await admin.see('lead', request.id)
  expect(convertedAccount.id).toBe(customer.id)
  expect(told((await get(people.fang, `lead/${request.id}`)).body)).toBe(false)
  expect(told((await get(people.former, `lead/${request.id}`)).body)).toBe(true)
})

test('after the claim they show', async () => {
  await hand(people.fang).act('account', customer.id, 'claim')
  expect((await get(people.fang, `contact/${person.id}`)).body).toMatchObject({
    wechat: 'canarywx',
    email: secret.email,
  })
  expect(await hand(people.fang).list('contact', { mobile: '13900139001' })).not.toEqual([])
  expect(await hand(people.fang).make('textMessage', { text: '您好', contact: person.id })).toMatchObject({
    to: secret.mobile,
  })
})
