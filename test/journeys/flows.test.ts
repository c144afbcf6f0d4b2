import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

/* A flow is drawn, refused where it cannot run, tried, goes live, and does the follow-up of a customer. */

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.close())

test('a flow is drawn step by step, tried on a record, and runs when it is live', async () => {
  const { page, url } = journey
  await page.goto(`${url}/settings/flows`)
  await page.getByText('还没有流程').waitFor()
  await page.getByRole('button', { name: '新建流程' }).click()
  const first = page.getByRole('dialog', { name: '新建流程' })
  await first.getByRole('button', { name: '新建', exact: true }).click()
  await first.getByRole('alert').waitFor()
  await first.getByLabel('名称').fill('拜访新客户')
  await first.getByRole('button', { name: '新建', exact: true }).click()
  await first.waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: '拜访新客户', exact: true }).waitFor()
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
  // Its page as a record leads to where it is drawn.
  await page.goto(page.url().replace('/settings/flows/', '/flow/'))
  await page.getByRole('link', { name: '流程图与运行记录' }).click()
  await page.getByRole('tab', { name: '执行记录' }).click()
  await page.getByRole('button', { name: /流程客户/ }).click()
  await page.getByText('已完成').first().waitFor()
  await page.goto(`${url}/account/${made.id}`)
  await page.getByText('拜访 流程客户').first().waitFor()
  const flows = page.getByRole('region', { name: '流程' })
  await flows.getByText('等待中').waitFor()
  expect(journey.wrong).toEqual([])
})

test('another system calls the address of a flow: what it sends is seen, mapped, and becomes a lead', async () => {
  const { page, url } = journey
  await page.goto(`${url}/settings/flows`)
  await page.getByRole('button', { name: '新建流程' }).click()
  const dialog = page.getByRole('dialog', { name: '新建流程' })
  await dialog.getByRole('radio', { name: /^接收其他系统的线索/ }).click()
  await dialog.getByRole('button', { name: '新建', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: '生成地址', exact: true }).click()
  const address = await page.locator('aside code').filter({ hasText: '/hooks/' }).textContent()
  const send = async (body: object) =>
    (
      await fetch(String(address), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).status

  // While it is a draft what comes is shown, and a value becomes an input at a click.
  expect(await send({ name: '李雷', company: '星河仪器', tel: { mobile: '13800138000' } })).toBe(202)
  await page.getByText('未上线', { exact: true }).waitFor()
  await page.getByRole('button', { name: /^tel\.mobile/ }).click()
  await expect.poll(() => page.getByLabel('取值位置', { exact: true }).last().inputValue()).toBe('tel.mobile')
  await journey.accessible()
  await page.locator('[data-node="lead"]').click()
  await page.getByLabel('添加要填写的字段', { exact: true }).selectOption('mobile')
  await page.getByRole('button', { name: '从记录取值', exact: true }).first().click()
  await page.getByRole('button', { name: 'mobile', exact: true }).click()

  // What it found goes on to an address that nobody had set up: it becomes a webhook with a secret of its own.
  await page.getByRole('button', { name: '添加步骤' }).last().click()
  await page.getByRole('button', { name: /^发送到 Webhook/ }).click()
  await page.getByLabel('操作对象', { exact: true }).selectOption({ index: 1 })
  await page.getByLabel('Webhook', { exact: true }).selectOption('+')
  const target = page.getByRole('dialog', { name: '发送到其他地址' })
  await target.getByLabel('用途').fill('数据仓库')
  await target.getByLabel('地址').fill('https://example.com/leads')
  await journey.accessible()
  await target.getByRole('button', { name: '新建', exact: true }).click()
  await page.getByText(/^whsec_/).waitFor()
  await page.getByRole('dialog').getByRole('button', { name: '已复制保存' }).click()
  await expect.poll(() => page.getByLabel('Webhook', { exact: true }).inputValue()).toBe('数据仓库')
  await page.getByRole('button', { name: '上线', exact: true }).click()
  await page.getByText('v1', { exact: true }).waitFor()
  expect(await send({ name: '韩梅梅', company: '星河仪器', tel: { mobile: '13900139000' } })).toBe(202)
  const leads = async () => (await journey.api('GET', 'lead?select=name,mobile')).data
  await expect.poll(leads, { timeout: 30_000 }).toMatchObject([{ name: '韩梅梅', mobile: expect.anything() }])
  expect(journey.wrong).toEqual([])
})
