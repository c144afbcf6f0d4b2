import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, speakEnglish, startJourney } from './journey.ts'

/* A signal is said in a sentence, tried on history, switched on, and what fires is told with its reason. */

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.close())

test('a signal is tried on history before it is switched on, fires, and stands on the record', async () => {
  const { page, url, api } = journey
  const revenue = (amount: number) => ({ annualRevenue: { amount: String(amount), currency: 'CNY' } })
  const rich = await api('POST', 'account', { name: '余额客户', ...revenue(2_000) })
  const calm = await api('POST', 'account', { name: '平稳客户', ...revenue(2_000) })
  await api('PATCH', `account/${rich.id}`, revenue(20_000))
  await api('PATCH', `account/${calm.id}`, revenue(3_000))

  await page.goto(`${url}/settings/signals`)
  await page.getByText('还没有信号', { exact: true }).waitFor()
  await page.getByRole('button', { name: '新建信号', exact: true }).click()
  await page.getByLabel('对象', { exact: true }).selectOption('account')
  await page.getByLabel('字段', { exact: true }).selectOption('annualRevenue')

  // What cannot be is told where it stands, and nothing has been made.
  await page.getByLabel('幅度', { exact: true }).fill('1')
  await page.getByRole('button', { name: '用历史回测', exact: true }).click()
  await page.getByText('倍数应大于 1。', { exact: true }).waitFor()
  await page.getByLabel('幅度', { exact: true }).fill('10')
  await page.getByRole('button', { name: '用历史回测', exact: true }).click()
  await page.getByText('会触发 1 次', { exact: true }).waitFor()
  const test = page.getByRole('complementary', { name: '历史回测', exact: true })
  await test.getByRole('link', { name: '余额客户', exact: true }).waitFor()
  await test.getByText('年营业额：CNY 2,000 → CNY 20,000', { exact: true }).waitFor()
  expect((await api('GET', 'signal')).data).toEqual([])
  await journey.accessible()

  await page.getByLabel('信号名称', { exact: true }).fill('营业额涨到十倍')
  await page.getByRole('button', { name: '保存草稿', exact: true }).click()
  await page.getByRole('button', { name: '给负责人创建任务', exact: true }).click()
  await page.getByRole('link', { name: '营业额涨到十倍：任务', exact: true }).waitFor()
  await page.getByRole('button', { name: '启用', exact: true }).click()
  await page.getByRole('button', { name: '停用', exact: true }).waitFor()

  await api('PATCH', `account/${calm.id}`, revenue(60_000))
  await page.getByRole('tab', { name: '触发记录', exact: true }).click()
  await page.getByRole('link', { name: '平稳客户', exact: true }).waitFor({ timeout: 60_000 })
  await page.getByText('年营业额：CNY 2,000 → CNY 60,000', { exact: true }).waitFor()
  await page.goto(`${url}/account/${calm.id}`)
  await page.getByText('跟进 平稳客户').first().waitFor()
  await page.getByRole('region', { name: '流程', exact: true }).getByText('营业额涨到十倍', { exact: true }).waitFor()

  await speakEnglish(page, url)
  await page.goto(`${url}/settings/signals`)
  await page.getByRole('link', { name: /rises within 30 days, by a factor of 10/ }).click()
  await page.getByRole('tab', { name: 'What it says', exact: true }).click()
  await page.getByRole('button', { name: 'Try on history', exact: true }).click()
  await page.getByText('would have fired 2 times', { exact: true }).waitFor()
  expect(journey.wrong).toEqual([])
})
