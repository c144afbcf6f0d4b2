import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

// Two people: one names the other in a comment, her bell says so while she looks, she goes there and has read it.

let journey: Journey
let lin: Page
let wang: Page
let account: string
let owner: string

beforeAll(async () => {
  journey = await startJourney()
  lin = journey.page
  for (const [name, email] of [
    ['王芳', 'wang@sampan.example'],
    ['李强', 'li@sampan.example'],
  ])
    await journey.api('POST', 'people', { name, email, role: 'sales', password: 'pass-phrase-1' })
  const { data } = await journey.api('GET', 'user?limit=10')
  owner = data.find((one: { name: string }) => one.name === '王芳').id
  account = (await journey.api('POST', 'account', { name: '瑞达机械', owner })).id
  const context = await journey.browser.newContext({
    locale: 'zh-CN',
    viewport: { width: 1440, height: 900 },
    bypassCSP: true,
  })
  wang = await context.newPage()
  wang.setDefaultTimeout(45_000)
  await wang.goto(`${journey.url}/sign-in`)
  await wang.getByLabel('邮箱').fill('wang@sampan.example')
  await wang.getByLabel('密码', { exact: true }).fill('pass-phrase-1')
  await wang.getByRole('button', { name: '登录', exact: true }).click()
  await wang.getByRole('heading', { name: /王芳/ }).waitFor()
})
afterAll(() => journey?.close())

const shot = async (page: Page, name: string) => {
  if (process.env['SAMPAN_SHOTS']) await page.screenshot({ path: `${process.env['SAMPAN_SHOTS']}/${name}.png` })
}

test('who is assigned a record hears of it without asking', async () => {
  await wang.getByRole('button', { name: '通知，1 组未读' }).waitFor()
  await wang.getByRole('button', { name: '通知，1 组未读' }).click()
  const panel = wang.getByRole('dialog', { name: '通知' })
  await panel.getByText('分配给你').waitFor()
  await panel.getByRole('button', { name: '全部已读' }).click()
  await wang.getByRole('button', { name: '通知', exact: true }).waitFor()
  await wang.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
})

test('a comment names her by pinyin; who cannot see the record is told of', async () => {
  await lin.goto(`${journey.url}/account/${account}`)
  await lin.getByRole('tab', { name: '评论' }).click()
  const box = lin.getByRole('textbox', { name: '写评论，用 @ 提到同事' })
  await box.click()
  await lin.keyboard.type('请 @wangf')
  await lin.getByRole('option', { name: '王芳' }).waitFor()
  await shot(lin, 'mention')
  await lin.keyboard.press('Enter')
  await lin.keyboard.type('确认报价，@li')
  await lin.getByRole('option', { name: '李强' }).click()
  await lin.getByText('李强 看不到这条记录').waitFor()
  await journey.accessible(lin)
  await shot(lin, 'cannot-see')
  await lin.keyboard.press('ControlOrMeta+Enter')
  await lin.getByText('@王芳').waitFor()
  await shot(lin, 'comment')
  await journey.accessible(lin)
})

test('her bell says so while she looks; a click leads there, and it is read', async () => {
  const bell = wang.getByRole('button', { name: '通知，1 组未读' })
  await bell.waitFor()
  await wang.keyboard.press('i')
  const panel = wang.getByRole('dialog', { name: '通知' })
  const news = panel.getByRole('button', { name: /林晓 在 瑞达机械 中提到了你/ })
  await news.waitFor()
  await journey.accessible(wang)
  await shot(wang, 'panel')
  await wang.emulateMedia({ colorScheme: 'dark' })
  await shot(wang, 'panel-dark')
  await wang.emulateMedia({ colorScheme: 'light' })
  await wang.keyboard.press('ArrowDown')
  await wang.keyboard.press('Enter')
  await wang.waitForURL(`**/account/${account}`)
  await wang.getByText('@王芳').waitFor()
  await wang.getByRole('button', { name: '通知', exact: true }).waitFor()
})

test('she answers, changes what she said, and takes it away', async () => {
  await wang.getByRole('button', { name: '回复' }).first().click()
  const box = wang.getByRole('textbox', { name: '回复 林晓' })
  await box.fill('好的，今天发')
  await wang.keyboard.press('ControlOrMeta+Enter')
  await wang.getByText('好的，今天发').waitFor()
  await lin.getByRole('button', { name: /通知，1 组未读/ }).waitFor()
  await wang.getByRole('button', { name: '编辑', exact: true }).first().click()
  await wang.getByRole('textbox').filter({ hasText: '好的' }).fill('好的，明天发')
  await wang.keyboard.press('ControlOrMeta+Enter')
  await wang.getByText('好的，明天发').waitFor()
  await wang.getByRole('button', { name: '已编辑' }).click()
  await wang.getByText('好的，今天发').waitFor()
  await shot(wang, 'thread')
  await journey.accessible(wang)
  await wang.getByRole('button', { name: '删除', exact: true }).first().click()
  await expect.poll(() => wang.getByText('好的，明天发').count()).toBe(0)
})

test('what she does not want to hear of stays silent', async () => {
  await wang.goto(`${journey.url}/settings/notifications`)
  await wang.getByLabel('你负责或关注的记录有新评论').click()
  await expect.poll(() => wang.getByLabel('你负责或关注的记录有新评论').isChecked()).toBe(false)
  await journey.accessible(wang)
  await shot(wang, 'settings')
  await journey.api('POST', `account/${account}/comments`, { text: '静静的' })
  await journey.api('POST', 'account', { name: '海通电子', owner })
  await wang.getByRole('button', { name: '通知，1 组未读' }).waitFor()
  await wang.setViewportSize({ width: 390, height: 844 })
  await wang.goto(journey.url)
  await wang.getByRole('button', { name: '通知，1 组未读' }).last().click()
  await wang.getByRole('dialog', { name: '通知' }).getByText('海通电子').waitFor()
  await journey.accessible(wang)
  await shot(wang, 'phone')
  expect(journey.wrong).toEqual([])
})

test('a record that is kept at hand stands in the rail until it is gone', async () => {
  await lin.goto(`${journey.url}/account/${account}`)
  await lin.getByRole('heading', { name: '瑞达机械', exact: true }).waitFor()
  await lin.keyboard.press('b')
  const kept = lin.getByRole('region', { name: '收藏' }).getByRole('link', { name: '瑞达机械' })
  await kept.waitFor()
  await journey.accessible(lin)
  await shot(lin, 'favourites')
  await journey.api('DELETE', `account/${account}`)
  await lin.goto(journey.url)
  await lin.getByRole('heading', { name: /林晓/ }).waitFor()
  await expect.poll(() => kept.count()).toBe(0)
})
