import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

// A record's page: what became of a field, and what can be done from its head; the form that fills itself.

let journey: Journey
let page: Page
let id: string
beforeAll(async () => {
  journey = await startJourney()
  page = journey.page
  const made = await journey.api('POST', 'account', { name: '海通仪器有限公司', level: 'C', phone: '021-5888 1234' })
  id = made.id
  await journey.api('PATCH', `account/${id}`, { level: 'A' })
  await journey.api('POST', `account/${id}/comments`, { text: '很久以前说的' })
  const create = Array.from({ length: 60 }, (_, i) => ({
    kind: 'note',
    subject: `备注 ${i}`,
    status: 'done',
    account: id,
  }))
  await journey.api('POST', 'activity/batch', { create })
})
afterAll(() => journey?.close())

test('the history of a field is one key away, and the focus comes back', async () => {
  await page.goto(`${journey.url}/account/${id}`)
  const button = page.getByRole('button', { name: '客户级别的修改历史' })
  await button.focus()
  await page.keyboard.press('Enter')
  const panel = page.getByRole('dialog', { name: '客户级别的修改历史' })
  await expect.poll(() => panel.getByRole('listitem').allInnerTexts()).toHaveLength(2)
  const [changed, made] = await panel.getByRole('listitem').allInnerTexts()
  expect(changed).toMatch(/C\s*A\s*林晓/)
  expect(made).toMatch(/C\s*林晓 · 创建时填写/)
  await journey.accessible()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/history.png` })
  await page.keyboard.press('Escape')
  await expect.poll(() => button.evaluate((one) => one === document.activeElement)).toBe(true)
})

test('a filter of the timeline finds what is long ago; all of it goes on to its beginning', async () => {
  const told = page.getByRole('region', { name: '动态' })
  const filter = (name: string) => told.getByRole('group', { name: '筛选' }).getByRole('button', { name, exact: true })
  expect(await told.getByText('很久以前说的').count()).toBe(0)
  await filter('评论').click()
  await told.getByText('很久以前说的').waitFor()
  await filter('全部').click()
  await told.getByRole('button', { name: '查看更早的动态' }).click()
  await told.getByText('创建了这条记录').waitFor()
})

const card =
  '王伟  销售总监\n上海海通仪器有限公司\n手机：138 0013 8000\n电话：021-5888 1234 转 801\nwang.wei@haitong.cn\nwww.haitong.cn\n上海市浦东新区张江路 88 号 201203'

/** Pastes as a person does, into what has the focus. */
async function paste(text: string) {
  await page.evaluate((words) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', words)
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    ;(document.activeElement ?? document.body).dispatchEvent(event)
  }, text)
}

test('a word pasted into a field stays a word; what says nothing is told as such', async () => {
  await page.goto(`${journey.url}/lead`)
  await page.getByRole('button', { name: '新建线索' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('姓名').waitFor()
  await paste('王伟')
  await expect.poll(() => dialog.getByRole('status').textContent()).toBe('')
  await dialog.getByRole('button', { name: '粘贴名片或签名档' }).click()
  await dialog.getByRole('textbox', { name: '粘贴名片或签名档' }).fill('明天下午\n再谈')
  await dialog.getByText('没有识别到新的内容').waitFor()
})

test('a card that is pasted fills the form; what was typed stays, what was filled is marked and can be taken back', async () => {
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('公司').fill('海通')
  await dialog.getByRole('textbox', { name: '粘贴名片或签名档' }).focus()
  await paste(card)
  await dialog.getByText('已填入 7 项').waitFor()
  expect(await dialog.getByLabel('公司').inputValue()).toBe('海通')
  expect(await dialog.getByLabel(/^姓名/).inputValue()).toBe('王伟')
  expect(await dialog.getByText('请核对').count()).toBe(7)
  await journey.accessible()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/paste.png` })
  await dialog.getByLabel(/^职务/).fill('总监')
  expect(await dialog.getByText('请核对').count()).toBe(6)
  await dialog.getByRole('button', { name: '撤销' }).click()
  expect(await dialog.getByLabel(/^姓名/).inputValue()).toBe('')
  await dialog.getByLabel(/^姓名/).focus()
  await paste(card)
  await dialog.getByText('已填入 6 项').waitFor()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { name: '王伟', exact: true }).waitFor()
  const { data } = await journey.api('GET', `lead?where=${encodeURIComponent('{"name":"王伟"}')}`)
  expect(data).toHaveLength(1)
  const lead = await journey.api('GET', `lead/${data[0].id}`)
  expect(lead).toMatchObject({
    company: '海通',
    jobTitle: '总监',
    email: 'wang.wei@haitong.cn',
    mobile: { e164: '+8613800138000' },
    phone: { e164: '+862158881234', ext: '801' },
    address: { city: '上海市', district: '浦东新区', postcode: '201203' },
  })
})

test('for a contact the company of the card becomes the customer that exists', async () => {
  await page.goto(`${journey.url}/contact`)
  await page.getByRole('button', { name: '新建联系人' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('姓名').waitFor()
  await paste('李娜\t采购经理\t海通仪器有限责任公司\t13912345678')
  await dialog.getByText('已填入 4 项').waitFor()
  await dialog.getByText('海通仪器有限公司').waitFor()
})

test('the head says what is next, and makes what belongs to a customer', async () => {
  const due = new Date(Date.now() + 86_400_000).toISOString()
  const task = { account: id, kind: 'call', status: 'open' }
  await journey.api('POST', 'activity', {
    ...task,
    subject: '再约参观',
    dueAt: new Date(Date.now() + 9e8).toISOString(),
  })
  const call = await journey.api('POST', 'activity', { ...task, subject: '回访海通', dueAt: due })
  // nobody has said when: it comes last and is never late
  await journey.api('POST', 'activity', { account: id, kind: 'task', status: 'open', subject: '随时可做' })
  await page.goto(`${journey.url}/account/${id}`)
  const head = page
    .getByRole('main')
    .locator('header')
    .filter({ has: page.getByRole('heading', { level: 1 }) })
  await head.getByRole('link', { name: '回访海通' }).waitFor()
  expect(await page.getByRole('region', { name: '动态' }).locator('[data-late]').count()).toBe(0)
  await journey.accessible()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/head.png` })
  await head.getByRole('button', { name: '标记为已完成' }).click()
  await head.getByRole('link', { name: '再约参观' }).waitFor()
  expect(await journey.api('GET', `activity/${call.id}`)).toMatchObject({ status: 'done' })
  await page.setViewportSize({ width: 390, height: 844 })
  await head.getByRole('link', { name: '再约参观' }).waitFor()
  await journey.accessible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/head-phone.png` })
  await page.setViewportSize({ width: 1440, height: 900 })
  await head.getByRole('button', { name: '新建商机' }).click()
  await page.getByRole('dialog').getByText('海通仪器有限公司').waitFor()
  expect(journey.wrong).toEqual([])
})
