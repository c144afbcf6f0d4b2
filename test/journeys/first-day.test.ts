import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, openJourney } from './journey.ts'

// One company's first day, told in order: each test goes on where the one before stopped.

let journey: Journey & { setupLink: string }
let page: Page
const patient = { timeout: 45_000 }

beforeAll(async () => {
  journey = await openJourney()
  page = journey.page
})
afterAll(() => journey?.close())

test('a wrong password is refused in words, before anybody is let in', async () => {
  await page.goto(`${journey.url}/opportunity`)
  await page.getByLabel('邮箱').fill('nobody@sampan.example')
  await page.getByLabel('密码').fill('not the password')
  await page.getByRole('button', { name: '登录' }).click()
  await expect(page.getByRole('alert').textContent()).resolves.toBe('邮箱或密码不正确。')
  await journey.accessible()
})

test('the first person names the company and is in', async () => {
  await page.goto(journey.setupLink)
  await page.getByLabel('公司名称').fill('远帆智联')
  await page.getByLabel('你的姓名').fill('林晓')
  await page.getByLabel('邮箱').fill('lin@sampan.example')
  await page.getByLabel('密码').fill('a long pass phrase')
  await page.getByText('附带示例数据').click()
  await journey.accessible()
  await page.getByRole('button', { name: '开始使用' }).click()
  await page.getByRole('heading', { name: /林晓/ }).waitFor()
  await journey.accessible()
})

test('a customer is made by keyboard alone, and her page says so', async () => {
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await page.getByRole('heading', { name: '还没有客户', exact: true }).waitFor()
  await page.keyboard.press('c')
  await page.getByRole('dialog').getByLabel('客户名称').waitFor()
  await page.keyboard.type('杭州西溪云帆科技有限公司')
  await journey.accessible()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { level: 1, name: '杭州西溪云帆科技有限公司' }).waitFor()
  await page.getByText('创建了这条记录').waitFor()
  await journey.accessible()
})

test('a note stands in the timeline at once', async () => {
  await page.getByRole('tab', { name: '备注' }).click()
  await page.getByLabel('写备注…').fill('电话里说下周定方案\n预算大约 30 万，年底前上线。')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('link', { name: '电话里说下周定方案' }).waitFor()
  await page.getByText('预算大约 30 万，年底前上线。').waitFor()
})

test('she is found by the initials of her name', async () => {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('hzxx')
  await page.getByRole('option', { name: /杭州西溪云帆/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: '杭州西溪云帆科技有限公司' }).waitFor()
})

test('a cell is changed in the list; what somebody else wrote in it meanwhile is not overwritten', async () => {
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '客户', exact: true }).click()
  const cell = page.locator('[data-row="0"] [data-column="1"]')
  const choose = async (level: string) => {
    await cell.dblclick()
    await page.getByRole('option', { name: level, exact: true }).click()
  }
  await choose('A')
  await expect.poll(async () => (await first('account')).level, patient).toBe('A')
  const { id } = await first('account')
  await journey.api('PATCH', `account/${id}`, { name: '杭州云帆' })
  await choose('B')
  await expect.poll(async () => (await first('account')).level, patient).toBe('B')
  await journey.api('PATCH', `account/${id}`, { level: 'C' })
  await choose('D')
  await page.getByText('其他人刚刚修改了这一格').waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => cell.textContent(), patient).toBe('C')
  await page.getByRole('link', { name: '杭州云帆' }).waitFor()
  await journey.api('PATCH', `account/${id}`, { level: 'B' })
  await choose('D')
  await page.getByText('其他人刚刚修改了这一格').waitFor()
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await first('account')).level, patient).toBe('D')
})

