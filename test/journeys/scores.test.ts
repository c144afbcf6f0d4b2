import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

// An administrator changes a score and sees before what it would do, gives leads away by a rule; a lead says why, in both languages.

let journey: Journey
let page: Page
beforeAll(async () => {
  journey = await startJourney()
  page = journey.page
  await journey.api('POST', 'people', { name: '王芳', email: 'wang@sampan.example', role: 'sales' })
  for (const [name, source] of [
    ['转来的', 'referral'],
    ['官网来的', 'website'],
  ])
    await journey.api('POST', 'lead', { name, source, rating: 'warm' })
})
afterAll(() => journey?.close())

test('an administrator makes a rule count for more, sees what would change, and publishes it', async () => {
  await page.goto(`${journey.url}/settings/scores`)
  await page.getByRole('link', { name: /线索 · 评分/ }).click()
  const preview = page.getByRole('complementary', { name: '试算' })
  await preview.getByText('其中 0 条的评分会变化').waitFor()
  const referred = page.getByRole('listitem').filter({ has: page.locator('input[value="来自转介绍"]') })
  await referred.getByLabel('分值').fill('60')
  await preview.getByText('其中 1 条的评分会变化').waitFor()
  await preview.getByRole('cell', { name: '转来的' }).waitFor()
  await shot(page, 'score-rules')
  await journey.accessible()
  await page.getByRole('button', { name: '存入草稿' }).click()
  await page.getByRole('button', { name: '查看并发布' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '发布', exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
  await expect.poll(async () => (await lead('转来的')).score.points).toBe(80)
})

test('leads without an owner go by a rule that she makes', async () => {
  await page.goto(`${journey.url}/settings/assignment`)
  await page.getByRole('button', { name: '新建规则' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('名称').fill('全部线索')
  await dialog.getByLabel('适用对象').click()
  await page.getByRole('option', { name: '线索', exact: true }).click()
  await dialog.getByLabel('成员', { exact: true }).click()
  await page.getByRole('option', { name: '王芳' }).click()
  await page.keyboard.press('Escape')
  await dialog.getByLabel('首次响应时限').fill('2')
  await dialog.getByRole('checkbox', { name: '启用' }).check()
  await shot(page, 'assignment-form')
  await dialog.getByRole('button', { name: '保存' }).click()
  await page.getByRole('button', { name: '全部线索', exact: true }).waitFor()
  await shot(page, 'assignment')
  await journey.accessible()
  await journey.api('POST', 'lead', { name: '新来的', owner: null })
  expect((await lead('新来的')).owner.title).toBe('王芳')
})

test('its page counts down to the first response and says what the score is made of, in English too', async () => {
  const { id } = await lead('新来的')
  await page.goto(`${journey.url}/lead/${id}`)
  await page.getByText(/剩余/).first().waitFor()
  const referred = await lead('转来的')
  await page.goto(`${journey.url}/lead/${referred.id}`)
  await page.getByLabel('详情').getByRole('button', { name: '80 A' }).click()
  await page.getByRole('dialog').getByText('来自转介绍').waitFor()
  await shot(page, 'score-why')
  await journey.accessible()
  await page.evaluate(() => localStorage.setItem('sampan.language', 'en'))
  await page.goto(`${journey.url}/settings/scores/lead.score`)
  await page.getByText('Would change 0 of 3 records.').waitFor()
  await page.goto(`${journey.url}/settings/assignment`)
  await page.getByText('1 in a week').waitFor()
  expect(journey.wrong).toEqual([])
})

async function lead(name: string) {
  const where = encodeURIComponent(JSON.stringify({ name }))
  return (await journey.api('GET', `lead?where=${where}`)).data[0]
}

async function shot(on: Page, name: string) {
  if (!process.env.SHOTS) return
  await on.screenshot({ path: join(process.env.SHOTS, `${name}.png`) })
}
