import { afterAll, beforeAll, expect, test } from 'vitest'
import { modules } from '#app'
import { startSampan, type TestSampan } from '../../../../test/harness.ts'
import { handOf, type Told } from '../../../../test/modules/hand.ts'

let sampan: TestSampan
let hand: ReturnType<typeof handOf>
let first: Told
let second: Told
beforeAll(async () => {
  sampan = await startSampan({ modules })
  hand = handOf(sampan, sampan.admin)
  first = await hand.make('account', { name: '老东家' })
  second = await hand.make('account', { name: '新东家' })
})
afterAll(() => sampan.close())

const employmentsOf = (contact: string) => hand.list('employment', { contact }, 'createdAt')

test('nobody reports to herself, however many steps away', async () => {
  const boss = await hand.make('contact', { name: '解总' })
  const clerk = await hand.make('contact', { name: '仇工', reportsTo: boss.id })
  expect(await hand.refused.change('contact', boss.id, { reportsTo: clerk.id })).toEqual(['422', 'reportsTo: circle'])
})

test('an employment does not end before it begins', async () => {
  const { id } = await hand.make('contact', { name: '区工' })
  const wrong = { contact: id, account: first.id, from: '2024-05-01', until: '2023-05-01' }
  expect(await hand.refused.make('employment', wrong)).toEqual(['422', 'until: order'])
})

test('a contact who changes her account has a new main employment, and keeps the old one on record', async () => {
  const contact = await hand.make('contact', { name: '欧阳静', account: first.id, jobTitle: '采购经理' })
  expect(await employmentsOf(contact.id)).toMatchObject([
    { account: { id: first.id }, jobTitle: '采购经理', primary: true },
  ])
  await hand.change('contact', contact.id, { account: second.id, jobTitle: '采购总监' })
  expect(await employmentsOf(contact.id)).toMatchObject([
    { account: { id: first.id }, jobTitle: '采购经理', primary: false },
    { account: { id: second.id }, jobTitle: '采购总监', primary: true },
  ])
  await hand.change('contact', contact.id, { account: first.id })
  expect((await employmentsOf(contact.id)).map((e) => e.primary)).toEqual([true, false])
})

test('a new main employment changes the account of its contact', async () => {
  const contact = await hand.make('contact', { name: '司马光明', account: first.id })
  const other = await hand.make('employment', { contact: contact.id, account: second.id, jobTitle: '顾问' })
  expect((await hand.see('contact', contact.id)).account.id).toBe(first.id)
  await hand.change('employment', other.id, { primary: true })
  expect(await hand.see('contact', contact.id)).toMatchObject({ account: { id: second.id }, jobTitle: '顾问' })
  expect((await employmentsOf(contact.id)).filter((e) => e.primary)).toHaveLength(1)
})

test('a contact without her main employment has no account', async () => {
  const contact = await hand.make('contact', { name: '单独', account: first.id })
  const [only] = await employmentsOf(contact.id)
  await hand.remove('employment', only.id)
  expect((await hand.see('contact', contact.id)).account).toBeNull()
})
