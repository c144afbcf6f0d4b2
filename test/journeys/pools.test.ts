import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, speakEnglish, startJourney } from './journey.ts'

// An administrator makes a pool and simulates a rule; a salesperson claims what she will look after.

let journey: Journey
let page: Page
let wang: Page
let pool: { id: string }

beforeAll(async () => {
  journey = await startJourney()
  page = journey.page
  const person = await journey.api('POST', 'people', {
    name: '王芳',
    email: 'wang@sampan.example',
    role: 'sales',
    password: 'pass-phrase-1',
  })
  pool = await journey.api('POST', 'pool', {
    name: '华东公海',
    object: 'account',
    people: [person.id],
    maskedFields: ['phone'],
    claimsPerDay: 2,
    looksPerDay: 3,
    opensPerDay: 2,
  })
  for (const name of ['海通机械', '远东仪表', '苏州精工'])
    await journey.api('POST', 'account', { name, phone: '13800138000', pool: pool.id })
  await journey.api('POST', 'account', { name: '本人客户', owner: person.id })
  const context = await journey.browser.newContext({
    locale: 'zh-CN',
    viewport: { width: 1440, height: 900 },
    bypassCSP: true,
  })
  wang = await context.newPage()
  wang.setDefaultTimeout(45_000)
  await wang.goto(`${journey.url}/sign-in`)
  await wang.getByLabel('邮箱').fill('wang@sampan.example')
  await wang.getByLabel('密码').fill('pass-phrase-1')
  await wang.getByRole('button', { name: '登录', exact: true }).click()
  await wang.getByRole('heading', { name: /王芳/ }).waitFor()
}, 120_000)

afterAll(() => journey?.close())

test('an administrator makes a rule, sees what it would do and switches it on', async () => {
  await page.goto(`${journey.url}/settings/pools`)
  await page.getByRole('button', { name: '新建规则' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('名称').fill('30 天无跟进')
  await dialog.getByLabel('适用对象').click()
  await page.getByRole('option', { name: '客户', exact: true }).click()
  await dialog.getByLabel('回落到').click()
  await page.getByRole('option', { name: '华东公海' }).click()
  await dialog.getByRole('button', { name: '添加条件' }).click()
  await dialog.getByText('有成交').click()
  await dialog.getByRole('button', { name: '保存' }).click()
  await page.getByRole('button', { name: '30 天无跟进', exact: true }).click()
  await page.getByLabel('未来天数').fill('40')
  await page.getByRole('button', { name: '模拟', exact: true }).click()
  await page.getByText('本人客户').waitFor()
  await shot(page, 'rule')
  await journey.accessible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '启用', exact: true }).click()
  await page.getByText(/已启用/).waitFor()
  await shot(page, 'recycling')
  await page.getByRole('button', { name: '华东公海', exact: true }).click()
  await page.getByText('拾取与上限').waitFor()
  await shot(page, 'pool-form')
})

test('a salesperson sees her pool, looks, claims, and reads how many days are left', async () => {
  await wang.goto(`${journey.url}/pools`)
  await wang.getByText('今天还可拾取 2 条').waitFor()
  await shot(wang, 'pools')
  await journey.accessible(wang)
  await wang.getByRole('link', { name: '华东公海' }).click()
  await wang.getByText('海通机械').first().waitFor()
  // The filter says which pool, not its id.
  await wang.getByRole('button', { name: /^公海池\s*等于\s*华东公海$/ }).waitFor()
  await shot(wang, 'pool-list')
  const [one] = (await journey.api('GET', `account?where=${encodeURIComponent('{"name":"海通机械"}')}`)).data
  await wang.goto(`${journey.url}/account/${one.id}`)
  await wang.getByText('在「华东公海」中，等待拾取').waitFor()
  await wang.getByText(/拾取后显示/).waitFor()
  await shot(wang, 'pooled')
  await wang.getByRole('button', { name: '立即查看' }).click()
  await wang
    .getByText(/138 ?0013 ?8000/)
    .first()
    .waitFor()
  await wang.getByRole('button', { name: '拾取', exact: true }).click()
  await wang.getByText(/回落还剩 \d+ 天：30 天无跟进/).waitFor()
  await shot(wang, 'countdown')
  await wang.goto(`${journey.url}/pools`)
  await wang.getByText('今天还可拾取 1 条').waitFor()
  expect(journey.wrong).toEqual([])
})

test('in English: a salesperson claims from her pool and reads when it would go back', async () => {
  await speakEnglish(wang, journey.url)
  await wang.goto(`${journey.url}/pools`)
  await wang.getByText('1 left today').waitFor()
  const [one] = (await journey.api('GET', `account?where=${encodeURIComponent('{"name":"远东仪表"}')}`)).data
  // pointing at a record is not opening it
  await wang.goto(`${journey.url}/account`)
  await wang.locator('a[data-record]').filter({ hasText: '苏州精工' }).hover()
  await wang.waitForTimeout(300)
  await wang.goto(`${journey.url}/account/${one.id}`)
  await wang.getByText('In 华东公海, waiting for an owner').waitFor()
  await wang.getByRole('button', { name: 'Claim', exact: true }).click()
  await wang.getByText(/Goes to its pool in \d+ days: 30 天无跟进/).waitFor()
  await wang.goto(`${journey.url}/pools`)
  await wang.getByText('0 left today').waitFor()
  // Two records a day may be opened here.
  const [third] = (await journey.api('GET', `account?where=${encodeURIComponent('{"name":"苏州精工"}')}`)).data
  await wang.goto(`${journey.url}/account/${third.id}`)
  await wang.getByRole('heading', { name: 'No more records today', exact: true }).waitFor()
})

test('in English: who manages the rules simulates a change and keeps it', async () => {
  await speakEnglish(page, journey.url)
  await page.goto(`${journey.url}/settings/pools`)
  await page.getByRole('button', { name: '30 天无跟进', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Days', { exact: true }).fill('60')
  await dialog.getByLabel('Days ahead').fill('40')
  await dialog.getByRole('button', { name: 'Simulate', exact: true }).click()
  const result = dialog.getByRole('complementary', { name: 'What it would do' })
  await result.getByText('Fewer').waitFor()
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
  const [rule] = (await journey.api('GET', 'recyclingRule')).data
  expect(rule.conditions).toMatchObject([{ days: 60 }])
  expect(journey.wrong).toEqual([])
})

async function shot(on: Page, name: string) {
  if (!process.env.SHOTS) return
  await on.screenshot({ path: join(process.env.SHOTS, `${name}.png`) })
  await on.setViewportSize({ width: 390, height: 844 })
  await on.waitForTimeout(400)
  await on.screenshot({ path: join(process.env.SHOTS, `${name}-390.png`) })
  await on.setViewportSize({ width: 1440, height: 900 })
}
