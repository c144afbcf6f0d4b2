import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

// What belongs to a record: read to its end in its place, and made there with the relation filled in.

let journey: Journey
let page: Page
let id: string
let someone: string
beforeAll(async () => {
  journey = await startJourney()
  page = journey.page
  id = (await journey.api('POST', 'account', { name: '海通仪器' })).id
  const create = Array.from({ length: 55 }, (_, i) => ({ name: `联系人 ${String(i).padStart(2, '0')}`, account: id }))
  await journey.api('POST', 'contact/batch', { create })
  const deal = await journey.api('POST', 'opportunity', { name: '产线改造', account: id, amount: '120000' })
  someone = (await journey.api('GET', 'contact?where={"name":"联系人 07"}')).data[0].id
  await journey.api('POST', 'contactRole', { opportunity: deal.id, contact: someone, attitude: 'support' })
})
afterAll(() => journey?.close())

const related = () => page.getByRole('region', { name: '相关' })

test('the panel has counts and sums, and goes on as long as there are more', async () => {
  await page.goto(`${journey.url}/account/${id}`)
  await related().getByText('¥12 万').waitFor()
  const rows = related().locator('a[href^="/contact/"]')
  await expect.poll(() => rows.count()).toBe(6)
  await related().getByRole('button', { name: '再显示 49 条 联系人' }).click()
  await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(20)
  for (let i = 0; i < 6; i++) {
    await rows.last().scrollIntoViewIfNeeded()
    await page.waitForTimeout(250)
  }
  await expect.poll(() => rows.count()).toBe(55)
  await journey.accessible()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/related.png` })
})

test('what only ties two records together bears the name of the other one', async () => {
  await page.goto(`${journey.url}/contact/${someone}`)
  const row = related().locator('a[href^="/contactRole/"]')
  await row.waitFor()
  expect(await row.textContent()).toBe('产线改造赞成')
  await page.goto(`${journey.url}/account/${id}`)
})

test('what is made there belongs there', async () => {
  await related().getByRole('button', { name: '新建联系人' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('海通仪器').waitFor()
  await dialog.getByLabel(/^姓名/).fill('新来的人')
  await page.keyboard.press('Control+Enter')
  await expect
    .poll(
      async () =>
        (await journey.api('GET', `contact?where=${encodeURIComponent('{"name":"新来的人"}')}`)).data[0]?.account?.id,
    )
    .toBe(id)
  expect(journey.wrong).toEqual([])
})
