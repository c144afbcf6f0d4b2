import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

// A record's page: what became of a field, and what can be done from its head; the form that fills itself.

let journey: Journey
let page: Page
let id: string
beforeAll(async () => {
  journey = await startJourney()
  page = journey.page
  const made = await journey.api('POST', 'account', { name: '海通仪器有限公司', level: 'C', phone: '021-5888 1234' })
  id = made.id
  await journey.api('PATCH', `account/${id}`, { level: 'A' })
}, 120_000)
afterAll(() => journey?.close())

test('the history of a field is one key away, and the focus comes back', async () => {
  await page.goto(`${journey.url}/account/${id}`)
  const button = page.getByRole('button', { name: '客户级别的修改历史' })
  await button.focus()
  await page.keyboard.press('Enter')
  const panel = page.getByRole('dialog', { name: '客户级别的修改历史' })
  await expect.poll(() => panel.getByRole('listitem').allInnerTexts()).toHaveLength(2)
  const [changed, made] = await panel.getByRole('listitem').allInnerTexts()
  expect(changed).toMatch(/C\s*A\s*林晓/)
  expect(made).toMatch(/C\s*林晓 · 创建时填写/)
  await journey.accessible()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/history.png` })
  await page.keyboard.press('Escape')
  await expect.poll(() => button.evaluate((one) => one === document.activeElement)).toBe(true)
})
