import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

// A steward who cleans: the form hints, the page tells, a list goes to somebody, what is mended counts, a batch is set aside and comes back.

let journey: Journey
let page: Page
beforeAll(async () => {
  journey = await startJourney()
  page = journey.page
  for (const name of ['青岛海润有限公司', '宁波甬江电子有限公司', '无锡太湖机械有限公司'])
    await journey.api('POST', 'account', { name, source: 'website', industry: 'electronics' })
})
afterAll(() => journey?.close())

test('the form says that a value says nothing, and takes it all the same', async () => {
  await page.goto(`${journey.url}/account`)
  await page.getByRole('button', { name: '新建客户' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('客户名称').fill('测试')
  await dialog.getByText('这像是占位值').waitFor()
  await dialog.getByLabel('电话').fill('138 0000 0000')
  await expect.poll(() => dialog.getByText('这像是占位值').count()).toBe(2)
  await journey.accessible()
  await page.keyboard.press('Control+Enter')
  await page.waitForURL(/\/account\/.{36}$/)
})

test('a figure opens exactly its records, and goes to somebody as a task with a view', async () => {
  await journey.countQuality()
  await page.goto(`${journey.url}/settings/quality`)
  await page.getByRole('table').getByRole('link', { name: '客户', exact: true }).click()
  const missing = page.getByRole('listitem').filter({ hasText: '缺少电话' })
  await missing.getByText('3', { exact: true }).waitFor()
  await page.getByRole('listitem').filter({ hasText: '客户名称是占位值' }).getByText('1', { exact: true }).waitFor()
  await journey.accessible()
  await missing.getByRole('button', { name: /派任务/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('共 3 条记录').waitFor()
  await dialog.getByRole('button', { name: '派任务' }).click()
  await page.getByText('已交给林晓').waitFor()
  await missing.getByRole('link', { name: '缺少电话' }).click()
  await page.getByText('共 3 条').waitFor()
  await page.getByRole('navigation').getByText('缺少电话').waitFor()
})

test('what she mends counts for her, and the list gets shorter', async () => {
  const { data } = await journey.api('GET', 'account?sort=name&limit=10')
  for (const { id, name } of data)
    await journey.api(
      'PATCH',
      `account/${id}`,
      name === '测试' ? { name: '苏州金鸡湖商贸有限公司' } : { phone: '0512-66668888' },
    )
  await journey.countQuality({ later: true })
  await page.goto(`${journey.url}/settings/quality`)
  await page.getByText('还剩', { exact: false }).or(page.getByText('已完成')).first().waitFor()
  const row = page.getByRole('row').filter({ hasText: '林晓' })
  await row.getByRole('cell', { name: '3', exact: true }).waitFor()
  await row.getByRole('cell', { name: '1', exact: true }).waitFor()
})

test('what one source brought is set aside and comes back', async () => {
  await page.goto(`${journey.url}/settings/quality/account`)
  await page.getByRole('button', { name: '隔离 林晓录入' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('原因').fill('整批核对')
  await dialog.getByRole('button', { name: '隔离 4 条记录' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.goto(`${journey.url}/settings/quality`)
  const batch = page.getByRole('listitem').filter({ hasText: '整批核对' })
  await batch.getByText('已隔离').waitFor()
  expect((await journey.api('GET', 'account')).data).toEqual([])
  await journey.accessible()
  await batch.getByRole('button', { name: '解除隔离' }).click()
  await batch.getByText('已解除').waitFor()
  expect((await journey.api('GET', 'account')).data).toHaveLength(4)
})

test('in English it says the same', async () => {
  await page.evaluate(() => localStorage.setItem('sampan.language', 'en'))
  await page.goto(`${journey.url}/settings/quality/account`)
  await page.getByRole('heading', { name: 'What is wrong', exact: true }).waitFor()
  await page.getByText('Entered by 林晓').waitFor()
  await page.getByRole('button', { name: 'What is asked' }).click()
  await page.getByRole('dialog').getByText('Fields that should be filled', { exact: true }).waitFor()
  await journey.accessible()
  // on a phone a row is a card: each figure under its name
  await page.keyboard.press('Escape')
  await page.setViewportSize({ width: 390, height: 844 })
  const card = page.getByRole('row').filter({ hasText: 'Entered by 林晓' })
  const figure = card.locator('[data-label="Records"]')
  await expect.poll(() => figure.textContent()).toContain('4')
  const [name, below] = [(await card.getByText('Entered by 林晓').boundingBox())!, (await figure.boundingBox())!]
  expect(below.y).toBeGreaterThanOrEqual(name.y + name.height - 1)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  expect(journey.wrong).toEqual([])
})
