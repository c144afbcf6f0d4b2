import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

/* A flow is drawn, refused where it cannot run, tried, goes live, and does the follow-up of a customer. */

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
}, 120_000)
afterAll(() => journey?.close())

test('a flow is drawn step by step, tried on a record, and runs when it is live', async () => {
  const { page, url } = journey
  await page.goto(`${url}/settings/flows`)
  await page.getByText('还没有流程').waitFor()
  await page.getByRole('button', { name: '新建流程' }).click()
  await page.getByRole('heading', { name: '何时触发', exact: true }).waitFor()

  // What cannot run is told at its place.
  await page.getByRole('button', { name: '上线', exact: true }).click()
  const trigger = page.getByLabel('触发方式', { exact: true })
  await trigger.and(page.locator('[aria-invalid]')).waitFor()

  await trigger.selectOption('created')
  await page.getByLabel('对象', { exact: true }).selectOption('account')
  await page.getByRole('button', { name: '添加步骤' }).first().click()
  await page.getByRole('button', { name: /^创建任务/ }).click()
  await page.getByLabel('主题').fill('拜访 {{name}}')
  await page.getByRole('button', { name: '添加步骤' }).last().click()
  await page.getByRole('button', { name: /^等待 / }).click()
  await page.getByLabel('时长').fill('3')
  // By the keyboard from node to node.
  await page.locator('[data-node="trigger"]').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: '创建任务', exact: true }).waitFor()
  await journey.accessible()

  await journey.api('POST', 'account', { name: '试运行客户' })
  await page.getByRole('button', { name: '试运行' }).click()
  const dialog = page.getByRole('dialog', { name: '试运行' })
  await dialog.getByLabel('使用这条记录').click()
  await page.getByRole('option', { name: '试运行客户' }).click()
  await dialog.getByRole('button', { name: '开始试运行' }).click()
  await dialog.getByText('创建任务').waitFor()
  await dialog.getByRole('button', { name: '关闭' }).last().click()

  await page.getByRole('button', { name: '上线', exact: true }).click()
  await page.getByText('已上线').first().waitFor()
  await page.getByText('v1').waitFor()

  const made = await journey.api('POST', 'account', { name: '流程客户' })
  await page.getByRole('tab', { name: '执行记录' }).click()
  await page.getByRole('button', { name: /流程客户/ }).click()
  await page.getByText('已完成').first().waitFor()
  await page.goto(`${url}/account/${made.id}`)
  await page.getByText('拜访 流程客户').first().waitFor()
  const flows = page.getByRole('region', { name: '流程' })
  await flows.getByText('等待中').waitFor()
  expect(journey.wrong).toEqual([])
})
