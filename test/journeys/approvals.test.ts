import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

/* A policy is written, what it guards is asked for where it was tried, and somebody agrees. */

const shots = process.env['APPROVAL_SHOTS']
let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.close())

/** Pictures to be looked at, where somebody has said into which folder. */
async function picture(name: string): Promise<void> {
  if (!shots) return
  const { page } = journey
  for (const scheme of ['light', 'dark'] as const)
    for (const width of [1440, 390]) {
      await page.emulateMedia({ colorScheme: scheme })
      await page.setViewportSize({ width, height: 900 })
      await page.screenshot({ path: `${shots}/${name}-${scheme}-${width}.png` })
    }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1440, height: 900 })
}

test('a new customer waits for approval, and is there once somebody agrees', async () => {
  const { page, url } = journey
  await page.goto(`${url}/settings/approvals`)
  await page.getByText('目前没有需要审批的变更', { exact: true }).waitFor()
  await journey.accessible()
  await page.getByRole('button', { name: '空白规则' }).click()
  await page.getByRole('heading', { name: '空白规则', exact: true }).waitFor()
  await page.getByLabel('对象', { exact: true }).selectOption('account')
  await page.getByLabel('审批内容', { exact: true }).selectOption('create')
  await page.getByLabel('审批人', { exact: true }).selectOption('person')
  // What is missing is told at its place.
  await page.getByRole('button', { name: '保存', exact: true }).click()
  await page.getByLabel('审批人', { exact: true }).and(page.locator('[aria-invalid]')).waitFor()
  await page.getByLabel(/^成员/).click()
  await page.getByRole('listbox').getByRole('option').first().click()
  await page.keyboard.press('Escape')
  await page.getByLabel('审批人', { exact: true }).and(page.locator('[aria-invalid]')).waitFor({ state: 'detached' })
  await page.getByLabel('名称').fill('新客户审批')
  await page.getByRole('checkbox', { name: '启用', exact: true }).check()
  await page.getByRole('checkbox', { name: '允许申请人审批自己的申请' }).check()
  await picture('policy')
  await journey.accessible()
  await page.getByRole('button', { name: '保存', exact: true }).click()
  await page.getByRole('link', { name: /新客户审批/ }).waitFor()
  await picture('policies')

  await page.goto(`${url}/account`)
  await page.getByRole('link', { name: '审批', exact: true }).waitFor()
  await page.keyboard.press('c')
  const form = page.getByRole('dialog').first()
  await form.getByLabel(/名称/).first().fill('待批客户')
  await page.keyboard.press('Control+Enter')
  const ask = page.getByRole('dialog', { name: '此变更需要审批' })
  await ask.getByRole('listitem').waitFor()
  await ask.getByLabel('申请理由').fill('展会认识的客户')
  await picture('ask')
  await ask.getByRole('button', { name: '提交审批', exact: true }).click()
  await ask.waitFor({ state: 'detached' })

  await page.goto(`${url}/`)
  await page.getByRole('region', { name: '待我审批' }).getByRole('link', { name: '待批客户' }).waitFor()
  await picture('today')
  await page.getByRole('link', { name: '审批', exact: true }).click()
  await page.getByRole('button', { name: /待批客户/ }).click()
  const story = page.getByRole('article', { name: '待批客户' })
  await story.getByText('展会认识的客户').first().waitFor()
  await picture('inbox')
  await journey.accessible()
  await story.getByRole('button', { name: '同意', exact: true }).click()
  await page.getByRole('dialog', { name: '同意' }).getByRole('button', { name: '同意', exact: true }).click()
  await story.getByText('已通过', { exact: true }).waitFor()
  await story.getByRole('link', { name: '待批客户' }).click()
  await page.getByRole('heading', { name: '待批客户' }).first().waitFor()
  const panel = page.getByRole('region', { name: '审批' })
  await panel.getByText('已通过', { exact: true }).waitFor()
  await picture('record')
  // The refusal that began it is seen as what it is.
  expect(journey.wrong.filter((one) => !one.includes('409') && !one.includes('422'))).toEqual([])
})

test('in English the same inbox speaks English', async () => {
  const { page, url } = journey
  await page.evaluate(() => localStorage.setItem('sampan.language', 'en'))
  await page.goto(`${url}/approvals?box=decided`)
  await page.getByRole('heading', { name: 'Approvals', exact: true }).waitFor()
  await page.getByText('Approved', { exact: true }).first().waitFor()
  await picture('english')
})
