import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

// Who decides at a customer and in a deal: seen as a tree, read as a list on a phone, and changed in place.

let journey: Journey
let page: Page
let account: string
let deal: string
const ids: Record<string, string> = {}
beforeAll(async () => {
  journey = await startJourney()
  page = journey.page
  account = (await journey.api('POST', 'account', { name: '海通仪器' })).id
  const person = async (name: string, more: object = {}) => {
    ids[name] = (await journey.api('POST', 'contact', { name, account, ...more })).id
  }
  await person('张总', { jobTitle: '总经理', decisionRole: 'decisionMaker' })
  await person('李经理', { jobTitle: '采购经理', decisionRole: 'buyer', reportsTo: ids['张总'] })
  await person('王工', { jobTitle: '工程师', reportsTo: ids['张总'] })
  await person('赵工', { jobTitle: '设备主管' })
  deal = (await journey.api('POST', 'opportunity', { name: '产线改造', account })).id
  await journey.api('POST', 'contactRole', { opportunity: deal, contact: ids['李经理'], attitude: 'support' })
})
afterAll(() => journey?.close())

const card = (name: string) => page.getByRole('button', { name: new RegExp(name) })
const boss = async (name: string) => (await journey.api('GET', `contact/${ids[name]}`)).reportsTo?.title ?? null

test('the people of a customer stand below whom they report to', async () => {
  await page.goto(`${journey.url}/account/${account}`)
  await page.getByRole('tab', { name: '人脉图' }).locator('visible=true').click()
  await card('张总').waitFor()
  const top = (await card('张总').boundingBox())!
  const below = (await card('李经理').boundingBox())!
  expect(below.y).toBeGreaterThan(top.y + top.height)
  expect(await card('张总').textContent()).toContain('决策人')
  await journey.accessible()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/map-account.png` })
})

test('by the keyboard one goes through it, opens somebody and says whom she reports to', async () => {
  await card('张总').focus()
  await page.keyboard.press('ArrowDown')
  expect(await card('李经理').evaluate((one) => one === document.activeElement)).toBe(true)
  await card('赵工').focus()
  await page.keyboard.press('Enter')
  const panel = page.getByRole('region', { name: '赵工' })
  await panel.getByLabel('汇报给').click()
  await page.getByRole('option', { name: '张总' }).click()
  await expect.poll(() => boss('赵工')).toBe('张总')
  await journey.accessible()
  await panel.getByRole('button', { name: '关闭' }).click()
})

test('dragged onto somebody else she reports to that one; a circle is refused and told', async () => {
  await card('王工').dragTo(card('李经理'))
  await expect.poll(() => boss('王工')).toBe('李经理')
  await card('张总').dragTo(card('王工'))
  await page.getByText('汇报关系形成了循环').waitFor()
  expect(await boss('张总')).toBe(null)
})

test('a deal shows who plays a part in it, and takes more of them in', async () => {
  await page.goto(`${journey.url}/opportunity/${deal}`)
  await page.getByRole('tab', { name: '人脉图' }).locator('visible=true').click()
  await expect.poll(async () => card('李经理').textContent()).toMatch(/采购经办.*赞成/)
  await card('张总').click()
  const panel = page.getByRole('region', { name: '张总' })
  await panel.getByRole('button', { name: '加入「产线改造」' }).click()
  await panel.getByLabel(/^影响力/).click()
  await page.getByRole('option', { name: '影响力高' }).click()
  await expect.poll(async () => card('张总').textContent()).toMatch(/决策人.*影响力高/)
  await journey.accessible()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/map-deal.png` })
  const { data } = await journey.api(
    'GET',
    `contactRole?where=${encodeURIComponent(JSON.stringify({ opportunity: deal }))}`,
  )
  expect(data).toHaveLength(2)
})

test('on a phone it is a list, in English too', async () => {
  await page.evaluate(() => localStorage.setItem('sampan.language', 'en'))
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`${journey.url}/opportunity/${deal}`)
  await page.getByRole('tab', { name: 'People map' }).locator('visible=true').click()
  await card('张总').waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await journey.accessible()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/map-phone.png` })
  expect(journey.wrong).toEqual([])
})