test('a deal moves over the board by keyboard, and a stage asks for just what it needs', async () => {
  const account = await first('account')
  await journey.api('POST', 'opportunity', { name: '云平台一期', account: account.id })
  await page.goto(`${journey.url}/opportunity?as=board`)
  const card = page.getByRole('article', { name: '云平台一期' })
  await card.focus()
  await page.keyboard.press('Shift+ArrowRight')
  await page.getByRole('region', { name: '需求确认' }).getByRole('article').waitFor()
  await card.focus()
  await page.keyboard.press('Shift+ArrowRight')
  const asked = page.getByRole('dialog', { name: '进入「方案报价」之前' })
  await asked.getByLabel('金额').fill('300000')
  await journey.accessible()
  await asked.getByRole('button', { name: '移动' }).click()
  await page.getByRole('region', { name: '方案报价' }).getByRole('article').waitFor()
  await expect
    .poll(async () => (await first('opportunity')).amount, patient)
    .toEqual({ amount: '300000', currency: 'CNY' })
  await journey.accessible()
})

test('deleted is not gone: undo brings it back', async () => {
  await page.goto(`${journey.url}/account`)
  await page.locator('[data-row="0"] input[type="checkbox"]').check()
  await page.getByRole('button', { name: '删除' }).click()
  await page.getByRole('heading', { name: '还没有客户', exact: true }).waitFor()
  await page.getByRole('button', { name: '撤销' }).click()
  await page.getByRole('link', { name: '杭州云帆' }).waitFor()
  await journey.accessible()
})

test('an administrator adds an object of her own; published, it is there for work at once', async () => {
  await page.goto(`${journey.url}/settings/objects`)
  await page.getByRole('button', { name: '新建对象' }).click()
  await dialog().getByLabel('名称').first().fill('车辆')
  await dialog().getByLabel('英文', { exact: true }).fill('Vehicle')
  await journey.accessible()
  await dialog().getByRole('button', { name: '存入草稿' }).click()
  await page.getByRole('heading', { name: '车辆', exact: true }).waitFor()
  await page.getByRole('button', { name: '新建字段' }).click()
  await dialog().getByLabel('名称').first().fill('所属客户')
  await dialog().getByLabel('英文', { exact: true }).fill('Account')
  await dialog().getByLabel('类型').selectOption('relation')
  await dialog().getByLabel('关联到').selectOption('account')
  await dialog().getByRole('button', { name: '存入并再建一个' }).click()
  await expect.poll(() => dialog().getByLabel('名称').first().inputValue(), patient).toBe('')
  await page.keyboard.type('常数')
  await dialog().getByLabel('类型').selectOption('formula')
  await dialog().getByRole('textbox', { name: /^公式/ }).fill('round(12.5)')
  await expect.poll(() => dialog().getByLabel('结果类型').inputValue(), patient).toBe('number')
  await dialog().getByRole('button', { name: '存入草稿' }).click()
  await page.getByText('3 处改动未发布').or(page.getByText('4 处改动未发布')).waitFor()
  await journey.accessible()
  await page.getByRole('button', { name: '查看并发布' }).click()
  await dialog().getByText('所属客户').waitFor()
  await journey.accessible()
  await dialog().getByRole('button', { name: '发布', exact: true }).click()
  await page.getByText('第 1 版已发布').waitFor()
  await page.getByRole('link', { name: '车辆' }).first().click()
  await page.keyboard.press('c')
  await dialog().getByLabel('名称').waitFor()
  await page.keyboard.type('浙A·12345')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { level: 1, name: '浙A·12345' }).waitFor()
  await expect.poll(async () => (await first('vehicle')).name, patient).toBe('浙A·12345')
  await journey.accessible()
})

test('the screens speak English on demand', async () => {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('English')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Accounts' }).first().waitFor()
  await journey.accessible()
})

test('nothing broke on the way', () => {
  expect(journey.wrong).toEqual([])
})

const dialog = () => page.getByRole('dialog')

async function first(object: string): Promise<Record<string, unknown> & { id: string; version: number }> {
  const { data } = await journey.api('GET', `${object}?limit=1`)
  return data[0]
}
