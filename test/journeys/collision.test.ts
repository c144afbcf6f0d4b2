import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

// Two salespeople and one customer: a form tells what is there, an owner is asked to share, a dispute is ruled on.

let journey: Journey
let page: Page
let hers: Page
const password = 'pass-phrase-1'

beforeAll(async () => {
  journey = await startJourney()
  page = journey.page
  await journey.api('POST', 'people', { name: '王芳', email: 'wang@sampan.example', role: 'sales', password })
  await journey.api('POST', 'people', { name: '陈静', email: 'chen@sampan.example', role: 'sales', password })
  const context = await journey.browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } })
  hers = await context.newPage()
  hers.setDefaultTimeout(45_000)
  await signIn(hers, 'wang@sampan.example')
  await journey.api('POST', 'account', { name: '杭州云启科技有限公司', phone: '0571-88886666' })
})

afterAll(() => journey?.close())

test('whoever types a customer that is there is told as far as she may know, asks to share with a click, and may go on', async () => {
  await hers.goto(`${journey.url}/account`)
  await hers.getByRole('button', { name: '新建客户' }).first().click()
  await hers.getByLabel('客户名称').fill('云啟科技')
  const there = hers.getByRole('region', { name: '可能已有相同记录' })
  await there.getByText('你没有权限查看的记录').waitFor()
  await there.getByText('林晓').waitFor()
  expect(await there.textContent()).not.toContain('杭州')
  await shot(hers, 'typing')
  await there.getByRole('button', { name: '申请共享' }).click()
  await there.getByText('已申请').waitFor()
  await hers.getByRole('dialog').getByRole('button', { name: /^新建/ }).click()
  await hers.getByText(/请先确认，或仍然保存/).waitFor()
  await shot(hers, 'asked')
  await hers.getByRole('button', { name: /仍然保存/ }).click()
  await hers.getByRole('heading', { name: '云啟科技', exact: true }).waitFor()
})

test('the owner finds the request among the cases and shares; then it is seen', async () => {
  await page.goto(`${journey.url}/collisionCase`)
  await shot(page, 'cases')
  await page.getByText('云啟科技').first().click()
  await page.getByRole('heading', { name: '云啟科技', exact: true }).waitFor()
  await page.getByRole('button', { name: '同意共享' }).first().click()
  await shot(page, 'share')
  await page.getByRole('dialog').getByRole('button', { name: '同意共享' }).click()
  await page.getByText('已共享').first().waitFor()
  await hers.goto(`${journey.url}/account`)
  await hers.getByText('杭州云启科技有限公司').first().waitFor()
})

test('an administrator reads the policies', async () => {
  await page.goto(`${journey.url}/settings/collision-policies`)
  await page.getByText('录入时提醒').waitFor()
  await shot(page, 'policies')
})

test('two register one customer: what both did lies side by side, and a judge rules', async () => {
  await register(hers, '太湖泵业有限公司')
  const context = await journey.browser.newContext({ locale: 'zh-CN' })
  const his = await context.newPage()
  await signIn(his, 'chen@sampan.example')
  await register(his, '太湖泵业集团')
  await context.close()
  const { data } = await journey.api('GET', 'ownershipDispute')
  await page.goto(`${journey.url}/ownershipDispute/${data[0].id}`)
  const evidence = page.getByRole('region', { name: '双方跟进对比（取自事件记录）' })
  await evidence.getByText('首次接触').nth(1).waitFor()
  await evidence.getByText('王芳').waitFor()
  await evidence.getByText('陈静').waitFor()
  await shot(page, 'dispute')
  await page.setViewportSize({ width: 390, height: 844 })
  await page.waitForTimeout(process.env.SHOTS ? 500 : 0)
  await shot(page, 'dispute-phone')
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByRole('button', { name: '裁决', exact: true }).click()
  await page
    .getByRole('dialog')
    .getByLabel(/裁决理由/)
    .fill('先报备，且一直在跟进')
  await page
    .getByRole('dialog')
    .getByLabel(/裁决结果/)
    .click()
  await page.getByRole('option', { name: '归先报备人' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '裁决', exact: true }).click()
  await page.getByText('已裁决').first().waitFor()
  expect(journey.wrong).toEqual([])
})

async function register(as: Page, customer: string): Promise<void> {
  const response = await as.request.post(`${journey.url}/api/v1/dealRegistration`, { data: { customer } })
  expect(response.status(), await response.text()).toBe(201)
}

async function signIn(as: Page, email: string): Promise<void> {
  await as.goto(`${journey.url}/sign-in`)
  await as.getByLabel('邮箱').fill(email)
  await as.getByLabel('密码').fill(password)
  await as.getByRole('button', { name: '登录', exact: true }).click()
  await as.getByRole('heading', { name: /王芳|陈静/ }).waitFor()
}

async function shot(of: Page, name: string): Promise<void> {
  if (process.env.SHOTS) await of.screenshot({ path: join(process.env.SHOTS, `collision-${name}.png`) })
}
